#!/usr/bin/env python3
"""Checks the money of a statement's bundle without custody-tracer: this file and those beside it, a stock Python.

    python3 verify_money.py [BUNDLE]        without BUNDLE: the bundle that this file lies in

It carries out the items of verify.py, verify_books.py and verify_title.py, and then its own. Prints PASS, FAIL or
NOT-CHECKED for each item, and why. Exit code 0: nothing failed, and there is no money; 1: something did; 2: wrong use,
or another release's; 3: no verdict, for the machine failed; 4: nothing failed, and verify_limits.py checks more of this
bundle. It writes nothing and needs no network. Satoshi, wallets and titles are those that the files before compute from
the raw transactions; each day's are taken here, valued at the cents of the fixings, and rolled forward by balance and
by days. That fixings follow from their quotes is checked by verify_value.py, which verify_limits.py runs.

M1 of the three blocks reserve, titled, held: satoshi and US cents of each row, the own currency of the exact product.
M2 of what is published: each amount is its rounded satoshi times the price, rounded once, half to even.
M3 of what is published: price, quality, window and exchanges as the fixing says, the rate as the statement does.
M4 the table value.csv beside the statement, from the JSON that it is made of.
"""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":  # no file that lies beside this one may pass for a part of Python
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != os.path.dirname(os.path.abspath(__file__))]

import datetime as dt
import json
import types
import typing
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

Row = dict[str, typing.Any]
COIN = 10**8
BLOCKS = ("reserve", "titled", "held")
INCOMING, OUTGOING = ("additions", "withdrawals", "scope"), ("disposals", "fees", "deposits")
ROWS = ("opening", *INCOMING, *OUTGOING, "revaluation", "closing")
BOOKS = {"receipts": "additions", "withdrawals": "withdrawals", "disposals": "disposals", "fees": "fees",
         "deposits": "deposits", "scope": "scope"}  # fmt: skip
LAWFUL = ("assigned", "encumbered", "titled")
MALFORMED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
DAY = dt.timedelta(days=1)


PER_USD, HUNDREDTHS = "{}_per_usd", "{}_hundredths"  # keys of the register's own currency, in small letters


def own_currency(public: Row) -> str:
    """Return the register's own currency as keys are called by it."""
    return str(public["currency"]).lower()


class Unknown(Exception):
    """Something cannot be checked here; the argument says why."""


def worth(sat: int, cents: int) -> Fraction:
    """Return what satoshi are worth in US cents."""
    return Fraction(sat * cents, COIN)


class Prices:
    """The fixings of a bundle by day."""

    def __init__(self, files: typing.Mapping[str, bytes]) -> None:
        names = [name for name in files if name.startswith("data/fixings/")]
        self.days = {json.loads(files[name])["day"]: json.loads(files[name]) for name in sorted(names)}

    def on(self, day: str) -> Row | None:
        """Return the last fixing on or before a day."""
        last = max((each for each in self.days if each <= day), default=None)
        return None if last is None else self.days[last]

    def cents(self, day: str, sat: int) -> int:
        """Return the price of a day; what is nothing needs none."""
        found = self.on(day)
        if found is None and sat:
            raise ValueError(f"{day}: {sat} satoshi have no fixing")
        return 0 if found is None else int(found["usd_cents"])


class Blocks:
    """Which satoshi lay in which block when each day of a period ended, and what came and went between."""

    def __init__(self, beside: typing.Any, checked: typing.Any, days: list[str]) -> None:
        self.beside, self.checked, self.ledger = beside, checked, checked.ledger
        self.there: dict[str, list[typing.Any]] = {}
        known: tuple[object, ...] | None = None
        stated = [row for act in checked.acts.filed for row in (act, act.get("replacement") or act)]
        named = {day for act in stated for key in beside.DAYS if (day := act.get(key))}
        for before, day in zip([None, *days], days):
            state = checked.calendar.close(day), {day, before} & named
            changes = known is None or state[0] != known[0] or state[1]
            self.there[day] = self.lawful(day) if changes else self.there[str(before)]
            known = state

    def lawful(self, day: str) -> list[typing.Any]:
        """Return what has title when a day ends, and of it what is assigned."""
        title = self.beside.Title(self.ledger, day, self.checked.calendar)
        titled = [run._replace(wallet="") for state, run, *_ in title.rows() if state in LAWFUL]
        marked = self.beside.mark(self.beside.Spans(), (run for runs in title.assigned.values() for run in runs))
        return [self.beside.split(titled, marked)[0], titled]

    def rows(self, block: str, before: str, day: str) -> Counter[str]:
        """Return the opening of a day and what came and went on it, in satoshi."""
        first, last = (self.checked.calendar.close(each) for each in (before, day))
        found: Counter[str] = Counter()
        if block == "held":
            found["opening"] = sum(coin.value for coin in self.ledger.held(first))
            for height, _, column, sat in self.ledger.books:
                found[BOOKS.get(column, "")] += sat if first < height <= last else 0
            return found
        split, mark, spans, total = self.beside.split, self.beside.mark, self.beside.Spans, self.beside.total
        was, now = (self.there[each][BLOCKS.index(block)] for each in (before, day))
        found["opening"] = total(was)
        came, left = split(now, mark(spans(), was))[1], split(was, mark(spans(), now))[1]
        back = {move["txid"] for move in self.ledger.moves
                if move["kind"] == "withdrawal" and first < move["height"] <= last}  # fmt: skip
        coins = [run for name, coin in self.ledger.coins.items() if name[:64] in back for run in coin.runs]
        returned, new = split(came, mark(spans(), coins))
        scoped = [(coin, sign) for _, coin, sign in self.ledger.scoped(first, last)]
        entered, new = split(new, mark(spans(), (run for coin, sign in scoped if sign > 0 for run in coin.runs)))
        found["withdrawals"], found["additions"] = total(returned), total(new)
        lent, left = split(left, mark(spans(), self.gone(self.ledger.deposits, first, last)))
        paid, left = split(left, mark(spans(), self.gone(self.ledger.paid, first, last)))
        kept = [stay.run for stay in self.ledger.stays
                if stay.since[0] <= last and (stay.until is None or stay.until[0] > last)]  # fmt: skip
        kept += self.away(first, last)
        elsewhere, fees = split(left, mark(spans(), kept))
        exited, elsewhere = split(elsewhere, mark(spans(), (r for coin, sign in scoped if sign < 0 for r in coin.runs)))
        found["scope"] = total(entered) - total(exited)
        found["deposits"], found["disposals"], found["fees"] = total(lent), total([*paid, *elsewhere]), total(fees)
        return found

    def away(self, first: int, last: int) -> list[typing.Any]:
        """Return the runs that went out of the books, to other wallets of the register, and did not come back."""
        stays = [stay for stay in self.ledger.stays if first < stay.since[0] <= last]
        inside = [stay for stay in stays if self.ledger.counts(stay.coin, stay.since[0] - 1)]
        outside = [stay for stay in stays if not self.ledger.counts(stay.coin, stay.since[0] - 1)]
        found: list[typing.Any] = []
        for stay in outside:
            back = (each.run for each in inside if each.since > stay.since)
            found += self.beside.split([stay.run], self.beside.mark(self.beside.Spans(), back))[1]
        return found

    def gone(self, left: list[typing.Any], first: int, last: int) -> list[typing.Any]:
        """Return the runs that left in the blocks above one up to another, the later ones first."""
        return [run for place, run in reversed(left) if first < place[0] <= last and run.wallet in self.ledger.ours]


def check_value(root: str, beside: typing.Any) -> Iterator[str]:
    """M1: yield where the statement's value is not what satoshi, titles and fixings give."""
    checked = beside.opened(root)
    failed = [number for verdict, number, *_ in checked.items() if verdict == "FAIL"]
    if checked.about.get("profile") == "public":
        raise Unknown("a public bundle shows no transaction; the private one does")
    if failed or checked.other_release or not hasattr(checked, "titles"):
        raise Unknown(f"verify_title.py does not come to titles here: item {', '.join(failed) or 'without verdict'}")
    yield from value_faults(checked, beside)


def value_faults(checked: typing.Any, beside: typing.Any) -> Iterator[str]:
    """Yield where a value is another one, given what verify_title.py computed of its bundle."""
    value, prices = checked.period["value"], Prices(checked.files)
    if value is None:
        raise Unknown("the register sets no price")
    first, last = beside.VERIFY.span(checked.period["period"])
    day = dt.date.fromisoformat
    days = [(day(first) + number * DAY).isoformat() for number in range(-1, (day(last) - day(first)).days + 1)]
    if not set(days) <= checked.calendar.ends.keys():
        raise Unknown("register.json does not say when each day of the period ends")
    fixing = prices.days.get(last)
    name = f"fixings/{last}.json"
    stated = fixing and {"day": last, "usd_cents": fixing["usd_cents"], "quality": fixing["quality"],
                         "sha256": checked.digest(name)}  # fmt: skip
    if value["fixing"] != stated:
        yield f"value for {last} uses fixing {value['fixing']['day']}: not the period's last day, or not as it is here."
        return
    yield from blocks(value, Blocks(beside, checked, days), days, prices)
    for row in checked.period["restricted"]:
        if row["usd_cents"] != str(round(worth(int(row["sat"]), int(value["fixing"]["usd_cents"])))):
            yield f"period.restricted: {row['sat']} satoshi {row['title']} are not worth {row['usd_cents']} cents"


def blocks(value: Row, found: Blocks, days: list[str], prices: Prices) -> Iterator[str]:
    """Yield where the roll-forward of a block is another one."""
    previous, currency = found.checked.previous, own_currency(found.checked.load("public.json"))
    start = 1 if prices.on(days[0]) else next(at for at in range(1, len(days)) if prices.on(days[at]))
    for at, (block, said) in enumerate(zip(BLOCKS, value["blocks"])):
        rows = [found.rows(block, days[place - 1], days[place]) for place in range(start, len(days))]
        opening = 0
        if previous and start == 1 and prices.on(days[0]):
            reserve = int(previous["value"]["blocks"][0]["sat"]["closing"]) if previous["value"] else rows[0]["opening"]
            titled = sum(int(previous["title_sat"][each]) for each in LAWFUL)
            opening = (reserve, titled, int(previous["books_sat"]["closing"]))[at]
        late = rows[0]["opening"] - opening
        rows[0].update({"opening": -late, "additions": max(late, 0), "disposals": max(-late, 0)})
        yield from one_block(block, said, rows, days[start - 1 :], prices)
        rate, own = value[PER_USD.format(currency)], said[HUNDREDTHS.format(currency)]
        closing = worth(int(said["sat"]["closing"]), int(value["fixing"]["usd_cents"]))
        if own != (None if rate is None else str(round(closing * Fraction(rate)))):
            yield f"block {block}: {own} is not the {currency} of the exact product"


def one_block(block: str, said: Row, rows: list[Counter[str]], days: list[str], prices: Prices) -> Iterator[str]:
    """Yield where a block's satoshi or cents are others than its days give, or the two revaluations differ."""
    sat, by_days = Counter[str](), Fraction(0)
    exact = dict.fromkeys((*INCOMING, *OUTGOING), Fraction(0))
    for at, row in enumerate(rows):
        price = {key: prices.cents(days[at + 1], row[key]) for key in row}
        before = prices.cents(days[at], row["opening"])
        by_days += worth(row["opening"], price["opening"] - before)
        for key in (*INCOMING, *OUTGOING):
            sat[key] += row[key]
            exact[key] += worth(row[key], price.get(key, 0))
    sat["opening"] = rows[0]["opening"]
    sat["closing"] = sat["opening"] + sum(sat[key] for key in INCOMING) - sum(sat[key] for key in OUTGOING)
    ends = (("opening", days[0]), ("closing", days[-1]))
    cents = {key: worth(sat[key], prices.cents(day, sat[key])) for key, day in ends}
    between = sum(exact[key] for key in INCOMING) - sum(exact[key] for key in OUTGOING)
    balance = cents["closing"] - cents["opening"] - between
    if balance != by_days:
        yield f"block {block}: revaluation by days {round(by_days)}, by balance {round(balance)}."
    printed = {key: round(each) for key, each in {**exact, **cents}.items()}
    inner = sum(printed[key] for key in INCOMING) - sum(printed[key] for key in OUTGOING)
    printed["revaluation"] = printed["closing"] - printed["opening"] - inner
    for kind, computed in (("sat", sat), ("usd_cents", printed)):
        for key in said[kind]:
            if said[kind][key] != str(computed[key]):
                yield f"block {block}: {kind}.{key} says {said[kind][key]:.40}, computed {computed[key]}"


def check_published(root: str, beside: typing.Any) -> Iterator[str]:
    """M2: yield where an amount of the public page is not its rounded satoshi at the price."""
    with open(os.path.join(root, "data", "public.json"), "rb") as file:
        said = json.loads(file.read())
    value = said["value"]
    if value is None:
        raise Unknown("the register sets no price")
    figures, currency = {"held": said["books"]["closing"]}, own_currency(said)
    figures.update({key: said["title"][key] for key in ("lawful", "reserve", "without")})
    for key, figure in figures.items():
        exact = worth(int(figure["sat"]), int(value["fixing"]["usd_cents"]))
        if value["usd_cents"][key] != str(round(exact)):
            yield f"public.json: {key}: {value['usd_cents'][key]} cents, computed {round(exact)}"
        rate, own = value[PER_USD.format(currency)], value[HUNDREDTHS.format(currency)]
        if own is not None and set(own) != set(figures):
            yield f"public.json: other figures in {currency} than in dollars"
        elif (own and own[key]) != (rate and str(round(exact * Fraction(rate)))):
            yield f"public.json: {key}: not the {currency} of the exact product"


def load(root: str, name: str) -> typing.Any:
    """Return what a file of JSON below data/ says; nothing where it is not here."""
    place = os.path.join(root, "data", *name.split("/"))
    if not os.path.isfile(place):
        return None
    with open(place, "rb") as file:
        return json.loads(file.read())


def check_price(root: str, beside: typing.Any) -> Iterator[str]:
    """M3: yield where the published price, exchanges or rate are not the fixing's and the statement's."""
    value, period = load(root, "public.json")["value"], load(root, "period.json")
    if value is None:
        raise Unknown("the register sets no price")
    if period is None:
        keys = "fixing.(day, usd_cents, quality, from, to), exchanges, others, "
        keys += PER_USD.format(own_currency(load(root, "public.json"))) + ", rate_day"
        raise Unknown(f"a public bundle holds no fixing: of public.value these are as stated: {keys}")
    day = beside.VERIFY.span(period["period"])[1]
    fixing = load(root, f"fixings/{day}.json")
    if fixing is None:
        yield f"fixings/{day}.json is not here"
        return
    rate, name = period["value"]["rate"], PER_USD.format(own_currency(load(root, "public.json")))
    computed = {
        "fixing": {key: fixing[key] for key in ("day", "usd_cents", "quality", "from", "to")},
        "exchanges": [{key: row[key] for key in ("name", "used", "reason")} for row in fixing["exchanges"]],
        name: period["value"][name],
        "rate_day": rate and rate["as_of"],
    }
    yield from beside.VERIFY.differences({key: value[key] for key in computed}, computed, "public.value", set())


def check_table(root: str, beside: typing.Any) -> Iterator[str]:
    """M4: yield where value.csv does not say what the JSON says that it is made of."""
    public, period = load(root, "public.json"), load(root, "period.json")
    if public["value"] is None:
        raise Unknown("the register sets no price")
    rows: list[tuple[str | None, ...]]
    own = HUNDREDTHS.format(own_currency(public))
    if period is None:
        satoshi, value = {"held": public["books"]["closing"], **public["title"]}, public["value"]
        rows = [("figure", "published_of_sat", "usd_cents", own)]
        for key in ("held", "lawful", "reserve", "without"):
            amounts = value[own]
            rows.append((key, satoshi[key]["sat"], value["usd_cents"][key], amounts and amounts[key]))
    else:
        rows = [("block", "row", "value_of_sat", "usd_cents", own)]
        for block in period["value"]["blocks"]:
            for key in ROWS:
                amount = block[own] if key == "closing" else None
                rows.append((block["block"], key, block["sat"].get(key), block["usd_cents"][key], amount))
            rows.append((block["block"], "execution", None, block["execution_cents"], None))
    place = os.path.join(root, "data", "statement", "value.csv")
    content = b""
    if os.path.isfile(place):
        with open(place, "rb") as file:
            content = file.read()
    text = "".join(",".join(each or "" for each in row) + "\n" for row in rows)
    if content.replace(b"\r\n", b"\n") != text.encode():
        yield "statement/value.csv: is not what the JSON beside it gives, or not here"


CHECKS = (
    ("M1", "value of each block", check_value),
    ("M2", "published money", check_published),
    ("M3", "published price", check_price),
    ("M4", "value.csv", check_table),
)


MOST_SHOWN = 20


def judge(root: str, beside: typing.Any, failed: list[str]) -> int:
    """Say what each item gives and return the exit code; `failed` gets the items that were found wanting."""
    for item, title, check in CHECKS:
        faults: list[str] = []
        try:
            for fault in check(root, beside):
                faults.append(fault)
        except Unknown as error:
            if not faults:
                say(f"NOT-CHECKED {item}  {title}: {error}")
                continue
            faults.append(f"and not all was checked: {error}")
        except MALFORMED as error:
            faults.append(f"the bundle is malformed: {type(error).__name__}: {error}"[:300])
        except BaseException:  # told by whoever asked; what was found before stands
            if faults:
                tell("FAIL", item, title, faults, failed)
            raise
        tell("FAIL" if faults else "PASS", item, title, faults or ["as stated"], failed)
    say("NOT-CHECKED M5  costs, execution, rates of exchange, what other conventions give: tracer verify BUNDLE")
    return 1 if failed else 0


def tell(verdict: str, item: str, title: str, said: list[str], failed: list[str]) -> None:
    """Say an item's verdict and why; one that fails is added to `failed`."""
    if verdict == "FAIL":
        failed.append(item)
    shown = [*said[:MOST_SHOWN], *([f"and {len(said) - MOST_SHOWN} more"] if len(said) > MOST_SHOWN else [])]
    say(f"{verdict:<11} {item}  {title}: " + ("\n" + " " * 16).join(shown))


def say(line: str) -> None:
    """Print a line at once, whatever letters the terminal has; what nobody can read is no verdict."""
    if sys.stdout is None:
        raise OSError("there is no standard output to say it on")
    encoding = sys.stdout.encoding or "utf-8"
    line = "".join(letter if letter.isprintable() or letter == "\n" else "?" for letter in line)
    sys.stdout.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    sys.stdout.flush()


def beside_title() -> typing.Any:
    """Return verify_title.py, which lies beside this file, as a module."""
    place = os.path.join(os.path.dirname(os.path.abspath(__file__)), "verify_title.py")
    beside = types.ModuleType("beside_verify_title")
    beside.__file__ = place
    with open(place, encoding="utf-8") as file:
        exec(compile(file.read(), place, "exec"), vars(beside))
    return beside


def before(checked: typing.Any, beside: typing.Any, failed: list[str]) -> None:
    """Say what each item of the files before this one gives; `failed` gets those that were found wanting."""
    try:
        beside.VERIFY.tell(checked)
    finally:
        failed += [number for number, verdict in checked.verdicts.items() if verdict == "FAIL"]
    checked.items = lambda: [(verdict, number) for number, verdict in checked.verdicts.items()]
    beside.opened = lambda *_: checked  # what was carried out once is not carried out again


def main(arguments: typing.Sequence[str]) -> int:
    """Check the bundle that is named, or the one this file lies in; return the exit code."""
    here = os.path.dirname(os.path.abspath(__file__))
    root = arguments[0] if arguments else os.path.join(here, "..", "..")
    place = os.path.join(here, "verify_title.py")
    if len(arguments) > 1 or not os.path.isdir(os.path.join(root, "data")) or not os.path.isfile(place):
        sys.stderr.write(
            f"{root} is not a bundle, or verify_title.py is not here. Use: python3 verify_money.py [BUNDLE]\n"
        )
        return 2
    failed: list[str] = []
    try:
        beside = beside_title()
        checked = beside.opened(root, "verify_money.py")
        before(checked, beside, failed)
        if not checked.other_release:
            judge(root, beside, failed)
        return int(beside.VERIFY.conclude(checked, failed))
    except KeyboardInterrupt:
        return 130
    # Any other fault (memory, the disk, this program) is none of the bundle; what was found before stands.
    except BaseException as error:
        why = f"NO VERDICT: the check itself failed: {type(error).__name__}: {error}"[:300]
    try:
        say(f"{why}\nFOUND WANTING before that: item {', '.join(failed)}." if failed else why)
    except OSError:  # a reader that left, a full disk: the code alone says it
        sys.stdout = None
    return 1 if failed else 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
