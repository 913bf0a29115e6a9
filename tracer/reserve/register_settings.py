"""What a register sets in tables of its own, as texts, by the convention that may change each: prices, security, more.

Who takes a table away, or a key of it, would silence what is measured or asked by it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from fractions import Fraction

from tracer.reserve.act_terms import ConventionTerms
from tracer.reserve.price.conventions import is_of_price, parameters
from tracer.reserve.price.rounding import short_decimal
from tracer.reserve.register import Register
from tracer.reserve.terms import FetchTerms, PriceTerms, SecurityTerms
from tracer.reserve.terms_file import ASKED

NONE = "none"
"""How a setting is written that is not there."""
_SECURITY_KEYS = {"test_max": "test_max_sat"}


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: the convention by which it changes, its key there, and how sentences call it."""

    convention: str
    key: str
    place: str


def settings(register: Register) -> dict[Setting, str]:
    """Return what the tables of a register beside `[register]`, `[price]` and `[[limit]]` set, as texts.

    Of wallets that is what custody hangs by; their scripts change by acts of scope.
    """
    found: dict[Setting, str] = {}
    for security in fields(SecurityTerms):
        key = _SECURITY_KEYS.get(security.name, security.name)
        found[Setting("security", key, f"security.{key}")] = _text(getattr(register.security, security.name))
    found |= {Setting("fetch", key, f"fetch.{key}"): text for key, text in _fetching(register.fetch)}
    for wallet in register.wallets:
        for key, told in (("quorum", wallet.quorum), ("custodian", wallet.custodian)):
            found[Setting(f"wallet/{wallet.name}", key, f'wallet "{wallet.name}": {key}')] = _text(told)
    for account in register.accounts:
        for key, told in (("custodian", account.custodian), ("contract", account.contract)):
            found[Setting(f"account/{account.name}", key, f'account "{account.name}": {key}')] = _text(told)
    for fork in register.forks:
        found[Setting("forks", fork.name, f'fork "{fork.name}"')] = str(fork.height)
    return found


def changed_settings(was: Register, now: Register) -> Iterator[tuple[Setting, str, str]]:
    """Yield each setting that is another, with what it was and what it is; what was not there before is none."""
    old, new = settings(was), settings(now)
    kept = {wallet.name for wallet in now.wallets}
    for setting, text in old.items():
        if setting.convention.startswith("wallet/") and setting.convention.removeprefix("wallet/") not in kept:
            continue  # of a wallet that is gone the acts of scope are asked
        is_new = text == NONE and setting.convention not in ("security", "fetch")
        if new.get(setting, NONE) != text and not is_new:
            yield setting, text, new.get(setting, NONE)


def changed_price(was: PriceTerms, now: PriceTerms) -> Iterator[tuple[str, str, str]]:
    """Yield each parameter of pricing that is another, with what it was and what it is, and the act that set them."""
    old, new = parameters(was), parameters(now)
    for key in dict.fromkeys((*old, *new)):
        if old.get(key, NONE) != new.get(key, NONE):
            yield key, old.get(key, NONE), new.get(key, NONE)
    if was.set_by != now.set_by:
        yield "set_by", was.set_by or NONE, now.set_by or NONE


def states_price(act: ConventionTerms, key: str, text: str) -> bool:
    """Return whether a convention sets a parameter of pricing: it states it, or leaves out what is usual."""
    if not is_of_price(act.name):
        return False
    if key in act.values:
        return is_same(act.values[key], text)
    return key != "exchanges" and parameters(PriceTerms()).get(key, NONE) == text


def is_same(stated: str, text: str) -> bool:
    """Return whether an act states a value, decimals by what they are worth."""
    try:
        return stated == text or Fraction(stated) == Fraction(text)
    except (ValueError, ZeroDivisionError):
        return False


def _fetching(terms: FetchTerms) -> Iterator[tuple[str, str]]:
    yield "allowed", _text(terms.allowed)
    for name in ASKED:
        yield name, terms.servers.get(name, NONE)


def _text(value: object) -> str:
    if value is None:
        return NONE
    if isinstance(value, bool):
        return str(value).lower()
    return short_decimal(value) if isinstance(value, Fraction) else str(value)
