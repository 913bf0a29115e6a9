"""The recorded story read with the standard library alone, so that it can judge what the product reads."""

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
STORY = FIXTURES / "story"
ONE = FIXTURES / "reserve" / "one"
TWO = FIXTURES / "reserve" / "two"
MAGIC = bytes.fromhex("fabfb5da")
NO_PARENT = "00" * 32


class RawBlock(NamedTuple):
    """A block of the file; hashes in display order."""

    hash: str
    parent: str
    raw: bytes


def blocks(folder: Path = STORY) -> list[RawBlock]:
    """Return every block of a folder's file, in file order, stale ones included."""
    content = (folder / "blocks.blk").read_bytes()
    found = []
    while content:
        assert content[:4] == MAGIC
        size = int.from_bytes(content[4:8], "little")
        raw, content = content[8 : 8 + size], content[8 + size :]
        assert len(raw) == size
        digest = sha256(sha256(raw[:80]).digest()).digest()
        found.append(RawBlock(digest[::-1].hex(), raw[4:36][::-1].hex(), raw))
    return found


def parents_first(found: Sequence[RawBlock]) -> list[RawBlock]:
    """Return the blocks so that each comes after its parent, otherwise in the order given; genesis left out."""
    waiting = [block for block in found if block.parent != NO_PARENT]
    known = {block.hash for block in found if block.parent == NO_PARENT}
    ordered: list[RawBlock] = []
    while waiting:
        block = next(block for block in waiting if block.parent in known)
        waiting.remove(block)
        known.add(block.hash)
        ordered.append(block)
    return ordered


def names(folder: Path = STORY) -> dict[str, dict[str, str]]:
    """Return block hashes by height, of the best branch and of the folder's own stale one."""
    content = json.loads((folder / "names.json").read_text(encoding="utf-8"))
    return {"best": content["blocks"], "stale": content["stale_blocks"]}
