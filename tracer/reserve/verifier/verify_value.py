#!/usr/bin/env python3
"""Checks what a register's coins were valued with, without custody-tracer: this one file, a stock Python from 3.9 on.

    python3 verify_value.py [BUNDLE]        without BUNDLE: the bundle that this file lies in

Prints PASS, FAIL or NOT-CHECKED for each numbered item, and why. Exit code 1: something failed; 2: wrong use; 3: no
verdict, for the machine failed or the bundle is beyond the limits below; 4: nothing failed, and the rest of the bundle
is checked by verify_limits.py, which carries out these items too. It writes nothing and needs no network. That the
bundle's files are the ones that were sealed is checked by verify.py beside it. It shares no code with the tracer: the
rules are written down here a second time. Of the register it reads register.json and acts.json.

V1 computes every fixing again from the raw quotes: convention price/1 as docs/price.md of custody-tracer states it.
V2 says whether this machine knows the time zones by which the windows of V1 end; where not, V1 takes the end stated.
"""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":  # no file that lies beside this one may pass for a part of Python
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != os.path.dirname(os.path.abspath(__file__))]

import datetime as dt
import hashlib
import json
import re
import typing
import zoneinfo
from collections.abc import Iterator, Sequence
from fractions import Fraction

Row = dict[str, typing.Any]
UNIT, SECOND, DAY = 10**8, 10**6, 86_400  # of a dollar and of a coin; microseconds; seconds
MAX_FILE, MAX_FILES = 512 << 20, 100_000
USUAL = {"window_minutes": "60", "partitions": "12", "min_exchanges": "3", "min_trades": "10", "max_deviation": "0.1",
         "max_age_seconds": "300", "pair": "BTC/USD"}  # fmt: skip
BOUNDS = {"window_minutes": 1440, "partitions": 1440, "min_partitions": 1440, "min_exchanges": 100,
          "min_trades": 10_000, "max_age_seconds": 10_000}  # fmt: skip
SHARED, COUNTED = ("bitstamp", "bitfinex", "gemini"), ("coinbase",)
PAIRS = ("XXBTZUSD", "XBTUSD", "XBT/USD", "BTC/USD", "BTCUSD")
NUMBER = re.compile(r"(-?)([0-9]{1,24})(?:\.([0-9]{1,40}))?(?:[eE]([+-]?[0-9]{1,2}))?")
MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,9}))?Z")
MALFORMED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError)

Trade = tuple[int, int, int, int]  # time in microseconds, id, price, amount in hundred-millionths


class Unknown(Exception):
    """Something cannot be checked here; the argument says why. What is wrong in a bundle is a ValueError."""


class Folder:
    """A bundle's files, read one by one, no link followed."""

    def __init__(self, root: str) -> None:
        """Open a bundle."""
        self.root = root

    def names(self, under: str) -> list[str]:
        """Return the files of a folder of the payload, by their paths below data/."""
        place = os.path.join(self.root, "data", *under.split("/"))
        found = []
        for folder, _, files in os.walk(place):
            inside = os.path.relpath(folder, os.path.join(self.root, "data")).replace(os.sep, "/")
            found += [f"{inside}/{name}" for name in files]
            if len(found) > MAX_FILES:
                raise MemoryError(f"more than {MAX_FILES} files in {under}")
        return sorted(found)

    def read(self, name: str) -> bytes:
        """Return a file's bytes."""
        place = os.path.join(self.root, "data", *name.split("/"))
        if os.path.islink(place) or not os.path.isfile(place):
            raise ValueError(f"{name} is missing, or no plain file")
        with open(place, "rb") as file:
            content = file.read(MAX_FILE + 1)
        if len(content) > MAX_FILE:
            raise MemoryError(f"{name} is larger than {MAX_FILE} bytes")
        return content

    def json(self, name: str) -> typing.Any:
        """Return what a file of JSON holds."""
        return json.loads(self.read(name))


def units(text: str, signed: bool = False) -> int:
    """Return a decimal above 0 in hundred-millionths; a ninth decimal that is not 0 is no amount of satoshi."""
    match = NUMBER.fullmatch(text)
    if not match or (not signed and (match[1] or match[4])):
        raise ValueError(f"{text!r:.40} is no decimal")
    exact = Fraction(int(match[2] + (match[3] or "")), 10 ** len(match[3] or "")) * Fraction(10) ** int(match[4] or 0)
    value = (-exact if match[1] else exact) * UNIT
    if value.denominator != 1 or not 0 < value < 10**24:
        raise ValueError(f"{text!r:.40} is no price or amount")
    return int(value)


def micros(text: str, most: int = 9) -> int:
    """Return a moment of ISO 8601 with Z in microseconds; what is finer is cut off."""
    match = MOMENT.fullmatch(text)
    if not match or len(match[2] or "") > most:
        raise ValueError(f"{text!r:.40} is no moment")
    at = dt.datetime.strptime(match[1], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=dt.timezone.utc)
    return int(at.timestamp()) * SECOND + int(((match[2] or "") + "000000")[:6])


def ticks(text: str, unit: int) -> int:
    """Return a Unix time that counts in so many microseconds, as microseconds; what is finer is cut off."""
    match = re.fullmatch(r"([0-9]{1,20})(?:\.([0-9]{1,12}))?", text)
    if not match:
        raise ValueError(f"{text!r:.40} is no Unix time")
    return int(Fraction(text) * unit)


def number(text: str) -> int:
    """Return the number of a trade."""
    if not re.fullmatch("[0-9]{1,20}", text):
        raise ValueError(f"{text!r:.40} is no number of a trade")
    return int(text)


def once(pairs: list[tuple[str, typing.Any]]) -> Row:
    """Return an object of JSON, which must not hold a key twice."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key appears twice in one object")
    return dict(pairs)


def not_a_number(text: str) -> typing.NoReturn:
    """Refuse what JSON has no word for."""
    raise ValueError(f"{text} is no number")


def of_csv(content: bytes) -> Iterator[Trade]:
    """Yield the trades of the neutral form."""
    head, *lines = content.decode("ascii").replace("\r\n", "\n").split("\n")
    if head != "id,time_utc,price,amount" or (lines and lines.pop()):
        raise ValueError("has another header, or is cut off")
    for line in lines:
        id_, time, price, amount = line.split(",")
        yield micros(time, 6), number(id_), units(price), units(amount)


def of_answer(exchange: str, content: bytes) -> Iterator[Trade]:
    """Yield the trades of an exchange's own answer; every number of it is read as text."""
    answer = json.loads(content.decode("utf-8"), parse_float=str, parse_int=str, object_pairs_hook=once,
                        parse_constant=not_a_number)  # fmt: skip
    if exchange == "kraken":
        result = answer["result"]
        pairs = [key for key in result if key != "last"]
        if answer["error"] != [] or len(pairs) != 1 or pairs[0] not in PAIRS:
            raise ValueError("is no answer with trades of BTC/USD alone")
        for price, amount, time, _, _, _, id_, *_ in result[pairs[0]]:
            yield ticks(time, SECOND), number(id_), units(price, True), units(amount, True)
        return
    if not isinstance(answer, list):
        raise ValueError("is no list of trades")
    for row in answer:
        if exchange == "bitfinex":
            id_, time, amount, price = row[:4]
            yield ticks(time, 1000), number(id_), units(price, True), units(amount.lstrip("-"), True)
        elif exchange == "bitstamp":
            yield ticks(row["date"], SECOND), number(row["tid"]), units(row["price"], True), units(row["amount"], True)
        elif exchange == "coinbase":
            yield micros(row["time"]), number(row["trade_id"]), units(row["price"], True), units(row["size"], True)
        elif exchange != "gemini":
            raise ValueError("is of an exchange whose answers have no form known here")
        elif row.get("broken", False) not in (True, False):
            raise ValueError("says of a trade neither that it is broken nor that it is not")
        elif not row.get("broken"):
            yield (
                ticks(row["timestampms"], 1000),
                number(row["tid"]),
                units(row["price"], True),
                units(row["amount"], True),
            )


class Exchange:
    """What the files of one exchange brought to a window."""

    def __init__(self, name: str, pages: Sequence[tuple[str, bytes]], terms: Row, begins: int, ends: int) -> None:
        """Read pages, given by name in the order of their numbers; times are Unix seconds."""
        self.name, self.terms = name, terms
        self.begins, self.ends = begins * SECOND, ends * SECOND
        self.pages: list[dict[int, Trade]] = []
        joint: dict[int, Trade] = {}
        for page, content in pages:
            found: dict[int, Trade] = {}
            for trade in of_csv(content) if page.endswith(".csv") else of_answer(name, content):
                if joint.setdefault(trade[1], trade) != trade:
                    raise ValueError(f"{page}: trade {trade[1]} stands twice, and is not the same both times")
                if not self.begins - 3 * DAY * SECOND <= trade[0] <= self.ends + 3 * DAY * SECOND:
                    raise ValueError(f"{page}: trade {trade[1]} is dated far from the window")
                found[trade[1]] = trade
            self.pages.append(found)
        self.all = sorted(joint.values())
        self.inside = [each for each in self.all if self.begins <= each[0] < self.ends]
        self.sha256 = joint_hash(pages)
        self.median = median(self.inside) if self.inside else None
        earlier = [each for each in self.all if each[0] < self.ends]
        self.last = earlier[-1] if earlier else None
        self.reason = self.unusable()

    def unusable(self) -> str | None:
        """Return why quality A cannot use it."""
        if not self.pages:
            return "missing"
        if not self.is_whole():
            return "hole"
        return "few-trades" if len(self.inside) < int(self.terms["min_trades"]) else None

    def is_whole(self) -> bool:
        """Return whether nothing of the window is shown to be missing, and the files reach over it."""
        ids = sorted(each[1] for each in self.all)
        within = sorted(each[1] for each in self.inside)
        steps = [after - before for before, after in zip(ids, ids[1:])]
        counts = self.name in COUNTED or (len(ids) > 1 and 4 * steps.count(1) >= 3 * len(steps))
        gap = bool(within) and any(
            after - before > 1 and after >= within[0] and before <= within[-1] for before, after in zip(ids, ids[1:])
        )
        if gap and counts and self.name not in SHARED:
            return False
        for chain in self.chains():
            times = [each[0] for each in chain.values()]
            if times and min(times) < self.begins and max(times) >= self.ends and set(within) <= set(chain):
                return True
        part = (self.ends - self.begins) // int(self.terms["partitions"])
        return (
            bool(within)
            and within[-1] - within[0] + 1 == len(within)
            and self.inside[0][0] < self.begins + part
            and self.inside[-1][0] >= self.ends - part
        )

    def chains(self) -> Iterator[dict[int, Trade]]:
        """Yield the trades of pages that hang together: they share one, or go on where the numbers before end."""
        chain: dict[int, Trade] = {}
        for page in sorted((page for page in self.pages if page), key=min):
            if chain and max(chain) + 1 != min(page) and not chain.keys() & page.keys():
                yield chain
                chain = {}
            chain.update(page)
        yield chain


def joint_hash(pages: Sequence[tuple[str, bytes]]) -> str | None:
    """Return the hash of a file; of several pages that of the lines which sha256sum prints of them, in their order."""
    lines = [f"{hashlib.sha256(content).hexdigest()}  {page}\n" for page, content in pages]
    one = lines[0][:64] if lines else None
    return hashlib.sha256("".join(lines).encode()).hexdigest() if len(lines) > 1 else one


def median(trades: Sequence[Trade]) -> Fraction:
    """Return the volume-weighted median price in hundred-millionths."""
    ordered = sorted((each[2], each[3]) for each in trades)
    left = sum(amount for _, amount in ordered)  # twice what is missing to one half, as it is used up
    prices = sorted({price for price, _ in ordered})
    volumes = dict.fromkeys(prices, 0)
    for price, amount in ordered:
        volumes[price] += amount
    for place, price in enumerate(prices):
        left -= 2 * volumes[price]
        if left <= 0:
            return Fraction(price if left else price + prices[place + 1], 1 if left else 2)
    raise ValueError("a median of nothing")


def middle(values: Sequence[Fraction]) -> Fraction:
    """Return the median of a few numbers."""
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def printed(value: Fraction | None) -> str | None:
    """Return a price in hundred-millionths of a dollar with two decimals, half to even."""
    cents = None if value is None else round(value * 100 / UNIT)
    return None if cents is None else f"{cents // 100}.{cents % 100:02}"


def written(seconds: int) -> str:
    """Return a Unix time as it is written."""
    return dt.datetime.fromtimestamp(seconds, dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def fixing(exchanges: Sequence[Exchange], terms: Row, convention: str, day: str) -> Row | None:
    """Return a day's fixing as its file has it, None where the quotes give none."""
    most, least = Fraction(terms["max_deviation"]), int(terms["min_exchanges"])
    begins, ends = exchanges[0].begins, exchanges[0].ends
    part = (ends - begins) // int(terms["partitions"])
    reasons = {each.name: each.reason for each in exchanges}
    prices = {each.name: each.median for each in exchanges if each.reason is None and each.median is not None}
    if len(prices) >= least:
        reasons.update(dict.fromkeys(outliers(prices, most), "deviation"))
        used = [each for each in exchanges if reasons[each.name] is None]
        if len(used) < least:
            return None
        joint: list[list[Trade]] = [[] for _ in range(int(terms["partitions"]))]
        for trade in (trade for each in used for trade in each.inside):
            joint[(trade[0] - begins) // part].append(trade)
        medians = [median(trades) if trades else None for trades in joint]
        filled = [each for each in medians if each is not None]
        if len(filled) >= int(terms["min_partitions"]):
            parts = [
                None if value is None else {"from": written((begins + number * part) // SECOND),
                                            "trades": len(joint[number]), "median": printed(value)}
                for number, value in enumerate(medians)
            ]  # fmt: skip
            volume = sum(trade[3] for each in used for trade in each.inside)
            turnover = sum(trade[2] * trade[3] for each in used for trade in each.inside)
            rows = [row(each, reasons[each.name] is None, reasons[each.name], each.median) for each in exchanges]
            about = printed(Fraction(turnover, volume)), printed(min(filled)), printed(max(filled))
            exact = sum(filled, Fraction(0)) / len(filled) / UNIT
            return shape(exchanges[0], terms, convention, day, "A", exact, rows, parts, about)
    elif prices and max(prices.values()) / min(prices.values()) - 1 > most:
        return None
    oldest = ends - int(terms["max_age_seconds"]) * SECOND
    fresh = {each.name: Fraction(each.last[2]) for each in exchanges if each.last and each.last[0] >= oldest}
    if len(fresh) < least:
        return None
    out = outliers(fresh, most)
    left = {name: price for name, price in fresh.items() if name not in out}
    if len(left) < least:
        return None
    rows = []
    for each in exchanges:
        reason = "deviation" if each.name in out else reasons[each.name]
        if each.pages and each.name not in fresh:
            reason = "stale"
        rows.append(row(each, each.name in left, reason, Fraction(each.last[2]) if each.last else None))
    parts = [None] * int(terms["partitions"])
    exact = middle(list(left.values())) / UNIT
    return shape(exchanges[0], terms, convention, day, "C", exact, rows, parts, (None, None, None))


def outliers(prices: dict[str, Fraction], most: Fraction) -> list[str]:
    """Return who lies further from the median of all than is allowed."""
    centre = middle(list(prices.values()))
    return [name for name, price in prices.items() if abs(price / centre - 1) > most]


def row(each: Exchange, used: bool, reason: str | None, price: Fraction | None) -> Row:
    """Return an exchange's row."""
    volume = sum(trade[3] for trade in each.inside)
    return {"name": each.name, "used": used, "reason": reason, "trades": len(each.inside), "volume_sat": str(volume),
            "median": printed(price), "sha256": each.sha256}  # fmt: skip


def shape(each: Exchange, terms: Row, convention: str, day: str, quality: str, exact: Fraction, rows: list[Row],
          parts: Sequence[Row | None], about: Sequence[str | None]) -> Row:  # fmt: skip
    """Return a fixing as its file has it."""
    return {"schema": 1, "convention": convention, "day": day, "from": written(each.begins // SECOND),
            "to": written(each.ends // SECOND), "pair": terms["pair"], "usd_cents": str(round(exact * 100)),
            "exact": f"{exact.numerator}/{exact.denominator}", "quality": quality, "exchanges": rows,
            "partitions": list(parts), "vwap": about[0], "least": about[1], "greatest": about[2]}  # fmt: skip


def conventions(register: Row, acts: Sequence[Row]) -> list[tuple[str, str, Row]]:
    """Return the conventions of pricing in their order: name, the first day each holds on, its parameters."""
    found: dict[int, tuple[str, str, Row]] = {}
    own = register["price"]["set_by"]
    gone = {act[key] for act in acts for key in ("corrects", "supersedes") if act.get(key)}
    for act in sorted(acts, key=lambda each: (each["id"] not in gone, each["id"])):
        told = act.get("replacement") or act
        match = re.fullmatch("price/([1-9][0-9]{0,3})", told.get("name") or "")
        if told["kind"] == "convention" and match:
            dated = dt.date.fromisoformat(told["date"])
            begins = dated if match[1] == "1" else dated + dt.timedelta(days=1)
            stated = register["price"]["parameters"] if told["id"] == own else told["values"]
            few = {"min_partitions": str(min(6, int(stated.get("partitions", "12"))))}
            found[int(match[1])] = told["name"], begins.isoformat(), checked({**USUAL, **few, **stated})
    return [found[each] for each in sorted(found)]


def checked(terms: Row) -> Row:
    """Return parameters that are numbers of a bearable size."""
    for key, most in BOUNDS.items():
        if not re.fullmatch("[0-9]{1,5}", str(terms[key])) or not 0 < int(terms[key]) <= most:
            raise ValueError(f"{key} is no number from 1 to {most}")
    if not re.fullmatch(r"[01](\.[0-9]{1,8})?", terms["max_deviation"]) or (
        60 * int(terms["window_minutes"]) % int(terms["partitions"])
    ):
        raise ValueError("max_deviation is no share, or the window cannot be cut into its parts")
    return terms


def zone_of(name: str) -> zoneinfo.ZoneInfo | None:
    """Return a time zone; nothing where this machine does not know it."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None


def end_of(day: dt.date, zone: str, fixed: str | None, stated: str) -> int:
    """Return when the window of a day ends; as it is stated where the machine has no such time zone."""
    time, _, place = fixed.partition(" ") if fixed else ("00:00", "", zone)
    found = zone_of(place)
    if found is None:
        return micros(stated) // SECOND
    moment = dt.datetime.combine(day if fixed else day + dt.timedelta(days=1), dt.time.fromisoformat(time), found)
    return int(moment.timestamp())


def check_fixings(folder: Folder) -> Iterator[str]:
    """V1: yield what is wrong with the fixings, each computed again from its quotes.

    Raises:
        Unknown: the bundle holds no quotes.
    """
    names = folder.names("fixings")
    if not names:
        raise Unknown("this bundle holds no fixings and no raw quotes")
    register, acts = folder.json("register.json"), folder.json("acts.json")["acts"]
    if not register.get("price"):
        raise Unknown("register.json does not say how coins are priced")
    known = conventions(register, acts)
    quotes: dict[str, list[str]] = {}
    for name in folder.names("prices"):
        quotes.setdefault(name.split("/")[1], []).append(name)
    for name in names:
        yield from (f"{name}: {fault}" for fault in one_day(folder, name, register["zone"], known, quotes))
    yield from (f"{name} is of a day that has no fixing" for each in quotes.values() for name in each)


def one_day(
    folder: Folder, name: str, zone: str, known: list[tuple[str, str, Row]], quotes: dict[str, list[str]]
) -> Iterator[str]:
    """Yield what is wrong with one fixing; the file of quotes that is another one is named."""
    content = folder.read(name)
    try:
        stated = json.loads(content)
        day = dt.date.fromisoformat(stated["day"])
        holding = [each for each in known if each[1] <= stated["day"]]
        if name != f"fixings/{stated['day']}.json" or not holding:
            raise ValueError("is of another day than its name says, or of one that no convention held on")
        convention, _, terms = holding[-1]
        ends = end_of(day, zone, terms.get("fixing"), stated["to"])
        begins = ends - 60 * int(terms["window_minutes"])
        listed = [each.strip() for each in terms["exchanges"].split(",")]
        pages = by_exchange(listed, quotes.pop(stated["day"], []))
        was = {each["name"]: each["sha256"] for each in stated["exchanges"]}
        files = {each: [(path.rpartition("/")[2], folder.read(path)) for path in pages[each]] for each in listed}
        others = [each for each in listed if joint_hash(files[each]) != was.get(each)]
        for each in others:
            yield f"was made of other quotes: {', '.join(pages[each]) or f'no file of {each}'} is another file"
        if others:
            return
        exchanges = [Exchange(each, files[each], terms, begins, ends) for each in listed]
        again = fixing(exchanges, terms, convention, stated["day"])
        if again is None or json.dumps(again, sort_keys=True, separators=(",", ":")).encode() != content:
            yield "is not what its quotes give"
    except MALFORMED as error:
        yield f"cannot be computed again: {error}"


def by_exchange(listed: Sequence[str], paths: Sequence[str]) -> dict[str, list[str]]:
    """Return the pages of each exchange in the order of their numbers."""
    found: dict[str, list[tuple[int, str]]] = {name: [] for name in listed}
    for path in paths:
        stem, _, kind = path.rpartition("/")[2].rpartition(".")
        match = re.fullmatch(r"(.+)\.([1-9][0-9]{0,3})", stem)
        owner = stem if stem in found else match[1] if match else ""
        if owner not in found or kind not in ("csv", "json"):
            raise ValueError(f"{path} is no file of an exchange of the convention")
        found[owner].append((int(match[2]) if match and owner != stem else 0, path))
    for pages in found.values():
        if [number for number, _ in sorted(pages)] != [*range(len(pages))]:
            raise ValueError(f"{', '.join(path for _, path in sorted(pages))}: a page is missing, or of two kinds")
    return {name: [path for _, path in sorted(pages)] for name, pages in found.items()}


def check_windows(folder: Folder) -> Iterator[str]:
    """V2: yield nothing; that windows end where the zone says is checked with each fixing, if the zone is known here.

    Raises:
        Unknown: the bundle holds no fixings, or this machine does not know a zone: then the end stated was taken.
    """
    if not folder.names("fixings"):
        raise Unknown("this bundle holds no fixings and no raw quotes")
    register, acts = folder.json("register.json"), folder.json("acts.json")["acts"]
    fixed = [terms.get("fixing") for _, _, terms in conventions(register, acts)] if register.get("price") else []
    zones = {each.partition(" ")[2] if each else register["zone"] for each in fixed}
    lacking = sorted(zone for zone in zones if zone_of(zone) is None)
    if lacking:
        where = ", ".join(lacking)
        raise Unknown(f"this machine knows no time zone {where}: V1 took each window's end as its fixing states it")
    yield from ()


CHECKS = (("V1", "fixings from raw quotes", check_fixings), ("V2", "windows by time zone", check_windows))
MOST_SHOWN = 20


def judge(folder: Folder, failed: list[str]) -> int:
    """Say what each item gives and return the exit code; `failed` gets the items that were found wanting."""
    for item, title, check in CHECKS:
        faults: list[str] = []
        try:
            for fault in check(folder):
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


def main(arguments: Sequence[str]) -> int:
    """Check the bundle that is named, or the one this file lies in; return the exit code."""
    root = arguments[0] if arguments else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    if len(arguments) > 1 or not os.path.isdir(os.path.join(root, "data")):
        sys.stderr.write(f"{root} is not a bundle. Use: python3 verify_value.py [BUNDLE]\n")
        return 2
    failed: list[str] = []
    try:
        if judge(Folder(root), failed):
            return 1
        say("NOT ALL IS CHECKED: more of this bundle is by python3 data/verify/verify_limits.py.")
        return 4
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
