"""The security register of the demonstration: a quorum of five, a policy that lapses, a holder who leaves."""

from collections.abc import Iterator
from pathlib import Path

FOLDER = "security"
"""Where the story has it, and the register."""
LEFT = "security-left"
"""Where the story has the files that are others once somebody left, beside the other ones."""
_WALLET = 'name = "State reserve wallet"\n'
_QUORUM = 'quorum = "Reserve 3 of 5"\n'


def with_quorum(register: str) -> str:
    """Return a register's text in which the reserve's wallet names its quorum."""
    return register.replace(_WALLET, _WALLET + _QUORUM, 1)


def custody_files(story: Path, *, left: bool) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the security register by path in the register, before a holder left or after."""
    places = [story / FOLDER, *([story / LEFT] if left else [])]
    for path in (each for place in places for each in sorted(place.glob("*.toml"))):
        yield f"{FOLDER}/{path.name}", path.read_bytes()
