"""Multi-input clusters over a whole store: which scripts were spent together, by which transactions.

It opens a store and a list, and hands their columns to the stages that compute. Everything is computed anew from the
columns, with nothing kept between two questions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from tracer.chain.address import display
from tracer.chain.network import Network
from tracer.chain.outpoint import BlockRef, Txid
from tracer.disk.files import read_bounded
from tracer.errors import CaseError
from tracer.operations.context import Context
from tracer.operations.tag_files import read_pack
from tracer.progress import Progress
from tracer.store.rows import StoreRows
from tracer.store.schema import FOREIGN
from tracer.store.view import StoreView
from tracer.trace.arrays import I8, U1
from tracer.trace.clusters.clusters import Clusters, cluster
from tracer.trace.clusters.co_spends import collapsed, why_together
from tracer.trace.clusters.growth import bridges, is_absurd
from tracer.trace.clusters.label_conflicts import label_conflicts
from tracer.trace.clusters.no_merge import Apart, read_no_merge, script_named
from tracer.trace.mix_candidates import mix_candidates
from tracer.trace.patterns.mix import is_mix
from tracer.trace.patterns.subject import subject_of
from tracer.trace.patterns.wasabi1 import COORDINATOR_SCRIPTS
from tracer.trace.script_numbers import number_scripts
from tracer.trace.tags import tags as tag_packs
from tracer.trace.tags.tags import Services

_KEYLESS = (b"", b"\x51", b"\x51\x02\x4e\x73")
"""Scripts that anyone can spend (empty, OP_TRUE, pay-to-anchor): whoever sweeps them is not their holder."""

_TOLD = 1_000


@dataclass(frozen=True, slots=True)
class CoSpent:
    """A transaction that spends coins of two scripts, named as their addresses."""

    txid: Txid
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class BridgeSeen:
    """A co-spend that joined two clusters, and how many scripts either had by then."""

    by: CoSpent
    smaller: int
    larger: int


@dataclass(frozen=True, slots=True)
class AddressCluster:
    """The cluster of an address: its scripts in order of first payment, and the union that brought in each of them.

    `services` are the labels of tagged services in it; `absurd` says that it is too large to be one holder's.
    """

    address: str
    members: tuple[str, ...]
    unions: tuple[CoSpent, ...]
    bridges: tuple[BridgeSeen, ...]
    services: tuple[str, ...]
    absurd: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterAnswer:
    """What a store says of one address or two. `why`: the shortest chain of co-spends between the two, None if none.

    `left_out` counts transactions that may be mixes or whose spent outputs cannot be read; `refused` are those the
    no-merge list kept from joining, `conflicts` those that spend scripts of differently labelled services.
    """

    tip: BlockRef
    network: Network
    clusters: tuple[AddressCluster, ...]
    why: tuple[CoSpent, ...] | None
    left_out: int
    refused: tuple[Txid, ...]
    conflicts: tuple[Txid, ...]
    merged: int
    collapses: int

    def as_json(self) -> dict[str, object]:
        """Return every field by its name."""
        return {**asdict(self), "schema": 1, "network": self.network.name}


@dataclass(frozen=True, slots=True)
class ClustersRequest:
    """A store, one address or two, a list of what must not be joined, and TagPacks."""

    store: Path
    addresses: Sequence[str]
    no_merge: Path | None = None
    packs: Sequence[Path] = ()


def ask_clusters(request: ClustersRequest, context: Context) -> ClusterAnswer:
    """Cluster a store and say what it knows of one address or two.

    Raises:
        CaseError: there is no store, an address is wrong or never paid there, or the list is not right.
        IntegrityError: the store is damaged, or was reorganised meanwhile.
    """
    addresses, no_merge = request.addresses, request.no_merge
    view = StoreView(request.store)
    network = view.network
    scripts = [script_named(address, network) for address in addresses]
    apart = () if no_merge is None else read_no_merge(read_bounded(no_merge, "no-merge list"), no_merge.name, network)
    tags = [tag_packs.parse(read_pack(path), path.name, network) for path in request.packs]
    asked = _Asked(view, apart, no_merge.name if no_merge else "", Services(tags).labels(), context.progress)
    places = [asked.number(script, address) for script, address in zip(scripts, addresses, strict=True)]
    why = asked.why(places[0], places[1]) if len(places) > 1 else ()
    answer = ClusterAnswer(
        tip=view.tip(),
        network=network,
        clusters=tuple(asked.cluster(place, address) for place, address in zip(places, addresses, strict=True)),
        why=why,
        left_out=int(asked.mixed.sum()),
        refused=tuple(asked.rows.txid(number) for number in asked.clusters.refused.tolist()),
        conflicts=tuple(asked.rows.txid(number) for number in asked.conflicts.tolist()),
        merged=asked.clusters.merged,
        collapses=len(collapsed(asked.clusters.cluster, asked.services)),
    )
    view.check_current()
    return answer


class _Asked:
    """A store's columns as the arrays that are clustered, and their names again."""

    def __init__(
        self, view: StoreView, apart: Sequence[Apart], listed: str, labels: Mapping[bytes, str], progress: Progress
    ) -> None:
        self.rows, self.network = view.rows, view.network
        whole = self.rows.whole
        progress("numbering scripts", 0, 1)
        self.numbers = number_scripts(whole("script"), whole("first_script_byte").view(np.int64))
        progress("numbering scripts", 1, 1)
        self.first_input = whole("first_input").view(np.int64)
        self.script_of_input = self._spent_scripts()
        spent_from = np.zeros(self.numbers.size, np.bool_)
        spent_from[self.script_of_input[self.script_of_input >= 0]] = True
        self.spent_from = int(np.count_nonzero(spent_from))
        self.mixed = _mixes(self.rows, self.network, _candidates(self.rows), progress)
        found = ((script, self.rows.paying(script, 0, self.numbers.size)) for script in labels)
        self.services = {int(self.numbers[rows[0]]): labels[script] for script, rows in found if rows}
        conflicts = label_conflicts(self.script_of_input, self.first_input, self.services)
        self.conflicts = conflicts[self.mixed[conflicts] == 0]
        self.clusters = self._clustered(apart, listed)

    def number(self, script: bytes, address: str) -> int:
        """Return a script's number.

        Raises:
            CaseError: no output of the store pays it.
        """
        rows = self.rows.paying(script, 0, self.rows.manifest.counts["outputs"])
        if not rows:
            raise CaseError(f"no output of this store pays {address}: there is nothing to cluster")
        return int(self.numbers[rows[0]])

    def why(self, one: int, other: int) -> tuple[CoSpent, ...] | None:
        """Return the shortest chain of co-spends, None where the two are not together."""
        chain = why_together(self.clusters, self.script_of_input, self.first_input, one, other)
        return None if chain is None else tuple(self._named(*link) for link in chain)

    def cluster(self, number: int, address: str) -> AddressCluster:
        """Return the cluster of a script."""
        clusters = self.clusters
        wanted = int(clusters.cluster[number])
        inside = np.flatnonzero(clusters.cluster == wanted)
        members = inside[self.numbers[inside] == inside].tolist()
        unions = np.flatnonzero(clusters.cluster[clusters.left] == wanted).tolist()
        return AddressCluster(
            address,
            tuple(self._address(member) for member in members),
            tuple(self._union(union) for union in unions),
            tuple(BridgeSeen(self._union(each.union), each.smaller, each.larger) for each in bridges(clusters, wanted)),
            tuple(sorted({label for n, label in self.services.items() if int(clusters.cluster[n]) == wanted})),
            is_absurd(len(members), self.spent_from),
        )

    def _spent_scripts(self) -> I8:
        """Return, per input, the number of the script it spends; -1 for coinbases, foreign and keyless ones."""
        prevout = self.rows.whole("prevout")
        inside = prevout < np.uint64(FOREIGN)
        spent = np.full(prevout.size, -1, np.int64)
        spent[inside] = self.numbers[prevout[inside]]
        last = self.rows.manifest.counts["outputs"]
        for script in _KEYLESS:
            paying = self.rows.paying(script, 0, last)
            if paying:
                spent[spent == self.numbers[paying[0]]] = -1
        return spent

    def _clustered(self, apart: Sequence[Apart], listed: str) -> Clusters:
        faults, pairs = [], []
        for each in apart:
            try:
                pairs.append([self.number(*named) for named in zip(each.scripts, (each.one, each.other), strict=True)])
            except CaseError as error:
                faults.append(f"{listed}: line {each.line}: {error.faults[0]}")
        if faults:
            raise CaseError(*faults)
        listed_pairs = np.array(pairs, np.int64).reshape(-1, 2) if pairs else None
        left_out = self.mixed.copy()
        left_out[self.conflicts] = 1
        return cluster(self.script_of_input, self.first_input, left_out, self.numbers.size, listed_pairs)

    def _union(self, union: int) -> CoSpent:
        clusters = self.clusters
        return self._named(int(clusters.witness[union]), int(clusters.left[union]), int(clusters.right[union]))

    def _named(self, transaction: int, left: int, right: int) -> CoSpent:
        return CoSpent(self.rows.txid(transaction), self._address(left), self._address(right))

    def _address(self, number: int) -> str:
        return display(self.rows.output(number).script, self.network)


def _candidates(rows: StoreRows) -> U1:
    """Return, per transaction, 1 where some detector may suspect a mix: by its shape, or by whom it pays."""
    whole, counts = rows.whole, rows.manifest.counts
    candidates = mix_candidates(
        whole("first_input").view(np.int64), counts["inputs"], whole("first_output").view(np.int64), whole("value"),
        whole("script"), whole("first_script_byte").view(np.int64),
    )  # fmt: skip
    for script in sorted(COORDINATOR_SCRIPTS):
        for row in rows.paying(script, 0, counts["outputs"]):
            candidates[rows.maker(row)] = 1
    return candidates


def _mixes(rows: StoreRows, network: Network, candidates: U1, progress: Progress) -> U1:
    """Return, per transaction, 1 where the union of the detectors suspects a mix, or cannot be asked."""
    mixed = np.zeros(candidates.size, np.uint8)
    numbers = np.flatnonzero(candidates).tolist()
    for done, number in enumerate(numbers, start=1):
        subject = subject_of(rows.confirmed(number), rows.spent(number), network)
        mixed[number] = subject is None or is_mix(subject) is not None
        if done % _TOLD == 0 or done == len(numbers):
            progress("looking for mixes", done, len(numbers))
    return mixed
