import pytest

from tracer.chain.amount import Sats
from tracer.chain.transaction import Output
from tracer.errors import IntegrityError
from tracer.ingest import undo

RAW = bytes.fromhex("030002010000000000000002abcdffffffffffffff0000010200000000000000fd0001") + bytes(256)


def test_spent_outputs_are_lists_per_transaction() -> None:
    """None for the coinbase, then in input order; values little-endian, scripts with their length."""
    assert undo.parse(RAW) == (
        (),
        (Output(Sats(1), b"\xab\xcd"), Output(Sats(0xFFFFFFFFFFFFFF), b"")),
        (Output(Sats(2), bytes(256)),),
    )


def test_every_cut_and_every_surplus_is_refused() -> None:
    """Bytes that end early or go on are no answer."""
    for length in range(len(RAW)):
        with pytest.raises(IntegrityError, match="spent outputs of a block"):
            undo.parse(RAW[:length])
    with pytest.raises(IntegrityError, match="1 bytes follow the spent outputs of a block"):
        undo.parse(RAW + b"\x00")
