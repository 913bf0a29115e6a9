"""What shares are taken of: the country's reserves as published, each figure with its day, its publication, its source.

On a day counts what had been published by then: a figure that came later changes no earlier share. Whether gross or net
reserves are divided by is set by an act of kind convention, name `reserves/N`, key `reserves`; without one, gross.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Self

from tracer.formats.canonical import Writable
from tracer.reserve import csv_rows
from tracer.reserve.act_terms import ConventionTerms
from tracer.reserve.acts import Act, ActHead, ActId, OtherAct
from tracer.reserve.csv_rows import CsvRow
from tracer.reserve.limits.figures import fixed

FILE = "tables/reserves.csv"
COLUMNS = (
    "as_of", "published", "gross_usd", "net_usd", "gold_usd", "fx_usd", "national_fund_usd", "includes_crypto",
    "source", "sha256",
)  # fmt: skip
WARN_DAYS, MOST_DAYS = 62, 123
"""Days since its own day up to which a figure is fresh, and after which it is found wanting."""

CONVENTION = "reserves/"
_KEY = "reserves"


class ReservesKind(Enum):
    """Which figure is divided by."""

    GROSS = "gross"
    NET = "net"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservesRow:
    """Reserves as of a day, in US dollars, as published on another.

    `includes_crypto`: the figures contain the coins of the register already. `sha256` is that of the source's file.
    """

    as_of: dt.date
    published: dt.date
    gross: Fraction
    net: Fraction | None
    gold: Fraction | None
    fx: Fraction | None
    national_fund: Fraction | None
    includes_crypto: bool
    source: str
    sha256: str | None


@dataclass(frozen=True, slots=True)
class ReservesChoice:
    """Gross or net, and the act that says so; None: no act does, and gross is used."""

    kind: ReservesKind = ReservesKind.GROSS
    act: ActId | None = None


@dataclass(frozen=True, slots=True)
class Denominator:
    """What shares of a day are taken of: a row of the table, and which of its figures."""

    row: ReservesRow
    choice: ReservesChoice

    @property
    def usd(self) -> Fraction | None:
        """The figure in US dollars; None: the row has no net figure."""
        return self.row.gross if self.choice.kind is ReservesKind.GROSS else self.row.net

    def age(self, day: dt.date) -> int:
        """Return how many days old it is."""
        return (day - self.row.as_of).days

    def other(self) -> "Denominator":
        """Return the same with the other figure, which is printed beside it."""
        is_gross = self.choice.kind is ReservesKind.GROSS
        return Denominator(self.row, ReservesChoice(ReservesKind.NET if is_gross else ReservesKind.GROSS))

    def excluding(self, value: Fraction) -> Fraction | None:
        """Return the share of a value in the reserves without it; None: they are nothing, or not known."""
        base = self.usd
        if base is None:
            return None
        base -= value if self.row.includes_crypto else 0
        return value / base if base > 0 else None

    def including(self, value: Fraction) -> Fraction | None:
        """Return the share of a value in the reserves and itself; None: they are nothing, or not known."""
        base = self.usd
        if base is None:
            return None
        base += 0 if self.row.includes_crypto else value
        return value / base if base > 0 else None

    def as_json(self) -> dict[str, Writable]:
        """Return it as JSON."""
        return {
            "as_of": self.row.as_of.isoformat(),
            "published": self.row.published.isoformat(),
            "kind": self.choice.kind.value,
            "set_by": self.choice.act,
            "gross_usd": fixed(self.row.gross, 2),
            "net_usd": None if self.row.net is None else fixed(self.row.net, 2),
            "includes_crypto": self.row.includes_crypto,
            "source": self.row.source,
            "sha256": self.row.sha256,
        }


@dataclass(frozen=True, slots=True)
class ReservesTable:
    """The rows of `tables/reserves.csv`, in ascending order of their days, then of their publication."""

    rows: tuple[ReservesRow, ...] = ()

    @classmethod
    def of(cls, content: bytes, name: str = FILE) -> Self:
        """Read the table.

        Raises:
            CaseError: every fault of it.
        """
        found = csv_rows.keyed_rows(
            content,
            name,
            COLUMNS,
            _row,
            key=lambda row: (row.as_of, row.published),
            twice=lambda row: ("as_of", f"{row.as_of}, published {row.published}, is there twice"),
        )
        return cls(tuple(sorted(found, key=lambda row: (row.as_of, row.published))))

    def on(self, day: dt.date, decided: dt.date) -> ReservesRow | None:
        """Return the row with the latest day not after a day, of those published by the day of decision.

        Of several publications of one day the last. None: nothing had been published.
        """
        known = [row for row in self.rows if row.as_of <= day and row.published <= decided]
        return known[-1] if known else None


def choice_on(acts: Iterable[Act], day: dt.date) -> ReservesChoice:
    """Return whether gross or net reserves are divided by on a day, by the last act that says so.

    A value that is neither is passed over here: `choice_faults` tells it.
    """
    said = [(head.date, head.id, kind) for head, kind in _conventions(acts) if head.date <= day]
    for _, act, kind in sorted(said, key=lambda each: each[:2], reverse=True):
        if kind is not None:
            return ReservesChoice(kind, act)
    return ReservesChoice()


def choice_faults(acts: Iterable[Act]) -> tuple[str, ...]:
    """Return a fault for each convention on the reserves that says neither gross nor net."""
    return tuple(
        f'acts/{head.id}.toml: values: expected {_KEY} = "gross" or "net" in a convention named {CONVENTION}N'
        for head, kind in _conventions(acts)
        if kind is None
    )


def _conventions(acts: Iterable[Act]) -> list[tuple[ActHead, ReservesKind | None]]:
    return [
        (act.head, _kind(act.terms.values.get(_KEY)))
        for act in acts
        if isinstance(act, OtherAct)
        and isinstance(act.terms, ConventionTerms)
        and act.terms.name.startswith(CONVENTION)
    ]


def _kind(said: str | None) -> ReservesKind | None:
    return next((kind for kind in ReservesKind if kind.value == said), None)


def _row(row: CsvRow) -> ReservesRow | None:
    """Read a row; None where a fault is recorded."""
    as_of, published, gross = row.day("as_of"), row.day("published"), row.money("gross_usd")
    read = {name: row.money(f"{name}_usd") for name in ("net", "gold", "fx", "national_fund")}
    includes, source, sha256 = row.flag("includes_crypto"), row.text("source"), row.sha256("sha256")
    if gross is None or gross <= 0:
        row.fault("gross_usd", "expected an amount above zero")
    if as_of is None or published is None or gross is None:
        return None
    if published < as_of:
        row.fault("published", f"expected a day not before as_of, {as_of}, got {published}")
    return ReservesRow(
        as_of=as_of,
        published=published,
        gross=gross,
        net=read["net"],
        gold=read["gold"],
        fx=read["fx"],
        national_fund=read["national_fund"],
        includes_crypto=includes,
        source=source,
        sha256=sha256,
    )
