"""Multi-input clusters of a handful of transactions, by script and txid: `clusters` asked about what a test names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tracer.chain.outpoint import Txid
from tracer.errors import CaseError
from tracer.trace.arrays import I8
from tracer.trace.clusters.clusters import Clusters, cluster
from tracer.trace.clusters.co_spends import why_together
from tracer.trace.clusters.label_conflicts import label_conflicts
from tracer.trace.patterns.finding import Finding
from tracer.trace.patterns.mix import is_mix
from tracer.trace.patterns.subject import UNKNOWN, Lineage, Subject


@dataclass(frozen=True, slots=True)
class NamedCoSpend:
    """One link of a chain of co-spends: the transaction, and two scripts it spends from."""

    txid: Txid
    left: bytes
    right: bytes


@dataclass(frozen=True, slots=True)
class SubjectClusters:
    """Clusters over subjects. `left_out` has each transaction that was not used, and what it was taken for."""

    txids: tuple[Txid, ...]
    scripts: tuple[bytes, ...]
    """Every script spent from, in order of first use; a script's place is its number."""
    numbers: dict[bytes, int]
    left_out: tuple[tuple[Txid, Finding], ...]
    refused: tuple[Txid, ...]
    conflicts: tuple[Txid, ...]
    """Transactions that spend from differently labelled services, and so join nothing."""
    clusters: Clusters
    script_of_input: I8
    first_input: I8

    def cluster(self, script: bytes) -> int | None:
        """Return the number of the script's cluster, None for a script that nothing spends from."""
        number = self.numbers.get(script)
        return None if number is None else int(self.clusters.cluster[number])

    def members(self, script: bytes) -> tuple[bytes, ...]:
        """Return the scripts of this script's cluster, in order of first use; empty where it has none."""
        own = self.cluster(script)
        return () if own is None else tuple(self.scripts[each] for each in np.flatnonzero(self.clusters.cluster == own))

    def why(self, one: bytes, other: bytes) -> tuple[NamedCoSpend, ...] | None:
        """Return the shortest chain of co-spends between two scripts; None where they are not together."""
        if one not in self.numbers or other not in self.numbers:
            return None
        numbers = self.numbers[one], self.numbers[other]
        chain = why_together(self.clusters, self.script_of_input, self.first_input, *numbers)
        if chain is None:
            return None
        names = ((self.txids[link.transaction], link.left, link.right) for link in chain)
        return tuple(NamedCoSpend(txid, self.scripts[left], self.scripts[right]) for txid, left, right in names)


def clusters_of(
    subjects: Sequence[Subject],
    lineage: Lineage = UNKNOWN,
    no_merge: Iterable[tuple[bytes, bytes]] = (),
    disputed: frozenset[Txid] = frozenset(),
) -> SubjectClusters:
    """Return the clusters of these transactions, in chain order, possible mixes left out, and label conflicts.

    `disputed` transactions are left out too, to see what rests on them.

    Raises:
        CaseError: the no-merge list names a script that no transaction spends from, or one twice.
    """
    numbers: dict[bytes, int] = {}
    spent = [numbers.setdefault(each.script, len(numbers)) for subject in subjects for each in subject.inputs]
    sizes = [len(subject.inputs) for subject in subjects]
    first_input = np.cumsum([0, *sizes], dtype=np.int64)[:-1]
    found = [is_mix(subject, lineage) for subject in subjects]
    pairs = list(zip(subjects, found, strict=True))
    mixed = np.array([mix is not None or each.txid in disputed for each, mix in pairs], np.uint8)
    script_of_input = np.array(spent, np.int64)
    known = ((number, lineage.service(script)) for script, number in numbers.items())
    services = {number: label for number, label in known if label is not None}
    conflicts = label_conflicts(script_of_input, first_input, services)
    conflicts = conflicts[mixed[conflicts] == 0]
    mixed[conflicts] = 1
    listed = _numbered(no_merge, numbers)
    clusters = cluster(script_of_input, first_input, mixed, len(numbers), listed)
    return SubjectClusters(
        tuple(subject.txid for subject in subjects),
        tuple(numbers),
        numbers,
        tuple((subject.txid, mix) for subject, mix in pairs if mix is not None),
        tuple(subjects[each].txid for each in clusters.refused.tolist()),
        tuple(subjects[each].txid for each in conflicts.tolist()),
        clusters,
        script_of_input,
        first_input,
    )


def _numbered(no_merge: Iterable[tuple[bytes, bytes]], numbers: dict[bytes, int]) -> I8:
    pairs = list(no_merge)
    missing = sorted({script.hex() for pair in pairs for script in pair if script not in numbers})
    if missing:
        raise CaseError(*(f"no-merge list: no transaction spends from script {script}" for script in missing))
    return np.array([[numbers[one], numbers[other]] for one, other in pairs], np.int64).reshape(-1, 2)
