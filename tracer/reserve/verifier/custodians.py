"""What custodians state of accounts: what verify_books.py asks, beside which this file lies.

It carries out no item. A statement says what the one before it said, and deposits, less withdrawals and the fees that
it states; these leave the account with the closing block of its day. Source: docs/reserve-bundle.md of custody-tracer,
item B4.
"""

from __future__ import annotations

import re
import sys
import typing
from collections import Counter
from collections.abc import Callable, Iterator

Row = dict[str, typing.Any]
Read = Callable[[str], int]
NAMED_BY = {"disposal": "deposits", "deposit": "deposits", "receipt": "withdrawals", "withdrawal": "withdrawals"}
SMALL_FEE = 100_000  # satoshi that are no share


def fees(bundle: typing.Any, satoshi: Read) -> list[tuple[int, str, str, int]]:
    """Return after which block each stated fee leaves an account, the day, the account, its satoshi, by the days."""
    rows = [row for row in bundle.acts.rows if row["kind"] == "statement" and satoshi(row["fees_sat"])]
    rows = sorted((row["as_of"], row["id"], row["account"], satoshi(row["fees_sat"])) for row in rows)
    close, last = bundle.calendar.close, bundle.last
    return [(min(close(day), last), day, account, sat) for day, _, account, sat in rows if day <= bundle.ends]


def check(
    bundle: typing.Any, was: typing.Any, held: dict[str, int], kept: Counter[str], satoshi: Read
) -> Iterator[str]:
    """Yield what is wrong with accounts: what lies in each, and what custodians had kept of it at the opening.

    `was` are the acts at the opening.
    """
    rows, before = list[Row](), dict[str, str]()
    if bundle.previous:
        before = {row["name"]: row["sat"] for row in bundle.previous["accounts"]}
    moved = Counter[tuple[str, str]]()
    for row in [row for row in bundle.ledger.moves if row["kind"] in NAMED_BY]:
        column = NAMED_BY[row["kind"]]
        then, now = (getattr(acts, column).get(row["txid"], ("no account",))[0] for acts in (was, bundle.acts))
        if then != now and row["height"] <= bundle.opening:
            yield f"{row['txid']}: {bundle.previous['period']} was closed with it in {then}, now it is in {now}"
        moved[column, row["txid"]] += satoshi(row["value_sat"]) if row["kind"] in column else 0
    for name, sat in held.items():
        said = [row for row in bundle.acts.rows if row["kind"] == "statement" and row["account"] == name]
        said = [row for row in said if row["as_of"] <= bundle.ends]
        last = max(said, key=lambda row: (row["as_of"], row["id"]), default=dict.fromkeys(("sat", "as_of", "id")))
        row = {"name": name, "sat": str(sat), "attested_sat": last["sat"], "as_of": last["as_of"], "act": last["id"]}
        rows.append(row)
        then = sum(each[2] for each in bundle.ledger.changes if each[1] == name and each[0] <= bundle.opening)
        then -= kept[name]
        if then != satoshi(before.pop(name, "0")):
            yield f"account {name}: held {then} sat at the opening, and {bundle.previous['period']} says otherwise"
        yield from stated(bundle, name, said, moved, satoshi)
    yield from (f"account {name}: held {sat} sat, and is no more" for name, sat in before.items() if sat != "0")
    yield from bundle.compare({"accounts": rows})


def stated(
    bundle: typing.Any, name: str, said: list[Row], moved: Counter[tuple[str, str]], satoshi: Read
) -> Iterator[str]:
    """Yield what a custodian's statements say of an account that what moved does not."""
    sum_, seen, known = 0, set[str](), dict[str, str]()
    for row in sorted(said, key=lambda row: (row["as_of"], row["id"])):
        if known.setdefault(row["as_of"], row["sat"]) != row["sat"]:
            yield f"account {name}: act {row['id']} contradicts another as of {row['as_of']}"
        for txid in (*row["deposits"], *row["withdrawals"]):
            time = bundle.calendar.times.get(bundle.places.get(txid, (-1, 0))[0], 0)
            if time >= bundle.calendar.ends[row["as_of"]]:
                yield f"account {name}: act {row['id']} names {txid}, which is of a later day"
        for sign, column in ((1, "deposits"), (-1, "withdrawals")):
            sum_ += sign * sum(moved[column, txid] for txid in {*row[column]} - seen)
            if sign > 0 and satoshi(row["fees_sat"]) > most_charged(bundle.register["security"], sum_):
                yield f"account {name}: act {row['id']} states more fees than [security] allows"
        seen.update(row["deposits"], row["withdrawals"])
        sum_ -= satoshi(row["fees_sat"])
        if sum_ != satoshi(row["sat"]):
            yield f"account {name}: act {row['id']} says {row['sat']} sat, and what moved gives {sum_}"
        sum_ = satoshi(row["sat"])


def most_charged(terms: Row, lay: int) -> int:
    """Return the most that a statement may state as fees of an account in which so many satoshi lay."""
    share = re.fullmatch("([0-9]{1,40})(/[1-9][0-9]{0,39})?", terms["max_fee_share"])
    if not share:
        raise ValueError(f"{terms['max_fee_share']!r:.20} is no share")
    return max(lay * int(share[1]) // int((share[2] or "/1")[1:]), SMALL_FEE)


if __name__ == "__main__":  # whoever runs it is not told that anything is right
    sys.exit("custodians.py checks nothing alone: run python3 verify_books.py, which lies beside it.")
