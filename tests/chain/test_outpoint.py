"""Names of things on the chain are read in one form only."""

import pytest

from tracer.chain.outpoint import Outpoint, Position, Txid, display, internal, parse_txid

TXID = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"


@pytest.mark.parametrize("vout", [0, 1, 4294967295])
def test_an_outpoint_is_read_and_written(vout: int) -> None:
    """`txid:vout` names one output."""
    assert Outpoint.parse(f"{TXID}:{vout}") == Outpoint(Txid(TXID), vout)
    assert str(Outpoint(Txid(TXID), vout)) == f"{TXID}:{vout}"


@pytest.mark.parametrize(
    "text", ["", TXID, f"{TXID}:", f"{TXID}:-1", f"{TXID}:01", f"{TXID}:4294967296", f"{TXID.upper()}:0", f"{TXID}:0\n"]
)
def test_what_is_no_outpoint_is_refused(text: str) -> None:
    """Another form, case or index is refused, never repaired."""
    with pytest.raises(ValueError, match="is not an outpoint: expected txid:vout"):
        Outpoint.parse(text)


@pytest.mark.parametrize("text", ["", TXID[1:], TXID + "0", TXID.upper(), TXID + "\n"])
def test_what_is_no_txid_is_refused(text: str) -> None:
    """A txid is 64 lower-case hexadecimal digits."""
    with pytest.raises(ValueError, match="is not a txid: expected 64 lower-case hexadecimal digits"):
        parse_txid(text)


def test_display_order_is_the_reverse_of_the_protocol_s() -> None:
    """A hash is shown byte by byte from its end."""
    assert parse_txid(TXID) == TXID
    assert internal(TXID)[::-1].hex() == TXID
    assert display(internal(TXID)) == TXID


def test_chain_order_is_height_then_index() -> None:
    """Positions sort as the chain runs."""
    assert sorted([Position(2, 0), Position(1, 9), Position(1, 1)]) == [Position(1, 1), Position(1, 9), Position(2, 0)]
