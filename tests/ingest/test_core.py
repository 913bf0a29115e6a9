import logging
import socket
from collections.abc import Callable
from decimal import Decimal
from threading import Thread

import pytest

from tests.ingest.fake_node import PASSWORD, USER, FakeNode, Refusal
from tracer.errors import SourceError
from tracer.ingest.core import CoreRpc, RpcError
from tracer.ingest.credentials import Login
from tracer.ingest.endpoint import Endpoint

LOGIN = Login(USER, PASSWORD, "a test")
NO_PAUSES = (0.0, 0.0)


def _rpc(url: str, *logins: Login, timeout: float = 5.0) -> CoreRpc:
    return CoreRpc(Endpoint.parse(url), logins or (LOGIN,), timeout, NO_PAUSES)


def _refuse(code: int, message: str) -> Callable[..., object]:
    def answer(*parameters: object) -> object:
        raise Refusal(code, message)

    return answer


def test_amounts_are_exact() -> None:
    """A decimal amount comes as Decimal, never as float; other types as they are."""
    said = {"amount": 0.1, "height": 7, "text": "ä", "none": None, "list": [True]}
    with FakeNode({"ask": lambda *parameters: {**said, "parameters": parameters}}) as node:
        answer = _rpc(node.url).call("ask", {"a": [1]}, "x", None)
    assert answer == {**said, "amount": Decimal("0.1"), "parameters": [{"a": [1]}, "x", None]}


def test_a_refusal_carries_cores_code_and_words() -> None:
    """What Core refuses is an error of its own, with code, and control characters made harmless."""
    with FakeNode({"ask": _refuse(-5, "No such \x1b[2Jthing")}) as node, pytest.raises(RpcError) as caught:
        _rpc(node.url).call("ask")
    assert caught.value.code == RpcError.NOT_FOUND
    assert str(caught.value) == f"node {node.url[7:]} refused ask: No such ?[2Jthing (-5)."


def test_many_calls_are_one_request() -> None:
    """Results come in the order asked for, each refusal in its place; amounts are exact."""

    def answer(number: int) -> object:
        if number == 2:
            raise Refusal(-5, "No such thing")
        return [number, 0.1]

    with FakeNode({"ask": answer}) as node:
        rpc = _rpc(node.url)
        found = rpc.batch("ask", [(number,) for number in (3, 2, 1)])
        assert (node.requests, node.calls) == (1, ["ask"] * 3)
        assert rpc.batch("ask", []) == []
        assert node.requests == 1
    assert (found[0], found[2]) == ([3, Decimal("0.1")], [1, Decimal("0.1")])
    assert isinstance(found[1], RpcError)
    assert (found[1].code, "refused ask: No such thing (-5)" in str(found[1])) == (-5, True)


def test_answers_too_long_together_are_asked_for_by_halves() -> None:
    """Where one alone is too long, whoever gives it is no Core."""
    with FakeNode({"ask": lambda size: "[" * size}) as node:
        found = _rpc(node.url).batch("ask", [(400_000,)] * 5)
        assert [len(str(each)) for each in found] == [400_000] * 5
        assert node.requests == 5
        with pytest.raises(SourceError, match="does not answer ask as Bitcoin Core does"):
            _rpc(node.url).batch("ask", [(1,), (1_000_001,)])


def test_a_batch_waits_for_a_starting_node() -> None:
    """One answer that the node is starting lets all be asked again."""
    said = iter(["", "starting", ""])

    def answer() -> object:
        if next(said):
            raise Refusal(-28, "Loading block index")
        return 7

    with FakeNode({"ask": answer}) as node:
        assert _rpc(node.url).batch("ask", [()]) == [7]
        assert _rpc(node.url).batch("ask", [()]) == [7]
        assert node.requests == 3


def test_the_next_login_is_tried_when_one_is_refused() -> None:
    """A stale cookie does not stop a good password from being used, once found for good."""
    with FakeNode({"ask": lambda: 1}) as node:
        rpc = _rpc(node.url, Login("__cookie__", "stale", "cookie x"), LOGIN)
        assert [rpc.call("ask"), rpc.call("ask")] == [1, 1]


def test_wrong_credentials_name_their_origin_and_no_secret() -> None:
    """A refused login is told by where it came from; neither user nor password appear."""
    with FakeNode({}) as node, pytest.raises(SourceError) as caught:
        _rpc(node.url, Login("alice", "s3cret", "cookie x"), Login("bob", "pa55", "TRACER_RPC_FILE y")).call("ask")
    assert str(caught.value) == (
        f"node {node.url[7:]} refused the credentials of cookie x, TRACER_RPC_FILE y.\n"
        "Pass its cookie with --cookie FILE, or correct TRACER_RPC_USER and TRACER_RPC_PASSWORD."
    )
    assert _no_secret_in(caught.value, "alice", "s3cret", "bob", "pa55")


def _no_secret_in(error: BaseException | None, *secrets: str) -> bool:
    """Whether neither the error nor what it came from shows a secret."""
    seen = []
    while error is not None:
        seen.append(repr(error) + str(error))
        error = error.__cause__
    return not any(secret in each for secret in secrets for each in seen)


def test_a_forbidden_call_names_the_setting() -> None:
    """403 means rpcallowip or rpcwhitelist."""
    with (
        FakeNode({}, status=403) as node,
        pytest.raises(SourceError, match=r"Add rpcallowip=ADDRESS to its bitcoin\.conf"),
    ):
        _rpc(node.url).call("ask")


def test_a_node_that_is_down_is_named_with_the_remedy() -> None:
    """Nobody listens there: the message names host and port, and what to do."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(SourceError) as caught:
        _rpc(f"http://127.0.0.1:{port}").call("ask")
    assert str(caught.value) == (
        f"node 127.0.0.1:{port} is down: the connection was refused.\n"
        "Start it with server=1 in bitcoin.conf, or correct the address of --chain."
    )


def test_a_host_without_an_address_is_named() -> None:
    """A name that resolves to nothing is the machine's matter, not a crash."""
    with pytest.raises(SourceError, match=r"^node node\.invalid:8332 cannot be reached: "):
        _rpc("http://node.invalid:8332").call("ask")


def test_a_starting_node_is_waited_for() -> None:
    """A node that is warming up is asked again; if it goes on too long, that is said with its own words."""
    heard: list[int] = []

    def answer() -> object:
        heard.append(1)
        if len(heard) < 3:
            raise Refusal(-28, "Loading block index…")
        return "ready"

    with FakeNode({"ask": answer, "never": _refuse(-28, "Verifying blocks…")}) as node:
        assert _rpc(node.url).call("ask") == "ready"
        with pytest.raises(SourceError, match=r"is not ready: Verifying blocks…\.\nWait until it has started"):
            _rpc(node.url).call("never")
    assert node.calls.count("never") == len(NO_PAUSES) + 1


def test_an_overloaded_node_is_asked_again() -> None:
    """503 is a full work queue: pauses, then a message."""
    with FakeNode({}, status=503) as node, pytest.raises(SourceError, match="is not ready: its work queue is full"):
        _rpc(node.url).call("ask")


def test_a_dropped_connection_is_opened_again_once() -> None:
    """A keep-alive connection that the node closed costs one more try; twice is an error."""
    with FakeNode({"ask": lambda: 1}) as node:
        rpc = _rpc(node.url)
        assert rpc.call("ask") == 1
        node.drop = 1
        assert rpc.call("ask") == 1
        node.drop = 2
        with pytest.raises(SourceError, match=r"broke off the connection twice during ask \(RemoteDisconnected\)"):
            rpc.call("ask")
        assert rpc.call("ask") == 1


def test_a_silent_node_is_given_up() -> None:
    """No answer within the time is an error that says for how long it was waited."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(SourceError, match=r"did not answer ask within 0\.2 s\.\nSee what it is busy with"):
            _rpc(url, timeout=0.2).call("ask")


@pytest.mark.parametrize(
    "body",
    [b"hello", b"[]", b"7", b'"x"', b"{}", b'{"result": 1, "error": null}', b'{"error": 5, "id": 1}',
     b'{"error": {}, "id": 1}', b"[" * 100_000, b"\xff\xfe",
     b'{"result": 1e99999999999999999999, "error": null, "id": 1}', b'[{"id": 1, "result": 1}]', b'[{"id": 0}]',
     b'[{"id": 0, "error": 5}]', b"[[]]"],
)  # fmt: skip
@pytest.mark.parametrize("ask", [lambda rpc: rpc.call("ask"), lambda rpc: rpc.batch("ask", [(1,)])])
def test_a_stranger_on_the_port_is_no_core(body: bytes, ask: Callable[[CoreRpc], object]) -> None:
    """Whatever else answers there gives one clear message, never a traceback."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection, connection.makefile("rb") as asked:
                heads = dict(line.lower().split(b": ") for line in iter(asked.readline, b"\r\n") if b": " in line)
                asked.read(int(heads[b"content-length"]))  # what is left unread would break the answer off
                head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
                connection.sendall(head.encode() + body)

        thread = Thread(target=serve)
        thread.start()
        with pytest.raises(SourceError, match="does not answer ask as Bitcoin Core does"):
            ask(_rpc(f"http://127.0.0.1:{server.getsockname()[1]}", timeout=60))
        thread.join()


def test_another_web_server_is_no_core() -> None:
    """A page in place of JSON is told as such."""
    with FakeNode({}, status=404) as node, pytest.raises(SourceError, match="See that --chain names Core's RPC port"):
        _rpc(node.url).call("ask")


def test_several_threads_may_ask() -> None:
    """Each thread has its own connection, so answers never cross."""
    with FakeNode({"echo": lambda number: number}) as node:
        rpc = _rpc(node.url)
        wrong: list[object] = []

        def ask(start: int) -> None:
            wrong.extend(each for each in range(start, start + 50) if rpc.call("echo", each) != each)

        threads = [Thread(target=ask, args=(start,)) for start in (0, 1000, 2000)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


def test_the_librarys_log_is_shut(caplog: pytest.LogCaptureFixture) -> None:
    """Neither calls nor answers nor credentials reach a log, even one that records everything."""
    with caplog.at_level(logging.DEBUG), FakeNode({"ask": lambda parameter: "answer"}) as node:
        logging.getLogger("BitcoinRPC").setLevel(logging.DEBUG)
        _rpc(node.url).call("ask", "parameter")
        logging.getLogger("BitcoinRPC").setLevel(logging.NOTSET)
    assert [each for each in caplog.records if each.name == "BitcoinRPC"] == []
    assert PASSWORD not in caplog.text
