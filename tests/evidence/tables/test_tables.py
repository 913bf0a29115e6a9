"""The tables: whole satoshi, UTC, and nothing a spreadsheet would run."""

import csv
import io
from dataclasses import replace

from tests.evidence.story import dossier_of, tell
from tracer.evidence.dossier import Dossier
from tracer.evidence.tables.tables import tables
from tracer.result.trace_file import TERMINALS


def rows(data: bytes) -> list[dict[str, str]]:
    """Return a table's rows by column name."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def test_terminals_hold_the_closed_books() -> None:
    """One row per rule and label; its terminals add up to its seeds."""
    found = rows(tables(dossier_of(tell()))["terminals.csv"])
    assert [(row["method"], row["label"]) for row in found] == [
        ("fifo", "A"), ("fifo", "B"), ("haircut", "A"), ("haircut", "B"),
    ]  # fmt: skip
    for row in found:
        assert sum(int(row[f"{name}_sat"]) for name in TERMINALS) == int(row["seed_sat"])
    assert found[0]["custody_sat"] == "974980000"


def test_receipts_name_wallet_coin_and_order() -> None:
    """A receipt's row says which coin, when, how much of what, and under which order."""
    story = tell()
    found = rows(tables(dossier_of(story))["receipts.csv"])
    assert found[0]["custody"] == "Agency seizure wallet"
    assert found[0]["outpoint"] == str(story.coins["s0"])
    assert (found[0]["value_sat"], found[0]["label"], found[0]["taint_sat"]) == ("990000000", "A", "974980000")
    assert found[0]["time_utc"] == "2026-05-28T23:16:40Z"
    assert found[0]["orders"] == "2-1234/2026"


def test_a_text_that_looks_like_a_formula_is_guarded() -> None:
    """A fault that starts with an equals sign does not run in a spreadsheet."""
    found = rows(tables(dossier_of(tell()))["orders.csv"])
    assert found[0]["faults"] == "'=1+1 a receipt before the order's date"
    assert (found[1]["ordered_sat"], found[1]["shortfall_sat"]) == ("", "")


def _with_name(dossier: Dossier, name: str) -> Dossier:
    main = dossier.trace.main
    ends = tuple(replace(end, name=name) for end in main.ends)
    methods = {**dossier.trace.methods, "fifo": replace(main, ends=ends)}
    return replace(dossier, trace=replace(dossier.trace, methods=methods))


def test_hostile_names_stay_in_their_cell() -> None:
    """Quotes, commas, line breaks and formula signs of a wallet's name come back as one guarded cell on one line."""
    for name, cell in (
        ("@SUM(A1)", "'@SUM(A1)"), ("+1", "'+1"), ("-1", "'-1"), ("\tx", r"'\u0009x"),
        ('a,"b"\n=c', r'a,"b"\u000a=c'), ("Әуезов", "Әуезов"),
    ):  # fmt: skip
        found = rows(tables(_with_name(dossier_of(tell()), name))["coins.csv"])
        assert found[0]["at"] == cell


def test_every_table_ends_lines_with_a_line_feed_only() -> None:
    """No carriage return is written, and an empty table still has its head."""
    found = tables(dossier_of(tell()))
    assert all(b"\r" not in content for content in found.values())
    assert found["collisions.csv"] == b"method,outpoint,holder,claimant,sat\n"
