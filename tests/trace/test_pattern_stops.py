"""Stops that rest on a pattern: their order, their findings, and what is looked up on the chain for them."""

from dataclasses import replace

import pytest

from tests.pictures import Picture, outpoint_of, script_of, txid_of
from tests.trace.patterns.subjects import pays, script, spends, subject, txid
from tests.trace.patterns.test_lightning import close
from tracer.chain.outpoint import BlockRef
from tracer.trace.chain_lineage import ChainLineage
from tracer.trace.pattern_stops import PatternStops
from tracer.trace.patterns.subject import Spend, Subject
from tracer.trace.reading import Reading
from tracer.trace.terminals import Terminal

MIX = subject("9000 9000", "5000 5000")
ALL = PatternStops(coinjoin=True, lightning=True, fan_out=1)
CLOSE = Subject(
    txid=txid("c"),
    inputs=spends("900@channel:wsh", sequence=0x80000001),
    outputs=pays("800"),
    version=2,
    locktime=0x20000001,
)


@pytest.mark.parametrize(
    ("stops", "seen", "terminal", "rule"),
    [
        (ALL, MIX, Terminal.MIX, "esplora-equal-outputs"),
        (PatternStops(False, True, 1), MIX, Terminal.FAN_OUT, "fan-out"),
        (ALL, CLOSE, Terminal.LIGHTNING, "lightning-commitment"),
    ],
)
def test_stops_come_in_the_contracts_order(stops, seen, terminal, rule: str):
    """Mix before fan-out before Lightning; the stop carries the rule and what it looked at."""
    stop = stops.when_spent(seen)
    assert stop is not None
    assert (stop.terminal, stop.finding.rule) == (terminal, rule)
    assert stop.finding.fields


def test_what_the_case_switches_off_does_not_stop() -> None:
    """Without the switches, and for an ordinary payment, trails go on."""
    assert PatternStops(False, False, 0).when_spent(MIX) is None
    assert PatternStops(False, False, 0).when_spent(CLOSE) is None
    assert PatternStops(True, True, 2).when_spent(subject("9", "5 3")) is None


CHAIN = """
a: -> 9000@alice
b: -> 8000@hot

join: a.0 b.0 -> 5000 5000 6900

later: join.2 -> 6000
"""


def surroundings(horizon: int = 3, services: dict[bytes, str] | None = None) -> tuple[Reading, ChainLineage]:
    """Return the drawn chain being read, and what lies around."""
    view = Picture(CHAIN)
    reading = Reading(view, BlockRef(horizon, view.block_hash(horizon)))
    return reading, ChainLineage(reading, services or {})


def drawn(reading: Reading, around: ChainLineage, name: str) -> Subject:
    """Return a drawn transaction as a subject."""
    opened = reading.open(txid_of(name))
    assert opened is not None
    found = around.subject(opened)
    assert found is not None
    return found


def test_a_subject_is_what_the_chain_says() -> None:
    """Values and scripts of the coins spent are the chain's; off mainnet there is no height to reason with."""
    reading, around = surroundings()
    seen = drawn(reading, around, "join")
    assert [(spend.value, spend.script) for spend in seen.inputs] == [
        (9000, script_of("alice")),
        (8000, script_of("hot")),
    ]
    assert (seen.fee, seen.height, seen.time) == (100, None, None)
    assert drawn(reading, around, "a").inputs == ()


def test_makers_and_spenders_are_looked_up_and_recorded() -> None:
    """What a detector looks at is read, so that it goes into the evidence; above the horizon nothing is seen."""
    reading, around = surroundings()
    seen = drawn(reading, around, "join")
    maker, spender = around.maker(outpoint_of("a.0")), around.spender(outpoint_of("join.2"))
    assert maker is not None
    assert spender is not None
    assert (maker.txid, spender.txid) == (txid_of("a"), txid_of("later"))
    assert txid_of("later") in reading.read
    assert around.spender(seen.outpoint(0)) is None
    assert surroundings(horizon=2)[1].spender(outpoint_of("join.2")) is None


def test_a_tagged_input_vetoes_the_stop() -> None:
    """A payment from a tagged service's coin is no mix under the weak rules."""
    reading, around = surroundings()
    assert PatternStops(True, False, 0).when_spent(drawn(reading, around, "join"), around) is not None
    reading, around = surroundings(services={script_of("hot"): "Exchange"})
    assert PatternStops(True, False, 0).when_spent(drawn(reading, around, "join"), around) is None


def test_a_funding_is_found_one_transaction_ahead():
    """A trail that enters a channel ends there, because of how the channel was closed later."""
    made = subject("9000", "5000@channel:wsh 3990", "funding")
    close = Subject(
        txid=txid("close"),
        inputs=(Spend(made.outpoint(0), 5_000, script("channel:wsh"), 0x80000001),),
        outputs=pays("4900"),
        version=2,
        locktime=0x20000001,
    )

    class Ahead(ChainLineage):
        """Knows the close."""

        def spender(self, outpoint):
            """Return the close."""
            return close if outpoint == made.outpoint(0) else None

    around = Ahead(surroundings()[0], {})
    stop = PatternStops(True, True, 0).when_spent(made, around)
    assert stop is not None
    assert (stop.terminal, stop.finding.rule) == (Terminal.LIGHTNING, "lightning-funding")


def test_a_trace_reads_no_witness_so_cooperative_closes_do_not_end_it() -> None:
    """What only a witness shows is never given to the stops: not every source keeps witnesses, and all must agree."""
    reading, around = surroundings()
    assert [spend.unlocking for spend in drawn(reading, around, "join").inputs] == [None, None]
    given = close()
    bare = Subject(
        txid=given.txid,
        inputs=tuple(replace(spend, unlocking=None) for spend in given.inputs),
        outputs=given.outputs,
        version=2,
        locktime=0,
    )
    lightning = PatternStops(coinjoin=False, lightning=True, fan_out=0)
    assert lightning.when_spent(bare) is None
    stop = lightning.when_spent(given)
    assert stop is not None
    assert stop.finding.rule == "lightning-cooperative-close"
    assert "which a trace does not read" in stop.finding.failure_modes
