"""A bundle as a chain: it answers what lies inside as the whole chain would, and nothing else."""

import pytest

from tests.evidence.chain import script_of
from tests.evidence.story import Story, material_of, read_of, tell
from tracer.chain.outpoint import Outpoint, Txid
from tracer.chain.view import ChainView
from tracer.errors import IntegrityError
from tracer.evidence.bundle_view import BundleView


@pytest.fixture(scope="module")
def story() -> Story:
    """Return the story."""
    return tell()


@pytest.fixture(scope="module")
def view(story: Story) -> BundleView:
    """Return the story's bundle view."""
    return BundleView(material_of(story))


def test_it_answers_as_the_chain_does(story: Story, view: BundleView) -> None:
    """Transactions, places, spenders, prevouts, bytes, headers and hashes equal the chain's own.

    What a transaction spends that is there only for its outputs is not in the bundle.
    """
    chain: ChainView = story.chain
    asked = read_of(story)
    outpoints = sorted(story.coins.values())
    assert view.transactions(asked) == chain.transactions(asked)
    assert list(view.originals(asked)) == list(chain.originals(asked))
    assert view.spenders(outpoints) == chain.spenders(outpoints)
    for confirmed in view.transactions(asked).values():
        beside = confirmed.transaction.txid == story.coins["u"].txid
        assert view.prevouts(confirmed) == ((None,) if beside else chain.prevouts(confirmed))
    assert view.tip() == chain.tip()
    assert view.headers(3, 7) == chain.headers(3, 7)
    assert view.network == chain.network
    for txid in asked:
        place = story.places[txid]
        coinbase = story.chain.coinbase(place.height)
        assert view.merkle_proof(place.height, [txid]) == chain.merkle_proof(place.height, [coinbase, txid])


def test_outputs_to_a_script_come_in_chain_order_within_the_heights(story: Story, view: BundleView) -> None:
    """The scan for scripts finds the outputs inside, in chain order, heights included on both ends."""
    scripts = [script_of("state seizure"), script_of("thief 1")]
    found = [created.outpoint for created in view.paid_to(scripts, 0, 25)]
    assert found == [story.coins["A0"], story.coins["s0"], story.coins["q2"]]
    assert [c.outpoint for c in view.paid_to(scripts, 11, 17)] == [story.coins["s0"]]


def test_what_is_not_inside_is_not_there(story: Story, view: BundleView) -> None:
    """Unknown transactions, outputs and heights are absent, or refused by name where something must be given."""
    stranger = Txid("ab" * 32)
    assert view.transactions([stranger]) == {}
    assert view.spenders([Outpoint(stranger, 0)]) == {}
    assert list(view.originals([stranger])) == []
    with pytest.raises(IntegrityError, match="no header of height 26"):
        view.block_hash(26)
    with pytest.raises(IntegrityError, match="holds no such Merkle proof"):
        view.merkle_proof(3, [stranger])


def test_a_prevout_whose_maker_is_left_out_cannot_be_read(story: Story) -> None:
    """Where the transaction that made a prevout is not inside, the prevout is None."""
    material = material_of(story)
    victim = story.coins["u"].txid
    merged = story.coins["m0"].txid
    transactions = {txid: c.transaction for txid, c in story.chain.transactions(list(material.raws)).items()}
    del transactions[victim]
    view = BundleView(material, transactions)
    prevouts = view.prevouts(view.transactions([merged])[merged])
    assert [prevout is None for prevout in prevouts] == [False, True, False]
