"""The books of a span of blocks: what came, went and is left, wallet by wallet, found in more than one way.

The entries lead from the opening to the closing; the closing is also the worth of the coins that are unspent. Each
coin's runs fill it, and every satoshi that ever came in lies in one coin, at one custodian, or left once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from tracer.chain.outpoint import Outpoint
from tracer.errors import IntegrityError
from tracer.reserve.ledger_rows import EntryKind, ExitKind, RegisterLedger, WalletBooks
from tracer.reserve.satoshi_runs import SatoshiRun, total


def books(ledger: RegisterLedger, after: int | None, upto: int) -> Mapping[str, WalletBooks]:
    """Return the books of the blocks above height `after` (None: from the beginning) up to height `upto`.

    By wallet of ours, in the register's order; over all of them transfers cancel.

    Raises:
        IntegrityError: they do not close, or the satoshi that came in are not those that are held or left.
    """
    check_parcels(ledger)
    entries: Counter[tuple[str, EntryKind]] = Counter()
    for movement in ledger.movements:
        if (after is None or movement.position.height > after) and movement.position.height <= upto:
            for entry in movement.entries:
                entries[entry.wallet, entry.kind] += entry.sat
    opening = _worth(ledger, after) if after is not None else Counter[str]()
    closing, scope = _worth(ledger, upto), _scope(ledger, after, upto)
    found = {
        wallet: WalletBooks(
            opening=opening[wallet],
            scope=scope[wallet],
            closing=closing[wallet],
            **{kind.value: entries[wallet, kind] for kind in EntryKind},
        )
        for wallet in ledger.wallets
    }
    _check(found)
    return found


def total_books(found: Mapping[str, WalletBooks]) -> WalletBooks:
    """Return the books of all wallets together; transfers are shown on both sides and cancel."""
    return sum(found.values(), WalletBooks())


def check_parcels(ledger: RegisterLedger) -> None:
    """Raise unless every coin is filled by its runs, and each satoshi that came in is in one place.

    Raises:
        IntegrityError: naming the coin, or the receipt and its satoshi.
    """
    parcels: Counter[Outpoint] = Counter()
    for stay in ledger.stays:
        parcels[stay.coin] += stay.run.sat
    for coin in ledger.coins:
        if not coin.value == parcels[coin.outpoint] == total(coin.runs):
            raise IntegrityError(
                f'coin {coin.outpoint} of "{coin.wallet}" is worth {coin.value} satoshi; its parcels hold '
                f"{parcels[coin.outpoint]}."
            )
    held = [stay.run for stay in ledger.stays if stay.until is None]
    left = [each.run for each in ledger.exits if each.kind is not ExitKind.DEPOSIT]
    kept = [run for runs in ledger.accounts.values() for run in runs]
    charged = [run for each in ledger.charges for run in each.runs]
    _check_once(ledger.arrivals, (*held, *left, *kept, *charged))


def _check_once(arrivals: Iterable[SatoshiRun], places: Iterable[SatoshiRun]) -> None:
    """Raise unless the satoshi of the places are those that arrived, each once."""
    came, lies = _by_receipt(arrivals), _by_receipt(places)
    for receipt in (*came, *(receipt for receipt in lies if receipt not in came)):
        if _spans(came.get(receipt, ())) != _spans(lies.get(receipt, ())):
            raise IntegrityError(
                f"of receipt {receipt} {total(came.get(receipt, ()))} satoshi came in; {total(lies.get(receipt, ()))} "
                "are held or left, or not the same ones."
            )


def _by_receipt(runs: Iterable[SatoshiRun]) -> dict[Outpoint, list[SatoshiRun]]:
    found: dict[Outpoint, list[SatoshiRun]] = defaultdict(list)
    for run in runs:
        found[run.receipt].append(run)
    return found


def _spans(runs: Iterable[SatoshiRun]) -> list[tuple[int, int]]:
    """Return the numbers that runs of one receipt cover, as joined spans; one that is covered twice breaks its span."""
    spans: list[tuple[int, int]] = []
    for run in sorted(runs):
        if spans and spans[-1][1] == run.start:
            spans[-1] = (spans[-1][0], run.end)
        else:
            spans.append((run.start, run.end))
    return spans


def _worth(ledger: RegisterLedger, height: int) -> Counter[str]:
    """Return what the coins unspent at the end of a block are worth, by wallet of ours."""
    worth: Counter[str] = Counter()
    for coin in ledger.held(height):
        worth[coin.wallet] += coin.value
    return worth


def _scope(ledger: RegisterLedger, after: int | None, upto: int) -> Counter[str]:
    """Return what acts of scope let in, less what they let out, by wallet: the coins there when their block ends."""
    sums: Counter[str] = Counter()
    for height in sorted({change.height for change in ledger.scope}):
        if (after is None or height > after) and height <= upto:
            for coin in ledger.there(height):
                sums[coin.wallet] += coin.value * (ledger.counts(coin, height) - ledger.counts(coin, height - 1))
    return sums


def _check(found: Mapping[str, WalletBooks]) -> None:
    """Raise unless the books close, each wallet's and all together."""
    for wallet, each in found.items():
        if not each.closes:
            raise IntegrityError(
                f'the books of "{wallet}" do not close: they lead from {each.opening} to {each.expected} satoshi, and '
                f"its unspent coins are worth {each.closing}."
            )
    both = total_books(found)
    if both.transfers_in != both.transfers_out:
        raise IntegrityError(
            f"transfers between wallets do not cancel: {both.transfers_out} satoshi out, {both.transfers_in} in."
        )
