"""Travel-rule payloads on the screen: every check of each, what differs, what is missing; and searches of receipts."""

from collections.abc import Iterator

import click

from tracer.cli.tongue import known, say, spoken
from tracer.operations.reserve_travel_rule import JudgedPayload, TravelRuleAnswer
from tracer.reserve.compliance.receipt_searches import ReceiptSearch
from tracer.reserve.disposition.disposal_sentences import told
from tracer.visible import visible


def print_payloads(found: TravelRuleAnswer) -> None:
    """Print verdicts, payload by payload."""
    for each in found.payloads:
        for line in payload_lines(each):
            click.echo(visible(line))
    for text in found.without:
        click.echo(known(text))
    if not found.payloads and not found.without:
        click.echo(say("No disposal on file names a travel-rule payload, and none is to a licensed counterparty."))
    for search in found.searches or ():
        click.echo(_searched(search))


def payload_lines(found: JudgedPayload) -> Iterator[str]:
    """Yield the lines of one payload: its verdict, its checks, what differs, what is to be noted."""
    verdict, language = found.verdict, spoken()
    named = found.file if found.act is None else say("act {act}, {file}", act=found.act, file=found.file)
    if verdict.version is None:
        yield say("{payload}: no payload, not valid", payload=named)
    elif verdict.is_valid:
        yield say("{payload}: IVMS101 version {version}, valid", payload=named, version=verdict.version.value)
    else:
        yield say("{payload}: IVMS101 version {version}, not valid", payload=named, version=verdict.version.value)
    for check in verdict.checks:
        what = "; ".join(told(each, language) for each in check.sentences)
        yield f"  {check.state.value:<11} {check.id:<4} {what}"
    for difference in verdict.differences:
        yield say("  differs: {text}", text=told(difference, language))
    for note in found.notes:
        yield say("  note: {text}", text=known(note))


def _searched(search: ReceiptSearch) -> str:
    day = search.searched
    if search.is_match:
        return say(
            "receipt {receipt}: searched for on {day}, a match on a list of sanctions, result {sha256}",
            receipt=search.receipt,
            day=day,
            sha256=search.sha256,
        )
    return say(
        "receipt {receipt}: searched for on {day}, nothing found, result {sha256}",
        receipt=search.receipt,
        day=day,
        sha256=search.sha256,
    )
