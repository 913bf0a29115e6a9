#!/usr/bin/env python3
"""Checks the titles of a statement's bundle without custody-tracer: this file and those beside it.

    python3 verify_title.py [BUNDLE]        without BUNDLE: the bundle that this file lies in

It carries out the items of verify.py, verify_public.py and verify_books.py, and then its own: who signed which act,
what the state may do with each satoshi that it holds, what each order covers, whether the faults that are told are
those there are, and what is published of all that. Whoever runs this file alone has run all but the checks of prices,
money and limits: where there are any it ends with 4 and names verify_limits.py. What is said, and the exit codes, are
those of verify.py. Source: docs/title.md of custody-tracer.
"""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":  # no file that lies beside this one may pass for a part of Python
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != os.path.dirname(os.path.abspath(__file__))]

import hashlib
import re
import types
import typing
from collections import Counter
from collections.abc import Iterator, Sequence

Row = dict[str, typing.Any]
Run = typing.Any  # satoshi as verify_books.py follows them, which has the class
Moment = tuple[int, ...]  # median time past, height, index; then output and satoshi in it
FORMS = ("restraint", "seizure", "forfeiture", "return", "interlocutory")
DAYS = ("date", "in_force", "appeal_until", "from", "on", "as_of")  # keys of acts
TWO_PERSONS = "convention execution assignment release scope disposal step waiver review correction".split()
DOCUMENTED = "order execution assignment release scope disposal correction".split()  # somebody signed, with a text
WITHOUT_TITLE = ("return", "interlocutory")  # methods by which goes what has none, under an order of that form
NEVER = "9999-12-31"  # the day of what does not come
MAX_INDEX = 1 << 62  # after every transaction of a block
SHARE = "max_fee_share"  # of what is spent: a fraction such as 1/100
SMALL_FEE, INPUT_SIZE = 100_000, 500  # satoshi that are no share; virtual bytes that each coin of ours may be paid for


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


BOOKS, PERSONS, TOLD = beside("verify_books.py"), beside("persons.py"), beside("told.py")
VERIFY, STATES, satoshi = BOOKS.VERIFY, BOOKS.VERIFY.STATES, BOOKS.satoshi
first, joined, mark, split, total, Spans = BOOKS.first, BOOKS.joined, BOOKS.mark, BOOKS.split, BOOKS.total, BOOKS.Spans


def check_acts(bundle: typing.Any) -> Iterator[str]:
    """Each is signed by whom it takes, with its document, and dated on days that end; the review is the last one."""
    for row in bundle.filed:
        stands = row.get("replacement") or row
        days = {each[key] for each in (row, stands) for key in DAYS if each.get(key)}
        for day in sorted(days - bundle.calendar.ends.keys()):
            yield f"acts/{row['id']}.toml: register.json does not say when {day!r:.12} ends"
        signed = {each[key] for each in (row, stands) for key in ("date", "as_of") if each.get(key)}
        closed = bundle.about.get("closed")
        if closed and max(signed) > closed:
            yield f"acts/{row['id']}.toml: is of {max(signed)}, and the period was closed on {closed}"
        names, is_document = row["signed_by"], row["kind"] in DOCUMENTED or row["supersedes"] is not None
        has_fees = row["kind"] == "statement" and satoshi(row["fees_sat"]) > 0
        is_document |= row.get("state") == "sent" or has_fees
        for name in filter(PERSONS.is_mixed, names):
            yield f"acts/{row['id']}.toml: {name!r:.99} has letters of several scripts in a word, or what no name has"
        shown = zip(*map(PERSONS.looks, names))
        persons = min([len({*each}) for each in shown], default=0)  # no two of them look alike
        moves = row["kind"] == "statement" and (row["deposits"] or row["withdrawals"] or has_fees)
        if persons < max(len(names), 2 * (row["kind"] in TWO_PERSONS or bool(moves)), is_document):
            yield f"acts/{row['id']}.toml: {persons} persons signed an act of kind {row['kind']}"
        if is_document and not row["text"]:
            yield f"acts/{row['id']}.toml: has no document"
    orders = [row for row in bundle.acts.rows if row["kind"] == "order"]
    told = [[PERSONS.alike(row["authority"]), PERSONS.alike(row["order"]), row["order_kind"]] for row in orders]
    for at in [at for at, key in enumerate(told) if key in told[:at]]:
        yield f"acts/{orders[at]['id']}.toml: {orders[told.index(told[at])]['id']} is this order already"
    sealed = {bundle.period["previous_sha256"], ((bundle.previous or {}).get("restates") or {}).get("sha256")} - {None}
    reviews = [row["id"] for row in bundle.acts.rows if row.get("period_sha256") in sealed]
    has_more = (bundle.sets_limits or bundle.is_priced) and isinstance(bundle.period["review"], dict)
    yield from bundle.compare({"review": {"act": reviews[-1] if reviews else None} if reviews or has_more else None})


class Title:
    """What the state may do on a day with each satoshi held, by orders and acts dated up to that day.

    One that another supersedes later counts as it stood.
    """

    def __init__(self, ledger: typing.Any, day: str, calendar: typing.Any, upto: int | None = None) -> None:
        self.ledger, self.acts, self.day, self.calendar = ledger, ledger.acts, day, calendar
        self.rows_on = BOOKS.in_force(self.acts.filed, day)
        self.upto = calendar.close(day) if upto is None else upto
        self.assigned, self.executed = self.taken("assignment"), self.taken("execution")
        burdens = {**self.taken("claim"), **self.taken("pledge")}
        begun = [row for row in (*self.of("claim"), *self.of("pledge")) if row["from"] <= day < self.released(row)]
        self.burdens = {row["id"]: burdens[row["id"]] for row in begun}
        self.covered = dict[str, list[Run]]()
        for form in FORMS:
            self.cover(form)

    def of(self, kind: str) -> list[Row]:
        """Return the acts of a kind up to the day, by number."""
        return [row for row in self.rows_on if row["kind"] == kind and row["date"] <= self.day]

    def released(self, row: Row) -> str:
        """Return from which day on a claim or a pledge is released."""
        return min([each["on"] for each in self.of("release") if each["act"] == row["id"]], default=NEVER)

    def taken(self, kind: str) -> dict[str, list[Run]]:
        """Return which satoshi each act of a kind takes of its lots, by number: those held that no other has taken.

        Rivals may claim the same, or more than is there. What is in the books goes first. An execution takes what its
        order names alone.
        """
        found, can_be_rivals = dict[str, list[Run]](), kind in ("claim", "pledge")
        for row in self.of(kind):
            lots = [self.acts.lots[name].run for name in sorted(row["lots"])]
            held = self.ledger.held_by(row["date"], self.calendar.close(row["date"]), {run.receipt for run in lots})
            away = mark(Spans(), [] if can_be_rivals else [run for runs in found.values() for run in runs])
            found[row["id"]] = []
            for name, run in zip(sorted(row["lots"]), lots):
                booked, beside = split(split([run], held[1])[0], held[0])
                free, sat = split([*booked, *beside], away)[1], satoshi(row["lots"][name])
                free = self.of_order(row, free) if kind == "execution" else free
                if total(free) < sat and not can_be_rivals:
                    raise ValueError(f"act {row['id']}: takes {sat} sat of {name}, of which {total(free)} can be taken")
                found[row["id"]] += first(free, sat)
        return found

    def of_order(self, execution: Row, runs: list[Run]) -> list[Run]:
        """Return what of satoshi an order in money named when it was executed: by label or coin, and by wallet."""
        then = {row["id"]: row for row in BOOKS.in_force(self.acts.filed, execution["date"])}
        order, close = then[then[execution["id"]]["order"]], self.calendar.close(execution["date"])
        runs, begins = split(runs, self.named(order))[0], self.begins(order)
        begin = 0 if begins == NEVER else self.calendar.begin(begins)
        stays = [each for each in self.ledger.stays if each.run.wallet in order["wallets"]]
        stays = [each for each in stays if not each.until or self.calendar.times[each.until[0]] >= begin]
        near = mark(Spans(), [each.run for each in stays if each.since[0] <= close])
        return split(runs, near)[0] if begin and order["wallets"] else runs

    def cover(self, form: str) -> None:
        """Share out satoshi among the orders of a form: each comes under the first that can have it.

        Of those that can by one transaction it is the one first in force, then the one of the lowest number.
        What an act of scope keeps out of the books comes after all that is in them.
        """
        orders, offers = self.of("order"), list[tuple[bool, Moment, int, Moment, Run]]()
        orders = [row for row in orders if row["order_kind"] == form and self.begins(row) <= self.day]
        orders.sort(key=lambda row: (self.begins(row), row["id"]))
        for rank, order in enumerate(orders):
            known = self.calendar.begin(max(self.begins(order), order["date"])), -1, -1
            for is_beside, moment, arrival, run in self.candidates(order):
                offers += [(is_beside, max(known, moment), rank, arrival, run)] if moment[1] <= self.upto else []
        taken, self.covered = Spans(), {**self.covered, **{order["id"]: [] for order in orders}}
        left = [BOOKS.MAX_MONEY if order["amount_sat"] is None else satoshi(order["amount_sat"]) for order in orders]
        for _, _, rank, _, run in sorted(offers):
            runs = first(split([run], taken)[1], left[rank])
            left[rank] -= total(runs)
            self.covered[orders[rank]["id"]] += runs
            mark(taken, runs)

    def begins(self, order: Row) -> str:
        """Return from which day an order counts; a forfeiture that is not in force never does."""
        return str(order["in_force"] or (NEVER if order["order_kind"] == "forfeiture" else order["date"]))

    def named(self, order: Row) -> typing.Any:
        """Return which satoshi an order names: those of a case's labels, or of coins."""
        lots = [lot for lot in self.acts.lots.values() if lot.case == order["case"] and lot.label in order["labels"]]
        coins = [stay.run for stay in self.ledger.stays if stay.coin in order["outpoints"]]
        return mark(Spans(), [lot.run for lot in lots] if order["labels"] else coins)

    def candidates(self, order: Row) -> Iterator[tuple[bool, Moment, Moment, Run]]:
        """Yield what may come under an order, whether beside the books, from when on, and where it arrived.

        In money: what acts of execution take. A return: what was paid to others out of its wallets, in money as much of
        each lot as these say. Else: what stays in them.
        """
        begin, wallets = self.calendar.begin(self.begins(order)), order["wallets"] or self.ledger.ours
        named, rows = self.named(order), [row for row in self.of("execution") if row["order"] == order["id"]]
        left = {(row["id"], name): satoshi(sat) for row in rows for name, sat in row["lots"].items()}
        if order["money"] and order["order_kind"] != "return":
            for row in rows:
                for number, run in enumerate(self.executed[row["id"]]):
                    yield False, (self.calendar.ends[row["date"]], -2, -2), (number,), run  # before the next day begins
        elif order["order_kind"] == "return":
            for number, (place, run) in enumerate(self.ledger.paid):
                is_late = (time := self.calendar.times[place[0]]) >= begin
                parts = split([run], named)[0] if run.wallet in wallets and is_late else []
                for part in self.let_go(parts, time, rows, left) if order["money"] else parts:
                    yield False, (self.calendar.median(place[0]), *place), (number, part.start - run.start), part
        else:
            for stay in self.ledger.stays:
                is_named = stay.run.wallet in wallets and (order["labels"] or stay.coin in order["outpoints"])
                for is_beside, moment, until in self.spans(stay, order) if is_named else ():
                    for run in split([stay.run], named)[0] if until is None or until >= begin else ():
                        arrival = (*stay.since, int(stay.coin[65:]), stay.at + run.start - stay.run.start)
                        yield is_beside, moment, arrival, run

    def let_go(self, runs: list[Run], time: int, rows: list[Row], left: dict[tuple[str, str], int]) -> Iterator[Run]:
        """Yield what of satoshi acts of execution up to a time let go of each lot, and count that down."""
        for act, name in [(a["id"], lot) for a in rows if time >= self.calendar.begin(a["date"]) for lot in a["lots"]]:
            taken = first(split(runs, self.acts.spans[name])[0], left[act, name])
            left[act, name] -= total(taken)
            runs = split(runs, mark(Spans(), taken))[1]
            yield from taken

    def spans(self, stay: typing.Any, order: Row) -> Iterator[tuple[bool, Moment, int | None]]:
        """Yield from when to what time a stay is in the books, and, where acts of scope change that, all of it.

        An order that names wallets or coins reaches these wherever they are.
        """
        calendar, scope, script = self.calendar, self.ledger.scope, self.ledger.chain.outputs[stay.coin][1]
        began = (calendar.median(stay.since[0]), *stay.since)
        ended = None if stay.until is None else calendar.times[stay.until[0]]
        if order["wallets"] or not order["labels"]:
            yield False, began, ended
            return
        last = self.upto if stay.until is None else min(stay.until[0] - 1, self.upto)
        is_in, moment = scope.counts(script, stay.since[0] - 1), began
        for height in sorted({height for height, *_ in scope.by_script.get(script, [])}):
            if stay.since[0] <= height <= last and scope.counts(script, height) != is_in:
                if is_in:
                    yield False, moment, calendar.median(height)
                is_in, moment = not is_in, (calendar.median(height), height, MAX_INDEX)
        yield from [(False, moment, ended)] if is_in else []
        yield from [(True, began, ended)] if script in scope.by_script else []

    def rows(self) -> Iterator[tuple[str, Run, str, str]]:
        """Yield the title of all satoshi held, by which order they have it, and the first burden they are under."""
        return self.judged([run for coin in self.ledger.held(self.calendar.close(self.day)) for run in coin.runs])

    def untitled(self, gone: list[Run], fee: list[Run], method: str) -> bool:
        """Return whether satoshi left that had no title, and no order of the method's form covered what was paid.

        As the fee goes what such an order names, no more than what is paid under it.
        """
        bare = [run for state, run, *_ in self.judged(gone) if state not in ("assigned", "titled")]
        orders = [row for row in self.of("order") if row["order_kind"] == method and method in WITHOUT_TITLE]
        fees, most = mark(Spans(), fee), 0
        for order in orders:
            bare = split(bare, mark(Spans(), self.covered.get(order["id"], [])))[1]
        beside, rest = split(bare, fees)
        strange = beside
        for order in orders:
            sat = total(split(split(gone, fees)[1], mark(Spans(), self.covered.get(order["id"], [])))[0])
            most, strange = most + sat, split(strange, self.named(order))[1] if sat else strange
        return bool(rest or strange or total(beside) > most)

    def judged(self, rest: list[Run]) -> Iterator[tuple[str, Run, str, str]]:
        """Yield the same of satoshi, wherever they are."""
        assigned = mark(Spans(), (run for runs in self.assigned.values() for run in runs))
        known = mark(Spans(), (lot.run for lot in self.acts.lots.values()))
        for order in self.of("order"):
            covered, is_open = self.covered.get(order["id"], []), self.day <= (order["appeal_until"] or "")
            mark(known, covered if order["order_kind"] not in ("forfeiture", "return") else [])
            runs, rest = split(rest, mark(Spans(), covered if order["order_kind"] == "forfeiture" else []))
            for burden in sorted(self.burdens):
                burdened, runs = split(runs, mark(Spans(), self.burdens[burden]))
                yield from (("appealable" if is_open else "encumbered", run, order["id"], burden) for run in burdened)
            for state, parts in zip(("assigned", "titled"), split(runs, assigned)):
                yield from (("appealable" if is_open else state, run, order["id"], "") for run in parts)
        for state, parts in zip(("untitled", "unsolicited"), split(rest, known)):
            yield from ((state, run, "", "") for run in parts)


def check_title(bundle: typing.Any) -> Iterator[str]:
    """Of every satoshi held, by orders in force, appeals, burdens and assignments, it is the one stated."""
    sums, limits, rows = Counter[str](), Counter[tuple[bool, str]](), list[Row]()
    bundle.title = Title(bundle.ledger, bundle.ends, bundle.calendar)
    bundle.titles, free = [*bundle.title.rows()], Counter[str]()
    for state, run, order, burden in bundle.titles:
        sums[state] += run.sat
        free[run.wallet] += run.sat if state == "unsolicited" else 0
        if state in ("encumbered", "appealable"):
            limits[state == "appealable", burden if state == "encumbered" else order] += run.sat
    until = {row["id"]: row["appeal_until"] for row in bundle.title.of("order")}
    for (can_be, name), sat in sorted(limits.items()):
        row = {"title": "appealable" if can_be else "encumbered", "sat": str(sat), "lifted_by": name}
        rows.append({**row, "until": until[name] if can_be else None})
    yield from bundle.compare({"title_sat": {state: str(sums[state]) for state in STATES}, "restricted": rows})
    wallets = [(row["books_sat"], free[row["name"]]) for row in bundle.period["wallets"]]
    for at, (books, sat) in enumerate([(bundle.period["books_sat"], sum(free.values())), *wallets]):
        place = f"period.wallets[{at - 1}].books_sat" if at else "period.books_sat"
        yield from bundle.differ(books, {**books, "of_which_unsolicited": str(sat)}, place)


def check_orders(bundle: typing.Any) -> Iterator[str]:
    """What each covers of what it ordered is as stated."""
    rows = list[Row]()
    for order in bundle.title.of("order"):
        covered, ordered = total(bundle.title.covered.get(order["id"], ())), order["amount_sat"]
        lacking = None if ordered is None else str(satoshi(ordered) - covered)
        row = {"id": order["id"], "order": order["order"], "kind": order["order_kind"], "case": order["case"]}
        rows.append({**row, "ordered_sat": ordered, "covered_sat": str(covered), "shortfall_sat": lacking})
    yield from bundle.compare({"orders": rows})


def check_faults(bundle: typing.Any) -> Iterator[str]:
    """Told, and none falsely: departures by no act, by another, or without title; high fees; receipts of nothing."""
    late = {row["subject"] for row in bundle.observed["faults"] if row["fault"] == "late"}
    gone = {row["txid"] for row in bundle.ledger.moves if row["kind"] in ("disposal", "joint")}
    places, day, times = bundle.ledger.chain.places, bundle.calendar.day, bundle.calendar.times
    gone = {
        name for name in gone | {*bundle.ledger.aloof()} if not covers(bundle.acts, name, day(times[places[name][0]]))
    }
    yield from (f"{txid}: that no act covers it is not said, or said falsely" for txid in sorted(late ^ gone))
    other = {row["subject"] for row in bundle.observed["faults"] if row["fault"] == "sent"} ^ bundle.ledger.sent()
    yield from (f"{txid}: that it differs from its act is not said, or said falsely" for txid in sorted(other))
    bare = {row["subject"] for row in bundle.observed["faults"] if row["fault"] == "untitled"}
    for txid, height, paid, fee in bundle.ledger.disposed:
        title = Title(bundle.ledger, bundle.calendar.day(bundle.calendar.times[height]), bundle.calendar, height)
        bare ^= {txid} if title.untitled(paid, fee, bundle.acts.disposals[txid]["method"]) else {*()}
    yield from (f"{txid}: that it had no title is not said, or said falsely" for txid in sorted(bare))
    high = {row["subject"] for row in bundle.observed["faults"] if row["fault"] == "fee"}
    high ^= {*high_fees(bundle.ledger, bundle.register["security"])}
    yield from (f"{txid}: that its fee is too high is not said, or said falsely" for txid in sorted(high))
    bare = {row["subject"] for row in bundle.observed["faults"] if row["fault"] == "unregistered"}
    bare ^= {*unexpected(bundle.ledger, satoshi(bundle.register["dust"]))}
    yield from (f"{name}: that nothing explains it is not said, or said falsely" for name in sorted(bare))


def covers(acts: typing.Any, txid: str, day: str) -> bool:
    """Say whether an act covers what a transaction took out on a day; a disposal signed later does not."""
    signed = [row["date"] for row in acts.rows if row["kind"] in ("disposal", "step") and row["txid"] == txid]
    return bool(acts.of(txid)) and (min(signed, default=day) <= day or txid in acts.explained)


def unexpected(ledger: typing.Any, dust: int) -> Iterator[str]:
    """Yield the receipts above dust that no act names, and that have no lot and no order or come out of what left.

    What a wallet pays back into the books that an act took out of them is as unexpected with a lot as without.
    """
    known = mark(Spans(), [lot.run for lot in ledger.acts.lots.values()])
    for name in [name for row in ledger.acts.rows if row["kind"] == "order" for name in row["outpoints"]]:
        mark(known, ledger.coins[name].runs if name in ledger.coins else [])
    for row in ledger.moves:
        if row["kind"] == "receipt" and not row["act"] and satoshi(row["value_sat"]) > dust:
            inputs = [name for name in ledger.chain.transactions[row["txid"]][0] if name in ledger.coins]
            scripts = [ledger.chain.outputs[name][1] for name in inputs]  # no act lets out what others have
            has_left = any(ledger.scope.left_by(script, row["height"] - 1) for script in scripts)
            name = f"{row['txid']}:{row['vout']}"
            yield from [name] if has_left or not split(ledger.coins[name].runs, known)[0] else []


def high_fees(ledger: typing.Any, terms: Row) -> Iterator[str]:
    """Yield the transactions whose fee, as far as it is ours, is above what the register allows, by no explanation.

    It allows a share of the coins of ours that are spent, a small fee always, and so much for each of these coins.
    """
    feerate, share = satoshi(terms["max_feerate"]), re.fullmatch("([0-9]{1,40})(/[1-9][0-9]{0,39})?", terms[SHARE])
    if not share:
        raise ValueError(f"{terms[SHARE]!r:.20} is no share")
    for row in ledger.moves:
        spent = [name for name in ledger.chain.transactions[row["txid"]][0] if name in ledger.coins]
        coins = [ledger.coins[name].value for name in spent if ledger.counts(name, row["height"] - 1)]
        small = max(sum(coins) * int(share[1]) // int((share[2] or "/1")[1:]), SMALL_FEE)
        if satoshi(row["fee_sat"]) > min(small, feerate * INPUT_SIZE * len(coins)):
            yield from [] if row["txid"] in ledger.acts.explained else [row["txid"]]


def check_rounding(bundle: typing.Any) -> Iterator[str]:
    """Figures and bounds are those of the satoshi here by rule public/1, counts those of what is here."""
    said, ledger = bundle.load("public.json"), bundle.ledger
    came, left = ledger.crossings(bundle.opening, bundle.last)
    scoped = [*ledger.scoped(bundle.opening, bundle.last)]
    lawful = [run for state, run, *_ in bundle.titles if state in STATES[:3]]
    closing = [run for coin in ledger.held(bundle.last) for run in coin.runs]
    satoshis = {
        "opening": [run for coin in ledger.held(bundle.opening) for run in coin.runs],
        "came": [run for runs in came for run in runs],
        "left": [run for runs in left for run in runs],
        "entered": [run for _, coin, sign in scoped if sign > 0 for run in coin.runs],
        "exited": [run for _, coin, sign in scoped if sign < 0 for run in coin.runs],
        "closing": closing,
        "reserve": split(lawful, mark(Spans(), (run for runs in bundle.title.assigned.values() for run in runs)))[0],
        "lawful": lawful,
        "without": split(closing, mark(Spans(), lawful))[1],
        "custodians": [run for runs in ledger.accounts.values() for run in runs],
    }
    found = {key: rounded(runs, ledger.coins, bool(said["rule"])) for key, runs in satoshis.items()}
    (entered, more), (exited, less) = found.pop("entered"), found.pop("exited")
    found["scope"] = entered - exited, more + less
    off = found["came"][1] + found["left"][1] + more + less
    found["change"] = (found["closing"][0] - found["opening"][0], off)
    figures: Row = {key: {"sat": str(sat), "within_sat": str(within)} for key, (sat, within) in found.items()}
    few = (1, 2) if said["rule"] else ()
    made = {coin.outpoint[:64] for _, coin, _ in scoped}
    if any(len(each) in few for each in (came, left, made)):
        figures.update(came=None, left=None, scope=None)
    kinds = {row["fault"] for row in bundle.period["reconciliation"]["faults"]}
    limits, broken = TOLD.of_limits(bundle.period["limits"], bundle.ends, bool(said["rule"]))
    band = (bundle.period["review"] or {}).get("proposed")
    breaches = [*((bundle.ends, kind) for kind in sorted(kinds)), *broken]
    open_keys = ("txid", "height", "kind", "value_sat", "fee_sat")
    moves = [{key: row[key] for key in open_keys} for row in bundle.period["movements"]]
    computed: Row = {
        "schema": 1,
        "rule": "public/1" if said["rule"] else None,
        "body": bundle.register["body"],
        "restates": bundle.period["restates"] and bundle.period["restates"]["period"],
        "books": {key: figures[key] for key in ("opening", "came", "left", "scope", "change", "closing")},
        "title": {key: figures[key] for key in ("reserve", "lawful", "without")},
        "with_custodians": figures["custodians"],
        "counts": TOLD.counted(bundle, len(came), len(left), few),
        "limits": limits,
        "review": {key: band[key] for key in ("period", "band", "decision", "next")} if band else None,
        **{key: None for key, said in (("value", bundle.is_priced), ("proof", bundle.period["proof"])) if not said},
        "breaches": [{"kind": kind, "day": day} for day, kind in breaches],
        "open": None if said["rule"] else {"movements": moves},
        **TOLD.as_it_is(bundle),
    }
    known = ("register", "network", "period", "closing", "software", "private_root", "previous")
    rest = {key: said[key] for key in said if key not in known}
    yield from bundle.differ(rest, computed, "public")


def rounded(runs: Sequence[Run], coins: Row, is_rounded: bool) -> tuple[int, int]:
    """Return what is published of satoshi by rule public/1, the steps of their marks, and by less than what it is off.

    Each receipt has a step, of which one satoshi is marked; the first mark is told by the receipt's name.
    """
    sat = within = 0
    for run in joined(sorted(run._replace(wallet="") for run in runs)):
        steps = (lead * 10**power for lead in (1, 2, 5) for power in range(6, 16))
        step = min(each for each in steps if 100 * each >= coins[run.receipt].value)
        at = int.from_bytes(hashlib.sha256(f"public/1 {run.receipt}".encode()).digest(), "big") % step
        below = [max(0, -((at - number) // step)) for number in (run.start, run.start + run.sat)]
        sat, within = sat + step * (below[1] - below[0]), within + step
    return (sat, within) if is_rounded else (total(runs), 0)


CHECKS = (
    ("T1", check_acts),
    ("T2", check_title),
    ("T3", check_orders),
    ("T4", check_faults),
    ("T5", check_rounding),
)
BESIDE = {**BOOKS.BESIDE, "verify_title.py": CHECKS}


def opened(root: str, *more: str) -> typing.Any:
    """Return a bundle with the items of all four files, none of them carried out; `more` files are run after it."""
    return VERIFY.Verifier(VERIFY.Folder(root), {**BESIDE, **dict.fromkeys(more, ())})


def main(arguments: Sequence[str]) -> int:
    """Check the bundle that is named, or the one this file lies in; return the exit code."""
    return int(VERIFY.main(arguments, BESIDE, "verify_title.py"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
