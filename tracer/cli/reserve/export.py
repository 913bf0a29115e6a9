"""`tracer reserve export`: seal a closed period into a bundle, for the public, an auditor, or whole."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracer import moments
from tracer.case.choices import LANGUAGES
from tracer.cli.echo import to_stderr
from tracer.cli.next_step import say_next
from tracer.cli.options import REGISTER, example
from tracer.cli.reserve import encryption
from tracer.cli.tongue import say

if TYPE_CHECKING:
    from tracer.operations.reserve_export import StatementExported

PROFILES = ("public", "auditor", "private")


@click.command(
    short_help="Seal a closed period: public, for an auditor, or whole.",
    epilog=example("tracer reserve export KZ-NIC --period 2026Q3 --profile public --out KZ-NIC-2026Q3"),
)
@REGISTER
@click.option("--period", metavar="P", required=True, help="A closed period: 2026Q3, 2026 or 2026Q3-r1.")
@click.option(
    "--profile",
    required=True,
    type=click.Choice(PROFILES),
    help="public: rounded totals. auditor: all but descriptors and names. private: everything.",
)
@encryption.out("BUNDLE")
@encryption.TO
@click.option(
    "--language",
    "languages",
    multiple=True,
    type=click.Choice(LANGUAGES),
    help="Language of the documents; may be given several times, the leading one first. Default: the register's.",
)
@click.option("--who", metavar="NAME", help="Who exports it, for the journal. Or set TRACER_WHO.")
@click.option("--why", metavar="TEXT", help="Why, for the journal.")
@click.option("--json", "as_json", is_flag=True, help="Print what was sealed as JSON.")
def command(
    register: Path,
    *,
    period: str,
    profile: str,
    out: Path,
    to: tuple[Path, ...],
    languages: tuple[str, ...],
    who: str | None,
    why: str | None,
    as_json: bool,
) -> int:
    """Write the sealed bundle of a closed period, with what whoever it is for needs to check it offline.

    It is computed again from its inputs first, and must be what was sealed (else exit code 4). With --to it is one
    encrypted file, a tar archive inside, other bytes each time: openssl cms -decrypt opens it.
    """
    from tracer.cli.context import asking, print_json, warn
    from tracer.operations.context import JournalChoice
    from tracer.operations.reserve_export import StatementExportRequest, export
    from tracer.reserve.profiles import Profile

    entry = JournalChoice(None, why)
    request = StatementExportRequest(register, period, Profile(profile), out, languages, entry, to)
    with asking(who) as context:
        done = export(request, context)
    if as_json:
        print_json(done.as_json())
    to_stderr(_written(done))
    if done.restated_by is not None:
        warn(
            say(
                "{restatement} restates {period} and is in force; this bundle of {period} does not say so. For what "
                "stands export {restatement}.",
                period=done.period,
                restatement=done.restated_by,
            )
        )
    if done.encrypted is None:
        say_next("verify", done.bundle)
    return 0


def _written(done: "StatementExported") -> str:
    """Return what was written, for whom, and how it is checked or opened."""
    if done.encrypted is None:
        return say("Bundle written to {bundle}.", bundle=done.bundle)
    readers = [
        "  "
        + say(
            "{subject}, valid until {until}, SHA-256 {sha256}",
            subject=each.subject,
            until=moments.utc(each.until),
            sha256=each.fingerprint,
        )
        for each in done.encrypted.to
    ]
    opening = encryption.opening(done.bundle, done.encrypted.folder)
    head = say("Bundle written to {bundle}, encrypted to:", bundle=done.bundle)
    return "\n".join([head, *readers, say("Opened and checked by:"), *opening])
