"""Register two of the story as it was when its third quarter was to be closed, and the branch that lost there."""

import datetime as dt
import shutil
from pathlib import Path

from fixtures.recorder.plot_reserve import FORK_AT_QUARTER, LAST
from fixtures.recorder.record import MAGIC, framed
from tests import reserve_story
from tests.fixtures_story import recorded
from tests.reserve.entering import enter_admissions
from tests.reserve_story import PERIODS, TWO
from tracer.chain import header
from tracer.chain.wire import sha256d
from tracer.reserve import admission_file
from tracer.reserve.lots import Admission


def story_register(folder: Path, period: str = "2025Q3") -> Path:
    """Lay down register two with the acts on file when a period was closed, and the page's lots admitted."""
    shutil.copytree(TWO, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__", "*.blk", "*.json", "case"))
    for path in [*(folder / "acts").iterdir(), *(folder / "texts").iterdir()]:
        if path.stem > PERIODS[period]["last_act"]:
            path.unlink()
    for number, case in enumerate(("KZ-2025-0042", "KZ-2025-0077"), start=1):
        admitted = Admission(
            number=number,
            case=case,
            bundle="00" * 32,
            primary="fifo",
            admitted=dt.date(2025, 9, 1),
            lots=reserve_story.lots(case),
            contested=(),
            supersedes=None,
        )
        (folder / "receipts" / case).mkdir(parents=True)
        (folder / "receipts" / case / admission_file.FILE).write_bytes(admission_file.dumps(admitted))
    enter_admissions(folder)
    return folder


def file_acts(folder: Path, until: str) -> None:
    """File the acts of the story up to a number, and the documents behind them."""
    for kind in ("acts", "texts"):
        for path in sorted((TWO / kind).iterdir()):
            if path.stem <= until and not (folder / kind / path.name).exists():
                shutil.copy(path, folder / kind / path.name)


def lost_branch(path: Path) -> Path:
    """Write a file of blocks that ends with the branch that lost at the third quarter's end."""
    best = recorded.names(TWO)["best"]
    rival = {best[str(height)] for height in range(FORK_AT_QUARTER + 1, LAST + 1)}
    path.write_bytes(framed(block.raw for block in recorded.blocks(TWO) if block.hash not in rival))
    return path


def best_branch(path: Path, last: int) -> Path:
    """Write a file of blocks that ends with a block of the best chain."""
    best = recorded.names(TWO)["best"]
    first, *others = recorded.blocks(TWO)
    mine = {best[str(height)] for height in range(1, last + 1)}
    path.write_bytes(framed([first.raw, *(block.raw for block in others if block.hash in mine)]))
    return path


def settle(path: Path, count: int = 14, first: int = FORK_AT_QUARTER + 3, apart: int = 600) -> Path:
    """Mine empty blocks, seconds `apart`, on the last block of a file of blocks, so that its quarter is settled."""
    last = path.read_bytes().rpartition(MAGIC)[2][4:][: header.SIZE]
    with path.open("ab") as file:
        for number in range(count):
            pay = _coinbase(first + number)
            last = _mined(last, sha256d(pay), apart)
            file.write(framed([last + b"\x01" + pay]))
    return path


def _coinbase(height: int) -> bytes:
    """Return a transaction that pays 50 coins to a script that anybody can spend, as a block of a height begins."""
    script = b"\x02" + height.to_bytes(2, "little") + b"\x00"
    paid = (50 * 10**8).to_bytes(8, "little") + b"\x01\x51"
    spent = bytes(32) + b"\xff" * 4 + bytes([len(script)]) + script + b"\xff" * 4
    return (2).to_bytes(4, "little") + b"\x01" + spent + b"\x01" + paid + bytes(4)


def _mined(before: bytes, root: bytes, apart: int) -> bytes:
    """Return the header of a block of one transaction on another one, with the work that regtest asks for."""
    time = int.from_bytes(before[68:72], "little") + apart
    front = before[:4] + sha256d(before) + root + time.to_bytes(4, "little") + before[72:76]
    tried = (front + nonce.to_bytes(4, "little") for nonce in range(1 << 20))
    return next(each for each in tried if sha256d(each)[-1] < 0x7F)
