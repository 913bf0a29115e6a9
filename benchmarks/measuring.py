"""How things are timed: medians, in processes of their own where memory is measured too."""

import multiprocessing
import os
import statistics
import time
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

MIB = 1 << 20


class Row(NamedTuple):
    """A line of the table: what, the target in words, the figure, and the ratio to what it is held against."""

    what: str
    target: str
    figure: str
    ratio: str = ""
    missed: bool | None = None
    """Whether the figure is worse than the target; None where there is none, or nothing can be said."""


LEFT_OUT = "not measured: "
"""How the figure of a row begins that was not measured; why follows."""


class NotMeasuredError(Exception):
    """A row needs what is not here, as a node; its words say what."""


def at_most(figure: float, target: float) -> tuple[str, bool]:
    """Return what a figure is of the most that is aimed at, and whether it is more: the ends of a row."""
    return f"{figure / target:.2f} x target", figure > target


def at_least(figure: float, target: float) -> tuple[str, bool]:
    """Return what a figure is of the least that is aimed at, and whether it is less."""
    return f"{figure / target:.2f} x target", figure < target


def timed(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> tuple[float, R]:
    """Return the seconds a call took, and its result."""
    start = time.perf_counter()
    result = function(*args, **kwargs)
    return time.perf_counter() - start, result


def median(seconds: list[float]) -> float:
    """Return the median."""
    return statistics.median(seconds)


def in_child(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> tuple[R, int]:
    """Return the result of a call in a fresh process, and that process's peak memory in bytes.

    The peak holds the pages of mapped files that were touched.

    Raises:
        RuntimeError: the call raised, with its traceback in the words; or the process ended without an answer.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_report, args=(sender, function, args, kwargs))
    process.start()
    sender.close()
    answer: tuple[R, int] | str
    try:
        answer = receiver.recv()
    except EOFError:
        process.join()
        answer = f"the process of {function.__name__} ended with exit code {process.exitcode} and no answer"
    finally:
        process.join()
    if isinstance(answer, str):
        raise RuntimeError(answer)
    return answer


def private_bytes() -> int:
    """Return the most memory this process had beside the pages of mapped files it now holds."""
    return status("VmHWM:") - status("RssFile:")


def machine() -> str:
    """Return this machine in a few words."""
    words = Path("/proc/cpuinfo").read_text().splitlines()
    model = next(
        (line.split(":", 1)[1].strip() for line in words if line.startswith("model name")), "unknown processor"
    )
    cores = sum(line.startswith("processor") for line in words)
    memory = int(Path("/proc/meminfo").read_text().split()[1]) * 1024
    return f"{model}, {cores} cores, {memory / 2**30:.0f} GiB of memory"


def load() -> str:
    """Return what else the machine does, in a few words."""
    return f"load average {', '.join(f'{each:.2f}' for each in os.getloadavg())} of the last 1, 5 and 15 minutes"


def status(name: str, pid: str = "self") -> int:
    """Return one of the figures that the kernel keeps of a process, in bytes; 0 where it has none, or has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(name)), 0)


def _report(
    sender: Connection, function: Callable[..., R], args: tuple[object, ...], kwargs: dict[str, object]
) -> None:
    try:
        sender.send((function(*args, **kwargs), status("VmHWM:")))
    except Exception:  # noqa: BLE001 - told to the process that asked, whatever it is
        sender.send(traceback.format_exc())
    finally:
        sender.close()
