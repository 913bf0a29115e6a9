"""Limits, hedges and reviews of the demonstration's register: acts and tables beside the story's, filed in their time.

A review names the hash of the statement that it reviews, which is another in each run, and is signed by two persons
with keys that are made for it and thrown away.
"""

import datetime as dt
import hashlib
import os
import shutil
from functools import partial
from pathlib import Path

from tracer.disk.files import open_new
from tracer.operations.context import Context
from tracer.operations.reserve_periods import PERIODS
from tracer.operations.reserve_signing import SignActRequest, sign_act
from tracer.operations.signing import new_key

FOLDER = "limits"
"""Where the story has them."""
SIGNERS = ("K. Example", "S. Sample")
"""Who signs each review."""
_PASSPHRASE_BYTES = 16
_SEALED = b'period_sha256 = "SEALED"'
_PERIOD = b'period = "'
_PUBLISHED = {"reserves.csv": "published", "units.csv": "as_of"}
"""The column of each table that says from when on a row may stand in it."""


def register_keys(story: Path) -> str:
    """Return what the register's file says of limits."""
    return (story / FOLDER / "register.toml").read_text(encoding="utf-8")


def file_acts(story: Path, register: Path, after: str, last: str) -> tuple[str, ...]:
    """File the acts after one up to another, with the documents behind them; return the numbers of the reviews."""
    reviews: list[str] = []
    for path in sorted((story / FOLDER / "acts").iterdir()):
        if not after < path.stem <= last:
            continue
        content = path.read_bytes()
        if _SEALED in content:
            reviews.append(path.stem)
            content = content.replace(_SEALED, _SEALED.replace(b"SEALED", _sealed(register, content)))
        text = f"{path.stem}.txt"
        shutil.copyfile(story / FOLDER / "texts" / text, register / "texts" / text)
        _write(register / "acts" / path.name, content)
    return tuple(reviews)


def file_tables(story: Path, register: Path, day: dt.date) -> None:
    """File the rows of the tables that had been published by a day."""
    (register / "tables").mkdir(exist_ok=True)
    for name, column in _PUBLISHED.items():
        head, *rows = (story / FOLDER / "tables" / name).read_text(encoding="utf-8").splitlines(keepends=True)
        place = head.strip().split(",").index(column)
        known = [row for row in rows if dt.date.fromisoformat(row.split(",")[place]) <= day]
        if known:
            path = register / "tables" / name
            path.unlink(missing_ok=True)
            _write(path, "".join((head, *known)).encode())


def sign(register: Path, review: str, context: Context) -> None:
    """Sign a review as both persons, each with a key of their own that nobody keeps."""
    place = register.with_name("keys")
    place.mkdir(mode=0o700)
    try:
        for number, person in enumerate(SIGNERS):
            key, passphrase = place / f"{number}.pem", os.urandom(_PASSPHRASE_BYTES).hex()
            new_key(key, passphrase)
            sign_act(SignActRequest(register, review, person, key), partial(str, passphrase), context)
    finally:
        shutil.rmtree(place)


def _sealed(register: Path, review: bytes) -> bytes:
    """Return the SHA-256 of the statement of the period that a review names, in hexadecimal digits."""
    _, _, rest = review.partition(_PERIOD)
    period = rest.partition(b'"')[0].decode()
    return hashlib.sha256((register / PERIODS / period / "period.json").read_bytes()).hexdigest().encode()


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(open_new(path), "wb") as handle:
        handle.write(content)
