"""Ways to write a name in full and yet hide it: a place of a text as shown, read as it is meant."""
