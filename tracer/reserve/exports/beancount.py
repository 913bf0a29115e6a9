"""A journal for accountants who use beancount: satoshi alone, one account for each wallet and title.

Written, never read back. A movement is a transaction; what titles change by a day's end is another. The movements'
entries and the satoshi's own ways are found apart, so that a transaction that does not balance is found here, and the
balances at the end are those of the title book.
Source: Beancount Language Syntax (accounts, `open` with a booking method, `balance`); amounts without decimals have no
tolerance.
"""

import datetime as dt
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tracer.chain.outpoint import Outpoint, Position, Txid
from tracer.errors import IntegrityError
from tracer.formats.zone import zone
from tracer.reserve.acts import StatementAct
from tracer.reserve.history import ObservedBlock
from tracer.reserve.ledger_rows import AccountCharge, BookMovement, EntryKind, MovementKind, Stay, in_scope
from tracer.reserve.run_index import RunIndex
from tracer.reserve.satoshi_runs import SatoshiRun, total
from tracer.reserve.status import Books
from tracer.reserve.title_rows import Title, TitleBook

_RECEIPTS, _DISPOSALS = "Equity:Receipts", "Expenses:Disposals"
_FEES, _CHARGES = "Expenses:Fees", "Expenses:Custodians"
_SCOPE = "Equity:Scope"
_WIDTH = 60
_DAY = dt.timedelta(days=1)


def movement_days(books: Books, height: int) -> tuple[dt.date, ...]:
    """Return the days of the register's zone on which something moved, a fee or an act of scope counts, up to a block.

    In ascending order.
    """
    place = zone(books.register.zone)
    found = {movement.mtp for movement in books.ledger.movements if movement.position.height <= height}
    charged = {each.day for each in books.ledger.charges}
    return tuple(sorted({_day(mtp, place) for mtp in found} | charged | _scope_heights(books, height).keys()))


def _scope_heights(books: Books, height: int) -> Mapping[dt.date, int]:
    """Return by day the block with which acts of scope count, from the first coin up to a block.

    The last block is of the books' day, whether or not a later one closes that.
    """
    first = min((coin.position.height for coin in books.ledger.coins), default=height + 1)
    changes = (each for each in books.ledger.scope if first <= each.height <= height)
    return {each.day or books.title.day: each.height for each in changes}


def journal(books: Books, block: ObservedBlock, titles: Sequence[TitleBook]) -> bytes:
    """Return the journal up to a block.

    `titles` are the title books of days in ascending order, each of the end of its day, the last one that of `books`:
    of every day that `movement_days` names, at least. Between two of them titles are told to change on the later.

    Raises:
        IntegrityError: a movement does not balance, or the books do not lead to what the titles hold.
    """
    writing = _Journal(books)
    place = zone(books.register.zone)
    moved: dict[dt.date, list[list[BookMovement]]] = defaultdict(list)
    for rows in _by_transaction(books, block.height):
        moved[_day(rows[0].mtp, place)].append(rows)
    scope = _scope_heights(books, block.height)
    charges: dict[dt.date, list[AccountCharge]] = defaultdict(list)
    for each in books.ledger.charges:
        charges[each.day].append(each)
    lacking = (moved.keys() | charges.keys() | scope.keys()) - {title.day for title in titles}
    if lacking:
        raise IntegrityError(f"{min(lacking)}: something moved, and no title book of that day was given")
    for title in titles:
        for rows in moved.get(title.day, ()):
            writing.move(title.day, rows)
        writing.charge(title.day, charges.get(title.day, ()))
        if title.day in scope:
            writing.rescope(title.day, scope[title.day])
        writing.retitle(title)
    return writing.text(block, titles[-1].day if titles else None).encode()


def _by_transaction(books: Books, height: int) -> Iterable[list[BookMovement]]:
    found: dict[Txid, list[BookMovement]] = defaultdict(list)
    for movement in books.ledger.movements:
        if movement.position.height <= height:
            found[movement.txid].append(movement)
    return found.values()


def _day(mtp: int, place: dt.tzinfo) -> dt.date:
    return dt.datetime.fromtimestamp(mtp, place).date()


@dataclass(slots=True)
class _Journal:
    """The journal while it is being written: balances by account, lines, and the titles last known."""

    books: Books
    balances: Counter[str] = field(default_factory=Counter)
    opened: dict[str, dt.date] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    known: RunIndex[Title] = field(default_factory=lambda: RunIndex(()))
    names: "_Names" = field(init=False)
    begun: Mapping[Position, Sequence[Stay]] = field(init=False)
    ended: Mapping[Position, Sequence[Stay]] = field(init=False)
    scripts: Mapping[Outpoint, bytes] = field(init=False)
    lots: RunIndex[str] = field(init=False)
    custodians: Mapping[Txid, str] = field(init=False)

    def __post_init__(self) -> None:
        """Index the ledger."""
        self.names = _Names(self.books)
        begun, ended = defaultdict(list), defaultdict(list)
        self.scripts = {coin.outpoint: coin.script for coin in self.books.ledger.coins}
        for stay in self.books.ledger.stays:
            if self._counts(stay, stay.since.height - 1):
                begun[stay.since].append(stay)
            if stay.until is not None and self._counts(stay, stay.until.height - 1):
                ended[stay.until].append(stay)
        self.begun, self.ended = begun, ended
        self.lots = RunIndex((lot.run, lot.id) for lot in self.books.lots)
        self.custodians = {
            txid: act.account
            for act in self.books.acts
            if isinstance(act, StatementAct)
            for txid in (*act.deposits, *act.withdrawals)
        }

    def _counts(self, stay: Stay, height: int) -> bool:
        """Return whether a stay's wallet is of ours, and its script in the books at the end of a block."""
        ledger = self.books.ledger
        return stay.wallet in ledger.ours and in_scope(ledger.scope, self.scripts[stay.coin], height)

    def move(self, day: dt.date, rows: Sequence[BookMovement]) -> None:
        """Write the movements of one transaction."""
        first = rows[0]
        postings: Counter[str] = Counter()
        before = [piece for stay in self.ended.get(first.position, ()) for piece in self._titled(stay)]
        kept = RunIndex((run, title) for run, _, title in before)
        for run, wallet, title in before:
            postings[self.names.account(wallet, title)] -= run.sat
        for stay in self.begun.get(first.position, ()):
            for run, had in kept.pieces(stay.run):
                postings[self.names.account(stay.wallet, had or Title.UNTITLED)] += run.sat
        for row in rows:
            for entry in row.entries:
                self._against(postings, row, entry.kind, entry.sat)
        told = {"txid": first.txid, "height": str(first.position.height), "lots": self._lots(rows)}
        links = f" ^{first.act}" if first.act is not None else ""
        self._write(day, f'* "{first.kind.value}"{links}', told, postings)

    def _titled(self, stay: Stay) -> Iterator[tuple[SatoshiRun, str, Title]]:
        """Yield a stay's satoshi with their titles as last known; what came since is untitled."""
        for run, known in self.known.pieces(stay.run):
            yield run, stay.wallet, Title.UNTITLED if known is None else known

    def _against(self, postings: Counter[str], row: BookMovement, kind: EntryKind, sat: int) -> None:
        """Add the other side of what a movement brings into or takes out of the wallets."""
        if kind is EntryKind.RECEIPT:
            postings[_RECEIPTS] -= sat
        elif kind is EntryKind.DISPOSAL:
            postings[_DISPOSALS] += sat
        elif kind is EntryKind.FEE:
            postings[_FEES] += sat
        elif kind is EntryKind.DEPOSIT:
            postings[self.names.custodian(self.custodians[row.txid])] += sat
        elif kind is EntryKind.WITHDRAWAL:
            postings[self.names.custodian(self.custodians[row.txid])] -= sat

    def charge(self, day: dt.date, charges: Iterable[AccountCharge]) -> None:
        """Write what custodians kept as fees on a day."""
        for each in charges:
            account, sat = self.names.custodian(each.account), total(each.runs)
            self._write(day, f'* "custodian\'s fees" ^{each.act}', {}, Counter({_CHARGES: sat, account: -sat}))

    def rescope(self, day: dt.date, height: int) -> None:
        """Write what acts of scope let into the books and out of them with the end of a day's closing block."""
        postings: Counter[str] = Counter()
        for stay in self.books.ledger.stays:
            if stay.since.height <= height and (stay.until is None or stay.until.height > height):
                sign = self._counts(stay, height) - self._counts(stay, height - 1)
                for run, wallet, title in self._titled(stay) if sign else ():
                    postings[self.names.account(wallet, title)] += sign * run.sat
                    postings[_SCOPE] -= sign * run.sat
        if any(postings.values()):
            links = "".join(sorted(f" ^{each.act}" for each in self.books.ledger.scope if each.height == height))
            self._write(day, f'* "scope"{links}', {}, postings)

    def _lots(self, rows: Sequence[BookMovement]) -> str:
        """Return the lots of what came in by a receipt, else of what went out, with their satoshi."""
        sums: Counter[str] = Counter()
        came = rows[0].kind in (MovementKind.RECEIPT, MovementKind.WITHDRAWAL)
        gone = [run for row in rows for run in row.paid]
        for run in [stay.run for stay in self.begun.get(rows[0].position, ())] if came else gone:
            for piece, lot in self.lots.pieces(run):
                sums[lot or ""] += piece.sat
        return ", ".join(f"{lot} {sums[lot]}" for lot in sorted(sums) if lot)

    def retitle(self, title: TitleBook) -> None:
        """Write what titles have changed by the end of a day."""
        wanted: Counter[str] = Counter()
        for run in title.runs:
            wanted[self.names.account(run.wallet, run.title)] += run.run.sat
        names = {*wanted, *(name for name in self.balances if self.names.is_wallet(name))}
        changed = Counter({name: wanted[name] - self.balances[name] for name in names})
        if any(changed.values()):
            self._write(title.day, '* "title"', {}, changed)
        self.known = RunIndex((run.run, run.title) for run in title.runs)

    def _write(self, day: dt.date, head: str, told: Mapping[str, str], postings: Counter[str]) -> None:
        """Write a transaction.

        Raises:
            IntegrityError: it does not balance.
        """
        if sum(postings.values()):
            raise IntegrityError(f"{day} {head}: the journal does not balance by {sum(postings.values())} satoshi")
        self.lines += ["", f"{day} {head}"]
        self.lines += [f'  {key}: "{value}"' for key, value in told.items() if value]
        for name in sorted(postings):
            if postings[name]:
                self.opened.setdefault(name, day)
                self.balances[name] += postings[name]
                self.lines.append(f"  {name:<{_WIDTH}} {postings[name]:>16} SAT")

    def text(self, block: ObservedBlock, day: dt.date | None) -> str:
        """Return the whole journal, with the balances after its last day."""
        register = self.books.register
        head = [
            f"; The reserve of {_quoted(register.body)[1:-1]}, in satoshi, up to block {block.height} ({block.hash}).",
            "; Written by custody-tracer; it reads no journal back. Titles are those at the end of each day.",
            f'option "title" {_quoted(register.name)}',
            'option "operating_currency" "SAT"',
            'option "booking_method" "STRICT"',
        ]
        if day is None:
            return "\n".join([*head, ""])
        first = min(self.opened.values(), default=day)
        opens = [f'{self.opened[name]} open {name:<{_WIDTH}} SAT "STRICT"' for name in sorted(self.opened)]
        ends = [f"{day + _DAY} balance {name:<{_WIDTH}} {self.balances[name]} SAT" for name in sorted(self.opened)]
        return "\n".join([*head, "", f"{first} commodity SAT", "", *opens, *self.lines, "", *ends, ""])


class _Names:
    """Names of accounts as beancount takes them, no two alike."""

    def __init__(self, books: Books) -> None:
        """Name the wallets and custodians in the register's order."""
        self._wallets = _spelled(wallet.name for wallet in books.register.wallets)
        self._custodians = _spelled(account.name for account in books.register.accounts)

    def account(self, wallet: str, title: Title) -> str:
        """Return the account of a wallet's satoshi of a title."""
        return f"Assets:Wallets:{self._wallets[wallet]}:{title.value.capitalize()}"

    def custodian(self, account: str) -> str:
        """Return the account of a claim on a custodian."""
        return f"Assets:Custodians:{self._custodians[account]}"

    def is_wallet(self, name: str) -> bool:
        """Return whether a name is a wallet's account."""
        return name.startswith("Assets:Wallets:")


def _spelled(names: Iterable[str]) -> dict[str, str]:
    """Return names of letters, digits and hyphens alone that begin with a capital; a number tells those alike apart."""
    found: dict[str, str] = {}
    for name in names:
        plain = "".join(each if _is_plain(each) else "-" for each in name).strip("-")
        plain = plain[:1].upper() + plain[1:]
        plain = plain if unicodedata.category(plain[:1] or "-") in ("Lu", "Nd") else f"W-{plain}"
        number, spelled = 1, plain
        while spelled in found.values():
            number += 1
            spelled = f"{plain}-{number}"
        found[name] = spelled
    return found


def _is_plain(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category.startswith("L") or category == "Nd"


def _quoted(text: str) -> str:
    """Return a text as beancount writes one."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
