"""Leads follow from the result alone: whom to ask, what to watch, where to look."""

import csv
from dataclasses import replace
from hashlib import sha256
from io import StringIO
from pathlib import Path

from tests.commands import tracer
from tests.evidence.results import headers, result
from tests.story import BLOCKS, CASE, NAMES, STORY
from tracer.chain.network import REGTEST
from tracer.evidence.tables.leads import LEADS, heights, leads, leads_csv
from tracer.result.trace_file import StatedGap
from tracer.trace.tags import tags

TXID = {name: row["txid"] for name, row in NAMES["transactions"].items()}


def rows(content: bytes) -> list[dict[str, str]]:
    """Return the rows of a list of leads."""
    return list(csv.DictReader(StringIO(content.decode())))


def test_a_deposit_holds_what_a_records_request_must_quote() -> None:
    """A deposit at a service names txid, vout, address, value, block and time, the largest first."""
    trace, _ = result()
    first, second = (row for row in rows(leads_csv(trace, headers())) if row["kind"] == "service deposit")
    assert (first["txid"], first["vout"], first["value_sat"], first["taint_sat"]) == (
        TXID["peel-1"],
        "0",
        "100000000",
        "100000000",
    )
    assert (first["address"], first["at"]) == ("bcrt1qzmyfv50xekqnsny02cgk3plch25gcnu3undj53", "Example Exchange")
    assert (first["height"], first["time_utc"]) == ("106", "2025-03-15T02:00:00Z")
    assert first["block"] == NAMES["blocks"]["106"]
    assert (second["txid"], second["vout"], second["labels"]) == (TXID["merge-2"], "1", "A 9950000")


def test_a_deposit_names_the_tag_that_says_whose_it_is() -> None:
    """Source, confidence, pack, line and the pack's hash stand beside a deposit, and beside no other lead."""
    trace, _ = result()
    content = (STORY / "tags/exchange.yaml").read_bytes()
    pack = tags.parse(content, "tags/exchange.yaml", REGTEST)
    found = rows(leads_csv(trace, headers(), [pack]))
    deposits = [row for row in found if row["kind"] == "service deposit"]
    assert [row["tag_source"] for row in deposits] == ["https://exchange.example/deposits"] * 2
    assert {row["tag_confidence"] for row in deposits} == {"service_data"}
    assert [row["tag_pack"] for row in deposits] == [
        f"tags/exchange.yaml, line {line}, sha256 {sha256(content).hexdigest()}" for line in (12, 13)
    ]
    assert {row["tag_source"] for row in found if row["kind"] != "service deposit"} == {""}


def test_a_deposit_names_who_is_behind_the_tag() -> None:
    """The actor that a tag names is resolved by the first ActorPack that knows it; else its bare id is printed."""
    trace, _ = result()
    content = (STORY / "tags/exchange.yaml").read_bytes() + b"actor: example\n"
    actors = b"""title: Actors
creator: Unit
lastmod: 2026-01-02
actors:
- id: example
  label: Example
  uri: exchange.example
  categories: [exchange]
  jurisdictions: [KZ, AE]
  context: {legal_name: Example Holdings}
"""
    packs = [tags.parse(content, "tags.yaml", REGTEST), tags.parse(actors, "actors.yaml", REGTEST)]
    named = ("tag_actor", "actor_legal_name", "actor_categories", "actor_jurisdictions", "actor_pack")
    for given, said in (
        (packs[:1], ("example", "", "", "", "")),
        (packs, ("Example (example)", "Example Holdings", "exchange", "KZ AE", "actors.yaml, line 5")),
    ):
        found = rows(leads_csv(trace, headers(), given))
        assert {tuple(row[name] for name in named) for row in found if row["kind"] == "service deposit"} == {said}
        assert {row["tag_actor"] for row in found if row["kind"] != "service deposit"} == {""}


def test_every_run_holds_its_leads(tmp_path: Path) -> None:
    """What `tracer trace` writes beside the result is the list over the result, its TagPacks and its chain."""
    assert tracer("trace", CASE, "--chain", BLOCKS, "--out", tmp_path / "run").code == 0
    trace, _ = result()
    pack = tags.parse((STORY / "tags/exchange.yaml").read_bytes(), "tags/exchange.yaml", REGTEST)
    assert (tmp_path / "run/leads.csv").read_bytes() == leads_csv(trace, headers(), [pack])


def test_a_gap_at_no_coin_is_a_lead() -> None:
    """What could not be known of a seed or a transaction is a lead too, though no coin ends there."""
    trace, _ = result()
    gap = StatedGap(None, None, TXID["merge-2"], "cannot be read")
    (row,) = (row for row in rows(leads_csv(replace(trace, gaps=(gap,)), {})) if row["kind"] == "gap")
    assert (row["reason"], row["taint_sat"]) == (f"{TXID['merge-2']}: cannot be read", "0")


def test_kinds_stand_in_order_and_amounts_fall() -> None:
    """Kinds follow one another in their order, amounts fall inside each, and no coin is listed twice."""
    trace, _ = result()
    found = leads(trace)
    assert [lead.kind for lead in found] == ["service deposit"] * 2 + ["unspent coin"] * 2 + ["stop"] * 3
    for kind in {lead.kind for lead in found}:
        amounts = [lead.amount for lead in found if lead.kind == kind]
        assert amounts == sorted(amounts, reverse=True)
    assert len({lead.end and lead.end.outpoint for lead in found}) == len(found)


def test_a_coin_that_only_another_rule_reaches_says_so() -> None:
    """What the primary rule does not attribute is a lead of the other rule, and named so."""
    trace, _ = result()
    (lead,) = (lead for lead in leads(trace) if lead.rules == ("haircut",))
    assert lead.end is not None
    assert str(lead.end.outpoint) == f"{TXID['merge-2']}:2"
    assert lead.reason == "not under fifo, the primary rule; not spent at the horizon"


def test_a_receipt_without_order_is_a_lead() -> None:
    """A receipt that no order covers is a lead, and so is what is received beyond the orders."""
    trace, _ = result()
    bare = replace(trace, orders=(), unordered={"A": 5, "B": 0})
    kinds = [lead.kind for lead in leads(bare)]
    assert kinds.count("receipt without order") == 4
    (row,) = (row for row in rows(leads_csv(bare, {})) if row["kind"] == "unordered amount")
    assert (row["taint_sat"], row["labels"], row["txid"]) == ("5", "A 5", "")


def test_no_spreadsheet_runs_a_cell() -> None:
    """A service's label that begins like a formula is guarded."""
    trace, _ = result()
    ends = tuple(replace(end, name="=1+1") for end in trace.main.ends)
    evil = replace(trace, methods={**trace.methods, "fifo": replace(trace.main, ends=ends)})
    assert {row["at"] for row in rows(leads_csv(evil, {}))} <= {"'=1+1", ""}


def test_the_same_result_gives_the_same_bytes() -> None:
    """The list has fixed columns, and headers only for the heights it names."""
    trace, _ = result()
    content = leads_csv(trace, headers())
    assert content == leads_csv(trace, {height: headers()[height] for height in heights(trace)})
    assert content.decode().splitlines()[0] == ",".join(LEADS.names)
    assert b"\r" not in content
