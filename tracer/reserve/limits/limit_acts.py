"""Limits as acts set them: which holds on a day, and what in `register.toml` is otherwise than its act says.

A limit is set by an act of kind convention with the name `limit/` and the limit's id, whose values are those of its
`[[limit]]`. It holds from its `from` on, which is not before the act, and what was set before holds until then: no day
is measured again by a limit that came later. Of several that have begun that of the latest act holds. An act whose
values are `until` alone ends the limit with that day, which is not before the act either.

An act that another one corrects or supersedes has set its limit all the same, until the other's begins.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tracer.formats.faults import Faults
from tracer.formats.fields import FieldTable, Value
from tracer.reserve import terms_file
from tracer.reserve.act_set import file_of
from tracer.reserve.act_terms import ConventionTerms
from tracer.reserve.acts import ActId, ActsInForce, CorrectionAct, OtherAct
from tracer.reserve.price.rounding import short_decimal
from tracer.reserve.register import Register
from tracer.reserve.register_file import FILE
from tracer.reserve.terms import Limit
from tracer.visible import visible

CONVENTION = "limit/"
"""What the name of a convention begins with that sets a limit; the limit's id follows."""
_UNTIL = "until"
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitAct:
    """What an act sets of a limit from a day on, None: that there is none.

    `filed` is the act of whose file it is: another one where that corrects it. `dated` is that one's day, before which
    it sets nothing; `stated` is the first day that it states. `faults` are those of its values: then nothing of it
    holds.
    """

    act: ActId
    filed: ActId
    dated: dt.date
    stated: dt.date
    limit: Limit | None
    faults: tuple[str, ...] = ()

    @property
    def begins(self) -> dt.date:
        """The first day on which it holds: never before the act."""
        return max(self.dated, self.stated)


def limit_acts(acts: ActsInForce) -> dict[str, tuple[LimitAct, ...]]:
    """Return what acts set of each limit, by its id, in the order of the acts' days, then of their numbers."""
    found: dict[str, list[LimitAct]] = {}
    for act in acts.all:
        told = act.replacement if isinstance(act, CorrectionAct) else act
        if isinstance(told, OtherAct) and isinstance(told.terms, ConventionTerms):
            name, prefix = told.terms.name, CONVENTION
            if name.startswith(prefix) and name != prefix:
                each = _read(file_of(act.head.id), name.removeprefix(prefix), told.terms.values)
                found.setdefault(name.removeprefix(prefix), []).append(
                    replace(each, act=told.head.id, filed=act.head.id, dated=act.head.date)
                )
    return {limit: tuple(sorted(found[limit], key=lambda each: (each.dated, each.filed))) for limit in sorted(found)}


def limits_of(register: Register, acts: ActsInForce) -> tuple[Limit, ...]:
    """Return the limits of a register as acts set them, each with its last day: those of one id follow one another.

    They come in the order of the register, then those that it does not have. A limit that no act sets is as the
    register has it.
    """
    set_by = limit_acts(acts)
    rows = {limit.id: limit for limit in register.limits}
    found: list[Limit] = []
    for limit in dict.fromkeys((*rows, *set_by)):
        spans = tuple(_spans(set_by.get(limit, ())))
        found += spans or ([rows[limit]] if limit in rows else [])
    return tuple(found)


def limit_faults(register: Register, acts: ActsInForce) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with acts that set limits, and where a `[[limit]]` is not as they are.

    Each is the limit's id and a sentence.
    """
    set_by = limit_acts(acts)
    rows = {limit.id: limit for limit in register.limits}
    for limit in dict.fromkeys((*rows, *set_by)):
        versions = set_by.get(limit, ())
        yield from ((limit, text) for text in (*_wrong(limit, versions), *_unlike(limit, rows.get(limit), versions)))


def _read(file: str, limit: str, values: Mapping[str, str]) -> LimitAct:
    """Read what a convention sets; whose it is, and of which day, is filled in by the caller."""
    faults = Faults(file)
    typed = {"id": limit, **{key: _typed(key, text) for key, text in values.items() if key != "reason"}}
    empty = LimitAct(act=ActId(""), filed=ActId(""), dated=dt.date.min, stated=dt.date.min, limit=None)
    if _UNTIL in values:
        table = FieldTable({key: value for key, value in typed.items() if key != "id"}, "values", faults)
        last = table.need(_UNTIL, table.date(_UNTIL), "a date such as 2026-07-01", dt.date.min)
        table.close()
        return replace(empty, stated=min(last, dt.date.max - _DAY) + _DAY, faults=faults.texts)
    read = terms_file.read_limit(FieldTable(typed, "values", faults))
    return replace(empty, stated=read.begins, limit=read, faults=faults.texts)


def _typed(key: str, text: str) -> Value:
    """Return a value as `[[limit]]` has it."""
    if key == "cure_days" and text.isascii() and text.isdigit():
        return int(text)
    if key in ("from", _UNTIL):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            return text
    return text


def _spans(versions: Sequence[LimitAct]) -> Iterator[Limit]:
    """Yield each limit that acts set with the days on which it holds."""
    right = [each for each in versions if not each.faults]
    holding = [
        next(each for each in reversed(right) if each.begins <= day) for day in sorted({each.begins for each in right})
    ]
    each_once = list(dict.fromkeys(holding))
    for each, after in pairwise([*each_once, None]):
        if each is not None and each.limit is not None:
            last = None if after is None else after.begins - _DAY
            yield replace(each.limit, set_by=each.act, begins=each.begins, until=last)


def _wrong(limit: str, versions: Sequence[LimitAct]) -> Iterator[str]:
    """Yield what is wrong with the acts of a limit, each by itself and beside the one before it."""
    first = next((each for each in versions if each.limit is not None and not each.faults), None)
    for each in versions:
        yield from each.faults
        if each.faults:
            continue
        file, stated = file_of(each.filed), each.stated if each.limit is not None else each.stated - _DAY
        key = "from" if each.limit is not None else _UNTIL
        if stated < each.dated:
            yield (
                f"{file}: values.{key}: {stated} lies before {each.dated}, the day of the act: no limit is set "
                "backwards, and what was set before holds until then"
            )
        if first is None:
            yield f'{file}: values: no act before it set limit "{visible(limit)}", which it ends'
        elif each.limit is not None and first.limit is not None and each.limit.kind is not first.limit.kind:
            yield (
                f'{file}: values.kind: {each.limit.kind.value}, but act {first.act} set limit "{visible(limit)}" as '
                f"{first.limit.kind.value}: a limit of another kind has an id of its own"
            )


def _unlike(limit: str, row: Limit | None, versions: Sequence[LimitAct]) -> Iterator[str]:
    """Yield where the `[[limit]]` of a register is not what the last act set."""
    place, name = f'{FILE}: limit "{visible(limit)}"', f"{CONVENTION}{visible(limit)}"
    right = [each for each in versions if not each.faults]
    last = next((each for each in reversed(right) if each.limit is not None), None)
    if row is None:
        if last is not None and right[-1] is last:
            yield (
                f"{place} is missing, but act {last.act} set it: put it back, or end it by an act of kind convention "
                f'with name = "{name}" and {_UNTIL} in its values, signed by two persons'
            )
    elif row.set_by is None:
        yield f"{place}: set_by: missing; expected the act of kind convention named {name} that set it"
    elif last is None or all(each.act != row.set_by for each in right):
        yield f"{place}: set_by: act {row.set_by} is no convention named {name}; one with the limit's values sets it"
    elif last.act != row.set_by:
        yield f"{place}: set_by: {row.set_by}, but act {last.act} of {last.dated} set it last"
    elif last.limit is not None:
        mine, stated = _values(row), _values(last.limit)
        for key, text in stated.items():
            if mine[key] != text:
                yield (
                    f"{place}: {key} is {mine[key]}, but act {last.act} set {text}: a limit changes by an act of kind "
                    f'convention with name = "{name}", signed by two persons, from its day on'
                )


def _values(limit: Limit) -> dict[str, str]:
    """Return the values of a limit as texts, by their keys in `[[limit]]`."""
    most = limit.worst if limit.most is None else short_decimal(limit.most)
    return {
        "kind": limit.kind.value,
        "max": most or "none",
        "min": "none" if limit.least is None else short_decimal(limit.least),
        "severity": limit.severity.value,
        "cure_days": str(limit.cure_days),
        "from": limit.begins.isoformat(),
    }
