"""`LiveView` against nodes that lie or change their mind: served from a milled chain, one answer false."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from tests.ingest import milling
from tests.ingest.fake_node import Answer, FakeNode, Refusal, answers, listing
from tests.ingest.milling import Chain, frame
from tests.ingest.questions import ask_everything
from tests.ingest.stories import story
from tracer.chain import decode, merkle
from tracer.chain.network import MAIN, REGTEST
from tracer.chain.outpoint import BlockHash, Outpoint, Txid
from tracer.errors import CaseError, IntegrityError, SourceError
from tracer.ingest.block_file import FileView
from tracer.ingest.live import LiveView

HONEST = answers(story().chain)
OTHER = next(raw for raw in decode.block(story().chain.blocks[127]).raws[5:])


@pytest.fixture
def nobody(tmp_path: Path) -> Path:
    """A home folder without cookies."""
    return tmp_path


def _open(node: FakeNode, home: Path) -> LiveView:
    return LiveView.open(node.url, REGTEST, environment=node.environment, home=home)


def _lying(**lies: Answer) -> FakeNode:
    return FakeNode({**HONEST, **lies})


def test_an_honest_node_agrees_with_the_file(tmp_path: Path) -> None:
    """Over RPC alone, every answer but the search for scripts equals that of the same blocks in a file."""
    path = tmp_path / "blocks"
    path.write_bytes(frame(story().chain.blocks))
    with FakeNode(HONEST) as node:
        live = ask_everything(_open(node, tmp_path), story(), scripts=False)
    assert live == ask_everything(FileView.open(path), story(), scripts=False)


def test_false_bytes_for_a_txid_are_refused(nobody: Path) -> None:
    """The txid is recomputed from the bytes: another transaction's are refused, wherever they are used."""
    tip = story().chain.tip

    def answer(txid: str, verbosity: int = 0) -> object:
        return {"hex": OTHER.hex(), "blockhash": tip} if verbosity else OTHER.hex()

    with _lying(getrawtransaction=answer) as node:
        view = _open(node, nobody)
        for question in (
            lambda: view.transactions([story().theft]),
            lambda: view.spenders([Outpoint(story().txids[4], 3)]),
        ):
            with pytest.raises(
                IntegrityError, match=f"the node sent transaction {milling.txid(OTHER)} where [0-9a-f]* was"
            ):
                question()


def test_false_bytes_for_a_parent_are_refused(nobody: Path) -> None:
    """An amount is proven by the parent's own txid."""

    def answer(txid: str, verbosity: int = 0) -> object:
        said = HONEST["getrawtransaction"](txid, verbosity)
        return {**said, "hex": OTHER.hex()} if txid == story().txids[1] and isinstance(said, dict) else said

    with _lying(getrawtransaction=answer) as node:
        view = _open(node, nobody)
        peel = view.transactions([story().peel])[story().peel]
        with pytest.raises(IntegrityError, match=f"where {story().txids[1]} was asked for"):
            view.prevouts(peel)


def test_raw_bytes_are_checked(nobody: Path) -> None:
    """Evidence bytes that are another transaction's are refused."""
    name = story().chain.tip
    with _lying(getrawtransaction=lambda txid, verbosity=0: {"hex": OTHER.hex(), "blockhash": name}) as node:
        view = _open(node, nobody)
        with pytest.raises(IntegrityError, match=f"where {story().theft} was asked for"):
            list(view.originals([story().theft]))


def test_a_spender_that_does_not_spend_is_refused(nobody: Path) -> None:
    """Whoever the node names must have the output among its inputs."""

    def answer(outpoints: list[dict[str, object]], options: object) -> object:
        name = milling.hash_of(story().chain.blocks[125])
        return [{**each, "spendingtxid": story().merge, "blockhash": name} for each in outpoints]

    with _lying(gettxspendingprevout=answer) as node:
        view = _open(node, nobody)
        asked = Outpoint(story().theft, 1)
        with pytest.raises(IntegrityError, match=f"says that {story().merge} spends {asked}; it does not"):
            view.spenders([asked])


def test_a_spender_in_a_block_that_does_not_hold_it_is_refused(nobody: Path) -> None:
    """A block that the node names must prove to hold the spender, few or many asked for at once."""
    wrong = milling.hash_of(story().chain.blocks[3])

    def answer(outpoints: list[dict[str, object]], options: object) -> object:
        honest = HONEST["gettxspendingprevout"](outpoints, options)
        assert isinstance(honest, list)
        return [{**each, "blockhash": wrong} if "blockhash" in each else each for each in honest]

    with _lying(gettxspendingprevout=answer) as node:
        view = _open(node, nobody)
        with pytest.raises(IntegrityError, match=f"block {wrong} does not hold transaction {story().merge}"):
            view.spenders([Outpoint(story().peel, 1)])
        many = [Outpoint(story().txids[4], vout) for vout in range(120)]
        with pytest.raises(IntegrityError, match=f"block {wrong} does not hold transaction"):
            view.spenders(many)


def test_spends_without_a_block_or_above_the_tip_are_left_out(nobody: Path) -> None:
    """A mempool spend is not on the chain, nor is one in a block above the pinned tip or off the chain."""
    above, stale = "ab" * 32, "cd" * 32

    def header(name: str, verbose: bool = True) -> object:
        if name == above:
            return {"height": story().chain.height + 1, "confirmations": 1}
        if name == stale:
            return {"height": 9, "confirmations": -1}
        return HONEST["getblockheader"](name, verbose)

    def answer(outpoints: list[dict[str, object]], options: object) -> object:
        extra: list[dict[str, object]] = [{}, {"blockhash": above}, {"blockhash": stale}, {"blockhash": "ef" * 32}]
        return [{**each, "spendingtxid": story().merge, **more} for each, more in zip(outpoints, extra, strict=True)]

    with _lying(gettxspendingprevout=answer, getblockheader=header) as node:
        assert _open(node, nobody).spenders([Outpoint(story().peel, vout) for vout in range(4)]) == {}


def test_an_answer_missing_for_an_output_is_noticed(nobody: Path) -> None:
    """A node that leaves an output out of its answer does not make it unspent."""
    with _lying(gettxspendingprevout=lambda outpoints, options: []) as node:
        view = _open(node, nobody)
        with pytest.raises(SourceError, match="did not answer for each output asked of gettxspendingprevout"):
            view.spenders([Outpoint(story().peel, 1)])


def test_a_false_block_is_refused(nobody: Path) -> None:
    """A whole block must hash to its name, and its transactions to its Merkle root."""
    blocks = story().chain.blocks
    asked = [Outpoint(story().txids[4], vout) for vout in range(120)]
    forged = blocks[127][:-1] + bytes((blocks[127][-1] ^ 1,))
    for body, message in (
        (blocks[126], "sent block"),
        (forged, "commits to Merkle root"),
        (blocks[127][:-9], "is cut"),
        (blocks[127][:50], "(?s)sent something else than block 127, .*: a block header has 80 bytes, not 50.*Run the"),
    ):

        def answer(name: BlockHash, verbosity: int, body: bytes = body) -> object:
            return HONEST["getblock"](name, verbosity) if verbosity else body.hex()

        with _lying(getblock=answer) as node:
            view = _open(node, nobody)
            with pytest.raises(IntegrityError, match=message):
                view.spenders(asked)


def _lists(**lies: object) -> dict[str, Answer]:
    """Return an answer that lists blocks with something else in place of what is true."""

    def answer(name: BlockHash, verbosity: int) -> object:
        said = HONEST["getblock"](name, verbosity)
        return {**said, **lies} if isinstance(said, dict) else said

    return {"getblock": answer}


def _listed(height: int) -> list[Txid]:
    return [each.txid for each in decode.block(story().chain.blocks[height]).transactions]


PAIR = [_listed(122)[at : at + 2] for at in (0, 2)]
"""The transactions of a block of three, as the leaves of its tree are paired."""

FALSE_LISTS: tuple[tuple[dict[str, object], str], ...] = (
    ({"time": 5}, "sent the list of block"),
    ({"tx": _listed(121)}, "does not commit to these 2 transactions"),
    ({"tx": _listed(122)[::-1]}, "does not commit to these 3 transactions"),
    ({"tx": [*_listed(122), _listed(122)[-1]]}, "these 4 transactions repeat some to hide behind an equal Merkle root"),
    ({"tx": []}, "holds no transaction: each holds its coinbase"),
    ({"tx": ["00" * 32] * 16_667}, "holds 16667 transactions: more than fit"),
)


@pytest.mark.parametrize(("lie", "message"), FALSE_LISTS)
def test_a_false_list_of_a_block_is_refused(nobody: Path, lie: dict[str, object], message: str) -> None:
    """A list must be under the header that has the block's name, each transaction in its place and once."""
    assert len(_listed(122)) == 3
    with _lying(**_lists(**lie)) as node:
        view = _open(node, nobody)
        for question in (
            lambda: view.transactions([story().peel]),
            lambda: view.spenders([Outpoint(story().txids[1], 1)]),
            lambda: list(view.originals([story().peel])),
            lambda: view.merkle_proof(122, [story().peel]),
        ):
            with pytest.raises(IntegrityError, match=message):
                question()


@pytest.mark.parametrize(
    "lie", [{"tx": None}, {"tx": ["00"]}, {"time": -1}, {"nonce": 1 << 32}, {"bits": "x"}, {"merkleroot": 5}]
)
def test_a_list_of_another_form_is_no_answer_of_core(nobody: Path, lie: dict[str, object]) -> None:
    """Whoever lists a block otherwise is not the Core that is known."""
    with _lying(**_lists(**lie)) as node:
        view = _open(node, nobody)
        with pytest.raises(SourceError, match="the node's answer to getblock"):
            view.transactions([story().peel])


def test_nothing_is_no_answer_about_a_transaction(nobody: Path) -> None:
    """A node that knows no such transaction says so; one that says nothing, neither bytes nor a refusal, is no Core."""
    with _lying(getrawtransaction=lambda txid, verbosity=0: None) as node:
        view = _open(node, nobody)
        for question in (
            lambda: view.transactions([story().theft]),
            lambda: list(view.originals([story().theft])),
        ):
            with pytest.raises(SourceError, match="the node's answer to getrawtransaction"):
                question()


def test_a_height_that_no_block_has_is_refused(nobody: Path) -> None:
    """Heights begin at none."""
    with _lying(getblockheader=lambda name, verbose=True: {"height": -1, "confirmations": 9}) as node:
        view = _open(node, nobody)
        with pytest.raises(SourceError, match="names the height -1, which no block has"):
            view.transactions([story().theft])


def test_a_list_of_inner_nodes_is_refused(nobody: Path) -> None:
    """Inner nodes have the same root as the leaves, but none of them is a coinbase: no transaction is shown with it.

    Sixty-four bytes that are a transaction and two hashes at once would be listed so.
    """
    bare = [b"".join(bytes.fromhex(txid)[::-1] for txid in (pair * 2)[:2]) for pair in PAIR]
    nodes = [Txid(sha256(sha256(each).digest()).digest()[::-1].hex()) for each in bare]

    def raw(txid: str, verbosity: int = 0) -> object:
        if txid not in nodes:
            return HONEST["getrawtransaction"](txid, verbosity)
        said = bare[nodes.index(Txid(txid))].hex()
        return {"hex": said, "blockhash": milling.hash_of(story().chain.blocks[122])} if verbosity else said

    with _lying(**_lists(tx=nodes), getrawtransaction=raw) as node:
        view = _open(node, nobody)
        with pytest.raises(IntegrityError, match=f"does not hold transaction {story().peel}"):
            view.transactions([story().peel])
        with pytest.raises(IntegrityError, match="transaction"):
            list(view.originals([nodes[1]]))

    def spender(outpoints: list[dict[str, object]], options: object) -> object:
        where = {"spendingtxid": nodes[1], "blockhash": milling.hash_of(story().chain.blocks[122])}
        return [{**each, **where} for each in outpoints]

    with _lying(**_lists(tx=nodes), getrawtransaction=raw, gettxspendingprevout=spender) as node:
        view = _open(node, nobody)
        with pytest.raises(IntegrityError, match=f"block [0-9a-f]* does not hold transaction {nodes[1]}"):
            view.spenders([Outpoint(story().txids[1], 1)])


def test_only_the_first_of_a_block_is_its_coinbase(nobody: Path) -> None:
    """A payment that the node lists as a block's first is none, though the header commits to the list."""
    payment = decode.block(story().chain.blocks[121]).raws[1]
    forged = milling.block(milling.hash_of(story().chain.blocks[120]), [payment], milling.GENESIS_TIME)
    name = milling.hash_of(forged)
    lies: dict[str, Answer] = {
        "getrawtransaction": lambda txid, verbosity=0: {"hex": payment.hex(), "blockhash": name},
        "getblockheader": lambda name, verbose=True: {"height": 121, "confirmations": 1},
        "getblock": lambda name, verbosity: listing(forged),
    }
    with _lying(**lies) as node:
        view = _open(node, nobody)
        with pytest.raises(IntegrityError, match=f"lists transaction {story().theft} as number 0 of block 121"):
            view.transactions([story().theft])


def test_two_blocks_of_one_height_are_refused(nobody: Path) -> None:
    """A node that says of two blocks that they have one height has no one chain."""

    def header(name: str, verbose: bool = True) -> object:
        return {"height": 121, "confirmations": 1}

    with _lying(getblockheader=header) as node:
        view = _open(node, nobody)
        with pytest.raises(IntegrityError, match="are both of height 121"):
            view.transactions([story().theft, story().peel])


def test_a_proof_shows_what_was_asked(nobody: Path) -> None:
    """A proof is taken from the list; what the block does not hold cannot be proven to be in it."""
    with FakeNode(HONEST) as node:
        view = _open(node, nobody)
        wanted = list(story().txids[-2:])
        proof = merkle.check_proof(view.merkle_proof(127, wanted))
        assert (proof.header, [shown for _, shown in proof.matches]) == (story().chain.blocks[127][:80], wanted)
        with pytest.raises(IntegrityError, match=f"the block does not hold transaction {story().theft}"):
            view.merkle_proof(127, [story().theft])


def test_headers_above_a_chain_that_became_shorter_are_a_reorganisation(nobody: Path) -> None:
    """Over RPC too a height that is no longer there is told as what it is."""

    def answer(height: int) -> object:
        if height == 12:
            raise Refusal(-8, "Block height out of range")
        return HONEST["getblockhash"](height)

    with FakeNode({**HONEST}) as node:
        view = _open(node, nobody)
        assert [view.block_hash(height) for height in (10, 12)]
        node.answers = {**HONEST, "getblockhash": answer}
        with pytest.raises(SourceError, match="its chain was reorganised"):
            view.headers(10, 12)


def test_headers_that_are_no_chain_are_refused(nobody: Path) -> None:
    """Headers must follow from one another up to the right last one."""
    bad = story().chain.blocks[50][:80].hex()

    def answer(name: str, verbose: bool = True) -> object:
        return HONEST["getblockheader"](name, True) if verbose else bad

    with _lying(getblockheader=answer) as node:
        view = _open(node, nobody)
        with pytest.raises(IntegrityError, match="the node's headers 10 to 12 do not follow from one another"):
            view.headers(10, 12)


@pytest.fixture
def reorganising() -> Iterator[tuple[FakeNode, dict[str, Answer]]]:
    """A node whose answers a test replaces while it is being read."""
    changing = dict(HONEST)
    with FakeNode(changing) as node:
        yield node, changing


def test_a_reorganisation_between_two_calls_is_told(
    nobody: Path, reorganising: tuple[FakeNode, dict[str, Answer]]
) -> None:
    """When the pinned tip leaves the node's chain, no answer is given that could mix two chains."""
    node, changing = reorganising
    view = _open(node, nobody)
    tip = view.tip()
    branch = story().chain.fork(124)
    branch.extend(9, b"branch")
    changing.update(answers(branch))
    for question in (
        lambda: view.spenders([Outpoint(story().txids[4], 3)]),
        lambda: view.transactions([story().theft]),
        lambda: list(view.originals([story().theft])),
        view.check_tip,
    ):
        with pytest.raises(SourceError) as caught:
            question()
        assert str(caught.value) == (
            f"node {node.url[7:]} reorganised its chain while it was read: block {tip.height} was {tip.hash} and is "
            f"now {milling.hash_of(branch.blocks[tip.height])}.\nRun this again."
        )


def test_a_chain_that_became_shorter_is_told(nobody: Path, reorganising: tuple[FakeNode, dict[str, Answer]]) -> None:
    """A node whose chain ends below the pinned tip was reorganised too."""
    node, changing = reorganising
    view = _open(node, nobody)

    def out_of_range(height: int) -> object:
        raise Refusal(-8, "Block height out of range")

    changing["getblockhash"] = out_of_range
    with pytest.raises(SourceError, match=f"it has no block {story().chain.height} now"):
        view.check_tip()


def test_new_blocks_on_top_change_nothing(nobody: Path, reorganising: tuple[FakeNode, dict[str, Answer]]) -> None:
    """A chain that only grew keeps the pinned tip, and the answers."""
    node, changing = reorganising
    view = _open(node, nobody)
    longer = Chain(story().chain.blocks)
    coin = decode.block(longer.blocks[9]).transactions[0].outpoint(0)
    spend = milling.pay([Outpoint(story().theft, 1)], [(1, milling.ANYONE)])
    longer.add(spend)
    changing.update(answers(longer))
    assert view.tip().height == story().chain.height
    assert view.spenders([Outpoint(story().theft, 1)]) == {}
    assert view.transactions([milling.txid(spend)]) == {}
    assert list(view.originals([milling.txid(spend)])) == []
    assert view.spenders([coin])[coin].txid == story().merge


def test_what_makes_a_node_unfit_is_told_when_it_is_opened(nobody: Path) -> None:
    """Another network, a missing index, a wrong password, an address with a password.

    Each its message and exit code.
    """
    with FakeNode(HONEST) as node:
        with pytest.raises(SourceError, match="is on network regtest; the case is of network main"):
            LiveView.open(node.url, MAIN, environment=node.environment, home=nobody)
        with pytest.raises(SourceError, match="refused the credentials of TRACER_RPC_USER and TRACER_RPC_PASSWORD"):
            LiveView.open(
                node.url, REGTEST, environment={"TRACER_RPC_USER": "u", "TRACER_RPC_PASSWORD": "p"}, home=nobody
            )
        with pytest.raises(CaseError, match="holds a user name or password"):
            LiveView.open(node.url.replace("//", "//u:p@"), REGTEST, environment={}, home=nobody)
    with (
        _lying(getindexinfo=dict) as node,
        pytest.raises(SourceError, match="it has no txindex; it has no txospenderindex"),
    ):
        _open(node, nobody)
    with _lying(getblockchaininfo=list) as node, pytest.raises(SourceError, match="getblockchaininfo is not an object"):
        _open(node, nobody)


def test_scripts_need_filters(nobody: Path) -> None:
    """A search for scripts without the filter index says which line to add."""
    with _lying(getindexinfo=lambda name=None: HONEST["getindexinfo"]() if name is None else {}) as node:
        view = _open(node, nobody)
        with pytest.raises(SourceError, match=r"Add blockfilterindex=1 to its bitcoin\.conf"):
            view.paid_to([b"\x51"], 0, 9)


def test_filters_that_are_not_built_yet_are_no_answer(nobody: Path) -> None:
    """Core passes over heights without a filter in silence; so a lagging index is refused, with its height."""
    name = "basic block filter index"
    state = {name: {"synced": False, "best_block_height": 8}}
    with _lying(getindexinfo=lambda only=None: HONEST["getindexinfo"]() if only is None else state) as node:
        view = _open(node, nobody)
        with pytest.raises(SourceError, match=f"has built its {name} up to block 8; block 9 is needed"):
            view.paid_to([b"\x51"], 0, 9)


def test_spent_outputs_must_fit_the_transaction(nobody: Path) -> None:
    """What the node says a block spent must have an output for each input, no more and no fewer."""
    block = decode.block(story().chain.blocks[125])
    place = f"spenttxouts/{block.hash}.bin"
    one = bytes.fromhex("010000000000000000")
    listed = json.dumps(listing(story().chain.blocks[125])).encode()
    rest = {"chaininfo.json": b"{}", f"block/notxdetails/{block.hash}.json": listed}
    for count, spent in ((12, b"\x02\x00\x0c" + one * 12), (11, b"\x02\x00\x0b" + one * 11), (0, b"\x01\x00")):
        with FakeNode(HONEST, {**rest, place: spent}) as node:
            view = _open(node, nobody)
            merge = view.transactions([story().merge])[story().merge]
            if count == len(merge.transaction.inputs):
                assert [each.value for each in view.prevouts(merge) if each] == [1] * 12
            else:
                with pytest.raises(
                    IntegrityError, match=f"spent outputs of block {block.hash} do not fit transaction 1"
                ):
                    view.prevouts(merge)


def test_a_txid_that_is_nowhere_costs_one_question(nobody: Path) -> None:
    """Whatever the node does not know is held against the genesis coinbase: block 0 is listed once, read when meant."""
    genesis = decode.block(story().chain.blocks[0]).transactions[0].txid

    def indexed(txid: str, verbosity: int = 0) -> object:
        if txid == genesis:
            raise Refusal(-5, "The genesis block coinbase is not considered an ordinary transaction")
        return HONEST["getrawtransaction"](txid, verbosity)

    with _lying(getrawtransaction=indexed) as node:
        view = _open(node, nobody)
        node.calls.clear()
        for txid, there in ((Txid("ab" * 32), False), (Txid("cd" * 32), False), (genesis, True), (story().theft, True)):
            assert (txid in view.transactions([txid])) is there
        assert (node.calls.count("getrawtransaction"), node.calls.count("getblock")) == (4, 3)
        assert [each.raw for each in view.originals([genesis])] == [decode.block(story().chain.blocks[0]).raws[0]]


def test_an_unconfirmed_transaction_is_not_on_the_chain(nobody: Path) -> None:
    """Nor is one in a block that is not on the chain, whatever the node says of it."""
    raw = HONEST["getrawtransaction"](story().theft)
    for block in ({}, {"blockhash": "cd" * 32}):
        with _lying(getrawtransaction=lambda txid, verbosity=0, more=block: {"hex": raw, **more}) as node:
            assert _open(node, nobody).transactions([story().theft]) == {}
