"""The rows of `trace.json`: of each kind one schema, which reads them and holds the documents to what is read.

It writes them too where they are few. Rows that a long trail has by the hundred thousand (coins, transactions, spent,
made), and those that hold more than is read back, `tracer.result.document` writes without a value between.
"""

from tracer.formats.rows import RowSchema
from tracer.result.trace_file import (
    Book,
    BoundRow,
    Crossing,
    CustodyTotals,
    End,
    Holding,
    Made,
    Mixing,
    Move,
    OrderResult,
    Spent,
    StatedCollision,
    StatedGap,
    StatedSeed,
    StatedShift,
    StatedStop,
)

BOOK = RowSchema(Book, beside=("label",))
SEEDED_COIN = RowSchema(StatedSeed)
END = RowSchema(End, beside=("name", "segments"))
"""Its name stands under `custody` or `service`; of segments only a receipt's are read."""
CROSSING = RowSchema(Crossing)
STOP = RowSchema(StatedStop)
COLLISION = RowSchema(StatedCollision)
SPENT = RowSchema(Spent)
MADE = RowSchema(Made)
SHIFT = RowSchema(StatedShift, beside=("where",))
"""The place stands under `terminal` or `outpoint`."""
TOTALS = RowSchema(CustodyTotals, beside=("label",))
MOVE = RowSchema(Move)
HOLDING = RowSchema(Holding)
MIXING = RowSchema(Mixing)
ORDER = RowSchema(OrderResult)
BOUND = RowSchema(BoundRow, beside=("kind", "target"))
"""The target stands under its kind: `outpoint`, `custody` or `order`."""
GAP = RowSchema(StatedGap)
