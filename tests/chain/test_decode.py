"""Raw bytes become transactions, or are refused with the reason."""

from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.chain import mainnet, written
from tests.chain.stripping import stripped
from tests.counts import count
from tracer.chain import address, decode, script
from tracer.chain.amount import MAX_MONEY, from_decimal
from tracer.chain.network import MAIN
from tracer.chain.outpoint import Outpoint, Txid
from tracer.errors import IntegrityError

GENESIS_COINBASE = bytes.fromhex(
    "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054"
    "696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420"
    "666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61"
    "deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000"
)
SEGWIT = bytes.fromhex(
    "02000000000101f87219ed88af4cb38c5fce63dfdb1a788de52f1f705db07d2286be2473c646230100000000fdffffff0240420f000000"
    "00001600147872565c077c4e14f2fdc44b5650be09c52be4587343aa290100000016001485f8c2ee10a15e64f329c41c4845f8ea6ddeb6"
    "aa0247304402201fec57441af95c8ffd0aed47b405c6f2dafd74cf427f30219d58f01391644baf02202fb62e1393216ee5e83949dd52b7"
    "ebe4b327a1122bb7dab15b89adcb3e2b6593012103e634d9d9c39ec4117ce3e923ae76aec0b7d4e5d68af65ad8a8bffac561b5cb4c7400"
    "0000"
)
"""Paid by Bitcoin Core 31.99's own wallet on regtest; its txid below is Core's."""


def double(raw: bytes) -> str:
    """Return a hash in display order."""
    return sha256(sha256(raw).digest()).digest()[::-1].hex()


def test_the_first_coinbase_of_all_is_read() -> None:
    """The genesis coinbase pays 50 bitcoin to an open public key and spends nothing."""
    read = decode.transaction(GENESIS_COINBASE)
    assert read.txid == "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"
    assert read.is_coinbase
    assert [output.value for output in read.outputs] == [5_000_000_000]
    assert script.kind(read.outputs[0].script) == "pubkey"


def test_virtual_bytes_are_a_quarter_of_the_weight_rounded_up() -> None:
    """113 bytes without witness and 109 of it weigh 4 x 113 + 109 = 561, a little over 140; without any, all count."""
    assert (len(stripped(SEGWIT)), len(SEGWIT)) == (113, 222)
    assert decode.virtual_size(SEGWIT) == 141
    assert decode.virtual_size(stripped(SEGWIT)) == 113
    assert decode.virtual_size(GENESIS_COINBASE) == len(GENESIS_COINBASE)


def test_a_segwit_transaction_is_named_without_its_witness() -> None:
    """The txid leaves marker, flag and witnesses out: it is not the hash of every byte."""
    read = decode.transaction(SEGWIT)
    assert read.txid == decode.txid(SEGWIT) == "738a272c9bc2e490c1279698ad6fe37ed1a27062c210e2cd77b0a762e9acc5f0"
    assert double(SEGWIT) != read.txid
    assert double(stripped(SEGWIT)) == read.txid
    spent = Txid("2346c67324be86227db05d701f2fe58d781adbdf63ce5f8cb34caf88ed1972f8")
    assert (read.inputs[0].prevout, read.inputs[0].sequence) == (Outpoint(spent, 1), 0xFFFFFFFD)
    assert [output.value for output in read.outputs] == [1_000_000, 4_993_991_539]
    assert (read.version, read.locktime) == (2, 0x74)


def test_unlockings_are_signature_scripts_and_witnesses() -> None:
    """Each input's signature script and witness stack are given in input order."""
    (shown,) = decode.unlockings(SEGWIT)
    assert shown.script_sig == b""
    assert [len(item) for item in shown.witness] == [71, 33]
    raw = written.transaction([written.tx_input(script=b"\x01\x02"), written.tx_input(written.prevout(2))])
    assert decode.unlockings(raw) == (decode.Unlocking(b"\x01\x02", ()), decode.Unlocking(b"", ()))


def test_a_legacy_transaction_has_one_name() -> None:
    """Without witnesses the stripped bytes are all bytes, and the txid is their hash."""
    assert stripped(GENESIS_COINBASE) == GENESIS_COINBASE
    assert double(GENESIS_COINBASE) == decode.txid(GENESIS_COINBASE)


def test_a_version_is_unsigned() -> None:
    """A version with its highest bit set is a large number, as Core 31 prints it."""
    assert decode.transaction(written.transaction(version=0xFFFFFFFF)).version == 0xFFFFFFFF


def test_only_the_null_outpoint_is_nothing() -> None:
    """An input of the zero hash spends nothing only where its index is the highest there is."""
    for vout in (0, 0xFFFFFFFE):
        (spend,) = decode.transaction(written.transaction([written.tx_input(written.prevout(0, vout))])).inputs
        assert spend.prevout == (Txid("0" * 64), vout)
    assert decode.transaction(written.coinbase()).is_coinbase


HOSTILE = {
    "no inputs, or optional parts": written.transaction([], []),
    "has no inputs": b"\x02\0\0\0\x00\x01\x00\x01" + written.tx_output() + bytes(4),
    "has no outputs": written.transaction(outputs=[]),
    "optional parts that are not known": b"\x02\0\0\0\x00\x02" + written.transaction()[4:],
    "announces witnesses and has none": written.transaction(stacks=[[]]),
    "spends one output twice": written.transaction([written.tx_input(), written.tx_input(script=b"\x51")]),
    "spends nothing by one of its 2 inputs": written.transaction(
        [written.tx_input(), written.tx_input(written.NULL_PREVOUT)]
    ),
    f"pay {MAX_MONEY + 1} satoshi": written.transaction(outputs=[written.tx_output(MAX_MONEY + 1)]),
    f"pay {MAX_MONEY + 7} satoshi": written.transaction(outputs=[written.tx_output(MAX_MONEY), written.tx_output(7)]),
    f"pay {2**64 - 1} satoshi": written.transaction(outputs=[written.tx_output(2**64 - 1)]),
    "1 bytes follow the end of transaction": written.transaction() + b"\0",
    "is written in 3 bytes, not in the fewest": b"\x02\0\0\0\xfd\x01\x00" + written.tx_input(),
    "is written in 9 bytes, not in the fewest": b"\x02\0\0\0\x01" + written.prevout(1) + b"\xff" + bytes(8),
    "is 33554433, more than the 33554432": b"\x02\0\0\0\x01" + written.prevout(1) + b"\xfe\x01\0\0\x02",
    "goes on after its 9 bytes": b"\x02\0\0\0\xfe\x00\x00\x00\x02",
    "goes on after its 0 bytes": b"",
}


@pytest.mark.parametrize("reason", HOSTILE)
def test_bytes_that_no_block_could_hold_are_refused(reason: str) -> None:
    """Whatever Core's own reading refuses is refused here, with its reason."""
    with pytest.raises(IntegrityError, match=reason):
        decode.transaction(HOSTILE[reason])


def test_the_most_that_can_exist_may_be_paid() -> None:
    """An output of exactly 21 million bitcoin is not refused."""
    raw = written.transaction(outputs=[written.tx_output(MAX_MONEY)])
    assert decode.transaction(raw).outputs[0].value == MAX_MONEY


class Drawn(NamedTuple):
    """A transaction's bytes and the parts they were written from."""

    raw: bytes
    bare: bytes
    spends: list[tuple[int, int, bytes, int]]
    pays: list[tuple[int, bytes]]
    stacks: list[list[bytes]] | None
    version: int
    locktime: int


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    """Draw a transaction's bytes and what they mean."""
    count = draw(st.integers(1, 4))
    numbers = draw(st.lists(st.integers(1, 2**256 - 1), min_size=count, max_size=count, unique=True))
    blobs = st.binary(max_size=8) | st.integers(253, 300).map(bytes)
    spends = [
        (number, draw(st.integers(0, 2**32 - 1)), draw(blobs), draw(st.integers(0, 2**32 - 1))) for number in numbers
    ]
    pays = draw(st.lists(st.tuples(st.integers(0, MAX_MONEY // 4), blobs), min_size=1, max_size=4))
    stacks = None
    if draw(st.booleans()):
        stacks = [draw(st.lists(blobs, max_size=3)) for _ in numbers]
        stacks[0].append(b"")
    version, locktime = draw(st.integers(0, 2**32 - 1)), draw(st.integers(0, 2**32 - 1))
    inputs = [written.tx_input(written.prevout(n, vout), sig, sequence) for n, vout, sig, sequence in spends]
    outputs = [written.tx_output(*paid) for paid in pays]
    raw = written.transaction(inputs, outputs, stacks, version, locktime)
    bare = written.transaction(inputs, outputs, None, version, locktime)
    return Drawn(raw, bare, spends, pays, stacks, version, locktime)


@given(drawn())
@settings(max_examples=60, derandomize=True, deadline=None)
def test_what_was_written_is_read(case: Drawn) -> None:
    """Reading gives back every part that was written, and stripping gives the bytes without witnesses."""
    raw, bare, spends, pays, stacks, version, locktime = case
    read = decode.transaction(raw)
    shown = decode.unlockings(raw)
    assert stripped(raw) == bare
    assert read.txid == double(bare)
    prevouts = [each.prevout for each in read.inputs]
    assert None not in prevouts
    found = [
        (int(prevout.txid, 16), prevout.vout, unlocking.script_sig, each.sequence)
        for prevout, each, unlocking in zip(prevouts, read.inputs, shown, strict=True)
        if prevout is not None
    ]
    assert found == spends
    assert [(output.value, output.script) for output in read.outputs] == pays
    assert [list(unlocking.witness) for unlocking in shown] == (stacks or [[] for _ in shown])
    assert (read.version, read.locktime) == (version, locktime)


@given(drawn())
@settings(max_examples=15, derandomize=True, deadline=None)
def test_no_part_of_a_transaction_passes_for_one(case: Drawn) -> None:
    """However a transaction is cut, and whatever follows it, it is refused."""
    raw = case.raw
    for size in range(len(raw)):
        with pytest.raises(IntegrityError):
            decode.transaction(raw[:size])
    with pytest.raises(IntegrityError, match="follow the end of transaction"):
        decode.transaction(raw + b"\0")


@given(st.binary(max_size=200))
@settings(max_examples=count(suite=40, laws=200), derandomize=True, deadline=None)
def test_garbage_is_refused_in_one_way(raw: bytes) -> None:
    """Random bytes raise an IntegrityError, never anything else."""
    for whole in (raw, b"\x02\0\0\0\x01" + raw, b"\x02\0\0\0\x00\x01\x01" + raw):
        with pytest.raises(IntegrityError):
            decode.transaction(whole)
    with pytest.raises(IntegrityError):
        decode.block(bytes(80) + raw)


def test_core_reads_block_739990_alike() -> None:
    """Every id, prevout, amount, fee, script type and address of block 739990 is the one in Core's answer."""
    answer = mainnet.core_answer(739990)
    block = decode.block(mainnet.block(739990))
    assert (block.hash, len(block.transactions)) == (answer["hash"], 645)
    for read, raw, told in zip(block.transactions, block.raws, answer["tx"], strict=True):
        assert (read.txid, double(raw), raw.hex()) == (told["txid"], told["hash"], told["hex"])
        assert (read.version, read.locktime) == (told["version"], told["locktime"])
        for spend, vin, shown in zip(read.inputs, told["vin"], decode.unlockings(raw), strict=True):
            assert spend.sequence == vin["sequence"]
            assert [item.hex() for item in shown.witness] == vin.get("txinwitness", [])
            if spend.prevout is None:
                assert shown.script_sig.hex() == vin["coinbase"]
            else:
                assert spend.prevout == (vin["txid"], vin["vout"])
                assert shown.script_sig.hex() == vin["scriptSig"]["hex"]
                _assert_script_told(vin["prevout"]["scriptPubKey"])
        for output, vout in zip(read.outputs, told["vout"], strict=True):
            assert output.value == from_decimal(Decimal(vout["value"]))
            assert output.script.hex() == vout["scriptPubKey"]["hex"]
            _assert_script_told(vout["scriptPubKey"])
        if not read.is_coinbase:
            spent = sum(from_decimal(Decimal(vin["prevout"]["value"])) for vin in told["vin"])
            assert spent - sum(output.value for output in read.outputs) == from_decimal(Decimal(told["fee"]))


def _assert_script_told(told: mainnet.ToldScript) -> None:
    found = bytes.fromhex(told["hex"])
    assert script.kind(found) == told["type"]
    assert address.encode(found, MAIN) == told.get("address")
    if "address" in told:
        assert address.decode(told["address"], MAIN) == found


def test_real_transactions_cannot_be_cut() -> None:
    """No beginning of a transaction of block 739990 passes for a transaction."""
    block = decode.block(mainnet.block(739990))
    for raw in sorted(block.raws, key=len)[:300:20]:
        for size in range(len(raw)):
            with pytest.raises(IntegrityError, match=r"cut|amount|pay|length|written|has no"):
                decode.transaction(raw[:size])
