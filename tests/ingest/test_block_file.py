import random
import struct
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ingest import milling
from tests.ingest.milling import ANYONE, COIN, Chain, frame, obfuscate, pay, txid
from tests.ingest.stories import BURN, EXCHANGE, story
from tracer.chain import decode, merkle
from tracer.chain.amount import Sats
from tracer.chain.network import MAIN, NETWORKS, REGTEST, Network
from tracer.chain.outpoint import BlockHash, BlockRef, Outpoint, Position, Txid
from tracer.chain.transaction import Output
from tracer.chain.view import ChainView, Created, Spender
from tracer.errors import CaseError, IntegrityError
from tracer.ingest import block_index
from tracer.ingest.block_file import FileView
from tracer.ingest.framing import BlockFile

KEY = bytes.fromhex("1122334455667788")


def _file(folder: Path, *blocks: bytes, tail: bytes = b"") -> Path:
    path = folder / "blk00000.dat"
    path.write_bytes(frame(blocks) + tail)
    return path


@pytest.fixture
def view(tmp_path: Path) -> FileView:
    """The story's chain as a file."""
    path = tmp_path / "story"
    path.write_bytes(frame(story().chain.blocks))
    return FileView.open(path)


def test_a_file_is_a_chain_view(view: FileView) -> None:
    """A file of blocks answers as a ChainView of its magic's network, from genesis to its tip."""
    chain: ChainView = view
    assert (chain.network, chain.first_height) == (REGTEST, 0)
    assert chain.tip() == BlockRef(story().chain.height, story().chain.tip)
    assert view.warnings == ()


def test_blocks_are_found_by_height(view: FileView) -> None:
    """Hashes and headers of all heights are those of the blocks."""
    blocks = story().chain.blocks
    assert [view.block_hash(height) for height in range(len(blocks))] == [milling.hash_of(raw) for raw in blocks]
    assert view.headers(0, len(blocks) - 1) == tuple(raw[:80] for raw in blocks)
    assert view.headers(5, 5) == (blocks[5][:80],)


def _coinbase(height: int) -> Txid:
    return decode.block(story().chain.blocks[height]).transactions[0].txid


@pytest.mark.parametrize("height", [-1, 1000])
def test_a_height_outside_is_an_error(view: FileView, height: int) -> None:
    """A height the file does not hold is never answered with another block."""
    with pytest.raises(ValueError, match=rf"^height {height} is not in .*: it holds 0 to {story().chain.height}$"):
        view.block_hash(height)


def test_transactions_carry_their_place(view: FileView) -> None:
    """Each transaction is found with height and index; unknown ones are absent."""
    found = view.transactions([*story().txids, Txid("00" * 32)])
    expected = {}
    for height, raw in enumerate(story().chain.blocks):
        for index, transaction in enumerate(decode.block(raw).transactions):
            expected[transaction.txid] = (transaction, Position(height, index))
    assert len(found) == len(story().txids)
    assert all((each.transaction, each.position) == expected[txid] for txid, each in found.items())


def test_raw_bytes_are_the_original(view: FileView) -> None:
    """Bytes come in chain order, each block's after its coinbase's, and hash to their ids."""
    given = list(view.originals([story().merge, Txid("11" * 32), story().peel, story().theft]))
    blocks = [decode.block(raw) for raw in story().chain.blocks]
    places = [(121, 0), (121, 1), (122, 0), (122, 2), (125, 0), (125, 1)]
    assert [(each.position.height, each.position.index) for each in given] == places
    assert [each.raw for each in given] == [blocks[height].raws[index] for height, index in places]
    assert [each.txid for each in given] == [txid(each.raw) for each in given]
    assert [each.txid for each in given if each.position.index] == [story().theft, story().peel, story().merge]


def test_spenders_are_found_within_a_block_and_across(view: FileView) -> None:
    """An output spent in its own block, later, and not at all; one that does not exist is absent."""
    peel, merge = story().peel, story().merge
    asked = [Outpoint(peel, 1), Outpoint(story().txids[1], 1), Outpoint(peel, 0), Outpoint(merge, 7)]
    assert view.spenders(asked) == {
        Outpoint(peel, 1): Spender(merge, Position(125, 1)),
        Outpoint(story().txids[1], 1): Spender(peel, Position(122, 2)),
    }


def test_prevouts_are_in_input_order(view: FileView) -> None:
    """A merge of twelve coins shows what each was; a coinbase spends nothing."""
    confirmed = view.transactions([story().merge, _coinbase(3)])
    assert view.prevouts(confirmed[story().merge]) == (
        Output(Sats(14 * COIN), ANYONE),
        *[Output(Sats(50 * COIN), ANYONE)] * 11,
    )
    assert view.prevouts(confirmed[_coinbase(3)]) == ()


def test_payments_to_scripts_are_in_chain_order(view: FileView) -> None:
    """Every output with one of the scripts inside the window, OP_RETURN too, ordered by place."""
    theft, first, peel, merge = story().txids[:4]
    assert view.paid_to([EXCHANGE, BURN], 0, 125) == (
        Created(Outpoint(theft, 1), Position(121, 1)),
        Created(Outpoint(first, 0), Position(122, 1)),
        Created(Outpoint(peel, 0), Position(122, 2)),
        Created(Outpoint(peel, 2), Position(122, 2)),
        Created(Outpoint(merge, 1), Position(125, 1)),
    )
    assert view.paid_to([EXCHANGE], 123, 124) == ()
    assert len(view.paid_to([ANYONE], 1, 120)) == 120


def test_merkle_proofs_show_what_was_asked(view: FileView) -> None:
    """A proof leads to the block's root and shows exactly the transactions asked for."""
    wanted = [story().txids[-1], story().txids[-3], _coinbase(127)]
    proof = merkle.check_proof(view.merkle_proof(127, wanted))
    assert proof.header == story().chain.blocks[127][:80]
    assert [shown for _, shown in proof.matches] == [wanted[2], wanted[1], wanted[0]]
    with pytest.raises(IntegrityError, match=f"does not hold transaction {story().theft}"):
        view.merkle_proof(127, [story().theft])


def test_a_blocks_tree_is_kept_for_its_other_proofs(tmp_path: Path) -> None:
    """Proofs of one block are taken from one reading of it: only another block shows that the file has changed."""
    blocks = story().chain.blocks
    path = _file(tmp_path, *blocks)
    view = FileView.open(path)
    txids = [each.txid for each in decode.block(blocks[127]).transactions]
    first = view.merkle_proof(127, txids[:1])
    with path.open("r+b") as file:
        file.truncate(1_000)
    assert view.merkle_proof(127, txids[:1]) == first
    assert [shown for _, shown in merkle.check_proof(view.merkle_proof(127, txids[-1:])).matches] == txids[-1:]
    with pytest.raises(IntegrityError):
        view.merkle_proof(126, [decode.block(blocks[126]).transactions[0].txid])


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_the_magic_says_which_network(tmp_path: Path, network: Network) -> None:
    """A file of each network is known by its magic; a case of another network is refused by both names."""
    path = tmp_path / "blocks"
    path.write_bytes(frame([b"\x00" * 81], network.magic))
    other = MAIN if network is REGTEST else REGTEST
    with pytest.raises(CaseError) as caught:
        FileView.open(path, other)
    assert str(caught.value).startswith(
        f"{path} holds blocks of network {network.name}; the case is of network {other.name}."
    )


def test_order_in_the_file_does_not_matter(tmp_path: Path, view: FileView) -> None:
    """Blocks written in any order are the same chain."""
    blocks = list(story().chain.blocks)
    random.Random(7).shuffle(blocks)
    shuffled = FileView.open(_file(tmp_path, *blocks))
    assert (shuffled.tip(), shuffled.warnings) == (view.tip(), ())
    assert shuffled.transactions(story().txids) == view.transactions(story().txids)
    assert shuffled.paid_to([EXCHANGE], 0, 200) == view.paid_to([EXCHANGE], 0, 200)


def test_an_obfuscated_file_reads_with_the_key_beside_it(tmp_path: Path, view: FileView) -> None:
    """Core's xor.dat undoes the obfuscation, padding included; without it the file is refused, and why."""
    tip, proof = view.tip(), view.merkle_proof(127, [story().txids[-1]])
    for name, key in (("plain", bytes(8)), ("keyed", KEY), ("zeros", REGTEST.magic + bytes(4))):
        folder = tmp_path / name
        folder.mkdir()
        blocks = story().chain.blocks
        half = obfuscate(frame(blocks[:60]), key)
        rest = obfuscate(bytes(len(half) + 1001) + frame(blocks[60:]), key)[len(half) + 1001 :]
        (folder / "blk00000.dat").write_bytes(half + bytes(1001) + rest + bytes(5000))
        (folder / "xor.dat").write_bytes(key)
        found = FileView.open(folder / "blk00000.dat")
        assert (found.tip(), found.warnings) == (tip, ())
        assert found.merkle_proof(127, [story().txids[-1]]) == proof
    (tmp_path / "keyed/xor.dat").unlink()
    with pytest.raises(
        CaseError, match=r"of any known network\.\nCore 28 and later obfuscates its block files: put the xor\.dat of "
    ):
        FileView.open(tmp_path / "keyed/blk00000.dat")


def test_a_plain_file_beside_a_key_reads_as_it_is(tmp_path: Path) -> None:
    """A file that was copied next to another node's key is not garbled by it; a key of odd size is refused."""
    (tmp_path / "xor.dat").write_bytes(KEY)
    assert FileView.open(_file(tmp_path, *story().chain.blocks)).tip().hash == story().chain.tip
    (tmp_path / "xor.dat").write_bytes(KEY + b"\n")
    with pytest.raises(CaseError, match=r"xor\.dat has 9 bytes; Core's obfuscation key has 8\.$"):
        FileView.open(tmp_path / "blk00000.dat")


def test_padding_between_and_after_records_is_skipped(tmp_path: Path) -> None:
    """Zeros that Core preallocates are no damage, whatever their number."""
    blocks = story().chain.blocks
    path = tmp_path / "blocks"
    path.write_bytes(b"".join(frame([raw]) + bytes(height % 11) for height, raw in enumerate(blocks)) + bytes(70000))
    assert FileView.open(path).tip().height == story().chain.height


def _forked() -> tuple[Chain, Chain, Chain]:
    """A chain of 10, a branch off 6 of equal length, and one off 6 that is longer."""
    trunk = Chain()
    trunk.extend(10)
    equal, longer = trunk.fork(6), trunk.fork(6)
    equal.extend(4, b"equal")
    longer.extend(5, b"longer")
    return trunk, equal, longer


def test_the_branch_with_most_work_is_the_chain(tmp_path: Path) -> None:
    """A longer branch wins wherever it stands; the stale blocks are warnings and answer nothing."""
    trunk, _, longer = _forked()
    for blocks in (trunk.blocks + longer.blocks[7:], longer.blocks[7:] + trunk.blocks):
        view = FileView.open(_file(tmp_path, *blocks))
        assert view.tip() == BlockRef(11, longer.tip)
        assert view.warnings == tuple(
            f"{tmp_path}/blk00000.dat: block {milling.hash_of(raw)} is not on the best branch, which ends at "
            f"{longer.tip}."
            for raw in trunk.blocks[7:]
        )
        stale = decode.block(trunk.blocks[8]).transactions[0]
        assert view.transactions([stale.txid]) == {}
        assert list(view.originals([stale.txid])) == []
        assert len(view.paid_to([ANYONE], 0, 20)) == 11


def test_of_equal_branches_the_first_in_the_file_is_the_chain(tmp_path: Path) -> None:
    """Where two branches have the same work, the one whose tip was written first wins."""
    trunk, equal, _ = _forked()
    assert FileView.open(_file(tmp_path, *trunk.blocks, *equal.blocks[7:])).tip().hash == trunk.tip
    assert FileView.open(_file(tmp_path, *equal.blocks, *trunk.blocks[7:])).tip().hash == equal.tip


def test_a_double_spend_across_branches_is_no_double_spend(tmp_path: Path) -> None:
    """What a stale branch spends does not count; the best branch's own spender is the answer."""
    trunk = Chain()
    coin = trunk.add().coin
    trunk.extend(100)
    stale, best = trunk.fork(101), trunk.fork(101)
    one, two = pay([coin], [(1, ANYONE)]), pay([coin], [(2, ANYONE)])
    stale.add(one)
    best.add(two)
    best.extend(1)
    view = FileView.open(_file(tmp_path, *stale.blocks, *best.blocks[102:]))
    assert view.spenders([coin]) == {coin: Spender(txid(two), Position(102, 1))}


def test_an_output_spent_twice_on_the_chain_is_damage(tmp_path: Path) -> None:
    """No chain spends an output twice; both transactions are named."""
    chain = Chain()
    coin = chain.add().coin
    one, two = pay([coin], [(1, ANYONE)]), pay([coin], [(2, ANYONE)])
    chain.add(one)
    chain.add(two)
    with pytest.raises(IntegrityError, match=f"is no chain: {coin} is spent by {txid(one)} and by {txid(two)}"):
        FileView.open(_file(tmp_path, *chain.blocks))


def test_a_repeated_block_counts_once(tmp_path: Path) -> None:
    """A block that is there again is a warning, and changes nothing."""
    blocks = story().chain.blocks
    view = FileView.open(_file(tmp_path, *blocks, blocks[4], blocks[121]))
    assert view.warnings == (f"{tmp_path}/blk00000.dat: 2 blocks are there again; the first copy counts.",)
    assert view.transactions([story().theft])[story().theft].position == Position(121, 1)


def test_of_a_txid_that_exists_twice_the_later_one_is_meant(tmp_path: Path) -> None:
    """Two coinbases with one txid: a lookup gives the later, a scan for scripts both (BIP 30)."""
    chain = Chain()
    reward = milling.coinbase(1, [(COIN, EXCHANGE)])
    for _ in range(2):
        chain.blocks.append(milling.block(chain.tip, [reward], milling.GENESIS_TIME + 600 * len(chain.blocks)))
    file = BlockFile(_file(tmp_path, *chain.blocks))
    file.network = replace(REGTEST, bip34_height=1000)
    view = FileView(block_index.read(file))
    again = milling.txid(reward)
    assert view.transactions([again])[again].position == Position(2, 0)
    assert [each.position.height for each in view.paid_to([EXCHANGE], 0, 9)] == [1, 2]
    assert [(each.txid, each.position) for each in view.originals([again])] == [(again, Position(2, 0))]


def test_a_file_that_starts_later_takes_heights_from_its_coinbases(tmp_path: Path, view: FileView) -> None:
    """Heights come from BIP 34; what lies below cannot be read and is None, never guessed."""
    tip, places = view.tip(), view.transactions(story().txids)
    later = FileView.open(_file(tmp_path, *story().chain.blocks[100:]))
    assert (later.first_height, later.tip()) == (100, tip)
    assert later.transactions(story().txids) == places
    theft = later.transactions([story().theft])[story().theft]
    assert later.prevouts(theft) == (None,)
    assert later.spenders([theft.transaction.inputs[0].prevout or Outpoint(story().theft, 0)]) != {}


def test_heights_that_cannot_be_known_are_the_analysts_matter(tmp_path: Path) -> None:
    """Mainnet blocks before BIP 34 state no height: a file that starts there is refused, exit 2."""
    raw = milling.genesis()
    second = milling.header(milling.hash_of(raw), raw[36:68], 1_300_000_000, bits=0x207FFFFF, version=1) + raw[80:]
    path = tmp_path / "blocks"
    path.write_bytes(frame([second]))
    with pytest.raises(CaseError, match=r"whose height cannot be known: regtest blocks state theirs from height 1 on"):
        FileView.open(path)


def test_a_block_that_states_another_height_is_damage(tmp_path: Path) -> None:
    """A stated height that contradicts the block's place on the chain is refused."""
    chain = Chain()
    chain.extend(3)
    wrong = milling.block(chain.tip, [milling.coinbase(9, [(COIN, ANYONE)])], milling.GENESIS_TIME + 9999)
    with pytest.raises(IntegrityError, match=r"states height 9; its place on the chain is 4\.$"):
        FileView.open(_file(tmp_path, *chain.blocks, wrong))


def test_a_foreign_genesis_is_no_chain_of_the_network(tmp_path: Path) -> None:
    """A first block without parent that is not the network's genesis is refused."""
    alien = milling.header(BlockHash("00" * 32), milling.genesis()[36:68], 1) + milling.genesis()[80:]
    with pytest.raises(IntegrityError, match="has no parent and is not the genesis block of regtest"):
        FileView.open(_file(tmp_path, alien))


def test_a_last_record_cut_anywhere_is_a_warning(tmp_path: Path) -> None:
    """Cut at each of its bytes, the last record is ignored with a word; all before it stands."""
    chain = Chain()
    chain.extend(3)
    whole = frame(chain.blocks)
    last = len(frame(chain.blocks[-1:]))
    path = tmp_path / "blocks"
    for kept in range(1, last):
        path.write_bytes(whole[: len(whole) - last + kept])
        view = FileView.open(path)
        assert view.tip().height == 2
        assert len(view.warnings) == 1
        assert view.warnings[0].startswith(f"{path}: the last record, at byte {len(whole) - last}, is cut")
    path.write_bytes(whole[: len(whole) - last])
    assert FileView.open(path).warnings == ()


def test_any_other_damage_stops(tmp_path: Path) -> None:
    """Each byte of a record in the middle, flipped, stops the reading.

    Of a header's bytes some make another header that has its work by luck, as regtest's is cheap: then the
    blocks that built on the true one hang on one that is missing.
    """
    chain = Chain()
    chain.extend(2)
    whole = frame(chain.blocks)
    start, end = len(frame(chain.blocks[:1])), len(frame(chain.blocks[:2]))
    path = tmp_path / "blocks"
    for at in range(start, end):
        path.write_bytes(whole[:at] + bytes((whole[at] ^ 0x55,)) + whole[at + 1 :])
        if message := _refusal(path):
            assert message.startswith((f"{path} is damaged: ", f"{path} has a hole: block "))
        else:
            raise AssertionError(f"byte {at} was changed, and nothing was said")


def _refusal(path: Path) -> str:
    try:
        FileView.open(path)
    except IntegrityError as error:
        return str(error)
    return ""


def test_another_merkle_root_is_damage(tmp_path: Path) -> None:
    """Transactions other than those the header commits to are refused, with the record's place."""
    chain = Chain()
    chain.extend(2)
    raw = chain.blocks[1]
    forged = raw[:81] + milling.coinbase(1, [(49 * COIN, ANYONE)])
    with pytest.raises(IntegrityError, match=r"is damaged: the record at byte 293: block .* commits to Merkle root"):
        FileView.open(_file(tmp_path, chain.blocks[0], forged, chain.blocks[2]))


def test_a_list_made_longer_under_the_same_root_is_damage(tmp_path: Path) -> None:
    """Repeating the last transactions keeps the Merkle root and is refused (CVE-2012-2459)."""
    raw = next(raw for raw in story().chain.blocks if raw[80] == 3)
    raws = decode.block(raw).raws
    mutated = raw[:80] + bytes((4,)) + b"".join((*raws, raws[-1]))
    with pytest.raises(IntegrityError, match="repeats transactions to hide behind an equal Merkle root"):
        FileView.open(_file(tmp_path, *story().chain.blocks[:122], mutated))


def test_a_header_without_its_work_is_damage(tmp_path: Path) -> None:
    """A header whose hash misses its own target, or whose target the network forbids, is refused."""
    chain = Chain()
    raw = chain.add().raw
    lazy = next(
        candidate
        for nonce in range(100)
        if (candidate := raw[:76] + struct.pack("<I", nonce) + raw[80:]) and int(milling.hash_of(candidate), 16) >> 255
    )
    with pytest.raises(IntegrityError, match="does not have the proof of work that its bits demand"):
        FileView.open(_file(tmp_path, chain.blocks[0], lazy))


def test_networks_are_not_mixed(tmp_path: Path) -> None:
    """A record of another network is damage and names both."""
    path = tmp_path / "blocks"
    path.write_bytes(frame(story().chain.blocks[:3]) + frame(story().chain.blocks[3:5], MAIN.magic))
    with pytest.raises(IntegrityError, match="there is a block of network main; expected a block of regtest"):
        FileView.open(path)


def test_garbage_between_records_is_damage(tmp_path: Path) -> None:
    """Bytes that are neither a record nor zeros stop the reading, wherever they are."""
    blocks = story().chain.blocks
    for tail in (b"x", b"garbage after the last block"):
        path = _file(tmp_path, *blocks[:3], tail=tail)
        with pytest.raises(IntegrityError, match=rf"at byte {len(frame(blocks[:3]))} there is no record; expected"):
            FileView.open(path)


@pytest.mark.parametrize("length", [0, 80, 4_000_001, 0xFFFFFFFF])
def test_an_absurd_length_is_damage_and_costs_no_memory(tmp_path: Path, length: int) -> None:
    """A length no block can have is refused before anything of that size is read."""
    path = _file(tmp_path, milling.genesis(), tail=REGTEST.magic + struct.pack("<I", length) + b"x")
    with pytest.raises(IntegrityError, match=rf"states a block of {length} bytes"):
        FileView.open(path)


def test_what_is_no_block_file_is_refused(tmp_path: Path) -> None:
    """Nothing, a text, a directory, a missing file, only a cut record: one message each, exit 2."""
    path = tmp_path / "blocks"
    cut = frame([milling.genesis()])[:50]
    for words, message in (
        (b"", "does not begin with a block of any known network"),
        (b"hello", "does not begin with a block of any known network"),
        (bytes(100), "does not begin with a block of any known network"),
        (cut, "holds no complete block"),
    ):
        path.write_bytes(words)
        with pytest.raises(CaseError, match=message):
            FileView.open(path)
    with pytest.raises(CaseError, match=r"none: No such file or directory\.$"):
        FileView.open(tmp_path / "none")
    with pytest.raises(CaseError, match="is not a file of raw blocks: it is no regular file"):
        FileView.open(tmp_path)


def test_a_file_that_changes_underneath_is_noticed(tmp_path: Path) -> None:
    """What is read later must be what it was when the file was opened."""
    path = _file(tmp_path, *story().chain.blocks)
    view = FileView.open(path)
    raw = bytearray(path.read_bytes())
    raw[1000:] = bytes(len(raw) - 1000)
    path.write_bytes(raw)
    for question in (lambda: view.headers(100, 100), lambda: view.transactions([story().theft])):
        with pytest.raises(IntegrityError, match=r"has changed since it was opened: run this again\.$"):
            question()


def test_progress_is_told_in_bytes(tmp_path: Path) -> None:
    """The callback hears how much of the file is read, up to all of it."""
    heard: list[tuple[int, int]] = []
    path = _file(tmp_path, *story().chain.blocks)
    FileView.open(path, REGTEST, lambda what, done, total: heard.append((done, total)))
    assert heard == sorted(heard)
    assert heard[-1] == (path.stat().st_size, path.stat().st_size)
    assert len(heard) == len(story().chain.blocks)
