"""A transaction as the detectors see it: with the outputs it spends, and nothing of the chain around.

What lies around is asked through `Lineage`, whose every answer may be "not known". A detector reads
a subject and asks lineage; it opens nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tracer.chain.decode import Unlocking
from tracer.chain.network import MAIN, Network
from tracer.chain.outpoint import Outpoint, Txid
from tracer.chain.script import ANCHOR, is_unspendable, kind
from tracer.chain.transaction import Confirmed, Output


@dataclass(frozen=True, slots=True)
class Spend:
    """An input together with the output it spends. None: the source of the subject does not say."""

    prevout: Outpoint
    value: int
    script: bytes
    sequence: int | None = None
    unlocking: Unlocking | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A transaction and the outputs it spends. A coinbase has no inputs here.

    `height` is a height of mainnet, for rules that changed at one; None where it is not known and on
    every other network. `time` is the block's, seconds of UTC as declared by the miner.
    """

    txid: Txid
    inputs: tuple[Spend, ...]
    outputs: tuple[Output, ...]
    version: int | None = None
    locktime: int | None = None
    height: int | None = None
    time: int | None = None
    input_scripts: frozenset[bytes] = field(init=False, repr=False, compare=False)
    spendable: tuple[int, ...] = field(init=False, repr=False, compare=False)
    """Indices of the outputs that carry value and can be spent."""
    payments: tuple[int, ...] = field(init=False, repr=False, compare=False)
    """Indices of the outputs that pay somebody: spendable, and no anchor, which anyone may spend."""

    def __post_init__(self) -> None:
        """Work out once what most rules ask."""
        object.__setattr__(self, "input_scripts", frozenset(spend.script for spend in self.inputs))
        payments = enumerate(self.outputs)
        spendable = tuple(vout for vout, out in payments if out.value and not is_unspendable(out.script))
        object.__setattr__(self, "spendable", spendable)
        object.__setattr__(self, "payments", tuple(vout for vout in spendable if self.outputs[vout].script != ANCHOR))

    @property
    def fee(self) -> int:
        """Inputs minus outputs in satoshi; of a coinbase without meaning."""
        return sum(spend.value for spend in self.inputs) - sum(output.value for output in self.outputs)

    def outpoint(self, vout: int) -> Outpoint:
        """Return the name of one of the outputs."""
        return Outpoint(self.txid, vout)

    def kinds(self) -> tuple[set[str], set[str]]:
        """Return the script types spent, and the types paid among spendable outputs."""
        paid = {self.outputs[vout].script for vout in self.spendable}
        return {kind(script) for script in self.input_scripts}, {kind(script) for script in paid}


class Lineage(Protocol):
    """What is known around a subject. None always means "not known", never "no"."""

    def maker(self, outpoint: Outpoint) -> Subject | None:
        """Return the transaction that made this output."""
        ...

    def spender(self, outpoint: Outpoint) -> Subject | None:
        """Return the transaction that spends this output."""
        ...

    def paid_before(self, script: bytes, txid: Txid) -> bool | None:
        """Return whether the script was paid by any transaction before this one."""
        ...

    def cluster(self, script: bytes) -> int | None:
        """Return the number of the multi-input cluster the script is in."""
        ...

    def service(self, script: bytes) -> str | None:
        """Return the label of the service the script is tagged with."""
        ...


class UnknownLineage:
    """The lineage of which nothing is known; a base for those that know something."""

    def maker(self, outpoint: Outpoint) -> Subject | None:
        """Return None."""
        return None

    def spender(self, outpoint: Outpoint) -> Subject | None:
        """Return None."""
        return None

    def paid_before(self, script: bytes, txid: Txid) -> bool | None:
        """Return None."""
        return None

    def cluster(self, script: bytes) -> int | None:
        """Return None."""
        return None

    def service(self, script: bytes) -> str | None:
        """Return None."""
        return None


UNKNOWN: Lineage = UnknownLineage()


def subject_of(
    confirmed: Confirmed,
    prevouts: Sequence[Output | None],
    network: Network,
    unlockings: Sequence[Unlocking] = (),
    time: int | None = None,
) -> Subject | None:
    """Return a transaction of a chain as a subject, None where an output it spends is not known.

    `prevouts` as from `ChainView.prevouts`, `unlockings` as from `decode.unlockings` of the raw bytes
    or empty where those were not read.
    """
    transaction, height = confirmed.transaction, confirmed.position.height
    spends = []
    if not transaction.is_coinbase:
        for vin, (spent, prevout) in enumerate(zip(transaction.inputs, prevouts, strict=True)):
            if spent.prevout is None or prevout is None:
                return None
            unlocking = unlockings[vin] if unlockings else None
            spends.append(Spend(spent.prevout, prevout.value, prevout.script, spent.sequence, unlocking))
    return Subject(
        txid=transaction.txid,
        inputs=tuple(spends),
        outputs=transaction.outputs,
        version=transaction.version,
        locktime=transaction.locktime,
        height=height if network == MAIN else None,
        time=time,
    )
