import json

import pytest

from tests.ingest import milling
from tests.ingest.fake_node import FakeNode, listing
from tests.ingest.stories import story
from tracer.chain import decode
from tracer.chain.outpoint import BlockHash
from tracer.errors import SourceError
from tracer.ingest.endpoint import Endpoint
from tracer.ingest.rest import Rest

NAME = BlockHash("ab" * 32)


def _rest(node: FakeNode) -> Rest:
    return Rest(Endpoint.parse(node.url), timeout=5.0)


def test_rest_is_told_on_from_off() -> None:
    """A node with REST answers; one without says 404 to everything, which is no missing block."""
    with FakeNode({}, {"chaininfo.json": b"{}"}) as node:
        assert _rest(node).is_on()
    with FakeNode({}, None) as node:
        assert not _rest(node).is_on()
        with pytest.raises(SourceError, match=r"answers no REST requests\.\nAdd rest=1 to its bitcoin\.conf\.$"):
            _rest(node).block(NAME)


def test_bytes_come_as_they_are() -> None:
    """Blocks, hashes and spent outputs are given unchanged."""
    paths = {
        f"block/{NAME}.bin": b"block",
        f"spenttxouts/{NAME}.bin": b"spent",
        "blockhashbyheight/7.bin": bytes.fromhex(NAME)[::-1],
    }
    with FakeNode({}, paths) as node:
        rest = _rest(node)
        assert rest.block(NAME) == b"block"
        assert rest.spent_outputs(NAME) == b"spent"
        assert rest.block_hash(7) == NAME


def test_many_blocks_come_in_order() -> None:
    """With several requests in flight the blocks still come in the order asked for."""
    names = [BlockHash(f"{number:064x}") for number in range(40)]
    with FakeNode({}, {f"block/{name}.bin": name.encode() for name in names}) as node:
        assert list(_rest(node).blocks(names)) == [name.encode() for name in names]
        with pytest.raises(SourceError, match=f"does not give REST block/{NAME}.bin: not found"):
            list(_rest(node).blocks([names[0], NAME, names[1]]))


def test_headers_are_joined_over_requests() -> None:
    """More headers than one request gives are asked for from the last one on, and joined without a seam."""
    chain = milling.Chain()
    chain.extend(2100)
    raws = tuple(raw[:80] for raw in chain.blocks)
    first, seam, last = (milling.hash_of(raws[height]) for height in (0, 1999, 2100))
    paths = {
        f"headers/{first}.bin?count=2000": b"".join(raws[:2000]),
        f"headers/{seam}.bin?count=102": b"".join(raws[1999:]),
        f"headers/{seam}.bin?count=2": b"".join(raws[1999:2001]),
    }
    with FakeNode({}, paths) as node:
        assert _rest(node).headers(first, last, 2101) == raws
        assert _rest(node).headers(first, milling.hash_of(raws[2000]), 2001) == raws[:2001]
        assert _rest(node).headers(first, seam, 2000) == raws[:2000]


def test_fewer_headers_than_asked_mean_a_reorganisation() -> None:
    """A run of headers that stops early is never taken for the whole."""
    with FakeNode({}, {f"headers/{NAME}.bin?count=3": bytes(160)}) as node, pytest.raises(SourceError) as caught:
        _rest(node).headers(NAME, NAME, 3)
    assert "its chain was reorganised" in str(caught.value)


def test_an_answer_larger_than_any_block_is_refused() -> None:
    """A stranger's endless answer is cut off, not stored."""
    with (
        FakeNode({}, {f"block/{NAME}.bin": bytes(4_000_001)}) as node,
        pytest.raises(SourceError, match="as Bitcoin Core does"),
    ):
        _rest(node).block(NAME)


def test_a_list_of_a_block_holds_its_header_and_ids() -> None:
    """What Core writes in JSON is put together to the header's 80 bytes; genesis has no parent."""
    for height, raw in enumerate(story().chain.blocks[:3]):
        path = f"block/notxdetails/{NAME}.json"
        with FakeNode({}, {path: json.dumps(listing(raw)).encode()}) as node:
            found = _rest(node).listing(NAME)
        assert found.header == raw[:80], height
        assert found.txids == tuple(each.txid for each in decode.block(raw).transactions)


def test_json_that_is_none_is_refused() -> None:
    """A block's list must be what Core writes."""
    whole = listing(story().chain.blocks[1])
    for body in (
        b"{",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b"[" * 1_000_001,
        b'{"tx": 1e99999999999999999999}',
        *(json.dumps({**whole, name: 1.5}).encode() for name in whole),
    ):
        path = f"block/notxdetails/{NAME}.json"
        with FakeNode({}, {path: body}) as node, pytest.raises(SourceError, match="REST block/"):
            _rest(node).listing(NAME)


def test_a_node_that_went_away_is_named() -> None:
    """Nobody listens any more: host and port, never a traceback."""
    with FakeNode({}, {}) as node:
        rest = _rest(node)
    with pytest.raises(SourceError, match=rf"^node {node.url[7:]} is down: no connection for REST chaininfo\.json"):
        rest.is_on()
