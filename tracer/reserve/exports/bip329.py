"""Wallet labels: each coin's title and lots, the addresses of the wallets, what each transaction was. One JSON a line.

A coin is `spendable` where every satoshi of it is titled or assigned, so that a wallet that reads this freezes the
others. That is a label's word, no permission: what a transaction may do, `tracer reserve clear` is to say.
Source: BIP 329 (wallet labels export format), with its key `spendable`; labels within the 255 characters that every
wallet keeps.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from tracer.chain.address import encode
from tracer.chain.outpoint import Outpoint
from tracer.reserve.ledger_rows import BookMovement, RegisterCoin
from tracer.reserve.status import Books
from tracer.reserve.title_rows import Title, TitledRun

LONGEST = 255
"""Characters of a label that every wallet keeps."""

_FREE = (Title.TITLED, Title.ASSIGNED)


def labels(books: Books, height: int) -> bytes:
    """Return the labels of a register as seen up to a block: coins, then addresses, then transactions, a line each.

    Coins of all wallets are labelled, watched ones too; `spendable` is said of those in the books alone.
    """
    runs: dict[Outpoint, list[TitledRun]] = defaultdict(list)
    for run in books.title.runs:
        runs[run.coin].append(run)
    rows = [
        *(_coin(coin, runs[coin.outpoint], books, height) for coin in books.ledger.there(height)),
        *_addresses(books, height),
        *(_transaction(rows) for rows in _by_transaction(books, height)),
    ]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def _coin(coin: RegisterCoin, runs: Sequence[TitledRun], books: Books, height: int) -> Mapping[str, object]:
    row = {"type": "output", "ref": str(coin.outpoint), "label": _said(coin, runs)}
    if not books.ledger.counts(coin, height):
        return row
    return {**row, "spendable": all(run.title in _FREE for run in runs)}


def _said(coin: RegisterCoin, runs: Sequence[TitledRun]) -> str:
    """Return a coin's label: its wallet, satoshi by title, its lots; fewer words where they would be too many."""
    sums: dict[Title, int] = {}
    for run in runs:
        sums[run.title] = sums.get(run.title, 0) + run.run.sat
    titles = [f"{title.value} {sums[title]} sat" for title in Title if title in sums]
    lots = list(dict.fromkeys(run.lot for run in runs if run.lot is not None))
    for told in (" ".join(lots), f"{len(lots)} lots"):
        words = "; ".join([coin.wallet, *titles, *([told] if lots else [])])
        if len(words) <= LONGEST:
            return words
    return _cut("; ".join([*titles, f"{len(lots)} lots", coin.wallet]))


def _addresses(books: Books, height: int) -> Iterator[Mapping[str, object]]:
    """Yield a row for each address of a wallet that was ever paid, in the order in which they were."""
    paid = dict.fromkeys((coin.script, coin.wallet) for coin in books.ledger.coins if coin.position.height <= height)
    for script, wallet in paid:
        address = encode(script, books.register.network)
        if address is not None:
            yield {"type": "addr", "ref": address, "label": _cut(wallet)}


def _by_transaction(books: Books, height: int) -> Iterator[Sequence[BookMovement]]:
    """Yield the movements of each transaction, in chain order."""
    found: dict[str, list[BookMovement]] = defaultdict(list)
    for movement in books.ledger.movements:
        if movement.position.height <= height:
            found[movement.txid].append(movement)
    yield from found.values()


def _transaction(rows: Sequence[BookMovement]) -> Mapping[str, object]:
    first = rows[0]
    words = [f"{first.kind.value} of {sum(row.value for row in rows)} sat"]
    if first.source:
        words.append(f"from {', '.join(first.source)}")
    targets = dict.fromkeys(wallet for row in rows for wallet in row.target)
    if targets:
        words.append(f"to {', '.join(targets)}")
    if first.act is not None:
        words.append(f"act {first.act}")
    return {"type": "tx", "ref": first.txid, "label": _cut("; ".join(words))}


def _cut(words: str) -> str:
    """Return words that a wallet keeps whole; what is left out is marked."""
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
