"""The horizon is pinned by height, hash and confirmations, on the best chain only."""

from dataclasses import replace

import pytest

from tests.story import BLOCKS, CASE, NAMES
from tracer.case import case_file
from tracer.case.case import Case, Horizon
from tracer.chain.network import MAIN
from tracer.chain.outpoint import BlockHash
from tracer.errors import CaseError
from tracer.ingest.block_file import FileView
from tracer.trace.horizon import pin_horizon


@pytest.fixture(scope="module")
def view() -> FileView:
    """Give the recorded blocks."""
    return FileView.open(BLOCKS)


def _case(height=None, name=None, confirmations=None, network=None) -> Case:
    case = case_file.parse(CASE.read_bytes(), CASE.name)
    asked = Horizon(height, BlockHash(name) if name else None, confirmations)
    return replace(case, horizon=asked, network=network or case.network)


@pytest.mark.parametrize(
    ("asked", "height"),
    [
        ({}, 145),
        ({"confirmations": 0}, 145),
        ({"confirmations": 1}, 145),
        ({"confirmations": 2}, 144),
        ({"confirmations": 6}, 140),
        ({"network": MAIN}, 140),
        ({"height": 17}, 17),
        ({"name": NAMES["blocks"]["112"]}, 112),
        ({"name": NAMES["blocks"]["112"], "height": 112}, 112),
    ],
)
def test_the_horizon_is_the_block_asked_for(view: FileView, asked, height: int):
    """Without a height the highest block with enough confirmations is taken: 6, none on regtest."""
    found = pin_horizon(_case(**asked), view)
    assert (found.height, found.hash) == (height, view.block_hash(height))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"height": 146}, "above 145"),
        ({"height": 141, "confirmations": 6}, "lower horizon.confirmations"),
        ({"confirmations": 200}, "no block has 200 confirmations"),
        ({"name": NAMES["stale_blocks"]["112"]}, "not on the best chain"),
        ({"name": NAMES["blocks"]["112"], "height": 113}, "its block at height 113 is"),
        ({"name": NAMES["blocks"]["145"], "confirmations": 6}, "above 140"),
    ],
)
def test_a_horizon_that_cannot_be_is_refused(view: FileView, asked, words: str):
    """A block too close to the tip or off the best chain is the analyst's to correct."""
    with pytest.raises(CaseError, match=words):
        pin_horizon(_case(**asked), view)
