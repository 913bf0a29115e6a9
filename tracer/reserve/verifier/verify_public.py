#!/usr/bin/env python3
"""Checks what is published in a statement's bundle without custody-tracer: this file and verify.py beside it.

    python3 verify_public.py [BUNDLE]        without BUNDLE: the bundle that this file lies in

It carries out the items of verify.py, and then its own: that public.json has the form that such a file has, that what
it tells could have come about by rule public/1, and that the earlier statements that it names follow one another
without a gap. Of a public bundle this is all that can be checked without money; whether figures are those of the
satoshi held is checked on an auditor's or a private one, by verify_title.py. What is said, and the exit codes, are
those of verify.py.

By rule public/1 a receipt has a step, 1, 2 or 5 times a power of ten satoshi, at least 0.01 BTC and at least 1 % of its
value; one satoshi in every step of it is marked, and a figure is the steps of the marks in it, within the steps of the
runs that it is made of. So a figure and its bound are whole hundredths of a bitcoin, a run has at most a hundred marks,
and what is made of no run is nothing, exactly. Source: docs/reserve-bundle.md of custody-tracer.
"""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":  # no file that lies beside this one may pass for a part of Python
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != os.path.dirname(os.path.abspath(__file__))]

import re
import types
import typing
from collections.abc import Iterator, Sequence

Row = dict[str, typing.Any]
LEAST_STEP, MOST_MARKS, MOST_KEYS = 1_000_000, 100, 15  # satoshi: 0.01 BTC; of one run; of one quorum
FEW = (1, 2)  # transactions of which no sum and no count is said
SIGNED = ("change", "scope")  # figures that can be below nothing
AMOUNT, DIFFERENCE = "0|[1-9][0-9]{0,15}", "0|-?[1-9][0-9]{0,15}"
MONEY, DECIMAL = "0|[1-9][0-9]{0,29}", r"[0-9]{1,30}(\.[0-9]{1,28})?"
BOUND = r"-?[0-9]{1,30}(\.[0-9]{1,28})?|[A-D]"
DAY, MONTH, MOMENT = "[0-9]{4}-[0-9]{2}-[0-9]{2}", "[0-9]{4}-(0[1-9]|1[0-2])", "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z"
PERIOD, HASH, TEXT = "20[0-9]{2}(Q[1-4])?(-r[1-9][0-9]{0,2})?", "[0-9a-f]{64}", "(?s).*"
OPINION = "unqualified|qualified|adverse|disclaimer"
FAULTS = ("missing", "amount", "script", "changed", "reorged", "scope", "late", "sent", "untitled", "fee",
          "unregistered", "beyond_range", "file")  # fmt: skip
UNITS = {"share_excl": "percent", "share_incl": "percent", "value_usd": "usd", "wallet_share": "percent",
         "wallet_usd": "usd", "custodian_share": "percent", "hot_share": "percent", "counterparty_usd": "usd",
         "day_out_sat": "sat", "unhedged_sat": "sat", "cover_ratio": "ratio", "proof_ratio": "ratio",
         "untitled_share": "percent", "price_quality": "quality", "key_age_days": "days",
         "denominator_age_days": "days"}  # fmt: skip
VALUED = ("held", "lawful", "reserve", "without")
FIGURE = {"sat": DIFFERENCE, "within_sat": AMOUNT}
COUNTS = ("cases", "orders", "acts", "late_acts", "accounts", "scope_acts")
QUORUM = dict.fromkeys(("needed", "keys", "bodies", "sites"), int)
# How a value is: a regular expression of a text, a type, the keys of an object (one with ? may be left out), the one
# form of all rows of a list, or (form, None) where it may be null. A number counts something.
FORM: Row = {
    "schema": int,
    "rule": ("public/1", None),
    "register": r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}",
    "body": TEXT,
    "network": "main|test|testnet4|signet|regtest",
    "currency": "[A-Z]{3}",
    "period": PERIOD,
    "restates": (PERIOD, None),
    "closing": {"height": int, "hash": HASH, "mtp": MOMENT},
    "books": {**dict.fromkeys(("opening", "change", "closing"), FIGURE),
              **dict.fromkeys(("came", "left", "scope"), (FIGURE, None))},
    "title": dict.fromkeys(("reserve", "lawful", "without"), FIGURE),
    "with_custodians": FIGURE,
    "counts": {"came": (int, None), "left": (int, None), **dict.fromkeys(COUNTS, int)},
    "value": ({
        "fixing": {"day": DAY, "usd_cents": MONEY, "quality": "A|C", "from": MOMENT, "to": MOMENT},
        "exchanges": [{"name": TEXT, "used": bool, "reason": (TEXT, None)}],
        "others": [{"name": TEXT, "usd_cents": (MONEY, None), "why": (TEXT, None)}],
        "{}_per_usd": (DECIMAL, None), "rate_day": (DAY, None),
        "usd_cents": dict.fromkeys(VALUED, MONEY), "{}_hundredths": (dict.fromkeys(VALUED, MONEY), None),
    }, None),
    "proof": ({"covered": FIGURE, "share": (r"(0|[1-9][0-9]{0,2})\.[0-9]", None), "whole": bool}, None),
    "review": ({"period": PERIOD, "band": {"min": DECIMAL, "max": DECIMAL}, "decision": TEXT, "next": DAY}, None),
    "limits": [{"kind": "|".join(UNITS), "severity": "hard|soft", "unit": "percent|usd|sat|ratio|quality|days",
                "max": (BOUND, None), "min": (BOUND, None), "broken": bool}],
    "breaches": [{"kind": "|".join((*FAULTS, *UNITS)), "day": DAY}],
    "previous": [{"period": PERIOD, "private_root": HASH}],
    "open": ({
        "addresses": [{"wallet": TEXT, "address": TEXT, "sat": AMOUNT}],
        "movements": [{"txid": HASH, "height": int, "kind": "receipt|transfer|disposal|joint|deposit|withdrawal",
                       "value_sat": AMOUNT, "fee_sat": AMOUNT}],
    }, None),
    "software": {"version": TEXT, "method": int},
    "private_root": HASH,
    "?opinion": {"firm": TEXT, "day": DAY, "period": PERIOD, "opinion": OPINION, "scope": TEXT},
    "?custody": {"quorums": [QUORUM], "ceremony": (MONTH, None), "audit": (MONTH, None), "opinion": (OPINION, None)},
}  # fmt: skip


def beside(*names: str) -> typing.Any:
    """Return the program that lies beside this one, by the first of these names that is here, as a module."""
    here = os.path.dirname(os.path.abspath(__file__))
    place = next(filter(os.path.isfile, (os.path.join(here, name) for name in names)), "")
    if not place:
        sys.stderr.write(f"{names[0]} is not here: it must lie beside this file.\n")
        sys.exit(2)
    module = types.ModuleType(f"beside_{names[0][:-3]}")
    module.__file__ = place
    try:
        with open(place, "rb") as file:
            exec(compile(file.read(), place, "exec"), vars(module))
    except Exception as error:
        sys.stderr.write(f"NO VERDICT: {names[0]} cannot be run: {type(error).__name__}: {error}"[:300] + "\n")
        sys.exit(3)
    return module


VERIFY = beside("verify.py", "verify_reserve.py")
span, satoshi = VERIFY.span, VERIFY.satoshi


def misshapen(value: typing.Any, form: typing.Any, place: str) -> Iterator[str]:
    """Yield where a value of JSON is not of a form."""
    if isinstance(form, tuple):
        yield from () if value is None else misshapen(value, form[0], place)
    elif isinstance(form, dict) and isinstance(value, dict):
        known = {key.lstrip("?"): key for key in form}
        lacking = {key for key in form if not key.startswith("?")} - value.keys()
        yield from (f"{place}.{key}: is missing" for key in sorted(lacking))
        yield from (f"{place}.{key:.40}: is no key of such a file" for key in sorted(value.keys() - known.keys()))
        for key in sorted(value.keys() & known.keys()):
            yield from misshapen(value[key], form[known[key]], f"{place}.{key}")
    elif isinstance(form, list) and isinstance(value, list):
        for at, row in enumerate(value):
            yield from misshapen(row, form[0], f"{place}[{at}]")
    elif isinstance(form, str) and isinstance(value, str):
        if not re.fullmatch(form, value):
            yield f"{place}: {value!r:.60} is not written so"
    elif type(value) is not form or (form is int and value < 0):
        yield f"{place}: {VERIFY.shown(value)} is not of its kind"


def check_published_form(bundle: typing.Any) -> Iterator[str]:
    """Every key of public.json is there and no other, each value is of its kind, days and moments are of a calendar."""
    said, form = bundle.load("public.json"), dict(FORM)
    own = str(said.get("currency")).lower()
    form["value"] = {key.format(own): each for key, each in FORM["value"][0].items()}, None
    found = [*misshapen(said, form, "public")]
    yield from found
    if found:
        return
    if said["schema"] != VERIFY.SCHEMA:
        yield f"public.schema: {said['schema']} is another than {VERIFY.SCHEMA}"
    value, review, opinion = said["value"], said["review"], said.get("opinion")
    days = [each["day"] for each in said["breaches"]] + [each["day"] for each in (opinion,) if each]
    days += [review["next"]] if review else []
    days += [each for each in (value["fixing"]["day"], value["rate_day"]) if each] if value else []
    for day in days:
        VERIFY.seconds(f"{day}T00:00:00Z")  # that it is a day of the calendar
    for moment in [said["closing"]["mtp"], *((value["fixing"][key] for key in ("from", "to")) if value else ())]:
        VERIFY.seconds(moment)
    yield from told_of_price(said, value) if value else ()
    yield from told_of_others(said, review, opinion)


def told_of_price(said: Row, value: Row) -> Iterator[str]:
    """Yield what of a published price cannot be so."""
    fixing, last, rate = value["fixing"], span(said["period"])[1], value[f"{said['currency'].lower()}_per_usd"]
    if fixing["day"] != last or not fixing["from"] < fixing["to"] or fixing["usd_cents"] == "0":
        yield f"public.value.fixing: is no price of {last}, or its window has no end after its beginning"
    if [rate is None] * 2 != [value["rate_day"] is None, value[f"{said['currency'].lower()}_hundredths"] is None]:
        yield "public.value: of a rate of exchange, its day and what it gives one is there without the others"
    if (value["rate_day"] or "") > last:
        yield f"public.value.rate_day: is after {last}"
    names = [each["name"] for each in value["exchanges"]]
    if len({*names}) < len(names) or not any(each["used"] for each in value["exchanges"]):
        yield "public.value.exchanges: one stands there twice, or none was used"
    if any(not each["used"] and each["reason"] is None for each in value["exchanges"]):
        yield "public.value.exchanges: one was not used, for no reason"
    if fixing["quality"] == "A" and any(each["used"] and each["reason"] for each in value["exchanges"]):
        yield "public.value.exchanges: one was used for quality A, and has a reason why not"
    if any((each["usd_cents"] is None) is (each["why"] is None) for each in value["others"]):
        yield "public.value.others: one has neither a price nor a reason, or both"


def told_of_others(said: Row, review: Row | None, opinion: Row | None) -> Iterator[str]:
    """Yield what of limits, breaches, a review, an opinion or custody cannot be so."""
    last, limits = span(said["period"])[1], said["limits"]
    wrong = [at for at, row in enumerate(limits) if row["unit"] != UNITS[row["kind"]]]
    yield from (f"public.limits[{at}]: {limits[at]['kind']} is of another unit" for at in wrong)
    faults = [each for each in said["breaches"] if each["kind"] in FAULTS]
    broken = said["breaches"][len(faults) :]
    names = [each["kind"] for each in faults]
    if said["breaches"][: len(faults)] != faults or names != sorted({*names}) or {e["day"] for e in faults} - {last}:
        yield f"public.breaches: faults do not come first, in order, each once, on {last}"
    order = [(each["day"], each["kind"]) for each in broken]
    if order != sorted({*order}) or any(day > last for day, _ in order):
        yield f"public.breaches: those of limits are not in the order of their days, each once, up to {last}"
    if {kind for _, kind in order} != {row["kind"] for row in limits if row["broken"]}:
        yield "public.breaches: are not of the limits that are said to be broken"
    if review and not in_order(review["band"]["min"]) <= in_order(review["band"]["max"]):
        yield "public.review.band: its lower end is above its upper one"
    if opinion and opinion["day"] > last:
        yield f"public.opinion.day: is after {last}"
    custody = said.get("custody")
    if custody:
        rows = [tuple(each[key] for key in QUORUM) for each in custody["quorums"]]
        lacks = [row for row in rows if not 0 < row[0] <= row[1] <= MOST_KEYS or max(row[2:]) > row[1]]
        if lacks or not rows or rows != sorted({*rows}) or (custody["audit"] is None) != (custody["opinion"] is None):
            yield "public.custody: quorums are not each once, in order, with the keys they need, or an opinion is alone"


def in_order(text: str) -> tuple[int, str]:
    """Return what sorts decimals without a sign: the whole part, and the rest without zeros at its end."""
    whole, _, rest = text.partition(".")
    return int(whole), rest.rstrip("0")


def check_published_rule(bundle: typing.Any) -> Iterator[str]:
    """Figures, bounds and counts are such as rule public/1 gives, or exact where addresses are published."""
    said = bundle.load("public.json")
    figures = {f"books.{key}": each for key, each in said["books"].items()}
    figures.update({f"title.{key}": each for key, each in said["title"].items()})
    figures["with_custodians"] = said["with_custodians"]
    figures.update({"proof.covered": said["proof"]["covered"]} if said["proof"] else {})
    for name, each in figures.items():
        if each is None:
            continue
        sat, within = satoshi(each["sat"]), satoshi(each["within_sat"])
        if sat < 0 and name.rpartition(".")[2] not in SIGNED:
            yield f"public.{name}: {sat} satoshi are below nothing"
        if said["rule"] is None and within:
            yield f"public.{name}: is said to be within {within} where nothing is rounded"
        if said["rule"] and (sat % LEAST_STEP or within % LEAST_STEP or abs(sat) > MOST_MARKS * within):
            yield f"public.{name}: {sat} within {within} is no sum of steps of rule public/1"
    yield from told_of_moves(said)
    yield from told_of_proof(said)
    if (said["rule"] is None) is not (said["open"] is not None):
        yield "public.open: is there where figures are rounded, or not where they are exact"
    elif said["open"]:
        yield from told_openly(said)


def told_of_moves(said: Row) -> Iterator[str]:
    """Yield which counts, and sums that they stand for, cannot be so."""
    books, counts = said["books"], said["counts"]
    is_told = books["came"] is not None
    few = [counts[key] for key in ("came", "left") if counts[key] in FEW or counts[key] is None]
    if said["rule"] is None and (None in few or not is_told):
        yield "public.counts: something is not said where nothing is hidden"
    if said["rule"] and any(each is not None for each in few):
        yield "public.counts: one or two transactions are said to be so many"
    if said["rule"] and is_told and few:
        yield "public.books: the sum of one or two transactions is said"
    if said["rule"] and not is_told and not few and not counts["scope_acts"]:
        yield "public.books: what came and left is not said, and could be"
    for key, count in (("came", counts["came"]), ("left", counts["left"]), ("scope", counts["scope_acts"])):
        if is_told and count == 0 and [*books[key].values()] != ["0", "0"]:
            yield f"public.books.{key}: is something, and nothing is counted that it could be of"
    if is_told and said["rule"]:
        bound = sum(satoshi(books[key]["within_sat"]) for key in ("came", "left", "scope"))
        if satoshi(books["change"]["within_sat"]) != bound:
            yield f"public.books.change: is within {bound}, of what came, left and entered"
    if counts["accounts"] == 0 and [*said["with_custodians"].values()] != ["0", "0"]:
        yield "public.with_custodians: is something, and there is no account"
    if max(counts[key] for key in ("orders", "late_acts", "scope_acts")) > counts["acts"]:
        yield "public.counts: orders, late acts or acts of scope are more than all acts"


def told_of_proof(said: Row) -> Iterator[str]:
    """Yield what of a proof of control cannot be so."""
    proof, closing = said["proof"], said["books"]["closing"]
    if proof is None:
        return
    covered, held = satoshi(proof["covered"]["sat"]), satoshi(closing["sat"])
    tenths = covered * 1000 // held if held > 0 else None
    if proof["share"] != (None if tenths is None else f"{tenths // 10}.{tenths % 10}"):
        yield "public.proof.share: is not that of the published satoshi"
    if covered > held or (proof["whole"] and proof["covered"] != closing):
        yield "public.proof.covered: is more than is held, or not all of it where all is said to be"


def told_openly(said: Row) -> Iterator[str]:
    """Yield what of addresses and movements that are published cannot be so."""
    addresses, moves = said["open"]["addresses"], said["open"]["movements"]
    names = [(each["wallet"], each["address"]) for each in addresses]
    if names != sorted({*names}):
        yield "public.open.addresses: are not in order, each once"
    if sum(satoshi(each["sat"]) for each in addresses) != satoshi(said["books"]["closing"]["sat"]):
        yield "public.open.addresses: do not hold what the closing is"
    heights = [each["height"] for each in moves]
    if heights != sorted(heights) or max(heights, default=0) > said["closing"]["height"]:
        yield "public.open.movements: are not in the order of the chain, up to the closing block"


def check_earlier_statements(bundle: typing.Any) -> Iterator[str]:
    """They stand in order, each once and with a root of its own, and go on from one another without a gap."""
    said = bundle.load("public.json")
    rows, own = said["previous"], said["period"]
    names, roots = [each["period"] for each in rows], [each["private_root"] for each in rows]
    if names != sorted({*names}, key=lambda name: (span(name)[1], name)):
        yield "public.previous: earlier statements do not stand in the order of their periods, each once"
    if len({*roots, said["private_root"]}) <= len(roots):
        yield "public.previous: two statements have one root"
    first, base = span(own)[0], own.partition("-")[0]
    late = [name for name in names if name.partition("-")[0] != base and span(name)[1] >= first]
    yield from (f"public.previous: {name} does not end before {own} begins" for name in late)
    if said["restates"] != restated(own):
        yield f"public.restates: {own} restates {restated(own)}"
    for name in (*names, own):
        begins, before = span(name)[0], restated(name)
        ended = [span(each)[1] for each in names if span(each)[1] < begins]
        if ended and VERIFY.day_before(begins) not in ended:
            yield f"public.previous: none ends where {name} begins, and an earlier one is named"
        if before and before not in names:
            yield f"public.previous: {before}, which {name} restates, is not named"
    if own in names:
        yield f"public.previous: names {own} itself"
    has_any = any(span(each)[1] < first for each in names)
    if not has_any and [*said["books"]["opening"].values()] != ["0", "0"]:
        yield "public.books.opening: is something, and no statement before is named that closes with it"


def restated(period: str) -> str | None:
    """Return which statement one restates by its name; nothing where it is the first of its period."""
    base, _, number = period.partition("-r")
    return None if not number else base if number == "1" else f"{base}-r{int(number) - 1}"


CHECKS = (
    ("P1", check_published_form),
    ("P2", check_published_rule),
    ("P3", check_earlier_statements),
)


def main(arguments: Sequence[str]) -> int:
    """Check the bundle that is named, or the one this file lies in; return the exit code."""
    return int(VERIFY.main(arguments, {"verify_public.py": CHECKS}, "verify_public.py"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
