"""What the workbook's first sheet says: what the tables are, and what each column holds."""

from collections.abc import Iterable

from tracer.documents.language.language import Language
from tracer.documents.words import rule_name
from tracer.evidence.dossier import Dossier
from tracer.evidence.tables.columns import COLUMNS
from tracer.evidence.tables.sheet_words import head
from tracer.formats.table_schema import TableColumn


def about(dossier: Dossier) -> tuple[str, ...]:
    """Return what the reader of the tables must know, the title first."""
    trace, language = dossier.trace, dossier.language
    say = language.say
    return (
        say(
            "Tables of case {id}, {network}, up to block {height}",
            id=trace.case,
            network=trace.network,
            height=str(trace.horizon_height),
        ),
        say(
            "Amounts are whole satoshi ({coin} satoshi are one bitcoin), attributed under {rule} unless a row names "
            "another rule: a convention, not a fact of the chain.",
            coin=language.number(100_000_000),
            rule=rule_name(trace.primary, language),
        ),
        say("Times are block times, declared by the miners, in UTC."),
        say("A text that a spreadsheet could take for a formula has an apostrophe before it."),
        say(
            "Sheets and columns are named in words; the CSV file of a sheet, and the column's name in it, stand beside."
        ),
        say("Each amount stands twice: in BTC, to be read, and in whole satoshi, to be added up."),
        say("The sheet of leads holds suggestions where to look next, no findings."),
        say(
            "Every table of trace/*.csv has a sheet here. Those files are plain UTF-8 for programs; a spreadsheet may "
            "show letters of theirs wrongly, and this workbook is the one to open."
        ),
        say("Computed from trace.json with SHA-256 {hash}.", hash=trace.sha256),
    )


def only_primary(language: Language, sheet: str, file: str, rule: str, kept: int, every: int) -> str:
    """Return that a sheet leaves out what other rules give."""
    return language.say(
        "Sheet {sheet}: rows under {rule} only, {kept} of {all}; all rules are in {file}.csv.",
        sheet=sheet,
        file=file,
        rule=rule_name(rule, language),
        kept=language.number(kept),
        all=language.number(every),
    )


def only_first(language: Language, sheet: str, file: str, kept: int, every: int) -> str:
    """Return that a sheet ends before its table does."""
    return language.say(
        "Sheet {sheet}: the first {kept} of {all} rows; all are in {file}.csv.",
        sheet=sheet,
        file=file,
        kept=language.number(kept),
        all=language.number(every),
    )


def cell_cut(language: Language, sheet: str, file: str) -> str:
    """Return that a cell ends before its text does."""
    return language.say(
        "Sheet {sheet}: a cell is too long for a spreadsheet and ends in …; it is whole in {file}.csv.",
        sheet=sheet,
        file=file,
    )


def meanings(language: Language, columns: Iterable[TableColumn]) -> tuple[tuple[str, str, str], ...]:
    """Return each column that a sheet has, once: its head, its name in the CSV, and what it holds."""
    return tuple((head(each.name, language), each.name, language.word(meaning(each))) for each in columns)


def meaning(column: TableColumn) -> str:
    """Return what a column holds: a column of the result's tables is explained alike wherever it stands."""
    return (COLUMNS.get(column.name) or column).meaning
