"""The case in machine form: everything resolved to scripts, nothing that the material does not pay."""

import json
from dataclasses import replace

from tests.evidence.chain import script_of
from tests.evidence.story import case_of, material_of, tags_of, tell
from tracer.case import case_file
from tracer.case.case import Label, Seed
from tracer.chain.address import encode
from tracer.chain.amount import Sats
from tracer.chain.network import REGTEST
from tracer.chain.outpoint import Txid
from tracer.chain.transaction import Output, Transaction
from tracer.container.material import heights
from tracer.documents.local_time import set_clock
from tracer.evidence.dossier import decoded
from tracer.evidence.resolved_case import resolved_case
from tracer.trace.tags import tags

STORY = tell()
CASE = case_file.parse(case_of(STORY), "case.toml")
TRANSACTIONS = decoded(material_of(STORY))
HEIGHTS = heights(material_of(STORY))
NO_CLOCK = set_clock(None, ())
PACK = tags.parse(tags_of(), "packs/services.yaml", REGTEST)


def test_wallets_services_and_orders_are_resolved() -> None:
    """Wallets and services are scripts in hexadecimal, orders have their days, stops their values."""
    found = json.loads(resolved_case(CASE, [PACK], TRANSACTIONS, HEIGHTS, NO_CLOCK))
    assert found["custody"][0] == {"name": "Agency seizure wallet", "stage": "seizure"}
    assert found["wallets"][script_of("state seizure").hex()] == "Agency seizure wallet"
    assert found["services"] == {script_of("exchange").hex(): "Some Exchange"}
    assert [(row["id"], row["date"], row["in_force"], row["ordered_sat"]) for row in found["orders"]] == [
        ("2-1234/2026", "2026-06-02", "2026-06-20", 1_200_000_000),
        ("2-1235/2026", "2026-05-02", None, None),
    ]
    assert found["parameters"]["stop"]["min_sat"] == 1000


def test_the_offsets_from_utc_are_stated() -> None:
    """Days are counted by the offsets that the case itself states: Almaty went from UTC+6 to UTC+5 on 1 March 2024."""
    clock = set_clock("Asia/Almaty", (1_709_000_000, 1_709_100_000, 1_710_000_000))
    found = json.loads(resolved_case(CASE, [PACK], TRANSACTIONS, HEIGHTS, clock))
    assert found["offsets"] == [[1_709_000_000, 6 * 3600], [1_710_000_000, 5 * 3600]]


def test_a_script_that_nothing_pays_is_not_shown() -> None:
    """A wallet's or a service's other scripts stay out of the bundle."""
    wallet = replace(CASE.custody[0], scripts=(b"\x51", *CASE.custody[0].scripts))
    found = json.loads(resolved_case(replace(CASE, custody=(wallet,)), [PACK], TRANSACTIONS, HEIGHTS, NO_CLOCK))
    assert found["wallets"] == {script_of("state seizure").hex(): wallet.name}
    assert json.loads(resolved_case(CASE, [PACK], {}, {}, NO_CLOCK))["services"] == {}


def _claims(*seeds: Seed) -> dict[str, list[list[str | int]]]:
    return json.loads(resolved_case(replace(CASE, seeds=seeds), [PACK], TRANSACTIONS, HEIGHTS, NO_CLOCK))["claims"]


def test_claims_stand_in_the_order_in_which_seeds_are_taken_up() -> None:
    """In each coin outpoints come first, then whole transactions, then what addresses received."""
    outpoint = CASE.seeds[0]
    assert outpoint.outpoint is not None
    txid = replace(outpoint, label=Label("T"), outpoint=None, txid=outpoint.outpoint.txid, amount=None)
    output = TRANSACTIONS[outpoint.outpoint.txid].outputs[outpoint.outpoint.vout]
    address = replace(outpoint, label=Label("X"), outpoint=None, scripts=(output.script,), amount=None)
    found = _claims(address, txid, outpoint)
    amount = output.value if outpoint.amount is None else min(outpoint.amount, output.value)
    assert found[str(outpoint.outpoint)] == [
        [outpoint.label, amount], ["T", output.value], ["X", output.value]
    ]  # fmt: skip
    for vout, each in enumerate(TRANSACTIONS[outpoint.outpoint.txid].outputs):
        assert ["T", each.value] in found[f"{txid.txid}:{vout}"]
    paid = {
        f"{name}:{vout}"
        for name in HEIGHTS
        for vout, each in enumerate(TRANSACTIONS[name].outputs)
        if each.script == output.script
    }
    assert {name for name, claims in found.items() if any(label == "X" for label, _ in claims)} == paid


def test_a_claim_is_what_the_seeds_amount_and_window_leave() -> None:
    """An amount is used up coin by coin, and only coins of the window are claimed."""
    txid = next(name for name in HEIGHTS if len(TRANSACTIONS[name].outputs) > 1)
    values = [output.value for output in TRANSACTIONS[txid].outputs]
    seed = replace(CASE.seeds[0], outpoint=None, txid=txid, amount=Sats(values[0] + 1))
    assert [_claims(seed)[f"{txid}:{vout}"][0][1] for vout in (0, 1)] == [values[0], 1]
    window = replace(CASE.seeds[0], outpoint=None, scripts=(script_of("exchange"),), amount=None)
    last = max(HEIGHTS[Txid(name[:64])] for name in _claims(window))
    latest = {name for name in _claims(window) if HEIGHTS[Txid(name[:64])] == last}
    assert _claims(replace(window, to_height=last - 1)).keys() == _claims(window).keys() - latest
    assert _claims(replace(window, from_height=last)).keys() == latest


def test_each_script_that_is_paid_has_its_address() -> None:
    """Whoever checks a bundle needs no code for addresses: each script that is paid, and can be, is spelled."""
    bare = b"\x51"
    paying = Transaction(Txid("00" * 32), 2, (), (Output(Sats(1), script_of("exchange")), Output(Sats(1), bare)), 0)
    found = json.loads(resolved_case(CASE, [PACK], {paying.txid: paying}, {}, NO_CLOCK))
    assert found["addresses"] == {script_of("exchange").hex(): encode(script_of("exchange"), REGTEST)}
