"""How often a night's look over a node asks it: a law about requests, which time cannot blur."""

from collections.abc import Callable
from pathlib import Path

from tests.evidence.chain import script_of
from tests.ingest import milling
from tests.ingest.fake_node import FakeNode, answers
from tests.ingest.milling import ANYONE, COIN, Chain, pay
from tests.reserve.folders import NOW, plain_register
from tracer.chain import decode
from tracer.operations.context import Context
from tracer.operations.reserve_observe import Observed, ObserveRequest, observe
from tracer.operations.sources import ChainSource

WALLETS = {"Agency": ["Agency/0/0", "Agency/0/1"], "Reserve": ["Reserve/0/0"]}
Answer = Callable[..., object]


def answers_with_filters(chain: Chain) -> dict[str, Answer]:
    """Return what an honest node with block filters answers of a chain, its set of unspent outputs included."""
    honest = answers(chain)
    blocks = [decode.block(raw) for raw in chain.blocks]
    outputs = {
        each.outpoint(vout): output
        for block in blocks
        for each in block.transactions
        for vout, output in enumerate(each.outputs)
    }
    spent = {i.prevout for block in blocks for each in block.transactions for i in each.inputs}

    def indexes(name: str | None = None) -> object:
        state = {"synced": True, "best_block_height": chain.height}
        every = dict.fromkeys(("txindex", "txospenderindex", "basic block filter index"), state)
        return every if name is None else {name: every[name]}

    def scan(_: str, descriptors: list[str], first: int, last: int, *__: object) -> object:
        wanted = {bytes.fromhex(each[4:-1]) for each in descriptors}
        named = []
        for height in range(first, last + 1):
            made = [output.script for each in blocks[height].transactions for output in each.outputs]
            taken = [
                outputs[i.prevout].script for each in blocks[height].transactions for i in each.inputs if i.prevout
            ]
            if wanted & {*made, *taken}:
                named.append(milling.hash_of(chain.blocks[height]))
        return {"from_height": first, "to_height": last, "relevant_blocks": named, "completed": True}

    def unspent(txid: str, vout: int, _: bool) -> object:
        (output,) = (each for outpoint, each in outputs.items() if outpoint == (txid, vout))
        if (txid, vout) in spent:
            return None
        return {"value": output.value / COIN, "scriptPubKey": {"hex": output.script.hex()}}

    return {
        **honest, "getindexinfo": indexes, "scanblocks": scan, "gettxout": unspent,
        "getblockcount": lambda: chain.height,
    }  # fmt: skip


def look(folder: Path, chain: Chain) -> tuple[Observed, FakeNode]:
    """Observe over a node that knows the chain; return what was found, and the node with what it was asked."""
    with FakeNode(answers_with_filters(chain)) as node:
        context = Context(who="a test", environment=node.environment, clock=lambda: NOW)
        return observe(ObserveRequest(folder, ChainSource(node.url)), context), node


def nights(tmp_path: Path, length: int) -> tuple[list[int], list[list[str]]]:
    """Observe a chain of some length, then after a block that pays, one that spends, and an empty one."""
    folder, chain = plain_register(tmp_path, WALLETS), Chain()
    reward = chain.add()
    chain.extend(length)
    requests, calls = [], []

    def observed() -> Observed:
        found, node = look(folder, chain)
        requests.append(node.requests)
        calls.append(node.calls)
        return found

    assert observed().held == 0
    funding = pay([reward.coin], [(20_000, script_of("Agency/0/0")), (30 * COIN, ANYONE)])
    chain.add(funding)
    assert observed().held == 20_000
    coin = decode.transaction(funding).outpoint(0)
    chain.add(pay([coin], [(9_000, script_of("Reserve/0/0")), (10_000, ANYONE)]))
    assert observed().exit_code == 1
    chain.add()
    assert observed().node is not None
    return requests, calls


def test_a_nights_look_costs_the_same_on_a_chain_ten_times_as_long(tmp_path: Path) -> None:
    """What is asked depends on what moved since the last observation, and not on the length of the chain."""
    short, calls = nights(tmp_path / "short", 150)
    long, more = nights(tmp_path / "long", 1_500)
    assert short[1:] == long[1:]
    assert [sorted(each) for each in calls[1:]] == [sorted(each) for each in more[1:]]
    assert max(short[1:]) <= 40
    assert all(each.count("scanblocks") == 1 for each in calls)


def test_a_day_is_found_in_few_questions(tmp_path: Path) -> None:
    """On a chain four times as long a day's closing block costs two looks at eleven headers more."""
    asked, found = [], []
    for blocks in (500, 2_000):
        folder, chain = plain_register(tmp_path / str(blocks), WALLETS), Chain()
        chain.extend(blocks)
        with FakeNode(answers_with_filters(chain)) as node:
            context = Context(who="a test", environment=node.environment, clock=lambda: NOW)
            found.append(observe(ObserveRequest(folder, ChainSource(node.url), "2011-02-03"), context))
        asked.append(node.calls.count("getblockheader"))
    assert found[0].sha256 == found[1].sha256
    assert 0 < found[0].observation.block.height < 500
    assert asked[1] - asked[0] <= 2 * 12  # and whether the tip is still there
