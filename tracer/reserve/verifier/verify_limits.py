#!/usr/bin/env python3
"""Checks the limits of a statement's bundle without custody-tracer: this file and those beside it, a stock Python.

    python3 verify_limits.py [BUNDLE]        without BUNDLE: the bundle that this file lies in

It carries out the items of verify_money.py, which are those of verify.py, verify_books.py and verify_title.py too, then
its own, and last those of verify_value.py: whoever runs this file has run all. Prints PASS, FAIL or NOT-CHECKED for
each item, and why. Exit code 0: nothing failed; 1: something did; 2: wrong use, or another release's; 3: no verdict,
for the machine failed. It writes nothing and needs no network. What is held, titled and moved on each day follows from
the raw transactions and the acts, prices from the fixings, reserves from tables/reserves.csv; what limits are and which
waivers cover them, from the acts.

L1 each limit as acts set it: its bounds, from when, by which act, what it measures on its last day, how that stands.
L2 each breach: first and last day, the worst of it, its cause, what moved, waiver, time to cure, and when it was cured.
L3 what stands beside them in `review`: shares, reserves, exposure, positions, moves of the price, the greatest fall.

How much is proven, and what `review.custody` says, are taken as the statement has them. Source: docs/limits.md.
"""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":  # no file that lies beside this one may pass for a part of Python
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != os.path.dirname(os.path.abspath(__file__))]

import csv
import datetime as dt
import types
import typing
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

Row = dict[str, typing.Any]
COIN, CENT = 10**8, 100
DAY = dt.timedelta(days=1)
PRICED = ("share_excl", "share_incl", "value_usd", "wallet_usd", "counterparty_usd", "price_quality", "cover_ratio")
BY_RESERVES = ("share_excl", "share_incl", "denominator_age_days")
BY_TITLE = ("share_excl", "share_incl", "value_usd", "untitled_share")
BY_HEDGES = ("unhedged_sat", "counterparty_usd")
ON_TITLE = ("convention", "hedge", "review", "waiver", "opinion")  # kinds of acts that move no title
PERILS = ("theft by outsiders", "theft by insiders", "key loss", "technical failure", "site loss", "transit")
STEPS = (-50, -30, -20, -10, 10, 30)
WORST = ("breached", "unknown", "within")
NO_FIXING = "no fixing of a day that is looked at is on file"
NO_RESERVES = "tables/reserves.csv has no figure of this day or earlier that had been published by then"
NO_FIGURE = "tables/reserves.csv has no such figure in the row that counts, or nothing is left of it"
NO_PROOF = "no proof of control is on file"
POLICY_CURRENCY = "a policy stands in a currency other than USD"
OTHER_CURRENCY = "a position or its margin stands in a currency other than USD"
NOT_ON_FILE = {
    "hot_share": "no file of the register says which wallets are online",
    "cover_ratio": "no insurance policy is on file",
    "key_age_days": "no file of the register says when its keys were made",
}
LEFT = (
    "of period.review proposed, faults, units and custody, of the limits how much is proven, whether [[limit]] in"
    " register.toml is what acts set, and executions of orders in money against fixings: tracer verify BUNDLE"
)


def fixed(value: Fraction, places: int) -> str:
    """Return a number with so many decimals, rounded once, half to even."""
    scaled = round(value * 10**places)
    whole, part = divmod(abs(scaled), 10**places)
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole}.{part:0{places}d}" if places else f"{sign}{whole}"


def unit_of(kind: str) -> str:
    """Return the unit in which a limit of a kind is written."""
    if kind == "price_quality":
        return "quality"
    if kind.startswith("share_") or kind.endswith("_share"):
        return "percent"
    return kind.rpartition("_")[2]


def written(kind: str, value: typing.Any) -> str | None:
    """Return a figure in the unit of its kind; a letter, and what is not known, as it is."""
    if value is None or isinstance(value, str):
        return value
    unit = unit_of(kind)
    if unit == "percent":
        return fixed(value * 100, 5)
    return fixed(value, {"usd": 2, "ratio": 5}.get(unit, 0))


def dollars(sat: int, cents: typing.Any) -> Fraction:
    """Return what satoshi are worth in US dollars at a price in cents."""
    return Fraction(sat * cents) / (COIN * CENT)


class Limit(typing.NamedTuple):
    """A limit as it holds from one day to another, both included."""

    id: str
    kind: str
    most: typing.Any  # a letter of price_quality, else an exact number or None
    least: Fraction | None
    severity: str
    cure_days: int
    set_by: str | None
    begins: str
    until: str

    def holds(self, day: str) -> bool:
        """Return whether it is in force on a day."""
        return self.begins <= day <= self.until


def limit_of(name: str, values: Row, act: str | None, begins: str) -> Limit:
    """Return a limit of the values that an act or the register states."""
    most, least = values.get("max"), values.get("min")
    if values["kind"] != "price_quality" and most is not None:
        most = Fraction(most)
    least = None if least is None else Fraction(least)
    cure = int(values.get("cure_days") or 0)
    return Limit(name, values["kind"], most, least, values["severity"], cure, act, begins, "9999-12-31")


def limits_of(register: Row, filed: Sequence[Row]) -> list[Limit]:
    """Return the limits as acts set them, those of one id one after the other; what no act sets as the register has it.

    An act that another one corrects has set its limit all the same, until the other's begins.
    """
    acts: dict[str, list[tuple[str, str, str, Limit | None]]] = {}
    for row in filed:
        told = row.get("replacement") or row
        name = told.get("name") or ""
        if told["kind"] != "convention" or not name.startswith("limit/") or name == "limit/":
            continue
        values, limit = told["values"], None
        if "until" in values:
            stated = (dt.date.fromisoformat(values["until"]) + DAY).isoformat()
        else:
            stated = values["from"]
            limit = limit_of(name[6:], values, told["id"], max(row["date"], stated))
        acts.setdefault(name[6:], []).append((row["date"], row["id"], max(row["date"], stated), limit))
    own = {row["id"]: row for row in register.get("limits", ())}
    found: list[Limit] = []
    for name in [*own, *sorted(acts.keys() - own.keys())]:
        versions = sorted(acts.get(name, ()), key=lambda each: each[:2])
        holding: list[typing.Any] = []
        for day in sorted({each[2] for each in versions}):
            last = [each for each in versions if each[2] <= day][-1]
            holding += [] if last in holding else [last]
        for at, (_, _, _, limit) in enumerate(holding):
            end = "9999-12-31"
            if at + 1 < len(holding):
                end = (dt.date.fromisoformat(holding[at + 1][2]) - DAY).isoformat()
            found += [] if limit is None else [limit._replace(until=end)]
        if not versions:
            found.append(limit_of(name, own[name], own[name]["set_by"], own[name]["from"]))
    return found


class Hedge:
    """A position against the price."""

    def __init__(self, act: Row, party: str) -> None:
        self.act, self.party, self.terms = act["id"], party, act["hedge"]
        self.sat = int(self.terms["contract_sat"]) * int(self.terms["count"])
        self.is_option = self.terms["instrument"] in ("put", "call")
        self.sign = 1 if self.terms["side"] == "long" else -1
        self.exposure = 0 if self.is_option else self.sign * self.sat
        self.price = int(self.terms["price"])

    def is_on_file(self, day: str) -> bool:
        """Return whether the file says on a day that it is open."""
        closed = self.terms["closed"]
        return self.terms["opened"] <= day and (closed is None or day < closed)

    def is_open(self, day: str) -> bool:
        """Return whether it counts on a day."""
        return self.is_on_file(day) and day <= self.terms["expires"]

    def gain(self, cents: typing.Any) -> Fraction | None:
        """Return what it is worth at a price in dollars; None: it stands in another currency."""
        if self.terms["currency"] != "USD":
            return None
        off = cents - self.price
        if self.is_option:
            off = max(0, off if self.terms["instrument"] == "call" else -off)
        return self.sign * dollars(self.sat, off)

    def margin(self, cents: typing.Any) -> Fraction | None:
        """Return what was posted for it in dollars; None: in another currency."""
        if self.terms["margin_sat"] is not None:
            return dollars(int(self.terms["margin_sat"]), cents)
        if self.terms["margin"] is None:
            return Fraction(0)
        return Fraction(int(self.terms["margin"]), CENT) if self.terms["margin_currency"] == "USD" else None

    def row(self) -> Row:
        """Return it as a statement has it."""
        terms = self.terms
        keys = ("side", "venue", "currency", "opened", "expires", "margin_currency", "margin_sat", "delta",
                "delta_source")  # fmt: skip
        found = {key: terms[key] for key in keys}
        found.update(act=self.act, kind=terms["instrument"], counterparty_of=self.party, sat=str(self.sat))
        found["strike" if self.is_option else "price"] = fixed(Fraction(self.price, CENT), 2)
        found["exposure_sat"] = str(self.exposure)
        found["margin"] = None if terms["margin"] is None else fixed(Fraction(int(terms["margin"]), CENT), 2)
        return found


def hedges_of(rows: Sequence[Row], looks: typing.Callable[[str], Sequence[str]]) -> list[Hedge]:
    """Return the positions of acts that count; a counterparty is known by the first act with it."""
    found: list[Hedge] = []
    parties: list[tuple[Sequence[str], str]] = []
    for row in rows:
        if row["kind"] == "hedge":
            name = looks(row["hedge"]["counterparty"])
            same = [act for other, act in parties if any(one == two for one, two in zip(name, other))]
            party = same[0] if same else row["id"]
            parties.append((name, party))
            found.append(Hedge(row, party))
    return found


class Reserves(typing.NamedTuple):
    """What shares of a day are of: a row of the table, gross or net, and the act that says which."""

    row: Row
    kind: str
    act: str | None

    def usd(self) -> Fraction | None:
        """Return the figure; None: the row has none."""
        text = self.row[f"{self.kind}_usd"]
        return Fraction(text) if text else None

    def share(self, value: Fraction, is_in: bool) -> Fraction | None:
        """Return the share of a value in the reserves without it, or with it."""
        base = self.usd()
        if base is None:
            return None
        has_it = self.row["includes_crypto"] == "true"
        base += value if is_in and not has_it else 0
        base -= value if has_it and not is_in else 0
        return value / base if base > 0 else None

    def said(self) -> Row:
        """Return it as a statement has it."""
        row = self.row
        net = row["net_usd"]
        return {
            "as_of": row["as_of"],
            "published": row["published"],
            "kind": self.kind,
            "set_by": self.act,
            "gross_usd": fixed(Fraction(row["gross_usd"]), 2),
            "net_usd": fixed(Fraction(net), 2) if net else None,
            "includes_crypto": row["includes_crypto"] == "true",
            "source": row["source"],
            "sha256": row["sha256"] or None,
        }


class Day(typing.NamedTuple):
    """What limits look at on a day; `price` None: it has no fixing, `reserves` None: none was published."""

    day: str
    held: int
    titled: int
    wallets: dict[str, int]
    custodians: dict[str, int]
    with_accounts: int
    out: int
    hedges: list[Hedge]
    txids: list[str]
    acts: list[str]
    positions: list[str]
    price: typing.Any
    quality: str | None
    reserves: Reserves | None
    proven: Fraction | None
    custody: Row | None


MOVED = ("held", "titled", "wallets", "custodians", "with_accounts", "out", "hedges", "txids", "acts", "positions")


def value(day: Day) -> Fraction:
    """Return what is titled, in dollars."""
    return dollars(day.titled, day.price)


Measured = tuple[typing.Any, typing.Any, typing.Any]  # subject, value (None: not known), why it is not known


def measure(kind: str, day: Day) -> list[Measured]:
    """Return what a kind measures on a day: once, or of each wallet, custodian, counterparty or peril."""
    if kind == "cover_ratio" and not (day.custody and day.custody["policies"]):
        return [(None, None, NOT_ON_FILE[kind])]
    if kind in PRICED and day.price is None:
        return [(None, None, NO_FIXING)]
    if kind in ("share_excl", "share_incl"):
        if day.reserves is None:
            return [(None, None, NO_RESERVES)]
        share = day.reserves.share(value(day), kind == "share_incl")
        return [(None, share, NO_FIGURE if share is None else None)]
    if kind == "value_usd":
        return [(None, value(day), None)]
    if kind == "wallet_share":
        return [(name, Fraction(sat, day.held), None) for name, sat in day.wallets.items()] if day.held else []
    if kind == "custodian_share":
        whole = day.held + day.with_accounts
        return [(name, Fraction(sat, whole), None) for name, sat in day.custodians.items()] if whole else []
    if kind == "wallet_usd":
        return [(name, dollars(sat, day.price), None) for name, sat in day.wallets.items()]
    if kind == "counterparty_usd":
        return at_risk(day)
    if kind == "day_out_sat":
        return [(None, Fraction(day.out), None)]
    if kind == "unhedged_sat":
        return [(None, Fraction(day.held + sum(each.exposure for each in day.hedges)), None)]
    if kind == "untitled_share":
        return [(None, Fraction(day.held - day.titled, day.held), None)] if day.held else []
    if kind == "proof_ratio":
        return [(None, day.proven, NO_PROOF if day.proven is None else None)]
    if kind == "price_quality":
        return [(None, day.quality, None)]
    if kind == "denominator_age_days":
        if day.reserves is None:
            return [(None, None, NO_RESERVES)]
        as_of = dt.date.fromisoformat(day.reserves.row["as_of"])
        return [(None, Fraction((dt.date.fromisoformat(day.day) - as_of).days), None)]
    return of_custody(kind, day)


def at_risk(day: Day) -> list[Measured]:
    """Return what is lost if a counterparty fails: margin posted and gains not paid, nothing netted."""
    found: dict[str, Fraction | None] = {}
    for each in day.hedges:
        known, margin, gain = found.get(each.party, Fraction(0)), each.margin(day.price), each.gain(day.price)
        if known is None or margin is None or gain is None:
            found[each.party] = None
        else:
            found[each.party] = known + margin + max(gain, Fraction(0))
    return [(name, usd, OTHER_CURRENCY if usd is None else None) for name, usd in sorted(found.items())]


def of_custody(kind: str, day: Day) -> list[Measured]:
    """Return what limits on custody measure, by what the statement says of insurance, wallets online and keys."""
    said = day.custody or {"policies": {}, "online": {}, "keys": {}}
    held = {name: sat for name, sat in day.wallets.items() if sat}
    if kind == "cover_ratio":
        loss = round(dollars(day.held, day.price) * CENT)
        found = [(peril, covered(said["policies"].values(), peril, loss, held, day.day)) for peril in PERILS]
        named = {each for policy in said["policies"].values() for each in policy["perils"].split(", ")}
        return [(peril, at, POLICY_CURRENCY if at is None else None) for peril, at in found if peril in named]
    figure: Fraction | None = None
    if kind == "hot_share" and day.custody is not None and not held.keys() - said["online"].keys():
        hot = sum(sat for name, sat in held.items() if said["online"][name])
        figure = Fraction(hot, sum(held.values())) if held else Fraction(0)
    if kind == "key_age_days":
        living = [each for each in said["keys"].values() if each["retired"] is None or day.day < each["retired"]]
        made = [each["made"] for each in living if each["made"] is not None and each["made"] <= day.day]
        if made and all(each["made"] is not None for each in living):
            figure = Fraction((dt.date.fromisoformat(day.day) - dt.date.fromisoformat(min(made))).days)
    return [(None, figure, NOT_ON_FILE[kind] if figure is None else None)]


def covered(policies: Iterable[Row], peril: str, loss: int, held: Row, day: str) -> Fraction | None:
    """Return what is paid of a total loss by a peril, over it; None: a policy is not in dollars."""
    paying = [each for each in policies if peril in each["perils"].split(", ") and each["from"] <= day <= each["until"]]
    if any(each["currency"] != "USD" for each in paying):
        return None
    paid = 0
    for each in paying:
        if held.keys() <= each["wallets"].keys() and each["all_sites"]:
            most = [int(each["limit"])] + ([] if each["aggregate"] is None else [int(each["aggregate"])])
            paid += min(max(loss - int(each["attachment"]) - int(each["deductible"]), 0), *most)
    return Fraction(min(loss, paid), loss) if loss else Fraction(1)


def broken(limit: Limit, figure: typing.Any) -> str | None:
    """Return which bound a figure breaks; what is not known breaks a hard limit."""
    if figure is None:
        return "unknown" if limit.severity == "hard" else None
    if limit.most is not None and figure > limit.most:
        return "max"
    return "min" if limit.least is not None and figure < limit.least else None


def state(limit: Limit, figure: typing.Any) -> str:
    """Return how a figure stands to its limit."""
    if figure is None:
        return "unknown"
    return "within" if broken(limit, figure) is None else "breached"


def cause(limit: Limit, subject: str | None, bound: str, day: Day, before: Day) -> str:
    """Return why a limit broke: which of what it looks at suffices, with the rest as on the day before."""

    def breaks(other: Day) -> bool:
        return any(name == subject and broken(limit, figure) == bound for name, figure, _ in measure(limit.kind, other))

    if bound == "unknown":
        return "data"
    if limit.begins > before.day and limit.kind != "day_out_sat" and breaks(before):
        return "limit"
    if not breaks(day._replace(**{key: getattr(before, key) for key in MOVED})):
        return "movement"
    if limit.kind in PRICED and breaks(before._replace(price=day.price, quality=day.quality)):
        return "market"
    by_reserves = limit.kind in BY_RESERVES
    if by_reserves and (limit.kind not in PRICED or breaks(before._replace(reserves=day.reserves))):
        return "denominator"
    return "market" if limit.kind in PRICED else "movement"


def begun(limit: Limit, found: Measured, bound: str, day: Day, before: Day) -> Row:
    """Return a breach on its first day."""
    why = cause(limit, found[0], bound, day, before)
    moves = why == "movement"
    acts = [limit.set_by] if why == "limit" and limit.set_by else []
    acts += day.acts if moves and limit.kind in BY_TITLE else []
    acts += day.positions if moves and limit.kind in BY_HEDGES else []
    passive = why in ("market", "denominator") and limit.cure_days
    cure = (dt.date.fromisoformat(day.day) + limit.cure_days * DAY).isoformat() if passive else None
    return {
        "limit": limit.id,
        "kind": limit.kind,
        "severity": limit.severity,
        "subject": found[0],
        "bound": bound,
        "first_day": day.day,
        "last_day": day.day,
        "peak": written(limit.kind, found[1]),
        "cause": why,
        "txids": day.txids if moves and limit.kind != "counterparty_usd" else [],
        "acts": acts,
        "why": found[2],
        "decision_act": None,
        "waived_until": None,
        "cure_by": cure,
        "cured": None,
    }


def longer(old: Row, limit: Limit, found: Measured, day: Day) -> Row:
    """Return a breach that goes on for a day."""
    now, peak = written(limit.kind, found[1]), old["peak"]
    if now is None or peak is None:
        peak = peak or now
    elif old["kind"] == "price_quality":
        peak = max(peak, now)
    else:
        peak = (min if old["bound"] == "min" else max)((peak, now), key=Fraction)
    return {**old, "severity": limit.severity, "last_day": day.day, "peak": peak, "why": found[2]}


def breaches(limits: Sequence[Limit], waivers: Sequence[Row], days: Sequence[Day], opened: Sequence[Row]) -> list[Row]:
    """Return the breaches over days, the first of which is only the one before; `opened` were open up to it."""
    done: list[Row] = []
    going = {(row["limit"], row["subject"], row["bound"] == "unknown"): row for row in opened}
    for before, day in zip(days, days[1:]):
        unknown: set[tuple[str, str | None]] = set()
        for limit in [each for each in limits if each.holds(day.day)]:
            for found in measure(limit.kind, day):
                unknown |= {(limit.id, found[0])} if found[1] is None else set()
                bound = broken(limit, found[1])
                if bound is None:
                    continue
                key = limit.id, found[0], bound == "unknown"
                old = going.get(key)
                if old is not None and old["bound"] == bound:
                    row = longer(old, limit, found, day)
                else:
                    done += [] if old is None else [{**old, "cured": day.day}]
                    row = begun(limit, found, bound, day, before)
                covering = [each for each in waivers if each["limit"] == limit.id]
                covering = [each for each in covering if each["date"] <= day.day <= each["until"]]
                if covering:
                    last = max(covering, key=lambda each: (each["until"], each["id"]))
                    row = {**row, "decision_act": last["id"], "waived_until": last["until"]}
                going[key] = row
        for key, row in [*going.items()]:
            kept = row["bound"] != "unknown" and {(row["limit"], None), (row["limit"], row["subject"])} & unknown
            if row["last_day"] != day.day and not kept:
                done.append({**going.pop(key), "cured": day.day})
    return [*done, *going.values()]


class Series:
    """The days of a period: each, and those with a fixing; both begin with the day before it."""

    def __init__(self, checked: typing.Any, money: typing.Any, beside: typing.Any) -> None:
        self.checked, self.ledger, self.calendar, self.beside = checked, checked.ledger, checked.calendar, beside
        self.period = checked.period
        first, last = beside.VERIFY.span(self.period["period"])
        span = (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days
        days = [(dt.date.fromisoformat(first) + number * DAY).isoformat() for number in range(-1, span + 1)]
        lacking = [day for day in days if day not in self.calendar.ends]
        if lacking:
            raise ValueError(f"register.json does not say when {lacking[0]} ends")
        self.first, self.last, self.days = first, last, days
        self.fixings = dict(sorted(money.Prices(checked.files).days.items()))
        self.hedges = hedges_of(checked.acts.rows, beside.PERSONS.looks)
        self.reserves = table(checked.files.get("data/tables/reserves.csv", b""))
        self.limits = limits_of(checked.register, checked.filed)
        self.titled = self.titles(money)
        self.custody = (self.period["review"] or {}).get("custody")
        own = [day for day in days[1:] if day in self.fixings]
        self.each = [*self.between(days)]
        self.priced: list[Day] = []
        if own:
            self.priced = [*self.between([days[0], *own])]
            earlier = [day for day in self.fixings if day <= days[0]]
            eve = earlier[-1] if earlier else own[0]
            reserves = self.reserves_on(days[0] if earlier else own[0])
            self.priced[0] = self.priced[0]._replace(reserves=reserves, **self.price(eve))
        else:
            self.each = [day._replace(price=None, quality=None) for day in self.each]

    def titles(self, money: typing.Any) -> dict[str, int]:
        """Return the satoshi with title at the end of each day; the eve has what the last statement closed with."""
        blocks = money.Blocks(self.beside, self.checked, self.days)
        found = {day: self.beside.total(blocks.there[day][1]) for day in self.days}
        before = [day for day in self.fixings if day <= self.days[0]]
        if self.period["value"] is None or (not before and self.first not in self.fixings):
            return found
        previous = self.checked.previous if before else None
        lawful = ("assigned", "encumbered", "titled")
        found[self.days[0]] = sum(int(previous["title_sat"][each]) for each in lawful) if previous else 0
        return found

    def price(self, day: str) -> Row:
        """Return the price and its quality of a day's own fixing."""
        fixing = self.fixings.get(day)
        return {"price": fixing and int(fixing["usd_cents"]), "quality": fixing and fixing["quality"]}

    def reserves_on(self, day: str) -> Reserves | None:
        """Return the reserves of a day as they had been published by then, and which figure acts choose."""
        known = [row for row in self.reserves if row["as_of"] <= day and row["published"] <= day]
        said = [row for row in self.checked.acts.rows if row["kind"] == "convention" and row["date"] <= day]
        said = [row for row in said if (row.get("name") or "").startswith("reserves/")]
        said = [row for row in said if row["values"].get("reserves") in ("gross", "net")]
        last = max(said, key=lambda row: (row["date"], row["id"]), default=None)
        if not known:
            return None
        return Reserves(known[-1], last["values"]["reserves"] if last else "gross", last["id"] if last else None)

    def proven(self, day: str) -> Fraction | None:
        """Return how much is proven of the last closing up to a day, as statements say."""
        previous = self.checked.previous
        told = [(self.beside.VERIFY.span(previous["period"])[1], previous["proof"])] if previous else []
        told.append((self.last, self.period["proof"]))
        ended = [proof for at, proof in told if at <= day]
        if not ended or ended[-1] is None:
            return None
        whole = int(ended[-1]["of_sat"])
        return Fraction(int(ended[-1]["covered_sat"]), whole) if whole else Fraction(1)

    def between(self, days: Sequence[str]) -> Iterator[Day]:
        """Yield days one after the other, with what moved since the one before; before the first lies its eve."""
        since = (dt.date.fromisoformat(days[0]) - DAY).isoformat()
        ours, in_force = list(self.checked.ours), self.beside.BOOKS.in_force
        for day in days:
            low, end = self.height(since), self.height(day)
            begin = self.height((dt.date.fromisoformat(day) - DAY).isoformat())
            wallets = dict.fromkeys(ours, 0)
            for coin in self.ledger.held(end):
                wallets[coin.wallet] += coin.value
            accounts: Counter[str] = Counter()
            for height, name, sat in self.ledger.changes:
                accounts[name] += sat if height <= end else 0
            for name, runs in self.ledger.kept_by(day, end):
                accounts[name] -= self.beside.BOOKS.total(runs)
            out = sum(sat for height, _, column, sat in self.ledger.books
                      if begin < height <= end and column in ("disposals", "fees", "deposits"))  # fmt: skip
            moved = [row["txid"] for row in self.ledger.moves if low < row["height"] <= end]
            yield Day(
                day=day,
                held=sum(wallets.values()),
                titled=self.titled[day],
                wallets=wallets,
                custodians=self.custodians(wallets, accounts),
                with_accounts=sum(accounts.values()),
                out=out,
                hedges=[each for each in self.hedges if each.is_open(day)],
                txids=[*dict.fromkeys(moved)],
                acts=[row["id"] for row in in_force(self.checked.filed, day) if took_effect(row, since, day)],
                positions=[each.act for each in self.hedges if each.is_open(day) != each.is_open(since)],
                reserves=self.reserves_on(day),
                proven=self.proven(day),
                custody=self.custody,
                **self.price(day),
            )
            since = day

    def height(self, day: str) -> int:
        """Return the height of a day's closing block; of a day of which no end is told, below the first."""
        return self.calendar.close(day) if day in self.calendar.ends else -1

    def custodians(self, wallets: dict[str, int], accounts: typing.Mapping[str, int]) -> dict[str, int]:
        """Return what lies with each custodian, in wallets that it keeps and in accounts."""
        found: Counter[str] = Counter()
        for row in self.checked.register["wallets"]:
            if row.get("custodian") is not None and row["name"] in wallets:
                found[row["custodian"]] += wallets[row["name"]]
        for row in self.checked.register["accounts"]:
            found[row["custodian"]] += accounts.get(row["name"], 0)
        return dict(sorted(found.items()))

    def of(self, kind: str) -> list[Day]:
        """Return the days on which a kind is looked at, the first of them the day before."""
        return self.priced if kind in PRICED and self.priced else self.each

    def rows(self) -> list[Row]:
        """Return what the statement says of limits."""
        waivers = [row for row in self.checked.acts.rows if row["kind"] == "waiver"]
        previous = self.checked.previous
        opened = [row for limit in (previous or {"limits": ()})["limits"] for row in limit["breaches"]]
        opened = [row for row in opened if row["cured"] is None]
        found: list[Row] = []
        for by_price in (False, True):
            own = [limit for limit in self.limits if (limit.kind in PRICED) is by_price]
            carried = [row for row in opened if (row["kind"] in PRICED) is by_price]
            days = self.of(PRICED[0]) if by_price else self.each
            found += breaches(own, waivers, days, carried)
        found.sort(key=lambda row: (row["first_day"], row["limit"], row["subject"] or "", row["bound"]))
        return [self.row(limit, [row for row in found if row["limit"] == limit.id]) for limit in self.shown(found)]

    def shown(self, found: Sequence[Row]) -> list[Limit]:
        """Return each limit once: as it was last in force, else as it will be; without those that ended before."""
        shown: dict[str, Limit] = {}
        for limit in self.limits:
            if limit.id not in shown or limit.begins <= self.last:
                shown[limit.id] = limit
        names = {row["limit"] for row in found}
        return [limit for limit in shown.values() if limit.id in names or limit.until >= self.first]

    def row(self, shown: Limit, own: list[Row]) -> Row:
        """Return what the statement says of a limit."""
        day = self.of(shown.kind)[-1]
        actual: list[Row] = []
        in_force = [limit for limit in self.limits if limit.id == shown.id and limit.holds(day.day)]
        for limit in in_force[-1:]:
            for name, figure, why in measure(limit.kind, day):
                told = written(limit.kind, figure)
                actual.append({"subject": name, "value": told, "state": state(limit, figure), "why": why})
        states = {each["state"] for each in actual} | {"within"}
        looked_at = None if shown.kind in PRICED and not self.priced else day.day
        return {
            "limit": shown.id,
            "kind": shown.kind,
            "severity": shown.severity,
            "unit": unit_of(shown.kind),
            "max": written(shown.kind, shown.most),
            "min": written(shown.kind, shown.least),
            "cure_days": shown.cure_days,
            "from": shown.begins,
            "set_by": shown.set_by,
            "day": looked_at if in_force else None,
            "state": next(each for each in WORST if each in states) if in_force else None,
            "actual": actual,
            "breaches": own,
        }

    def review(self) -> Row:
        """Return what stands beside the limits, as far as it is computed here."""
        day = self.priced[-1] if len(self.priced) > 1 else None
        at = day or self.each[-1]
        short = -sum(each.exposure for each in at.hedges if each.exposure < 0)
        long = sum(each.exposure for each in at.hedges if each.exposure > 0)
        ratio = fixed(Fraction(100 * (short - long), at.held), 2) if at.held else None
        margin = sum(int(each.terms["margin_sat"] or 0) for each in at.hedges)
        reserves = day.reserves if day else None
        return {
            "share_excl": percent(reserves and day and reserves.share(value(day), False)),
            "share_incl": percent(reserves and day and reserves.share(value(day), True)),
            "reserves": reserves.said() if reserves else None,
            "exposure": {"held_sat": str(at.held), "short_sat": str(short), "long_sat": str(long),
                         "net_sat": str(at.held - short + long), "ratio_percent": ratio, "margin_sat": str(margin)},
            "hedges": [each.row() for each in self.hedges if each.is_on_file(self.last)],
            "stress": [self.moved(day, step) for step in STEPS] if day else [],
            "greatest_fall": self.fall(),
        }  # fmt: skip

    def moved(self, day: Day, step: int) -> Row:
        """Return what a move of the price would make."""
        price = Fraction(day.price * (100 + step), 100)
        shifted = day._replace(price=price)
        options = [each.gain(price) for each in day.hedges if each.is_option]
        gains = sum((dollars(each.exposure, price - day.price) for each in day.hedges), Fraction(0))
        limits = [limit for limit in self.limits if limit.holds(day.day)]
        breaks = [limit.id for limit in limits if any(broken(limit, each[1]) for each in measure(limit.kind, shifted))]
        known = [each for each in options if each is not None]
        return {
            "percent": step,
            "usd_cents": fixed(value(shifted) * CENT, 0),
            "share_excl": percent(day.reserves and day.reserves.share(value(shifted), False)),
            "share_incl": percent(day.reserves and day.reserves.share(value(shifted), True)),
            "options_usd_cents": fixed(sum(known, Fraction(0)) * CENT, 0) if len(known) == len(options) else None,
            "hedges_usd_cents": fixed(gains * CENT, 0),
            "breaks": breaks,
        }

    def fall(self) -> Row | None:
        """Return the greatest fall from one day's fixing to the next day's."""
        found: Row | None = None
        least = Fraction(0)
        for day in [day for day in self.fixings if day <= self.last]:
            after = (dt.date.fromisoformat(day) + DAY).isoformat()
            if after in self.fixings and after <= self.last:
                share = Fraction(int(self.fixings[after]["usd_cents"]), int(self.fixings[day]["usd_cents"])) - 1
                if share < least:
                    least, found = share, {"from": day, "to": after, "percent": percent(share)}
        return found


def percent(share: Fraction | None) -> str | None:
    """Return a share in percent with five decimals."""
    return None if share is None else fixed(share * 100, 5)


def took_effect(row: Row, since: str, day: str) -> bool:
    """Return whether an act on title takes effect after one day and up to another."""
    days = [row["date"]]
    if row["kind"] == "order":
        own = row["date"] if row["supersedes"] else None
        days = [each for each in (own, row["in_force"], row["appeal_until"]) if each is not None]
    return row["kind"] not in ON_TITLE and any(since < each <= day for each in days)


def table(content: bytes) -> list[Row]:
    """Return the rows of the reserves in the order of their days, then of their publication."""
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    return sorted(rows, key=lambda row: (row["as_of"], row["published"]))


def check_limits(series: Series) -> Iterator[str]:
    """L1: yield where a limit is not what acts, days, prices and reserves give."""
    stated = [{key: row[key] for key in row if key != "breaches"} for row in series.period["limits"]]
    computed = [{key: row[key] for key in row if key != "breaches"} for row in series.rows()]
    yield from series.beside.VERIFY.differences(stated, computed, "period.limits", set())


def check_breaches(series: Series) -> Iterator[str]:
    """L2: yield where a breach is another one, one is left out, or one is told that was none."""
    stated, computed = (
        {row["limit"]: row["breaches"] for row in rows} for rows in (series.period["limits"], series.rows())
    )
    yield from series.beside.VERIFY.differences(stated, computed, "period.limits.breaches", set())


def check_beside(series: Series) -> Iterator[str]:
    """L3: yield where shares, exposure, positions, moves of the price or the greatest fall are others."""
    computed, said = series.review(), series.period["review"] or {}
    stated = {key: said.get(key) for key in computed}
    yield from series.beside.VERIFY.differences(stated, computed, "period.review", set())


CHECKS = (("L1", "limits", check_limits), ("L2", "breaches", check_breaches), ("L3", "beside the limits", check_beside))


def opened(root: str, money: typing.Any, beside: typing.Any) -> Series:
    """Return the days of a bundle whose titles verify_title.py computes.

    Raises:
        Unknown: they cannot be computed from it.
    """
    checked = beside.opened(root)
    failed = [number for verdict, number, *_ in checked.items() if verdict == "FAIL"]
    if checked.about.get("profile") == "public":
        raise money.Unknown("a public bundle shows no transaction and no act; the private one does")
    if failed or checked.other_release or not hasattr(checked, "titles"):
        raise money.Unknown(
            f"verify_title.py does not come to titles here: item {', '.join(failed) or 'without verdict'}"
        )
    if not checked.period["limits"] and not (checked.sets_limits or "stress" in (checked.period["review"] or {})):
        raise money.Unknown("neither the register nor an act sets a limit")
    return Series(checked, money, beside)


def judge(root: str, money: typing.Any, beside: typing.Any, failed: list[str]) -> int:
    """Say what each item gives and return the exit code; `failed` gets the items that were found wanting."""
    money.judge(root, beside, failed)
    series: Series | None = None
    verdict, reason = "NOT-CHECKED", ""
    try:
        series = opened(root, money, beside)
    except money.Unknown as error:
        reason = str(error)
    except money.MALFORMED as error:
        verdict, reason = "FAIL", f"the bundle is malformed: {type(error).__name__}: {error}"[:300]
    for item, title, check in CHECKS:
        if series is None:
            money.tell(verdict, item, title, [reason], failed)
            continue
        faults: list[str] = []
        try:
            for fault in check(series):
                faults.append(fault)
        except money.MALFORMED as error:
            faults.append(f"the bundle is malformed: {type(error).__name__}: {error}"[:300])
        except BaseException:  # told by whoever asked; what was found before stands
            if faults:
                money.tell("FAIL", item, title, faults, failed)
            raise
        money.tell("FAIL" if faults else "PASS", item, title, faults or ["as stated"], failed)
    money.say(f"NOT-CHECKED L4  {LEFT}")
    return 1 if failed else 0


def program(place: str) -> typing.Any:
    """Return a program that lies beside this one as a module."""
    module = types.ModuleType(f"beside_{os.path.basename(place)[:-3]}")
    module.__file__ = place
    with open(place, encoding="utf-8") as file:
        exec(compile(file.read(), place, "exec"), vars(module))
    return module


def main(arguments: Sequence[str]) -> int:
    """Check the bundle that is named, or the one this file lies in; return the exit code."""
    here = os.path.dirname(os.path.abspath(__file__))
    root = arguments[0] if arguments else os.path.join(here, "..", "..")
    places = [os.path.join(here, name) for name in ("verify_money.py", "verify_value.py")]
    lacking = "".join(f", or {os.path.basename(place)} is not here" for place in places if not os.path.isfile(place))
    if len(arguments) > 1 or not os.path.isdir(os.path.join(root, "data")) or lacking:
        sys.stderr.write(f"{root} is not a bundle{lacking}. Use: python3 verify_limits.py [BUNDLE]\n")
        return 2
    failed: list[str] = []
    try:
        money, value = map(program, places)
        beside = money.beside_title()
        checked = beside.opened(root, "verify_money.py", "verify_limits.py", "verify_value.py")
        money.before(checked, beside, failed)
        if not checked.other_release:
            judge(root, money, beside, failed)
            value.judge(value.Folder(root), failed)
        return int(beside.VERIFY.conclude(checked, failed))
    except KeyboardInterrupt:
        return 130
    # Any other fault (memory, the disk, this program) is none of the bundle; what was found before stands.
    except BaseException as error:
        why = f"NO VERDICT: the check itself failed: {type(error).__name__}: {error}"[:300]
    found = f"\nFOUND WANTING before that: item {', '.join(failed)}." if failed else ""
    try:
        sys.stdout.write(f"{why}{found}\n".encode("ascii", "backslashreplace").decode())
        sys.stdout.flush()
    except (OSError, AttributeError):  # a reader that left, a full disk: the code alone says it
        sys.stdout = None
    return 1 if failed else 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
