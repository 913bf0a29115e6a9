"""The miller itself, held against the product's own rules."""

from tests.ingest import milling
from tests.ingest.stories import story
from tracer.chain import block as block_rules
from tracer.chain import decode, header
from tracer.chain.network import REGTEST


def test_genesis_is_regtests() -> None:
    """The chain starts at regtest's genesis block."""
    assert milling.hash_of(milling.genesis()) == REGTEST.genesis


def test_milled_blocks_obey_every_rule_of_headers_and_trees() -> None:
    """Each block has its Merkle root, its work, its stated height, and follows from the one before."""
    blocks = [decode.block(raw) for raw in story().chain.blocks]
    for height, block in enumerate(blocks):
        block_rules.check_merkle(block)
        assert block_rules.stated_height(block) == (height if height else None)
    report = header.check([raw[:80] for raw in story().chain.blocks], 0, REGTEST)
    assert report.faults == ()


def test_the_same_arguments_mill_the_same_bytes() -> None:
    """Milling is a function of its arguments: another salt gives another block."""
    one, two, other = milling.Chain(), milling.Chain(), milling.Chain()
    assert one.add().raw == two.add().raw != other.add(salt=b"x").raw
