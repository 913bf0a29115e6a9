import itertools
import random

import pytest

from tests.chain import mainnet
from tests.chain.written import compact, transaction, tx_input, tx_output
from tests.store.chains import GENESIS, Miner, block, sha256d
from tracer.chain import decode
from tracer.chain.outpoint import display
from tracer.errors import IntegrityError
from tracer.store.decoder import decoded
from tracer.store.schema import UNSPENDABLE


def _assert_equal(raw: bytes) -> None:
    rows, whole = decoded(raw), decode.block(raw)
    transactions = whole.transactions
    inputs = [each for transaction in transactions for each in transaction.inputs]
    outputs = [each for transaction in transactions for each in transaction.outputs]
    assert [display(row.tobytes()) for row in rows.txid] == [each.txid for each in transactions]
    assert rows.version.tolist() == [each.version for each in transactions]
    assert rows.locktime.tolist() == [each.locktime for each in transactions]
    assert rows.sequence.tolist() == [each.sequence for each in inputs]
    named = list(zip((display(row.tobytes()) for row in rows.spent_txid), rows.spent_vout.tolist(), strict=True))
    assert named[1:] == [each.prevout for each in inputs[1:]]
    assert named[0] == ("00" * 32, 0xFFFFFFFF)
    assert rows.value.tolist() == [each.value for each in outputs]
    ends = [*rows.first_script_byte.tolist()[1:], rows.script.size]
    scripts = [rows.script[a:b].tobytes() for a, b in zip(rows.first_script_byte.tolist(), ends, strict=True)]
    assert scripts == [each.script for each in outputs]
    starts = [*rows.offset.tolist(), len(raw)]
    assert tuple(raw[a:b] for a, b in itertools.pairwise(starts)) == whole.raws
    firsts = [*rows.first_input.tolist(), len(inputs)]
    assert [b - a for a, b in itertools.pairwise(firsts)] == [len(each.inputs) for each in transactions]
    firsts = [*rows.first_output.tolist(), len(outputs)]
    assert [b - a for a, b in itertools.pairwise(firsts)] == [len(each.outputs) for each in transactions]


@pytest.mark.parametrize("height", [702861, 739990, 866342])
def test_a_modern_block_decodes_to_what_the_reference_decoder_reads(height: int) -> None:
    """Every field and every place of a mainnet block equals the plain decoder's."""
    _assert_equal(mainnet.block(height))


def test_random_blocks_decode_to_what_the_reference_decoder_reads() -> None:
    """Burns, empty scripts, witnesses, odd versions and chains inside a block are read alike."""
    for raw in Miner(3).mine(60, 12).blocks:
        _assert_equal(raw)


def _alone(*raws: bytes) -> bytes:
    return block(bytes(32), [sha256d(raw) for raw in raws], raws, 0)


def test_extremes_of_a_block_are_read() -> None:
    """20,000 inputs, a 10,001-byte script, 21 million bitcoin and a thousand outputs fit."""
    coinbase = transaction(
        [tx_input(bytes(32) + b"\xff" * 4, b"\x01\x02")], [tx_output(2_100_000_000_000_000, b"\x51" * 10_001)]
    )
    inputs = [tx_input(number.to_bytes(32, "little") + b"\0\0\0\0") for number in range(1, 20_001)]
    wide = transaction(inputs, [tx_output(number, b"\x51" * (number % 300)) for number in range(1000)])
    raw = _alone(coinbase, wide)
    _assert_equal(raw)
    assert decoded(raw).spender[0] == UNSPENDABLE


def test_genesis_pays_nobody() -> None:
    """The genesis block's output is marked as never to be spent."""
    assert decoded(GENESIS, genesis=True).spender.tolist() == [UNSPENDABLE]


def test_whatever_the_reference_decoder_refuses_is_refused() -> None:
    """Cut, lengthened and altered blocks raise the same error from both, or are read alike by both."""
    source = random.Random(7)
    good = Miner(5).mine(6, 10).blocks[-1]
    for _ in range(400):
        raw = bytearray(good)
        kind = source.randint(0, 2)
        if kind == 0:
            del raw[source.randint(80, len(raw)) :]
        elif kind == 1:
            raw += source.randbytes(source.randint(1, 5))
        else:
            raw[source.randint(80, len(raw) - 1)] = source.randint(0, 255)
        if bytes(raw) == good:
            continue
        try:
            decoded(bytes(raw))
        except IntegrityError:
            continue
        _assert_equal(bytes(raw))


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (GENESIS[:-1], "is cut"),
        (GENESIS + b"\0", "1 bytes follow the end"),
        (GENESIS[:36] + bytes(32) + GENESIS[68:], "commits to Merkle root"),
        (GENESIS[:79], "80 bytes, not 79"),
        (GENESIS[:80] + b"\0", "coinbase"),
    ],
)
def test_the_reason_of_a_refusal_is_said(raw: bytes, words: str) -> None:
    """The message comes from the decoder that reads for people."""
    with pytest.raises(IntegrityError, match=words):
        decoded(raw)


def test_a_list_lengthened_to_keep_its_root_is_refused() -> None:
    """Repeating a block's last transactions leaves the root as it is and is found out."""
    raws = [transaction([tx_input(bytes(32) + b"\xff" * 4, b"\x01\x02")])]
    raws += [transaction([tx_input(number.to_bytes(32, "little") + b"\0\0\0\0")]) for number in (1, 2)]
    raw = _alone(*raws)
    longer = raw[:80] + compact(4) + b"".join(raws) + raws[-1]
    decoded(raw)
    with pytest.raises(IntegrityError, match="repeats transactions"):
        decoded(longer)
