"""A trail opened by hand over a source, step by step, with books that close at every step.

The source is opened once and its answers are kept; nothing is written. What one sees is provisional while anything
waits, and the case is always traced in full by `trace`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from tracer.chain.outpoint import BlockRef, Txid
from tracer.errors import CaseError
from tracer.explore.branch import Branch, Branches
from tracer.explore.following import Followed, Until, try_following
from tracer.explore.history import OpenedSteps
from tracer.explore.kept import KEPT, KeptAndRest, choose, keep
from tracer.explore.promise import Promises
from tracer.explore.unfolded import Question, Unfolded, UnopenedCoin, unfold
from tracer.operations.check import read_the_case
from tracer.operations.context import Context
from tracer.operations.sources import ChainSource, open_chain
from tracer.result.run import stops_of
from tracer.trace.attribution import taint
from tracer.trace.horizon import pin_horizon
from tracer.trace.policies.registry import POLICIES
from tracer.trace.reading import Reading
from tracer.trace.seeds import resolve

MOST_OPENED = 2_000
"""Transactions that may be open by hand; more are a run's business."""

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class ExploreRequest:
    """Which case to explore over what, and under which rule; None for the one that the case declares."""

    case: Path
    source: ChainSource
    rule: str | None = None


@dataclass(slots=True)
class Exploration:
    """One person's way through one case: what is asked, every step taken, and what is seen where one stands."""

    question: Question
    horizon: BlockRef
    history: OpenedSteps
    seen: Unfolded
    check_tip: Callable[[], None]

    def open(self, txids: Iterable[Txid]) -> None:
        """Open transactions.

        Raises:
            CaseError: more would be open than `MOST_OPENED`.
            SourceError, IntegrityError: as for any source; the step is not taken.
        """
        self._stand(self.history.open(txids))

    def try_following(self, until: Until) -> Followed:
        """Return what a following would open; nothing is opened.

        Raises:
            SourceError, IntegrityError: as for any source.
        """
        return try_following(self.question, self.history.opened, until)

    def close(self, txid: Txid) -> None:
        """Close a transaction, with whatever is then no longer reached; what it spends waits again.

        Raises:
            CaseError: it is not open.
        """
        opened = self.history.opened
        if txid not in opened:
            raise CaseError(f"transaction {txid} is not open")
        left = unfold(self.question, opened - {txid}).taken_up
        self._stand(self.history.close(opened - left))

    def undo(self) -> None:
        """Go back one step."""
        self._stand(self.history.undo())

    def redo(self) -> None:
        """Go on one step, by the newest branch."""
        self._stand(self.history.redo())

    def go(self, number: int) -> None:
        """Stand after a step, 0 for before any.

        Raises:
            CaseError: there is no such step.
        """
        try:
            history = self.history.go(number)
        except ValueError as error:
            raise CaseError(str(error)) from None
        self._stand(history)

    def under(self, rule: str) -> Unfolded:
        """Return what the same transactions show under another rule, beside what is seen; nothing changes.

        Raises:
            CaseError: there is no such rule.
        """
        return unfold(replace(self.question, policy=POLICIES[checked_rule(rule)]), self.history.opened)

    def kept(self, most: int = KEPT) -> KeptAndRest:
        """Return what is seen as at most so many kept transactions and one band that is the rest."""
        return keep(self.seen.trail, choose(self.seen.trail, most))

    def branch(self, txid: Txid) -> Branch:
        """Return what is reached only through a transaction.

        Raises:
            CaseError: the trail does not cross it.
        """
        try:
            return Branches(self.seen.trail).of(txid)
        except KeyError:
            raise CaseError(f"the trail, as far as it is open, does not cross transaction {txid}") from None

    def as_json(self) -> Json:
        """Return `{number, at, opened, books, waiting}`: where one stands; amounts in satoshi.

        `number` is that of the last step ever taken, `at` that of the one where one stands. Of each coin that waits,
        in chain order, its outpoint, value, what it holds, by how much that may rise, and what spends it.
        """
        promises = Promises(self.question, self.seen)
        return {
            "number": len(self.history.steps),
            "at": self.history.at,
            "opened": len(self.history.opened),
            "provisional": self.seen.is_provisional,
            "books": self._books(),
            "waiting": [_waiting(each, promises) for each in self.seen.waiting],
        }

    def _books(self) -> Json:
        return {
            label: {
                "asserted_sat": book.asserted,
                "overlap_sat": book.overlap,
                "terminals": {word: sat for word, sat in self.seen.books[label].items() if sat},
            }
            for label, book in self.seen.trail.books.items()
        }

    def _stand(self, history: OpenedSteps) -> None:
        opened = history.opened
        if len(opened) > MOST_OPENED:
            raise CaseError(
                f"{len(opened)} transactions would be open; by hand it is {MOST_OPENED} at most.\n"
                "Trace the case with tracer trace: a run has no such limit."
            )
        seen = unfold(self.question, opened)
        self.check_tip()
        self.history, self.seen = history, seen


def explore(request: ExploreRequest, context: Context) -> Exploration:
    """Open a case over a source, with nothing opened yet.

    Raises:
        CaseError: the case, the rule or the source is wrong, or the rule gives no amounts.
        SourceError, IntegrityError: as for any source.
    """
    loaded = read_the_case(request.case, context)
    context.tell(loaded.warnings)
    rule = checked_rule(request.rule or loaded.case.method.primary)
    chain = open_chain(request.source, loaded.case, context)
    context.tell(chain.warnings)
    horizon = pin_horizon(loaded.case, chain.view)
    reading = Reading(chain.view, horizon)
    question = Question(
        seeds=resolve(loaded.case.seeds, reading),
        policy=POLICIES[rule],
        stops=stops_of(loaded.case, loaded.tags),
        reading=reading,
        retained=frozenset(loaded.case.method.retained),
    )
    return Exploration(question, horizon, OpenedSteps(), unfold(question, frozenset()), chain.check_tip)


def checked_rule(name: str) -> str:
    """Return a rule's name.

    Raises:
        CaseError: there is none of that name, or it gives reach and no amounts, so that no books could close.
    """
    known = [rule for rule, policy in POLICIES.items() if policy.conserves]
    if name not in known:
        raise CaseError(f"no rule {name!r} to explore under: there are {', '.join(known)}")
    return name


def _waiting(each: UnopenedCoin, promises: Promises) -> Json:
    rise = promises.of(each.coin)
    by_label = rise.by_label
    return {
        "outpoint": str(each.coin.outpoint),
        "value_sat": each.coin.output.value,
        "taint_sat": {str(label): sat for label, sat in taint(each.coin.attribution).items()},
        "may_rise_sat": rise.together_sat,
        "may_rise_by_label_sat": None if by_label is None else {str(label): sat for label, sat in by_label.items()},
        "spender": {"txid": str(each.spender.txid), "height": each.spender.position.height},
    }
