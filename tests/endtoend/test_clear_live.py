"""Clearances over a live node: proposed by a wallet that holds no key, cleared, signed by others, sent, observed."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from embit.bip32 import HDKey
from embit.descriptor.checksum import add_checksum
from embit.networks import NETWORKS

from fixtures.bitcoind import Node
from fixtures.recorder.plot import RESERVE
from fixtures.recorder.record_clearance import BACK, BIDDER, LATE, PROPOSED, final, hold, load, propose, signed, watch
from tests.bitcoind import needs_bitcoind
from tests.reserve.clearing import AUCTIONED, TEST_DISPOSAL, clear, context, failed, file_act, step
from tests.reserve.folders import register_two
from tracer.chain.amount import Sats
from tracer.chain.transaction import Output
from tracer.operations.reserve_observe import Observed, ObserveRequest, observe
from tracer.operations.reserve_status import StatusRequest, reserve_status
from tracer.operations.sources import ChainSource
from tracer.reserve.clearance import psbt
from tracer.reserve.clearance.signatures import signed_size, signers

pytestmark = needs_bitcoind

PAID_COIN = f"{BACK[0]}:{BACK[1]}"


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """Give a node with the chain of part two, a wallet that watches the reserve and one for each of three holders."""
    with Node(tmp_path / "node") as running:
        load(running)
        watch(running, RESERVE.descriptor)
        hold(running)
        running.wait_for_indexes()
        yield running


def observed(register: Path, node: Node) -> Observed:
    """Observe over the node."""
    return observe(ObserveRequest(register, ChainSource(node.url, node.cookie)), context())


def send(node: Node, content: bytes) -> str:
    """Complete a PSBT, send it, mine it; return its txid."""
    txid = str(node.call("sendrawtransaction", final(node, content)))
    node.call("generateblock", BIDDER.address, [txid])
    node.wait_for_indexes()
    return txid


def alarms(register: Path) -> dict[str, list[str]]:
    """Return the sentences of a status's alarms by severity, of those about clearances and departures."""
    found: dict[str, list[str]] = {}
    for each in reserve_status(StatusRequest(register), context()).status.alarms:
        if each.kind in ("cleared", "sent", "late"):
            found.setdefault(each.severity.value, []).append(each.text)
    return found


def test_a_test_payment_then_the_auction_are_sent_as_cleared(node: Node, tmp_path: Path) -> None:
    """The script is known once its test payment is on the chain and a step names it; both are observed as cleared."""
    register = register_two(tmp_path)
    observed(register, node)
    before = alarms(register)
    file_act(register, TEST_DISPOSAL)
    file = tmp_path / "payment.psbt"
    proposal = propose(node, PROPOSED["test-payment"])
    file.write_bytes(proposal)
    first = clear(register, file)
    assert failed(first) == {}
    file.write_bytes(signed(node, proposal, 0, 1))
    again = clear(register, file)
    assert failed(again) == {}
    assert again.clearance.checks[5].what.startswith("Signed by key ")
    txid = send(node, signed(node, proposal, 0, 1, 2))
    assert txid == first.clearance.entry.txid
    told = f"{txid} was sent as cleared for act 2026-0002 (journal {first.entry})."
    assert told in observed(register, node).sent
    assert alarms(register) == before | {"note": [told]}
    file_act(register, AUCTIONED)
    file.write_bytes(propose(node, PROPOSED["auction"]))
    assert set(failed(clear(register, file))) == {"C7", "D5"}
    file_act(register, step(4, 2, "sent", txid))
    found = clear(register, file)
    assert failed(found) == {}
    sent = send(node, signed(node, file.read_bytes(), 0, 1, 2))
    assert f"{sent} was sent as cleared for act 2026-0003 (journal {found.entry})." in observed(register, node).sent


def test_a_coin_that_is_sent_otherwise_than_cleared_alarms(node: Node, tmp_path: Path) -> None:
    """Another transaction that spends a cleared coin is told at once, and for ever."""
    register = register_two(tmp_path)
    observed(register, node)
    before = alarms(register)
    file_act(register, TEST_DISPOSAL)
    file = tmp_path / "payment.psbt"
    file.write_bytes(propose(node, PROPOSED["test-payment"]))
    found = clear(register, file)
    assert found.exit_code == 0
    other = PROPOSED["test-payment"]._replace(pays=((BIDDER.address, "0.29000000"),))
    txid = send(node, signed(node, propose(node, other), 0, 1, 2))
    now = clear(register, file, ChainSource(node.url, node.cookie))
    assert failed(now)["C1"] == f"Input 0: {PAID_COIN} was spent by {txid} at block 334."
    unseen = PROPOSED["merge"]._replace(coins=(LATE,), pays=((BIDDER.address, "0.50000000"),))
    never = send(node, signed(node, propose(node, unseen), 0, 1, 2))
    looked = observed(register, node)
    assert f"{never} left and was never cleared before it was signed." in looked.warnings
    text = (
        f"{txid} spends a coin that was cleared to be spent by {found.clearance.entry.txid} for act 2026-0002 (journal "
        f"{found.entry}): it was sent differently."
    )
    assert text in [each.text for each in looked.observation.faults]
    assert looked.exit_code == 1
    assert set(alarms(register)["hard"]) - set(before.get("hard", ())) == {
        text,
        f'{txid} moved 0.29000000 BTC out of "State reserve wallet" at height 334; no act covers it.',
        f'{never} moved 0.50000000 BTC out of "State reserve wallet" at height 335; no act covers it.',
    }
    assert f"{never} left and was never cleared before it was signed." in alarms(register)["warning"]


FORMS = {
    "wpkh": "wpkh({0}/*)",
    "nested": "sh(wpkh({0}/*))",
    "pkh": "pkh({0}/*)",
    "wsh": "wsh(sortedmulti(2,{0}/*,{1}/*))",
    "sh": "sh(sortedmulti(2,{0}/*,{1}/*))",
    "sh-wsh": "sh(wsh(sortedmulti(2,{0}/*,{1}/*)))",
    "tr": "tr({0}/*)",
    "tr-script": "tr(50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0,pk({0}/*))",
}


def paid(node: Node, form: str) -> None:
    """Give a node a wallet with private keys of a form, and a coin in it."""
    node.call("createwallet", form, False, True, "", False, True)
    seeds = [f"{form} {number}".encode() * 4 for number in (1, 2)]
    keys = [HDKey.from_seed(seed, version=NETWORKS["regtest"]["xprv"]).to_base58() for seed in seeds]
    asked = {"desc": add_checksum(FORMS[form].format(*keys)), "timestamp": 0, "range": [0, 9]}
    assert table(one(node.call("importdescriptors", [asked], wallet=form)))["success"], form
    public = table(node.call("getdescriptorinfo", asked["desc"]))["descriptor"]
    node.call("generatetoaddress", 1, one(node.call("deriveaddresses", public, [3, 3])))


def test_every_form_that_a_node_signs_is_verified(tmp_path: Path) -> None:
    """Partly signed and finalised: each signature of a node's wallet is found to hold, and not over another amount."""
    with Node(tmp_path / "node") as node:
        for form in FORMS:
            paid(node, form)
        node.call("generatetoaddress", 101, BIDDER.address)
        for form in FORMS:
            coin = table(one(node.call("listunspent", wallet=form)))
            spends, pays = [{"txid": coin["txid"], "vout": coin["vout"]}], [{BIDDER.address: "49.999"}]
            blank = node.call("createpsbt", spends, pays)
            coins = [Output(sats(coin["amount"]), bytes.fromhex(str(coin["scriptPubKey"])))]
            size = 0
            for finalize in (False, True):
                answer = table(node.call("walletprocesspsbt", blank, True, None, True, finalize, wallet=form))
                proposal = psbt.parse(base64.b64decode(str(answer["psbt"])), form)
                if finalize:
                    real = table(node.call("decoderawtransaction", answer["hex"]))["vsize"]
                    assert 0 <= int(str(real)) - size <= (25 if form == "tr-script" else 1), form
                else:
                    size = signed_size(proposal, {0: coins[0].script})
                found = signers(proposal, 0, coins)
                if form == "tr-script" and finalize:
                    assert found.faults == ("Input 0 is finalised by a script: clear it before.",)
                    continue
                assert (found.faults, len(found.keys)) == ((), 2 if "multi" in FORMS[form] else 1), (form, finalize)
                if form not in ("sh", "pkh"):
                    assert signers(proposal, 0, [replace(coins[0], value=sats("1.0"))]).faults, form


def one(found: object) -> object:
    """Return the only member of a list."""
    assert isinstance(found, list)
    (member,) = found
    return member


def table(found: object) -> dict[str, object]:
    """Return an answer that is a table."""
    assert isinstance(found, dict)
    return found


def sats(bitcoin: object) -> Sats:
    """Return satoshi of an amount as a node writes it."""
    return Sats(int(Decimal(str(bitcoin)) * 100_000_000))
