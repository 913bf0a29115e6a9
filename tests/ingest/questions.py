"""Everything a `ChainView` can be asked about the story, as one comparable value."""

from collections.abc import Sequence

from tests.ingest.milling import ANYONE
from tests.ingest.stories import EXCHANGE, Story
from tracer.chain import decode
from tracer.chain.outpoint import Outpoint, Txid
from tracer.chain.view import ChainView


def ask_everything(view: ChainView, story: Story, scripts: bool = True) -> list[object]:
    """Ask each method about the whole story; two views of one chain answer alike. `scripts`: also `paid_to`."""
    last = view.tip().height
    coinbases = [decode.block(raw).transactions[0].txid for raw in story.chain.blocks]
    txids = [*story.txids, *coinbases, Txid("00" * 32)]
    found = view.transactions(txids)
    outpoints = [
        each.transaction.outpoint(vout) for each in found.values() for vout in range(len(each.transaction.outputs))
    ]
    return [
        view.network,
        view.first_height,
        view.tip(),
        [view.block_hash(height) for height in range(last + 1)],
        tuple(view.headers(0, last)),
        tuple(view.headers(7, 7)),
        dict(found),
        dict(view.spenders([*outpoints, Outpoint(Txid("00" * 32), 0), Outpoint(story.theft, 0xFFFFFFFF)])),
        {txid: view.prevouts(each) for txid, each in found.items()},
        list(view.originals(txids)),
        list(view.originals([story.merge, story.txids[-1]])),
        [view.merkle_proof(each.position.height, _with_coinbase(txid, coinbases[each.position.height]))
         for txid, each in found.items()],
        [tuple(view.paid_to([EXCHANGE], 0, last)), tuple(view.paid_to([ANYONE, EXCHANGE], 5, 122))] if scripts else [],
        [view.first_paid([EXCHANGE, ANYONE, b"\x51\x52"], end) for end in (0, 1, 121, last,
        last + 9)] if scripts else [],
    ]  # fmt: skip


def _with_coinbase(txid: Txid, coinbase: Txid) -> Sequence[Txid]:
    return [txid] if txid == coinbase else [txid, coinbase]
