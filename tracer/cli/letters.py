"""`tracer letters`: drafts of the letters that ask services for their records."""

from pathlib import Path

import click

from tracer.case.choices import LANGUAGES
from tracer.cli import options
from tracer.cli.echo import to_stderr
from tracer.cli.tongue import counted, say


@click.command(
    short_help="Letters that ask services for their records.",
    epilog=options.example("tracer letters run --out letters --language ru"),
)
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.option(
    "--out", metavar="DIR", required=True, type=click.Path(path_type=Path), help="Folder to write; must not exist."
)
@click.option(
    "--language", "code", type=click.Choice(LANGUAGES), help="Language of the letters.  [default: the case's]"
)
@click.option("--json", "as_json", is_flag=True, help="Print the letters and their deposits as JSON.")
def command(run: Path, *, out: Path, code: str | None, as_json: bool) -> int:
    """Draft one letter (DOCX) to each service at whose deposits trails of a run end.

    A letter says which coins were paid to which address in which block, what to answer, and what it rests on. The law,
    the number, the date and the signature are left blank for whoever sends it.
    """
    import json

    from tracer.chain.amount import as_bitcoin
    from tracer.cli.context import asking
    from tracer.operations.letters import LettersRequest, draft_letters
    from tracer.visible import visible

    with asking() as context:
        done = draft_letters(LettersRequest(run, out, code), context)
    if as_json:
        click.echo(json.dumps(done.as_json(), ensure_ascii=False))
    for name, to in done.written.items():
        value = as_bitcoin(sum(each.value for each in to.deposits))
        deposits = counted(len(to.deposits), "deposit")
        words = say(
            "{path}: to {service}, {deposits}, {value} BTC",
            path=out / name,
            service=visible(to.name),
            deposits=deposits,
            value=value,
        )
        to_stderr(words)
    return 0
