"""The case in machine form: everything resolved to scripts, nothing that the material does not pay."""

import json
from dataclasses import replace

from tests.evidence.chain import script_of
from tests.evidence.story import case_of, material_of, tags_of, tell
from tracer.case import case_file
from tracer.chain.address import encode
from tracer.chain.network import REGTEST
from tracer.evidence.dossier import decoded
from tracer.evidence.resolved_case import paid_scripts, resolved_case
from tracer.trace import tags

STORY = tell()
CASE = case_file.parse(case_of(STORY), "case.toml")
PAID = paid_scripts(decoded(material_of(STORY)))
PACK = tags.parse(tags_of(), "packs/services.yaml", REGTEST)


def test_wallets_services_and_orders_are_resolved() -> None:
    """Wallets and services are scripts in hexadecimal, orders have their days, stops their values."""
    found = json.loads(resolved_case(CASE, [PACK], PAID))
    assert found["custody"][0] == {
        "name": "Agency seizure wallet", "stage": "seizure", "scripts": [script_of("state seizure").hex()]
    }  # fmt: skip
    assert found["services"] == {script_of("exchange").hex(): "Some Exchange"}
    assert [(row["id"], row["date"], row["in_force"], row["amount_sat"]) for row in found["orders"]] == [
        ("2-1234/2026", "2026-06-02", "2026-06-20", 1_200_000_000),
        ("2-1235/2026", "2026-05-02", None, None),
    ]
    assert found["stop"]["min_sat"] == 1000
    assert found["stop"]["tags"] == [PACK.sha256]


def test_a_script_that_nothing_pays_is_not_shown() -> None:
    """A wallet's or a service's other scripts stay out of the bundle."""
    wallet = replace(CASE.custody[0], scripts=(b"\x51", *CASE.custody[0].scripts))
    found = json.loads(resolved_case(replace(CASE, custody=(wallet,)), [PACK], PAID))
    assert found["custody"][0]["scripts"] == [script_of("state seizure").hex()]
    assert json.loads(resolved_case(CASE, [PACK], ()))["services"] == {}


def test_seeds_stand_in_the_order_in_which_they_are_taken_up() -> None:
    """Outpoints come first, then txids, then addresses, each with its place in the file."""
    outpoint = CASE.seeds[0]
    txid = replace(outpoint, outpoint=None, txid=STORY.coins["A0"].txid)
    address = replace(outpoint, outpoint=None, scripts=(script_of("exchange"),), from_height=3)
    found = json.loads(resolved_case(replace(CASE, seeds=(address, txid, outpoint)), [PACK], PAID))
    assert [row["seed"] for row in found["seeds"]] == [3, 2, 1]
    assert found["seeds"][2]["scripts"] == [script_of("exchange").hex()]
    assert found["seeds"][2]["from_height"] == 3


def test_each_script_that_is_paid_has_its_address() -> None:
    """Whoever checks a bundle needs no code for addresses: each script that is paid, and can be, is spelled."""
    bare = b"\x51"
    found = json.loads(resolved_case(CASE, [PACK], {script_of("exchange"), bare}))
    assert found["addresses"] == {script_of("exchange").hex(): encode(script_of("exchange"), REGTEST)}
