"""Quotes of a day fetched from exchanges, as they answer: a program of its own, which nothing else of a register calls.

It is off unless the register allows it, asks only the exchanges of the convention whose answers have a form known, and
writes what it receives byte for byte. What is on file already is never replaced.
"""

import datetime as dt
import glob
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import urllib3

from tracer.disk.files import flush_names, unknown_name, write_flushed
from tracer.errors import CaseError, SourceError
from tracer.moments import utc
from tracer.operations.context import Context
from tracer.operations.reserve_files import read_register, writing
from tracer.reserve.price import asking, exchanges, quotes
from tracer.reserve.price.conventions import Conventions
from tracer.reserve.price.trades import Trades
from tracer.reserve.price.windows import Window, window

_SECONDS = 30
_MOST_BYTES = 64 * 1024 * 1024
_MOST_PAGES = 1000
_AGENT = "custody-tracer"


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """Which day's quotes of which register to fetch."""

    register: Path
    day: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came of one exchange: the files written; or why none was, `failed` where it was asked and gave nothing."""

    exchange: str
    files: tuple[str, ...] = ()
    trades: int = 0
    why: str | None = None
    failed: bool = False


def fetch(request: FetchRequest, context: Context) -> Iterator[Fetched]:
    """Yield what comes of each exchange of the convention; the files of one are written whole or not at all.

    Raises:
        CaseError: the register does not allow it, no convention holds on the day, or its window has not ended.
        SourceError: the disk refuses.
    """
    with writing(request.register):
        folder = read_register(request.register, context)
        if not folder.register.fetch.allowed:
            raise CaseError(
                "register.toml does not allow it: fetch.allowed is false.\n"
                "Quotes that other programs fetched are put into prices/DAY; docs/price.md says in which form."
            )
        conventions = Conventions.of(folder.register, folder.acts)
        terms = conventions.terms_of(conventions.on(request.day))
        ends = window(request.day, terms, folder.register.zone)
        if context.clock() <= ends.ends:
            raise CaseError(f"the window of {request.day.isoformat()} ends at {utc(ends.ends)}: ask after it.")
        for name in terms.exchanges:
            server = folder.register.fetch.servers.get(name, asking.SERVERS.get(name))
            yield _one(request, context, name, server, ends)


def _one(request: FetchRequest, context: Context, name: str, server: str | None, ends: Window) -> Fetched:
    place = request.register / quotes.folder_of(request.day)
    if server is None:
        return Fetched(exchange=name, why=f"{name}: cannot be asked; write {name}.csv instead.")
    if any(place.glob(f"{glob.escape(name)}.*")):
        return Fetched(exchange=name, why=f"{name}: has quotes on file; they stay.")
    try:
        pages, trades = _pages(context, name, server, ends)
    except SourceError as error:
        return Fetched(exchange=name, why=str(error), failed=True)
    files = tuple(f"{name}{f'.{number}' if number else ''}.json" for number in range(len(pages)))
    _write(place, dict(zip(files, pages, strict=True)))
    return Fetched(exchange=name, files=files, trades=trades)


def _pages(context: Context, name: str, server: str, ends: Window) -> tuple[list[bytes], int]:
    """Return an exchange's answers until they cover the window, and how many trades they hold.

    Raises:
        SourceError: it does not answer, with something else, or its answers do not get further.
    """
    pages: list[bytes] = []
    known: set[int] = set()
    page: Trades | None = None
    while (path := asking.question(name, ends, page)) is not None:
        context.progress(f"asking {name}", len(pages), 0)
        content = _ask(server + path)
        faults: list[str] = []
        number = len(pages) + 1
        page = exchanges.parse(name, content, f"{name}, page {number}", faults, ends.ends)
        if page is None:
            raise SourceError("\n".join(faults))
        if known.issuperset(page.ids) or len(pages) >= _MOST_PAGES:
            raise SourceError(f"{name}: page {number} has no trade that was not there: it gets no further.")
        pages.append(content)
        known.update(page.ids)
    return pages, len(known)


def _ask(url: str) -> bytes:
    """Return the bytes of an answer.

    Raises:
        SourceError: there is none, or it is not one of trades.
    """
    headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": _AGENT}
    try:
        answer = urllib3.PoolManager(retries=False, timeout=_SECONDS).request(
            "GET", url, headers=headers, preload_content=False, redirect=False
        )
        body = answer.read(_MOST_BYTES + 1)
        answer.release_conn()
    except urllib3.exceptions.HTTPError as error:
        raise SourceError(f"{url} does not answer: {type(error).__name__}.") from None
    if answer.status != 200 or len(body) > _MOST_BYTES:
        raise SourceError(f"{url} answered with HTTP status {answer.status} and {len(body)} bytes.")
    return body


def _write(place: Path, files: dict[str, bytes]) -> None:
    """Write an exchange's pages; the first, without which the others are nobody's, last."""
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in reversed(files):
            partial = unknown_name(place)
            write_flushed(partial, files[name])
            partial.rename(place / name)
        flush_names(place)
    except OSError as error:
        for name in files:
            (place / name).unlink(missing_ok=True)
        raise SourceError(f"{place} could not be written: {error.strerror}.\nNothing was left behind.") from error
