import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

import pytest

from tests.ingest.fake_node import FakeNode
from tracer.chain.outpoint import BlockHash
from tracer.errors import SourceError
from tracer.ingest.answer import is_swollen, whole
from tracer.ingest.core import CoreRpc
from tracer.ingest.credentials import Login
from tracer.ingest.endpoint import Endpoint
from tracer.ingest.paced import PACE, PacedSocket
from tracer.ingest.rest import Rest

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"


@contextmanager
def _served(serve: Callable[[socket.socket, threading.Event], None]) -> Iterator[Endpoint]:
    """Give each connection to a function in a thread of its own, until the context ends."""
    over = threading.Event()
    peers: list[threading.Thread] = []

    def one(peer: socket.socket) -> None:
        """Serve a connection until nobody listens."""
        with peer, suppress(OSError):
            peer.recv(65536)
            serve(peer, over)

    def accept() -> None:
        """Take connections."""
        while not over.is_set():
            with suppress(TimeoutError):
                peers.append(threading.Thread(target=one, args=(server.accept()[0],)))
                peers[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield Endpoint("127.0.0.1", server.getsockname()[1])
        finally:
            over.set()
            accepting.join()
            for peer in peers:
                peer.join()


def _dripping(first: bytes) -> AbstractContextManager[Endpoint]:
    """Serve connections that send `first` and then a byte now and then, for ever."""

    def drip(peer: socket.socket, over: threading.Event) -> None:
        """Send on and on."""
        peer.sendall(first)
        while not over.wait(0.02):
            peer.sendall(b" ")

    return _served(drip)


def _answering(body: bytes) -> AbstractContextManager[Endpoint]:
    """Serve this body to every request, once per connection."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return _served(lambda peer, over: peer.sendall(head.encode() + body))


@pytest.mark.parametrize("first", [HEAD, b"HTTP/1.1 200 OK\r\nX: "])
@pytest.mark.parametrize(
    "ask",
    [
        lambda at: CoreRpc(at, (Login("u", "p", "test"),), 0.3, ()).call("getblockcount"),
        lambda at: Rest(at, timeout=0.3).block(BlockHash("ab" * 32)),
    ],
    ids=["rpc", "rest"],
)
def test_a_node_that_drips_is_not_waited_for(ask: Callable[[Endpoint], object], first: bytes) -> None:
    """A byte within each read's limit is no answer: the whole answer has that limit too, in its head as in its body."""
    with _dripping(first) as endpoint:
        began = time.monotonic()
        with pytest.raises(SourceError, match=r"did not answer .* within 0\.3 s"):
            ask(endpoint)
        assert time.monotonic() - began < 20


def test_a_long_answer_may_take_as_long_as_its_size_needs() -> None:
    """At the least pace and above it nothing is broken off; below it, it is."""
    now = [0.0]
    ours, theirs = socket.socketpair()
    paced = PacedSocket.over(ours, lambda: now[0])
    paced.settimeout(10)
    paced.sendall(b"?")
    for _ in range(30):
        now[0] += 1.0
        theirs.sendall(bytes(PACE))
        with memoryview(bytearray(PACE)) as buffer:
            got = 0
            while got < PACE:
                got += paced.recv_into(buffer)
    now[0] += 10.5
    theirs.sendall(b"x")
    with pytest.raises(TimeoutError, match="1966081 bytes came in 40 s"):
        paced.recv_into(bytearray(1))
    paced.sendall(b"?")
    theirs.sendall(b"x")
    assert paced.recv_into(bytearray(1)) == 1
    paced.close()
    theirs.close()


def test_a_kept_connection_begins_anew_with_each_answer() -> None:
    """What an earlier answer took does not count against the next."""
    with FakeNode({"getblockcount": lambda: 7}) as node:
        rpc = CoreRpc(Endpoint.parse(node.url), (Login("analyst", "hunter2:/@#", "test"),), 1.0, ())
        for _ in range(4):
            assert rpc.call("getblockcount") == 7
            time.sleep(0.4)


HOSTILE = {
    "deep": b"[" * 100_000,
    "many lists": b"[" + b"[]," * 1_100_000 + b"[]]",
    "many members": b"[" + b"1," * 4_100_000 + b"1]",
    "a number without end": b"9" * 100_000,
    "not a number": b"NaN",
    "a lone surrogate": b'"\\ud800"',
    "cut": b'{"result": ',
    "not UTF-8": b'"\xff"',
    "nothing": b"",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_json_of_a_node_is_its_operators(name: str) -> None:
    """No traceback and no memory without end, over REST as over RPC."""
    block = BlockHash("cd" * 32)
    path = f"block/notxdetails/{block}.json"
    with FakeNode({}, {path: HOSTILE[name]}) as node, pytest.raises(SourceError, match="REST block/"):
        Rest(Endpoint.parse(node.url), timeout=5.0).listing(block)


@pytest.mark.parametrize("name", sorted(set(HOSTILE) - {"nothing", "a lone surrogate"}))
def test_hostile_json_as_a_result_is_its_operators(name: str) -> None:
    """Also inside an answer that is framed as Core frames it: it is refused as it is read, or as a number of blocks."""
    body = b'{"error": null, "id": 1, "result": ' + HOSTILE[name] + b"}"
    with _answering(body) as endpoint, pytest.raises(SourceError):
        whole(CoreRpc(endpoint, (Login("u", "p", "test"),), 5.0, ()).call("getblockcount"), "getblockcount")


def test_the_largest_transaction_is_not_swollen() -> None:
    """A transaction of 100,000 outputs as Core writes it."""
    output = {
        "value": 0.00000546,
        "n": 1,
        "scriptPubKey": {"asm": "0 aa", "desc": "x", "hex": "00", "address": "b", "type": "t"},
    }
    assert not is_swollen(json.dumps({"vin": [], "vout": [output] * 100_000}).encode())
