"""A look at one name of the chain, a transaction, an output or an address, beside a case and TagPacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tracer.case.case import Case
from tracer.chain.address import decode
from tracer.chain.misnamed import instead, only_from
from tracer.chain.network import Network
from tracer.chain.outpoint import BlockRef, Outpoint, parse_txid
from tracer.chain.transaction import Confirmed
from tracer.chain.view import ChainView
from tracer.errors import CaseError
from tracer.intake import classification
from tracer.intake.finding import NameKind
from tracer.intake.other_ledgers import others
from tracer.operations.check import load_case
from tracer.operations.context import Context
from tracer.operations.look_json import Json, look_json
from tracer.operations.sources import Chain, ChainSource, open_chain
from tracer.operations.tag_files import read_pack
from tracer.progress import Progress
from tracer.trace.look import AddressLook, CoinLook, Looker, TransactionLook
from tracer.trace.tags import tags as tag_packs
from tracer.trace.tags.tags import TagPack
from tracer.visible import quoted


@dataclass(frozen=True, slots=True)
class LookRequest:
    """Which name to look at, over what, and beside which case and TagPacks."""

    name: str
    source: ChainSource
    case: Path | None = None
    packs: Sequence[Path] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen, up to which block, and what was noticed of the source."""

    found: TransactionLook | CoinLook | AddressLook
    tip: BlockRef
    network: Network
    warnings: tuple[str, ...]

    def as_json(self) -> dict[str, Json]:
        """Return everything seen; amounts in satoshi, times in UTC as declared by miners."""
        return look_json(self.found, self.network, self.tip)


def look(request: LookRequest, context: Context) -> Looked:
    """Look at a transaction, an output or an address.

    Raises:
        CaseError: the name is none, or the chain has nothing of that name; the case or a TagPack is wrong.
        SourceError, IntegrityError: as for any source.
    """
    loaded = None if request.case is None else load_case(request.case)
    chain = open_chain(request.source, None if loaded is None else loaded.case, context)
    context.tell(chain.warnings)
    network = chain.view.network
    tags = (*(loaded.tags if loaded else ()), *(_tag_pack(path, network) for path in request.packs))
    found = _look(request.name, chain, loaded.case if loaded else None, tags, context.progress)
    chain.check_tip()
    return Looked(found, chain.view.tip(), network, chain.warnings)


def _look(
    name: str, chain: Chain, case: Case | None, tags: tuple[TagPack, ...], progress: Progress
) -> TransactionLook | CoinLook | AddressLook:
    network, looker = chain.view.network, Looker(chain.view, case, tags)
    judged = classification.exact(name, network) or classification.damaged(name, network)
    missing = f"on the best chain of {network.name} up to block {chain.view.tip().height}{only_from(chain.view)}"
    elsewhere = next((each for each in others(name) if (each.start, each.end) == (0, len(name))), None)
    if elsewhere is not None and (judged is None or judged.value is None):
        raise CaseError(f"{quoted(name, 120)} is a name of {elsewhere.ledger}, no txid, outpoint or address of Bitcoin")
    if judged is None:
        raise CaseError(f"{quoted(name, 120)} is no txid, outpoint (txid:vout) or address")
    if judged.value is None:
        listed = [
            f"candidate: {each.value} ({each.support.value}: {'; '.join(each.changes)})" for each in judged.candidates
        ]
        raise CaseError(f"{judged.reason}", *listed)
    if judged.kind is NameKind.TXID:
        transaction = looker.transaction(parse_txid(judged.value))
        if transaction is None:
            why = instead(parse_txid(judged.value), chain.view, progress)
            raise CaseError(f"no transaction {judged.value} {missing}{why}")
        return transaction
    if judged.kind is NameKind.OUTPOINT:
        outpoint = Outpoint.parse(judged.value)
        coin = looker.output(outpoint)
        if coin is None:
            made = chain.view.transactions([outpoint.txid]).get(outpoint.txid)
            raise CaseError(f"no output {judged.value} {missing}{_why_no_output(outpoint, made, chain.view, progress)}")
        return coin
    return looker.address(decode(judged.value, network))


def _why_no_output(outpoint: Outpoint, made: Confirmed | None, view: ChainView, progress: Progress) -> str:
    if made is None:
        return instead(outpoint.txid, view, progress)
    count = len(made.transaction.outputs)
    plural = "outputs" if count > 1 else "output"
    return f"; the transaction, of block {made.position.height}, has only {count} {plural}"


def _tag_pack(path: Path, network: Network) -> TagPack:
    return tag_packs.parse(read_pack(path), path.name, network)
