"""The page on tables is made of the schemas, and what is written is of the kinds that they say."""

import csv
import io
import re

import pytest

from tests.commands import ROOT
from tests.evidence.story import dossier_of, tell
from tests.story import story_run
from tests.tables import PARTS, page
from tracer.batch.summary import SummaryLine, summarise
from tracer.batch.summary_csv import SCHEMAS as OF_A_BATCH
from tracer.batch.summary_csv import tables as tables_of_a_batch
from tracer.evidence.tables.leads import LEADS, leads_csv
from tracer.evidence.tables.tables import SCHEMAS, tables
from tracer.formats.table_schema import CellKind, TableSchema
from tracer.result.document import document
from tracer.result.run_digest import digest_of
from tracer.result.trace_reading import read_documents

FORMS = {
    CellKind.TEXT: r"[^\x00-\x1f]*",
    CellKind.NUMBER: r"0|[1-9][0-9]*",
    CellKind.SATOSHI: r"0|[1-9][0-9]*",
    CellKind.TIME: r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z",
    CellKind.HASH: r"[0-9a-f]{64}",
    CellKind.OUTPOINT: r"[0-9a-f]{64}:(0|[1-9][0-9]*)",
}


def test_the_page_is_what_the_schemas_say() -> None:
    """Written anew, the page is the same: `python -m tests.tables > docs/tables.md`."""
    assert (ROOT / "docs" / "tables.md").read_text(encoding="utf-8") == page()


def test_a_table_names_each_column_once_and_says_what_it_is() -> None:
    """No column stands twice in a table; columns that hold satoshi say so in their names, and no others do."""
    for schema in (schema for _, schemas in PARTS for schema in schemas):
        assert len(set(schema.names)) == len(schema.names) > 1
        assert all(column.meaning for column in schema.columns)
        sums = [column.name for column in schema.columns if re.fullmatch(r"(.*_)?sat", column.name)]
        assert sums == [column.name for column in schema.columns if column.kind is CellKind.SATOSHI]


def misfits(schema: TableSchema, content: bytes) -> list[tuple[str, str]]:
    """Return each cell that is neither empty nor of its column's kind."""
    head, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    assert tuple(head) == schema.names
    assert [row for row in rows if len(row) != len(head)] == []
    pairs = [pair for row in rows for pair in zip(schema.columns, row, strict=True)]
    return [(column.name, cell) for column, cell in pairs if cell and not re.fullmatch(FORMS[column.kind], cell)]


def _written() -> dict[str, bytes]:
    """Return the tables of the recorded story: its result's, its leads, those of a batch of it alone."""
    result = read_documents(document(story_run()))
    digest = digest_of(result, story_run().case)
    line = SummaryLine(job="a.toml", folder="a", fault=None, message="", warnings=(), digest=digest, change=None)
    batch = tables_of_a_batch(summarise((line,), ()))
    return {f"batch {name}": content for name, content in batch.items()} | {LEADS.name: leads_csv(result, {})}


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.name)
def test_each_cell_of_a_result_s_table_is_of_its_column_s_kind(schema: TableSchema) -> None:
    """In the story that is told in the tests."""
    assert misfits(schema, tables(dossier_of(tell()))[schema.name]) == []


@pytest.mark.parametrize("schema", [LEADS, *OF_A_BATCH], ids=lambda schema: schema.name)
def test_each_cell_of_leads_and_of_a_batch_is_of_its_column_s_kind(schema: TableSchema) -> None:
    """In the recorded story, where there is a row of each."""
    content = _written()[schema.name if schema is LEADS else f"batch {schema.name}"]
    assert content.count(b"\n") > 1
    assert misfits(schema, content) == []


def test_a_cell_of_another_kind_is_found() -> None:
    """The check itself finds a word where a number should be."""
    assert misfits(SCHEMAS[0], (",".join(SCHEMAS[0].names) + "\ncoin,x,A,one,2,no\n").encode()) == [
        ("lower_sat", "one")
    ]
