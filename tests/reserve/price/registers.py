"""Registers that fix prices: a folder with `[price]`, the act that set it, and quotes on file."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.reserve.price.quoting import DAY, NAMES, Told, csv_of, steady

TEXT = b"The convention of pricing.\n"
WALLET = """
[[wallet]]
name = "Reserve"
body = "Example Body"
stage = "reserve"
addresses = ["bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"]
"""


def register(tmp_path: Path, *, price: str = "", date: str = "2026-01-12", names: Iterable[str] = NAMES) -> Path:
    """Make a register whose prices are fixed by `price/1` from three invented exchanges; `price` are more keys."""
    folder = tmp_path / "KZ-TEST"
    for name in ("acts", "texts", "prices"):
        (folder / name).mkdir(parents=True)
    quoted = ", ".join(f'"{name}"' for name in names)
    write_price(folder, f'exchanges = [{quoted}]\nset_by = "2026-0001"\n{price}')
    (folder / "texts" / "2026-0001.txt").write_bytes(TEXT)
    convention(folder, 1, date, 'max_deviation = "0.10"')
    return folder


def write_price(folder: Path, keys: str) -> None:
    """Write `register.toml` with these keys of `[price]`."""
    head = '[register]\nname = "KZ-TEST"\nbody = "Example Body"\nnetwork = "regtest"\nzone = "Asia/Almaty"\n'
    (folder / "register.toml").write_text(f"{head}{WALLET}\n[price]\n{keys}", encoding="utf-8")


def convention(
    folder: Path, number: int, date: str, values: str, name: str | None = None, supersedes: str | None = None
) -> None:
    """File the act of a convention: its number is the act's too."""
    more = "" if supersedes is None else f'supersedes = "{supersedes}"\n'
    text = f'text = {{ file = "texts/2026-0001.txt", sha256 = "{hashlib.sha256(TEXT).hexdigest()}" }}\n'
    (folder / "acts" / f"2026-{number:04}.toml").write_text(
        f'id = "2026-{number:04}"\nkind = "convention"\ndate = {date}\n{text}'
        f'signed_by = ["A. Example", "B. Example"]\n{more}name = "{name or f"price/{number}"}"\n\n[values]\n{values}\n',
        encoding="utf-8",
    )


def quote(folder: Path, files: Mapping[str, bytes], day: str = DAY.isoformat()) -> None:
    """Put files of quotes of a day in their place, by name."""
    place = folder / "prices" / day
    place.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (place / name).write_bytes(content)


def steady_quotes(**prices: str) -> dict[str, bytes]:
    """Return whole files of exchanges that quote one price each."""
    return {f"{name}.csv": csv_of(steady(price)) for name, price in prices.items()}


def usual_quotes() -> dict[str, bytes]:
    """Return quotes of three exchanges that agree: 67,010.00 is fixed."""
    return steady_quotes(alpha="67000.00", beta="67010.00", gamma="67020.00")


def told(*trades: Told) -> bytes:
    """Return trades in the neutral form."""
    return csv_of(trades)
