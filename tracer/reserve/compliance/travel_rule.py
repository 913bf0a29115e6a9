"""Whether a travel-rule payload is valid: its form by the standard, the constraints C1 to C12, and what differs."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from tracer.formats.canonical import Writable
from tracer.reserve.compliance import constraints, ivms_reading
from tracer.reserve.compliance.constraints import TITLES, CheckState, ConstraintCheck
from tracer.reserve.compliance.ivms_model import BENEFICIARY, IvmsVersion
from tracer.reserve.compliance.ivms_reading import Group, group, several
from tracer.reserve.sentences import Sentence, placed, say

FORM = "form"
"""The check of the data model itself: elements, how often, of what form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelRuleVerdict:
    """What is to be said of a payload. `differences` are understood and no faults.

    `version` is None where it is no JSON object. `accounts` are the beneficiary's account numbers, in the order of the
    payload: of a payment on the chain, its addresses.
    """

    version: IvmsVersion | None
    checks: tuple[ConstraintCheck, ...]
    differences: tuple[Sentence, ...]
    accounts: tuple[str, ...]

    @property
    def is_valid(self) -> bool:
        """Return whether no check fails; one that was not made does not."""
        return not any(each.state is CheckState.FAIL for each in self.checks)

    @property
    def faults(self) -> tuple[Sentence, ...]:
        """Return what is wrong, each with the constraint that says so."""
        return tuple(placed(each.id, *each.sentences) for each in self.checks if each.state is CheckState.FAIL)

    def as_json(self) -> dict[str, Writable]:
        """Return the verdict as JSON."""
        return {
            "version": None if self.version is None else self.version.value,
            "valid": self.is_valid,
            "checks": [{"id": each.id, "state": each.state.value, "what": each.what} for each in self.checks],
            "differences": self.differences,
        }


def judge(content: bytes, day: dt.date, authorities: Collection[str] | None = None) -> TravelRuleVerdict:
    """Return what is to be said of a payload's bytes on a day; raises nothing, whatever they are.

    `authorities` are the codes of GLEIF's list of registration authorities, None where the user gave none.
    """
    reading = ivms_reading.read(content)
    if reading is None:
        most = str(ivms_reading.MOST_BYTES)
        what = say("expected one JSON object of at most {count} bytes, without decimals", count=most)
        nothing = (say("nothing could be read"),)
        unmade = (ConstraintCheck(number, CheckState.NOT_CHECKED, nothing) for number in TITLES)
        checks = (ConstraintCheck(FORM, CheckState.FAIL, (what,)), *unmade)
        return TravelRuleVerdict(version=None, checks=checks, differences=(), accounts=())
    form = ConstraintCheck(
        FORM, CheckState.PASS, (say("elements are those of {version}", version=reading.version.value),)
    )
    if reading.faults:
        form = ConstraintCheck(FORM, CheckState.FAIL, tuple(reading.faults))
    return TravelRuleVerdict(
        version=reading.version,
        checks=(form, *constraints.check(reading.payload, day, authorities)),
        differences=(*reading.differences, *constraints.remarks(reading.payload)),
        accounts=_accounts(reading.payload),
    )


def _accounts(payload: Group) -> tuple[str, ...]:
    """Return the beneficiary's account numbers; 101 names them beside the persons, 101.2023 with each."""
    beneficiary = group(payload.get(BENEFICIARY))
    beside = several(beneficiary.get("accountNumber"))
    with_each = (
        number
        for each in several(beneficiary.get("beneficiaryPerson"))
        for number in several(group(each).get("accountNumber"))
    )
    return tuple(dict.fromkeys(each for each in (*beside, *with_each) if isinstance(each, str)))
