"""The report on inferences: each stop with its rule, its failure modes and its error, and what changes without it."""

from dataclasses import replace

import pytest

from tests.evidence.story import dossier_of, tell
from tracer.chain.outpoint import Txid
from tracer.documents.paper import Table, Text
from tracer.evidence.dossier import Dossier
from tracer.evidence.report.inferences import MAX_ROWS, inference_sections
from tracer.result.trace_file import StatedShift, StatedStop, Variation

STOP = StatedStop(
    txid=Txid("ab" * 32),
    height=17,
    terminal="mix",
    rule="whirlpool",
    verdict="matches",
    fields=(("inputs", "5"),),
    failure_modes="payouts look alike",
    error="2 of 100 (a paper)",
)


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    """Return the story's dossier."""
    return dossier_of(tell())


def _with(dossier: Dossier, stops: tuple[StatedStop, ...], variations: dict[str, Variation]) -> Dossier:
    main = dossier.trace.main
    methods = {**dossier.trace.methods, main.name: replace(main, stops=stops)}
    return replace(dossier, trace=replace(dossier.trace, methods=methods, variations=variations))


def _tables(dossier: Dossier, at: int) -> list[Table]:
    return [block for block in inference_sections(dossier)[at].blocks if isinstance(block, Table)]


def _texts(dossier: Dossier, at: int) -> str:
    return " ".join(block.text for block in inference_sections(dossier)[at].blocks if isinstance(block, Text))


def test_a_stop_is_printed_with_its_rule_and_how_that_rule_fails(dossier: Dossier) -> None:
    """Each stop names its rule, verdict and evidence; each rule its failure modes and published error, once."""
    stops, rules = _tables(_with(dossier, (STOP, replace(STOP, height=18)), {}), 0)
    assert stops.rows[0] == ("ab" * 32, "block 17", "CoinJoin", "whirlpool\nmatches", "inputs: 5")
    assert rules.rows == (("whirlpool", "2", "payouts look alike", "2 of 100 (a paper)"),)


def test_stops_beyond_those_printed_are_counted(dossier: Dossier) -> None:
    """A table that is cut says how many rows there are and where all of them stand."""
    many = _with(dossier, (STOP,) * (MAX_ROWS + 1), {})
    assert len(_tables(many, 0)[0].rows) == MAX_ROWS
    assert f"{MAX_ROWS} of {MAX_ROWS + 1} stops" in _texts(many, 0)


def test_no_inference_is_said_in_words(dossier: Dossier) -> None:
    """Where nothing was guessed, both sections say so."""
    plain = _with(dossier, (), {})
    assert "None: no trail ended" in _texts(plain, 0)
    assert "Nothing: the result rests on no inference" in _texts(plain, 1)


def test_what_changes_without_a_stop_is_printed_by_label_and_coin(dossier: Dossier) -> None:
    """Every difference is printed beside the figure as declared, and a variation without any says so."""
    coin = f"{'cd' * 32}:0"
    found = Variation(
        (StatedShift("A", "mix", 500, 0), StatedShift("A", "unspent", 0, 500)), (StatedShift("A", coin, 0, 500),)
    )
    varied = _with(dossier, (STOP,), {"label by label": Variation((), ()), "without mix": found})
    by_end, by_coin = _tables(varied, 1)
    assert by_end.caption == "Without the stop “CoinJoin”: by label and end, BTC"
    assert by_end.rows == (
        ("A", "CoinJoin", "0.00000500", "0.00000000"),
        ("A", "unspent", "0.00000000", "0.00000500"),
    )
    assert by_coin.rows == (("A", coin, "0.00000000", "0.00000500"),)
    assert "pooled coins" not in _texts(varied, 1)
    assert "pooled coins" in _texts(_with(dossier, (STOP,), {"without service": found}), 1)
    assert "Each label followed as if the others were untraced: nothing changes." in _texts(varied, 1)
