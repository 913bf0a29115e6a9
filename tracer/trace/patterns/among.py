"""What is known around a subject when all that is known is a collection of subjects."""

from collections.abc import Mapping, Sequence

from tracer.chain.outpoint import Outpoint, Txid
from tracer.trace.patterns.subject import Subject, UnknownLineage


class Among(UnknownLineage):
    """Lineage inside a collection. What lies outside it is not known; nothing is ever denied.

    Subjects are given in chain order; of a txid that stands twice the first counts. `services` maps
    scripts to labels, `clusters` scripts to cluster numbers.
    """

    def __init__(
        self,
        subjects: Sequence[Subject],
        services: Mapping[bytes, str] | None = None,
        clusters: Mapping[bytes, int] | None = None,
    ) -> None:
        """Index the collection."""
        self._made: dict[Txid, Subject] = {}
        self._spent: dict[Outpoint, Subject] = {}
        self._place: dict[Txid, int] = {}
        self._first_paid: dict[bytes, int] = {}
        self._services, self._clusters = services or {}, clusters or {}
        for place, subject in enumerate(subjects):
            if subject.txid in self._made:
                continue
            self._made[subject.txid], self._place[subject.txid] = subject, place
            for spend in subject.inputs:
                self._spent.setdefault(spend.prevout, subject)
            for output in subject.outputs:
                self._first_paid.setdefault(output.script, place)

    def maker(self, outpoint: Outpoint) -> Subject | None:
        """Return the transaction that made this output, where it is in the collection and has that output."""
        found = self._made.get(outpoint.txid)
        return found if found is not None and outpoint.vout < len(found.outputs) else None

    def spender(self, outpoint: Outpoint) -> Subject | None:
        """Return the transaction of the collection that spends this output."""
        return self._spent.get(outpoint)

    def paid_before(self, script: bytes, txid: Txid) -> bool | None:
        """Return True where an earlier transaction of the collection paid the script, else None."""
        first, place = self._first_paid.get(script), self._place.get(txid)
        return True if first is not None and place is not None and first < place else None

    def cluster(self, script: bytes) -> int | None:
        """Return the script's cluster as given."""
        return self._clusters.get(script)

    def service(self, script: bytes) -> str | None:
        """Return the script's label as given."""
        return self._services.get(script)
