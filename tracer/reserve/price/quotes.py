"""The quotes of a day: for each exchange of the convention its files under `prices/DAY`, read to trades.

An exchange has `kraken.csv`, the neutral form, or `kraken.json`, its own answer as received; where the answer came in
several pages they are `kraken.json`, `kraken.1.json`, `kraken.2.json` and so on. Pages may share trades at their
borders, and should: that shows that nothing is missing between them.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from tracer.errors import CaseError
from tracer.moments import utc
from tracer.reserve.price import exchanges, neutral_csv
from tracer.reserve.price.numbers import SECOND
from tracer.reserve.price.trades import NO_TRADES, Trades, each_once, out_of_days
from tracer.reserve.price.windows import Window
from tracer.visible import quoted

FOLDER = "prices"

_PAGE = re.compile(r"(.+)\.([1-9][0-9]{0,3})")
_DAYS = 3 * 86_400
_KINDS = ("csv", "json")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotePage:
    """One file of quotes: its path in the register, its SHA-256 and its trades."""

    path: str
    sha256: str
    trades: Trades


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeQuotes:
    """What one exchange's files of a day hold; `trades` has those of all pages, each once. No pages: no file."""

    name: str
    pages: tuple[QuotePage, ...]
    trades: Trades

    @property
    def sha256(self) -> str | None:
        """The hash of its file; of several that of their listing, None where there is none."""
        return pages_sha256([(page.path, page.sha256) for page in self.pages])


def folder_of(day: dt.date) -> str:
    """Return where the quotes of a day lie in a register's folder."""
    return f"{FOLDER}/{day.isoformat()}"


def pages_sha256(pages: Sequence[tuple[str, str]]) -> str | None:
    """Return one hash for an exchange's files, given by path and SHA-256; None where there are none.

    Of one file it is its own. Of several it is the SHA-256 of the lines that `sha256sum` prints of them, inside their
    folder and in the order of the pages: `sha256sum kraken.json kraken.1.json | sha256sum`.
    """
    if not pages:
        return None
    if len(pages) == 1:
        return pages[0][1]
    lines = [
        f"{digest}  {path.rpartition('/')[2]}\n" for path, digest in sorted(pages, key=lambda each: order(each[0]))
    ]
    return sha256("".join(lines).encode()).hexdigest()


def order(path: str) -> tuple[int, str]:
    """Return what an exchange's files are sorted by: the number of the page."""
    match = _PAGE.fullmatch(path.rpartition(".")[0])
    return (int(match[2]) if match else 0, path)


def read(files: Mapping[str, bytes], day: dt.date, names: Sequence[str], window: Window) -> tuple[ExchangeQuotes, ...]:
    """Read the quotes of a day, for each exchange named, in that order.

    Args:
        files: the files of `prices/DAY` by path.
        day: which day.
        names: the exchanges of the convention.
        window: the convention's window of that day.

    Raises:
        CaseError: every fault of every file: it is of no exchange named, of no form known, or malformed.
    """
    faults: list[str] = []
    by_name: dict[str, list[str]] = {name: [] for name in names}
    for path in sorted(files, key=order):
        name = _exchange_of(path, day, by_name, faults)
        if name is not None:
            by_name[name].append(path)
    found = [_quotes(name, paths, files, window, faults) for name, paths in by_name.items()]
    if faults:
        raise CaseError(*faults)
    return tuple(found)


def _exchange_of(path: str, day: dt.date, names: Mapping[str, object], faults: list[str]) -> str | None:
    """Return whose file it is; None, a fault recorded, where it is nobody's."""
    stem, _, kind = path.removeprefix(f"{folder_of(day)}/").rpartition(".")
    match = _PAGE.fullmatch(stem)
    for name in (stem, match[1] if match else stem):
        if kind in _KINDS and name in names:
            return name
    faults.append(
        f"{quoted(path, 120)}: is no file of an exchange of [price]; expected EXCHANGE.csv or EXCHANGE.json, "
        "further pages EXCHANGE.1.json and so on"
    )
    return None


def _quotes(
    name: str, paths: Sequence[str], files: Mapping[str, bytes], window: Window, faults: list[str]
) -> ExchangeQuotes:
    kinds = {path.rpartition(".")[2] for path in paths}
    if len(kinds) > 1:
        faults.append(f"{', '.join(paths)}: one exchange has files of one kind: .csv or .json")
    elif paths:
        faults += _absent(name, paths)
    pages = tuple(_pages(name, paths, files, window, faults))
    trades = each_once([(page.path, page.trades) for page in pages], faults) if pages else NO_TRADES
    strange = out_of_days(trades, window.begins - _DAYS, window.ends + _DAYS)
    if strange is not None:
        path = next(page.path for page in pages if strange.id in page.trades.ids)
        faults.append(
            f"{path}: trade {strange.id} is dated {utc(strange.time // SECOND)}, more than three days from the window: "
            "another day's file, or a time in another unit"
        )
    return ExchangeQuotes(name=name, pages=pages, trades=trades)


def _absent(name: str, paths: Sequence[str]) -> Iterator[str]:
    """Yield a fault where the pages that are here leave a number out: what the page held cannot be known."""
    folder, _, _ = paths[0].rpartition("/")
    kind = paths[0].rpartition(".")[2]
    for number, path in enumerate(paths):
        if order(path)[0] != number:
            missing = f"{folder}/{name}.{number}.{kind}" if number else f"{folder}/{name}.{kind}"
            yield f"{missing}: is not here, and {path} is a later page; fetch again."
            return


def _pages(
    name: str, paths: Sequence[str], files: Mapping[str, bytes], window: Window, faults: list[str]
) -> Iterator[QuotePage]:
    """Yield an exchange's pages; what is wrong with one is recorded, and it has no trades."""
    answers = [path for path in paths if path.endswith(".json") and name in exchanges.FORMS]
    together = dict(zip(answers, _read_together(name, [files[path] for path in answers]), strict=True))
    for path in paths:
        content = files[path]
        trades = together.get(path)
        if path.endswith(".csv"):
            trades = neutral_csv.parse(content, path, faults)
        elif path not in together:
            faults.append(f"{path}: the answers of {quoted(name, 40)} are of no form known: write {name}.csv instead")
        elif trades is None:
            trades = exchanges.parse(name, content, path, faults, window.ends)
        yield QuotePage(path=path, sha256=sha256(content).hexdigest(), trades=trades or NO_TRADES)


def _read_together(name: str, answers: Sequence[bytes]) -> Sequence[Trades | None]:
    """Return the trades of the answers that are written alike, None for the others; numpy is loaded only for them."""
    if not answers:
        return ()
    from tracer.reserve.price import answer_bytes

    return answer_bytes.of_answers(name, answers)
