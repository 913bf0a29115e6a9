"""A node made of a milled chain and of lies: an HTTP server that speaks RPC and REST as Core does.

`answers(chain)` gives honest answers; a test replaces one of them by a falsehood and sees it refused.
"""

import base64
import json
import struct
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Self

from tests.ingest import milling
from tests.ingest.milling import Chain
from tracer.chain import decode, header, wire
from tracer.chain.outpoint import BlockHash, Outpoint, Txid, display

Answer = Callable[..., object]

USER, PASSWORD = "analyst", "hunter2:/@#"


class Refusal(Exception):
    """What an answer raises to refuse the call, with Core's code."""

    def __init__(self, code: int, message: str) -> None:
        """Keep Core's code beside its words."""
        super().__init__(message)
        self.code = code


class FakeNode:
    """A server on a free port of this machine, while the context lasts.

    `answers` maps RPC methods to what answers them; `rest` maps paths below `/rest/` to bytes, or is None
    where REST is off; `status` replaces the answer to every RPC call; `drop` closes so many connections
    without a word first.
    """

    def __init__(
        self,
        answers: Mapping[str, Answer],
        rest: Mapping[str, bytes] | None = None,
        status: int | None = None,
        drop: int = 0,
    ) -> None:
        """Prepare the server; entering starts it."""
        self.answers = answers
        self.rest = rest
        self.status = status
        self.drop = drop
        self.calls: list[str] = []
        """Methods called; of a batch, each."""
        self.requests = 0
        """HTTP requests that were let in, RPC and REST."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def __enter__(self) -> Self:
        """Start to answer."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """The node's address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def environment(self) -> dict[str, str]:
        """What lets the tracer in."""
        return {"TRACER_RPC_USER": USER, "TRACER_RPC_PASSWORD": PASSWORD}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        node = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 65536

            def do_POST(self) -> None:
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if node.drop:
                    node.drop -= 1
                    self.close_connection = True
                    return
                given = base64.b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode()
                if given != f"{USER}:{PASSWORD}":
                    self.reply(401, b"", "text/html")
                elif node.status is not None:
                    self.reply(node.status, b"", "text/html")
                else:
                    node.requests += 1
                    asked = request if isinstance(request, list) else [request]
                    node.calls += [each["method"] for each in asked]
                    replies = [node.answer(each["method"], each["params"], each["id"]) for each in asked]
                    if isinstance(request, list):
                        modern = [{"jsonrpc": "2.0", **_without_none(each)} for _, each in replies]
                        self.reply(200, json.dumps(modern).encode(), "application/json")
                    else:
                        status, said = replies[0]
                        self.reply(status, json.dumps(said).encode(), "application/json")

            def do_GET(self) -> None:
                node.requests += 1
                body = None if node.rest is None else node.rest.get(self.path.removeprefix("/rest/"))
                if body is not None:
                    self.reply(200, body, "application/octet-stream")
                else:
                    self.reply(404, b"" if node.rest is None else b"not found\r\n", "text/plain")

            def reply(self, status: int, body: bytes, kind: str) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        return Handler

    def answer(self, method: str, parameters: list[object], number: int) -> tuple[int, dict[str, object]]:
        """Return the status and the answer to one call."""
        result, error, status = None, None, 200
        try:
            if method not in self.answers:
                raise Refusal(-32601, "Method not found")
            result = self.answers[method](*parameters)
        except Refusal as refusal:
            error, status = {"code": refusal.code, "message": str(refusal)}, 500
        return status, {"result": result, "error": error, "id": number}


def _without_none(said: dict[str, object]) -> dict[str, object]:
    """Return an answer as Core gives it in a batch: a result or an error, not both."""
    return {name: value for name, value in said.items() if name != ("result" if said["error"] else "error")}


def listing(raw: bytes) -> dict[str, object]:
    """Return a block as Core lists it in JSON, without its transactions."""
    version, parent, root, time, bits, nonce = struct.unpack("<i32s32sIII", raw[: header.SIZE])
    (count, at), txids = wire.read_compact(raw, header.SIZE), []
    for _ in range(count):
        walked = wire.walk(raw, at)
        txids.append(walked.transaction.txid)
        at = walked.end
    above = {"previousblockhash": display(parent)} if any(parent) else {}
    numbers = {"version": version, "time": time, "bits": f"{bits:08x}", "nonce": nonce}
    return {"merkleroot": display(root), "tx": txids, **numbers, **above}


def answers(chain: Chain) -> dict[str, Answer]:
    """Return what an honest node with all indexes but block filters answers of this chain."""
    blocks = {milling.hash_of(raw): (height, raw) for height, raw in enumerate(chain.blocks)}
    places: dict[Txid, tuple[BlockHash, bytes]] = {}
    spends: dict[Outpoint, Txid] = {}
    for name, (_, raw) in blocks.items():
        block = decode.block(raw)
        for transaction, original in zip(block.transactions, block.raws, strict=True):
            places[transaction.txid] = (name, original)
            spends.update({each.prevout: transaction.txid for each in transaction.inputs if each.prevout})

    def header_of(name: BlockHash, verbose: bool = True) -> object:
        if name not in blocks:
            raise Refusal(-5, "Block not found")
        height, raw = blocks[name]
        return {"height": height, "confirmations": chain.height - height + 1} if verbose else raw[:80].hex()

    def block_of(name: BlockHash, verbosity: int) -> object:
        return listing(blocks[name][1]) if verbosity else blocks[name][1].hex()

    def raw_transaction(txid: Txid, verbosity: int = 0) -> object:
        if txid not in places:
            raise Refusal(-5, "No such mempool or blockchain transaction")
        name, raw = places[txid]
        return {"hex": raw.hex(), "blockhash": name} if verbosity else raw.hex()

    def spenders(outpoints: list[dict[str, object]], options: dict[str, bool]) -> object:
        found = []
        for each in outpoints:
            spender = spends.get(Outpoint(Txid(str(each["txid"])), int(str(each["vout"]))))
            where = {"spendingtxid": spender, "blockhash": places[spender][0]} if spender else {}
            found.append({**each, **where})
        return found

    return {
        "getblockchaininfo": lambda: {
            "chain": "regtest",
            "blocks": chain.height,
            "headers": chain.height,
            "bestblockhash": chain.tip,
            "time": milling.GENESIS_TIME,
            "initialblockdownload": False,
            "verificationprogress": 1,
            "pruned": False,
        },
        "getnetworkinfo": lambda: {"version": 310000, "subversion": "/Satoshi:31.0.0/"},
        "getindexinfo": lambda: {
            name: {"synced": True, "best_block_height": chain.height} for name in ("txindex", "txospenderindex")
        },
        "getblockhash": lambda height: milling.hash_of(chain.blocks[height]),
        "getblockheader": header_of,
        "getblock": block_of,
        "getrawtransaction": raw_transaction,
        "gettxspendingprevout": spenders,
    }
