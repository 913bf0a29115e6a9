"""The limits of a span of days: what they take of the register's files and of the statement before."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracer.errors import CaseError
from tracer.reserve.acts import Act, ActsInForce
from tracer.reserve.days import Period
from tracer.reserve.ledger_rows import RegisterLedger
from tracer.reserve.limits import denominators, period_limits, units
from tracer.reserve.limits.custody import KINDS as CUSTODY
from tracer.reserve.limits.custody import CustodyFacts
from tracer.reserve.limits.denominators import ReservesTable, choice_faults
from tracer.reserve.limits.hedges import hedges
from tracer.reserve.limits.limit_acts import limits_of
from tracer.reserve.limits.limit_days import NO_RESERVES, NO_UNITS, LimitSources, ProvenShare
from tracer.reserve.limits.limit_report import LimitReport, limit_report
from tracer.reserve.limits.limit_rows import Breach, LimitPrice
from tracer.reserve.limits.reviews import ReviewedPeriod, reviews
from tracer.reserve.limits.units import UnitsTable
from tracer.reserve.periods import FiledStatement
from tracer.reserve.register import Register
from tracer.reserve.value.day_rows import DayRow

TABLES = (denominators.FILE, units.FILE)
"""The tables that limits are measured by."""
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodLimitSources:
    """What the limits of a span of days follow from.

    `rows` are the titled block's, one a day up to the last day; `fixings` those used and those of the days, by day;
    `tables` the tables on file by path; `previous` the statement before, None where there is none; `proven` what is
    proven of a later closing.
    """

    register: Register
    acts: ActsInForce
    ledger: RegisterLedger
    rows: Sequence[DayRow]
    fixings: Mapping[dt.date, LimitPrice]
    tables: Mapping[str, bytes]
    previous: FiledStatement | None
    proven: ProvenShare | None = None
    custody: CustodyFacts | None = None


def of_period(given: PeriodLimitSources) -> LimitReport | None:
    """Return what is said of limits at the end of the last row; None: nothing on file is about any.

    Raises:
        CaseError: every fault of a table, or of the acts that say what shares are of.
    """
    acts = given.acts.acts
    limits = limits_of(given.register, given.acts)
    about = limits or hedges(acts) or reviews(acts) or given.tables or choice_faults(acts)
    if not about or not given.rows:
        return None
    reserves, fund_units = read_tables(given.acts.acts, given.tables)
    return limit_report(
        LimitSources(
            register=given.register,
            acts=given.acts,
            ledger=given.ledger,
            titled={given.rows[0].day - _DAY: given.rows[0].opening, **{row.day: row.closing for row in given.rows}},
            first=given.rows[0].day,
            last=given.rows[-1].day,
            fixings=given.fixings,
            reserves=reserves,
            units=fund_units,
            carried=() if given.previous is None else carried(given.previous),
            sealed=None if given.previous is None else reviewed(given.previous),
            proofs=tuple(_proofs(given)),
            custody=given.custody if any(each.kind in CUSTODY for each in limits) else None,
        )
    )


def _proofs(given: PeriodLimitSources) -> Iterator[ProvenShare]:
    """Yield what is proven of the closing before, as its statement says, and of the later one."""
    if given.previous is not None:
        last, proof = given.previous.period.last, given.previous.statement.proof
        yield ProvenShare(last, None) if proof is None else ProvenShare.of(last, proof.covered, proof.of)
    if given.proven is not None:
        yield given.proven


def carried(previous: FiledStatement) -> tuple[Breach, ...]:
    """Return the breaches that a statement left open."""
    return tuple(each for each in period_limits.breaches(previous.statement.limits) if each.is_open)


def reviewed(previous: FiledStatement) -> ReviewedPeriod | None:
    """Return what a review of a statement is held against, None for a year's: reviews are of quarters.

    A review refers to a quarter as it was sealed first. Of a second restatement that one's hash is not at hand.
    """
    period, restates = previous.period, previous.statement.restates
    if "Q" not in period.name:
        return None
    sha256: str | None = previous.sha256
    if restates is not None:
        sha256 = restates.sha256 if Period.parse(restates.period).revision == 0 else None
    return ReviewedPeriod(Period.parse(period.base), sha256, period_limits.breaches(previous.statement.limits))


def read_tables(acts: Iterable[Act], tables: Mapping[str, bytes]) -> tuple[ReservesTable, UnitsTable]:
    """Return the tables on file, by path, that limits are measured with.

    Raises:
        CaseError: every fault of both, and of the acts on what is divided by.
    """
    faults = list(choice_faults(acts))
    reserves, fund_units = NO_RESERVES, NO_UNITS
    try:
        if denominators.FILE in tables:
            reserves = ReservesTable.of(tables[denominators.FILE])
    except CaseError as error:
        faults += error.faults
    try:
        if units.FILE in tables:
            fund_units = UnitsTable.of(tables[units.FILE])
    except CaseError as error:
        faults += error.faults
    if faults:
        raise CaseError(*faults)
    return reserves, fund_units
