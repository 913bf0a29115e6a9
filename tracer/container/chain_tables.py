"""Many things in two files: their bytes one after the other, and a table that says of each what and where it is.

`transactions.dat` holds raw transactions and nothing between them, `transactions.csv` a row for each: its name, its
place, its offset, its length and its SHA-256. `proofs.dat` and `proofs.csv` hold Merkle proofs in the same way. Rows
stand in the order of the chain, and together they cover the bytes from the first to the last.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from tracer.disk import capacity
from tracer.disk.capacity import BeyondCapacityError
from tracer.disk.folder import FolderFinding
from tracer.errors import IntegrityError
from tracer.formats.table_schema import CellKind, TableColumn, TableSchema
from tracer.visible import quoted

_Name = TypeVar("_Name")
_FORMS = {CellKind.HASH: r"([0-9a-f]{64})", CellKind.NUMBER: r"(0|[1-9][0-9]{0,9})"}


@dataclass(frozen=True, slots=True)
class ContainerTable:
    """One of the pairs of files: its columns, and the most bytes that one row may stand for.

    Between the name, which is the first column, and offset, length and SHA-256 stands the row's place on the chain.
    """

    name: str
    schema: TableSchema
    most: int

    @property
    def head(self) -> str:
        """The first line of the table."""
        return ",".join(self.schema.names)

    @property
    def csv(self) -> str:
        """The table's file."""
        return f"{self.name}.csv"

    @property
    def dat(self) -> str:
        """The file of the bytes."""
        return f"{self.name}.dat"

    def finding(self, number: int | None, name: str, problem: str) -> FolderFinding:
        """Name what is wrong with a row; without a number, with what has none."""
        if number is None:
            return FolderFinding(f"data/chain/{self.csv}", f"{name}: {problem}")
        return FolderFinding(f"data/chain/{self.dat}", f"row {number}, {name}: {problem}")


_WHERE = (
    TableColumn("offset", CellKind.NUMBER, "of its first byte in the file of the bytes"),
    TableColumn("length", CellKind.NUMBER, "its bytes"),
    TableColumn("sha256", CellKind.HASH, "of those bytes"),
)
TRANSACTIONS = ContainerTable(
    "transactions",
    TableSchema(
        "transactions.csv",
        "a raw transaction",
        (
            TableColumn("txid", CellKind.HASH, "the transaction"),
            TableColumn("height", CellKind.NUMBER, "height of its block"),
            TableColumn("index", CellKind.NUMBER, "place in the block, the first being 0"),
            *_WHERE,
        ),
    ),
    capacity.RAW,
)
PROOFS = ContainerTable(
    "proofs",
    TableSchema(
        "proofs.csv",
        "a Merkle proof",
        (
            TableColumn("block", CellKind.HASH, "the block"),
            TableColumn("height", CellKind.NUMBER, "height of the block"),
            *_WHERE,
        ),
    ),
    capacity.PROOF,
)
NAMES = frozenset({TRANSACTIONS.csv, TRANSACTIONS.dat, PROOFS.csv, PROOFS.dat})
"""The files of both."""


@dataclass(frozen=True, slots=True)
class ContainerRow:
    """One row: its number, 1 the first below the columns' names, its place, and where its bytes lie."""

    number: int
    name: str
    place: tuple[int, ...]
    start: int
    end: int
    sha256: str


class RowFault(IntegrityError):
    """A table is not of the form written; `finding` names file and row."""

    def __init__(self, finding: FolderFinding) -> None:
        """Say what is wrong, and where."""
        super().__init__(str(finding))
        self.finding = finding


class Slices(Mapping[_Name, bytes]):
    """Parts of one file by their names; each is cut out when it is asked for, so that nothing lies there twice."""

    def __init__(self, data: bytes, places: Mapping[_Name, tuple[int, int]]) -> None:
        """Take the file, and where each part begins and ends."""
        self._data, self._places = data, places

    def __getitem__(self, name: _Name) -> bytes:
        """Return a part."""
        start, end = self._places[name]
        return self._data[start:end]

    def __contains__(self, name: object) -> bool:
        """Return whether there is such a part."""
        return name in self._places

    def __iter__(self) -> Iterator[_Name]:
        """Yield the names in the order of the file."""
        return iter(self._places)

    def __len__(self) -> int:
        """Return how many parts there are."""
        return len(self._places)


def write(table: ContainerTable, parts: Iterable[tuple[str, tuple[int, ...], bytes]]) -> dict[str, bytes]:
    """Return both files of a table, by name; each part has a name, a place and bytes, in the order of the chain."""
    lines, contents, end = [table.head], list[bytes](), 0
    for name, place, content in parts:
        numbers = ",".join(map(str, (*place, end, len(content))))
        lines.append(f"{name},{numbers},{hashlib.sha256(content).hexdigest()}")
        contents.append(content)
        end += len(content)
    return {table.csv: "".join(f"{line}\n" for line in lines).encode(), table.dat: b"".join(contents)}


def refuse_too_many(files: Mapping[str, bytes]) -> None:
    """Refuse tables of more rows than are judged.

    Raises:
        BeyondCapacityError: one of the tables has them.
    """
    for table in (TRANSACTIONS, PROOFS):
        if files.get(table.csv, b"").count(b"\n") > capacity.ROWS + 1:
            raise BeyondCapacityError(f"chain/{table.csv} has more than {capacity.ROWS} rows")


def read(table: ContainerTable, files: Mapping[str, bytes]) -> Iterator[ContainerRow]:
    """Yield the rows of a table. What the bytes are is not looked at, only that the rows cover them.

    Raises:
        RowFault: a row is not of the form written, or does not begin where the last one ended.
    """
    content, size = files[table.csv], len(files[table.dat])
    head, *lines = content.decode("ascii", "backslashreplace").split("\n")
    if head != table.head or lines[-1:] != [""]:
        problem = f"does not begin with the line {table.head}, or its last line does not end"
        raise RowFault(FolderFinding(f"data/chain/{table.csv}", problem))
    end, before = 0, tuple[int, ...]()
    form = re.compile(",".join(_FORMS[column.kind] for column in table.schema.columns))
    for number, line in enumerate(lines[:-1], start=1):
        match = form.fullmatch(line)
        if match is None:
            raise _fault(table, number, quoted(line, 200), f"is not of the form {table.head}")
        name, *numbers, digest = match.groups()
        *where, start, length = map(int, numbers)
        place = tuple(where)
        if place <= before:
            raise _fault(table, number, name, "does not come after the row before it on the chain")
        if start != end:
            raise _fault(table, number, name, f"begins at offset {start}; the row before it ends at {end}")
        if not 0 < length <= min(table.most, size - start):
            problem = f"is said to have {length} bytes; a row has 1 to {table.most}, and {size - start} are left"
            raise _fault(table, number, name, problem)
        end, before = start + length, place
        yield ContainerRow(number, name, place, start, end, digest)
    if end != size:
        problem = f"has {size} bytes; the last row of {table.csv}, row {len(lines) - 1}, ends at {end}"
        raise RowFault(FolderFinding(f"data/chain/{table.dat}", problem))


def altered(table: ContainerTable, row: ContainerRow, content: bytes) -> list[FolderFinding]:
    """Name a row whose bytes have another SHA-256 than it states."""
    digest = hashlib.sha256(content).hexdigest()
    if digest == row.sha256:
        return []
    return [table.finding(row.number, row.name, f"its bytes have SHA-256 {digest}; the row says {row.sha256}")]


def _fault(table: ContainerTable, number: int, name: str, problem: str) -> RowFault:
    return RowFault(FolderFinding(f"data/chain/{table.csv}", f"row {number}, {name}: {problem}"))
