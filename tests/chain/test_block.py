"""Blocks are read whole, and belong under their headers."""

from dataclasses import replace

import pytest

from tests.chain import mainnet, written
from tracer.chain import decode, merkle
from tracer.chain.block import check_merkle, stated_height
from tracer.chain.outpoint import internal
from tracer.errors import IntegrityError


def written_block(*raws: bytes, version: int = 2) -> bytes:
    """Return a block of these transactions under a header that commits to them."""
    root = merkle.root([internal(decode.txid(raw)) for raw in raws])
    header = version.to_bytes(4, "little", signed=True) + bytes(32) + root + bytes(12)
    return header + written.compact(len(raws)) + b"".join(raws)


PAYMENTS = [written.transaction([written.tx_input(written.prevout(number))]) for number in range(1, 6)]


@pytest.mark.parametrize(("height", "count"), [(702861, 2500), (739990, 645), (866342, 4864)])
def test_mainnet_blocks_are_what_their_headers_commit_to(height: int, count: int) -> None:
    """Real blocks decode to their number of transactions, their Merkle root and their height."""
    block = decode.block(mainnet.block(height))
    check_merkle(block)
    assert len(block.transactions) == len(block.raws) == count
    assert stated_height(block) == height


def test_the_first_blocks_state_no_height() -> None:
    """Blocks of version 1 have their Merkle root and state no height, whatever their coinbase begins with."""
    for raw in mainnet.first_blocks()[:600]:
        block = decode.block(raw)
        check_merkle(block)
        assert stated_height(block) is None


def test_a_block_keeps_the_original_bytes() -> None:
    """`raws` are the transactions' own bytes, in order."""
    block = decode.block(written_block(written.coinbase(), *PAYMENTS))
    assert block.raws == (written.coinbase(), *PAYMENTS)
    check_merkle(block)


def test_other_transactions_have_another_root() -> None:
    """A block with a transaction left out, added or moved is refused."""
    block = decode.block(written_block(written.coinbase(), *PAYMENTS))
    first, *others = block.transactions
    for changed in ((first, *others[1:]), (first, *others, others[0]), (first, *reversed(others))):
        with pytest.raises(IntegrityError, match="commits to Merkle root"):
            check_merkle(replace(block, transactions=changed))


def test_repeated_transactions_do_not_hide_behind_an_equal_root() -> None:
    """A list made longer by repeating its end has an equal root and is refused all the same."""
    raws = (written.coinbase(), *PAYMENTS[:2])
    longer = written_block(*raws, PAYMENTS[1])
    assert longer[36:68] == written_block(*raws)[36:68]
    with pytest.raises(IntegrityError, match="repeats transactions to hide behind an equal Merkle root"):
        check_merkle(decode.block(longer))


HOSTILE = {
    "80 bytes, not 79": bytes(79),
    "is cut: it goes on after its 80 bytes": bytes(80),
    "does not start with its only coinbase": bytes(80) + b"\0",
    "1 bytes follow the end of block": written_block(written.coinbase()) + b"\0",
    "is cut: it goes on after its 145 bytes": written_block(written.coinbase())[:-1],
}


@pytest.mark.parametrize("reason", HOSTILE)
def test_bytes_that_are_no_block_are_refused(reason: str) -> None:
    """Cut, empty or longer blocks are refused, with the reason."""
    with pytest.raises(IntegrityError, match=reason):
        decode.block(HOSTILE[reason])


@pytest.mark.parametrize(
    "raws", [(PAYMENTS[0],), (PAYMENTS[0], written.coinbase()), (written.coinbase(), written.coinbase(b"\x01\x11"))]
)
def test_a_block_has_one_coinbase_and_it_is_first(raws: tuple[bytes, ...]) -> None:
    """A block without a coinbase, with a late one or with two is refused."""
    with pytest.raises(IntegrityError, match="does not start with its only coinbase"):
        decode.block(written_block(*raws))


@pytest.mark.parametrize(
    ("script", "height"),
    [
        ("51", 1),
        ("60", 16),
        ("0111", 17),
        ("017f", 127),
        ("028000", 128),
        ("02ff7f", 32767),
        ("03008000", 32768),
        ("0338b20c", 832056),
        ("0338b20c00aa", 832056),
        ("04ffffff00", 16777215),
        ("", None),
        ("00", None),
        ("4f", None),
        ("0110", None),
        ("0180", None),
        ("021100", None),
        ("04ffffff80", None),
        ("0338b2", None),
        ("06000000000001", None),
        ("4c03aabb0c", None),
    ],
)
def test_a_height_is_stated_in_one_way(script: str, height: int | None) -> None:
    """The height is what the coinbase pushes first, in the shortest form; anything else states none."""
    raw = written_block(written.coinbase(bytes.fromhex(script)))
    assert stated_height(decode.block(raw)) == height


def test_a_version_1_block_states_no_height() -> None:
    """What the coinbase of a version 1 block begins with is not a height."""
    raw = written_block(written.coinbase(bytes.fromhex("0338b20c")), version=1)
    assert stated_height(decode.block(raw)) is None
