"""Everything that an annex is rendered from: the result, the case, the raw material, the clock.

Annexes are functions of this and of nothing else; so is the check that they were not changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tracer.case.case import Case
from tracer.chain import decode
from tracer.chain.address import display
from tracer.chain.outpoint import Outpoint, Position, Txid
from tracer.chain.transaction import Output, Transaction
from tracer.container.material import Material
from tracer.documents import local_time
from tracer.documents.language.language import ENGLISH, Language
from tracer.documents.local_time import Clock
from tracer.errors import IntegrityError
from tracer.result.trace_file import TraceFile
from tracer.trace.tags.tags import TagPack


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One export's sources. `case` is the case as the bundle's own case file gives it."""

    trace: TraceFile
    case: Case
    material: Material
    clock: Clock
    transactions: Mapping[Txid, Transaction]
    """Those of the material, decoded."""
    languages: tuple[Language, ...] = (ENGLISH,)
    """Those of the bundle, the leading one first."""
    language: Language = ENGLISH
    """The one of them that is written in now."""
    packs: tuple[TagPack, ...] = ()
    """The TagPacks and ActorPacks of the case, in the case's order."""

    def written_in(self, language: Language) -> "Dossier":
        """Return the same sources, to be written in another language."""
        return replace(self, language=language)

    @property
    def picture_name(self) -> str:
        """The file that holds the picture in this language: `flow.svg` in the leading one, else `flow.ru.svg`."""
        return "flow.svg" if self.language == self.languages[0] else f"flow.{self.language.code}.svg"

    def time(self, height: int) -> int:
        """Return a block's time in Unix seconds, as declared by its miner.

        Raises:
            IntegrityError: no header of that height is held.
        """
        return self.material.time(height)

    def time_utc(self, height: int) -> str:
        """Return a block's time for tables, `2026-05-28T20:26:40Z`."""
        return local_time.iso(self.time(height))

    def position(self, txid: Txid) -> Position:
        """Return a transaction's place on the chain.

        Raises:
            IntegrityError: the material does not hold it.
        """
        if txid not in self.material.positions:
            raise IntegrityError(f"chain/ does not place transaction {txid}, which trace.json names")
        return self.material.positions[txid]

    def transaction(self, txid: Txid) -> Transaction:
        """Return a transaction.

        Raises:
            IntegrityError: the material does not hold it.
        """
        if txid not in self.transactions:
            raise IntegrityError(f"chain/ holds no transaction {txid}, which trace.json names")
        return self.transactions[txid]

    def output(self, outpoint: Outpoint) -> Output:
        """Return an output.

        Raises:
            IntegrityError: the material does not hold it.
        """
        outputs = self.transaction(outpoint.txid).outputs
        if outpoint.vout >= len(outputs):
            raise IntegrityError(f"trace.json names {outpoint}; the transaction has only {len(outputs)} outputs")
        return outputs[outpoint.vout]

    def shown(self, outpoint: Outpoint) -> str:
        """Return whom an output pays: its address, or its script in words."""
        return display(self.output(outpoint).script, self.material.network)


def decoded(material: Material) -> Mapping[Txid, Transaction]:
    """Return every transaction of the material, decoded from its raw bytes.

    Raises:
        IntegrityError: bytes that are no transaction.
    """
    return {txid: decode.transaction(raw) for txid, raw in material.raws.items()}


def shown_times(material: Material) -> Sequence[int]:
    """Return every block time that a report on this material may show."""
    heights = {at.height for at in material.positions.values()} | {material.last_header}
    return sorted({material.time(height) for height in heights})


def orders_of_receipts(trace: TraceFile) -> Mapping[str, tuple[str, ...]]:
    """Return the ids of the orders under which each receipt counts."""
    found: dict[str, tuple[str, ...]] = {}
    for order in trace.orders:
        for receipt in order.receipts:
            found[receipt] = (*found.get(receipt, ()), order.id)
    return found
