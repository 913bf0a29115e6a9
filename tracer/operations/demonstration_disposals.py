"""Disposals in the demonstration: what its acts say more than the story's, and transactions cleared before signing.

Two transactions of the recorded chain are cleared on the days before they were sent, as the unsigned PSBTs that they
were; one of them once more with its change to somebody else, and that is refused.
"""

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tracer.formats.canonical import Writable
from tracer.operations.context import Context
from tracer.operations.reserve_clear import Cleared, ClearRequest, reserve_clear

FOLDER = "disposals"
"""Where the story has them."""
PROPOSED = "proposed"
"""The folder of the transactions to be cleared, in the story's and in the demonstration's own."""
_NUMBER = len("2025-0021")


@dataclass(frozen=True, slots=True)
class ClearedThen:
    """What was found of a transaction on a day, before anybody signed it; `file` is its name."""

    day: dt.date
    file: str
    found: Cleared

    def as_json(self) -> dict[str, Writable]:
        """Return day, file and what was found."""
        return {"day": self.day.isoformat(), "file": self.file} | self.found.as_json()


def act_file(story: Path, name: str) -> Path:
    """Return the act of the demonstration in the place of the story's, where there is one."""
    own = story / FOLDER / "acts" / name
    return own if own.exists() else story / "acts" / name


def file_beside(story: Path, register: Path) -> None:
    """File what lies beside the acts on file: proofs of receivers, payloads, tables of bids, searches."""
    filed = {path.stem for path in (register / "acts").glob("*.toml")}
    for folder in ("acts", "texts"):
        for path in (story / FOLDER / folder).iterdir():
            place = register / folder / path.name
            if path.suffix != ".toml" and path.name[:_NUMBER] in filed and not place.exists():
                shutil.copyfile(path, place)


def file_own(story: Path, register: Path, *numbers: str) -> None:
    """File acts that the story has not, each with its document."""
    for number in numbers:
        shutil.copyfile(story / FOLDER / "acts" / f"{number}.toml", register / "acts" / f"{number}.toml")
        shutil.copyfile(story / FOLDER / "texts" / f"{number}.txt", register / "texts" / f"{number}.txt")


def clear(story: Path, register: Path, day: dt.date, names: tuple[str, ...], context: Context) -> Iterator[ClearedThen]:
    """Clear transactions on a day; each is put beside the register, to be looked at."""
    place = register.with_name(PROPOSED)
    place.mkdir(exist_ok=True)
    for name in names:
        file = place / name
        shutil.copyfile(story / FOLDER / PROPOSED / name, file)
        yield ClearedThen(day, name, reserve_clear(ClearRequest(register, file), context))
