"""Names of Han characters in disguise: in a folded text, by the words that they stand beside."""
