from pathlib import Path

import pytest

from tracer.chain.network import REGTEST
from tracer.errors import CaseError, SourceError
from tracer.ingest.credentials import Login, candidates
from tracer.ingest.endpoint import Endpoint

HERE = Endpoint("127.0.0.1", 8332)


def _cookie(home: Path, place: str, password: str) -> Path:
    path = home / ".bitcoin" / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"__cookie__:{password}")
    return path


def _secret(path: Path, words: str, mode: int = 0o600) -> Path:
    path.write_text(words)
    path.chmod(mode)
    return path


def test_a_login_never_shows_its_secrets() -> None:
    """Neither user nor password appear in a login's representation."""
    assert repr(Login("alice", "s3cret", "a file")) == "Login(origin='a file')"


def test_the_cookie_of_the_network_with_this_port_comes_first(tmp_path: Path) -> None:
    """Where the network is not known, the RPC port says whose cookie is tried first; the others follow."""
    _cookie(tmp_path, ".cookie", "main")
    _cookie(tmp_path, "regtest/.cookie", "regtest")
    assert [each.password for each in candidates(Endpoint("::1", 18443), {}, tmp_path)] == ["regtest", "main"]
    assert [each.password for each in candidates(HERE, {}, tmp_path)] == ["main", "regtest"]


def test_the_cases_network_names_the_cookie(tmp_path: Path) -> None:
    """Where the network is known, only its cookie is shown to the node."""
    _cookie(tmp_path, ".cookie", "main")
    _cookie(tmp_path, "regtest/.cookie", "regtest")
    assert [each.password for each in candidates(HERE, {}, tmp_path, network=REGTEST)] == ["regtest"]


def test_the_data_directory_may_be_stated(tmp_path: Path) -> None:
    """BITCOIN_DATADIR replaces the default place of cookies."""
    _cookie(tmp_path, ".cookie", "elsewhere")
    environment = {"BITCOIN_DATADIR": str(tmp_path / ".bitcoin")}
    assert [each.password for each in candidates(HERE, environment, tmp_path / "nobody")] == ["elsewhere"]


def test_cookie_then_environment_then_file(tmp_path: Path) -> None:
    """All that is there is returned in this order, with where each came from."""
    _cookie(tmp_path, ".cookie", "one")
    secret = _secret(tmp_path / "secret", "user:three:with:colons\n")
    environment = {"TRACER_RPC_USER": "u", "TRACER_RPC_PASSWORD": "two", "TRACER_RPC_FILE": str(secret)}
    found = candidates(HERE, environment, tmp_path)
    assert [each.password for each in found] == ["one", "two", "three:with:colons"]
    assert [each.origin for each in found] == [
        f"cookie {tmp_path}/.bitcoin/.cookie",
        "TRACER_RPC_USER and TRACER_RPC_PASSWORD",
        f"TRACER_RPC_FILE {secret}",
    ]


def test_a_stated_cookie_is_the_only_one(tmp_path: Path) -> None:
    """--cookie FILE leaves everything else aside."""
    stated = _secret(tmp_path / "mine", "__cookie__:stated")
    environment = {"TRACER_RPC_USER": "u", "TRACER_RPC_PASSWORD": "p"}
    assert [each.password for each in candidates(HERE, environment, tmp_path, stated)] == ["stated"]


def test_local_cookies_are_not_shown_to_other_machines(tmp_path: Path) -> None:
    """A node elsewhere is never offered this machine's cookie."""
    _cookie(tmp_path, ".cookie", "mine")
    with pytest.raises(
        SourceError, match=r"^no credentials for node 10\.0\.0\.1:8332: no cookie, and neither TRACER_RPC_USER"
    ):
        candidates(Endpoint("10.0.0.1", 8332), {}, tmp_path)


def test_nothing_found_says_where_it_looked(tmp_path: Path) -> None:
    """The message names the cookie files that are not there, and what to set."""
    with pytest.raises(SourceError) as caught:
        candidates(HERE, {}, tmp_path, network=REGTEST)
    assert f"(looked for {tmp_path}/.bitcoin/regtest/.cookie, " in str(caught.value)
    assert str(caught.value).endswith("set BITCOIN_DATADIR to its data directory, or pass --cookie FILE.")


@pytest.mark.parametrize(
    ("given", "missing"), [("TRACER_RPC_USER", "TRACER_RPC_PASSWORD"), ("TRACER_RPC_PASSWORD", "TRACER_RPC_USER")]
)
def test_half_an_environment_is_refused(tmp_path: Path, given: str, missing: str) -> None:
    """A user without a password, or the reverse, is a mistake and is named; values are not shown."""
    with pytest.raises(CaseError, match=f"^{missing} is not set"):
        candidates(HERE, {given: "value"}, tmp_path)


def test_a_file_everyone_can_read_is_refused(tmp_path: Path) -> None:
    """A password that every user of the machine can read is refused, with the command that mends it."""
    secret = _secret(tmp_path / "secret", "user:word", 0o644)
    with pytest.raises(CaseError, match=f"can be read by every user of this machine: chmod 600 {secret}$"):
        candidates(HERE, {"TRACER_RPC_FILE": str(secret)}, tmp_path)


@pytest.mark.parametrize("words", ["", "word", ":word", "user:", "user:word\nuser:word", "\x00\xff"])
def test_a_malformed_file_is_refused_without_its_content(tmp_path: Path, words: str) -> None:
    """What is not user:password on one line is refused."""
    secret = _secret(tmp_path / "secret", words)
    with pytest.raises(CaseError) as caught:
        candidates(HERE, {"TRACER_RPC_FILE": str(secret)}, tmp_path)
    assert str(caught.value) == f"TRACER_RPC_FILE {secret} does not hold user:password on one line."


def test_files_that_are_not_there_are_named(tmp_path: Path) -> None:
    """A stated cookie that is not there points at the node; a stated file at the environment."""
    with pytest.raises(SourceError, match=f"^cookie {tmp_path}/none cannot be read: No such file or directory"):
        candidates(HERE, {}, tmp_path, tmp_path / "none")
    with pytest.raises(CaseError, match=f"^TRACER_RPC_FILE {tmp_path}/none: No such file or directory"):
        candidates(HERE, {"TRACER_RPC_FILE": str(tmp_path / "none")}, tmp_path)
