"""Bitcoin Core's RPC for control calls, and for many small answers in one request. Blocks go through `rest`.

The only module that imports python-bitcoinrpc. That library writes each call and answer to a debug
log, builds the credentials into its address and does not limit answers; so its log is shut, it is
given an address without credentials, and it speaks through a connection of ours that adds them.
All calls made here only read, so one that a dropped connection left unanswered is asked again.

Source: Bitcoin Core 31, `src/httprpc.cpp`, `src/rpc/protocol.h` (status and error codes).
"""

import base64
import http.client
import json
import logging
import threading
import time
import weakref
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import TypeVar, cast

from bitcoinrpc.authproxy import AuthServiceProxy, JSONRPCException

from tracer.errors import SourceError
from tracer.ingest.answer import Json, Parameter, is_swollen
from tracer.ingest.credentials import Login
from tracer.ingest.endpoint import Endpoint
from tracer.ingest.paced import PacedSocket

logging.getLogger("BitcoinRPC").disabled = True

_IN_WARMUP = -28
_OF_THE_LIBRARY = (-342, -343, None)
"""Codes of errors that python-bitcoinrpc found itself: no JSON, no result, or an error without a code."""
_LARGEST_ANSWER = 64 * 1024 * 1024
_PAUSES = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)


_T = TypeVar("_T")


class RpcError(SourceError):
    """The node understood the call and refused it. `code` is Core's; its words are in the message."""

    NOT_FOUND = -5

    def __init__(self, message: str, code: int) -> None:
        """Keep Core's code beside the message."""
        super().__init__(message)
        self.code = code


class CoreRpc:
    """A node's RPC. May be used from several threads: each has a connection of its own."""

    def __init__(
        self,
        endpoint: Endpoint,
        logins: Sequence[Login],
        timeout: float = 60.0,
        pauses: Sequence[float] = _PAUSES,
    ) -> None:
        """Keep where and as whom to call; nothing is sent yet.

        `timeout` is in seconds per answer; `pauses` are the seconds waited before asking a node
        again that is starting or overloaded.
        """
        self.endpoint = endpoint
        self._logins = tuple(logins)
        self._current = 0
        self._timeout = timeout
        self._pauses = tuple(pauses)
        self._local = threading.local()

    def call(self, method: str, *parameters: Parameter, timeout: float | None = None) -> Json:
        """Return the result of one call.

        Raises:
            RpcError: the node refused it.
            SourceError: the node is down, is not Core, does not let us in, or takes too long.
        """
        return self._ask(method, partial(self._one, method, parameters), timeout or self._timeout)

    def batch(self, method: str, calls: Sequence[Sequence[Parameter]]) -> "list[Json | RpcError]":
        """Return the results of one method with many parameters in their order; one refused is its `RpcError`.

        They travel in one request. Where the answers together are longer than any that is asked for, in two of half.

        Raises:
            SourceError: as for `call`.
        """
        if not calls:
            return []
        try:
            return self._ask(method, partial(self._several, method, calls), self._timeout)
        except _TooLongError:
            if len(calls) == 1:
                raise self._stranger(method) from None
        middle = len(calls) // 2
        return [*self.batch(method, calls[:middle]), *self.batch(method, calls[middle:])]

    def _ask(self, method: str, ask: "Callable[[_Wire, float], _T]", timeout: float) -> _T:
        for pause in (*self._pauses, None):
            try:
                return self._ask_as_known(method, ask, timeout)
            except _NotNow as reason:
                if pause is None:
                    raise SourceError(
                        f"node {self.endpoint} is not ready: {reason}.\nWait until it has started, then run this again."
                    ) from None
                time.sleep(pause)
        raise AssertionError("unreachable")

    def _ask_as_known(self, method: str, ask: "Callable[[_Wire, float], _T]", timeout: float) -> _T:
        while True:
            try:
                return self._ask_again_if_dropped(method, ask, timeout)
            except _Unauthorized:
                if self._current + 1 == len(self._logins):
                    raise SourceError(self._refused_logins()) from None
                self._current += 1

    def _ask_again_if_dropped(self, method: str, ask: "Callable[[_Wire, float], _T]", timeout: float) -> _T:
        for _ in range(2):
            wire = self._wire(timeout)
            try:
                return self._ask_once(wire, method, ask, timeout)
            except _Dropped as dropped:
                reason = str(dropped)
            finally:
                if not wire.reusable or timeout != self._timeout:
                    self._forget(wire)
        raise SourceError(
            f"node {self.endpoint} broke off the connection twice during {method} ({reason}).\n"
            "See that this is Core's RPC port, and what its debug.log says."
        )

    def _ask_once(self, wire: "_Wire", method: str, ask: "Callable[[_Wire, float], _T]", timeout: float) -> _T:
        wire.reusable = False
        try:
            result = ask(wire, timeout)
        except JSONRPCException as error:
            if error.code in _OF_THE_LIBRARY:
                raise self._by_status(wire.status, method) from None
            wire.reusable = True
            raise self._refusal(method, error.code, error.message) from None
        except ConnectionRefusedError:
            raise SourceError(
                f"node {self.endpoint} is down: the connection was refused.\n"
                "Start it with server=1 in bitcoin.conf, or correct the address of --chain."
            ) from None
        except TimeoutError:
            raise SourceError(
                f"node {self.endpoint} did not answer {method} within {timeout:g} s.\nSee what it is busy with, then "
                f"run this again."
            ) from None
        except (ConnectionError, http.client.HTTPException) as error:
            raise _Dropped(type(error).__name__) from None
        except OSError as error:
            raise SourceError(f"node {self.endpoint} cannot be reached: {error.strerror or error}.") from None
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError, ArithmeticError):
            raise self._stranger(method) from None
        wire.reusable = True
        return result

    def _one(self, method: str, parameters: Sequence[Parameter], wire: "_Wire", timeout: float) -> Json:
        """Make one call, through the library."""
        proxy = AuthServiceProxy(_NO_CREDENTIALS, timeout=timeout, connection=wire)
        try:
            return cast(Json, getattr(proxy, method)(*parameters))
        except _TooLongError:
            raise self._stranger(method) from None

    def _several(
        self, method: str, calls: Sequence[Sequence[Parameter]], wire: "_Wire", timeout: float
    ) -> "list[Json | RpcError]":
        """Make many calls in one request, which the library cannot: Core leaves out what it expects in an answer."""
        asked = [
            {"jsonrpc": "2.0", "method": method, "params": parameters, "id": number}
            for number, parameters in enumerate(calls)
        ]
        wire.request("POST", "/", json.dumps(asked), {"Content-type": "application/json"})
        said = wire.getresponse()
        body = said.read()
        if said.status != 200:
            raise self._by_status(said.status, method)
        answers = {each["id"]: each for each in json.loads(body, parse_float=Decimal)}
        return [self._answered(method, answers[number]) for number in range(len(calls))]

    def _answered(self, method: str, answer: "dict[str, Json]") -> "Json | RpcError":
        error = answer.get("error")
        if error is None:
            return answer["result"]
        if not isinstance(error, dict):
            raise self._stranger(method)
        refusal = self._refusal(method, error.get("code"), error.get("message"))
        if isinstance(refusal, RpcError):
            return refusal
        raise refusal

    def _refusal(self, method: str, code: object, message: object) -> Exception:
        words = printable(str(message))
        if code == _IN_WARMUP:
            return _NotNow(words)
        number = code if isinstance(code, int) else 0
        return RpcError(f"node {self.endpoint} refused {method}: {words} ({number}).", number)

    def _by_status(self, status: int, method: str) -> Exception:
        if status == 401:
            return _Unauthorized()
        if status == 403:
            return SourceError(
                f"node {self.endpoint} does not let this machine or user call {method}.\n"
                "Add rpcallowip=ADDRESS to its bitcoin.conf, or see its rpcwhitelist."
            )
        if status == 503:
            return _NotNow("its work queue is full")
        return self._stranger(method)

    def _stranger(self, method: str) -> SourceError:
        return SourceError(
            f"{self.endpoint} does not answer {method} as Bitcoin Core does.\n"
            "See that --chain names Core's RPC port (8332 on mainnet)."
        )

    def _refused_logins(self) -> str:
        tried = ", ".join(login.origin for login in self._logins)
        return (
            f"node {self.endpoint} refused the credentials of {tried}.\n"
            "Pass its cookie with --cookie FILE, or correct TRACER_RPC_USER and TRACER_RPC_PASSWORD."
        )

    def _wire(self, timeout: float) -> "_Wire":
        """Return this thread's connection; one of its own for a call with another timeout."""
        login = self._logins[self._current]
        if timeout != self._timeout:
            return _Wire(self.endpoint, login, timeout)
        wire: _Wire | None = getattr(self._local, "wire", None)
        if wire is None or wire.login is not login:
            wire = self._local.wire = _Wire(self.endpoint, login, timeout)
        return wire

    def _forget(self, wire: "_Wire") -> None:
        wire.close()
        if getattr(self._local, "wire", None) is wire:
            self._local.wire = None


class _Unauthorized(Exception):
    """The node answered 401."""


class _NotNow(Exception):
    """The node asks to be asked later."""


class _Dropped(Exception):
    """The connection ended without an answer."""


class _TooLongError(Exception):
    """The answer is longer, or of more parts, than any that is asked for."""


_NO_CREDENTIALS = "http://-:-@core/"


class _PacedConnection(http.client.HTTPConnection):
    """A connection whose answers have a limit of time as a whole."""

    def connect(self) -> None:
        """Connect, and pace what comes."""
        super().connect()
        self.sock = PacedSocket.over(self.sock)


class _Wire:
    """One keep-alive connection: adds the credentials, bounds the answer, remembers the status."""

    def __init__(self, endpoint: Endpoint, login: Login, timeout: float) -> None:
        self._connection = _PacedConnection(endpoint.host, endpoint.port, timeout=timeout)
        secret = base64.b64encode(f"{login.user}:{login.password}".encode()).decode()
        self._own = {"Host": str(endpoint), "Authorization": f"Basic {secret}"}
        weakref.finalize(self, self._connection.close)
        self._answer: http.client.HTTPResponse | None = None
        self.login = login
        self.status = 0
        self.reusable = True

    @property
    def sock(self) -> object:
        return self._connection.sock

    def request(self, method: str, path: str, body: str, headers: dict[str, str]) -> None:
        self._connection.request(method, path, body, {**headers, **self._own})

    def getresponse(self) -> "_Wire":
        self._answer = self._connection.getresponse()
        self.status = self._answer.status
        return self

    @property
    def reason(self) -> str:
        return self._answer.reason if self._answer else ""

    def getheader(self, name: str) -> str | None:
        return self._answer.getheader(name) if self._answer else None

    def read(self) -> bytes:
        """Return the body of the answer, empty where there is none."""
        body = self._answer.read(_LARGEST_ANSWER + 1) if self._answer else b""
        if len(body) > _LARGEST_ANSWER:
            raise _TooLongError
        if is_swollen(body):
            raise _TooLongError
        return body

    def close(self) -> None:
        self._connection.close()


def printable(words: str) -> str:
    """Return a node's words fit for a terminal: control characters replaced, cut at 300 characters."""
    return "".join(each if each.isprintable() else "?" for each in words[:300])
