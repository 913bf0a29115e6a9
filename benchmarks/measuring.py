"""How things are timed: medians, in processes of their own where memory is measured too."""

import multiprocessing
import statistics
import time
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
    ratio: str


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
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_report, args=(sender, function, args, kwargs))
    process.start()
    sender.close()
    try:
        result: tuple[R, int] = receiver.recv()
    finally:
        process.join()
    return result


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


def status(name: str, pid: str = "self") -> int:
    """Return one of the figures that the kernel keeps of a process, in bytes; 0 where it has none, or has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(name)), 0)


def _report(sender: Connection, function: Callable[P, R], args: tuple[object, ...], kwargs: dict[str, object]) -> None:
    result = function(*args, **kwargs)  # type: ignore[arg-type]
    sender.send((result, status("VmHWM:")))
    sender.close()
