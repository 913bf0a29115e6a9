"""`tracer reserve prove`: messages to sign out, proofs of control in."""

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from tracer.cli.echo import to_stderr
from tracer.cli.options import REGISTER, example
from tracer.cli.tongue import say

if TYPE_CHECKING:
    from tracer.chain.outpoint import Txid


@click.command(
    short_help="Ask for proofs of control, and check them.",
    epilog=example("tracer reserve prove KZ-NIC --period 2026Q3 --request --nonce 9f0e8d7c6b5a49382716054f3e2d1c0b"),
)
@REGISTER
@click.option("--period", metavar="P", required=True, help="A quarter or a year, 2026Q3 or 2026.")
@click.option("--request", "asks", is_flag=True, help="Write the message to sign, and the scripts that hold coins.")
@click.option("--nonce", metavar="HEX", help="32 hexadecimal digits drawn by the auditor; with --request.")
@click.option(
    "--verify", "file", metavar="FILE", type=click.Path(path_type=Path), help="Check and file the proofs of FILE."
)
@click.option("--spent", metavar="TXID", help="File a payment that the auditor's nonce ordered, as observed.")
@click.option("--sample", metavar="N", type=click.IntRange(1), help="Draw N coins for an auditor by his --nonce.")
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write what is proven as a proofs file that bip322-audit checks on another node.",
)
@click.option("--who", metavar="NAME", help="Who asks or receives, for the journal. Or set TRACER_WHO.")
@click.option("--why", metavar="TEXT", help="Why, for the journal.")
@click.option("--json", "as_json", is_flag=True, help="Print the request or the coverage as JSON.")
def command(
    register: Path,
    *,
    period: str,
    asks: bool,
    nonce: str | None,
    file: Path | None,
    spent: str | None,
    sample: int | None,
    out: Path | None,
    who: str | None,
    why: str | None,
    as_json: bool,
) -> int:
    """Show how much of a period's closing coins is proven to be under control, by signatures of the holders.

    --request files the message and the scripts; the holders sign on their own devices. --verify checks the signatures
    of FILE, JSON with `message` and `proofs`, or a *-proofs.json of bip322-audit, and files them. A proof that is wrong
    ends it with 1, one for a script that is none of the register's with 2. The request also orders an amount: who pays
    it back to the very script that it is spent from, after the closing block, shows control on the chain; --spent files
    that transaction, out of an observation. Nothing is signed here.
    """
    from tracer.cli.context import asking, print_json
    from tracer.cli.reserve.proof_report import print_asked, print_drawn, print_proven
    from tracer.operations.context import JournalChoice
    from tracer.operations.reserve_prove import ProveRequest, ask, draw, hand_over, receive, receive_spend

    _refuse_together(asks=asks, nonce=nonce, file=file, sample=sample, out=out, spent=spent)
    txid = None if spent is None else _txid(spent)
    request = ProveRequest(register, period, nonce, file, JournalChoice(None, why))
    with asking(who) as context:
        if sample is not None:
            print_drawn(draw(request, sample, context), as_json=as_json)
            return 0
        if out is not None:
            hand_over(request, out, context)
            command_line = f"bip322-audit verify {quote(str(out))}"
            told = say("Written to {out}. Next, on the auditor's node: {command}", out=out, command=command_line)
            to_stderr(told)
            return 0
        if asks:
            asked = ask(request, context)
            print_json(asked.as_json()) if as_json else print_asked(asked)
            return asked.exit_code
        shown = receive(request, context) if txid is None else receive_spend(request, txid, context)
    print_json(shown.as_json()) if as_json else print_proven(shown)
    return shown.exit_code


def _refuse_together(
    *, asks: bool, nonce: str | None, file: Path | None, sample: int | None, out: Path | None, spent: str | None
) -> None:
    """Raise where options are given together that exclude one another, or one lacks what it goes with."""
    from tracer.errors import CaseError

    if (asks or sample is not None) != (nonce is not None) or (asks and file is not None):
        raise CaseError("--request goes with --nonce HEX, and not with --verify.")
    if sample is not None and (asks or file is not None):
        raise CaseError("--sample goes with --nonce HEX alone.")
    if out is not None and (asks or sample is not None or file is not None):
        raise CaseError("--out goes with none of --request, --verify and --sample.")
    if spent is not None and (asks or sample is not None or file is not None or out is not None):
        raise CaseError("--spent goes with none of --request, --verify, --sample and --out.")


def _txid(text: str) -> "Txid":
    """Return the id of the transaction that is to be filed."""
    from tracer.chain.outpoint import parse_txid
    from tracer.errors import CaseError
    from tracer.visible import quoted

    try:
        return parse_txid(text)
    except ValueError:
        raise CaseError(f"--spent {quoted(text, 80)}: expected a transaction's id, 64 hexadecimal digits.") from None
