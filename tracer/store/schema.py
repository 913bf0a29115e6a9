"""The store's columns: which there are, of what type, and what a row of each stands for.

Numbers of transactions, inputs and outputs count from 0 in chain order over the whole store, in 64
bits. A parent always has a smaller number than its child.
"""

from dataclasses import dataclass

import numpy as np

VERSION = 2
"""Raised when a file changes its meaning. 2: pages have sums. A store of a newer version is refused, an older one is
brought up to date by `tracer store upgrade`."""

NONE = 0xFFFF_FFFF_FFFF_FFFF
"""In `prevout`: a coinbase's input spends nothing. In `spender`: nothing spends the output."""

UNSPENDABLE = 0xFFFF_FFFF_FFFF_FFFE
"""In `spender`: nothing can ever spend the output."""

FOREIGN = 0x8000_0000_0000_0000
"""Added to a row of the `foreign_…` columns in `prevout`: the output spent lies below the store."""

UNKNOWN_VALUE = -1
"""In `foreign_value`: the source could not say what the output was."""


@dataclass(frozen=True, slots=True)
class Column:
    """One file of rows of equal width. `rows` names the count that says how many are committed."""

    name: str
    dtype: str
    width: int
    """Elements per row."""
    rows: str
    append_only: bool = True

    @property
    def row_bytes(self) -> int:
        """Bytes of one row on disk, little-endian."""
        return np.dtype(self.dtype).itemsize * self.width


COUNTS = ("blocks", "transactions", "inputs", "outputs", "script_bytes", "foreign", "foreign_script_bytes")
"""What is counted. `script_bytes` are bytes, the others rows."""

COLUMNS = (
    Column("header", "|u1", 80, "blocks"),
    Column("first_transaction", "<u8", 1, "blocks"),
    Column("block_bytes", "<u4", 1, "blocks"),
    Column("txid", "|u1", 32, "transactions"),
    Column("first_input", "<u8", 1, "transactions"),
    Column("first_output", "<u8", 1, "transactions"),
    Column("version", "<u4", 1, "transactions"),
    Column("locktime", "<u4", 1, "transactions"),
    Column("offset", "<u4", 1, "transactions"),
    Column("prevout", "<u8", 1, "inputs"),
    Column("sequence", "<u4", 1, "inputs"),
    Column("value", "<i8", 1, "outputs"),
    Column("first_script_byte", "<u8", 1, "outputs"),
    Column("spender", "<u8", 1, "outputs", append_only=False),
    Column("script", "|u1", 1, "script_bytes"),
    Column("foreign_txid", "|u1", 32, "foreign"),
    Column("foreign_vout", "<u4", 1, "foreign"),
    Column("foreign_value", "<i8", 1, "foreign"),
    Column("foreign_first_script_byte", "<u8", 1, "foreign"),
    Column("foreign_script", "|u1", 1, "foreign_script_bytes"),
)
"""Every column. `header`, `txid` and hashes are in the protocol's byte order; `offset` and `block_bytes`
say where a transaction's raw bytes lie inside its raw block; `value` is in satoshi; `first_…` is
where a row's part of another column begins, and ends where the next row's begins."""

BY_NAME = {column.name: column for column in COLUMNS}
