"""The words of limits as documents print them."""

from collections.abc import Mapping
from fractions import Fraction

from tracer.documents.language.language import Language, phrase
from tracer.reserve.limits.figures import fixed
from tracer.reserve.limits.limit_rows import UNITS, BreachCause, LimitSide, LimitState, Measure
from tracer.reserve.limits.reviews import ReviewFault, ReviewFaultKind
from tracer.reserve.price.rounding import half_even
from tracer.reserve.shares import share
from tracer.reserve.terms import LimitKind, LimitSeverity

_CENTS, _RATIO = 2, 4
"""The fewest and the most decimals of a ratio."""

KINDS: Mapping[LimitKind, str] = {
    LimitKind.SHARE_EXCL: phrase("value over the reserves"),
    LimitKind.SHARE_INCL: phrase("value over the reserves and itself"),
    LimitKind.VALUE_USD: phrase("value, USD"),
    LimitKind.WALLET_SHARE: phrase("share of one wallet"),
    LimitKind.WALLET_USD: phrase("value in one wallet, USD"),
    LimitKind.CUSTODIAN_SHARE: phrase("share with one custodian"),
    LimitKind.HOT_SHARE: phrase("share in wallets online"),
    LimitKind.COUNTERPARTY_USD: phrase("claims on one counterparty, USD"),
    LimitKind.DAY_OUT_SAT: phrase("left in one day, BTC"),
    LimitKind.UNHEDGED_SAT: phrase("not hedged, BTC"),
    LimitKind.COVER_RATIO: phrase("insured over value"),
    LimitKind.PROOF_RATIO: phrase("proven over held"),
    LimitKind.UNTITLED_SHARE: phrase("share without title"),
    LimitKind.PRICE_QUALITY: phrase("quality of the price"),
    LimitKind.KEY_AGE_DAYS: phrase("age of keys, days"),
    LimitKind.DENOMINATOR_AGE_DAYS: phrase("age of the reserves figure, days"),
}
CAUSES: Mapping[BreachCause, str] = {
    BreachCause.LIMIT: phrase("the limit itself, as it came into force"),
    BreachCause.MARKET: phrase("the price"),
    BreachCause.DENOMINATOR: phrase("the reserves figure"),
    BreachCause.MOVEMENT: phrase("a movement or an act"),
    BreachCause.DATA: phrase("data missing"),
}
STATES: Mapping[LimitState, str] = {
    LimitState.WITHIN: phrase("kept"),
    LimitState.BREACHED: phrase("broken"),
    LimitState.UNKNOWN: phrase("not known"),
}
SEVERITIES: Mapping[LimitSeverity, str] = {
    LimitSeverity.HARD: phrase("hard: stops closing and disposals"),
    LimitSeverity.SOFT: phrase("soft: printed"),
}
REASONS: tuple[str, ...] = (
    phrase("no file of the register says which wallets are online"),
    phrase("no insurance policy is on file"),
    phrase("no proof of control is on file"),
    phrase("no fixing of a day that is looked at is on file"),
    phrase("no file of the register says when its keys were made"),
    phrase("tables/reserves.csv has no figure of this day or earlier that had been published by then"),
    phrase("tables/reserves.csv has no such figure in the row that counts, or nothing is left of it"),
    phrase("a position or its margin stands in a currency other than USD"),
    phrase("a policy stands in a currency other than USD"),
)
"""Why something is not known, as `measures` says it."""
PERILS: Mapping[str, str] = {
    "theft by outsiders": phrase("theft by outsiders"),
    "theft by insiders": phrase("theft by insiders"),
    "key loss": phrase("key loss"),
    "technical failure": phrase("technical failure"),
    "site loss": phrase("site loss"),
    "transit": phrase("transit"),
}
"""Perils, as the security register has them."""
DECISIONS: Mapping[str, str] = {
    "keep": phrase("keep"),
    "reduce to": phrase("reduce to the band"),
    "raise to": phrase("raise to the band"),
    "hedge": phrase("hedge"),
}
INSTRUMENTS: Mapping[str, str] = {
    "future": phrase("future"),
    "forward": phrase("forward"),
    "swap": phrase("swap"),
    "put": phrase("put option"),
    "call": phrase("call option"),
}
SIDES: Mapping[str, str] = {"long": phrase("long position"), "short": phrase("short position")}
RESERVES: Mapping[str, str] = {"gross": phrase("gross reserves"), "net": phrase("net reserves")}


FAULTS: Mapping[ReviewFaultKind, str] = {
    ReviewFaultKind.RESTATED: phrase("the review refers to a restatement, not to the statement as sealed first"),
    ReviewFaultKind.UNSEALED: phrase("the review is of a period that is not sealed"),
    ReviewFaultKind.OTHER: phrase("the review names another file than the one sealed"),
    ReviewFaultKind.LATE: phrase("the review was made more than 45 days after the quarter’s end"),
    ReviewFaultKind.EARLY: phrase("the review was made before the quarter had ended"),
    ReviewFaultKind.VOTERS: phrase("fewer than two persons voted"),
    ReviewFaultKind.UNDECIDED: phrase("no more votes were for it than against it"),
    ReviewFaultKind.UNANSWERED: phrase("a breach of the quarter is not answered"),
    ReviewFaultKind.MISSING: phrase("the last quarter has no review, and its 45 days are over"),
}


def fault(found: ReviewFault, language: Language) -> str:
    """Return what is wrong with a review."""
    said = language.word(FAULTS[found.kind])
    return said if found.act is None else f"{found.act}: {said}"


def money(value: Fraction | None, language: Language) -> str:
    """Return an amount with two decimals, rounded half to even, without its currency; a dash where it is not known."""
    if value is None:
        return "—"
    cents = half_even(value * 100)
    whole, part = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{language.number(whole)}{language.point}{part:02d}"


def hundredths(amount: int, language: Language) -> str:
    """Return an amount in hundredths with two decimals, without its currency."""
    return money(Fraction(amount, 100), language)


def decimals(value: Fraction, language: Language, least: int = 0, places: int = 8) -> str:
    """Return a decimal from zero on, of at most `places` places: no more than it has, and no fewer than `least`."""
    whole, _, part = fixed(value, places).partition(".")
    part = part.rstrip("0").ljust(least, "0")
    return language.number(int(whole)) + (f"{language.point}{part}" if part else "")


def figure(kind: LimitKind, value: Fraction | None, language: Language, letter: str | None = None) -> str:
    """Return a figure of a limit in the unit that its kind's words name."""
    if letter is not None or value is None:
        return letter or "—"
    unit = UNITS[kind]
    if unit == "percent":
        return share(value, language)
    if unit == "usd":
        return money(value, language)
    if unit == "sat":
        return language.bitcoin(half_even(value))
    return decimals(value, language, *((_CENTS, _RATIO) if unit == "ratio" else (0, 0)))


def told(kind: LimitKind, text: str | None, language: Language) -> str:
    """Return a figure that is written as JSON has it, as documents print it."""
    if text is None or kind is LimitKind.PRICE_QUALITY:
        return text or "—"
    return figure(kind, Fraction(text) / (100 if UNITS[kind] == "percent" else 1), language)


def allowed(kind: LimitKind, most: str | None, least: str | None, language: Language) -> str:
    """Return the bounds of a limit that are set, a line each; texts as JSON has them."""
    if kind is LimitKind.PRICE_QUALITY:
        return most or "—"
    bounds = (("≤", most), ("≥", least))
    return "\n".join(f"{sign} {told(kind, text, language)}" for sign, text in bounds if text is not None)


def measured(kind: LimitKind, found: Measure, language: Language) -> str:
    """Return what a limit measures, with whose it is; what is not known says why."""
    said = figure(kind, found.value, language, found.letter) if found.is_known else reason(found.why, language)
    return said if found.subject is None else f"{subject(kind, found.subject, language)}: {said}"


def subject(kind: LimitKind, name: str, language: Language) -> str:
    """Return of whom or what a limit measures something: a name, or a peril in words."""
    return language.word(PERILS[name]) if kind is LimitKind.COVER_RATIO and name in PERILS else name


def bound(side: LimitSide, language: Language) -> str:
    """Return which side of a limit is broken."""
    return {
        LimitSide.MOST: language.say("above the greatest"),
        LimitSide.LEAST: language.say("below the least"),
        LimitSide.NONE: language.say("not known"),
    }[side]


def reason(text: str | None, language: Language) -> str:
    """Return why something is not known."""
    return language.word(text) if text in REASONS else text or "—"
