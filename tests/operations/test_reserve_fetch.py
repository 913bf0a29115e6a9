"""`tracer reserve fetch`: off unless allowed; answers of a server on this machine, filed as received."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.commands import tracer
from tests.reserve.price.quoting import BEGINS, DAY, ENDS, RAW, Told
from tests.reserve.price.registers import quote, register, steady_quotes
from tracer.operations.context import Context
from tracer.operations.reserve_fetch import Fetched, FetchRequest, fetch
from tracer.reserve.price import exchanges

ALL = ("kraken", "bitstamp", "coinbase", "bitfinex", "gemini")
TRADES = [Told(500 + number, number * 60, f"{67000 + number}.00", "0.5") for number in range(-20, 70)]
PAGE = 25
"""Trades of one answer; whoever answers for a day gives all."""


class Exchanges(BaseHTTPRequestHandler):
    """Five exchanges at once, told apart by their paths; each pages in its own way."""

    asked: ClassVar[list[str]] = []
    broken: ClassVar[dict[str, tuple[int, bytes]]] = {}

    def do_GET(self) -> None:
        """Answer."""
        self.asked.append(self.path)
        split = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(split.query).items()}
        name, trades = self._answer(split.path, query)
        status, body = self.broken.get(name, (200, RAW[name](trades)))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _answer(self, path: str, query: dict[str, str]) -> tuple[str, list[Told]]:
        if path == "/0/public/Trades":
            return "kraken", self._since(int(query["since"]) + 1)  # the moment itself is left out
        if path == "/v2/trades/tBTCUSD/hist":
            return "bitfinex", self._since(int(query["start"]) * 10**6)
        if path == "/v1/trades/btcusd":
            return "gemini", self._since(int(query["timestamp"]) * 10**6)
        if path == "/products/BTC-USD/trades":
            older = [each for each in TRADES if each.id < int(query.get("after", 10**9))]
            return "coinbase", older[-PAGE:]
        assert path == "/api/v2/transactions/btcusd/"
        return "bitstamp", TRADES

    def _since(self, moment: int) -> list[Told]:
        """Return the first trades at a moment, in nanoseconds, or after it."""
        return [each for each in TRADES if (BEGINS + int(each.at)) * 10**9 >= moment][:PAGE]

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    """Run the exchanges on this machine; return their address."""
    Exchanges.asked, Exchanges.broken = [], {}
    with ThreadingHTTPServer(("127.0.0.1", 0), Exchanges) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()


def allowed(tmp_path: Path, server: str, names: tuple[str, ...] = ALL, date: str = "2026-01-12") -> Path:
    """Make a register that asks the exchanges of this machine."""
    folder = register(tmp_path, names=names, date=date)
    servers = "".join(f'{name} = "{server}"\n' for name in ALL)
    with (folder / "register.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[fetch]\nallowed = true\n{servers}")
    return folder


def fetched(folder: Path) -> dict[str, Fetched]:
    """Return what comes of each exchange."""
    found = fetch(FetchRequest(folder, DAY), Context(who="a test", clock=lambda: ENDS + 600))
    return {each.exchange: each for each in found}


def test_answers_are_filed_as_received_and_give_a_fixing(tmp_path: Path, server: str) -> None:
    """Pages that share their border trade and reach beyond the window at both ends: all five are used."""
    folder = allowed(tmp_path, server)
    found = fetched(folder)
    assert {name: (each.files, each.why) for name, each in found.items()} == {
        "kraken": (("kraken.json", "kraken.1.json", "kraken.2.json", "kraken.3.json"), None),
        "bitstamp": (("bitstamp.json",), None),
        "coinbase": (("coinbase.json", "coinbase.1.json", "coinbase.2.json"), None),
        "bitfinex": (("bitfinex.json", "bitfinex.1.json", "bitfinex.2.json", "bitfinex.3.json"), None),
        "gemini": (("gemini.json", "gemini.1.json", "gemini.2.json", "gemini.3.json"), None),
    }
    prices = folder / "prices/2026-11-30"
    assert (prices / "bitstamp.json").read_bytes() == RAW["bitstamp"](TRADES)
    assert (prices / "kraken.json").read_bytes() == RAW["kraken"](TRADES[5:30])
    assert sorted(path.name for path in prices.iterdir()) == sorted(
        file for each in found.values() for file in each.files
    )
    for name, each in found.items():
        pages = [exchanges.parse(name, (prices / file).read_bytes(), file, [], ENDS) for file in each.files]
        ids = [set() if page is None else set(page.ids) for page in pages]
        assert [len(before & after) for before, after in pairwise(ids)] == [1] * (len(ids) - 1)
    ended = tracer("reserve", "fix", folder, "--day", "2026-11-30", "--json")
    fixing = json.loads(ended.out)["fixing"]
    assert [(each["used"], each["trades"]) for each in fixing["exchanges"]] == [(True, 60)] * 5
    assert fixing["quality"] == "A"


def test_nobody_is_asked_where_the_register_does_not_allow_it(tmp_path: Path, server: str) -> None:
    """Off is the default, and `false` is off."""
    folder = register(tmp_path, names=ALL)
    ended = tracer("reserve", "fetch", folder, "--day", "2026-11-30")
    assert ended.code == 2
    assert ended.err.splitlines() == [
        "Error: register.toml does not allow it: fetch.allowed is false.",
        "Quotes that other programs fetched are put into prices/DAY; docs/price.md says in which form.",
    ]
    folder = allowed(tmp_path / "other", server)
    text = (folder / "register.toml").read_text(encoding="utf-8").replace("allowed = true", "allowed = false")
    (folder / "register.toml").write_text(text, encoding="utf-8")
    assert tracer("reserve", "fetch", folder, "--day", "2026-11-30").code == 2
    assert Exchanges.asked == []


def test_what_is_on_file_stays(tmp_path: Path, server: str) -> None:
    """Neither replaced nor added to; who cannot be asked is said."""
    folder = allowed(tmp_path, server, ("kraken", "bitstamp", "alpha"))
    quote(folder, steady_quotes(kraken="67000.00"))
    before = (folder / "prices/2026-11-30/kraken.csv").read_bytes()
    ended = tracer("reserve", "fetch", folder, "--day", "2020-11-30")
    assert ended.code == 2
    found = fetched(folder)
    assert found["kraken"].why == "kraken: has quotes on file; they stay."
    assert found["alpha"].why == "alpha: cannot be asked; write alpha.csv instead."
    assert (found["bitstamp"].why, found["kraken"].failed) == (None, False)
    assert (folder / "prices/2026-11-30/kraken.csv").read_bytes() == before
    assert {urlsplit(path).path for path in Exchanges.asked} == {"/api/v2/transactions/btcusd/"}


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((500, b"[]"), "answered with HTTP status 500 and 2 bytes."),
        ((302, b""), "answered with HTTP status 302 and 0 bytes."),
        ((200, b"<html>"), "bitfinex, page 1: is not JSON: "),
        ((200, b"[]"), "bitfinex: page 1 has no trade that was not there: it gets no further."),
        ((200, RAW["bitfinex"](TRADES[:3])), "bitfinex: page 2 has no trade that was not there: it gets no further."),
    ],
)
def test_an_exchange_that_gives_nothing(tmp_path: Path, server: str, answer: tuple[int, bytes], why: str) -> None:
    """Nothing of it is filed, the others are; exit 3 says it."""
    Exchanges.broken["bitfinex"] = answer
    folder = allowed(tmp_path, server)
    found = fetched(folder)
    assert found["bitfinex"].failed
    assert why in (found["bitfinex"].why or "")
    assert not list((folder / "prices/2026-11-30").glob("bitfinex*"))
    assert len(list((folder / "prices/2026-11-30").glob("gemini*"))) == 4


def test_the_command_says_what_came(tmp_path: Path, server: str) -> None:
    """Exit 3 where an exchange gave nothing; the window must have ended."""
    folder = allowed(tmp_path, server, ("kraken", "bitstamp", "coinbase"), date="2019-01-12")
    Exchanges.broken["kraken"] = (503, b"busy")
    ended = tracer("reserve", "fetch", folder, "--day", "2020-11-30")
    assert (ended.code, ended.out) == (3, "bitstamp: 90 trades in 1 files\n")
    assert "answered with HTTP status 503 and 4 bytes.\n" in ended.err
    assert ended.err.endswith("coinbase: page 5 has no trade that was not there: it gets no further.\n")
    ahead = tracer("reserve", "fetch", folder, "--day", "2999-11-30")
    assert ahead.code == 2
    assert ahead.err.startswith("Error: the window of 2999-11-30 ends at 2999-11-30 19:00:00 UTC: ask after it.")


def test_an_exchange_that_is_not_there(tmp_path: Path, server: str) -> None:
    """It does not answer, and is named."""
    folder = allowed(tmp_path, server)
    text = (
        (folder / "register.toml")
        .read_text(encoding="utf-8")
        .replace(f'gemini = "{server}"', 'gemini = "http://127.0.0.1:9"')
    )
    (folder / "register.toml").write_text(text, encoding="utf-8")
    assert "http://127.0.0.1:9/v1/trades/btcusd" in (fetched(folder)["gemini"].why or "")
    assert "does not answer" in (fetched(folder)["gemini"].why or "")


@pytest.mark.parametrize(
    "address", ["http://api.kraken.com", "ftp://x", "https://", "https://a/b", "http://127.0.0.1.evil.example"]
)
def test_only_encrypted_addresses_or_this_machine(tmp_path: Path, address: str) -> None:
    """Anything else is a fault of the register."""
    folder = register(tmp_path)
    with (folder / "register.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[fetch]\nallowed = true\nkraken = "{address}"\n')
    ended = tracer("reserve", "check", folder)
    assert ended.code == 2
    assert "register.toml: fetch.kraken: expected an address such as https://api.kraken.com" in ended.err
