"""`tracer sign`: sign a bundle, as its examiner or as its reviewer."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracer.cli import journal_options
from tracer.cli.echo import to_stderr
from tracer.cli.next_step import say_next
from tracer.cli.options import example
from tracer.cli.tongue import say
from tracer.visible import paragraphs, visible

if TYPE_CHECKING:
    from tracer.operations.signing import AddCmsRequest, SignRequest


@click.command(
    short_help="Sign a bundle as its examiner or reviewer.", epilog=example("tracer sign bundle --key examiner.pem")
)
@click.argument("bundle", metavar="[BUNDLE]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--key", metavar="FILE", type=click.Path(path_type=Path), help="Your Ed25519 key: encrypted PKCS#8 in PEM."
)
@click.option(
    "--role",
    type=click.Choice(["examiner", "reviewer"]),
    default="examiner",
    show_default=True,
    help="As whom you sign; the case names the person. The reviewer signs after the examiner, with another key.",
)
@click.option(
    "--cms", metavar="FILE", type=click.Path(path_type=Path), help="Add a detached CMS made elsewhere instead."
)
@click.option(
    "--new-key", metavar="FILE", type=click.Path(path_type=Path), help="Make a new key instead; must not exist."
)
@click.option(
    "--passphrase-env", metavar="NAME", help="Environment variable with the passphrase; else it is asked for."
)
@click.option("--allow-unencrypted", is_flag=True, help="Accept a key file without a passphrase.")
@journal_options.journal
def command(
    bundle: Path | None,
    *,
    key: Path | None,
    role: str,
    cms: Path | None,
    new_key: Path | None,
    passphrase_env: str | None,
    allow_unencrypted: bool,
    journal: Path | None,
    who: str | None,
    why: str | None,
) -> int:
    """Sign the tag manifest of a bundle that verifies, and a statement of who signs it as what.

    Nothing sealed changes; the signature goes into BUNDLE/signatures. The key stays where it is: it never
    enters a bundle, and it can move no coins. For a CMS of the national PKI, sign the file
    tagmanifest-sha256.txt there, detached, and name what comes out with --cms.
    """
    given = [name for name, value in (("--key", key), ("--cms", cms), ("--new-key", new_key)) if value is not None]
    if len(given) != 1:
        raise click.UsageError(f"name exactly one of --key, --cms and --new-key, not {' and '.join(given) or 'none'}")
    if (bundle is None) != (new_key is not None):
        raise click.UsageError("name the BUNDLE to sign" if bundle is None else "--new-key takes no BUNDLE")
    from tracer.journal.persons import SealRole
    from tracer.operations.context import JournalChoice
    from tracer.operations.signing import AddCmsRequest, SignRequest

    if new_key is not None:
        return _make_key(new_key, passphrase_env)
    if bundle is not None and key is not None:
        request = SignRequest(bundle, key, SealRole(role), allow_unencrypted, JournalChoice(journal, why))
        return _sign(request, passphrase_env, who)
    if bundle is not None and cms is not None:
        return _add_cms(AddCmsRequest(bundle, cms, SealRole(role), JournalChoice(journal, why)), who)
    raise AssertionError("unreachable")


def _make_key(target: Path, variable: str | None) -> int:
    from tracer.operations.signing import new_key

    made = new_key(target, passphrase(say("New passphrase for {target}", target=target), variable, confirm=True))
    click.echo(made)
    to_stderr(
        say(
            "Key written to {target}, its public half beside it ({public}). The line above is its fingerprint: put it "
            "on the signed paper.",
            target=target,
            public=f"{target.name.removesuffix('.pem')}.pub.pem",
        )
    )
    return 0


def _sign(request: "SignRequest", variable: str | None, who: str | None) -> int:
    from tracer.cli.context import asking
    from tracer.operations.signing import sign

    def ask() -> str:
        """Return the passphrase."""
        return passphrase(say("Passphrase of {key}", key=request.key), variable)

    with asking(who) as context:
        made = sign(request, ask, context)
    click.echo(made.fingerprint)
    to_stderr(
        say(
            "Signed as {role} by {person}; above, the SHA-256 of the key for the signed paper.",
            role=made.role.value,
            person=visible(made.person),
        )
    )
    journal_options.say_entry(made.entry, request.bundle, who, request.entry.why)
    say_next("verify", request.bundle)
    return 0


def _add_cms(request: "AddCmsRequest", who: str | None) -> int:
    from tracer.cli.context import asking
    from tracer.operations.signing import add_cms

    with asking(who) as context:
        added = add_cms(request, context)
    for step in added.steps:
        click.echo(paragraphs(f"{step.verdict.value} {step.title}: {step.reason}"))
    journal_options.say_entry(added.entry, request.bundle, who, request.entry.why)
    return 0


def passphrase(prompt: str, variable: str | None, confirm: bool = False) -> str:
    """Return a passphrase from the environment variable named, else from the terminal, never echoed."""
    from tracer.errors import CaseError

    if variable is not None:
        if not os.environ.get(variable):
            raise CaseError(f"--passphrase-env {variable}: no such environment variable, or it is empty.")
        return os.environ[variable]
    if sys.stdin is None or not sys.stdin.isatty():
        raise CaseError(
            "no terminal to ask for the passphrase.\nName the environment variable that holds it: --passphrase-env "
            "NAME."
        )
    return str(click.prompt(prompt, hide_input=True, confirmation_prompt=confirm, err=True))
