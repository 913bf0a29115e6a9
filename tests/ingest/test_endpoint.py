import pytest

from tracer.errors import CaseError
from tracer.ingest.endpoint import Endpoint


@pytest.mark.parametrize(
    ("url", "endpoint"),
    [
        ("http://127.0.0.1:8332", "127.0.0.1:8332"),
        ("http://node.example:18443/", "node.example:18443"),
        ("http://[::1]:8332", "[::1]:8332"),
    ],
)
def test_an_address_is_a_host_and_a_port(url: str, endpoint: str) -> None:
    """The text of an endpoint is host:port, whatever follows."""
    assert str(Endpoint.parse(url)) == endpoint


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1", "https://127.0.0.1:8332", "127.0.0.1:8332", "http://:8332", "http://a:b", "http://h:99999",
     "http://h:1/wallet/x", "http://h:1?x=1", "http://[::1:8332", "http://a b:1", "http://\u0430:1", ""],
)  # fmt: skip
def test_another_form_is_refused_with_the_right_one(url: str) -> None:
    """What is no http://host:port is refused, and the message shows it and the form expected."""
    with pytest.raises(CaseError) as caught:
        Endpoint.parse(url)
    assert str(caught.value) == (
        f"--chain {url!r}: expected a node's address of the form http://host:port, as http://127.0.0.1:8332."
    )


@pytest.mark.parametrize("url", ["http://user:pass@127.0.0.1:8332", "http://user:pa/ss@h:1", "http://pass@h:x"])
def test_credentials_in_an_address_are_refused_and_not_repeated(url: str) -> None:
    """An address with a password is refused with the ways to give one, and the password is not shown."""
    with pytest.raises(CaseError) as caught:
        Endpoint.parse(url)
    assert "pass" not in str(caught.value).replace("password", "").replace("pass --cookie", "")
    assert "user:" not in str(caught.value)


def test_the_remedy_for_credentials_in_an_address_is_named() -> None:
    """The message says to use the cookie, the environment or a file."""
    with pytest.raises(
        CaseError, match=r"TRACER_RPC_USER and TRACER_RPC_PASSWORD, or TRACER_RPC_FILE, or pass --cookie"
    ):
        Endpoint.parse("http://user:pass@127.0.0.1:8332")


@pytest.mark.parametrize(
    ("host", "is_loopback"), [("127.0.0.1", True), ("localhost", True), ("::1", True), ("10.0.0.1", False)]
)
def test_only_this_machine_is_loopback(host: str, is_loopback: bool) -> None:
    """Default cookies are for nodes on this machine."""
    assert Endpoint(host, 8332).is_loopback is is_loopback


@pytest.mark.parametrize(
    ("host", "here"),
    [("localhost", True), ("127.0.0.1", True), ("127.8.8.8", True), ("::1", True),
     ("127.example.org", False), ("10.0.0.1", False), ("fe80::1", False), ("node", False)],
)  # fmt: skip
def test_the_cookie_is_for_this_machine_alone(host: str, here: bool) -> None:
    """A host is this machine by its address, not by how its name begins: the cookie is sent nowhere else."""
    assert Endpoint(host, 8332).is_loopback is here
