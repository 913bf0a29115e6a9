"""The fold that ends at what is not opened: one trail, its books, and the coins that wait for somebody to open them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tracer.case.case import Label
from tracer.chain.outpoint import Outpoint, Txid
from tracer.chain.view import Spender
from tracer.trace.engine import Opens, follow
from tracer.trace.policies.registry import Policy
from tracer.trace.reading import Reading
from tracer.trace.seeds import SeededCoin
from tracer.trace.terminals import Stops, Terminal
from tracer.trace.trail import Coin, Trail

UNOPENED = "unopened"
"""The word for an end that is none: what spends the coin has not been opened. It never stands in a result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is explored: the seeds of a case under one rule, with its stops, over a chain that is being read.

    The reading is kept from step to step, so that nothing is asked of the source twice.
    """

    seeds: Sequence[SeededCoin]
    policy: Policy
    stops: Stops
    reading: Reading
    retained: frozenset[Outpoint] = frozenset()


@dataclass(frozen=True, slots=True)
class UnopenedCoin:
    """A coin whose trail goes on, and what spends it, which is not opened."""

    coin: Coin
    spender: Spender


@dataclass(frozen=True, slots=True)
class Unfolded:
    """What is known of a trail while only some transactions are open.

    In `trail` what waits has the terminal `BUDGET`, the engine's word for a trail that was not followed on; `end` and
    `books` say `unopened`. `taken_up` names the transactions that were crossed, or met and found to end what enters
    them; what is open and not among them is off the trail.
    """

    trail: Trail
    waiting: tuple[UnopenedCoin, ...]
    """In chain order of the coins."""
    taken_up: frozenset[Txid]

    @property
    def is_provisional(self) -> bool:
        """Whether opening more can still change what is shown."""
        return bool(self.waiting)

    @property
    def books(self) -> Mapping[Label, Mapping[str, int]]:
        """Each label's satoshi by how they end, `unopened` among them; empty for a rule that does not conserve.

        The words are those of the terminals, in their order, and they add up to what the label's seeds brought in.
        """
        return {
            label: {_word(terminal): sat for terminal, sat in book.terminals.items()}
            for label, book in self.trail.books.items()
        }


def unfold(question: Question, opened: Collection[Txid]) -> Unfolded:
    """Follow the seeds through the transactions that are open, and no others.

    Raises:
        IntegrityError: the source shows a transaction that pays more than it spends, or the books do not close.
        SourceError: the source cannot answer.
    """
    return unfold_where(question, lambda _, spender: spender.txid in opened)


def unfold_where(question: Question, opens: Opens) -> Unfolded:
    """Follow the seeds through every transaction that `opens` takes up, asked in chain order.

    Raises:
        IntegrityError, SourceError: as for `unfold`.
    """
    spenders: dict[Outpoint, Spender] = {}
    taken_up = set[Txid]()

    def asked(coin: Coin, spender: Spender) -> bool:
        spenders[coin.outpoint] = spender
        if spender.txid not in taken_up and opens(coin, spender):
            taken_up.add(spender.txid)
        return spender.txid in taken_up

    trail = follow(question.seeds, question.policy, question.stops, question.reading, question.retained, opens=asked)
    waiting = tuple(UnopenedCoin(coin, spenders[coin.outpoint]) for coin in trail.ended(Terminal.BUDGET))
    return Unfolded(trail, waiting, frozenset(taken_up))


def end(coin: Coin) -> str | None:
    """Return how a coin's trail ends, `unopened` where what spends it is not open, None where it goes on."""
    return None if coin.terminal is None else _word(coin.terminal)


def _word(terminal: Terminal) -> str:
    return UNOPENED if terminal is Terminal.BUDGET else terminal.value
