"""An intake on the screen: what the file is, how many names of each kind, and every doubtful one."""

from collections import Counter
from collections.abc import Sequence

import click

from tracer.cli.echo import to_stdout
from tracer.cli.tongue import counted, known, say, word
from tracer.documents.language.language import phrase
from tracer.intake.finding import NameFinding, NameKind, NameVerdict, Support
from tracer.intake.intake import Intake
from tracer.visible import visible

_MEANING = {
    NameVerdict.RIGHT: phrase("right"),
    NameVerdict.FORMED: phrase("well-formed (64 digits have no checksum; only a chain tells what they are: --chain)"),
    NameVerdict.FOREIGN: phrase("of another network or ledger"),
    NameVerdict.DAMAGED: phrase("DAMAGED"),
    NameVerdict.ABSENT: phrase("NOT ON THE CHAIN"),
    NameVerdict.OTHER: phrase("read, and no name a case can use"),
    NameVerdict.UNCLEAR: phrase("NOT UNDERSTOOD, though they look as if they carried a name"),
    NameVerdict.SENSITIVE: phrase("SENSITIVE, watch-only keys"),
    NameVerdict.SECRET: phrase("PRIVATE KEYS or recovery phrases"),
}
_KINDS = {
    NameKind.ADDRESS: phrase("address"),
    NameKind.TXID: phrase("txid"),
    NameKind.OUTPOINT: phrase("outpoint"),
    NameKind.KEY: phrase("private key"),
    NameKind.WATCH: phrase("extended public key"),
    NameKind.DESCRIPTOR: phrase("descriptor"),
    NameKind.BLOCK: phrase("block hash"),
    NameKind.PUBLIC: phrase("public key"),
    NameKind.INVOICE: phrase("Lightning invoice"),
    NameKind.TEXT: phrase("text"),
}
_VERDICTS = {
    NameVerdict.RIGHT: phrase("right"),
    NameVerdict.FORMED: phrase("well-formed"),
    NameVerdict.FOREIGN: phrase("foreign"),
    NameVerdict.DAMAGED: phrase("damaged"),
    NameVerdict.ABSENT: phrase("absent"),
    NameVerdict.OTHER: phrase("other"),
    NameVerdict.UNCLEAR: phrase("unclear"),
    NameVerdict.SECRET: phrase("secret"),
    NameVerdict.SENSITIVE: phrase("sensitive"),
}
_SUPPORTS = {
    Support.CHECKSUM: phrase("checksum"),
    Support.CHAIN: phrase("chain"),
    Support.FORM: phrase("form"),
    Support.FILE: phrase("file"),
}
"""What speaks for a reading, before how it differs from what is written."""
_PLACES = 5


def print_intake(found: Intake) -> None:
    """Print the intake; right names are counted, all others shown with their place and candidates."""
    file = found.file
    to_stdout(f"{visible(file.name)}: {file.form}")
    click.echo(f"SHA-256 {file.sha256}")
    for name, cells in file.sheets:
        to_stdout("  " + say("sheet {name}: {cells}", name=visible(name), cells=counted(cells, "cell")))
    for note in found.notes:
        click.echo(_note(note))
    for verdict, meaning in _MEANING.items():
        mentions = found.of(verdict)
        if mentions:
            kinds = Counter(finding.kind for finding in mentions)
            told = ", ".join(f"{kinds[kind]} x {word(_KINDS[kind])}" for kind in NameKind if kinds[kind])
            click.echo(f"{word(meaning)}: {told}")
    ledgers = Counter(finding.ledger for finding in found.findings if finding.ledger)
    if ledgers:
        names = ", ".join(f"{count} x {name}" for name, count in sorted(ledgers.items()))
        click.echo("  " + say("of other ledgers: {names}", names=names))
    _print_notes((*found.of(NameVerdict.RIGHT), *found.of(NameVerdict.FORMED)))
    if not found.findings:
        click.echo(say("No address, txid or outpoint of {network} was found.", network=found.network.name))
    doubtful = [finding for finding in found.findings if finding.verdict not in (NameVerdict.RIGHT, NameVerdict.FORMED)]
    grouped: dict[tuple[NameKind, str, str], list[NameFinding]] = {}
    for finding in doubtful:
        grouped.setdefault((finding.kind, finding.written, finding.reason), []).append(finding)
    if doubtful:
        click.echo("\n" + word("Nothing below was changed or chosen:"))
    for group in grouped.values():
        _print_doubt(group)


def _print_notes(right: Sequence[NameFinding]) -> None:
    """Print what was noticed of right names, each remark once with the places of some."""
    places: dict[str, list[str]] = {}
    for finding in right:
        for note in finding.notes:
            places.setdefault(note, []).append(str(finding.place))
    for note, found in places.items():
        told = {"count": len(found), "note": visible(known(note))}
        click.echo("  " + say("note on {count} of these: {note}", **told))
        click.echo(f"      {_places(found)}")


def _print_doubt(mentions: list[NameFinding]) -> None:
    finding = mentions[0]
    click.echo(f"\n{_places([str(each.place) for each in mentions])}")
    click.echo(f"  {word(_KINDS[finding.kind])} {visible(repr(finding.written))}")
    click.echo(f"  {word(_VERDICTS[finding.verdict])}: {visible(known(finding.reason))}")
    for candidate in finding.candidates:
        words = "; ".join(map(known, filter(None, (*candidate.changes, candidate.remark))))
        click.echo(f"  ? {candidate.value}\n      {word(_SUPPORTS[candidate.support])}: {visible(words)}")
    if finding.verdict in (NameVerdict.DAMAGED, NameVerdict.ABSENT) and not finding.candidates:
        click.echo("  " + say("no candidate; {advice}", advice=word(_advice(finding))))
    for note in finding.notes:
        click.echo(_note(note))


def _note(note: str) -> str:
    return "  " + say("note: {note}", note=visible(known(note)))


def _places(places: Sequence[str]) -> str:
    """Return the first places of several, and how many more there are."""
    first = visible("; ".join(places[:_PLACES]))
    left = len(places) - _PLACES
    return say("{places}; and {count} more, see --json", places=first, count=left) if left > 0 else first


def _advice(finding: NameFinding) -> str:
    if finding.kind is NameKind.WATCH:
        return phrase("only the original helps")
    if finding.kind is NameKind.ADDRESS:
        return phrase("nothing near it has a right checksum: go back to the source")
    return phrase(
        "a txid has no checksum: only a chain can support a reading, name one with --chain, or go back to the source"
    )
