"""Mutations of a sound bundle, drawn from a seed: what a clumsy hand, a bad disk or a forger makes of it.

A mutation changes the payload, and the manifests are then made again, or the sealed files as they are.
"""

import hashlib
import json
import random
import struct
from collections.abc import Callable, Sequence

from tests.evidence.parts import Part, forget, narrowed, parts, put
from tracer.chain import decode
from tracer.container.chain_tables import PROOFS, TRANSACTIONS
from tracer.formats import canonical

Files = dict[str, bytes]
Mutation = Callable[[random.Random, Files], None]
"""Changes files in place."""


def _pick(source: random.Random, files: Files, start: str = "") -> str:
    return source.choice(sorted(name for name in files if name.startswith(start)))


def flip(source: random.Random, files: Files) -> None:
    """Flip one bit of one file."""
    name = _pick(source, files)
    content = bytearray(files[name]) or bytearray(1)
    content[source.randrange(len(content))] ^= 1 << source.randrange(8)
    files[name] = bytes(content)


def resize(source: random.Random, files: Files) -> None:
    """Cut a file, double a part of it, or put bytes into it."""
    name = _pick(source, files)
    content, at = files[name], source.randrange(len(files[name]) + 1)
    part = content[at : at + source.randint(1, 40)]
    files[name] = source.choice([content[:at], content[:at] + part + content[at:], content[:at] + b"\0" + content[at:]])


def swap(source: random.Random, files: Files) -> None:
    """Give two files each other's contents."""
    one, other = source.sample(sorted(files), 2)
    files[one], files[other] = files[other], files[one]


def remove(source: random.Random, files: Files) -> None:
    """Take a file out."""
    del files[_pick(source, files)]


def add(source: random.Random, files: Files) -> None:
    """Put a file in, some with a true file's bytes."""
    folder = source.choice(["data/", "data/chain/", "data/chain/tx/", "data/case/tags/", "signatures/", ""])
    files[f"{folder}{source.choice(['a', 'x.bin', 'ab' * 32 + '.bin', 'heights.json'])}"] = files[_pick(source, files)]


def number(source: random.Random, files: Files) -> None:
    """Change one number or text of one JSON file, or take out, double or exchange rows; canonical again."""
    name = _pick(source, {n: b"" for n in files if n.endswith(".json")})
    value = json.loads(files[name])
    nodes = [value]
    for node in nodes:
        nodes += [each for each in _members(node) if isinstance(each, dict | list) and each]
    if value:
        _change(source, source.choice(nodes))
    files[name] = canonical.dumps(value or {"custody[1]": []})


def _members(node: dict | list) -> Sequence:
    return list(node.values()) if isinstance(node, dict) else node


def _change(source: random.Random, node: dict | list) -> None:
    key = source.choice(sorted(node)) if isinstance(node, dict) else source.randrange(len(node))
    value = node[key]
    if isinstance(value, int) and source.random() < 0.8:
        node[key] = not value if isinstance(value, bool) else max(0, value + source.choice([-1, 1, 10**6]))
    elif isinstance(node, list) and len(node) > 1 and source.random() < 0.5:
        other = source.randrange(len(node))
        node[key], node[other] = node[other], node[key]
    elif isinstance(value, str) and source.random() < 0.5:
        node[key] = value[:-1] + source.choice("0123456789abcdef")
    elif isinstance(node, list) and source.random() < 0.5:
        node.append(value)
    else:
        del node[key]


def move_amount(source: random.Random, files: Files) -> None:
    """Move satoshi between the outputs of a transaction; its name and its place follow its new bytes."""
    rows = parts(files)
    at = source.randrange(len(rows))
    raw, outputs = rows[at].content, decode.transaction(rows[at].content).outputs
    old = source.choice(outputs)
    packed = struct.pack("<q", old.value)
    changed = raw.replace(packed, struct.pack("<q", max(0, old.value - source.randint(1, 1000))), 1)
    if len(outputs) > 1:
        other = source.choice(outputs)
        changed = changed.replace(struct.pack("<q", other.value), packed, 1)
    _rename(files, rows, at, changed)


def _rename(files: Files, rows: list[Part], at: int, raw: bytes) -> None:
    """Replace a transaction, and its txid wherever a text or a proof names it."""
    old, new = rows[at].name, decode.txid(raw)
    rows[at] = rows[at]._replace(content=raw)
    put(files, rows)
    proofs = [
        row._replace(content=row.content.replace(bytes.fromhex(old)[::-1], bytes.fromhex(new)[::-1]))
        for row in parts(files, PROOFS)
    ]
    put(files, proofs, PROOFS)
    for each in [each for each in files if not each.endswith((".dat", ".bin"))]:
        content = files[each].replace(old.encode(), new.encode())
        files[each] = content.replace(bytes.fromhex(old)[::-1], bytes.fromhex(new)[::-1])


def forge_proof(source: random.Random, files: Files) -> None:
    """Put another hash, number of transactions, header or path into a proof, or another block's, or show less."""
    rows, kind = parts(files, PROOFS), source.randrange(4)
    at = source.randrange(len(rows))
    raw = bytearray(rows[at].content)
    if kind == 0:
        content = rows[source.randrange(len(rows))].content
    elif kind == 1:
        shown = [row.name for row in parts(files) if row.place[0] == rows[at].place[0]]
        content = narrowed(rows[at].content, source.sample(shown, len(shown) - 1))
    else:
        raw[source.choice([36, 68, 80, 84, 85, 85 + 32, len(raw) - 1]) % len(raw)] = source.randrange(256)
        content = bytes(raw)
    rows[at] = rows[at]._replace(content=content)
    put(files, rows, PROOFS)


def move_place(source: random.Random, files: Files) -> None:
    """Say that a transaction or a proof lies elsewhere on the chain."""
    table = source.choice([TRANSACTIONS, PROOFS])
    rows = parts(files, table)
    at = source.randrange(len(rows))
    place = list(rows[at].place)
    place[source.randrange(len(place))] += source.choice([-1, 1, 7])
    rows[at] = rows[at]._replace(place=(max(0, place[0]), *(max(0, index) for index in place[1:])))
    put(files, sorted(rows, key=lambda row: row.place) if source.random() < 0.5 else rows, table)


def shift_rows(source: random.Random, files: Files) -> None:
    """Swap or double rows, take one out, or say another length, offset, SHA-256 or name of one; the bytes stay."""
    table = source.choice([TRANSACTIONS, PROOFS])
    name = f"data/chain/{table.csv}"
    head, *lines = files[name].decode().splitlines()
    one, other = source.sample(range(len(lines)), 2)
    cells, kind = lines[one].split(","), source.randrange(4)
    if kind == 0:
        lines[one], lines[other] = lines[other], lines[one]
    elif kind == 1:
        lines.insert(other, lines[one])
    elif kind == 2:
        del lines[one]
    else:
        at = source.randrange(len(cells))
        changed = (
            str(int(cells[at]) + source.choice([-1, 1, 7])) if cells[at].isdigit() else lines[other].split(",")[at]
        )
        lines[one] = ",".join([*cells[:at], changed, *cells[at + 1 :]])
    files[name] = "".join(f"{line}\n" for line in [head, *lines]).encode()


def forge_header(source: random.Random, files: Files) -> None:
    """Give a header less work, another time, another parent or another root, mined again; or exchange headers."""
    rows = [files["data/chain/headers.bin"][at : at + 80] for at in range(0, len(files["data/chain/headers.bin"]), 80)]
    at = source.randrange(len(rows))
    kind = source.randrange(4)
    if kind == 0:
        other = source.randrange(len(rows))
        rows[at], rows[other] = rows[other], rows[at]
    elif kind == 1:
        rows.pop(at)
    else:
        field = source.choice([0, 4, 36, 68, 72])
        head = rows[at][:field] + bytes([rows[at][field] ^ 1 << source.randrange(8)]) + rows[at][field + 1 :]
        rows[at] = _mined(head) if kind == 2 else head
    files["data/chain/headers.bin"] = b"".join(rows)


def _mined(head: bytes) -> bytes:
    for nonce in range(64):
        raw = head[:76] + struct.pack("<I", nonce)
        if hashlib.sha256(hashlib.sha256(raw).digest()).digest()[31] < 0x7F:
            return raw
    return head


def leave_out(source: random.Random, files: Files) -> None:
    """Leave a transaction out, and let the proof of its block show it no more."""
    forget(files, [source.choice([row.name for row in parts(files)])])


def word(source: random.Random, files: Files) -> None:
    """Exchange a digit or a letter in a text: a figure of the report, a date of the case."""
    name = _pick(
        source, {n: b"" for n in files if n.endswith((".toml", ".yaml", ".csv", ".md", ".html", ".txt", ".svg"))}
    )
    content, at = files[name], source.randrange(len(files[name]))
    files[name] = content[:at] + source.choice([b"1", b"9", b"x"]) + content[at + 1 :]


AS_FOUND: tuple[Mutation, ...] = (flip, resize, swap, remove, add, number, word)
"""What happens to a sealed bundle; its manifests stay."""

SEALED_AGAIN: tuple[Mutation, ...] = (
    flip, resize, swap, remove, add, number, number, number, word, move_amount, forge_proof, move_place, shift_rows,
    forge_header, leave_out,
)  # fmt: skip
"""What a forger does to the payload before making all manifests again."""
