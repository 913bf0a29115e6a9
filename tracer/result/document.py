"""`trace.json`: what one run says, as outsiders read it (schema 1).

Pure function of the case, the horizon, the TagPacks and the chain. Nothing in it depends on when,
where or from which source it was computed. A change here can change what a court reads.
"""

from collections.abc import Sequence

from tracer import METHOD, NAME, __version__
from tracer.case.case import Case
from tracer.chain.address import encode
from tracer.chain.network import Network
from tracer.chain.script import kind
from tracer.custody.reconciliation import Reconciled
from tracer.formats import canonical
from tracer.formats.canonical import Writable
from tracer.formats.zone import DATABASE_VERSION
from tracer.result.bound_rows import bound_rows
from tracer.result.change_results import change_rows
from tracer.result.custody_rows import Row, amounts, custody_rows
from tracer.result.order_row import order_row
from tracer.result.path_results import path_rows
from tracer.result.row_files import MAX_ROWS, Documents, set_aside
from tracer.result.run import REACH, Run
from tracer.result.trace_file import StatedCollision, StatedGap, StatedSeed
from tracer.result.trace_rows import COLLISION, GAP, SEEDED_COIN
from tracer.trace.attribution import UNTRACED, Attribution, joined
from tracer.trace.budget import RunBudget
from tracer.trace.stopping import Stopped
from tracer.trace.tags.tags import TagPack
from tracer.trace.terminals import Terminal
from tracer.trace.trail import Coin, LabelBook, Step, Trail
from tracer.trace.variations import VariationDiff

SCHEMA = 1

MIX_RULE = "any of whirlpool, wasabi2, wasabi1, joinmarket, stonewall, equal outputs; each stop names its own"
"""How CoinJoins end trails: the union of the detectors. Which one fired stands under `stops`."""


def document(run: Run, most: int = MAX_ROWS) -> Documents:
    """Return a run's `trace.json`, in canonical form, and the files of what has more than `most` rows."""
    case = run.case
    bounds, proofs = bound_rows(run.bounds, run.reach)
    methods, beside = set_aside({name: _method(trail, case.network) for name, trail in run.trails.items()}, most)
    ends: list[str] = [found.text for found in run.range_ends]
    range_ends: dict[str, Writable] = {"range_ends": ends} if ends else {}
    trace = canonical.dumps(
        {
            "schema": SCHEMA,
            "case": case.id,
            "case_sha256": case.sha256,
            "network": case.network.name,
            "horizon": {"height": run.horizon.height, "hash": run.horizon.hash},
            "software": {"name": NAME, "version": __version__, "method": METHOD},
            "parameters": _parameters(case, run.tags, run.budget),
            "primary": case.method.primary,
            "methods": methods,
            "bounds": bounds,
            "bound_proofs": proofs,
            "reach": {
                "coins": len(run.reach.coins),
                "transactions": len(run.reach.transactions),
                "partial": run.reach.partial,
                "stops": [{"txid": each.txid, "terminal": each.terminal.value} for each in run.reach.stopped],
            },
            "custody": custody_rows(run),
            "orders": [_order(entry) for entry in run.orders],
            "unordered_sat": {label: run.unordered.get(label, 0) for label in case.labels},
            "faults": run.faults,
            "variations": {name: _variation(found) for name, found in run.variations.items()},
            "paths": path_rows(run.paths),
            "change": change_rows(run.change, run.history),
            "retained_sets": [
                {"rule": each.rule, "name": each.name, "retained": [str(outpoint) for outpoint in each.retained]}
                | _variation(each.comparison)
                for each in run.retained
            ],
            "gaps": _gaps(run),
            **range_ends,
        }
    )
    return Documents(trace, beside)


def _variation(found: VariationDiff) -> Row:
    """Return what differs from the result as declared: by label and terminal, never instead of it."""
    return {
        "partial": any(trail.is_cut for trail in (found.declared, *found.otherwise.values())),
        "shifts": [
            {
                "label": shift.label,
                "terminal": shift.terminal.value,
                "declared_sat": shift.declared,
                "otherwise_sat": shift.otherwise,
            }
            for shift in found.shifts
        ],
        "coins": [
            {
                "label": shift.label,
                "outpoint": str(shift.outpoint),
                "declared_sat": shift.declared,
                "otherwise_sat": shift.otherwise,
            }
            for shift in found.coins
        ],
    }


def _stop(stopped: Stopped) -> Row:
    finding = stopped.finding
    return {
        "txid": stopped.txid,
        "height": stopped.position.height,
        "terminal": stopped.terminal.value,
        "rule": finding.rule,
        "verdict": finding.verdict.value,
        "fields": dict(finding.fields),
        "failure_modes": finding.failure_modes,
        "error": finding.error,
    }


def _order(entry: Reconciled) -> Row:
    return order_row(entry.order) | {
        "received_sat": entry.received,
        "shortfall_sat": entry.shortfall,
        "excess_sat": entry.excess,
        "receipts": entry.receipts,
        "faults": [f"{fault.place}: {fault.text}" if fault.place else fault.text for fault in entry.faults],
    }


def _parameters(case: Case, tags: Sequence[TagPack], budget: RunBudget) -> Row:
    method, stop = case.method, case.stop
    return {
        "method": {
            "primary": method.primary,
            "reason": method.reason,
            "compare": method.compare,
            "retained": [str(outpoint) for outpoint in method.retained],
        },
        "stop": {
            "min_sat": stop.min_sat,
            "max_hops": stop.max_hops,
            "to_height": stop.to_height,
            "fan_out": stop.fan_out,
            "coinjoin": stop.coinjoin,
            "lightning": stop.lightning,
            "tags": [_tag_pack(pack) for pack in tags],
        },
        "budget": {
            "max_transactions": budget.transactions,
            "max_seconds": budget.seconds,
            "stopped_by_the_clock": dict(budget.stopped),
        },
        "crossed_at_most": {name: budget.most(name) for name in (method.primary, *method.compare)}
        | {"reach": budget.most("reach", REACH)},
        "mix_rule": MIX_RULE if stop.coinjoin else None,
        "fees": "terminal",
        "rounding": "two-stage largest remainder",
        "time_zones": DATABASE_VERSION,
    }


def _tag_pack(pack: TagPack) -> Row:
    """Return a TagPack with what of it was used and what could not be."""
    more: Row = {"actors": len(pack.actors)} if pack.actors else {}
    if pack.files:
        more |= {"made_of": [{"file": name, "sha256": digest} for name, digest in pack.files]}
    return more | {
        "file": pack.file,
        "sha256": pack.sha256,
        "title": pack.title,
        "creator": pack.creator,
        "tags": len(pack.tags),
        "services": sum(1 for tag in pack.tags if tag.service is not None and tag.script is not None),
        "other_ledgers": dict(pack.other_ledgers),
        "other_networks": pack.other_networks,
        "unreadable": [{"line": line, "text": text} for line, text in pack.unreadable],
        "unknown_concepts": pack.unknown_concepts,
    }


def _method(trail: Trail, network: Network) -> Row:
    if not trail.policy.conserves:
        return _reach(trail, network)
    return {
        "partial": trail.is_cut,
        "labels": {label: _book(book) for label, book in trail.books.items()},
        "seeds": [
            SEEDED_COIN.write(
                StatedSeed(
                    outpoint=entry.outpoint,
                    label=entry.label,
                    asserted=entry.asserted,
                    seed=entry.asserted - entry.overlap,
                    overlap=entry.overlap,
                )
            )
            for entry in trail.seeds
        ],
        "coins": [_end(coin, network) for coin in trail.ends],
        "transactions": [_crossed(step) for step in trail.steps],
        "stops": [_stop(stopped) for stopped in trail.stopped],
        "collisions": [
            COLLISION.write(StatedCollision(outpoint=c.outpoint, holder=c.holder, claimant=c.claimant, sat=c.sat))
            for c in trail.collisions
        ],
        "spent": [
            {
                "txid": step.txid,
                "vin": vin,
                "outpoint": str(coin.outpoint),
                "value_sat": coin.output.value,
                "taint_sat": amounts(coin.attribution),
            }
            for step in trail.steps
            for vin, coin in step.spent
        ],
        "made": [
            {
                "outpoint": str(coin.outpoint),
                "value_sat": coin.output.value,
                "taint_sat": amounts(coin.attribution),
                "segments": _segments(coin.attribution),
                "terminal": coin.terminal.value if coin.terminal else None,
            }
            for step in trail.steps
            for coin in step.made
        ],
    }


def _reach(trail: Trail, network: Network) -> Row:
    """Return what poison reaches: counts, and the coins at which it ends; never amounts of taint."""
    labels = sorted({label for coin in trail.coins for label in _labels(coin.attribution)}, key=str.encode)
    return {
        "partial": trail.is_cut,
        "outputs": len(trail.coins),
        "transactions": len(trail.steps),
        "labels": {
            label: {
                "outputs": sum(1 for coin in trail.coins if label in _labels(coin.attribution)),
                "transactions": sum(1 for step in trail.steps if label in _labels(step.fee)),
            }
            for label in labels
        },
        "coins": [_place(coin, network) | {"labels": _labels(coin.attribution)} for coin in trail.ends],
    }


def _labels(attribution: Attribution) -> list[str]:
    return [label for label, _ in attribution if label != UNTRACED]


def _book(book: LabelBook) -> Row:
    return {
        "asserted_sat": book.asserted,
        "overlap_sat": book.overlap,
        "seed_sat": book.seed,
        "terminals": {terminal.value: book.terminals[terminal] for terminal in Terminal},
    }


def _place(coin: Coin, network: Network) -> Row:
    row: Row = {
        "outpoint": str(coin.outpoint),
        "value_sat": coin.output.value,
        "terminal": coin.terminal.value if coin.terminal else None,
        "address": encode(coin.output.script, network),
        "script": kind(coin.output.script),
        "height": coin.position.height,
    }
    return row | ({coin.terminal.value: coin.at} if coin.terminal and coin.at else {})


def _end(coin: Coin, network: Network) -> Row:
    return _place(coin, network) | {"taint_sat": amounts(coin.attribution), "segments": _segments(coin.attribution)}


def _segments(attribution: Attribution) -> list[list[str | int]]:
    """Return the satoshi in their order as `[label, sat]`, the untraced under the empty label."""
    return [[label, sat] for label, sat in attribution]


def _crossed(step: Step) -> Row:
    spent = joined(segment for _, coin in step.spent for segment in coin.attribution)
    return {
        "txid": step.txid,
        "height": step.position.height,
        "index": step.position.index,
        "taint_in_sat": amounts(spent),
        "taint_fee_sat": amounts(step.fee),
        "fee_sat": step.fee_sat,
    }


def _gaps(run: Run) -> list[Writable]:
    """Return every gap once, in the order of the methods, then those of the second book."""
    rows: list[Writable] = []
    for method, gaps in [*((name, trail.gaps) for name, trail in run.trails.items()), (None, run.custody.gaps)]:
        for gap in gaps:
            rows.append(
                GAP.write(StatedGap(method=method, outpoint=str(gap.outpoint), txid=gap.txid, reason=gap.reason))
            )
    return rows
