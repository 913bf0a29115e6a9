"""Bitcoin Core's REST interface: blocks and headers as the bytes they are, and what is in a block.

Needs no credentials and no decoding on the node's side, so bulk goes this way. Connections are kept and
shared; several requests may be in flight. Whether REST is on at all is `is_on`; where it is off use
`bulk.RpcBulk`.

Source: Bitcoin Core 31, `src/rest.cpp`, `doc/REST-interface.md`.
"""

import json
import socket
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal

from urllib3 import HTTPConnectionPool, Retry, Timeout
from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError

from tracer.chain import header
from tracer.chain.outpoint import BlockHash
from tracer.errors import SourceError
from tracer.ingest import answer, bulk
from tracer.ingest.bulk import BlockListing
from tracer.ingest.core import printable
from tracer.ingest.endpoint import Endpoint
from tracer.ingest.paced import PacedSocket

_HEADERS_AT_ONCE = 2000
_LARGEST_BLOCK = 4_000_000
_LARGEST_SPENT = 64 * 1024 * 1024
"""A block of 8,000 inputs may spend outputs with scripts of 10,000 bytes."""
_LARGEST_JSON = 64 * 1024 * 1024
_CONNECT_SECONDS = 10.0


class _PacedConnection(HTTPConnection):
    """A connection whose answers have a limit of time as a whole."""

    def _new_conn(self) -> socket.socket:
        return PacedSocket.over(super()._new_conn())


class _PacedPool(HTTPConnectionPool):
    """A pool of such connections."""

    ConnectionCls = _PacedConnection


class Rest:
    """A node's REST interface. A `Bulk`; may be used from several threads."""

    def __init__(self, endpoint: Endpoint, timeout: float = 60.0, connections: int = 4) -> None:
        """Keep where to ask; nothing is sent yet. `timeout` is in seconds per answer."""
        self.endpoint = endpoint
        self.connections = connections
        self._timeout = timeout
        self._pool = _PacedPool(
            endpoint.host,
            endpoint.port,
            maxsize=connections,
            block=True,
            timeout=Timeout(connect=_CONNECT_SECONDS, read=timeout),
            retries=Retry(
                connect=0, read=1, redirect=0, other=0, status=6, status_forcelist=(503,), backoff_factor=0.25,
                raise_on_status=False, respect_retry_after_header=False,
            ),
        )  # fmt: skip

    def is_on(self) -> bool:
        """Whether the node answers REST requests.

        Raises:
            SourceError: the node does not answer at all.
        """
        return self._get("chaininfo.json", _LARGEST_JSON)[0] == 200

    def block(self, name: BlockHash) -> bytes:
        """Return a block's bytes."""
        return self._require(f"block/{name}.bin", _LARGEST_BLOCK)

    def blocks(self, names: Sequence[BlockHash]) -> Iterator[bytes]:
        """Yield the bytes of many blocks in this order, with as many requests in flight as connections."""
        with ThreadPoolExecutor(self.connections) as threads:
            waiting: list[Future[bytes]] = []
            try:
                for name in names:
                    waiting.append(threads.submit(self.block, name))
                    if len(waiting) > self.connections:
                        yield waiting.pop(0).result()
                while waiting:
                    yield waiting.pop(0).result()
            finally:
                for each in waiting:
                    each.cancel()

    def block_hash(self, height: int) -> BlockHash:
        """Return the hash of the best chain's block at this height, as of now."""
        return BlockHash(self._require(f"blockhashbyheight/{height}.bin", 32)[::-1].hex())

    def listing(self, name: BlockHash) -> BlockListing:
        """Return a block's header and the ids of its transactions."""
        path = f"block/notxdetails/{name}.json"
        body = self._require(path, _LARGEST_JSON)
        if answer.is_swollen(body):
            raise self._stranger(path)
        try:
            found = json.loads(body, parse_float=Decimal)
        except (ValueError, RecursionError, ArithmeticError):
            raise self._stranger(path) from None
        return bulk.listing(found, f"REST {path}")

    def headers(self, first: BlockHash, last: BlockHash, count: int) -> tuple[bytes, ...]:
        """Return headers from the first one on, in as few requests as Core allows."""
        found: list[bytes] = []
        name = first
        while len(found) < count:
            asked = min(_HEADERS_AT_ONCE, count - len(found) + bool(found))
            body = self._require(f"headers/{name}.bin?count={asked}", asked * header.SIZE)
            if len(body) != asked * header.SIZE:
                raise SourceError(
                    f"node {self.endpoint} has no {count} headers from block {first} on: its chain was reorganised.\n"
                    "Run this again."
                )
            split = [body[at : at + header.SIZE] for at in range(0, len(body), header.SIZE)]
            found.extend(split[bool(found) :])
            name = header.decode(found[-1]).hash
        return tuple(found)

    def spent_outputs(self, name: BlockHash) -> bytes | None:
        """Return what a block's inputs spend."""
        return self._require(f"spenttxouts/{name}.bin", _LARGEST_SPENT)

    def _require(self, path: str, limit: int) -> bytes:
        status, body = self._get(path, limit)
        if status != 200:
            raise self._failed(path, status, body)
        return body

    def _get(self, path: str, limit: int) -> tuple[int, bytes]:
        try:
            response = self._pool.request("GET", f"/rest/{path}", preload_content=False, decode_content=False)
            body = response.read(limit + 1, decode_content=False)
            if response.status == 200 and len(body) > limit:
                response.close()
                raise self._stranger(path)
            response.release_conn()
        except (MaxRetryError, HTTPError) as error:
            raise self._unreachable(path, error) from None
        return response.status, body

    def _failed(self, path: str, status: int, body: bytes) -> SourceError:
        if status == 404 and not body:
            return SourceError(f"node {self.endpoint} answers no REST requests.\nAdd rest=1 to its bitcoin.conf.")
        words = printable(body.decode("utf-8", "replace").strip()) or f"status {status}"
        return SourceError(f"node {self.endpoint} does not give REST {path}: {words}.")

    def _stranger(self, path: str) -> SourceError:
        return SourceError(f"{self.endpoint} does not answer REST {path} as Bitcoin Core does.")

    def _unreachable(self, path: str, error: HTTPError) -> SourceError:
        cause = error.reason if isinstance(error, MaxRetryError) else error
        if isinstance(cause, NewConnectionError):
            return SourceError(f"node {self.endpoint} is down: no connection for REST {path}.\nStart it again.")
        return SourceError(
            f"node {self.endpoint} broke off or did not answer REST {path} within {self._timeout:g} s.\n"
            "See what it is busy with, then run this again."
        )
