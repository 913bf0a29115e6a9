"""Opening many transactions at once, as far as conditions say: tried first, opened after."""

from collections.abc import Collection
from dataclasses import dataclass

from tracer.case.case import Label
from tracer.chain.outpoint import Outpoint, Txid
from tracer.chain.view import Spender
from tracer.explore.unfolded import Question, Unfolded, unfold_where
from tracer.trace.attribution import taint
from tracer.trace.trail import Coin

MOST = 200
"""Transactions that one following opens where nothing else is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Until:
    """How far to follow: whatever ends a trail ends it here too. Zero and None mean no condition.

    `coin` follows on from one coin alone, `label` through coins that hold the label, `min_sat` through coins that hold
    so much of the labels followed, `last_height` into transactions up to that block.
    """

    coin: Outpoint | None = None
    label: Label | None = None
    min_sat: int = 0
    last_height: int = 0
    most: int = MOST


@dataclass(frozen=True, slots=True)
class Followed:
    """What a following would open, in ascending order, what one would see then, and whether `most` held it back."""

    txids: tuple[Txid, ...]
    seen: Unfolded
    held_back: bool


def try_following(question: Question, opened: Collection[Txid], until: Until) -> Followed:
    """Return what a following would open; nothing is opened. The earliest transactions of the chain come first.

    Raises:
        IntegrityError, SourceError: as for `unfold`.
    """
    walk = _Walk(opened, until)
    seen = unfold_where(question, walk.opens)
    return Followed(tuple(sorted(walk.new)), seen, walk.held_back)


class _Walk:
    """What is opened while the fold goes along the chain."""

    def __init__(self, opened: Collection[Txid], until: Until) -> None:
        self._opened, self._until = opened, until
        self.new = set[Txid]()
        self.held_back = False

    def opens(self, coin: Coin, spender: Spender) -> bool:
        """Take up what is open already, and what the conditions let be opened because of this coin."""
        if spender.txid in self._opened:
            return True
        if not self._is_followed(coin, spender):
            return False
        if self._until.most and len(self.new) >= self._until.most:
            self.held_back = True
            return False
        self.new.add(spender.txid)
        return True

    def _is_followed(self, coin: Coin, spender: Spender) -> bool:
        until = self._until
        if until.coin is not None and coin.outpoint != until.coin and coin.outpoint.txid not in self.new:
            return False
        held = taint(coin.attribution)
        sat = sum(held.values()) if until.label is None else held.get(until.label, 0)
        if sat < max(until.min_sat, 1):
            return False
        return not until.last_height or spender.position.height <= until.last_height
