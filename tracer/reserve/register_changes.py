"""What of `register.toml` beside its wallets changed since a period was closed, and by which act.

Who edits the file alone must not move the ends of days, let small receipts pass, publish addresses, or take a limit
away: a convention does, which two persons sign.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from tracer.reserve.act_terms import ConventionTerms
from tracer.reserve.acts import ActId, ActsInForce, OtherAct
from tracer.reserve.register import Register
from tracer.reserve.register_file import FILE
from tracer.reserve.terms import Limit
from tracer.visible import visible

CONVENTION = "register"
"""The name of the convention that sets keys of `[register]`."""
LIMIT = "limit/"
"""What the name of the convention begins with by which a limit ends."""

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
    was: Register, was_acts: ActsInForce, now: Register, acts: ActsInForce, period: str
) -> Iterator[tuple[str, str]]:
    """Yield each key and each limit that changed without a convention since a period was closed, with a sentence.

    Args:
        was: the register that the period was closed with.
        was_acts: the acts that it was closed with.
        now: the register on file.
        acts: the acts on file that count.
        period: the period's name.
    """
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
            yield (
                key,
                f"{FILE}: {key} is {visible(new)} and was {visible(old)} when {period} was closed: put it back, or "
                f'write an act of kind convention with name = "{CONVENTION}" and {key} in its values, signed by two '
                "persons.",
            )
    yield from _limits({each.id: each for each in was.limits}, now.limits, fresh, period)


def _limits(
    was: Mapping[str, Limit], now: Sequence[Limit], fresh: Mapping[ActId, ConventionTerms], period: str
) -> Iterator[tuple[str, str]]:
    for limit in now:
        if was.get(limit.id) != limit and limit.set_by not in fresh:
            changed = "is another" if limit.id in was else "is new"
            yield (
                limit.id,
                f'{FILE}: limit "{visible(limit.id)}" {changed} since {period} was closed: put it back, or let its '
                "set_by name an act of kind convention written since, signed by two persons.",
            )
    named = {terms.name for terms in fresh.values()}
    for gone in sorted(was.keys() - {limit.id for limit in now} - {name.removeprefix(LIMIT) for name in named}):
        yield (
            gone,
            f'{FILE}: limit "{visible(gone)}" is gone since {period} was closed: put it back, or write an act of kind '
            f'convention with name = "{LIMIT}{visible(gone)}", signed by two persons.',
        )
