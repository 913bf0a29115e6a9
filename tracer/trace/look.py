"""What the chain says of one transaction, output or address, and what a case and TagPacks say beside it.

A look follows nothing. What the chain says is fact; tags are their creators' assertions; custody and seeds
are the analyst's; patterns and what would end a trail as a mix are inferences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracer.case.case import Case, Seed
from tracer.chain.address import display, encode
from tracer.chain.outpoint import BlockHash, Outpoint, Txid
from tracer.chain.script import is_unspendable, kind
from tracer.chain.transaction import Output
from tracer.chain.view import ChainView, Spender
from tracer.trace.chain_lineage import ChainLineage
from tracer.trace.open_keys import open_payments
from tracer.trace.patterns import registry
from tracer.trace.patterns.finding import Finding, Verdict
from tracer.trace.patterns.mix import is_mix, mix_findings
from tracer.trace.reading import OpenedTransaction, Reading
from tracer.trace.tags.actors import Actor
from tracer.trace.tags.tags import Services, Tag, TagPack

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Moment:
    """A transaction's place: block, index in it, and the block's time, seconds of UTC declared by the miner."""

    txid: Txid
    height: int
    index: int
    block: BlockHash
    time: int


@dataclass(frozen=True, slots=True)
class Said:
    """What others than the chain say of a script or a transaction.

    `tags` with the file of their pack; `custody` the case's wallets; `seeds` labels of the case's seeds; `actors`
    those that the tags name, with the file of the ActorPack that describes them.
    """

    tags: tuple[tuple[str, Tag], ...]
    custody: tuple[str, ...]
    seeds: tuple[str, ...]
    actors: tuple[tuple[str, Actor], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CoinLook:
    """An output. `pays` is its address or its script in words; `spent` None: not spent up to the tip."""

    outpoint: Outpoint
    value: int
    script: str
    address: str | None
    pays: str
    spendable: bool
    made: Moment
    spent: Moment | None
    said: Said


@dataclass(frozen=True, slots=True)
class PrevoutLook:
    """An input's prevout; all but its name None where the source cannot read it. `outpoint` None: coinbase."""

    outpoint: Outpoint | None
    value: int | None
    script: str | None
    pays: str | None
    said: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionLook:
    """A transaction.

    `fee` None where it cannot be known; `mix` the finding at which a trail would end as a mix, if any.

    `asked` is every rule that could end a trail as a mix, with what it misses where it would not; empty for a coinbase
    and where an output that is spent cannot be read.
    """

    at: Moment
    confirmations: int
    coinbase: bool
    inputs: tuple[PrevoutLook, ...]
    outputs: tuple[CoinLook, ...]
    fee: int | None
    mix: Finding | None
    asked: tuple[Finding, ...]
    patterns: Mapping[str, Finding]
    said: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressLook:
    """An address and every coin paid to it, in chain order; amounts in satoshi. First and last None: never paid."""

    address: str
    script: str
    received: int
    spent: int
    unspent: int
    first: Moment | None
    last: Moment | None
    coins: tuple[CoinLook, ...]
    said: Said
    open_keys: str | None = None
    """What was paid openly to the key whose hash this is, in words; None: nothing."""


class Looker:
    """Looks at a chain up to the tip at which its view was opened."""

    def __init__(self, view: ChainView, case: Case | None, packs: Sequence[TagPack]) -> None:
        """Take the chain and what is known beside it."""
        self._view, self._case, self._packs = view, case, packs
        self._reading = Reading(view, view.tip())
        self._services = Services(packs)
        self._around = ChainLineage(self._reading, self._services.labels())

    def transaction(self, txid: Txid) -> TransactionLook | None:
        """Return what is known of a transaction, None where the chain has none of this txid."""
        opened = self._reading.open(txid)
        if opened is None:
            return None
        transaction = opened.confirmed.transaction
        outpoints = [transaction.outpoint(vout) for vout in range(len(transaction.outputs))]
        at = self._moment(txid, opened.confirmed.position.height, opened.confirmed.position.index)
        known = transaction.is_coinbase or all(output is not None for output in opened.prevouts)
        return TransactionLook(
            at=at,
            confirmations=self._view.tip().height - at.height + 1,
            coinbase=transaction.is_coinbase,
            inputs=tuple(self._inputs(opened)),
            outputs=self._coins(list(zip(outpoints, transaction.outputs, [at] * len(outpoints), strict=True))),
            fee=opened.fee if known and not transaction.is_coinbase else None,
            mix=self._mix(opened),
            asked=self._asked(opened),
            patterns=self._patterns(opened),
            said=self._saying(self._tags(txid=txid), (), self._seeds(None, txid, None, None)),
        )

    def output(self, outpoint: Outpoint) -> CoinLook | None:
        """Return what is known of an output, None where there is none of this name."""
        found = self._view.transactions([outpoint.txid]).get(outpoint.txid)
        if found is None or outpoint.vout >= len(found.transaction.outputs):
            return None
        made = self._moment(outpoint.txid, found.position.height, found.position.index)
        return self._coins([(outpoint, found.transaction.outputs[outpoint.vout], made)])[0]

    def address(self, script: bytes) -> AddressLook:
        """Return what is known of a script: every output paid to it on the readable chain, and what spent them."""
        created = self._view.paid_to([script], self._view.first_height, self._view.tip().height)
        rows = []
        for start in range(0, len(created), _CHUNK):
            some = created[start : start + _CHUNK]
            found = self._view.transactions([each.outpoint.txid for each in some])
            for each in some:
                output = found[each.outpoint.txid].transaction.outputs[each.outpoint.vout]
                made = self._moment(each.outpoint.txid, each.position.height, each.position.index)
                rows.append((each.outpoint, output, made))
        coins = self._coins(rows)
        moments = sorted(
            [coin.made for coin in coins] + [coin.spent for coin in coins if coin.spent],
            key=lambda moment: (moment.height, moment.index),
        )
        received = sum(coin.value for coin in coins)
        spent = sum(coin.value for coin in coins if coin.spent)
        return AddressLook(
            address=display(script, self._view.network),
            script=kind(script),
            received=received,
            spent=spent,
            unspent=received - spent,
            first=moments[0] if moments else None,
            last=moments[-1] if moments else None,
            coins=coins,
            said=self._said(script, None, None),
            open_keys=open_payments(script, self._reading, self._view.first_height, self._view.tip().height),
        )

    def _coins(self, rows: Sequence[tuple[Outpoint, Output, Moment]]) -> tuple[CoinLook, ...]:
        spenders: dict[Outpoint, Spender] = {}
        for start in range(0, len(rows), _CHUNK):
            spenders |= self._view.spenders([outpoint for outpoint, _, _ in rows[start : start + _CHUNK]])
        coins = []
        for outpoint, output, made in rows:
            spender = spenders.get(outpoint)
            coins.append(
                CoinLook(
                    outpoint=outpoint,
                    value=output.value,
                    script=kind(output.script),
                    address=encode(output.script, self._view.network),
                    pays=display(output.script, self._view.network),
                    spendable=not is_unspendable(output.script) and made.height > 0,
                    made=made,
                    spent=spender and self._moment(spender.txid, spender.position.height, spender.position.index),
                    said=self._said(output.script, outpoint, made.height),
                )
            )
        return tuple(coins)

    def _inputs(self, opened: OpenedTransaction) -> Sequence[PrevoutLook]:
        if opened.confirmed.transaction.is_coinbase:
            return [PrevoutLook(None, None, None, None, Said((), (), ()))]
        names = [spent.prevout.txid for spent in opened.confirmed.transaction.inputs if spent.prevout is not None]
        parents = self._view.transactions(names)
        rows = []
        for spent, output in zip(opened.confirmed.transaction.inputs, opened.prevouts, strict=True):
            if output is None or spent.prevout is None:
                rows.append(PrevoutLook(spent.prevout, None, None, None, Said((), (), ())))
            else:
                pays = display(output.script, self._view.network)
                parent = parents.get(spent.prevout.txid)
                said = self._said(output.script, spent.prevout, parent.position.height if parent else None)
                rows.append(PrevoutLook(spent.prevout, output.value, kind(output.script), pays, said))
        return rows

    def _patterns(self, opened: OpenedTransaction) -> Mapping[str, Finding]:
        """Return what the detectors see, negative findings left out."""
        subject = None if opened.confirmed.transaction.is_coinbase else self._around.subject(opened)
        found = {} if subject is None else registry.look(subject, self._around)
        return {name: finding for name, finding in found.items() if finding.verdict is not Verdict.NO}

    def _mix(self, opened: OpenedTransaction) -> Finding | None:
        """Return what would end a trail here: the union of the detectors, as the stop asks them."""
        subject = None if opened.confirmed.transaction.is_coinbase else self._around.subject(opened)
        return None if subject is None else is_mix(subject, self._around)

    def _asked(self, opened: OpenedTransaction) -> tuple[Finding, ...]:
        """Return what each detector that could end a trail as a mix answers, from the most specific to the widest."""
        subject = None if opened.confirmed.transaction.is_coinbase else self._around.subject(opened)
        return () if subject is None else mix_findings(subject, self._around)

    def _moment(self, txid: Txid, height: int, index: int) -> Moment:
        return Moment(txid, height, index, self._view.block_hash(height), self._reading.time(height))

    def _said(self, script: bytes, outpoint: Outpoint | None, height: int | None) -> Said:
        wallets = () if self._case is None else self._case.custody
        custody = tuple(f"{wallet.name} ({wallet.stage.value})" for wallet in wallets if script in wallet.scripts)
        txid = None if outpoint is None else outpoint.txid
        return self._saying(self._tags(script=script), custody, self._seeds(outpoint, txid, script, height))

    def _saying(self, tags: tuple[tuple[str, Tag], ...], custody: tuple[str, ...], seeds: tuple[str, ...]) -> Said:
        """Put together what is said, with the actors that the tags name."""
        found = [self._services.actor(name) for name in dict.fromkeys(tag.actor for _, tag in tags)]
        return Said(tags, custody, seeds, tuple((file, actor) for actor, file in filter(None, found)))

    def _tags(self, script: bytes | None = None, txid: Txid | None = None) -> tuple[tuple[str, Tag], ...]:
        return tuple(
            (pack.file, tag)
            for pack in self._packs
            for tag in pack.tags
            if (script is not None and tag.script == script) or (txid is not None and tag.txid == txid)
        )

    def _seeds(
        self, outpoint: Outpoint | None, txid: Txid | None, script: bytes | None, height: int | None
    ) -> tuple[str, ...]:
        """Return the labels of seeds that name this output, its transaction or, within their window, its script."""
        seeds = () if self._case is None else self._case.seeds
        return tuple(
            dict.fromkeys(
                seed.label
                for seed in seeds
                if (outpoint is not None and seed.outpoint == outpoint)
                or (txid is not None and seed.txid == txid)
                or (script is not None and script in seed.scripts and _within(seed, height))
            )
        )


def _within(seed: Seed, height: int | None) -> bool:
    """Whether a height lies in a seed's window; None, no height, does."""
    if height is None:
        return True
    return (seed.from_height or 0) <= height and (seed.to_height is None or height <= seed.to_height)
