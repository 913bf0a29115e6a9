"""Numbered conventions of pricing: which one holds on a day, by which act, with which parameters.

`[price]` of the register has the parameters of the convention that its act set, `set_by`. A change is another
convention, with the next number, set by an act, and it begins on the day after that act: what was fixed is never
computed by a rule that came later. The parameters of an earlier convention stand in the values of its act.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from itertools import pairwise

from tracer.errors import CaseError
from tracer.formats.faults import Faults
from tracer.formats.fields import FieldTable, Value
from tracer.reserve import terms_file
from tracer.reserve.act_set import file_of
from tracer.reserve.act_terms import ConventionTerms
from tracer.reserve.acts import ActId, ActsInForce, CorrectionAct, OtherAct
from tracer.reserve.price.rounding import short_decimal
from tracer.reserve.register import Register
from tracer.reserve.register_file import FILE
from tracer.reserve.terms import PriceTerms
from tracer.visible import quoted

_NAME = re.compile(r"price/([1-9][0-9]{0,3})")
_WHOLE = {field.name for field in fields(PriceTerms) if field.type in (int, "int")}
_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """A convention of pricing: its number, the act that set it and the day of that act, and the first day it holds on.

    `stated` are the values that the act states, as texts.
    """

    number: int
    act: ActId
    dated: dt.date
    begins: dt.date
    stated: Mapping[str, str]

    @property
    def name(self) -> str:
        """How fixings name it: `price/1`."""
        return f"price/{self.number}"


@dataclass(frozen=True, slots=True)
class Conventions:
    """The conventions of pricing on file, in the order of their numbers, and the terms of the register's own."""

    conventions: tuple[Convention, ...]
    own: ActId
    terms: PriceTerms

    @classmethod
    def of(cls, register: Register, acts: ActsInForce) -> "Conventions":
        """Return the conventions of a register with `[price]`.

        Raises:
            CaseError: there is no `[price]`; nobody set it; the act that did is none of `price/1`; the numbers do not
                ascend with the days; or `[price]` is not what its act states.
        """
        price = register.price
        if price is None:
            raise CaseError(f"{FILE}: has no [price]: it says by which convention coins are priced.")
        if price.set_by is None:
            raise CaseError(f"{FILE}: price.set_by: missing: expected the act of kind convention that set it.")
        found = _numbered(acts)
        own = next((each for each in found if each.act == price.set_by), None)
        if own is None:
            raise CaseError(
                f"{FILE}: price.set_by: act {price.set_by} is not in force as a convention named price/1, price/2, …"
            )
        faults = (*_out_of_order(found), *_unlike(own, price))
        if faults:
            raise CaseError(*faults)
        return cls(found, own.act, price)

    def on(self, day: dt.date) -> Convention:
        """Return the convention that holds on a day.

        Raises:
            CaseError: none did: a price is never fixed backwards.
        """
        holding = [each for each in self.conventions if each.begins <= day]
        if not holding:
            first = self.conventions[0]
            raise CaseError(
                f"{day.isoformat()} lies before act {first.act} of {first.dated.isoformat()}, which set {first.name}: "
                "no price is fixed backwards."
            )
        return holding[-1]

    def terms_of(self, convention: Convention) -> PriceTerms:
        """Return the parameters of a convention: of the register's own those of `[price]`, else what its act states.

        Raises:
            CaseError: the act does not state what is needed.
        """
        if convention.act == self.own:
            return self.terms
        name = file_of(convention.act)
        faults = Faults(name)
        table = FieldTable(_typed(convention.stated), "values", faults)
        terms = terms_file.read_price(table)
        if faults.texts:
            raise CaseError(
                *faults.texts,
                f"The parameters of {convention.name} are those that {name} states: [price] has those of a later one.",
            )
        return replace(terms, set_by=convention.act)


def is_of_price(name: str) -> bool:
    """Return whether a convention is one of pricing."""
    return _NAME.fullmatch(name) is not None


def parameters(terms: PriceTerms) -> dict[str, str]:
    """Return every parameter as a text, by its key in `[price]`; `set_by` is none."""
    return {
        field.name: _text(getattr(terms, field.name))
        for field in fields(PriceTerms)
        if field.name != "set_by" and getattr(terms, field.name) is not None
    }


def _text(value: object) -> str:
    if isinstance(value, tuple) and value and isinstance(value[0], dt.time):
        return f"{value[0].strftime('%H:%M')} {value[1]}"
    if isinstance(value, Fraction):
        return short_decimal(value)
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _numbered(acts: ActsInForce) -> tuple[Convention, ...]:
    """Return the conventions of pricing, one for each number; one in force goes before one that was superseded."""
    found: dict[int, Convention] = {}
    for act in (*acts.all, *acts.acts):
        told = act.replacement if isinstance(act, CorrectionAct) else act
        if isinstance(told, OtherAct) and isinstance(told.terms, ConventionTerms):
            match = _NAME.fullmatch(told.terms.name)
            if match is not None:
                number, dated = int(match[1]), told.head.date
                found[number] = Convention(
                    number=number,
                    act=told.head.id,
                    dated=dated,
                    begins=dated if number == 1 else dated + _ONE_DAY,
                    stated=told.terms.values,
                )
    return tuple(found[number] for number in sorted(found))


def _out_of_order(found: Sequence[Convention]) -> Iterator[str]:
    """Yield a fault for each convention that begins no later than the one before it."""
    for before, after in pairwise(found):
        if after.begins <= before.begins:
            yield (
                f"{file_of(after.act)}: {after.name} of {after.dated.isoformat()} does not begin after {before.name}, "
                f"which is of {before.dated.isoformat()}: a convention changes forwards, with the next number"
            )


def _unlike(own: Convention, price: PriceTerms) -> Iterator[str]:
    """Yield a fault for each value of the act that `[price]` does not have."""
    mine = parameters(price)
    stated = _typed(own.stated)
    faults = Faults(file_of(own.act))
    usual: dict[str, Value] = {"exchanges": list[Value](price.exchanges)}
    read = terms_file.read_price(FieldTable(usual | stated, "values", faults))
    yield from faults.texts
    for key, text in parameters(read).items():
        if key in stated and not faults.texts and text != mine.get(key):
            yield (
                f"{FILE}: price.{key} is {quoted(mine.get(key, 'missing'), 80)}, but act {own.act} set "
                f"{quoted(text, 80)}: a change is a convention of its own, with the next number, from a day ahead"
            )


def _typed(stated: Mapping[str, str]) -> dict[str, Value]:
    """Return an act's values as `[price]` would have them."""
    typed: dict[str, Value] = {}
    for key, text in stated.items():
        if key == "exchanges":
            typed[key] = [name.strip() for name in text.split(",")]
        elif key in _WHOLE and text.isascii() and text.isdigit():
            typed[key] = int(text)
        else:
            typed[key] = text
    return typed
