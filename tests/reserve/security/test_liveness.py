"""Which keys signed: read from the recorded story's spends, and from nothing that does not verify."""

import datetime as dt
from collections.abc import Mapping
from functools import cache

import pytest

from tests.reserve import story_two
from tracer.chain.outpoint import Txid
from tracer.reserve import days, watching
from tracer.reserve.history import RegisterHistory
from tracer.reserve.security.liveness import last_signed

SEEN = {
    "d290080e": dt.date(2025, 12, 20), "4c0b39f2": dt.date(2025, 12, 20),
    "77fa9063": dt.date(2025, 10, 14), "8f250224": dt.date(2025, 10, 14), "cbe5e7de": dt.date(2025, 10, 14),
    "af4eec2b": dt.date(2025, 11, 6), "fd0b5340": dt.date(2025, 11, 6),
}  # fmt: skip
"""Each wallet's first keys in its descriptor, as many as sign, on the UTC day of its last spend."""


@cache
def history() -> RegisterHistory:
    """Return the whole story's transactions."""
    view = story_two.view()
    return watching.watch(story_two.register(), view, days.observed_block(view, view.tip().height), None)


@cache
def raws() -> Mapping[Txid, bytes]:
    """Return their bytes."""
    txids = [touch.transaction.txid for touch in history().touches]
    return {each.txid: each.raw for each in story_two.view().originals(txids)}


def utc(moment: int) -> dt.date:
    """Return a moment's day."""
    return dt.datetime.fromtimestamp(moment, dt.UTC).date()


def seen(given: Mapping[Txid, bytes]) -> dict[str, dt.date]:
    """Return which keys signed, by these bytes."""
    return last_signed(story_two.register(), history(), given, utc)


def test_the_recorded_spends_show_their_signers():
    """Of five keys three sign, of three two; the others are not seen."""
    assert seen(raws()) == SEEN


@pytest.mark.parametrize("place", [5, 20, 40])
def test_a_signature_that_does_not_hold_shows_no_key(place: int):
    """One bit of every signature flipped: nobody is seen; lengths and order of the witness stay."""
    broken = {txid: _broken(raw, place) for txid, raw in raws().items()}
    assert broken != raws()
    assert seen(broken) == {}


@pytest.mark.parametrize(("place", "bits"), [(1, 0x20), (2, 0x7F), (-1, 0x05), (-1, 0x80)])
def test_an_item_that_is_no_signature_shows_no_key(place: int, bits: int):
    """Neither one that only begins as one does, nor one of a kind of hash that nobody knows: nothing is raised."""
    assert seen({txid: _broken(raw, place, bits) for txid, raw in raws().items()}) == {}


def _broken(raw: bytes, place: int, bits: int = 1) -> bytes:
    """Flip bits of a byte of each DER signature of 70 to 72 bytes with its kind of hash; from its end where below 0."""
    found = bytearray(raw)
    at = 0
    while (at := raw.find(b"\x30", at)) >= 0:
        if raw[at - 1] in (0x46, 0x47, 0x48) and raw[at + 1] in (0x43, 0x44, 0x45) and raw[at + 2] == 2:
            found[at + (place if place >= 0 else raw[at - 1] + place)] ^= bits
        at += 1
    return bytes(found)
