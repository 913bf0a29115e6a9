"""Fixings held against the raw quotes that they were made of: each computed again, byte for byte.

A fixing states the SHA-256 of every exchange's files. Where one is another, the file is named; where all are the same
and the fixing is not, it is the fixing that was changed.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from tracer.errors import CaseError, IntegrityError
from tracer.reserve.acts import ActsInForce
from tracer.reserve.price import fixed_day, fixing_file, quotes
from tracer.reserve.price.conventions import Conventions
from tracer.reserve.price.fixing import Fixing
from tracer.reserve.register import Register

_FILE = re.compile(r"(?P<name>.+?)(?:\.[1-9][0-9]{0,3})?\.(?:csv|json)")


class QuoteFault(NamedTuple):
    """A file of a register that is not as it was when a price was fixed, and what is wrong with it."""

    file: str
    text: str


def days_of(paths: Sequence[str]) -> tuple[dt.date, ...]:
    """Return the days of the fixings among paths, in order."""
    found = (fixing_file.day_of(path) for path in paths)
    return tuple(sorted(day for day in found if day is not None))


def changed_files(fixing: Fixing, files: Mapping[str, bytes]) -> Iterator[QuoteFault]:
    """Yield the files of a day's quotes that a fixing was not made of, or that are missing; `files` are by path."""
    folder = quotes.folder_of(fixing.day)
    by_name: dict[str, list[str]] = {}
    for path in sorted(files, key=quotes.order):
        match = _FILE.fullmatch(path.removeprefix(f"{folder}/"))
        by_name.setdefault(path if match is None else match["name"], []).append(path)
    made = fixing_file.path_of(fixing.day)
    for each in fixing.exchanges:
        paths = by_name.pop(each.name, [])
        found = quotes.pages_sha256([(path, sha256(files[path]).hexdigest()) for path in paths])
        if found == each.sha256:
            continue
        if found is None:
            yield QuoteFault(f"{folder}/{each.name}", f"is missing; {made} was made of it")
        for path in paths:
            yield QuoteFault(path, f"is not the file that {made} was made of")
    for path in (path for paths in by_name.values() for path in paths):
        yield QuoteFault(path, f"was not there when {made} was made")


def fixing_faults(
    fixings: Mapping[str, bytes], raw: Mapping[str, bytes], register: Register, acts: ActsInForce
) -> Iterator[QuoteFault]:
    """Yield what is wrong with fixings and the raw quotes behind them, both given by path.

    Raises:
        CaseError: the register's conventions of pricing contradict one another.
    """
    conventions = Conventions.of(register, acts)
    by_day: dict[str, dict[str, bytes]] = {}
    for path, content in raw.items():
        by_day.setdefault(path.rpartition("/")[0], {})[path] = content
    for path, content in sorted(fixings.items()):
        try:
            fixing = fixing_file.loads(content, path)
        except IntegrityError as error:
            yield QuoteFault(path, str(error))
            continue
        files = by_day.pop(quotes.folder_of(fixing.day), {})
        changed = tuple(changed_files(fixing, files))
        yield from changed or _computed(path, content, fixing, files, conventions, register.zone)
    for folder in by_day.values():
        yield from (QuoteFault(path, "is of a day that has no fixing here") for path in folder)


def _computed(
    path: str, content: bytes, fixing: Fixing, files: Mapping[str, bytes], conventions: Conventions, zone: str
) -> Iterator[QuoteFault]:
    """Yield that a fixing is not what its files give."""
    try:
        found = fixed_day.compute(files, fixing.day, conventions, zone).outcome.fixing
    except CaseError as error:
        yield QuoteFault(path, f"cannot be computed again: {error}")
        return
    if found is None or fixing_file.dumps(found) != content:
        yield QuoteFault(path, "is not what its quotes give")
