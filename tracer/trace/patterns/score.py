"""How often the detectors are right on a collection whose truth is given, with counts and intervals.

A rate holds for that collection and its labels. `none` there may mean "not one of these rounds"
rather than "an ordinary payment", and a label may itself come from a rule; the table cannot know.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal

from tracer.errors import CaseError
from tracer.trace.patterns.among import Among
from tracer.trace.patterns.finding import Finding, Verdict
from tracer.trace.patterns.lines import SubjectLine
from tracer.trace.patterns.mix import is_mix
from tracer.trace.patterns.registry import DETECTORS
from tracer.trace.patterns.subject import Lineage, Subject

NO_MIX = frozenset({"none", "whirlpool_tx0"})
"""The truths that are no mixes; every other word is taken for one when the union is scored."""

ALWAYS = ("whirlpool", "whirlpool_tx0", "wasabi1", "wasabi2", "joinmarket")
"""The detectors that state a protocol and are scored whether or not the collection has any of it."""

_PRECISE = Context(prec=30)
_Z = Decimal("1.959963984540054")


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many. `of` zero: there is no rate."""

    hits: int
    of: int

    @property
    def text(self) -> str:
        """The rate with four decimals and its 95 % Wilson interval, or `n/a` where there is none."""
        if not self.of:
            return "n/a"
        low, high = self.wilson()
        return f"{_four(_PRECISE.divide(Decimal(self.hits), Decimal(self.of)))} [{_four(low)}, {_four(high)}]"

    def wilson(self) -> tuple[Decimal, Decimal]:
        """Return the 95 % score interval. `of` must not be zero.

        Source: Wilson, "Probable Inference, the Law of Succession, and Statistical Inference" (1927).
        """
        c, hits, n = _PRECISE, Decimal(self.hits), Decimal(self.of)
        z2 = c.multiply(_Z, _Z)
        spread = c.divide(c.multiply(hits, c.subtract(n, hits)), n)
        half = c.multiply(_Z, c.sqrt(c.add(spread, c.divide(z2, Decimal(4)))))
        middle = c.add(hits, c.divide(z2, Decimal(2)))
        total = c.add(n, z2)
        low = Decimal(0) if not self.hits else c.divide(c.subtract(middle, half), total)
        high = Decimal(1) if self.hits == self.of else c.divide(c.add(middle, half), total)
        return low, high


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One detector against one truth: found and true, found and not true, true and not found, neither."""

    detector: str
    tp: int
    fp: int
    fn: int
    tn: int
    asserted: int

    @property
    def precision(self) -> Rate:
        """Of what was found, how much is true."""
        return Rate(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> Rate:
        """Of what is true, how much was found."""
        return Rate(self.tp, self.tp + self.fn)

    @property
    def fpr(self) -> Rate:
        """Of what is not true, how much was found."""
        return Rate(self.fp, self.fp + self.tn)


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """A scored collection. `union` is the stop rule against every truth that is a mix.

    `confusion` has, per truth in ascending order, its lines and per detector how many of them it
    found; `stopped_by` has, per truth, how many lines each rule stops. `conflicting` txids stand in
    the collection under more than one truth.
    """

    lines: int
    rows: tuple[ScoreRow, ...]
    union: ScoreRow
    confusion: tuple[tuple[str, int, tuple[tuple[str, int], ...]], ...]
    stopped_by: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    conflicting: tuple[str, ...]


def score(lines: Sequence[SubjectLine]) -> ScoreTable:
    """Score every detector that has a truth of its name, and the union for stopping.

    Lineage is looked up inside the collection. Lines count, so a txid that stands twice counts twice.

    Raises:
        CaseError: a line has no truth, or there is no line.
    """
    if not lines:
        raise CaseError("cannot score: there are no lines")
    blank = [line.number for line in lines if line.truth is None]
    if blank:
        more = "" if len(blank) == 1 else f", nor have {len(blank) - 1} others"
        raise CaseError(f"cannot score: line {blank[0]} has no `truth`{more}; say what each transaction is, or `none`")
    lineage = Among(sorted((line.subject for line in lines), key=lambda subject: (subject.time or 0, subject.txid)))
    truths = {line.truth for line in lines if line.truth is not None}
    names = [name for name in DETECTORS if name in ALWAYS or name in truths]
    judged = [_Judged(line.truth or "", *_answers(line.subject, names, lineage)) for line in lines]
    rows = tuple(_row(name, judged) for name in names)
    return ScoreTable(
        len(lines), rows, _union(judged), _confusion(names, judged), _stopped(judged), _conflicting(lines)
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    truth: str
    findings: dict[str, Finding]
    stop: Finding | None


def _answers(subject: Subject, names: Sequence[str], lineage: Lineage) -> tuple[dict[str, Finding], Finding | None]:
    return {name: DETECTORS[name](subject, lineage) for name in names}, is_mix(subject, lineage)


def _row(name: str, judged: Sequence[_Judged]) -> ScoreRow:
    seen = Counter((each.findings[name].detects, each.truth == name) for each in judged)
    asserted = sum(each.findings[name].verdict is Verdict.ASSERTED for each in judged)
    return ScoreRow(name, seen[True, True], seen[True, False], seen[False, True], seen[False, False], asserted)


def _union(judged: Sequence[_Judged]) -> ScoreRow:
    seen = Counter((each.stop is not None, each.truth not in NO_MIX) for each in judged)
    asserted = sum(each.stop is not None and each.stop.verdict is Verdict.ASSERTED for each in judged)
    return ScoreRow(
        "any (stop rule)", seen[True, True], seen[True, False], seen[False, True], seen[False, False], asserted
    )


def _confusion(
    names: Sequence[str], judged: Sequence[_Judged]
) -> tuple[tuple[str, int, tuple[tuple[str, int], ...]], ...]:
    rows = []
    for truth in sorted({each.truth for each in judged}):
        mine = [each for each in judged if each.truth == truth]
        found = tuple((name, sum(each.findings[name].detects for each in mine)) for name in names)
        rows.append((truth, len(mine), found))
    return tuple(rows)


def _stopped(judged: Sequence[_Judged]) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
    rows = []
    for truth in sorted({each.truth for each in judged}):
        rules = Counter(each.stop.rule for each in judged if each.truth == truth and each.stop is not None)
        rows.append((truth, tuple(sorted(rules.items()))))
    return tuple(rows)


def _conflicting(lines: Sequence[SubjectLine]) -> tuple[str, ...]:
    truths: dict[str, set[str | None]] = {}
    for line in lines:
        truths.setdefault(line.subject.txid, set()).add(line.truth)
    return tuple(sorted(txid for txid, said in truths.items() if len(said) > 1))


def _four(value: Decimal) -> str:
    return str(value.quantize(Decimal("0.0001"), context=_PRECISE))
