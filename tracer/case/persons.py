"""Whether two names are one person's: who examines a case never reviews it."""

import unicodedata


def same_person(one: str, other: str) -> bool:
    """Return whether two names are one person's: letter case, spacing and Unicode form do not tell persons apart."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKC", name).casefold() if each.isalnum())
