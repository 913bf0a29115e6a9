"""Nights over the recorded story: its chain as of an earlier block, and cases made from its case."""

import hashlib
import shutil
from pathlib import Path

from tests.story import BLOCKS, CASE, STORY
from tracer.chain import header
from tracer.ingest.block_file import FileView
from tracer.ingest.framing import BlockFile

SEED_A = 'outpoint = "ef39382a3c7a82968cb7b55863638a9c7d4c5f69dd956a1ecc14d4f39b3148b1:0"'
FIXED, OPEN = "height = 140\nconfirmations = 6", ""


def chain_up_to(height: int, path: Path) -> Path:
    """Write the story's best branch up to this height, as the file was on an earlier night."""
    view = FileView.open(BLOCKS)
    wanted = {view.block_hash(each) for each in range(height + 1)}
    with path.open("wb") as out:
        for record in BlockFile(BLOCKS).records():
            if header.decode(record.raw[: header.SIZE]).hash in wanted:
                out.write(view.network.magic + len(record.raw).to_bytes(4, "little") + record.raw)
    return path


def write_case(folder: Path, name: str, *changes: tuple[str, str]) -> Path:
    """Write the story's case under another id, with exhibits and tags beside it, and texts replaced in it."""
    folder.mkdir(exist_ok=True)
    for part in ("received", "tags"):
        if not (folder / part).exists():
            shutil.copytree(STORY / part, folder / part)
    text = CASE.read_text().replace('id = "KZ-2025-0042"', f'id = "{name}"')
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path = folder / f"{name}.toml"
    path.write_text(text)
    return path


def digest(folder: Path) -> str:
    """Return one hash over every file's path and content."""
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        whole.update(str(path.relative_to(folder)).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()
