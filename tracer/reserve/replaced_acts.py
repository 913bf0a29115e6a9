"""Which acts stand in the place of which, and which of them count on a day.

A correction puts a wrong act right on all days. An act that supersedes one by which satoshi have title or lose it
counts from its own date on: until the day before, the old one counts as it stood. What supersedes any other act, by
which coins are said to have moved or wallets to be in the books, takes it out of force on all days.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from tracer.reserve.acts import Act, ActId, ActKind, ActsInForce, CorrectionAct, ExecutionAct, ReleaseAct, StepAct

ON_TITLE = frozenset(
    {ActKind.ORDER, ActKind.EXECUTION, ActKind.ASSIGNMENT, ActKind.CLAIM, ActKind.PLEDGE, ActKind.RELEASE}
)
"""Kinds of acts by which satoshi have title or lose it: of these what is superseded counts until the day before."""


@dataclass(frozen=True, slots=True)
class Replacements:
    """What stands under each number, and what supersedes it.

    `first` is the act that a correction corrects in the end, by the correction's number; one that explains a movement
    corrects none. `stands` are all other acts, each as its last correction puts it: what it supersedes it still does.
    `superseded` has the number of the act that supersedes one.
    """

    first: Mapping[ActId, ActId]
    stands: Mapping[ActId, Act]
    superseded: Mapping[ActId, ActId]

    def days(self) -> tuple[dt.date, ...]:
        """Return the days, in ascending order, from which acts on title supersede others."""
        acts = (self.stands[number] for number in self.superseded.values())
        return tuple(sorted({act.head.date for act in acts if act.head.kind in ON_TITLE}))

    def counted(self, before: dt.date | None = None) -> tuple[Act, ...]:
        """Return the acts that count, without those that supersede acts on title on a day or later.

        What rests on one that is left out goes with it. They come by number, each with what it names carried to what
        counts; acts of the day or later that supersede nothing are among them.
        """
        gone = set[ActId]() if before is None else self._left_out(before)
        superseded = {old: new for old, new in self.superseded.items() if new not in gone}
        counted = (number for number in sorted(self.stands) if number not in superseded and number not in gone)
        return tuple(self._carried(self.stands[number], superseded) for number in counted)

    def _left_out(self, before: dt.date) -> set[ActId]:
        """Return the acts that supersede others on title on a day or later, and what rests on them."""
        new = {number: old for old, number in self.superseded.items()}
        title = {number for number in new if self.stands[number].head.kind in ON_TITLE}
        left = {number for number in title if self.stands[number].head.date >= before}
        while more := {
            number
            for number, act in (self.stands.items() if left else ())
            if number not in left and not left.isdisjoint((new.get(number), self.first.get(_named(act), _named(act))))
        }:
            left |= more
        return left

    def _carried(self, act: Act, superseded: Mapping[ActId, ActId]) -> Act:
        """Return an act with what it names carried to what supersedes that.

        A claim or a pledge that supersedes one which had ended by then is another burden: no earlier release ends it.
        """
        named = _named(act)
        at = self.first.get(named, named)
        if at not in self.superseded:
            return act
        ended = act.on if isinstance(act, ReleaseAct) else dt.date.max
        while at in superseded and self.stands[superseded[at]].head.date < ended:
            at = superseded[at]
        match act:
            case ExecutionAct():
                return replace(act, order=at)
            case ReleaseAct():
                return replace(act, act=at)
            case StepAct():
                return replace(act, disposal=at)
        return act


class ActsByDay:
    """The acts that count on each day."""

    def __init__(self, acts: ActsInForce) -> None:
        """Take all acts on file; those that do not count, for whatever other reason, count on no day."""
        self._acts = acts
        is_new = (act.head.supersedes is not None and act.head.kind in ON_TITLE for act in acts.all)
        self._replaced = replacements({act.head.id: act for act in acts.all} if any(is_new) else {})
        self.days = self._replaced.days()
        self._known: dict[dt.date | None, tuple[Act, ...]] = {None: acts.acts}

    def on(self, day: dt.date) -> tuple[Act, ...]:
        """Return the acts that count on a day, by number: without what supersedes acts on title later, and rests on it.

        Acts dated later than the day are among them where they supersede nothing.
        """
        return self.before(next((each for each in self.days if day < each), None))

    def before(self, day: dt.date | None) -> tuple[Act, ...]:
        """Return the acts that count until the day before one of `days`, by number; None: after all of these."""
        if day not in self._known:
            self._known[day] = self._as_of(day)
        return self._known[day]

    def ever(self) -> tuple[Act, ...]:
        """Return the acts that count on some day, by number; what one names is as it is named in the end."""
        found = {act.head.id: act for day in (*self.days, None) for act in self.before(day)}
        return tuple(found[number] for number in sorted(found))

    def _as_of(self, day: dt.date | None) -> tuple[Act, ...]:
        today = {act.head.id for act in self._acts.acts}
        without = {act.head.id for act in self._replaced.counted()} - today
        title = [act for act in self._replaced.counted(day) if act.head.kind in ON_TITLE]
        others = [act for act in self._acts.acts if act.head.kind not in ON_TITLE]
        found = (*others, *(act for act in title if act.head.id not in without))
        return tuple(sorted(found, key=lambda act: act.head.id))


def acts_on(acts: ActsInForce, day: dt.date) -> tuple[Act, ...]:
    """Return the acts that count on a day, by number, as `ActsByDay`."""
    return ActsByDay(acts).on(day)


def replacements(by_id: Mapping[ActId, Act]) -> Replacements:
    """Return which acts stand in the place of which, as far as what they replace is on file."""
    corrections = {number: act for number, act in by_id.items() if _replaces(act)}
    first = {number: _corrected(number, corrections, by_id) for number in corrections}
    corrected = {act.head.corrects for act in corrections.values()}
    stands = {number: act for number, act in by_id.items() if number not in first}
    for number, act in corrections.items():
        assert isinstance(act, CorrectionAct)
        if number not in corrected and act.replacement is not None:
            told, old = act.replacement, by_id.get(first[number], act)
            stands[first[number]] = replace(
                told, head=replace(told.head, id=first[number], supersedes=old.head.supersedes)
            )
    return Replacements(first, stands, dict(_superseded(by_id, first)))


def explains(act: Act) -> bool:
    """Return whether an act explains a movement; what it corrects it only mentions, unless that is such an act too."""
    return isinstance(act, CorrectionAct) and act.replacement is None


def kind_of(act: Act) -> ActKind:
    """Return what an act does, of a correction what its replacement does."""
    return act.replacement.head.kind if isinstance(act, CorrectionAct) and act.replacement else act.head.kind


def _replaces(act: Act) -> bool:
    return isinstance(act, CorrectionAct) and act.replacement is not None


def _corrected(number: ActId, corrections: Collection[ActId], by_id: Mapping[ActId, Act]) -> ActId:
    """Return the act that a correction corrects in the end; in a circle any of it."""
    at, seen = number, set[ActId]()
    while at in corrections and at not in seen:
        seen.add(at)
        old = by_id[at].head.corrects
        at = at if old is None or old not in by_id else old
    return at


def _superseded(by_id: Mapping[ActId, Act], first: Mapping[ActId, ActId]) -> Iterator[tuple[ActId, ActId]]:
    """Yield each act that another supersedes, and that one; an explanation takes the place of another alike."""
    for number, act in by_id.items():
        old = act.head.corrects or act.head.supersedes
        if old is None or old not in by_id or number in first or (explains(act) and not explains(by_id[old])):
            continue
        yield first.get(old, old), number


def _named(act: Act) -> ActId:
    """Return the order, the burden or the disposal that an act is about; none where it is about none."""
    match act:
        case ExecutionAct(order=number) | ReleaseAct(act=number) | StepAct(disposal=number):
            return number
    return ActId("")
