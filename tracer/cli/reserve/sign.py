"""`tracer reserve sign`: sign an act, as one of the persons whom it names."""

from pathlib import Path

import click

from tracer.cli.echo import to_stderr
from tracer.cli.options import REGISTER, example
from tracer.cli.tongue import say


@click.command(
    short_help="Sign an act, such as a review, with your key.",
    epilog=example('tracer reserve sign KZ-NIC --act 2026-0012 --person "A. Example" --key example.pem'),
)
@REGISTER
@click.option("--act", metavar="NUMBER", required=True, help="The act, such as 2026-0012.")
@click.option("--person", metavar="NAME", required=True, help="Who you are: a name in the act's signed_by.")
@click.option(
    "--key",
    metavar="FILE",
    type=click.Path(path_type=Path),
    required=True,
    help="Your Ed25519 key: encrypted PKCS#8 in PEM, as tracer sign --new-key makes it.",
)
@click.option(
    "--passphrase-env", metavar="NAME", help="Environment variable with the passphrase; else it is asked for."
)
@click.option("--allow-unencrypted", is_flag=True, help="Accept a key file without a passphrase.")
@click.option("--who", metavar="NAME", help="Who signs, for the journal. Or set TRACER_WHO.")
@click.option("--why", metavar="TEXT", help="Why, for the journal.")
def command(
    register: Path,
    *,
    act: str,
    person: str,
    key: Path,
    passphrase_env: str | None,
    allow_unencrypted: bool,
    who: str | None,
    why: str | None,
) -> int:
    """Put a signature over an act's file into the register's signatures/, with the public key beside it.

    Two different persons sign a review, each with a key of their own. The key signs documents; it can move no coins
    and is never copied.
    """
    from tracer.cli.context import asking
    from tracer.cli.sign import passphrase
    from tracer.operations.context import JournalChoice
    from tracer.operations.reserve_signing import SignActRequest, sign_act

    request = SignActRequest(register, act, person, key, allow_unencrypted, JournalChoice(None, why))
    with asking(who) as context:
        done = sign_act(request, lambda: passphrase(say("Passphrase of {key}", key=key), passphrase_env), context)
    click.echo(done.fingerprint)
    to_stderr(say("Act {act} signed by {person}; above, the SHA-256 of the key.", act=done.act, person=done.person))
    return 0
