"""What is right by the letter in a case and probably not meant: for the analyst's eye, never a reason to refuse. Pure.

Looks at the case alone. What only the chain can show is said by a trace.
"""

import datetime as dt
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from unicodedata import category, normalize

from tracer.case.case import Case, CustodyWallet, Order, Seed
from tracer.case.watched import DEFAULT_RANGE
from tracer.chain.network import MAIN, Network
from tracer.chain.script import witness_program
from tracer.formats.fields import Value, show
from tracer.formats.toml_lines import line_of, lines

_DUST, _WITNESS_DUST = 546, 294
"""Satoshi below which nodes relay no output to a key's hash, and to a witness program's.

Source: Bitcoin Core 31, `src/policy/policy.cpp` (GetDustThreshold) at 3,000 satoshi per 1,000 bytes.
"""

_BEGINNINGS = {"main": dt.date(2009, 1, 3), "test": dt.date(2011, 2, 2), "testnet4": dt.date(2024, 5, 3),
               "signet": dt.date(2020, 9, 1), "regtest": dt.date(2011, 2, 2)}  # fmt: skip
"""The day of each network's genesis block, in UTC."""

_KNOWN_DAYS = ((210_000, dt.date(2012, 11, 28)), (420_000, dt.date(2016, 7, 9)), (630_000, dt.date(2020, 5, 11)),
               (840_000, dt.date(2024, 4, 20)))  # fmt: skip
"""Heights of mainnet's halvings and the day, in UTC, that the block's miner declared."""

_MARGIN = dt.timedelta(days=1)
"""What time zones and miners' clocks may put between two days."""

_ALIKE = str.maketrans(
    "АВЕЁКМНОРСТУХЗЅІЈԚԜавеёкмнорстухзѕіјһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧαορνυκιχ01|",
    "ABEEKMHOPCTYX3SIJQWaBeekMHopcTyx3sijhdqwABEZHIKMNOPTYXaopvukixoll",
)
"""Letters of the Cyrillic and the Greek alphabet, and figures, by the Latin letter they look like."""


class Doubt(NamedTuple):
    """What may not be meant, at a place of the case such as `seed[2].amount_sat`."""

    place: str
    text: str


def doubts(case: Case, text: str, file: str) -> tuple[str, ...]:
    """Return a warning for each, with file, line and place, in the order of the file.

    Args:
        case: found right.
        text: the TOML it was read from.
        file: how messages call the file.
    """
    values = tomllib.loads(text)
    found = [*_seeds(case), *_ranges(values), *_orders(case), *_names(case)]
    return located(found, text, file)


def located(found: Sequence[Doubt], text: str, file: str) -> tuple[str, ...]:
    """Return doubts in words, each with file, line and place, in the order of the file."""
    known = lines(text) if found else {}
    numbered = [(line_of(known, doubt.place), doubt) for doubt in found]
    numbered.sort(key=lambda pair: pair[0] or 0)
    return tuple(f"{file}: {f'line {line}: ' if line else ''}{doubt.place}: {doubt.text}" for line, doubt in numbered)


def _seeds(case: Case) -> Iterator[Doubt]:
    owners = {script: wallet for wallet in case.custody for script in wallet.scripts}
    for number, seed in enumerate(case.seeds, start=1):
        place = f"seed[{number}]"
        own = next((owners[script] for script in seed.scripts if script in owners), None)
        if own is not None:
            key = "address" if seed.address else "descriptor"
            yield Doubt(f"{place}.{key}", own_wallet(own))
        if seed.amount is not None and seed.amount < _dust(seed):
            yield Doubt(
                f"{place}.amount_sat",
                f"{seed.amount} sat is less than a dust output ({_dust(seed)} sat), which nodes do not relay;"
                " the amount is in satoshi, 100,000,000 to the bitcoin",
            )


def own_wallet(wallet: CustodyWallet) -> str:
    """Return what is said of a seed that names a state wallet's address or coin."""
    return (
        f"is of the state's own wallet {show(wallet.name)}: all that it received is called funds in question, and a "
        "trail that comes in ends there as a receipt"
    )


def _dust(seed: Seed) -> int:
    return _WITNESS_DUST if seed.scripts and all(map(witness_program, seed.scripts)) else _DUST


def _ranges(values: Mapping[str, Value]) -> Iterator[Doubt]:
    """Yield a doubt about every descriptor with `*` of which the case does not say how far to look."""
    first, last = DEFAULT_RANGE
    for kind in ("seed", "custody"):
        tables = values.get(kind)
        for number, table in enumerate(tables if isinstance(tables, list) else (), start=1):
            descriptor = table.get("descriptor") if isinstance(table, dict) else None
            if isinstance(table, dict) and isinstance(descriptor, str) and "*" in descriptor and "range" not in table:
                yield Doubt(
                    f"{kind}[{number}].descriptor",
                    f"no range is stated, so only the indices {first} to {last} are looked for;"
                    " state range = [first, last] as the wallet's owner says",
                )


def _orders(case: Case) -> Iterator[Doubt]:
    for number, order in enumerate(case.orders, start=1):
        place = f"order[{number}]"
        if order.amount is not None and order.amount < _DUST:
            yield Doubt(
                f"{place}.amount_sat",
                f"{order.amount} sat is less than a dust output ({_DUST} sat), which nodes do not relay;"
                " the amount is in satoshi, 100,000,000 to the bitcoin",
            )
        earliest = _earliest(case, order)
        if order.date < earliest - _MARGIN:
            yield Doubt(
                f"{place}.date",
                f"{order.date} is before every seed of its labels: none can have been made before {earliest}",
            )


def _earliest(case: Case, order: Order) -> dt.date:
    """Return a day before which no seed that the order is about can have been made, as far as the case tells."""
    return min(
        (_day_of(seed, case.network) for seed in case.seeds if seed.label in order.labels),
        default=_BEGINNINGS[case.network.name],
    )


def _day_of(seed: Seed, network: Network) -> dt.date:
    day = _BEGINNINGS[network.name]
    if network == MAIN and seed.from_height is not None:
        day = max([day, *(known for height, known in _KNOWN_DAYS if height <= seed.from_height)])
    return day


def _names(case: Case) -> Iterator[Doubt]:
    """Yield a doubt about every name that a reader takes for another of its kind."""
    yield from _alike("label", [(f"seed[{at}].label", str(seed.label)) for at, seed in enumerate(case.seeds, 1)])
    yield from _alike("name", [(f"custody[{at}].name", each.name) for at, each in enumerate(case.custody, 1)])
    yield from _alike("id", [(f"order[{at}].id", each.id) for at, each in enumerate(case.orders, 1)])
    yield from _alike("id", [(f"exhibit[{at}].id", each.id) for at, each in enumerate(case.exhibits, 1)])


def _alike(what: str, named: list[tuple[str, str]]) -> Iterator[Doubt]:
    seen: Mapping[str, dict[str, str]] = defaultdict(dict)
    for place, name in named:
        others = seen[_shape(name)]
        if others and name not in others:
            other, at = next(iter(others.items()))
            yield Doubt(
                place,
                f"the {what} {_spelled(name)} looks like {_spelled(other)} in {at} and is another:"
                " they differ in letters of other alphabets, capitals, blanks or figures",
            )
        others.setdefault(name, place)


def _shape(name: str) -> str:
    """Return what a reader sees of a name: letters that look alike made one, as are capitals, blanks and dashes."""
    plain = normalize("NFKC", name).translate(_ALIKE).casefold().translate(_ALIKE).replace("i", "l")
    return " ".join("".join("-" if category(each) == "Pd" else each for each in plain).split())


def _spelled(name: str) -> str:
    """Return a name with what tells it from one that looks alike: its letters that are not Latin, by their code."""
    strange = sorted({each for each in name if not each.isascii() and each.isalpha()})
    codes = ", ".join(f"{each} is U+{ord(each):04X}" for each in strange[:4])
    return f"{show(name)} ({codes})" if codes else show(name)
