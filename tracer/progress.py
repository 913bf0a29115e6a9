"""How long work tells how far it is: one form for whoever shows it, on a screen or in a browser."""

from typing import Protocol


class Progress(Protocol):
    """Whoever is told how far work is; what it does with it changes no result."""

    def __call__(self, what: str, done: int, total: int, /) -> None:
        """Hear what is being done, how much of it is done, and how much there is (0: not known)."""
        ...


def no_progress(what: str, done: int, total: int, /) -> None:
    """Tell nobody."""
