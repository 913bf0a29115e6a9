"""Across cases: a satoshi that reached the state is credited to one case only.

Cases are traced each on its own, so two of them may attribute the same satoshi of one receipt. Here
each receipt is divided once more, among cases. What the cases claim is untouched; what is credited is
a **convention**, in three rules:

1. *Priority.* The claim under the earliest order comes first, a claim under no order last; then the
   case's id, then the job's name, in ascending byte order.
2. *Which satoshi.* Under FIFO and LIFO a satoshi's place in a coin does not depend on the labels, so where
   all claims on a receipt are made under the same of these rules, they are compared place by place,
   exactly. Under any other rule, or where rules differ, a claim has no places. Then claims of cases that
   start from one another's coins are taken to be for the same satoshi as far as they can be, other
   claims for different ones, and no receipt gives more than its value.
3. *Passages.* A case whose trail passes through another case's receipt, because it does not name that
   wallet as the state's, and reaches a custody wallet later, brings the same satoshi there again. As
   much as was credited at the first receipt is withheld at those of the same height and above, by height, then
   by outpoint. Heights alone are known here, so that a receipt in the same block may lie before the passage.

The rules err towards crediting too little: what is withheld is listed as contested, for a person to
decide. Not seen: a case that starts from coins which the state had already received.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from tracer.errors import IntegrityError
from tracer.result.run_digest import Receipt, RunDigest

BY_PLACE = ("fifo", "lifo")
"""Rules under which a satoshi's place inside a coin does not depend on what is asked."""


@dataclass(frozen=True, slots=True)
class ReceiptClaim:
    """What one case attributes to itself of one receipt. `job` names the case among others of the same id."""

    job: str
    case: str
    rule: str
    receipt: Receipt

    @property
    def priority(self) -> tuple[bool, str, bytes, bytes]:
        """What decides who comes first; the smallest does."""
        date = self.receipt.order_date
        return date is None, date or "", self.case.encode(), self.job.encode()


@dataclass(frozen=True, slots=True)
class Credit:
    """What of a claim is credited, in satoshi. `rivals`: the jobs with which the rest is contested."""

    claim: ReceiptClaim
    credited: int
    rivals: tuple[str, ...]

    @property
    def contested(self) -> int:
        """What is claimed and not credited."""
        return self.claim.receipt.taint - self.credited


def credit(digests: Mapping[str, RunDigest]) -> tuple[Credit, ...]:
    """Divide every receipt among the cases that claim it; `digests` are those of the jobs done, by name.

    The answer is ordered by height, outpoint and priority, and does not depend on the order of the jobs.

    Raises:
        IntegrityError: two cases state different values for one receipt.
    """
    claims: dict[str, list[ReceiptClaim]] = {}
    for job, digest in digests.items():
        for receipt in digest.receipts:
            claims.setdefault(receipt.outpoint, []).append(ReceiptClaim(job, digest.case, digest.rule, receipt))
    rows = sorted(claims.values(), key=lambda row: (row[0].receipt.height, row[0].receipt.outpoint))
    divided = [found for row in rows for found in _divide(sorted(row, key=lambda claim: claim.priority), digests)]
    return _without_passages(divided, digests)


def _divide(claims: Sequence[ReceiptClaim], digests: Mapping[str, RunDigest]) -> Iterable[Credit]:
    """Divide one receipt among claims in their priority."""
    if len({claim.receipt.value for claim in claims}) > 1:
        jobs = ", ".join(claim.job for claim in claims)
        raise IntegrityError(f"receipt {claims[0].receipt.outpoint} has another value in each of: {jobs}")
    if len({claim.rule for claim in claims}) == 1 and claims[0].rule in BY_PLACE:
        return _by_place(claims)
    return _by_amount(claims, digests)


def _by_place(claims: Sequence[ReceiptClaim]) -> list[Credit]:
    """Give each satoshi to the first claim that holds its place."""
    spans = [_spans(claim.receipt) for claim in claims]
    cuts = sorted({edge for row in spans for span in row for edge in span})
    credited = [0] * len(claims)
    rivals: list[set[str]] = [set() for _ in claims]
    for first, end in pairwise(cuts):
        holders = [at for at, row in enumerate(spans) if any(a <= first and end <= b for a, b in row)]
        for at in holders[:1]:
            credited[at] += end - first
        for at in holders[1:]:
            rivals[at].add(claims[holders[0]].job)
    return [_credit(claim, sat, jobs) for claim, sat, jobs in zip(claims, credited, rivals, strict=True)]


def _spans(receipt: Receipt) -> list[tuple[int, int]]:
    """Return the places of the labelled satoshi in the coin, as first and one past the last."""
    spans: list[tuple[int, int]] = []
    at = 0
    for label, sat in receipt.segments:
        if label and sat:
            spans.append((at, at + sat))
        at += sat
    if at != receipt.value or sum(end - first for first, end in spans) != receipt.taint:
        raise IntegrityError(f"receipt {receipt.outpoint}: its segments do not add up to its value and taint")
    return spans


def _by_amount(claims: Sequence[ReceiptClaim], digests: Mapping[str, RunDigest]) -> list[Credit]:
    """Credit what earlier claims to the same satoshi, and the value of the receipt, leave."""
    found: list[Credit] = []
    for claim in claims:
        own = digests[claim.job]
        same = [each for each in found if _related(own, digests[each.claim.job])]
        taken = sum(each.credited for each in found)
        allowed = claim.receipt.taint - sum(each.credited for each in same)
        sat = max(0, min(allowed, claim.receipt.value - taken))
        rivals = same if sat == max(0, allowed) else found
        found.append(_credit(claim, sat, {each.claim.job for each in rivals if each.credited}))
    return found


def _related(one: RunDigest, other: RunDigest) -> bool:
    """Return whether one of the cases starts from a coin that the other holds to be tainted."""
    return any(seed in other.trail for seed in one.seeds) or any(seed in one.trail for seed in other.seeds)


def _credit(claim: ReceiptClaim, sat: int, rivals: set[str]) -> Credit:
    return Credit(claim, sat, tuple(sorted(rivals, key=str.encode)) if sat < claim.receipt.taint else ())


def _without_passages(credits: Sequence[Credit], digests: Mapping[str, RunDigest]) -> tuple[Credit, ...]:
    """Withhold what a case brings to a later receipt and another case was credited for at an earlier one."""
    answer = list(credits)
    passing = _passing({each.claim.receipt.outpoint for each in credits}, digests)
    for outpoint, group in groupby(credits, key=lambda each: each.claim.receipt.outpoint):
        row = list(group)
        holders = {each.claim.job for each in row if each.credited}
        for job in sorted(passing.get(outpoint, set()) - {each.claim.job for each in row}, key=str.encode):
            withheld = min(digests[job].trail.get(outpoint, 0), sum(each.credited for each in row))
            if withheld:
                _withhold(answer, job, row[0].claim.receipt.height, withheld, holders)
    return tuple(answer)


def _passing(receipts: set[str], digests: Mapping[str, RunDigest]) -> Mapping[str, set[str]]:
    """Return the jobs whose trail holds each receipt; one look at every trail, however many cases there are."""
    found: dict[str, set[str]] = {}
    for job, digest in digests.items():
        for outpoint in receipts & digest.trail.keys():
            found.setdefault(outpoint, set()).add(job)
    return found


def _withhold(credits: list[Credit], job: str, height: int, sat: int, holders: set[str]) -> None:
    """Take up to so many satoshi from a job's credits at this height or above, by height, then by outpoint."""
    for at, each in enumerate(credits):
        if each.claim.job == job and each.claim.receipt.height >= height:
            less = min(sat, each.credited)
            if less:
                rivals = tuple(sorted({*each.rivals, *holders}, key=str.encode))
                credits[at] = replace(each, credited=each.credited - less, rivals=rivals)
            sat -= less
