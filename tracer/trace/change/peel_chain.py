"""Following a peel chain from one transaction: an illustration for the analyst, with its compounded error.

It assumes at every hop that the same actor goes on; value is not attributed by it.
"""

from dataclasses import dataclass
from fractions import Fraction

from tracer.chain.outpoint import Outpoint, Txid
from tracer.trace.change import fingerprint_rules
from tracer.trace.change.evidence import Evidence, Family
from tracer.trace.change.reading import read_change
from tracer.trace.patterns.error_figures import CHANGE_FIGURES, as_percent, compounded
from tracer.trace.patterns.subject import Lineage, Subject

RULE = "peel-chain"

MOST_HOPS = 10_000
"""A chain is cut here and says so, lest a crafted one runs for ever."""


@dataclass(frozen=True, slots=True)
class Peel:
    """One payment peeled off: its outpoint, value in satoshi, and the tag of whom it pays, if any."""

    outpoint: Outpoint
    value: int
    service: str | None


@dataclass(frozen=True, slots=True)
class PeelHop:
    """One transaction of the chain: what is taken for change, by which rules, and how often those are right."""

    txid: Txid
    change: int
    rules: tuple[str, ...]
    right: Fraction
    peels: tuple[Peel, ...]


@dataclass(frozen=True, slots=True)
class PeelChain:
    """The hops in order, and why the chain ends after the last one."""

    hops: tuple[PeelHop, ...]
    ended: str

    @property
    def peeled(self) -> int:
        """Satoshi peeled off in all, without fees."""
        return sum(peel.value for hop in self.hops for peel in hop.peels)

    @property
    def right(self) -> Fraction:
        """The product of the hops' precisions: how much of certainty is left, were they independent."""
        return compounded([hop.right for hop in self.hops])

    @property
    def stated(self) -> str:
        """The chain's error in one sentence."""
        return (
            f"hops: {len(self.hops)}, each taken for the same actor's by inference; were the hops independent and this "
            f"case like those on which the rules were measured, the chance that all are right would be "
            f"{as_percent(self.right)}, the product of the precisions that Möser and Narayanan publish, without an "
            f"interval"
        )


def follow_peels(start: Subject, lineage: Lineage, most: int = MOST_HOPS) -> PeelChain:
    """Follow the change from this transaction on.

    A hop goes to output c where exactly one output is change under freshness, or fingerprint, or type
    with another family agreeing, and the transaction that spends c is built alike. The chain ends at
    none or several candidates, at a merge with other coins, at a tagged service, at an unspent coin.
    Each hop counts with the worst published precision among the rules it rests on.
    Source: BlockSci, `change_address.cpp` (peeling chain), for the shape; the rule is this program's own.
    """
    hops: list[PeelHop] = []
    subject = start
    while len(hops) < most:
        found = _candidate(subject, lineage)
        if isinstance(found, str):
            return PeelChain(tuple(hops), found)
        change, rules, right = found
        label = lineage.service(subject.outputs[change].script)
        if label is not None:
            return PeelChain(tuple(hops), f"the change is tagged as {label}'s")
        spender = lineage.spender(subject.outpoint(change))
        if spender is not None and fingerprint_rules.differs(subject, spender):
            return PeelChain(tuple(hops), "the spender of the change is built differently")
        hops.append(PeelHop(subject.txid, change, rules, right, _peels(subject, change, lineage)))
        if spender is None:
            return PeelChain(tuple(hops), "the change is not known to be spent")
        if len(spender.inputs) != 1:
            return PeelChain(tuple(hops), "the change is merged with other coins")
        subject = spender
    return PeelChain(tuple(hops), f"cut after {most} hops: the chain may go on")


def _candidate(subject: Subject, lineage: Lineage) -> tuple[int, tuple[str, ...], Fraction] | str:
    """Return the one output taken for change, the rules it rests on and their worst precision, or why there is none."""
    reading = read_change(subject, lineage)
    if reading.mix is not None:
        return f"it may be a mix ({reading.mix.rule})"
    resting = [each for each in reading.evidence if each.change is not None and _may_carry(each, reading.verdict)]
    named = {each.change for each in resting}
    if len(named) != 1:
        return "no output is named as change" if not named else "several outputs are named as change"
    rights = [figure.right for each in resting if (figure := CHANGE_FIGURES.get(_FIGURES[each.rule])) is not None]
    worst = min(right for right in rights if right is not None)
    change = next(each.change for each in resting if each.change is not None)
    return change, tuple(each.rule for each in resting), worst


def _may_carry(each: Evidence, verdict: int | None) -> bool:
    """Whether a chain may rest on this: freshness, a fingerprint, or the type where the verdict agrees."""
    if each.rule not in _FIGURES:
        return False
    return each.family is not Family.TYPE or each.change == verdict


_FIGURES = {
    "R2-fresh": "fresh-local",
    "R4-type": "type",
    "R6-version": "fingerprint-version",
    "R6-locktime": "fingerprint-locktime",
    "R6-rbf": "fingerprint-rbf",
    "R6-segwit": "fingerprint-segwit",
    "R6-types": "fingerprint-types",
}


def _peels(subject: Subject, change: int, lineage: Lineage) -> tuple[Peel, ...]:
    others = [vout for vout in subject.spendable if vout != change]
    outputs = [(vout, subject.outputs[vout]) for vout in others]
    return tuple(Peel(subject.outpoint(vout), out.value, lineage.service(out.script)) for vout, out in outputs)
