"""Bundles made to cost their verifiers time and memory, out of a sound one, with the manifests made again.

Each is a function that does the harm to a copy, and states the exit code with which both verifiers must end.
"""

import hashlib
import json
import os
import struct
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tracer.container.bag import TAG_MANIFEST
from tracer.disk import capacity
from tracer.formats import canonical
from tracer.result.row_files import COLUMNS

WANTING, NO_VERDICT = 1, 3
_TRACE, _RESOLVED = "data/trace/trace.json", "data/case/case.json"


class Hostile(NamedTuple):
    """A way to harm a bundle: what it is, the harm, whether the manifests are made anew after it, and the exit code."""

    name: str
    harm: Callable[[Path], None]
    sealed: bool
    code: int


def harmed(path: Path, hostile: Hostile) -> Path:
    """Do the harm to the bundle at a path; return the path."""
    hostile.harm(path)
    if hostile.sealed:
        reseal(path)
    return path


def reseal(path: Path) -> None:
    """Make all manifests again, reading bit by bit what is large."""
    names = sorted(str(file.relative_to(path)) for file in (path / "data").rglob("*") if file.is_file())
    size = sum((path / name).stat().st_size for name in names)
    lines = [line for line in (path / "bag-info.txt").read_text().splitlines() if "Oxum" not in line]
    (path / "bag-info.txt").write_text("\n".join([*lines, f"Payload-Oxum: {size}.{len(names)}", ""]))
    for algorithm in ("sha256", "sha512"):
        (path / f"manifest-{algorithm}.txt").write_text(_manifest(path, names, algorithm))
    tags = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt")
    (path / TAG_MANIFEST).write_text(_manifest(path, tags, "sha256"))


def _manifest(path: Path, names: "tuple[str, ...] | list[str]", algorithm: str) -> str:
    rows = []
    for name in names:
        with (path / name).open("rb") as file:
            rows.append(f"{hashlib.file_digest(file, algorithm).hexdigest()}  {name}\n")
    return "".join(rows)


def _json(name: str, of: bytes, number: int) -> Callable[[Path], None]:
    """Return the harm of a JSON file that lists a value so many times."""
    return lambda path: _wrote(path / name, b"[" + of * number + b"0]")


def _wrote(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _most(of: bytes, room: int = 8 << 20) -> int:
    """Return how often a value can be listed before the JSON weighs too much, with room for the other files."""
    return (capacity.JSON_WEIGHT - room) // capacity.weight(of)


def _stretched(name: str, size: int) -> Callable[[Path], None]:
    """Return the harm of a file that a hole fills: it takes no room on the disk."""

    def harm(path: Path) -> None:
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        with (path / name).open("ab") as file:
            file.truncate(size)

    return harm


def _outputs(number: int, each: int = 400_000) -> Callable[[Path], None]:
    """Return the harm of transactions of very many outputs, each of no satoshi and of no script."""

    def harm(path: Path) -> None:
        for serial in range(number // each):
            start = struct.pack("<IB32sIB", 2, 1, serial.to_bytes(32, "little"), 0, 0) + b"\xff" * 4
            raw = start + b"\xfe" + struct.pack("<I", each) + bytes(9 * each) + bytes(4)
            txid = hashlib.sha256(hashlib.sha256(raw).digest()).digest()[::-1].hex()
            _appended(path, "transactions", f"{txid},{500_000_000 + serial},0", raw)

    return harm


def _appended(path: Path, table: str, place: str, content: bytes) -> None:
    """Append a row to a table of the chain, and its bytes to the file of bytes."""
    data = path / f"data/chain/{table}.dat"
    row = f"{place},{data.stat().st_size},{len(content)},{hashlib.sha256(content).hexdigest()}\n"
    for file, more in ((data, content), (data.with_suffix(".csv"), row.encode())):
        with file.open("ab") as opened:
            opened.write(more)


def _rows(table: str, number: int) -> Callable[[Path], None]:
    """Return the harm of a table of so many rows, each of one byte."""

    def harm(path: Path) -> None:
        index = "" if table == "proofs" else ",0"
        place = path / f"data/chain/{table}.csv"
        head, end = place.read_bytes().partition(b"\n")[0] + b"\n", hashlib.sha256(b"\0").hexdigest()
        rows = (f"{at:064x},{at}{index},{at},1,{end}\n".encode() for at in range(number))
        place.write_bytes(head + b"".join(rows))
        place.with_suffix(".dat").write_bytes(bytes(number))

    return harm


def _bits(path: Path) -> None:
    """Append a Merkle proof of a hundred thousand times the bits that it takes, as long as a row may be."""
    place = path / "data/chain/proofs.dat"
    size = capacity.PROOF - 85 - 32 - 5
    start = place.read_bytes()[:84] + b"\x01" + bytes(32) + b"\xfe" + struct.pack("<I", size)
    _appended(path, "proofs", f"{'0' * 64},500000000", start + bytes(size))


def _bytes_beyond_rows(size: int) -> Callable[[Path], None]:
    """Return the harm of raw transactions that go on after their last row, up to this size."""
    return _stretched("data/chain/transactions.dat", size)


def _lines(path: Path) -> None:
    with (path / "manifest-sha512.txt").open("ab") as file:
        file.write(b"\n" * (capacity.FILES + 1))


def _folders(path: Path) -> None:
    """Nest folders as deeply as those who must remove them again can bear."""
    folder = os.open(path / "data", os.O_RDONLY)
    for _ in range(300):
        os.mkdir("d", dir_fd=folder)
        inner = os.open("d", os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    os.close(folder)


_ROW_BESIDE = b'a,1,b,c,d,1,"[' + b"[]," * 300 + b'[]]",,,,\n'
"""A row of coins that takes as much memory as its letters allow."""


def _beside(number: int) -> Callable[[Path], None]:
    """Return the harm of a result that names so many such rows in a file beside it."""

    def harm(path: Path) -> None:
        trace = json.loads((path / _TRACE).read_bytes())
        rule, method = next((name, each) for name, each in trace["methods"].items() if isinstance(each["coins"], list))
        content = ",".join(COLUMNS["coins"]).encode() + b"\n" + _ROW_BESIDE * number
        digest = hashlib.sha256(content).hexdigest()
        method["coins"] = {"file": f"coins.{rule}.csv", "rows": number, "sha256": digest, "short_sha256": digest}
        (path / _TRACE).with_name(f"coins.{rule}.csv").write_bytes(content)
        (path / _TRACE).write_bytes(canonical.dumps(trace))

    return harm


def _text(content: bytes) -> Callable[[Path], None]:
    return lambda path: _wrote(path / _TRACE, content)


def _changed(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    return lambda path: _wrote(path / _TRACE, change((path / _TRACE).read_bytes()))


_ODD: Mapping[str, bytes] = {
    "NaN": b'{"schema":NaN}',
    "infinity": b'{"schema":Infinity}',
    "a decimal": b'{"schema":1.0}',
    "a number of a million digits": b'{"schema":' + b"9" * 1_000_000 + b"}",
    "a key twice": b'{"schema":1,"schema":1}',
    "half a character": b'{"schema":"\\ud800"}',
    "UTF-16": '{"schema":1}'.encode("utf-16"),
    "a mark of byte order": b"\xef\xbb\xbf{}",
    "no UTF-8": b'{"\xff":1}',
    "nothing": b"",
    "a thousand levels": b"[" * 1_000 + b"]" * 1_000,
    "a million levels": b'{"a":' * 1_000_000,
}


def hostile_bundles(quarters: int = 4) -> tuple[Hostile, ...]:
    """Return the heaviest that is still judged, and what lies beyond.

    `quarters`: how large what is judged is made, of four; what lies beyond does so in any case.
    """
    most = partial(_part, quarters=quarters)
    return (
        Hostile("as many empty lists as are read", _json(_TRACE, b"[],", most(_most(b"[],"))), True, WANTING),
        Hostile("one list more in six", _json(_TRACE, b"[],", _most(b"[],") * 7 // 6), True, NO_VERDICT),
        Hostile(
            "as many small objects as are read", _json(_RESOLVED, b'{"a":1},', most(_most(b'{"a":1},'))), True, WANTING
        ),
        Hostile("as many short texts as are read", _json(_TRACE, b'"ab",', most(_most(b'"ab",'))), True, WANTING),
        Hostile(
            "a text beyond the basic plane, as long as is read",
            _text(b'["' + "\U0001f600".encode() + b"a" * most(capacity.JSON_WEIGHT // 9 - (1 << 20)) + b'"]'),
            True,
            WANTING,
        ),
        *(Hostile(f"JSON: {name}", _text(content), True, WANTING) for name, content in _ODD.items()),
        Hostile("a decimal where nothing looks", _changed(lambda raw: raw[:-1] + b',"zz":0.5}'), True, WANTING),
        Hostile("a file of a terabyte that nothing lists", _stretched("data/more.bin", 1 << 40), False, WANTING),
        Hostile("a terabyte beside the signatures", _stretched("signatures/more.bin", 1 << 40), False, WANTING),
        Hostile("a listed file beyond the most", _stretched(_TRACE, capacity.FILE + 1), False, NO_VERDICT),
        Hostile("half a gigabyte after the last row", _bytes_beyond_rows(most(450 << 20)), True, WANTING),
        Hostile("rows of transactions up to the most", _rows("transactions", most(capacity.ROWS)), True, WANTING),
        Hostile("rows of transactions beyond the most", _rows("transactions", capacity.ROWS + 1), True, NO_VERDICT),
        Hostile("rows of proofs up to the most", _rows("proofs", most(capacity.ROWS)), True, WANTING),
        Hostile("rows of proofs beyond the most", _rows("proofs", capacity.ROWS + 1), True, NO_VERDICT),
        Hostile(
            "headers beyond the most",
            _stretched("data/chain/headers.bin", 80 * (capacity.HEADERS + 1)),
            True,
            NO_VERDICT,
        ),
        Hostile("rows beside the result up to the most", _beside(most(_beside_at_most())), True, WANTING),
        Hostile("rows beside the result beyond the most", _beside(_beside_at_most() * 7 // 6), True, NO_VERDICT),
        Hostile("outputs up to the most", _outputs(most(capacity.ENDS * 9 // 10)), True, WANTING),
        Hostile("outputs beyond the most", _outputs(capacity.ENDS * 11 // 10), True, NO_VERDICT),
        Hostile("a proof of eight million bits", _bits, True, WANTING),
        Hostile("lines of a manifest beyond the most", _lines, False, NO_VERDICT),
        Hostile("folders in folders", _folders, False, WANTING),
    )


def _beside_at_most(room: int = 8 << 20) -> int:
    """Return how many rows can lie beside a result before they weigh too much, with room for the other files."""
    return (capacity.JSON_WEIGHT - room) // capacity.weight_of_rows(_ROW_BESIDE)


def _part(number: int, quarters: int) -> int:
    return number * quarters // 4


HOSTILE = hostile_bundles()
"""Each as large as it may be."""
