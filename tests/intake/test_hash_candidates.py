"""Damaged txids, which have no checksum."""

from tests.intake.names import txid
from tracer.chain.outpoint import Txid
from tracer.intake.finding import Support
from tracer.intake.hash_candidates import candidates, readings

WHOLE = Txid("00" + txid(1)[2:])


def test_only_look_alikes_are_listed_without_a_chain() -> None:
    """O and l become 0 and 1; the candidate says that nothing but its form speaks for it."""
    found = candidates("O" + WHOLE[1:])
    assert (WHOLE, ("place 1: 'O' → '0'",)) in [(candidate.value, candidate.changes) for candidate in found]
    assert {candidate.value[1:] for candidate in found} == {WHOLE[1:]}
    assert {(candidate.support, candidate.remark) for candidate in found} == {(Support.FORM, "a txid has no checksum")}


def test_a_lost_digit_has_no_candidate_without_a_chain() -> None:
    """A lost digit could have been any of sixteen anywhere: no list is offered."""
    assert candidates(WHOLE[:10] + WHOLE[11:]) == ()


def test_readings_hold_every_single_change() -> None:
    """What is put to a chain holds every single replacement, loss, doubling and swap, each once."""
    swapped = WHOLE[:20] + WHOLE[21] + WHOLE[20] + WHOLE[22:]
    for damaged in (
        WHOLE[:9] + ("0" if WHOLE[9] != "0" else "1") + WHOLE[10:],
        WHOLE[:33] + WHOLE[34:],
        WHOLE[:33] + WHOLE[33] + WHOLE[33:],
        swapped,
        "OO" + WHOLE[2:],
        "O" + WHOLE[1:40] + WHOLE[41] + WHOLE[40] + WHOLE[42:],
    ):
        (changes,) = {tier[WHOLE] for tier in readings(damaged) if WHOLE in tier and len(tier[WHOLE]) <= 2}
        assert 1 <= len(changes) <= 2
    assert sum(map(len, readings(WHOLE[1:]))) == 1 + 63 * 15 + 15


def test_likelier_readings_are_asked_first() -> None:
    """Look-alikes, swaps and one of a doubled pair come before all other changes, and are few."""
    first, rest = readings(WHOLE[:9] + ("8" if WHOLE[9] != "8" else "3") + WHOLE[10:])
    assert len(first) < 400 < len(rest)
    assert not set(first) & set(rest)
    pair = "aa" + WHOLE[2:]
    assert Txid(pair) in readings(pair[1:])[0]
