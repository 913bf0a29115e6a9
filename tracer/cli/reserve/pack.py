"""`tracer reserve pack`: what an auditor is handed for a quarter or a year."""

from pathlib import Path

import click

from tracer.case.choices import LANGUAGES
from tracer.cli.echo import to_stderr
from tracer.cli.next_step import say_next
from tracer.cli.options import REGISTER, example
from tracer.cli.reserve import encryption
from tracer.cli.tongue import say


@click.command(
    short_help="An auditor's pack of a quarter or a year.",
    epilog=example("tracer reserve pack KZ-NIC --period 2026 --nonce 9f0e8d7c6b5a49382716054f3e2d1c0b --out pack"),
)
@REGISTER
@click.option("--period", metavar="P", required=True, help="A quarter or a year, 2026Q3 or 2026.")
@click.option("--nonce", metavar="HEX", required=True, help="32 hexadecimal digits drawn by the auditor.")
@click.option(
    "--sample", metavar="N", type=click.IntRange(1), default=25, show_default=True, help="How many coins are drawn."
)
@encryption.out("PACK")
@encryption.TO
@click.option(
    "--language",
    "languages",
    multiple=True,
    type=click.Choice(LANGUAGES),
    help="Language of letter and documents; may be given several times. Default: the register's.",
)
@click.option("--who", metavar="NAME", help="Who packs it, for the journal. Or set TRACER_WHO.")
@click.option("--why", metavar="TEXT", help="Why, for the journal.")
@click.option("--json", "as_json", is_flag=True, help="Print what was packed as JSON.")
def command(
    register: Path,
    *,
    period: str,
    nonce: str,
    sample: int,
    out: Path,
    to: tuple[Path, ...],
    languages: tuple[str, ...],
    who: str | None,
    why: str | None,
    as_json: bool,
) -> int:
    """Write every closed statement of a quarter or a year as an auditor's bundle, with what he needs beside them.

    Coins drawn by his nonce, custody by role, and the draft of a representation letter. tracer verify checks the whole
    pack; docs/auditor.md says how an auditor reads it.
    """
    from tracer.cli.context import asking, print_json, warn
    from tracer.operations.context import JournalChoice
    from tracer.operations.reserve_pack import PackRequest, pack

    request = PackRequest(
        register=register,
        period=period,
        nonce=nonce,
        out=out,
        count=sample,
        languages=languages,
        entry=JournalChoice(None, why),
        to=to,
    )
    with asking(who) as context:
        done = pack(request, context)
    if as_json:
        print_json(done.as_json())
    for name in done.pack.missing:
        warn(f"{name} is not closed and not in the pack.")
    packed = say(
        "Pack of {bundles} written to {out}; pack.json has the SHA-256 {sha256}.",
        bundles=", ".join(done.pack.bundles),
        out=out,
        sha256=done.sha256,
    )
    to_stderr(packed)
    if done.encrypted is None:
        say_next("verify", out)
        return 0
    for command_line in encryption.opening(out, done.encrypted.folder):
        to_stderr(command_line)
    return 0
