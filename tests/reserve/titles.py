"""Title books written by a word for each lot, for what is told of titles and does not find them."""

import datetime as dt
from collections.abc import Mapping, Sequence

from tracer.reserve.acts import ActId
from tracer.reserve.ledger_rows import RegisterLedger
from tracer.reserve.lots import Lot
from tracer.reserve.run_index import RunIndex
from tracer.reserve.title_rows import OrderRow, Title, TitleBook, TitledRun


def titled(
    ledger: RegisterLedger,
    lots: Sequence[Lot],
    words: Mapping[str, Title],
    *,
    day: dt.date,
    upto: int,
    burden: str | None = None,
    orders: tuple[OrderRow, ...] = (),
) -> TitleBook:
    """Return what wallets of ours hold after a block: of each lot the title named, all else untitled."""
    index = RunIndex((lot.run, lot.id) for lot in lots)
    runs: list[TitledRun] = []
    sums = dict.fromkeys(Title, 0)
    for coin in ledger.held(upto):
        place = 0
        for run in coin.runs:
            for piece, lot in index.pieces(run):
                title = words.get(lot or "", Title.UNTITLED)
                sums[title] += piece.sat
                runs.append(
                    TitledRun(
                        run=piece,
                        coin=coin.outpoint,
                        place=place,
                        wallet=coin.wallet,
                        lot=lot,
                        title=title,
                        assigned=title is Title.ASSIGNED,
                        order=None,
                        burden=burden if title is Title.ENCUMBERED else None,  # type: ignore[arg-type]
                    )
                )
                place += piece.sat
    burdens = {ActId(burden): sums[Title.ENCUMBERED]} if burden and sums[Title.ENCUMBERED] else {}
    return TitleBook(day=day, runs=tuple(runs), sums=sums, orders=orders, burdens=burdens)
