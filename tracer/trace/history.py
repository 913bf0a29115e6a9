"""What is looked up for evidence that is only shown: whether scripts were paid before, and what spends beside a trail.

The trail itself needs neither. So it is asked for a bounded part of the trail, in two requests, and where a source
would pay too much for it the rules that rest on it say nothing; the result says which it was.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracer.chain.outpoint import Position, Txid
from tracer.chain.view import FirstPaid
from tracer.trace.patterns.subject import Subject
from tracer.trace.reading import Reading

TRANSACTIONS = 500
"""Transactions of a trail, in chain order, of which change evidence is shown."""

OUTPUTS = 16
"""Outputs that a transaction may have for its outputs' histories to be asked for: more are a batch, not a payment."""

WHOLE, PART, NOT_ASKED = "whole", "part", "not asked"
"""How far back the source could say whether a script was paid: to the first block, to its own first one, not at all."""


@dataclass(frozen=True, slots=True)
class History:
    """When scripts were first paid; `first` None where the source was not asked. `asked` are the scripts."""

    first: FirstPaid | None
    asked: frozenset[bytes] = frozenset()

    def before(self, script: bytes, place: Position) -> bool | None:
        """Return whether a transaction before this place pays the script, None where that is not known."""
        if self.first is None or script not in self.asked:
            return None
        found = self.first.outputs.get(script)
        if found is not None and found.position < place:
            return True
        return False if self.first.whole else None

    @property
    def reach(self) -> str:
        """How far back it goes: `WHOLE`, `PART` or `NOT_ASKED`."""
        if self.first is None:
            return NOT_ASKED
        return WHOLE if self.first.whole else PART


def look_back(txids: Sequence[Txid], reading: Reading) -> History:
    """Return when the scripts that the first transactions of a trail pay were first paid, opening what spends beside.

    What spends any of these outputs is opened, so that co-spends and the ways wallets build transactions are seen. The
    cost: a look-up and at most one transaction more for each output, some of them in the bundle.

    Raises:
        SourceError: the source cannot answer.
    """
    opened = [reading.open(txid) for txid in txids[:TRANSACTIONS]]
    subjects = [subject for each in opened if each is not None and (subject := reading.subject(each)) is not None]
    payments = [each for each in subjects if 1 < len(each.spendable) <= OUTPUTS]
    outpoints = [subject.outpoint(vout) for subject in payments for vout in subject.spendable]
    spenders = sorted({(spender.position, spender.txid) for spender in reading.spenders(outpoints).values()})
    names = [txid for _, txid in spenders]
    for at, txid in enumerate(names):
        reading.open(txid, names[at + 1 :])
    return history_of(payments, reading)


def history_of(subjects: Iterable[Subject], reading: Reading) -> History:
    """Return when the scripts that these transactions pay were first paid.

    Not of the empty script, which no filter holds.
    """
    scripts = frozenset(each.outputs[vout].script for each in subjects for vout in each.spendable) - {b""}
    return History(reading.first_paid(scripts), scripts)
