import pytest

from tests.ingest import milling
from tests.ingest.fake_node import FakeNode
from tracer.chain.outpoint import BlockHash, Txid
from tracer.errors import SourceError
from tracer.ingest.endpoint import Endpoint
from tracer.ingest.rest import Rest

NAME = BlockHash("ab" * 32)
TXID = Txid("cd" * 32)


def _rest(node: FakeNode) -> Rest:
    return Rest(Endpoint.parse(node.url), timeout=5.0)


def test_rest_is_told_on_from_off() -> None:
    """A node with REST answers; one without says 404 to everything, which is no missing transaction."""
    with FakeNode({}, {"chaininfo.json": b"{}"}) as node:
        assert _rest(node).is_on()
        assert _rest(node).transaction(TXID) is None
        assert _rest(node).located(TXID) is None
    with FakeNode({}, None) as node:
        assert not _rest(node).is_on()
        with pytest.raises(SourceError, match=r"answers no REST requests\.\nAdd rest=1 to its bitcoin\.conf\.$"):
            _rest(node).transaction(TXID)


def test_bytes_come_as_they_are() -> None:
    """Blocks, transactions, hashes and spent outputs are given unchanged."""
    paths = {
        f"block/{NAME}.bin": b"block",
        f"tx/{TXID}.bin": b"transaction",
        f"tx/{TXID}.json": b'{"hex": "0a0b", "blockhash": "' + NAME.encode() + b'"}',
        f"spenttxouts/{NAME}.bin": b"spent",
        "blockhashbyheight/7.bin": bytes.fromhex(NAME)[::-1],
    }
    with FakeNode({}, paths) as node:
        rest = _rest(node)
        assert rest.block(NAME) == b"block"
        assert rest.transaction(TXID) == b"transaction"
        assert rest.located(TXID) == (b"\x0a\x0b", NAME)
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


def test_json_that_is_none_is_refused() -> None:
    """A transaction's JSON must be what Core writes."""
    huge = b'{"hex": 1e99999999999999999999}'
    for body in (
        b"{",
        b"[]",
        b'{"hex": 5}',
        b'{"hex": "zz"}',
        b'{"hex": "00", "blockhash": "00"}',
        b"[" * 100_000,
        huge,
    ):
        with FakeNode({}, {f"tx/{TXID}.json": body}) as node, pytest.raises(SourceError, match="REST tx/"):
            _rest(node).located(TXID)


def test_a_node_that_went_away_is_named() -> None:
    """Nobody listens any more: host and port, never a traceback."""
    with FakeNode({}, {}) as node:
        rest = _rest(node)
    with pytest.raises(SourceError, match=rf"^node {node.url[7:]} is down: no connection for REST chaininfo\.json"):
        rest.is_on()
