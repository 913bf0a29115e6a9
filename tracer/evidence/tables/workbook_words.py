"""What the workbook's first sheet says: what the tables are, and what each column holds."""

from collections.abc import Iterable, Sequence

from tracer.documents.language.language import Language
from tracer.documents.words import rule_name
from tracer.evidence.dossier import Dossier
from tracer.evidence.tables.columns import COLUMNS


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
        say("Names of sheets and columns are those of the CSV files, the same in every language."),
        say(
            "Every table of trace/*.csv has a sheet here. Those files are plain UTF-8 for programs; a spreadsheet may "
            "show letters of theirs wrongly, and this workbook is the one to open."
        ),
        say("Computed from trace.json with SHA-256 {hash}.", hash=trace.sha256),
    )


def only_primary(language: Language, sheet: str, rule: str, kept: int, every: int) -> str:
    """Return that a sheet leaves out what other rules give."""
    return language.say(
        "Sheet {sheet}: rows under {rule} only, {kept} of {all}; all rules are in {sheet}.csv.",
        sheet=sheet,
        rule=rule_name(rule, language),
        kept=language.number(kept),
        all=language.number(every),
    )


def only_first(language: Language, sheet: str, kept: int, every: int) -> str:
    """Return that a sheet ends before its table does."""
    return language.say(
        "Sheet {sheet}: the first {kept} of {all} rows; all are in {sheet}.csv.",
        sheet=sheet,
        kept=language.number(kept),
        all=language.number(every),
    )


def cell_cut(language: Language, sheet: str) -> str:
    """Return that a cell ends before its text does."""
    return language.say(
        "Sheet {sheet}: a cell is too long for a spreadsheet and ends in …; it is whole in {sheet}.csv.", sheet=sheet
    )


def meanings(language: Language, sheets: Iterable[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """Return each column that a sheet has, once, with what it holds."""
    names = dict.fromkeys(name for columns in sheets for name in columns)
    return tuple((name, language.word(COLUMNS[name].meaning)) for name in names)
