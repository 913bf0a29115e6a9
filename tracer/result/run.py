"""One case, traced: every rule asked for, the second book, and the orders reconciled."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import NamedTuple

from tracer.case.case import Case, Label, Method
from tracer.chain.outpoint import BlockRef, Outpoint, Txid
from tracer.chain.view import ChainView
from tracer.custody.custody_book import CustodyBook, follow_custody
from tracer.custody.orders import settle
from tracer.custody.reconciliation import Reconciled
from tracer.disk.child_process import Runner, in_this_process
from tracer.errors import CaseError, IntegrityError
from tracer.trace.bounds.bound_check import check
from tracer.trace.bounds.bound_targets import case_bounds
from tracer.trace.bounds.bounds import Bound
from tracer.trace.bounds.reach import Reach, reach
from tracer.trace.budget import UNLIMITED, Clock, RunBudget, Sharing
from tracer.trace.change_evidence import ChangeExhibit, change_exhibit
from tracer.trace.engine import follow
from tracer.trace.history import look_back
from tracer.trace.policies.registry import POLICIES
from tracer.trace.range_ends import RangeEnd, range_ends
from tracer.trace.reading import Reading
from tracer.trace.receipt_paths import PathExhibit, path_exhibit
from tracer.trace.retained_sets import OtherRetained, retained_sets
from tracer.trace.run_lineage import RunLineage
from tracer.trace.seeds import SeededCoin, resolve
from tracer.trace.tags.tags import Services, TagPack
from tracer.trace.terminals import Stops, Terminal
from tracer.trace.trail import Trail
from tracer.trace.variations import VariationDiff, fired, label_by_label, without_stop

REACH = 10_000
"""Transactions that the reach of the seeds may hold before it is cut, and the bounds marked partial."""

VARIATION_TRANSACTIONS = 1_000
"""Transactions that a run without the TagPacks, or without the case's window, may cross: an illustration, no more.

Behind a service lie the pooled coins of everybody who uses it, so such a run ends only where it is cut.
"""

_WORTH_A_PROCESS = 300
"""Transactions of a reach from which on its bounds take longer than a copy of the process and its answer (measured)."""

PER_LABEL = "label by label"
"""The name of the run in which each label is followed as if the others were untraced."""

SECOND_RULE = "haircut"
"""The rule under which the second book is shown beside the primary one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Everything that is computed from a case, its TagPacks and a chain up to a horizon.

    `trails` holds the primary rule first, then those compared in the case's order. `variations` hold the primary rule
    without each stop that fired though the chain does not force it (`without mix`), and label by label where the rule
    is not additive (`label by label`). `read` names every transaction that was read, prevouts included, in ascending
    order: what an opponent needs to compute the same. `history` says how far back the source could tell whether scripts
    were paid before. `budget` says how far each run was allowed to go.
    """

    case: Case
    horizon: BlockRef
    tags: tuple[TagPack, ...]
    trails: Mapping[str, Trail]
    custody: CustodyBook[Label]
    custody_beside: Mapping[str, CustodyBook[Label]]
    orders: tuple[Reconciled, ...]
    orders_of: Mapping[Txid, tuple[str, ...]]
    unordered: Mapping[Label, int]
    faults: tuple[str, ...]
    variations: Mapping[str, VariationDiff]
    reach: Reach
    bounds: tuple[Bound, ...]
    paths: PathExhibit
    change: ChangeExhibit
    history: str
    retained: tuple[OtherRetained, ...]
    read: tuple[Txid, ...]
    budget: RunBudget
    range_ends: tuple[RangeEnd, ...]

    @property
    def primary(self) -> Trail:
        """The result under the rule that the examiner declared."""
        return self.trails[self.case.method.primary]


def run(
    case: Case,
    tags: Sequence[TagPack],
    view: ChainView,
    *,
    horizon: BlockRef,
    budget: RunBudget = UNLIMITED,
    clock: Clock | None = None,
    runner: Runner = in_this_process,
) -> Run:
    """Trace a case over a chain up to a horizon.

    Seconds of the budget count where there is a clock; where there is none, runs stop where the clock is
    said to have stopped them. Bounds are proven by `runner` while what is left is read.

    Raises:
        CaseError: a seed that does not exist at or below the horizon.
        SourceError: the source cannot answer.
        IntegrityError: what it answered cannot be true, or books do not close.
    """
    reading = Reading(view, horizon)
    seeds = resolve(case.seeds, reading)
    stops = stops_of(case, tags)
    retained = frozenset(case.method.retained)
    _check_retained(case.method.retained, reading)
    sharing = Sharing(budget, clock)
    trails = _trails(case.method, seeds, stops, reading, sharing)
    declared = trails[case.method.primary]
    primary = POLICIES[case.method.primary]
    custody = follow_custody(declared, primary, stops.custody, reading, retained=retained)
    others_beside = () if primary.name == SECOND_RULE else (SECOND_RULE,)
    beside = {name: follow_custody(declared, POLICIES[name], stops.custody, reading) for name in others_beside}
    settled = settle(case, declared, primary, stops.custody, reading)
    variations = _variations(seeds, declared, stops, reading, retained, sharing)
    reached = _reached(seeds, stops, reading, sharing)
    with _bounds(reached, case, trails, runner) as bounds:
        shown = _exhibits(case.method, trails, seeds, stops, reading, sharing)
        proven = bounds()
    return Run(
        case=case,
        horizon=horizon,
        tags=tuple(tags),
        trails=trails,
        custody=custody,
        custody_beside=beside,
        orders=settled.orders,
        orders_of=settled.orders_of,
        unordered=settled.unordered,
        faults=(*settled.faults, *_overlaps(custody)),
        variations=variations,
        reach=reached,
        bounds=proven,
        paths=shown.paths,
        change=shown.change,
        history=shown.history,
        retained=shown.retained,
        read=reading.read,
        budget=sharing.used,
        range_ends=range_ends(case, reading.opened),
    )


def _trails(
    method: Method, seeds: Sequence[SeededCoin], stops: Stops, reading: Reading, sharing: Sharing
) -> dict[str, Trail]:
    """Follow the seeds under the primary rule, then under those that are compared."""
    names, trails = (method.primary, *method.compare), dict[str, Trail]()
    for place, name in enumerate(names):
        part = sharing.part(name, len(names) - place + 1)
        trails[name] = follow(seeds, POLICIES[name], stops, reading, frozenset(method.retained), part)
        sharing.note(name, len(trails[name].steps), trails[name].is_cut)
    return trails


def _reached(seeds: Sequence[SeededCoin], stops: Stops, reading: Reading, sharing: Sharing) -> Reach:
    """Return what any rule could reach, as far as its own limit allows."""
    reached = reach(seeds, stops, reading, sharing.part("reach", most=REACH))
    sharing.note("reach", len(reached.transactions), reached.partial)
    return reached


def _retained_sets(
    trails: Mapping[str, Trail],
    seeds: Sequence[SeededCoin],
    method: Method,
    stops: Stops,
    reading: Reading,
    lineage: RunLineage,
    sharing: Sharing,
) -> tuple[OtherRetained, ...]:
    """Run the rules that rest on declared change with other sets of it."""
    found = retained_sets(
        trails,
        seeds,
        method.retained,
        stops=stops,
        reading=reading,
        around=lineage,
        budget_of=lambda name: sharing.part(name, most=REACH),
    )
    for each in found:
        _note(sharing, each.comparison, dict.fromkeys(each.comparison.declared.books, each.run))
    return found


def _variations(
    seeds: Sequence[SeededCoin],
    declared: Trail,
    stops: Stops,
    reading: Reading,
    retained: frozenset[Outpoint],
    sharing: Sharing,
) -> dict[str, VariationDiff]:
    """Run the primary rule again without each stop that could be left out, and label by label where that can differ."""
    others = {
        Terminal.SERVICE: replace(stops, services={}),
        Terminal.MIX: replace(stops, coinjoin=False),
        Terminal.FAN_OUT: replace(stops, fan_out=0),
        Terminal.LIGHTNING: replace(stops, lightning=False),
        Terminal.HORIZON: replace(stops, to_height=0),
    }
    far = (Terminal.SERVICE, Terminal.HORIZON)
    found = {}
    inferred = fired(declared)
    alone = {} if declared.policy.additive else {label: f"{PER_LABEL}: {label}" for label in declared.books}
    for place, terminal in enumerate(inferred):
        name = f"without {terminal.value}"
        part = sharing.part(
            name, len(inferred) - place + len(alone) + 1, VARIATION_TRANSACTIONS if terminal in far else REACH
        )
        found[name] = without_stop(seeds, declared, others[terminal], reading, retained, part)
        _note(sharing, found[name], dict.fromkeys(declared.books, name))
    if len(alone) > 1:
        each = {label: place for place, label in enumerate(alone)}
        found[PER_LABEL] = label_by_label(
            seeds, declared, stops, reading, retained,
            lambda label: sharing.part(alone[label], len(alone) - each[label] + 1),
        )  # fmt: skip
        _note(sharing, found[PER_LABEL], alone)
    return found


def _note(sharing: Sharing, found: VariationDiff, names: Mapping[Label, str]) -> None:
    for label, trail in found.otherwise.items():
        sharing.note(names[label], len(trail.steps), trail.is_cut)


def _check_retained(retained: Sequence[Outpoint], reading: Reading) -> None:
    """Refuse an output that does not exist; those off the trail are read too, so that a bundle shows that they do."""
    reading.record_spenders_as_shown(list(dict.fromkeys(outpoint.txid for outpoint in retained)))
    faults = []
    for outpoint in retained:
        found = reading.confirmed(outpoint.txid)
        if found is None or outpoint.vout >= len(found.transaction.outputs):
            why = reading.lacking(outpoint.txid) if found is None else ""
            faults.append(f"method.retained: {outpoint}: no such output at or below the horizon{why}")
    if faults:
        raise CaseError(*faults)


def _overlaps(book: CustodyBook[Label]) -> list[str]:
    return [
        f"{sat} sat of {label} arrive in coins of the state that a seed claims: one coin cannot hold both"
        for label, sat in book.overlap.items()
        if sat
    ]


def _bounds(
    reached: Reach, case: Case, trails: Mapping[str, Trail], runner: Runner
) -> AbstractContextManager[Callable[[], tuple[Bound, ...]]]:
    """Begin to prove the bounds: by the runner, where that takes longer than a copy of the process and its answer."""
    begin = runner if len(reached.transactions) >= _WORTH_A_PROCESS else in_this_process
    return begin(lambda: _proven(reached, case_bounds(reached, case.orders, trails.values())))


class _Exhibits(NamedTuple):
    """What is shown beside the result and never counts in it; see `Run`."""

    history: str
    change: ChangeExhibit
    retained: tuple[OtherRetained, ...]
    paths: PathExhibit


def _exhibits(
    method: Method,
    trails: Mapping[str, Trail],
    seeds: Sequence[SeededCoin],
    stops: Stops,
    reading: Reading,
    sharing: Sharing,
) -> _Exhibits:
    steps = trails[method.primary].steps
    history = look_back([step.txid for step in steps], reading)
    lineage = RunLineage(reading, stops.services, history)
    change = change_exhibit(steps, lineage)
    others = _retained_sets(trails, seeds, method, stops, reading, lineage, sharing)
    return _Exhibits(history.reach, change, others, path_exhibit(trails, method.primary, reading))


def _proven(reached: Reach, bounds: tuple[Bound, ...]) -> tuple[Bound, ...]:
    faults = check(bounds, reached)
    if faults:
        raise IntegrityError(f"a bound is not proven by its own flow and cut: {faults[0]}")
    return bounds


def stops_of(case: Case, tags: Sequence[TagPack]) -> Stops:
    """Return what ends a trail in this case."""
    custody = {script: wallet.name for wallet in case.custody for script in wallet.scripts}
    services = Services(tags).labels()
    stop = case.stop
    return Stops(
        custody=custody,
        services=services,
        min_sat=stop.min_sat,
        max_hops=stop.max_hops,
        to_height=stop.to_height,
        coinjoin=stop.coinjoin,
        fan_out=stop.fan_out,
        lightning=stop.lightning,
    )
