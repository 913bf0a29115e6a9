"""A PSBT joined with the register: which coins it spends, which outputs are ours, which act it carries out.

Nothing of it is the PSBT's word: coins are the chain's, own scripts those that the register's descriptors derive.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from tracer.reserve.acts import DisposalAct, StepAct
from tracer.reserve.clearance.clearance_rows import ClearanceSources
from tracer.reserve.clearance.cleared import ClearedTransaction
from tracer.reserve.clearance.psbt import Proposal, ProposedOutput
from tracer.reserve.ledger_rows import RegisterCoin, in_scope
from tracer.reserve.register import ReserveWallet, WatchedScript

ENDED = ("cancelled", "settled", "closed")


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """Where a script of ours stands: in which wallet, and how it is derived there."""

    wallet: ReserveWallet
    script: WatchedScript


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedSpend:
    """A PSBT beside the register.

    `known` are the coins of its inputs in any wallet of the register, spent or not; `coins` those of them that may be
    spent: in the books and unspent. `ours` are the scripts in the books. `act` is the disposal that names just what is
    paid to others, None: none does, or nothing is.
    """

    proposal: Proposal
    sources: ClearanceSources
    known: tuple[RegisterCoin | None, ...]
    coins: tuple[RegisterCoin | None, ...]
    ours: Mapping[bytes, OwnPlace]
    act: DisposalAct | None

    @property
    def height(self) -> int:
        """The height of the last block looked at."""
        return self.sources.history.block.height

    @property
    def foreign(self) -> tuple[ProposedOutput, ...]:
        """The outputs that pay others."""
        return tuple(each for each in self.proposal.outputs if each.script not in self.ours)

    @property
    def is_whole(self) -> bool:
        """Whether every coin may be spent, each once."""
        return None not in self.coins and len({each.prevout for each in self.proposal.inputs}) == len(self.coins)

    @property
    def spent(self) -> int:
        """What the coins that may be spent hold, in satoshi."""
        return sum(each.value for each in self.coins if each is not None)

    @property
    def fee(self) -> int | None:
        """The fee, below 0 where more is paid than is spent; None: not every coin is known."""
        return self.spent - sum(each.value for each in self.proposal.outputs) if self.is_whole else None

    @property
    def part(self) -> DisposalAct | None:
        """The disposal that names the most of what is paid to others, and nothing else, where none names all of it."""
        if self.act is not None:
            return None
        paid = Counter((each.script, each.value) for each in self.foreign)
        found = [
            act
            for act in self.sources.books.acts
            if isinstance(act, DisposalAct) and act.outputs and named_by(act) <= paid and not self.is_sent(act)
        ]
        return min(found, key=lambda act: (-sum(each.sat for each in act.outputs), act.head.id), default=None)

    def pending(self) -> tuple[ClearedTransaction, ...]:
        """Return the other transactions cleared before that may still be sent: the chain has spent none of their coins.

        A coin that is not on the chain any more may come back.
        """
        spent = {each.outpoint for each in self.sources.books.ledger.coins if each.spent is not None}
        return tuple(
            each for each in self.sources.cleared if each.txid != self.proposal.txid and spent.isdisjoint(each.spends)
        )

    def is_sent(self, act: DisposalAct) -> bool:
        """Return whether a transaction of an act, or one cleared for it, is on the chain."""
        sources = self.sources
        if any(each.act == act.head.id for each in sources.books.ledger.movements):
            return True
        mine = [each for each in sources.cleared if each.act == act.head.id]
        return bool(mine) and any(each.is_sent_by(touch) for touch in sources.history.touches for each in mine)

    def states(self, act: DisposalAct) -> tuple[str, ...]:
        """Return the states that steps say an act has reached, in the order of their acts."""
        steps = (each for each in self.sources.books.acts if isinstance(each, StepAct))
        return tuple(each.state for each in steps if each.disposal == act.head.id)


def named_by(act: DisposalAct) -> Counter[tuple[bytes, int]]:
    """Return the scripts and satoshi that a disposal names, each as often as it does."""
    return Counter((each.script, int(each.sat)) for each in act.outputs)


def join(proposal: Proposal, sources: ClearanceSources) -> ProposedSpend:
    """Return a PSBT joined with the register."""
    register, ledger, height = sources.books.register, sources.books.ledger, sources.history.block.height
    there = {each.outpoint: each for each in ledger.coins}
    known = tuple(there.get(each.prevout) for each in proposal.inputs)
    found = ProposedSpend(
        proposal=proposal,
        sources=sources,
        known=known,
        coins=tuple(
            each if each is not None and each.spent is None and ledger.counts(each, height) else None for each in known
        ),
        ours={
            each.script: OwnPlace(wallet, each)
            for wallet in register.wallets
            if register.is_ours(wallet)
            for each in wallet.scripts
            if in_scope(ledger.scope, each.script, height)
        },
        act=None,
    )
    return ProposedSpend(
        proposal=proposal, sources=sources, known=known, coins=found.coins, ours=found.ours, act=_act(found)
    )


def _act(spend: ProposedSpend) -> DisposalAct | None:
    """Return the disposal that names just what is paid to others; of several the one that fits best.

    That is one which names this transaction or none, whose lots are what leaves, which has not ended, was not sent and
    waits for no other transaction.
    """
    if not spend.foreign:
        return None
    wanted = Counter((each.script, each.value) for each in spend.foreign)
    leaves = sum(each.value for each in spend.foreign) + (spend.fee or 0)
    waiting = {each.act for each in spend.pending()}

    def misfit(act: DisposalAct) -> tuple[bool, ...]:
        """Return what speaks against an act, the gravest first."""
        return (
            act.txid not in (None, spend.proposal.txid),
            sum(act.lots.values()) != leaves,
            any(state in ENDED for state in spend.states(act)),
            spend.is_sent(act),
            act.head.id in waiting,
        )

    found = [act for act in spend.sources.books.acts if isinstance(act, DisposalAct) and named_by(act) == wanted]
    return min(found, key=lambda act: (misfit(act), act.head.id), default=None)
