"""English words in the singular and the plural, by spelling alone."""


def singular(word: str) -> str:
    """Return a word without the s of its plural."""
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] != "s" else word


def plural(name: str) -> str:
    """Return an English phrase with its last word in the plural."""
    if name.endswith(("s", "ing", "ed")) or not name[-1:].isalpha():
        return name
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return name[:-1] + "ies"
    return name + ("es" if name.endswith(("ch", "sh", "x", "z")) else "s")
