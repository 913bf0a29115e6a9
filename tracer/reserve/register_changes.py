"""What of `register.toml` beside its wallets changed since a period was closed, and by which act.

Who edits the file alone must not move the ends of days, let small receipts pass, publish addresses, or take a limit,
prices, minima of security, accounts or forks away: a convention does, which two persons sign. What a `[[limit]]` says
beside its act is held against it elsewhere.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from types import MappingProxyType

from tracer.reserve.act_set import file_of
from tracer.reserve.act_terms import ConventionTerms
from tracer.reserve.acts import ActId, ActsInForce, OtherAct
from tracer.reserve.days import Period
from tracer.reserve.limits.limit_acts import CONVENTION as LIMITS
from tracer.reserve.limits.limit_acts import LimitAct, limit_acts
from tracer.reserve.price.conventions import is_of_price
from tracer.reserve.register import Register
from tracer.reserve.register_file import FILE
from tracer.reserve.register_settings import NONE, changed_price, changed_settings, is_same, states_price
from tracer.reserve.terms import Limit
from tracer.visible import visible

CONVENTION = "register"
"""The name of the convention that sets keys of `[register]`."""

KEYS: Mapping[str, Callable[[Register], str]] = MappingProxyType(
    {
        "body": lambda register: register.body,
        "bodies": lambda register: ", ".join(register.bodies),
        "network": lambda register: register.network.name,
        "zone": lambda register: register.zone,
        "currency": lambda register: register.currency,
        "profile": lambda register: register.profile,
        "publish_addresses": lambda register: str(register.publish_addresses).lower(),
        "dust_sat": lambda register: str(register.dust),
    }
)
"""The keys by which figures or what is published hang, each as an act writes it; `name` is the journal's."""


def register_changes(
    was: Register, was_acts: ActsInForce, now: Register, acts: ActsInForce, closed: Period
) -> Iterator[tuple[str, str]]:
    """Yield each key and each limit that changed without a convention since a period was closed, with a sentence.

    Args:
        was: the register that the period was closed with.
        was_acts: the acts that it was closed with.
        now: the register on file.
        acts: the acts on file that count.
        closed: the period.
    """
    period = closed.name
    known = {act.head.id for act in was_acts.all}
    fresh = {
        act.head.id: act.terms
        for act in acts.acts
        if isinstance(act, OtherAct) and isinstance(act.terms, ConventionTerms) and act.head.id not in known
    }
    values = [terms.values for terms in fresh.values() if terms.name == CONVENTION]
    for key, read in KEYS.items():
        old, new = read(was), read(now)
        if old != new and not any(each.get(key) == new for each in values):
            yield key, _changed(key, old, new, period, f'"{CONVENTION}" and {key} in its values')
    yield from _settings(was, now, fresh, period)
    yield from _price(was, now, fresh, period)
    set_by = limit_acts(acts)
    yield from _limits({each.id: each for each in was.limits}, now.limits, set_by, closed)
    yield from _backwards(set_by, known, closed)


def _settings(
    was: Register, now: Register, fresh: Mapping[ActId, ConventionTerms], period: str
) -> Iterator[tuple[str, str]]:
    """Yield what other tables set and no convention of theirs changed."""
    for setting, old, new in changed_settings(was, now):
        if not any(
            each.name == setting.convention and is_same(each.values.get(setting.key, ""), new)
            for each in fresh.values()
        ):
            named = f'"{visible(setting.convention)}" and {visible(setting.key)} in its values'
            yield visible(setting.place), _changed(visible(setting.place), old, new, period, named)


def _price(
    was: Register, now: Register, fresh: Mapping[ActId, ConventionTerms], period: str
) -> Iterator[tuple[str, str]]:
    """Yield that `[price]` is gone, and each of its parameters that no convention of pricing changed."""
    if was.price is None:
        return
    if now.price is None:
        if not any(each.name == CONVENTION and each.values.get("price") == NONE for each in fresh.values()):
            yield "price", _changed("price", "set", NONE, period, f'"{CONVENTION}" and price = "{NONE}" in its values')
        return
    own = fresh.get(now.price.set_by) if now.price.set_by is not None else None
    for key, old, new in changed_price(was.price, now.price):
        is_own = own is not None and (is_of_price(own.name) if key == "set_by" else states_price(own, key, new))
        if not is_own:
            named = f'"price/N", the next number, and {key} in its values, named by set_by'
            yield "price", _changed(f"price.{key}", old, new, period, named)


def _changed(place: str, old: str, new: str, period: str, named: str) -> str:
    """Say that a setting is another, and which act may change it."""
    return (
        f"{FILE}: {place} is {visible(new)} and was {visible(old)} when {period} was closed: put it back, or write an "
        f"act of kind convention with name = {named}, signed by two persons."
    )


def _limits(
    was: Mapping[str, Limit], now: Sequence[Limit], set_by: Mapping[str, Sequence[LimitAct]], closed: Period
) -> Iterator[tuple[str, str]]:
    """Yield limits that no act sets, and changed; and acts written since that would set one in a closed period."""
    period = closed.name
    for limit in now:
        if limit.id not in set_by and was.get(limit.id) != limit:
            changed = "is another" if limit.id in was else "is new"
            yield (
                limit.id,
                f'{FILE}: limit "{visible(limit.id)}" {changed} since {period} was closed: put it back, or set it by '
                f'an act of kind convention with name = "{LIMITS}{visible(limit.id)}", signed by two persons.',
            )
    for gone in sorted(was.keys() - {limit.id for limit in now} - set_by.keys()):
        yield (
            gone,
            f'{FILE}: limit "{visible(gone)}" is gone since {period} was closed: put it back, and end it by an act of '
            f'kind convention with name = "{LIMITS}{visible(gone)}", signed by two persons.',
        )


def _backwards(
    set_by: Mapping[str, Sequence[LimitAct]], known: Collection[ActId], closed: Period
) -> Iterator[tuple[str, str]]:
    """Yield each act written since a period was closed that sets or ends a limit on a day of it or before."""
    for limit, acts in set_by.items():
        for each in acts:
            if each.filed not in known and each.begins <= closed.last:
                yield (
                    limit,
                    f'{file_of(each.filed)}: it would set limit "{visible(limit)}" from {each.begins} on, and '
                    f"{closed.name} is closed: a limit that is set later begins after {closed.last}.",
                )
