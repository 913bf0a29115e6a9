"""What lies around a transaction on the chain being read, for the detectors.

Whatever is looked up is recorded as read, so that whoever re-checks a stop offline has it too.
Witnesses are not looked up: not every source keeps raw bytes, and a trace must not depend on the source.
"""

from collections.abc import Mapping

from tracer.chain.outpoint import Outpoint, Txid
from tracer.trace.patterns.subject import Subject, Unknown
from tracer.trace.reading import Opened, Reading


class Surroundings(Unknown):
    """Lineage over a chain being read up to its horizon. `services` maps scripts to labels."""

    def __init__(self, reading: Reading, services: Mapping[bytes, str]) -> None:
        """Start with nothing looked up."""
        self._reading, self._services = reading, services

    def subject(self, opened: Opened) -> Subject | None:
        """Return an opened transaction as a subject, None where an output it spends is not known."""
        return self._reading.subject(opened)

    def maker(self, outpoint: Outpoint) -> Subject | None:
        """Return the transaction that made this output."""
        return self._opened(outpoint.txid)

    def spender(self, outpoint: Outpoint) -> Subject | None:
        """Return the transaction that spends this output at or below the horizon."""
        found = self._reading.spenders([outpoint]).get(outpoint)
        return None if found is None else self._opened(found.txid)

    def service(self, script: bytes) -> str | None:
        """Return the label of the tagged service."""
        return self._services.get(script)

    def _opened(self, txid: Txid) -> Subject | None:
        opened = self._reading.open(txid)
        return None if opened is None else self.subject(opened)
