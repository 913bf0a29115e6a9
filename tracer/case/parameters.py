"""How the case is to be computed: its `[horizon]`, `[method]`, `[[target]]` and `[stop]` tables."""

import re
from typing import NamedTuple

from tracer.case.case import Horizon, Method, OriginTarget, Stop
from tracer.case.choices import COMPARED_BY_DEFAULT, COMPARISONS_ONLY, LANGUAGES, METHODS, NEED_RETAINED
from tracer.chain.amount import MAX_MONEY, Sats
from tracer.chain.outpoint import BlockHash, Outpoint
from tracer.formats.fields import FieldTable, nearest, show

MAX_HEIGHT = 499_999_999
"""The highest height a transaction can name (Source: Bitcoin Core, `LOCKTIME_THRESHOLD`)."""

DEFAULT_MIN_SAT = 1_000
_PRIMARIES = tuple(name for name in METHODS if name not in COMPARISONS_ONLY)
_HASH = re.compile(r"\A[0-9A-Fa-f]{64}(?![0-9A-Za-z])")
_MAX_COUNT = 1_000_000_000


class Rules(NamedTuple):
    """The four tables, read."""

    horizon: Horizon
    method: Method
    targets: tuple[OriginTarget, ...]
    stop: Stop


def read(root: FieldTable, wallets: tuple[str, ...]) -> Rules:
    """Read the four tables; `wallets` are the names of custody that a target may use."""
    return Rules(
        _horizon(root.table("horizon")),
        _method(root.table("method")),
        tuple(_target(table, wallets) for table in root.tables("target")),
        _stop(root.table("stop")),
    )


def language(table: FieldTable) -> str:
    """Read the report's language from `[case]`; English where none is given."""
    return table.choice("language", LANGUAGES) or "en"


def small(text: str) -> str:
    """Return a text that begins with a hash of 32 bytes with the hash in lower case.

    Hexadecimal digits have no case.
    """
    return _HASH.sub(lambda match: match[0].lower(), text, count=1)


def outpoint_of(text: str) -> Outpoint:
    """Read `txid:vout`, the hexadecimal digits in capitals or not.

    Raises:
        ValueError: it is none.
    """
    return Outpoint.parse(small(text))


def relative_path(text: str) -> str:
    """Return a path relative to the case file, with forward slashes.

    Raises:
        ValueError: it is absolute, or not written so that it means the same on every machine.
    """
    if text.startswith(("/", "~")) or "\\" in text or ":" in text or not text.isprintable() or not text.strip():
        raise ValueError(f"expected a path relative to the case file, with forward slashes, got {show(text)}")
    return text


def _horizon(table: FieldTable) -> Horizon:
    block = table.hash("hash", any_case=True)
    horizon = Horizon(
        height=table.whole("height", 0, MAX_HEIGHT),
        hash=None if block is None else BlockHash(block),
        confirmations=table.whole("confirmations", 0, MAX_HEIGHT),
    )
    table.close()
    return horizon


def _method(table: FieldTable) -> Method:
    expected = f"one of {', '.join(_PRIMARIES)}"
    primary = table.need("primary", table.read("primary", _method_name, expected), expected, _PRIMARIES[0])
    if primary in COMPARISONS_ONLY:
        table.fault("primary", f"{primary} {COMPARISONS_ONLY[primary]}")
    compare = table.several("compare", _method_name, "a list of methods") or ()
    if "compare" not in table:
        compare = tuple(name for name in COMPARED_BY_DEFAULT if name != primary)
    if "primary" in table and primary in compare:
        table.fault("compare", f"{primary} is the primary method already")
    retained = table.several("retained", outpoint_of, "a list of outpoints txid:vout") or ()
    for name in (primary, *compare):
        if name in NEED_RETAINED and "retained" not in table:
            table.fault("retained", f"missing; {name} is defined only where the case declares which outputs are change")
    method = Method(primary, table.prose("reason"), compare, retained)
    table.close()
    return method


def _method_name(text: str) -> str:
    if text not in METHODS:
        raise ValueError(f"expected one of {', '.join(METHODS)}, got {show(text)}{nearest(text, METHODS)}")
    return text


def _target(table: FieldTable, wallets: tuple[str, ...]) -> OriginTarget:
    target = OriginTarget(table.read("outpoint", outpoint_of, "txid:vout"), table.name("custody"))
    if ("outpoint" in table) == ("custody" in table):
        table.fault("", "expected exactly one of outpoint, custody")
    if target.custody is not None and target.custody not in wallets:
        table.fault("custody", f"no custody wallet is named {show(target.custody)}{nearest(target.custody, wallets)}")
    table.close()
    return target


def _stop(table: FieldTable) -> Stop:
    lightning = table.flag("lightning")
    min_sat = table.whole("min_sat", 0, MAX_MONEY, "satoshi")
    coinjoin = table.flag("coinjoin")
    stop = Stop(
        min_sat=Sats(DEFAULT_MIN_SAT if min_sat is None else min_sat),
        max_hops=table.whole("max_hops", 0, _MAX_COUNT) or 0,
        to_height=table.whole("to_height", 0, MAX_HEIGHT) or 0,
        fan_out=table.whole("fan_out", 0, _MAX_COUNT) or 0,
        coinjoin=True if coinjoin is None else coinjoin,
        lightning=True if lightning is None else lightning,
        tags=table.several("tags", relative_path, "a list of TagPack files") or (),
    )
    table.close()
    return stop
