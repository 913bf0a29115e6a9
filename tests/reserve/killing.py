"""Commands that are killed at any of their steps on the disk, in a process of their own."""

import os
import signal
import sys
from collections.abc import Callable

from tests.counts import count

_STEPS = ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.link", "os.truncate", "shutil.rmtree")


def moments(steps: int) -> list[int]:
    """Return at which of so many steps a command is killed: twenty from the first to the last, seven in the suite."""
    many = count(suite=7, laws=20)
    return [1 + number * (steps - 1) // (many - 1) for number in range(many)]


def steps_of(act: Callable[[], object], kill_at: int | None = None) -> int:
    """Do something in a process of its own that is killed before its so-manieth step; return how many it took.

    A step is each call that opens, makes, renames, cuts or removes; without `kill_at` it is let go.
    """
    reading, telling = os.pipe()
    child = os.fork()
    if not child:
        taken = 0

        def count(event: str, _: object) -> None:
            nonlocal taken
            if event in _STEPS:
                taken += 1
                if taken == kill_at:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        act()
        os.write(telling, str(taken).encode())
        os._exit(0)
    os.close(telling)
    _, status = os.waitpid(child, 0)
    assert status == (0 if kill_at is None else signal.SIGKILL)
    with os.fdopen(reading) as told:
        return int(told.read() or 0)
