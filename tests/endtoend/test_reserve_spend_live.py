"""A spend test over a live node: ordered, proposed by a wallet that holds no key, signed by others, mined, filed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.bitcoind import Node
from fixtures.recorder.plot import RESERVE
from fixtures.recorder.record_clearance import BACK, BIDDER, LARGE, Proposed, final, hold, load, propose, signed, watch
from tests.bitcoind import needs_bitcoind
from tests.commands import tracer
from tests.reserve.folders import register_two

pytestmark = needs_bitcoind

PERIOD = "2025Q4"
NONCE = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """Give a node with the chain of part two, a wallet that watches the reserve and one for each of three holders."""
    with Node(tmp_path / "node") as running:
        load(running)
        watch(running, RESERVE.descriptor)
        hold(running)
        running.wait_for_indexes()
        yield running


def prove(register: Path, *words: str) -> dict:
    """Return what `tracer reserve prove` says as JSON."""
    ended = tracer("reserve", "prove", register, "--period", PERIOD, *words, "--json", "--who", "A. Auditor")
    assert ended.code == 0, ended.err
    return json.loads(ended.out)


def observe(register: Path, node: Node, *words: str) -> None:
    """Observe over the node, whatever the observation alarms of."""
    ended = tracer("reserve", "observe", register, "--chain", node.url, "--cookie", node.cookie, *words)
    assert ended.code in (0, 1), ended.err


def address_of(node: Node, coin: tuple[str, int]) -> str:
    """Return the address that a coin lies at, by the node's word."""
    shown = node.call("gettxout", *coin)
    assert isinstance(shown, dict)
    place = shown["scriptPubKey"]
    assert isinstance(place, dict)
    return str(place["address"])


def bitcoin(sat: int) -> str:
    """Return satoshi as a node's wallet takes an amount."""
    return f"{sat // 100_000_000}.{sat % 100_000_000:08d}"


def test_a_payment_as_ordered_shows_control_of_two_coins(node: Node, tmp_path: Path) -> None:
    """Two coins of the closing pay the amount back to one of their scripts: both are spent, by the node's own word."""
    register = register_two(tmp_path)
    observe(register, node, "--at", "2025-12-31")
    asked = prove(register, "--request", "--nonce", NONCE)
    before = {row["outpoint"]: row for row in prove(register)["coins"]}
    coins = [f"{txid}:{vout}" for txid, vout in (LARGE, BACK)]
    assert {before[each]["status"] for each in coins} == {"none"}
    amount = bitcoin(int(asked["spend_test_sat"]))
    proposal = propose(node, Proposed((LARGE, BACK), ((address_of(node, LARGE), amount),), (1, 9), 20))
    txid = str(node.call("sendrawtransaction", final(node, signed(node, proposal, 0, 1, 2))))
    node.call("generateblock", BIDDER.address, [txid])
    node.wait_for_indexes()
    early = tracer("reserve", "prove", register, "--period", PERIOD, "--spent", txid, "--who", "A. Auditor")
    assert (early.code, "Observe it first: tracer reserve observe" in early.err) == (2, True)
    observe(register, node)
    found = prove(register, "--spent", txid)
    rows = {row["outpoint"]: row for row in found["coins"]}
    assert {(rows[each]["status"], rows[each]["spend_test"]) for each in coins} == {("spent", txid)}
    assert int(found["spent_sat"]) == sum(int(rows[each]["value_sat"]) for each in coins) > 0
    assert found["faults"] == []
    (file,) = (register / "proofs" / PERIOD).glob("spent-*.json")
    filed = json.loads(file.read_bytes())
    block = node.call("getblockhash", 334)
    assert filed["transaction"] == node.call("getrawtransaction", txid, 0, block)
    assert filed["headers"].endswith(str(node.call("getblockheader", block, False)))
    whole = node.call("getblock", block)
    assert isinstance(whole, dict)
    assert node.call("verifytxoutproof", filed["merkle_proof"]) == whole["tx"]


def test_another_amount_on_the_chain_is_no_spend_test(node: Node, tmp_path: Path) -> None:
    """One satoshi less than was ordered, really mined and observed: refused, exit 2, and nothing is proven."""
    register = register_two(tmp_path)
    observe(register, node, "--at", "2025-12-31")
    asked = prove(register, "--request", "--nonce", NONCE)
    amount = bitcoin(int(asked["spend_test_sat"]) - 1)
    proposal = propose(node, Proposed((BACK,), ((address_of(node, BACK), amount),), (1, 9), 20))
    txid = str(node.call("sendrawtransaction", final(node, signed(node, proposal, 0, 1, 2))))
    node.call("generateblock", BIDDER.address, [txid])
    node.wait_for_indexes()
    observe(register, node)
    ended = tracer("reserve", "prove", register, "--period", PERIOD, "--spent", txid, "--who", "A. Auditor")
    assert (ended.code, f"spend test {txid}: it neither pays " in ended.err) == (2, True)
    assert prove(register)["covered_sat"] == "0"
