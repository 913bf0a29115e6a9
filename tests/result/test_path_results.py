"""The path exhibit as the reader gets it: in `trace.json`, in a table, in the report."""

import csv
import io
from hashlib import sha256
from itertools import pairwise

import pytest

from tests.evidence.results import result
from tests.story import BLOCKS, story_run, story_trace
from tracer.container.material import collect
from tracer.documents.local_time import set_clock
from tracer.documents.paper import Table
from tracer.errors import IntegrityError
from tracer.evidence.dossier import Dossier, decoded, shown_times
from tracer.evidence.report.paths import path_sections
from tracer.evidence.tables.tables import tables
from tracer.formats import canonical
from tracer.ingest.block_file import FileView
from tracer.result.path_results import NO_PATHS
from tracer.result.trace_reading import read_trace


def dossier() -> Dossier:
    """Return the recorded story as a bundle's reader has it."""
    run, view = story_run(), FileView.open(BLOCKS)
    material = collect(view, run.read, run.horizon)
    assert material is not None
    clock = set_clock(run.case.timezone, shown_times(material))
    return Dossier(trace=result()[0], case=run.case, material=material, clock=clock, transactions=decoded(material))


def test_the_table_lists_every_link_and_adds_up() -> None:
    """Per receipt the exact paths add up to its taint; each link spends what the link before it made."""
    content = tables(dossier())["paths.csv"].decode()
    rows = list(csv.DictReader(io.StringIO(content)))
    sums: dict[str, int] = {}
    for row in rows:
        if row["kind"] == "satoshi" and row["link"] == "1":
            sums[row["receipt"]] = sums.get(row["receipt"], 0) + int(row["sat"])
    held = {coin["outpoint"]: sum(coin["taint_sat"].values()) for coin in story_trace()["methods"]["fifo"]["coins"]
            if coin["terminal"] == "custody"}  # fmt: skip
    assert sums == held
    for before, after in pairwise(rows):
        if (before["kind"], before["path"]) == (after["kind"], after["path"]):
            assert after["spent"] == f"{before['txid']}:{before['vout']}"
            assert after["rule"] == before["rule"]
    assert {(row["rule"], bool(row["sat"])) for row in rows} == {("fifo", True), ("", False)}


def test_the_report_says_what_links_and_what_is_illustrative() -> None:
    """Exact paths are attributed under FIFO; illustrations have no amounts and say that none may be added up."""
    (section,) = path_sections(dossier())
    texts = " ".join(block.text for block in section.blocks if hasattr(block, "text"))
    assert "attributed under FIFO" in texts
    assert "Illustrative only" in texts
    assert "must not be added up" in texts
    drawn = next(b for b in section.blocks if isinstance(b, Table) and b.caption == "Links of the illustrative ways")
    assert {row[-1] for row in drawn.rows} == {"—"}


def test_a_result_without_paths_is_read_as_having_none() -> None:
    """An older `trace.json` has no such key."""
    whole = story_trace()
    older = canonical.dumps({key: value for key, value in whole.items() if key != "paths"})
    assert read_trace(older, sha256(older).hexdigest()).paths == NO_PATHS


def test_a_path_without_its_amount_is_named() -> None:
    """A damaged exact path is one message with its place."""
    whole = story_trace()
    first, *rest = whole["paths"]["satoshi"]
    broken = canonical.dumps({**whole, "paths": {**whole["paths"], "satoshi": [{**first, "sat": None}, *rest]}})
    with pytest.raises(IntegrityError, match=r"paths.satoshi\[0\]\.sat"):
        read_trace(broken, "")
