"""The summary of a batch: every case's books, what changed, what is at fault, and the sum over cases.

Pure: the same runs and the same earlier runs give the same summary, to the byte. No time of any clock
is in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tracer.batch.change import Change
from tracer.batch.credit import Credit, credit
from tracer.batch.work import CaseFault
from tracer.result.run_digest import RunDigest


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryLine:
    """One case of the batch.

    A case that failed has a `fault` and no `digest`: whatever run an earlier batch left in its folder is
    in no figure here. `change` None: there is no earlier run to compare with.
    """

    job: str
    folder: str
    fault: CaseFault | None
    message: str
    warnings: tuple[str, ...]
    digest: RunDigest | None
    change: Change | None

    @property
    def state(self) -> str:
        """The line in a word: `failed`, `new`, `moved`, `changed` (another figure), `unchanged`."""
        if self.fault is not None:
            return "failed"
        if self.change is None:
            return "new"
        if self.change.moved:
            return "moved"
        return "changed" if self.change.anything else "unchanged"

    @property
    def faults(self) -> tuple[str, ...]:
        """What a person must look at: a failure, open books, faults of orders, unordered receipts, gaps, warnings."""
        found = [self.message] if self.fault is not None else []
        if self.digest is not None:
            found += [f"the books of {book.label} do not close" for book in self.digest.books if not book.closes]
            found += [f"order {order.id}: {text}" for order in self.digest.orders for text in order.faults]
            found += self.digest.faults
            found += [
                f"{receipt.outpoint}: {receipt.taint} sat received in custody under no order"
                for receipt in self.digest.receipts
                if receipt.order_date is None and receipt.taint
            ]
            gaps = f"{self.digest.gaps} gaps, amounts and transactions in cases/{self.folder}/run/trace.json, `gaps`"
            found += [gaps] if self.digest.gaps else []
        return (*found, *self.warnings)


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the cases done, in satoshi: `claimed` = `credited` + `contested`."""

    claimed: int
    credited: int
    contested: int
    receipts: int
    received: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The whole of it.

    Of jobs that the ledger knows and that were not asked for this time, `absent` are done, `interrupted` were begun
    and came to no end.
    """

    lines: tuple[SummaryLine, ...]
    credits: tuple[Credit, ...]
    absent: tuple[str, ...]
    interrupted: tuple[str, ...]
    _per_job: Mapping[str, tuple[int, int]]

    @property
    def conflicts(self) -> tuple[Credit, ...]:
        """Claims that are not credited in full."""
        return tuple(each for each in self.credits if each.contested)

    @property
    def totals(self) -> Totals:
        """The sums; `receipts` counts outputs paid to custody, `received` is their value, each counted once."""
        values = {each.claim.receipt.outpoint: each.claim.receipt.value for each in self.credits}
        return Totals(
            claimed=sum(each.claim.receipt.taint for each in self.credits),
            credited=sum(each.credited for each in self.credits),
            contested=sum(each.contested for each in self.credits),
            receipts=len(values),
            received=sum(values.values()),
        )

    @property
    def counts(self) -> Mapping[str, int]:
        """How many cases are in each state."""
        states = [line.state for line in self.lines]
        return {name: states.count(name) for name in ("moved", "changed", "new", "unchanged", "failed")}

    @property
    def same_ids(self) -> Mapping[str, tuple[str, ...]]:
        """Case ids that more than one job bears, with those jobs."""
        jobs: dict[str, list[str]] = {}
        for line in self.lines:
            if line.digest is not None:
                jobs.setdefault(line.digest.case, []).append(line.job)
        return {case: tuple(found) for case, found in sorted(jobs.items()) if len(found) > 1}

    def credited(self, job: str) -> tuple[int, int]:
        """Return what a job is credited and what of its claims is contested."""
        return self._per_job.get(job, (0, 0))


def summarise(lines: tuple[SummaryLine, ...], absent: tuple[str, ...], interrupted: tuple[str, ...] = ()) -> Summary:
    """Return the summary of these cases: what is credited is worked out over all that were done.

    Raises:
        IntegrityError: two cases state different values for one receipt.
    """
    credits = credit({line.job: line.digest for line in lines if line.digest is not None})
    sums: dict[str, tuple[int, int]] = {}
    for each in credits:
        credited, contested = sums.get(each.claim.job, (0, 0))
        sums[each.claim.job] = credited + each.credited, contested + each.contested
    return Summary(lines, credits, absent, interrupted, sums)
