"""Bounds as `trace.json` holds them: a row a bound, and each flow and cut once.

`bounds` rows name two of the `bound_proofs`. The traced satoshi's proof shows the upper bound: its flow
brings so much into the target, its cut lets no more through. The untraced satoshi's proof shows the
lower bound: so much of everyone else's money fits, so at least the rest of the value is traced.

The cut alone proves a bound; the flow shows that it is tight. On long trails flows grow with the square of
the trail, so they are written while they fit into `FLOW_ARCS`, the bounds that matter most first, and are
null beyond it, which is said.
"""

from tracer.formats.canonical import Writable
from tracer.trace.bounds.arc import Arc
from tracer.trace.bounds.bounds import Bound, TargetKind, named
from tracer.trace.bounds.flow import FlowProof
from tracer.trace.bounds.reach import Reach

Row = dict[str, Writable]

FLOW_ARCS = 200_000
"""How many arcs all flows of one file may have together."""

_KEY = {TargetKind.COIN: "outpoint", TargetKind.CUSTODY: "custody", TargetKind.ORDER: "order"}


def bound_rows(bounds: tuple[Bound, ...], reach: Reach) -> tuple[list[Row], list[Row]]:
    """Return the rows, and the proofs they name by number."""
    numbers: dict[tuple[int, tuple[Arc, ...], int], int] = {}
    known: dict[int, int] = {}
    names = _Names(reach)
    proofs: list[Row] = []
    room = FLOW_ARCS

    def number(proof: FlowProof) -> int:
        """Return a proof's number, writing it down the first time."""
        if id(proof) in known:
            return known[id(proof)]
        key = (id(proof.flow), proof.cut, proof.value)
        if key not in numbers:
            nonlocal room
            fits = proof.arcs <= room
            room -= proof.arcs if fits else 0
            numbers[key] = len(proofs)
            proofs.append(_proof(proof, names, fits))
        known[id(proof)] = numbers[key]
        return numbers[key]

    rows: list[Row] = [
        {
            _KEY[bound.target.kind]: bound.target.name,
            "label": bound.label,
            "lower_sat": bound.lower,
            "upper_sat": bound.upper,
            "partial": bound.partial,
            "upper_proof": number(bound.traced),
            "lower_proof": number(bound.untraced),
        }
        for bound in bounds
    ]
    return rows, proofs


class _Names(dict[int, tuple[str, str]]):
    """What a reader calls each arc, worked out once: flows and cuts name the same few many times."""

    def __init__(self, reach: Reach) -> None:
        super().__init__()
        self._reach = reach

    def __missing__(self, each: int) -> tuple[str, str]:
        """Work out the name of an arc."""
        name = self[each] = named(Arc(each), self._reach)
        return name


def _proof(proof: FlowProof, names: _Names, with_flow: bool) -> Row:
    flow = proof.flow if with_flow and proof.exact else None
    return {
        "value_sat": proof.value,
        "exact": proof.exact,
        "flow": None if flow is None else [[*names[arc], sat] for arc, sat in flow.items()],
        "cut": [names[arc] for arc in proof.cut],
    }
