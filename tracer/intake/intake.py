"""Intake: everything a received file says of the chain, checked, and never repaired in silence."""

from dataclasses import dataclass

from tracer.chain.network import Network
from tracer.intake import received
from tracer.intake.finding import NameFinding, NameVerdict
from tracer.intake.phrases import across
from tracer.intake.received import Received
from tracer.intake.search import Searcher, by_ends, shortened
from tracer.progress import Progress


@dataclass(frozen=True, slots=True)
class Intake:
    """A received file and every mention of a name in it, in the order of the file."""

    file: Received
    network: Network
    findings: tuple[NameFinding, ...]
    notes: tuple[str, ...]

    def of(self, verdict: NameVerdict) -> tuple[NameFinding, ...]:
        """Return the mentions with one verdict."""
        return tuple(finding for finding in self.findings if finding.verdict is verdict)


def examine(content: bytes, name: str, network: Network, progress: Progress) -> Intake:
    """Return what a file names, checked by form and checksum for the network.

    Raises:
        CaseError: the file cannot be read.
    """
    file = received.read(content, name)
    searcher = Searcher(network)
    found: list[tuple[int, NameFinding]] = []
    for at, piece in enumerate(file.pieces):
        found += ((at, finding) for finding in searcher.find(piece))
        progress("reading", at + 1, len(file.pieces))
    found += across(file.pieces)
    whole = {finding.value: f"whole in {finding.place}" for _, finding in reversed(found) if finding.value}
    ends = by_ends(whole)
    for at, piece in enumerate(file.pieces):
        found += ((at, finding) for finding in shortened(piece, whole, ends))
    known = {(finding.kind, finding.value or finding.written) for _, finding in found}
    for at, piece in enumerate(file.sweep, len(file.pieces)):
        more = (each for each in searcher.find(piece) if each.verdict not in (NameVerdict.DAMAGED, NameVerdict.UNCLEAR))
        found += ((at, each) for each in more if (each.kind, each.value or each.written) not in known)
    found.sort(key=lambda entry: (entry[0], entry[1].place.row, entry[1].place.column))
    notes = file.notes
    if searcher.budget.cut:
        cut = (
            f"readings of {searcher.budget.cut} damaged addresses were not tried to the end: there are too many; split "
            f"the file"
        )
        notes = (*notes, cut)
    return Intake(file, network, tuple(finding for _, finding in found), notes)
