"""The page on tables, made of the schemas that write them: `python -m tests.tables > docs/tables.md`."""

import sys
from collections.abc import Iterable

from tracer.batch import summary_csv
from tracer.container import chain_tables
from tracer.evidence.tables.leads import LEADS
from tracer.evidence.tables.tables import SCHEMAS
from tracer.formats.table_schema import TableSchema

HEAD = """# Tables

Every table that the product writes as CSV, made of the schemas in the code: `python -m tests.tables > docs/tables.md`.
`tests/test_docs_tables.py` holds this page to them, and the tables of the story to their kinds. UTF-8, lines end with
one line feed, the first line names the columns; a cell holds what its column says or is empty. A text that a
spreadsheet would take for a formula has an apostrophe before it, one after a semicolon in it too, where spreadsheets
set to Russian or Kazakh part cells; what hides in a text stands as its number. Columns may be added at the end of a
table; none is renamed. Rows of `trace.json` that lie beside it, such as `coins.RULE.csv`, are told in
[`trace.json`](trace-json.md); the form of the chain's tables, to the byte, in
[bundle](bundle.md).
"""
PARTS = (
    ("A bundle's result, `data/trace/`; in `tables.xlsx` a sheet each", SCHEMAS),
    ("A bundle's chain, `data/chain/`", (chain_tables.TRANSACTIONS.schema, chain_tables.PROOFS.schema)),
    ("A run", (LEADS,)),
    ("A batch", summary_csv.SCHEMAS),
)


def page() -> str:
    """Return the page."""
    return "\n".join([HEAD, *(_part(title, schemas) for title, schemas in PARTS)])


def _part(title: str, schemas: Iterable[TableSchema]) -> str:
    return "\n".join([f"## {title}\n", *map(_table, schemas)])


def _table(schema: TableSchema) -> str:
    rows = [f"| `{column.name}` | {column.kind.value} | {column.meaning} |\n" for column in schema.columns]
    return (
        f"### `{schema.name}`\n\nA row: {schema.row}.\n\n| column | holds | meaning |\n|---|---|---|\n{''.join(rows)}"
    )


if __name__ == "__main__":
    sys.stdout.write(page())
