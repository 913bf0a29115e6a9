"""Travel-rule payloads on the screen: every check of each, what differs, what is missing; and searches of receipts."""

import click

from tracer.operations.reserve_travel_rule import TravelRuleAnswer
from tracer.visible import visible


def print_payloads(found: TravelRuleAnswer) -> None:
    """Print verdicts, payload by payload."""
    for each in found.payloads:
        verdict = each.verdict
        version = "no payload" if verdict.version is None else f"IVMS101 version {verdict.version.value}"
        of = "" if each.act is None else f"act {each.act}, "
        click.echo(f"{of}{visible(each.file)}: {version}, {'valid' if verdict.is_valid else 'not valid'}")
        for check in verdict.checks:
            click.echo(f"  {check.state.value:<11} {check.id:<4} {visible(check.what)}")
        for difference in verdict.differences:
            click.echo(f"  differs: {visible(difference)}")
        for note in each.notes:
            click.echo(f"  note: {note}")
    for text in found.without:
        click.echo(text)
    if not found.payloads and not found.without:
        click.echo("No disposal on file names a travel-rule payload, and none is to a licensed counterparty.")
    for search in found.searches or ():
        result = "a match on a list of sanctions" if search.is_match else "nothing found"
        click.echo(f"receipt {search.receipt}: searched for on {search.searched}, {result}, result {search.sha256}")
