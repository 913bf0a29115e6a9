"""The rows of movements that a transaction can have in an observation, whichever of the acts on file were there then.

An act that came since may have changed a row's act; an act of scope, whether a side is in the books; a custodian's
statement, what a transaction is called. What no act changes is the same in all of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import product

from tracer.chain.outpoint import Txid
from tracer.chain.transaction import Output
from tracer.reserve import filling
from tracer.reserve.acts import Act, ActId, ActsInForce, CorrectionAct, DisposalAct, ScopeAct, StatementAct, StepAct
from tracer.reserve.filling import Part, SatoshiFlow
from tracer.reserve.history import Touch
from tracer.reserve.ledger_rows import MovementKind, RegisterLedger
from tracer.reserve.movements import MovementCrossing, movement_kind, movements, receipt
from tracer.reserve.observation import ObservedMovement, observed_movement
from tracer.reserve.register import Register
from tracer.reserve.satoshi_runs import SatoshiRun
from tracer.reserve.wallet_changes import scope_scripts

_KINDS: Mapping[MovementKind | None, MovementKind] = {
    MovementKind.DISPOSAL: MovementKind.DEPOSIT,
    MovementKind.RECEIPT: MovementKind.WITHDRAWAL,
}
"""What a custodian's statement makes of a kind."""


def all_acts(acts: ActsInForce) -> tuple[Act, ...]:
    """Return every act that counts or has counted: those in force, those on file, and what corrections put in place.

    A replacement has the number of the act first corrected.
    """
    corrected = {act.head.id: act.head.corrects for act in acts.all if isinstance(act, CorrectionAct)}
    found = [*acts.acts, *acts.all]
    for act in acts.all:
        if isinstance(act, CorrectionAct) and act.replacement is not None:
            number = act.head.id
            while number in corrected and (first := corrected[number]) is not None:
                number = first
            found.append(replace(act.replacement, head=replace(act.replacement.head, id=number)))
    return tuple(found)


class PossibleRows:
    """What of a register's transactions acts on file can make."""

    def __init__(self, register: Register, acts: ActsInForce, today: RegisterLedger) -> None:
        """Take the register, its acts and the ledger under those that are in force."""
        self.acts = all_acts(acts)
        self.wallets = {each.script: wallet.name for wallet in register.wallets for each in wallet.scripts}
        self.ours = today.ours
        self._rank = {wallet.name: rank for rank, wallet in enumerate(register.wallets)}
        self._touched = _scope(register, self.acts)
        self._ledger = today
        statements = [act for act in self.acts if isinstance(act, StatementAct)]
        self.moved = {txid for act in statements for txid in (*act.deposits, *act.withdrawals)}
        self._named = _named(self.acts)
        self.is_moved = any(map(_moves_lots, self.acts))
        self._by_lots = {act.head.id for act in self.acts if isinstance(act, DisposalAct) and act.lots}

    @cached_property
    def _today(self) -> dict[Txid, list[ObservedMovement]]:
        """The rows under the acts that are in force, without their act, by transaction."""
        found: dict[Txid, list[ObservedMovement]] = defaultdict(list)
        for each in self._ledger.movements:
            found[each.txid].append(observed_movement(replace(each, act=None)))
        return found

    def act(self, txid: Txid, act: ActId | None) -> bool:
        """Return whether a row of a transaction may say that this act names it."""
        return act is None or act in self._named[txid]

    def is_shared(self, touch: Touch) -> bool:
        """Return whether lots say what of a transaction is ours that acts of scope touch: any part of it may be."""
        outputs = (*touch.transaction.outputs, *touch.prevouts)
        return not self._named[touch.transaction.txid].isdisjoint(self._by_lots) and any(map(self.scope_of, outputs))

    def today(self, txid: Txid) -> tuple[ObservedMovement, ...]:
        """Return a transaction's rows under the acts that are in force, without their act."""
        return tuple(self._today[txid])

    def rows(self, touch: Touch, *, is_stated: bool = False) -> Iterator[tuple[ObservedMovement, ...]]:
        """Yield all rows that a transaction can have, without their act: first those of today's acts.

        `is_stated`: also those of one that a custodian's statement names, be there one on file or not.
        """
        yield self.today(touch.transaction.txid)
        outputs = touch.transaction.outputs
        groups = list(dict.fromkeys(self.scope_of(each) for each in (*outputs, *touch.prevouts) if self.scope_of(each)))
        for states in product((True, False), repeat=len(groups)):
            state = dict(zip(groups, states, strict=True))
            yield from self._under(touch, state, is_stated=is_stated or touch.transaction.txid in self.moved)

    def scope_of(self, output: Output | None) -> frozenset[ActId]:
        """Return the acts of scope that let an output's script into the books or out of them."""
        return frozenset() if output is None else self._touched[output.script]

    def _under(
        self, touch: Touch, state: Mapping[frozenset[ActId], bool], *, is_stated: bool
    ) -> Iterator[tuple[ObservedMovement, ...]]:
        def of_ours(output: Output | None) -> str | None:
            wallet = None if output is None else self.wallets.get(output.script)
            return wallet if wallet in self.ours and state.get(self.scope_of(output), True) else None

        spends = [None if each is None else self.wallets.get(each.script) for each in touch.prevouts]
        sources = [of_ours(each) for each in touch.prevouts]
        ours = [of_ours(output) for output in touch.transaction.outputs]
        held = any(each is not None for each in spends)
        kind = movement_kind([each is not None for each in sources], [each is not None for each in ours])
        if not held:
            yield tuple(_received(touch, ours))
        kinds = [kind] if held else []
        if kind in _KINDS and is_stated and (kind is MovementKind.DISPOSAL or not held):
            kinds.append(_KINDS[kind])
        for each in kinds:
            crossing = MovementCrossing(
                touch=touch,
                spends=tuple(spends),
                pays=tuple(self.wallets.get(output.script) for output in touch.transaction.outputs),
                ours=tuple(ours),
                kind=each,
                flow=_flow(touch, spends, sources) if held else _brought(touch),
                act=None,
            )
            yield tuple(map(observed_movement, movements(crossing, self._rank)))


def _moves_lots(act: Act) -> bool:
    """Return whether an act can change which satoshi a coin holds: lots, sides in the books, deposits and back."""
    match act:
        case ScopeAct():
            return True
        case DisposalAct(lots=lots):
            return bool(lots)
        case StatementAct():
            return bool(act.deposits or act.withdrawals)
        case _:
            return False


def _received(touch: Touch, ours: Sequence[str | None]) -> Iterator[ObservedMovement]:
    for vout, wallet in enumerate(ours):
        if wallet is not None:
            value = touch.transaction.outputs[vout].value
            yield observed_movement(receipt(touch, vout, (), wallet, value, None))


def _flow(touch: Touch, spends: Sequence[str | None], sources: Sequence[str | None]) -> SatoshiFlow:
    """Return where satoshi go in order; which they are is not followed."""
    queue = [
        Part(wallet, source is not None, wallet is not None, SatoshiRun(spent.prevout, 0, output.value))
        for wallet, source, spent, output in zip(spends, sources, touch.transaction.inputs, touch.prevouts, strict=True)
        if output is not None and spent.prevout is not None
    ]
    values = [int(output.value) for output in touch.transaction.outputs]
    return filling.in_order(queue, values, sum(part.run.sat for part in queue) - sum(values))


def _brought(touch: Touch) -> SatoshiFlow:
    """Return the flow of what comes from others alone."""
    outputs = enumerate(touch.transaction.outputs)
    parts = (
        Part(None, False, False, SatoshiRun(touch.transaction.outpoint(at), 0, each.value)) for at, each in outputs
    )
    return SatoshiFlow(tuple((part,) for part in parts), ())


def _scope(register: Register, acts: Iterable[Act]) -> dict[bytes, frozenset[ActId]]:
    """Return by script the acts of scope that touch it."""
    wallets = {wallet.name: wallet for wallet in register.wallets}
    found: dict[bytes, frozenset[ActId]] = defaultdict(frozenset)
    for act in acts:
        if isinstance(act, ScopeAct) and act.wallet in wallets:
            for script in scope_scripts(wallets[act.wallet], act):
                found[script] |= {act.head.id}
    return found


def _named(acts: Sequence[Act]) -> dict[Txid, set[ActId]]:
    """Return by transaction the numbers of the acts that name it; of a step that of its disposal."""
    found: dict[Txid, set[ActId]] = defaultdict(set)
    for act in acts:
        match act:
            case DisposalAct(txid=txid) | CorrectionAct(txid=txid) if txid is not None:
                found[txid].add(act.head.id)
            case StepAct(txid=txid, disposal=disposal) if txid is not None:
                found[txid].add(disposal)
            case StatementAct():
                for txid in (*act.deposits, *act.withdrawals):
                    found[txid].add(act.head.id)
    later = {(act.head.supersedes, act.head.id) for act in acts if act.head.supersedes is not None}
    for named in found.values():
        while more := {new for old, new in later if old in named} - named:
            named |= more
    return found
