"""What lies around a transaction on the chain being read, for the detectors.

Whatever is looked up is recorded as read, so that whoever re-checks a stop offline has it too.
Witnesses are not looked up: not every source keeps raw bytes, and a trace must not depend on the source.
"""

from collections.abc import Mapping

from tracer.chain.outpoint import Outpoint, Txid
from tracer.trace.history import History, history_of
from tracer.trace.patterns.subject import Subject, UnknownLineage
from tracer.trace.reading import OpenedTransaction, Reading


class ChainLineage(UnknownLineage):
    """Lineage over a chain being read up to its horizon. `services` maps scripts to labels."""

    def __init__(self, reading: Reading, services: Mapping[bytes, str]) -> None:
        """Start with nothing looked up."""
        self._reading, self._services = reading, services
        self._histories: dict[Txid, History] = {}

    def subject(self, opened: OpenedTransaction) -> Subject | None:
        """Return an opened transaction as a subject, None where an output it spends is not known."""
        return self._reading.subject(opened)

    def maker(self, outpoint: Outpoint) -> Subject | None:
        """Return the transaction that made this output."""
        return self._opened(outpoint.txid)

    def spender(self, outpoint: Outpoint) -> Subject | None:
        """Return the transaction that spends this output at or below the horizon."""
        found = self._reading.spenders([outpoint]).get(outpoint)
        return None if found is None else self._opened(found.txid)

    def paid_before(self, script: bytes, txid: Txid) -> bool | None:
        """Return whether an earlier transaction pays the script.

        All outputs of the transaction are asked for at once.
        """
        opened = self._reading.open(txid)
        subject = None if opened is None else self.subject(opened)
        if opened is None or subject is None:
            return None
        if txid not in self._histories:
            self._histories[txid] = history_of([subject], self._reading)
        return self._histories[txid].before(script, opened.confirmed.position)

    def service(self, script: bytes) -> str | None:
        """Return the label of the tagged service."""
        return self._services.get(script)

    def _opened(self, txid: Txid) -> Subject | None:
        opened = self._reading.open(txid)
        return None if opened is None else self.subject(opened)
