"""Names in Latin letters in disguise: the words of a folded text, read as those of names."""
