"""Proofs of control on the screen: what to sign, and what is proven coin by coin."""

from collections.abc import Iterator, Sequence

import click

from tracer.cli.context import print_json
from tracer.cli.echo import to_stderr
from tracer.cli.tongue import say, spoken, word
from tracer.documents.language.language import phrase
from tracer.operations.reserve_prove import ProofsAsked, ProofsShown
from tracer.reserve.disposition.disposal_sentences import told
from tracer.reserve.proofs.coverage import ProofStatus
from tracer.reserve.proofs.proof_rows import ProofCoin
from tracer.reserve.proofs.spend_tests import ordered_amount
from tracer.visible import visible


def print_asked(asked: ProofsAsked) -> None:
    """Print the message and the scripts to sign it for."""
    request = asked.request
    click.echo(f"{say('Sign this message, for each script:')}\n\n{request.message}\n")
    for each in request.scripts:
        fields = {
            "place": each.address or each.script.hex(),
            "sat": each.held,
            "count": each.coins,
            "wallet": visible(each.wallet),
        }
        click.echo(
            say('{place}  {sat} satoshi in {count}, "{wallet}"', **fields)
            if each.is_ours
            else say('{place}  {sat} satoshi in {count}, "{wallet}", not counted', **fields)
        )
    amount = ordered_amount(request.nonce)
    click.echo("\n" + say("Or pay {sat} satoshi of a coin back to its own script, and observe it.", sat=amount))
    to_stderr("\n" + say("Filed as {path}.", path=asked.path))


def print_drawn(coins: Sequence[ProofCoin], *, as_json: bool) -> None:
    """Print the coins drawn, in the order of their numbers."""
    if as_json:
        print_json({"coins": [{"outpoint": str(each.outpoint), "value_sat": str(each.value)} for each in coins]})
        return
    for each in coins:
        wallet = visible(each.wallet)
        click.echo(say('{coin}  {sat} satoshi, "{wallet}"', coin=each.outpoint, sat=each.value, wallet=wallet))


def print_proven(shown: ProofsShown) -> None:
    """Print what is proven, and everything that is wrong with proofs."""
    found = shown.coverage
    for line in proven_lines(shown):
        click.echo(line)
    if found.without_nonce:
        to_stderr(say("Valid proofs that carry no nonce of an auditor: {count}", count=found.without_nonce))
    for fault in found.faults:
        to_stderr(told(fault, spoken()))


def proven_lines(shown: ProofsShown) -> Iterator[str]:
    """Yield what is proven of a closing block: the whole, each status, what is not counted, what custodians state."""
    found, block = shown.coverage, shown.block
    yield say(
        "{register} {period}, closing block {height} {hash}",
        register=shown.register,
        period=shown.period,
        height=block.height,
        hash=block.hash,
    )
    yield say("proven {sat} of {whole} satoshi: {share}", sat=found.covered, whole=found.of, share=found.percent)
    for status in ProofStatus:
        count = sum(row.status is status and row.coin.is_ours for row in found.rows)
        if count:
            yield say(
                "  {status}: {sat} satoshi in {count}", status=status_word(status), sat=found.sum(status), count=count
            )
    if found.legacy:
        yield say("signed by legacy message, not among what is proven: {sat} satoshi", sat=found.legacy)
    for row in found.rows:
        if not row.coin.is_ours:
            yield say(
                'not counted, "{wallet}": {coin} {status}',
                wallet=visible(row.coin.wallet),
                coin=row.coin.outpoint,
                status=status_word(row.status),
            )
    for each in shown.accounts:
        if each.attested is not None:
            yield say(
                'stated by {custodian} for "{account}", no proof: {sat} satoshi',
                custodian=visible(each.custodian),
                account=visible(each.name),
                sat=each.attested,
            )


_STATUSES = {
    ProofStatus.SPENT: phrase("spent"),
    ProofStatus.PROVEN: phrase("proven"),
    ProofStatus.BEFORE_CLOSING: phrase("before closing"),
    ProofStatus.PREDATES_COIN: phrase("predates coin"),
    ProofStatus.INVALID: phrase("invalid"),
    ProofStatus.NONE: phrase("none"),
}


def status_word(status: ProofStatus) -> str:
    """Return what is shown of a coin, in the language of the screen."""
    return word(_STATUSES[status])
