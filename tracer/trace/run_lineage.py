"""What one run has read, as the detectors' surroundings: what the run did not open is "not known" here.

Evidence that is only shown must not make the trace read without end: `history` asks for a bounded part of it
beforehand.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from tracer.chain.outpoint import Outpoint, Position, Txid
from tracer.trace.history import History
from tracer.trace.patterns.mix import is_mix
from tracer.trace.patterns.subject import Subject, UnknownLineage
from tracer.trace.reading import Reading


class RunLineage(UnknownLineage):
    """Lineage over every transaction that a reading has opened so far. `services` maps scripts to labels."""

    def __init__(self, reading: Reading, services: Mapping[bytes, str], history: History) -> None:
        """Take up what was opened until now; what is opened later is not seen."""
        self._services, self._history = services, history
        self._subjects: dict[Txid, Subject] = {}
        self._spenders: dict[Outpoint, Subject] = {}
        self._paid: dict[bytes, Position] = {}
        self._placed: dict[Txid, Position] = {}
        for opened in reading.opened:
            position = opened.confirmed.position
            for output in opened.confirmed.transaction.outputs:
                self._paid.setdefault(output.script, position)
            subject = reading.subject(opened)
            if subject is not None:
                self._subjects[subject.txid] = subject
                self._placed[subject.txid] = position
                self._spenders |= dict.fromkeys((spend.prevout for spend in subject.inputs), subject)
        self._clusters = _clusters(self._subjects.values(), services)

    def subject(self, txid: Txid) -> Subject | None:
        """Return a transaction that was opened with everything that it spends."""
        return self._subjects.get(txid)

    def maker(self, outpoint: Outpoint) -> Subject | None:
        """Return the transaction that made this output, where it was opened."""
        return self._subjects.get(outpoint.txid)

    def spender(self, outpoint: Outpoint) -> Subject | None:
        """Return the transaction that spends this output, where it was opened."""
        return self._spenders.get(outpoint)

    def paid_before(self, script: bytes, txid: Txid) -> bool | None:
        """Return whether an earlier transaction pays the script.

        None where the source was not asked back to the first.
        """
        here = self._placed.get(txid)
        if here is None:
            return None
        opened = self._paid.get(script)
        return True if opened is not None and opened < here else self._history.before(script, here)

    def cluster(self, script: bytes) -> int | None:
        """Return the number of the script's cluster, by the co-spends among what was opened."""
        return self._clusters.get(script)

    def service(self, script: bytes) -> str | None:
        """Return the label of the tagged service."""
        return self._services.get(script)


def _clusters(subjects: Iterable[Subject], services: Mapping[bytes, str]) -> dict[bytes, int]:
    """Return the multi-input clusters of a few transactions, in the order given.

    Whatever may be a mix is left out, and what spends from two labelled services.
    """
    parent: dict[bytes, bytes] = {}

    def root(script: bytes) -> bytes:
        """Return what stands for a script's cluster."""
        while parent[script] != script:
            parent[script] = parent[parent[script]]
            script = parent[script]
        return script

    for subject in subjects:
        for spend in subject.inputs:
            parent.setdefault(spend.script, spend.script)
        labels = {services[script] for script in subject.input_scripts if script in services}
        if len(subject.input_scripts) > 1 and len(labels) < 2 and is_mix(subject) is None:
            first = root(subject.inputs[0].script)
            for spend in subject.inputs[1:]:
                parent[root(spend.script)] = first
    numbers: dict[bytes, int] = defaultdict(lambda: len(numbers))
    return {script: numbers[root(script)] for script in parent}
