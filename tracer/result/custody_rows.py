"""The rows of `trace.json` about custody: what each wallet received, moved, let go and holds, by both books."""

from collections.abc import Iterable, Mapping, Sequence

from tracer.case.case import CustodyWallet, Label
from tracer.chain.outpoint import Txid
from tracer.custody.custody_book import CustodyBook, CustodyCrossing, HeldCoin
from tracer.formats.canonical import Writable
from tracer.result.run import Run
from tracer.result.trace_file import Holding, Mixing
from tracer.result.trace_rows import HOLDING, MIXING
from tracer.trace.attribution import Attribution, joined, taint

Row = dict[str, Writable]


def amounts(attribution: Attribution) -> dict[str, int]:
    """Return the satoshi under each label."""
    return {str(label): sat for label, sat in taint(attribution).items()}


def custody_rows(run: Run) -> Row:
    """Return the first book, every other by its name, and where coins of several labels were mixed."""
    row = _book_of_custody(run.custody, run.case.custody)
    for name, book in run.custody_beside.items():
        row[name] = _book_of_custody(book, run.case.custody)
    return row | {"mixing": _mixing(run.custody, run.orders_of)}


def _book_of_custody(book: CustodyBook[Label], wallets: Iterable[CustodyWallet]) -> Row:
    moves = [crossing for crossing in book.crossings if _is_move(crossing)]
    departures = [crossing for crossing in book.crossings if _has_left(crossing)]
    departed = joined(segment for crossing in departures for _, attribution in crossing.left for segment in attribution)
    fees = joined(segment for crossing in book.crossings for segment in crossing.fee)
    held = joined(segment for coin in book.held for segment in coin.attribution)
    return {
        "totals": {
            label: {
                "received_sat": received,
                "held_sat": taint(held).get(label, 0),
                "departed_sat": taint(departed).get(label, 0),
                "fee_sat": taint(fees).get(label, 0),
                "overlap_sat": book.overlap.get(label, 0),
            }
            for label, received in book.received.items()
        },
        "moves": [_move(crossing) for crossing in moves],
        "departures": [_departure(crossing) for crossing in departures],
        "holdings": [
            _holding(wallet, [coin for coin in book.held if coin.wallet == wallet.name]) for wallet in wallets
        ],
    }


def _is_move(crossing: CustodyCrossing[Label]) -> bool:
    return bool(crossing.kept) or not any(taint(attribution) for _, attribution in crossing.left)


def _has_left(crossing: CustodyCrossing[Label]) -> bool:
    return any(taint(attribution) for _, attribution in crossing.left)


def _move(crossing: CustodyCrossing[Label]) -> Row:
    return {
        "txid": crossing.txid,
        "height": crossing.position.height,
        "from": crossing.source,
        "to": crossing.target,
        "value_sat": crossing.kept_sat,
        "taint_sat": {str(label): sat for label, sat in crossing.moved.items()},
        "taint_fee_sat": amounts(crossing.fee),
    }


def _departure(crossing: CustodyCrossing[Label]) -> Row:
    left = joined(segment for _, attribution in crossing.left for segment in attribution)
    return {
        "txid": crossing.txid,
        "height": crossing.position.height,
        "from": crossing.source,
        "value_sat": crossing.left_sat,
        "taint_sat": amounts(left),
        "taint_fee_sat": {} if _is_move(crossing) else amounts(crossing.fee),
        "readable": crossing.readable,
    }


def _holding(wallet: CustodyWallet, coins: Sequence[HeldCoin[Label]]) -> Row:
    return HOLDING.write(
        Holding(
            custody=wallet.name,
            stage=wallet.stage.value,
            coins=tuple(str(coin.outpoint) for coin in coins),
            value=sum(coin.output.value for coin in coins),
            taint=amounts(joined(segment for coin in coins for segment in coin.attribution)),
        )
    )


def _mixing(book: CustodyBook[Label], orders_of: Mapping[Txid, tuple[str, ...]]) -> list[Writable]:
    rows: list[Writable] = []
    for crossing in book.crossings:
        labels, orders = tuple(crossing.labels), tuple(orders_of.get(crossing.txid, ()))
        if crossing.inputs > 1 and (len(labels) > 1 or len(orders) > 1 or crossing.untraced_sat):
            mixing = Mixing(txid=crossing.txid, labels=labels, orders=orders, untraced=crossing.untraced_sat)
            rows.append(MIXING.write(mixing))
    return rows
