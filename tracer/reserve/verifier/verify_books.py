#!/usr/bin/env python3
"""Checks the books of a statement's bundle without custody-tracer: this file, verify_public.py and verify.py beside it.

    python3 verify_books.py [BUNDLE]        without BUNDLE: the bundle that this file lies in

It carries out the items of verify.py and verify_public.py, and then its own: from the raw transactions it follows every
satoshi through the wallets of the register, and computes lots, movements, books, accounts and coins again. What the
state may do with these satoshi is checked by verify_title.py, which carries out the items here too; here that is named
as NOT-CHECKED. What is said, and the exit codes, are those of verify.py.

Words: a receipt is an output by which satoshi first come to a wallet of the register, and each of them keeps its number
in it for ever; a run is consecutive ones; a lot is a run that a case attributes to a label; `ours` are the wallets
whose coins are summed. Source: docs/title.md and docs/lots.md of custody-tracer.
"""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":  # no file that lies beside this one may pass for a part of Python
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != os.path.dirname(os.path.abspath(__file__))]

import bisect
import hashlib
import re
import types
import typing
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from types import SimpleNamespace

Row = dict[str, typing.Any]
MAX_MONEY = 21_000_000 * 100_000_000
VALUE = {"transfer": "transfers_out", "withdrawal": "withdrawals", "deposit": "deposits", "disposal": "disposals",
         "joint": "disposals"}  # fmt: skip
ON_TITLE = ("order", "execution", "assignment", "claim", "pledge", "release")  # kinds by which satoshi have title
COLUMNS = {"opening": 1, "receipts": 1, "disposals": -1, "fees": -1, "deposits": -1, "withdrawals": 1, "scope": 1,
           "transfers_in": 1, "transfers_out": -1}  # fmt: skip
STAGES = ("recorded", "seizure", "forfeiture", "reserve", "watched", "retired")
ALOOF = "\0"  # before the name of a wallet while satoshi move out of a coin of it that is not in the books


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


CUSTODIANS, PUBLIC = beside("custodians.py"), beside("verify_public.py")
VERIFY = PUBLIC.VERIFY


class Run(typing.NamedTuple):
    """Consecutive satoshi of a receipt from its satoshi number `start` on, and in which wallet they lie.

    Without a receipt they are others' satoshi, which have no numbers.
    """

    receipt: str
    start: int
    sat: int
    wallet: str


Spans = dict[str, list[tuple[int, int]]]  # by receipt, numbers of satoshi: from which up to which, apart and in order


def total(runs: Iterable[Run]) -> int:
    """Return how many satoshi runs hold."""
    return sum(run.sat for run in runs)


def joined(runs: Iterable[Run]) -> list[Run]:
    """Return the runs without empty ones, and with those that go on where the one before ended made one."""
    whole = list[Run]()
    for run in runs:
        last = whole[-1] if whole else Run("", 0, 0, "")
        if run.sat and last.sat and (last.receipt, last.start + last.sat, last.wallet) == (*run[:2], run.wallet):
            whole[-1] = last._replace(sat=last.sat + run.sat)
        elif run.sat:
            whole.append(run)
    return whole


def poured(runs: Iterable[Run], sizes: Iterable[int]) -> list[list[Run]]:
    """Return what fills each size, taken from the front in order; runs and sizes must add up to the same."""
    waiting, filled = joined(runs)[::-1], list[list[Run]]()
    for size in sizes:
        filled.append([])
        while size:
            run = waiting.pop()
            part = min(run.sat, size)
            filled[-1].append(run._replace(sat=part))
            waiting += [run._replace(start=run.start + part, sat=run.sat - part)] if run.sat > part else []
            size -= part
    if waiting:
        raise ValueError(f"{total(waiting)} satoshi are left over")
    return [joined(each) for each in filled]


def split(runs: Iterable[Run], spans: Spans) -> tuple[list[Run], list[Run]]:
    """Return what of the runs lies in spans, and what does not, both in the runs' order."""
    inside, outside = list[Run](), list[Run]()
    for run in runs:
        start, end, pieces = run.start, run.start + run.sat, spans.get(run.receipt, [])
        for first, last in pieces[max(bisect.bisect_right(pieces, (start, 1 << 62)) - 1, 0) :]:
            low, high = max(first, start), min(last, end)
            if first >= end:
                break
            if low < high:
                outside.append(run._replace(start=start, sat=low - start))
                inside.append(run._replace(start=low, sat=high - low))
                start = high
        outside.append(run._replace(start=start, sat=end - start))
    return joined(inside), joined(outside)


def mark(spans: Spans, runs: Iterable[Run]) -> Spans:
    """Put the satoshi of runs into spans, those that do not lie in them yet."""
    for run in runs:
        for new in split([run], spans)[1]:
            bisect.insort(spans.setdefault(new.receipt, []), (new.start, new.start + new.sat))
    return spans


def first(runs: Iterable[Run], sat: int) -> list[Run]:
    """Return the first so many satoshi of runs, or all where there are fewer."""
    runs = [*runs]
    sat = min(sat, total(runs))
    return poured(runs, (sat, total(runs) - sat))[0]


Lot = SimpleNamespace  # a row of admission.json, and its run
Coin = SimpleNamespace  # outpoint, value, wallet, place in the chain, runs, stays; spent: at which place, or None
Stay = SimpleNamespace  # run, coin: its outpoint, at: its place in it, since; until: None where it lies there still
Place = tuple[int, int]  # of a transaction in the chain: its block's height, and its index in it


class Scope:
    """Which scripts of wallets of ours are in the books: all, but what acts of scope let in later or let out.

    A change is a block's height, the act, scripts, and whether they enter, with the end of that block. Those of one
    block come in the order of their acts' days and numbers.
    """

    def __init__(self, changes: Iterable[tuple[int, str, set[str], bool]] = ()) -> None:
        self.changes = sorted(changes, key=lambda change: change[0])
        self.by_script = dict[str, list[tuple[int, str, bool]]]()
        for height, act, scripts, enters in self.changes:
            for script in scripts:
                self.by_script.setdefault(script, []).append((height, act, enters))

    def counts(self, script: str, height: int) -> bool:
        """Return whether a script is in the books at the end of a block; before its first act where that turns it."""
        changes = self.by_script.get(script, [])
        past = [change for change in changes if change[0] <= height]
        return past[-1][2] if past else not changes or not changes[0][2]

    def left_by(self, script: str, height: int) -> bool:
        """Return whether an act has let a script out of the books at the end of a block."""
        past = [change for change in self.by_script.get(script, []) if change[0] <= height]
        return bool(past) and not past[-1][2]


class Ledger:
    """Every coin that wallets of the register ever held, and whose satoshi lay in it: a fold over the chain.

    Inputs in their order fill outputs in theirs, the fee last. `chain` has transactions, places, outputs by outpoint.
    """

    def __init__(
        self,
        wallets: dict[str, str],
        ours: set[str],
        acts: Acts,
        chain: SimpleNamespace,
        scope: Scope | None = None,
        fees: Iterable[tuple[int, str, str, int]] = (),
    ) -> None:
        self.wallets, self.ours, self.acts, self.chain, self.scope = wallets, ours, acts, chain, scope or Scope()
        self.coins, self.stays, self.moves = dict[str, Coin](), list[Stay](), list[Row]()
        self.accounts = dict[str, list[Run]]()  # what lies in each, in the order in which it went there
        self.changes = list[tuple[int, str, int]]()  # of accounts: height, name, satoshi that went there or came back
        self.paid, self.deposits = list[tuple[Place, Run]](), list[tuple[Place, Run]]()
        self.coming, self.owed = [*fees], Counter[str]()  # height, day, account, satoshi of stated fees; what is owed
        self.kept: list[tuple[str, int, str, list[Run]]] = []  # day, or "" and height; account; what its custodian kept
        self.books: list[tuple[int, str, str, int]] = []  # height, wallet, column, satoshi
        self.disposed: list[tuple[str, int, list[Run], list[Run]]] = []  # txid, height, what left by an act; its fee
        for txid, place in chain.places.items():
            self.charge(place[0])
            inputs, outputs, _ = chain.transactions[txid]
            spent = [self.coins.get(outpoint) for outpoint in inputs]
            if any(spent) or any(script in wallets for _, script in outputs):
                self.cross(txid, place, spent)
        self.charge(1 << 62)
        for height, coin, sign in self.scoped(-1, 1 << 62):
            self.books.append((height, coin.wallet, "scope", sign * coin.value))

    def charge(self, before: int) -> None:
        """Let custodians keep the fees that they state with blocks below one."""
        while self.coming and self.coming[0][0] < before:
            _, day, account, sat = self.coming.pop(0)
            self.owed[account] += sat
            self.keep_fee(account, day)

    def keep_fee(self, account: str, day: str, height: int = -1) -> None:
        """Take what is owed out of what lies in an account, in the order in which it went there, as far as it goes."""
        waiting = self.accounts.get(account, [])
        kept = first(waiting, self.owed[account])
        if kept:
            self.accounts[account] = split(waiting, mark(Spans(), kept))[1]
            self.kept.append((day, height, account, kept))
            self.owed[account] -= total(kept)

    def counts(self, outpoint: str, height: int) -> bool:
        """Return whether a coin is of ours, and its script in the books at the end of a block."""
        script = self.chain.outputs[outpoint][1]
        return self.wallets.get(script) in self.ours and self.scope.counts(script, height)

    def scoped(self, after: int, upto: int) -> Iterator[tuple[int, Coin, int]]:
        """Yield the coins that lie there when a block of a span ends with which scope lets them in (1) or out (-1)."""
        for height in sorted({change[0] for change in self.scope.changes if after < change[0] <= upto}):
            for name, coin in self.coins.items():
                sign = self.counts(name, height) - self.counts(name, height - 1)
                if sign and coin.runs and coin.place[0] <= height and (coin.spent is None or coin.spent[0] > height):
                    yield height, coin, sign

    def cross(self, txid: str, place: Place, spent: Sequence[Coin | None]) -> None:
        """Move satoshi through a transaction: note where they lie, what left, and what that is to the books."""
        outputs = self.chain.transactions[txid][1]
        owners = [self.wallets.get(script, "") for _, script in outputs]
        is_ours = [self.counts(f"{txid}:{vout}", place[0] - 1) for vout in range(len(outputs))]
        for coin in filter(None, spent):
            coin.spent = place
            for stay in coin.stays:
                stay.until = place
        shares = self.spend(txid, spent, is_ours) if any(spent) else self.arrive(txid, outputs, owners, any(is_ours))
        for vout, owner in enumerate(owners):
            if owner:
                self.keep(f"{txid}:{vout}", outputs[vout][0], owner, place, shares[vout])
        self.enter(txid, place, spent, owners, is_ours, shares)

    def spend(self, txid: str, spent: Sequence[Coin | None], is_ours: list[bool]) -> list[list[Run]]:
        """Return whose satoshi fill each output and the fee: all in order, or as a disposal's lots command.

        Those of a coin that is not in the books come with a mark on its wallet's name, by which that is not ours.
        """
        inputs, outputs, _ = self.chain.transactions[txid]
        runs, height = list[Run](), self.chain.places[txid][0]
        for outpoint, coin in zip(inputs, spent):
            mine = coin.runs if coin else [Run("", 0, self.chain.outputs[outpoint][0], "")]
            marked = ALOOF if coin and not self.counts(outpoint, height - 1) else ""
            runs += [run._replace(wallet=marked + run.wallet) for run in mine]
        pays = [sat for sat, _ in outputs]
        pays.append(total(runs) - sum(pays))
        act = self.acts.disposals.get(txid)
        if not act or not act["lots"]:
            return poured(runs, pays)
        left = {lot: satoshi(sat) for lot, sat in act["lots"].items()}
        named, spans = list[Run](), Spans()
        for run in joined(runs):
            for lot in sorted(left, key=lambda name: [*self.acts.spans[name].values()]):  # as they lie in the receipt
                found = first(split([run], self.acts.spans[lot])[0], left[lot])
                left[lot] -= total(found)
                named += found
        goes = [0 if mine else sat for sat, mine in zip(pays, [*is_ours, False])]
        if any(left.values()) or total(named) != sum(goes):
            raise ValueError(f"act {act['id']}: its lots are not what {txid} pays to others and as its fee")
        rest = split(runs, mark(spans, named))[1]
        stays = [sat - gone for sat, gone in zip(pays, goes)]
        return [gone + kept for gone, kept in zip(poured(named, goes), poured(rest, stays))]

    def arrive(self, txid: str, outputs: list[tuple[int, str]], owners: list[str], is_receipt: bool) -> list[list[Run]]:
        """Return what others pay in: what comes back from an account, in the order it went there; else new satoshi."""
        account, _ = self.acts.withdrawals.get(txid if is_receipt else "", ("", ""))
        shares = list[list[Run]]()
        if txid in self.acts.disposals:
            raise ValueError(f"act {self.acts.of(txid)}: {txid} spends no coin of a wallet")
        for (sat, _), owner in zip(outputs, owners):
            waiting = self.accounts.get(account, []) if owner else []
            back = first(waiting, sat)
            if back:
                self.accounts[account] = split(waiting, mark(Spans(), back))[1]
                self.changes.append((self.chain.places[txid][0], account, -total(back)))
            shares.append([run._replace(wallet="") for run in back] + [Run("", 0, sat - total(back), "")])
        return [*shares, []]

    def keep(self, outpoint: str, sat: int, wallet: str, place: Place, share: list[Run]) -> None:
        """Put satoshi into a coin of a wallet; those without a number get theirs here, by their place in the coin."""
        at, runs = 0, list[Run]()
        for run in share:
            runs.append(Run(run.receipt or outpoint, run.start if run.receipt else at, run.sat, wallet))
            at += run.sat
        runs, at = joined(runs), 0
        coin = Coin(outpoint=outpoint, value=sat, wallet=wallet, place=place, runs=runs, stays=[], spent=None)
        for run in runs:
            coin.stays.append(Stay(run=run, coin=outpoint, at=at, since=place, until=None))
            at += run.sat
        self.coins[outpoint] = coin
        self.stays += coin.stays

    def enter(
        self,
        txid: str,
        place: Place,
        spent: Sequence[Coin | None],
        owners: list[str],
        pays: list[bool],
        shares: list[list[Run]],
    ) -> None:
        """Note what a transaction is to the books, by the wallets on both sides alone, and what it adds to them."""
        spends = [coin is not None and self.counts(coin.outpoint, place[0] - 1) for coin in spent]
        kind = "joint" if not all(spends) else "transfer" if all(pays) else "disposal"
        kind = kind if any(spends) else "receipt" if any(pays) else ""
        kind = "deposit" if kind == "disposal" and txid in self.acts.deposits else kind
        kind = "withdrawal" if kind == "receipt" and txid in self.acts.withdrawals and not any(spent) else kind
        sums, gone = Counter[str](), list[Run]()
        for owner, target, share in zip([*owners, ""], [*pays, False], shares):
            left = "deposits" if kind == "deposit" and not owner else "disposals"
            for run in share:
                source = run.wallet in self.ours
                columns = list[tuple[str, str]]()
                if source and not target:
                    columns.append((run.wallet, "fees" if share is shares[-1] else left))
                    gone.append(run)
                elif target and not source:
                    columns.append((owner, "withdrawals" if kind == "withdrawal" else "receipts"))
                elif target and run.wallet != owner:
                    columns += [(run.wallet, "transfers_out"), (owner, "transfers_in")]
                for wallet, column in columns:
                    self.books.append((place[0], wallet, column, run.sat))
                    sums[column] += run.sat
        row = {"txid": txid, "vout": None, "height": place[0], "kind": kind, "act": self.acts.of(txid)}
        for vout in [vout for vout, is_ours in enumerate(pays) if is_ours and kind == "receipt"]:
            came = total(run for run in shares[vout] if run.wallet not in self.ours)
            lots = self.acts.by_lot(self.coins[f"{txid}:{vout}"].runs)
            self.moves.append({**row, "vout": vout, "value_sat": str(came), "fee_sat": "0", "lots": lots})
        if kind in VALUE:
            if kind == "withdrawal":
                gone = [run for vout, owner in enumerate(owners) if owner for run in self.coins[f"{txid}:{vout}"].runs]
            more = {"value_sat": str(sums[VALUE[kind]]), "fee_sat": str(sums["fees"])}
            self.moves.append({**row, **more, "lots": self.acts.by_lot(gone)})
        if kind in ("disposal", "joint", "deposit") and txid in self.acts.disposals:
            self.disposed.append((txid, place[0], gone, shares[-1]))
        paid = [run for owner, share in zip(owners, shares) if not owner for run in share]
        paid = [run._replace(wallet=run.wallet.replace(ALOOF, "")) for run in paid]
        self.paid += [(place, run) for run in paid if run.wallet and kind != "deposit"]
        if kind == "deposit":
            account = self.accounts.setdefault(self.acts.deposits[txid][0], [])
            account += paid
            self.changes.append((place[0], self.acts.deposits[txid][0], total(paid)))
            self.deposits += [(place, run) for run in paid]
            self.keep_fee(self.acts.deposits[txid][0], "", place[0])

    def aloof(self) -> Iterator[str]:
        """Yield what pays others out of coins of ours that an act of scope had let out of the books."""
        own = {self.chain.outputs[name][1] for name, coin in self.coins.items() if coin.wallet in self.ours}
        listed = {row["txid"] for row in self.moves if row["kind"] in ("disposal", "joint")}
        for txid, (height, _) in self.chain.places.items():
            inputs, outputs, _ = self.chain.transactions[txid]
            spent = [self.chain.outputs[name][1] for name in inputs if name in self.coins]
            is_out = any(script in own and self.scope.left_by(script, height - 1) for script in spent)
            if is_out and txid not in listed:
                yield from [txid] if any(sat and script not in own for sat, script in outputs) else []

    def sent(self) -> set[str]:
        """Return the transactions of disposals that were sent otherwise than their acts say."""
        return self.otherwise() | {*self.strange()}

    def otherwise(self) -> set[str]:
        """Return the last transaction of each disposal that pays others something else than its act names."""
        paid, last = dict[str, Counter[tuple[str, int]]](), dict[str, str]()
        moved = {row["txid"] for row in self.moves if row["kind"] != "receipt"}
        for txid, (height, _) in self.chain.places.items():
            act = self.acts.disposals.get(txid)
            if act and act["outputs"] and txid in moved:
                outputs = enumerate(self.chain.transactions[txid][1])
                gone = [(script, sat) for at, (sat, script) in outputs if not self.counts(f"{txid}:{at}", height - 1)]
                paid.setdefault(act["id"], Counter()).update(gone)
                last[act["id"]] = txid
        acts = {act["id"]: act["outputs"] for act in self.acts.disposals.values()}
        said = {name: Counter((row["script"], satoshi(row["sat"])) for row in acts[name]) for name in paid}
        return {last[name] for name in paid if paid[name] != said[name]}

    def strange(self) -> Iterator[str]:
        """Yield the transactions of disposals that spend a coin in the books which holds nothing of their lots."""
        for txid, (height, _) in self.chain.places.items():
            lots = self.acts.disposals.get(txid, {"lots": ()})["lots"]
            for name in self.chain.transactions[txid][0] if lots else []:
                if name in self.coins and self.counts(name, height - 1):
                    held = (split(self.coins[name].runs, self.acts.spans[lot])[0] for lot in lots)
                    yield from [] if any(held) else [txid]

    def held(self, height: int) -> list[Coin]:
        """Return the coins of ours that are unspent at the end of a block, in the order of the chain."""
        coins = [coin for coin in self.coins.values() if coin.place[0] <= height and self.counts(coin.outpoint, height)]
        return [coin for coin in coins if coin.spent is None or coin.spent[0] > height]

    def kept_by(self, day: str, height: int) -> list[tuple[str, list[Run]]]:
        """Return by account what its custodian has kept as fees when a day ends, of which a block is the last."""
        return [(name, runs) for on, at, name, runs in self.kept if (on <= day if on else at <= height)]

    def held_by(self, day: str, height: int, receipts: set[str]) -> tuple[Spans, Spans]:
        """Return which satoshi of receipts wallets in the books or accounts hold when a day ends; and all of ours."""
        stays = [stay for stay in self.stays if stay.run.receipt in receipts and stay.since[0] <= height]
        held = [stay for stay in stays if stay.run.wallet in self.ours and (not stay.until or stay.until[0] > height)]
        booked = mark(Spans(), (stay.run for stay in held if self.counts(stay.coin, height)))
        whole = mark(Spans(), (stay.run for stay in held))
        for place, run in [each for each in self.deposits if each[0][0] <= height and each[1].receipt in receipts]:
            back = [stay.run for stay in stays if stay.since > place]
            kept = [each for _, runs in self.kept_by(day, height) for each in runs]
            away = split([run], mark(Spans(), [*back, *kept]))[1]
            mark(whole, away)
            mark(booked, away)
        return booked, whole

    def crossings(self, after: int, upto: int) -> tuple[list[list[Run]], list[list[Run]]]:
        """Return what came to wallets of ours from elsewhere, and what left them, by transaction."""
        into, out = dict[Place, list[Run]](), dict[Place, list[Run]]()
        for stay in [stay for stay in self.stays if stay.run.wallet in self.ours]:
            for place, runs in ((stay.since, into), (stay.until, out)):
                if place and after < place[0] <= upto and self.counts(stay.coin, place[0] - 1):
                    runs.setdefault(place, []).append(stay.run._replace(wallet=""))
        came = [split(sorted(into[place]), mark(Spans(), out.get(place, [])))[1] for place in into]
        left = [split(sorted(out[place]), mark(Spans(), into.get(place, [])))[1] for place in out]
        return [*filter(None, came)], [*filter(None, left)]

    def book(self, names: Sequence[str], after: int, upto: int) -> Row:
        """Return the books of wallets of the blocks above one height up to another; they must lead to what is there."""
        sums = Counter[str]()
        for height, wallet, column, sat in self.books:
            sums[column] += sat if wallet in names and after < height <= upto else 0
        sums["opening"] = sum(coin.value for coin in self.held(after) if coin.wallet in names)
        sums["closing"] = sum(coin.value for coin in self.held(upto) if coin.wallet in names)
        due = sum(sums[column] * sign for column, sign in COLUMNS.items())
        if due != sums["closing"]:
            raise ValueError(f"{', '.join(names)}: the entries lead to {due} sat, and {sums['closing']} are unspent")
        return {column: str(sums[column]) for column in (*COLUMNS, "closing")}


class Acts:
    """The acts that count, by what they do, and the lots that they name."""

    def __init__(self, rows: Sequence[Row], lots: dict[str, Lot]) -> None:
        self.filed, self.rows, self.lots, self.by_receipt = rows, in_force(rows), lots, dict[str, list[Lot]]()
        self.spans = {name: mark(Spans(), [lot.run]) for name, lot in lots.items()}
        for lot in sorted(lots.values(), key=lambda lot: lot.run):
            self.by_receipt.setdefault(lot.run.receipt, []).append(lot)
        self.disposals, self.deposits = dict[str, Row](), dict[str, tuple[str, str]]()
        self.withdrawals, self.explained = dict[str, tuple[str, str]](), dict[str, str]()
        by_id = {row["id"]: row for row in self.rows}
        for row in self.rows:
            if row["kind"] in ("disposal", "step") and row["txid"]:
                act = row if row["kind"] == "disposal" else by_id[row["disposal"]]
                if self.disposals.setdefault(row["txid"], act)["id"] != act["id"]:
                    raise ValueError(f"acts {self.disposals[row['txid']]['id']} and {act['id']} name {row['txid']}")
            for column, found in (("deposits", self.deposits), ("withdrawals", self.withdrawals)):
                for txid in row[column] if row["kind"] == "statement" else ():
                    if found.setdefault(txid, (row["account"], row["id"]))[0] != row["account"]:
                        raise ValueError(f"act {row['id']}: another account has {txid} too")
            if row["kind"] == "correction" and row["txid"]:
                self.explained[row["txid"]] = row["id"]
        for txid in sorted(self.disposals.keys() & (self.deposits.keys() | self.withdrawals.keys())):
            kept = self.deposits.get(txid) or self.withdrawals[txid]
            raise ValueError(f"act {self.disposals[txid]['id']} disposes of {txid}, and {kept[1]} into {kept[0]}")

    def of(self, txid: str) -> str | None:
        """Return the act that names a transaction: a disposal, else a statement, else an explanation."""
        statement, disposal = self.deposits.get(txid) or self.withdrawals.get(txid), self.disposals.get(txid)
        return disposal["id"] if disposal else statement[1] if statement else self.explained.get(txid)

    def by_lot(self, runs: Iterable[Run]) -> Row:
        """Return how many satoshi of the runs are of which lot; those of no lot are left out."""
        sums = Counter[str]()
        for run in runs:
            for lot in self.by_receipt.get(run.receipt, ()):
                sums[lot.id] += total(split([run], self.spans[lot.id])[0])
        return {name: str(sums[name]) for name in sorted(sums) if sums[name]}


def in_force(rows: Sequence[Row], day: str = "9999-12-31") -> list[Row]:
    """Return the acts that count on a day, by number: without those that others replace, and each naming what counts.

    What replaces a wrong act by a correction keeps the number of that, on all days. What supersedes an act on title
    after the day is left out with what rests on it. Who explains a movement replaces nothing else.
    """
    by_id, stands, after = {row["id"]: row for row in rows}, dict[str, Row](), dict[str, str]()
    wrong = {row["corrects"] for row in rows if row.get("replacement")}

    def number(name: str, left: typing.Container[str] = (), ended: str = "9999-12-31") -> str:
        """Return under which number counts what stands for an act until it ended, without some that supersede."""
        for _ in range(2 * len(rows) + 1):
            if by_id[name].get("replacement"):
                name = by_id[name]["corrects"]
            elif name in after and after[name] not in left and stands[after[name]]["date"] < ended:
                name = after[name]
            else:
                return name
        raise ValueError(f"act {name}: replaces itself in a circle")

    for row in rows:
        old = row["corrects"] or row["supersedes"]
        explains = [row["kind"] == "correction" and not row["replacement"] for row in (row, by_id[old or row["id"]])]
        is_new = old and not row.get("replacement") and explains != [True, False]
        if is_new and after.setdefault(number(old, by_id), row["id"]) != row["id"]:
            raise ValueError(f"act {old} is replaced by {after[number(old, by_id)]} and by {row['id']}")
        name = number(row["id"], by_id)
        told = {**(row.get("replacement") or row), "id": name, "supersedes": by_id[name]["supersedes"]}
        if row["id"] not in wrong and stands.setdefault(name, told) is not told:
            raise ValueError(f"act {name} is replaced by two corrections")
    keys, rests = dict[str, list[str]](), {name: {old} for old, name in after.items()}
    for name, row in stands.items():
        number(name)
        keys[name] = [key for key in ("order", "act", "disposal") if row["kind"] != "order" and row.get(key) in by_id]
        rests.setdefault(name, set()).update(number(row[key], by_id) for key in keys[name])
    left = {name for name in after.values() if stands[name]["kind"] in ON_TITLE and stands[name]["date"] > day}
    while more := {name for name in stands if name not in left and left & rests[name]}:
        left |= more
    standing = [row for name, row in stands.items() if name not in left and after.get(name) in (None, *left)]
    for row in standing:
        row.update({key: number(row[key], left, row.get("on") or "9999-12-31") for key in keys[row["id"]]})
    return sorted(standing, key=lambda row: row["id"])


def check_lots(bundle: typing.Any) -> Iterator[str]:
    """Each is part of an output here, no two hold one satoshi, and a case's last version counts."""
    names, lots = [name[5:] for name in bundle.files if name.startswith("data/receipts/")], dict[str, Lot]()
    for admission in sorted(map(bundle.load, names), key=lambda each: each["number"]):
        gone, taken, left = (admission["case"], admission["supersedes"]), Spans(), lots
        rows = [Lot(**row, run=run_of(row)) for row in admission["lots"]]
        lots = {lot.id: lot for lot in rows}
        for lot in rows:
            end = lot.run.start + lot.run.sat
            here = lot.run.receipt[:64] in bundle.places  # a case may have receipts after the closing block
            if not 0 <= lot.run.start < end <= (bundle.outputs.get(lot.run.receipt, (0, ""))[0] if here else end):
                yield f"lot {lot.id}: is no part of output {lot.run.receipt}"
            if split([lot.run], taken)[0] or len(lots) < len(rows):
                yield f"lot {lot.id}: holds satoshi of another, or its number"
            mark(taken, [lot.run])
        for lot in [each for each in left.values() if (each.case, each.bundle) != gone]:
            kept = split([lot.run], taken)[1]
            if (kept != [lot.run] and lot.label is not None) or len(kept) > 1 or (kept and lot.id in lots):
                yield f"lot {lot.id}: a later one holds its satoshi or its number"
            for lot.run in kept:
                lots[lot.id] = lot
    bundle.acts = Acts(bundle.filed, lots)


def check_movements(bundle: typing.Any) -> Iterator[str]:
    """Told by the wallets' scripts alone, with every satoshi followed through them, they are those stated."""
    rows = bundle.register["wallets"]
    bundle.scripts = bundle.load("scripts.json")["wallets"]
    wallets = {row["script"]: name for name, each in bundle.scripts.items() for row in each}
    if len(wallets) < sum(map(len, bundle.scripts.values())) or {*bundle.scripts} != {row["name"] for row in rows}:
        yield "scripts.json: a script stands twice, or its wallets are not the register's"
    yield from (f"register.json: {row['stage']!r:.20} is no stage" for row in rows if row["stage"] not in STAGES)
    own = [row for row in rows if row["body"] in bundle.register["bodies"]]
    bundle.ours = [row["name"] for row in own if row["stage"] not in ("watched", "recorded")]
    acts = [row for row in bundle.acts.rows if row["kind"] == "scope"]
    acts.sort(key=lambda row: (row["date"], row["id"]))
    yield from (f"act {row['id']}: its wallet is none of ours" for row in acts if row["wallet"] not in bundle.ours)
    chain = SimpleNamespace(transactions=bundle.transactions, places=bundle.places, outputs=bundle.outputs)
    scope, fees = Scope(change(bundle, act) for act in acts), CUSTODIANS.fees(bundle, satoshi)
    bundle.ledger = Ledger(wallets, {*bundle.ours}, bundle.acts, chain, scope, fees)
    yield from bundle.compare({"movements": [row for row in bundle.ledger.moves if row["height"] > bundle.opening]})
    for row in [row for row in bundle.acts.rows if row["kind"] == "correction" and row["txid"]]:
        heights = [each["height"] for each in bundle.ledger.moves if each["txid"] == row["txid"]]
        if any(bundle.calendar.ends[row["date"]] <= bundle.calendar.median(height) for height in heights):
            yield f"act {row['id']}: explains {row['txid']}, and is older than its block"


def change(bundle: typing.Any, act: Row) -> tuple[int, str, set[str], bool]:
    """Return what an act of scope changes: with the closing block of its day, above the last where none has begun.

    One of a day without a block counts as one of the next day that has one. A range names scripts by their index.
    """
    low, high = act["range"] or (0, 0)
    rows = bundle.scripts[act["wallet"]]
    if act["range"]:
        rows = [row for row in rows if row["index"] is not None and low <= row["index"] <= high]
    if act["scripts"]:
        rows = [row for row in rows if row["script"] in act["scripts"]]
    has_begun = bundle.calendar.begin(act["date"]) <= bundle.calendar.median(bundle.last)
    height = min(bundle.calendar.close_next(act["date"]), bundle.last) if has_begun else bundle.last + 1
    return height, act["id"], {row["script"] for row in rows}, act["enters"]


def check_books(bundle: typing.Any) -> Iterator[str]:
    """From the opening they lead to the coins that are unspent at the closing, each wallet's and all together."""
    books = {name: bundle.ledger.book([name], bundle.opening, bundle.last) for name in bundle.ours}
    whole = bundle.ledger.book(bundle.ours, bundle.opening, bundle.last)
    whole = {column: sat for column, sat in whole.items() if not column.startswith("transfers")}
    rows = [{"name": name, "books_sat": own} for name, own in books.items()]
    yield from bundle.compare({"wallets": rows, "books_sat": whole})
    if bundle.previous and bundle.previous["books_sat"]["closing"] != whole["opening"]:
        yield f"opening {whole['opening']} is not {bundle.previous['period']}'s closing"


def check_accounts(bundle: typing.Any) -> Iterator[str]:
    """What lies with custodians is as stated, goes on from the statement before, and is what their words say."""
    was = bundle.acts
    if bundle.previous:
        listed = {row["id"] for row in bundle.previous["inputs"]}
        was = Acts([row for row in bundle.filed if f"acts/{row['id']}.toml" in listed], bundle.acts.lots)
    held = {row["name"]: total(bundle.ledger.accounts.get(row["name"], ())) for row in bundle.register["accounts"]}
    kept = Counter[str]()
    for name, runs in bundle.ledger.kept_by(VERIFY.day_before(bundle.begins), bundle.opening):
        kept[name] += total(runs)
    yield from CUSTODIANS.check(bundle, was, held, kept, satoshi)


def check_observation(bundle: typing.Any) -> Iterator[str]:
    """The coins of every wallet at the closing block are its, and those of ours are counted and hashed."""
    closing, time = bundle.block(bundle.last), bundle.calendar.times[bundle.last]
    observed = bundle.observed = bundle.load(f"observations/{bundle.last:07}-{closing['hash'][-8:]}.json")
    places = {row["script"]: row for rows in bundle.scripts.values() for row in rows}
    coins, rows = list[Coin](), {name: list[Row]() for name in bundle.scripts}
    for coin in [coin for coin in bundle.ledger.coins.values() if not coin.spent]:
        at, is_reward = places[bundle.outputs[coin.outpoint][1]], not bundle.transactions[coin.outpoint[:64]][0]
        row = {"outpoint": coin.outpoint, "value_sat": str(coin.value), "height": coin.place[0]}
        row.update(branch=at["branch"], index=at["index"], mature_at=coin.place[0] + 100 if is_reward else None)
        rows[coin.wallet].append(row)
        coins += [coin] if bundle.ledger.counts(coin.outpoint, bundle.last) else []
    wallets = list[Row]()
    for name in [row["name"] for row in bundle.register["wallets"]]:
        held = str(sum(int(row["value_sat"]) for row in rows[name]))
        rows[name].sort(key=lambda row: by_name(row["outpoint"]))
        wallets.append({"name": name, "ours": name in bundle.ours, "held_sat": held, "coins": rows[name]})
    computed: Row = {
        "schema": 1,
        "register": bundle.register["name"],
        "network": bundle.network,
        **closing,
        "time": VERIFY.moment(time),
        "wallets": wallets,
    }
    yield from bundle.differ(observed, computed, "observation")
    coins.sort(key=lambda coin: by_name(coin.outpoint))
    lines = "".join(f"{coin.outpoint} {coin.value} {bundle.outputs[coin.outpoint][1]}\n" for coin in coins)
    found = {"coins": len(coins), "coins_sha256": hashlib.sha256(lines.encode()).hexdigest()}
    yield from bundle.compare({"reconciliation": {**found, "faults": observed["faults"]}})


def run_of(row: Row) -> Run:
    """Return the run of a lot."""
    return Run(row["receipt"], satoshi(row["start"]), satoshi(row["sat"]), "")


def by_name(outpoint: str) -> tuple[str, int]:
    """Return what sorts outpoints by txid and number."""
    return outpoint[:64], int(outpoint[65:])


def satoshi(text: str) -> int:
    """Return an amount, which is written as digits and in no other way."""
    if not re.fullmatch("0|-?[1-9][0-9]{0,15}", text):
        raise ValueError(f"{text!r:.20} is no amount of satoshi")
    return int(text)


CHECKS = (
    ("B1", check_lots),
    ("B2", check_movements),
    ("B3", check_books),
    ("B4", check_accounts),
    ("B5", check_observation),
)
BESIDE = {"verify_public.py": PUBLIC.CHECKS, "verify_books.py": CHECKS}


def main(arguments: Sequence[str]) -> int:
    """Check the bundle that is named, or the one this file lies in; return the exit code."""
    return int(VERIFY.main(arguments, BESIDE, "verify_books.py"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
