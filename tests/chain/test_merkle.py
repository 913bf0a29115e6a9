"""Merkle proofs show that a block holds a transaction, and nothing else passes for one."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.chain import mainnet, written
from tests.chain.test_decode import SEGWIT
from tracer.chain import decode, merkle
from tracer.chain.network import MAIN, REGTEST
from tracer.chain.outpoint import BlockHash, Txid, internal
from tracer.errors import IntegrityError

TXIDS = tuple(
    map(
        Txid,
        (
            "135947a3f2953780e0a593fe7f7b6e481688c302e84e7aee0332bfec212fbad7",
            "8272eec36167e377083c45ce1e48ce7afee23d8041f5083c8b84770a299aca24",
            "8886c4b11758e74e921effedb25ee264026a6a6c723bff6b66cfac7eea9fd07c",
            "a7e66be475dc687b04105b9542c1c3f218c8d908ddfa3b7dc975aed8d850b3cc",
            "738a272c9bc2e490c1279698ad6fe37ed1a27062c210e2cd77b0a762e9acc5f0",
            "c5784b278891f68cd4883e546b8d3479864f1363aa653312df53b517c5df7896",
            "df7bcf250bcd856a100ff0e931ff0e3c6d73dd881a85ce542cc5f1693dfabbff",
        ),
    )
)
WANTED = (TXIDS[0], TXIDS[4], TXIDS[6])
PROOF = bytes.fromhex(
    "00000020051152e42ec64bcdfb9d2991206bc6df5e5bf6163552054a6df05c97b3b7da1060eb9ea39b53752cd6064adb3f76"
    "bdbfa15782d7f1bdc9488fc82de2b3f8e5576306036bffff7f20010000000700000006d7ba2f21ecbf3203ee7a4ee802c388"
    "16486e7b7ffe93a5e0803795f2a347591324ca9a290a77848b3c08f541803de2fe7ace481ece453c0877e36761c3ee7282be"
    "948b83f091ea006c834c04e31734abfc52e4c3b9ea5720595bd1753e8856a1f0c5ace962a7b077cde210c26270a2d17ee36f"
    "ad989627c190e4c29b2c278a739678dfc517b553df123365aa63134f8679348d6b543e88d48cf69188274b78c5ffbbfa3d69"
    "f1c52c54ce851a88dd736d3c0eff31e9f00f106a85cd0b25cf7bdf02cf0d"
)
"""`gettxoutproof` of Bitcoin Core 31.99 for WANTED in block 117 of a regtest chain; the block's TXIDS are Core's."""

COINBASE = bytes.fromhex(
    "020000000001010000000000000000000000000000000000000000000000000000000000000000ffffffff03017500feffff"
    "ff024e18062a010000001600148098fa17acaf7d51ce8427b54ac08405db917aba0000000000000000266a24aa21a9ed9780"
    "b0b6cc42cee5d50e34d6f472bbb0fd427fd74372a481482e155212917edf0120000000000000000000000000000000000000"
    "000000000000000000000000000074000000"
)
"""The coinbase of that block; `SEGWIT` is its fifth transaction."""


def header_over(txids: Sequence[Txid]) -> bytes:
    """Return a header that commits to these transactions."""
    return bytes(36) + merkle.root([internal(txid) for txid in txids]) + bytes(12)


def numbered(count: int) -> list[Txid]:
    """Return so many different txids."""
    return [Txid(f"{number:064x}") for number in range(1, count + 1)]


def test_core_builds_the_same_proof() -> None:
    """A proof is byte for byte the one `gettxoutproof` gives."""
    assert merkle.Tree(PROOF[:80], TXIDS).proof(WANTED) == PROOF


def test_a_proof_shows_transactions_by_index() -> None:
    """What was proven comes back: header, number of transactions, indices and txids in block order."""
    shown = merkle.check_proof(PROOF)
    assert shown == merkle.Proof(PROOF[:80], 7, ((0, TXIDS[0]), (4, TXIDS[4]), (6, TXIDS[6])))


def test_mainnet_transactions_are_proven() -> None:
    """Proofs over a real block of 645 transactions lead to its header."""
    raw = mainnet.block(739990)
    txids = [each.txid for each in decode.block(raw).transactions]
    for wanted in ([0], [644], [0, 300, 301, 644], range(645)):
        shown = merkle.check_proof(merkle.Tree(raw[:80], txids).proof([txids[index] for index in wanted]))
        assert shown.total == 645
        assert shown.matches == tuple((index, txids[index]) for index in wanted)


@given(st.integers(1, 70), st.randoms(use_true_random=False))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_what_is_built_is_shown(count: int, random: Random) -> None:
    """Whatever is wanted of whatever tree, the proof shows it and nothing more."""
    txids = numbered(count)
    wanted = random.sample(txids, random.randint(0, count))
    header = header_over(txids)
    shown = merkle.check_proof(merkle.Tree(header, txids).proof(wanted))
    assert shown == merkle.Proof(header, count, tuple((at, txid) for at, txid in enumerate(txids) if txid in wanted))


def test_no_bit_of_a_proof_is_without_meaning() -> None:
    """Every single flipped bit makes a proof refused, or changes what it proves."""
    honest = merkle.check_proof(PROOF)
    accepted = 0
    for place in range(len(PROOF) * 8):
        flipped = bytearray(PROOF)
        flipped[place // 8] ^= 1 << place % 8
        try:
            shown = merkle.check_proof(bytes(flipped))
        except IntegrityError:
            continue
        accepted += 1
        assert shown != honest
        assert all(TXIDS[index] == txid for index, txid in shown.matches)
    header_without_root, leaf_marks = (80 - 32) * 8, 5
    assert accepted == header_without_root + leaf_marks


def test_a_proof_is_exactly_as_long_as_it_says() -> None:
    """Cut anywhere, or followed by anything, a proof is refused."""
    for size in range(len(PROOF)):
        with pytest.raises(IntegrityError, match="the Merkle proof"):
            merkle.check_proof(PROOF[:size])
    with pytest.raises(IntegrityError, match="its counts say"):
        merkle.check_proof(PROOF + b"\0")


def rebuilt(total: int, hashes: list[bytes], bits: bytes, root: bytes) -> bytes:
    """Return a proof put together freely."""
    parts = (bytes(36), root, bytes(12), total.to_bytes(4, "little"), written.compact(len(hashes)), *hashes)
    return b"".join((*parts, written.compact(len(bits)), bits))


A, B, C = (bytes((number,)) * 32 for number in (1, 2, 3))
HOSTILE = {
    "speaks of 0 transactions": rebuilt(0, [A], b"\1", A),
    "speaks of 16667 transactions": rebuilt(16667, [A], b"\1", A),
    "brings 2 hashes for 1 transactions": rebuilt(1, [A, B], b"\1", A),
    "brings 9 hashes for 9 transactions and 8 bits": rebuilt(9, [A] * 9, b"\1", A),
    "pairs a hash with itself": rebuilt(2, [A, A], b"\7", merkle.root([A, A])),
    "brings 2 hashes; its tree takes 1": rebuilt(2, [A, B], b"\0", A),
    "brings fewer hashes than its tree takes": rebuilt(2, [A], b"\7", A),
    "has fewer bits than its tree takes": rebuilt(8, [bytes((number,)) * 32 for number in range(8)], b"\xff", A),
    "has bits left over after the 1": rebuilt(1, [A], b"\3", A),
    "has bits left over after the 3": rebuilt(2, [A, B], b"\7\0", merkle.root([A, B])),
    "leads to root 0101": rebuilt(1, [A], b"\1", B),
    "goes on after its 84 bytes": rebuilt(1, [A], b"\1", B)[:84],
}


@pytest.mark.parametrize("reason", HOSTILE)
def test_proofs_that_show_nothing_are_refused(reason: str) -> None:
    """Counts, hashes, bits and root must all be right, each with its own reason where they are not."""
    with pytest.raises(IntegrityError, match=reason):
        merkle.check_proof(HOSTILE[reason])


def test_nothing_is_proven_of_another_block() -> None:
    """A proof is not built for a transaction the block lacks, nor under a header that is not the block's."""
    txids = numbered(5)
    with pytest.raises(IntegrityError, match=r"the block does not hold transaction 0*6, so nothing can prove"):
        merkle.Tree(header_over(txids), txids).proof(numbered(6))
    with pytest.raises(IntegrityError, match="the header does not commit to these 4 transactions"):
        merkle.Tree(header_over(txids), txids[:4]).proof(txids[:1])


def test_every_proof_of_a_tree_is_the_one_built_alone() -> None:
    """However many proofs are taken from a block's tree, each is the one that is built for it alone."""
    for count in (1, 2, 3, 7, 12):
        txids = numbered(count)
        tree = merkle.Tree(header_over(txids), txids)
        for txid in reversed(txids):
            proof = tree.proof([txids[0], txid])
            assert proof == merkle.Tree(header_over(txids), txids).proof([txids[0], txid])
            assert dict(merkle.check_proof(proof).matches)[int(txid, 16) - 1] == txid


def test_a_blocks_tree_is_built_once() -> None:
    """Asked about one block after the other, every tree is built once; a tree that fails is not kept."""
    built: list[str] = []
    last = merkle.LastTree()

    def tree(name: str) -> merkle.Tree:
        """Return the tree of a block, and note that it was built."""

        def build() -> merkle.Tree:
            """Build it."""
            built.append(name)
            return merkle.Tree(header_over(numbered(3)), numbered(2 if name == "bad" else 3))

        return last.of(BlockHash(name), build)

    assert tree("a") is tree("a")
    with pytest.raises(IntegrityError, match="does not commit to these 2 transactions"):
        tree("bad")
    with pytest.raises(IntegrityError, match="does not commit to these 2 transactions"):
        tree("bad")
    assert tree("b") is tree("b")
    assert built == ["a", "bad", "bad", "b"]


def test_a_tree_needs_a_leaf() -> None:
    """No hashes have no root."""
    with pytest.raises(IntegrityError, match="needs at least one hash"):
        merkle.root([])


def test_a_lone_leaf_is_the_root_and_an_odd_one_is_doubled() -> None:
    """One hash is its own root; the last of three is paired with itself, which is not a mutation."""
    assert merkle.root([A]) == A
    assert merkle.root([A, B, C]) == merkle.root([A, B, C, C])
    assert not merkle.is_mutated([A, B, C])
    assert merkle.is_mutated([A, B, C, C])
    assert merkle.is_mutated([A, B, A, B])
    assert not merkle.is_mutated([A, B, B])


@pytest.mark.parametrize(("total", "depth"), [(1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (16666, 15)])
def test_depth_follows_from_the_number_of_transactions(total: int, depth: int) -> None:
    """A tree is as deep as the doublings that reach its number of leaves."""
    assert merkle.depth(total) == depth


def test_inclusion_is_shown_with_the_coinbase() -> None:
    """With coinbase, height and transaction in agreement, the answer is the index in the block."""
    assert merkle.check_inclusion(PROOF, TXIDS[4], COINBASE, 117, SEGWIT, REGTEST) == 4
    assert merkle.check_inclusion(PROOF, TXIDS[4], COINBASE, None, SEGWIT, REGTEST) == 4
    assert merkle.check_inclusion(PROOF, TXIDS[0], COINBASE, 117, COINBASE, REGTEST) == 0


def test_height_is_demanded_where_the_network_demands_it() -> None:
    """Another height is refused from the network's BIP 34 height on, and not compared below it."""
    with pytest.raises(IntegrityError, match="states height 117, not 118"):
        merkle.check_inclusion(PROOF, TXIDS[4], COINBASE, 118, SEGWIT, REGTEST)
    assert merkle.check_inclusion(PROOF, TXIDS[4], COINBASE, 118, SEGWIT, MAIN) == 4


def test_inclusion_needs_the_right_bytes() -> None:
    """Bytes of another transaction, a transaction not shown, and a false coinbase are each refused."""
    with pytest.raises(IntegrityError, match=f"given for transaction {TXIDS[5]} are those of {TXIDS[4]}"):
        merkle.check_inclusion(PROOF, TXIDS[5], COINBASE, 117, SEGWIT, REGTEST)
    with pytest.raises(IntegrityError, match=f"transaction {TXIDS[4]} is not a coinbase"):
        merkle.check_inclusion(PROOF, TXIDS[4], SEGWIT, 117, SEGWIT, REGTEST)
    with pytest.raises(IntegrityError, match="as the coinbase of its block"):
        merkle.check_inclusion(PROOF, TXIDS[4], written.coinbase(), 117, SEGWIT, REGTEST)
    with pytest.raises(IntegrityError, match="is not a coinbase"):
        merkle.check_inclusion(PROOF, TXIDS[4], written.coinbase(bytes(101)), 117, SEGWIT, REGTEST)
    unshown = merkle.Tree(PROOF[:80], TXIDS).proof([TXIDS[0]])
    with pytest.raises(IntegrityError, match="does not show transaction"):
        merkle.check_inclusion(unshown, TXIDS[4], COINBASE, 117, SEGWIT, REGTEST)
    alone = merkle.Tree(PROOF[:80], TXIDS).proof([TXIDS[4]])
    with pytest.raises(IntegrityError, match="as the coinbase of its block"):
        merkle.check_inclusion(alone, TXIDS[4], COINBASE, 117, SEGWIT, REGTEST)


def of_64_bytes() -> bytes:
    """Return a transaction of 64 bytes, whose hash an inner node could have."""
    raw = written.transaction(outputs=[written.tx_output(script=bytes(4))])
    assert len(raw) == 64
    return raw


def test_a_transaction_of_64_bytes_is_shown_beside_its_coinbase() -> None:
    """A transaction as long as two hashes, with witness or without, is shown where the coinbase gives the depth."""
    raw = of_64_bytes()
    with_witness = written.transaction(outputs=[written.tx_output(script=bytes(4))], stacks=[[b"\1"]])
    txids = [decode.txid(COINBASE), decode.txid(raw)]
    proof = merkle.Tree(header_over(txids), txids).proof(txids)
    for each in (raw, with_witness):
        assert merkle.check_inclusion(proof, txids[1], COINBASE, 117, each, REGTEST) == 1
    alone = merkle.Tree(header_over(txids), txids).proof(txids[1:])
    with pytest.raises(IntegrityError, match="as the coinbase of its block"):
        merkle.check_inclusion(alone, txids[1], COINBASE, 117, raw, REGTEST)


def test_a_coinbase_of_64_bytes_gives_the_depth_too() -> None:
    """No two hashes spell a coinbase.

    Its first 32 bytes are a version, a one and 27 zeros, so it may be 64 bytes long.
    """
    short = written.coinbase(b"\x02\x75\x00")
    assert len(short) == 64
    assert short[4:32] == b"\x01" + bytes(27)
    txids = [decode.txid(short), TXIDS[4]]
    proof = merkle.Tree(header_over(txids), txids).proof(txids)
    assert merkle.check_inclusion(proof, TXIDS[4], short, None, SEGWIT, REGTEST) == 1


def test_an_inner_node_is_not_shown_as_a_transaction_with_its_coinbase() -> None:
    """A tree made shallower by reading two hashes as a 64-byte transaction cannot show the real coinbase."""
    pair = internal(TXIDS[2]) + internal(TXIDS[3])
    nodes = [merkle.root([internal(TXIDS[0]), internal(TXIDS[1])]), merkle.root([pair[:32], pair[32:]])]
    head = header_over(TXIDS[:4])
    proof = rebuilt(2, nodes, b"\x07", head[36:68])
    assert [index for index, _ in merkle.check_proof(proof).matches] == [0, 1]
    with pytest.raises(IntegrityError, match="as the coinbase of its block"):
        merkle.check_inclusion(proof, TXIDS[4], COINBASE, 117, SEGWIT, REGTEST)


def test_a_transaction_hidden_in_an_inner_node_is_not_shown_with_its_coinbase() -> None:
    """A tree made deeper by reading a 64-byte transaction as two hashes cannot show the real coinbase."""
    hidden = of_64_bytes()
    real = [decode.txid(COINBASE), decode.txid(hidden)]
    left, right = hidden[:32], hidden[32:]
    proof = rebuilt(4, [internal(real[0]), left, right], b"\x1d", header_over(real)[36:68])
    shown = merkle.check_proof(proof)
    assert [index for index, _ in shown.matches] == [2, 3]
    forged = merkle.check_proof(proof).matches[0][1]
    with pytest.raises(IntegrityError, match=f"given for transaction {forged} are those of"):
        merkle.check_inclusion(proof, forged, COINBASE, 117, SEGWIT, REGTEST)
    with pytest.raises(IntegrityError, match="as the coinbase of its block"):
        merkle.check_inclusion(proof, TXIDS[4], COINBASE, 117, SEGWIT, REGTEST)
