"""`tracer journal`: what was done to a case's evidence or to a register, by whom, when and why."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracer.cli import journal_options
from tracer.cli.options import CASE, example

if TYPE_CHECKING:
    from tracer.operations.journal import CaseJournal


def _details(command: Callable[..., int]) -> Callable[..., int]:
    """Add an option for each thing that an entry may say; they stand in `tracer.journal.kinds` with these names."""
    for name, text in (
        ("--item", "Exhibit or item."),
        ("--released-by", "Who gave it."),
        ("--received-by", "Who took it."),
        ("--witness", "A second person who was there."),
        ("--authority", "Order or act under which it was done."),
        ("--location", "Where."),
        ("--condition", "State of the item, seal number, hash verified again."),
        ("--corrects", "Number of the entry that this one corrects; 0: one that was never made."),
    ):
        command = click.option(name, metavar="TEXT", help=text)(command)
    return command


@click.command(
    short_help="What was done to a case's evidence, by whom, when, why.",
    epilog=example(
        "tracer journal fixtures/story/case.toml --journal case.journal.jsonl --add opened --why 'case begun'"
    ),
)
@CASE
@click.option("--add", metavar="KIND", help="Enter something: handed-over, seized, received, reviewed, corrected, …")
@click.option(
    "--object", "object_", metavar="FILE", type=click.Path(path_type=Path), help="File or bundle it was done to."
)
@click.option("--form", is_flag=True, help="Print the chain-of-custody form, in the language of the case.")
@click.option("--head", is_flag=True, help="Print the head alone, SIZE:ROOT, for a paper or verify --earlier.")
@click.option("--mend", is_flag=True, help="Keep a torn last line in a new entry, so that the journal can go on.")
@click.option("--json", "as_json", is_flag=True, help="Print the entries as JSON lines.")
@_details
@journal_options.journal
def command(
    case: Path,
    *,
    add: str | None,
    object_: Path | None,
    form: bool,
    head: bool,
    mend: bool,
    as_json: bool,
    journal: Path | None,
    who: str | None,
    why: str | None,
    **details: str | None,
) -> int:
    """Show the journal of a case, after checking that no entry was edited, taken out or moved.

    It lies beside the case file, case.journal.jsonl for case.toml, unless --journal names another. It is begun
    with --add opened. Once it is there, trace enters what it does in the journal beside the case file;
    export, sign, timestamp and verify in that of the case which lies beside the run or the bundle.
    Entries are never changed: a correction is an entry of its own. The journal of a register is shown by its folder.
    """
    from tracer.cli.context import asking
    from tracer.operations.journal import EntryRequest, JournalRequest, MendRequest, enter, mend_journal, read_journal

    of = JournalRequest(case, journal)
    stated = {name.replace("_", "-"): text for name, text in details.items() if text is not None}
    if add is None and (stated or object_ is not None):
        raise click.UsageError("details belong to an entry: name its kind with --add KIND")
    if sum((add is not None, mend, form, head, as_json)) > 1:
        raise click.UsageError("name one of --add, --mend, --form, --head and --json")
    if (add is not None or mend) and why is None:
        raise click.UsageError("say why: --why TEXT")
    with asking(who) as context:
        if mend:
            found = mend_journal(MendRequest(of, why or ""), context)
        elif add is not None:
            found = enter(EntryRequest(of, add, why or "", stated, object_), context)
        else:
            found = read_journal(of, context)
    if add is None and not mend:
        _show(found, form, head, as_json)
        return 0
    journal_options.say_entry(len(found.journal.entries), case)
    click.echo(str(found.journal.head))
    return 0


def _show(found: "CaseJournal", form: bool, head: bool, as_json: bool) -> None:
    from tracer.documents.language.languages import language
    from tracer.errors import CaseError
    from tracer.journal.form import custody_form

    if head:
        click.echo(str(found.journal.head))
    elif as_json:
        for entry in found.as_json():
            click.echo(json.dumps(entry, ensure_ascii=False))
    elif form:
        if found.case is None:
            raise CaseError("--form: a register has no chain-of-custody form; it is one of a case.")
        click.echo(custody_form(found.case, found.journal, language(found.case.language)), nl=False)
    else:
        from tracer.cli.journal_report import print_journal

        print_journal(found.journal)
