"""A real Bitcoin Core node for tests: found, started on loopback, waited for, always stopped.

The node speaks to nobody: no peers, no seeds, no DNS, only a free RPC and REST port on
127.0.0.1. Calls go through the standard library alone, so that what is tested
(the product's own client) is never what the test relies on.

    with Node(tmp_path) as node:
        node.call("generatetoaddress", 1, address)
"""

import base64
import contextlib
import http.client
import json
import os
import random
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias, TypeVar

import pytest

from tests.patience import PATIENCE

OLDEST = 31
"""The first major version whose `gettxspendingprevout` answers for confirmed spends."""

INDEXES = ("-txindex=1", "-txospenderindex=1", "-blockfilterindex=1", "-rest=1")
"""What a fit node has. A test that wants an unfit one names its own arguments."""

_FOLDERS = {"main": "", "test": "testnet3", "testnet4": "testnet4", "signet": "signet", "regtest": "regtest"}
_PORTS = 5
"""Ports tried where somebody else takes the one that was free."""
_TAKEN = "Unable to start HTTP server"

Json: TypeAlias = "bool | int | Decimal | str | list[Json] | dict[str, Json] | None"
"""What a JSON answer can hold, amounts exact."""


class NodeError(Exception):
    """The node refused a call; `code` is Core's RPC error code."""

    def __init__(self, code: int, message: str) -> None:
        """Keep Core's code beside its words."""
        super().__init__(f"{message} ({code})")
        self.code = code


class SilentNodeError(Exception):
    """A bitcoind is named or found, and does not say which version it is."""


def found() -> str | None:
    """Ask for the version of the bitcoind named by BITCOIND or found on PATH; None: none, or one older than 31.

    Raises:
        SilentNodeError: one that is named is not there, or one that is there gives no version.
    """
    named = os.environ.get("BITCOIND")
    path = named or shutil.which("bitcoind")
    if path is None:
        return None
    try:
        asked = subprocess.run([path, "-version"], capture_output=True, text=True, check=False, timeout=PATIENCE)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SilentNodeError(f"{path} -version gives no answer: {error}.\n{_REMEDY}") from error
    match = re.search(r"version v(\d+)\.", asked.stdout)
    if match is None:
        words = (asked.stderr or asked.stdout).strip()[:500] or "no words"
        raise SilentNodeError(f"{path} -version ended with {asked.returncode} and no version: {words}.\n{_REMEDY}")
    return path if int(match[1]) >= OLDEST else None


_REMEDY = "Mend it, or set BITCOIND to another one; to leave the tests of a node out, take it off the PATH."
_known: list[str | None] = []


def know(path: str | None) -> None:
    """Take what another process of the same tests has found, in place of asking again."""
    _known[:] = [path]


def find_bitcoind() -> str | None:
    """Return the bitcoind that `found` finds, asked once in a process and handed on to those that it starts.

    Raises:
        SilentNodeError: as for `found`.
    """
    if not _known:
        know(found())
    return _known[0]


_Test = TypeVar("_Test")

needs_bitcoind = [
    pytest.mark.node,
    pytest.mark.skipif("bitcoind is None", reason="no bitcoind 31 or newer on PATH or named by BITCOIND"),
]
"""For a whole module of tests that run a real node: `pytestmark = needs_bitcoind`.

`tests/conftest.py` says what `bitcoind` is.
"""


def requires_bitcoind(test: _Test) -> _Test:
    """Decorate a test, or a class of tests, as one that runs a real node; skipped where there is none."""
    for mark in needs_bitcoind:
        mark(test)
    return test


class Node:
    """A bitcoind in its own data directory, running between `start` and `stop`."""

    def __init__(self, datadir: Path, extra_args: Sequence[str] = INDEXES, chain: str = "regtest") -> None:
        """Prepare a node of `chain` (main, test, testnet4, signet, regtest) in a directory of the caller's."""
        self.datadir = datadir
        self.extra_args = tuple(extra_args)
        self.chain = chain
        self.rpc_port = _free_port()
        """Kept over restarts, so that a client made for one run serves the next."""
        self._process: subprocess.Popen[bytes] | None = None
        self._answered = False

    def __enter__(self) -> Self:
        """Start, and wait until the node answers."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, whatever happened."""
        self.stop()

    @property
    def url(self) -> str:
        """The value of `--chain` that means this node, without credentials."""
        return f"http://127.0.0.1:{self.rpc_port}"

    @property
    def cookie(self) -> Path:
        """The file that holds this run's RPC credentials."""
        return self.datadir / _FOLDERS[self.chain] / ".cookie"

    @property
    def blocks(self) -> Path:
        """The directory of `blk*.dat` and `xor.dat`."""
        return self.datadir / _FOLDERS[self.chain] / "blocks"

    def start(self) -> None:
        """Start the process and wait until it answers; before its first start it may move to another free port.

        Raises:
            RuntimeError: it stopped or does not answer; the message holds its last words.
        """
        path = find_bitcoind()
        if path is None:
            raise RuntimeError("no bitcoind 31 or newer on PATH or named by BITCOIND")
        self.datadir.mkdir(parents=True, exist_ok=True)
        for _ in range(_PORTS):
            with (self.datadir / "stdout.log").open("wb") as log:
                self._process = subprocess.Popen(
                    [path, *self._arguments()], stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
                )
            with contextlib.ExitStack() as started:
                started.callback(self.stop)
                if words := self._wait():
                    if self._answered or _TAKEN not in words:
                        raise RuntimeError(f"bitcoind {' '.join(self._arguments())} did not answer: {words}")
                    self.rpc_port = _free_port()
                    continue
                self._answered = True
                started.pop_all()
                return
        raise RuntimeError(f"somebody took each of {_PORTS} free ports before bitcoind could")

    def stop(self) -> None:
        """End the process: asked first, killed if it does not go."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def restart(self, extra_args: Sequence[str] | None = None) -> None:
        """Stop and start again on the same data and port, with other arguments if given."""
        self.stop()
        if extra_args is not None:
            self.extra_args = tuple(extra_args)
        self.start()

    def call(self, method: str, *params: object, wallet: str | None = None) -> Json:
        """Return the result of one RPC call; amounts are Decimals.

        Raises:
            NodeError: the node answered with an error.
            OSError: the node is not there.
        """
        request = json.dumps({"version": "1.1", "id": 0, "method": method, "params": params}, default=str)
        user = base64.b64encode(self.cookie.read_bytes()).decode()
        connection = http.client.HTTPConnection("127.0.0.1", self.rpc_port, timeout=120)
        try:
            path = "/" if wallet is None else f"/wallet/{wallet}"
            connection.request("POST", path, request, {"Authorization": f"Basic {user}"})
            body = connection.getresponse().read()
        finally:
            connection.close()
        answer = json.loads(body, parse_float=Decimal)
        if answer["error"] is not None:
            raise NodeError(answer["error"]["code"], answer["error"]["message"])
        result: Json = answer["result"]
        return result

    def submit(self, blocks: Sequence[bytes]) -> None:
        """Give the node raw blocks, each after its parent; one off the best branch is kept as well.

        Raises:
            RuntimeError: the node refused one; the message holds its reason.
        """
        for block in blocks:
            verdict = self.call("submitblock", block.hex())
            if verdict not in (None, "inconclusive", "duplicate"):
                raise RuntimeError(f"the node refused a block: {verdict}")

    def wait_for_indexes(self, seconds: float = PATIENCE) -> None:
        """Return once every index of the node has reached its tip.

        Raises:
            RuntimeError: they did not within the time.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            height = self.call("getblockcount")
            states = self.call("getindexinfo")
            assert isinstance(states, dict)
            if all(
                isinstance(state, dict) and state["synced"] and state["best_block_height"] == height
                for state in states.values()
            ):
                return
            time.sleep(0.02)
        raise RuntimeError(f"indexes of {self.url} did not reach the tip within {seconds:.0f} s")

    def _arguments(self) -> list[str]:
        return [
            f"-datadir={self.datadir}",
            f"-chain={self.chain}",
            "-server=1",
            f"-rpcport={self.rpc_port}",
            "-rpcbind=127.0.0.1",
            "-rpcallowip=127.0.0.1",
            "-listen=0",
            "-connect=0",
            "-dnsseed=0",
            "-fixedseeds=0",
            "-discover=0",
            "-natpmp=0",
            "-printtoconsole=0",
            "-dbcache=16",
            *self.extra_args,
        ]

    def _wait(self) -> str | None:
        """Return None once the node answers, or the last words of one that ended or does not answer."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self._process is not None
            if self._process.poll() is not None:
                break
            try:
                self.call("getblockcount")
            except (OSError, NodeError, http.client.HTTPException, json.JSONDecodeError):
                time.sleep(0.05)
            else:
                return None
        return (self.datadir / "stdout.log").read_text(errors="replace").strip() or "no words"


def _free_port() -> int:
    """Return a free port below those the system lends to clients, so that none of them takes it before the node."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
