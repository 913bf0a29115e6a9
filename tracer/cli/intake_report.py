"""An intake on the screen: what the file is, how many names of each kind, and every doubtful one."""

from collections import Counter
from collections.abc import Sequence

import click

from tracer.intake.finding import NameFinding, NameKind, NameVerdict
from tracer.intake.intake import Intake
from tracer.visible import visible

_MEANING = {
    NameVerdict.RIGHT: "right",
    NameVerdict.FORMED: "well-formed (64 digits have no checksum; only a chain tells what they are: --chain)",
    NameVerdict.FOREIGN: "of another network or ledger",
    NameVerdict.DAMAGED: "DAMAGED",
    NameVerdict.ABSENT: "NOT ON THE CHAIN",
    NameVerdict.OTHER: "read, and no name a case can use",
    NameVerdict.UNCLEAR: "NOT UNDERSTOOD, though they look as if they carried a name",
    NameVerdict.SENSITIVE: "SENSITIVE, watch-only keys",
    NameVerdict.SECRET: "PRIVATE KEYS or recovery phrases",
}
_PLACES = 5


def print_intake(found: Intake) -> None:
    """Print the intake; right names are counted, all others shown with their place and candidates."""
    file = found.file
    click.echo(f"{visible(file.name)}: {file.form}\nsha256 {file.sha256}")
    for name, cells in file.sheets:
        click.echo(f"  sheet {visible(name)}: {cells} cells")
    for note in found.notes:
        click.echo(f"  note: {visible(note)}")
    for verdict, meaning in _MEANING.items():
        mentions = found.of(verdict)
        if mentions:
            kinds = Counter(finding.kind for finding in mentions)
            click.echo(f"{meaning}: " + ", ".join(f"{kinds[kind]} x {kind.value}" for kind in NameKind if kinds[kind]))
    ledgers = Counter(finding.ledger for finding in found.findings if finding.ledger)
    if ledgers:
        click.echo("  of other ledgers: " + ", ".join(f"{count} x {name}" for name, count in sorted(ledgers.items())))
    _print_notes((*found.of(NameVerdict.RIGHT), *found.of(NameVerdict.FORMED)))
    if not found.findings:
        click.echo(f"No address, txid or outpoint of {found.network.name} was found.")
    doubtful = [finding for finding in found.findings if finding.verdict not in (NameVerdict.RIGHT, NameVerdict.FORMED)]
    grouped: dict[tuple[NameKind, str, str], list[NameFinding]] = {}
    for finding in doubtful:
        grouped.setdefault((finding.kind, finding.written, finding.reason), []).append(finding)
    if doubtful:
        click.echo("\nNothing below was changed or chosen:")
    for group in grouped.values():
        _print_doubt(group)


def _print_notes(right: Sequence[NameFinding]) -> None:
    """Print what was noticed of right names, each remark once with the places of some."""
    places: dict[str, list[str]] = {}
    for finding in right:
        for note in finding.notes:
            places.setdefault(note, []).append(str(finding.place))
    for note, found in places.items():
        more = f"; and {len(found) - _PLACES} more, see --json" if len(found) > _PLACES else ""
        click.echo(
            f"  note on {len(found)} of these: {visible(note)}\n      {visible('; '.join(found[:_PLACES]))}{more}"
        )


def _print_doubt(mentions: list[NameFinding]) -> None:
    finding = mentions[0]
    places = "; ".join(str(each.place) for each in mentions[:_PLACES])
    more = f"; and {len(mentions) - _PLACES} more, see --json" if len(mentions) > _PLACES else ""
    click.echo(f"\n{visible(places)}{more}\n  {finding.kind.value} {visible(repr(finding.written))}")
    click.echo(f"  {finding.verdict.value}: {visible(finding.reason)}")
    for candidate in finding.candidates:
        words = "; ".join(filter(None, (*candidate.changes, candidate.remark)))
        click.echo(f"  ? {candidate.value}\n      {candidate.support.value}: {visible(words)}")
    if finding.verdict in (NameVerdict.DAMAGED, NameVerdict.ABSENT) and not finding.candidates:
        click.echo("  no candidate; " + _advice(finding))
    for note in finding.notes:
        click.echo(f"  note: {visible(note)}")


def _advice(finding: NameFinding) -> str:
    if finding.kind is NameKind.WATCH:
        return "only the original helps"
    if finding.kind is NameKind.ADDRESS:
        return "nothing near it has a right checksum: go back to the source"
    return "a txid has no checksum: only a chain can support a reading, name one with --chain, or go back to the source"
