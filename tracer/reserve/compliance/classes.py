"""How statisticians and accountants class the coins: the balance of payments' class, and the measurement declared.

The measurement is the body's own choice, by a convention act named `measurement/1` and so on, whose `measurement` is
one of three. It is never chosen here.

Source: BPM7 (2025): cryptoassets without a liability are non-produced nonfinancial assets, AN22; IFRIC, June 2019: IAS
38, or IAS 2 where held for sale in the ordinary course; IPSAS 31; ASU 2023-08.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from tracer.formats.canonical import Writable
from tracer.reserve.act_terms import ConventionTerms
from tracer.reserve.acts import Act, ActId, OtherAct

BPM7_CLASS = "non-produced non-financial asset, AN22"
MEASUREMENTS = ("revaluation", "cost", "fair value")
_NAME = "measurement/"
_KEY = "measurement"


@dataclass(frozen=True, slots=True)
class DeclaredClasses:
    """The class and the measurement that holds on a day, with its act; None: none was declared. `faults` are wrong."""

    measurement: str | None
    act: ActId | None
    faults: tuple[str, ...]

    def as_json(self) -> dict[str, Writable]:
        """Return `{bpm7_class, official_reserve_assets, measurement, act}`."""
        return {
            "bpm7_class": BPM7_CLASS,
            "official_reserve_assets": False,
            "measurement": self.measurement,
            "measurement_act": self.act,
        }


def declared(acts: Iterable[Act], day: dt.date) -> DeclaredClasses:
    """Return what convention acts up to a day declare; of several the last one, by date, then by number, holds."""
    found = [
        (act.head.date, act.head.id, act.terms.values.get(_KEY))
        for act in acts
        if isinstance(act, OtherAct) and isinstance(act.terms, ConventionTerms)
        if act.terms.name.startswith(_NAME) and act.head.date <= day
    ]
    faults = tuple(
        f"act {number}: measurement: expected one of {', '.join(MEASUREMENTS)}, got {value or 'nothing'}."
        for _, number, value in sorted(found, key=lambda each: each[:2])
        if value not in MEASUREMENTS
    )
    good = [each for each in found if each[2] in MEASUREMENTS]
    if not good:
        return DeclaredClasses(None, None, faults)
    _, number, value = max(good, key=lambda each: each[:2])
    return DeclaredClasses(value, number, faults)
