"""Bounds are written with their proofs, and long trails do not drown the file in flows."""

from tests.pictures import script_of
from tests.trace.drawing import Drawing, seed
from tracer.result.bound_rows import FLOW_ARCS, bound_rows
from tracer.trace.bounds.bound_targets import case_bounds
from tracer.trace.bounds.reach import reach
from tracer.trace.seeds import resolve


def _rows(length: int):
    lines = [f"p0: -> {length * 10}"]
    for n in range(1, length):
        change = length * 10 - n * 10
        owner = "@safe" if n == length - 1 else ""
        lines.append(f"p{n}: p{n - 1}.{1 if n > 1 else 0} -> 9 {change}{owner}")
    drawing = Drawing("\n".join(lines), [seed("A", "p0.0")], custody=("safe",))
    trail = drawing.trail()
    found = reach(resolve(drawing.seeds, drawing.reading), drawing.stops(), drawing.reading)
    assert script_of("safe") in drawing.stops().custody
    return bound_rows(case_bounds(found, (), [trail]), found)


def test_every_row_names_two_proofs_with_flow_and_cut() -> None:
    """On a short trail every proof has a flow and a cut, and its cut adds up to its value."""
    rows, proofs = _rows(8)
    assert {row["upper_proof"] for row in rows} | {row["lower_proof"] for row in rows} == set(range(len(proofs)))
    assert all(proof["flow"] is not None for proof in proofs)


def test_flows_of_a_long_trail_stay_within_their_budget() -> None:
    """Beyond the budget flows are left out and said to be; receipts come first, and every cut is there."""
    rows, proofs = _rows(1200)
    written = [len(proof["flow"]) for proof in proofs if proof["flow"] is not None]
    assert sum(written) <= FLOW_ARCS
    assert len(written) < len(proofs)
    custody = [row for row in rows if "custody" in row]
    assert custody
    assert all(proofs[row["upper_proof"]]["flow"] is not None for row in custody)
    assert all(proof["cut"] or proof["value_sat"] == 0 for proof in proofs)
