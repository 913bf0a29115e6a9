"""Work that is not tracing: fakes that are slow, hungry, dying or unlucky as the task's name says."""

import hashlib
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from tests.batch.digests import digest
from tracer.batch.work import BatchLink, Finished, Task
from tracer.chain.outpoint import BlockHash, BlockRef
from tracer.errors import CaseError, IntegrityError, SourceError
from tracer.result.run_digest import written


def outcome(task: Task, note: str = "") -> Finished:
    """Write a run of one file, as a case that went well does."""
    content = f"{task.name} {note}".encode()
    task.out.mkdir()
    (task.out / "trace.json").write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    kept = written(digest(task.name, trace_sha256=sha256))
    return Finished({"case file": task.name}, sha256, kept, (), ())


@dataclass
class Acting:
    """Does as the task's name says; `marks` is a folder in which it notes every start."""

    marks: Path
    done: int = 0

    def tip(self) -> BlockRef | None:
        """Leave it to the workers."""
        return None

    def do(self, task: Task, link: BatchLink) -> Finished:
        """Act."""
        word = Path(task.name).stem.partition("-")[0]
        tries = len(list(self.marks.glob(f"{Path(task.name).stem}.*")))
        (self.marks / f"{Path(task.name).stem}.{tries}").write_text(str(os.getpid()))
        if task.stored is not None:
            return Finished(task.stored.causes, task.stored.trace_sha256, None, (), ())
        match word:
            case "endless":
                while True:
                    time.sleep(1)
            case "hungry":
                return outcome(task, str(len(bytearray(1 << 40))))
            case "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            case "cut":
                os.kill(os.getpid(), signal.SIGBUS)
            case "malformed":
                raise CaseError(f"{task.name}: not a case")
            case "false":
                raise IntegrityError("a block is not what it claims to be")
            case "outage" if tries < 2:
                raise SourceError("the node is down")
            case "down":
                raise SourceError("the node is down for good")
            case "slow":
                time.sleep(0.4)
            case "opening":
                link.opening()
                time.sleep(3.5)
                link.opened(BlockRef(int(task.name[-6]), BlockHash("00" * 32)))
        self.done += 1
        return outcome(task, f"worker {os.getpid()}" if word == "who" else "")


@dataclass
class Pinning:
    """Opens a chain whose tip grows with every worker, and notes the tip it is told to go by."""

    marks: Path
    told: BlockRef | None = None

    def tip(self) -> BlockRef | None:
        """Leave it to the workers."""
        return None

    def do(self, task: Task, link: BatchLink) -> Finished:
        """Open once, and note."""
        if self.told is None:
            own = BlockRef(int(task.name[0]), BlockHash(f"{os.getpid():064x}"))
            link.opening()
            self.told = link.opened(own)
        time.sleep(0.2)
        (self.marks / f"{task.name}.tip").write_text(f"{os.getpid()} {self.told.hash}")
        return outcome(task)
