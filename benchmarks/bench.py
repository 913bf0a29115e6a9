"""One run of the measurements: how large everything is made, where it lies, and what several rows have in common.

A measurement is a function of a `Bench` that yields rows; the first line of its docstring says what it measures, for
the case that it fails. To add one: write it, and name it in `MEASUREMENTS` of its module.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from enum import IntEnum
from pathlib import Path
from typing import NamedTuple, ParamSpec, TypeAlias, TypeVar, cast

from benchmarks.measuring import Row, in_child, status

P = ParamSpec("P")
R = TypeVar("R")


class Scale(IntEnum):
    """How large everything is made: as in the table; about a tenth; so small that the tests can run every row."""

    FULL = 0
    SMALL = 1
    TINY = 2


class Sizes(NamedTuple):
    """A number for each scale."""

    full: int
    small: int
    tiny: int


RUNS = Sizes(5, 3, 1)
"""How often what is timed is done."""


class Bench:
    """The run. Its folder lasts as long as a group of measurements."""

    def __init__(self, scale: Scale) -> None:
        """Measure at this scale."""
        self.scale = scale
        self._made: dict[object, object] = {}
        self._folder: Path | None = None
        self._stack = ExitStack()

    @property
    def folder(self) -> Path:
        """Where the present group of measurements may write."""
        assert self._folder is not None, "no group of measurements is open"
        return self._folder

    @property
    def runs(self) -> int:
        """How often what is timed is done."""
        return self.size(RUNS)

    def size(self, sizes: Sizes) -> int:
        """Return the number for this run's scale."""
        return sizes[self.scale]

    def once(self, make: Callable[["Bench"], R]) -> R:
        """Return what several rows need: made for the first that asks; where that failed, it fails for each.

        Across groups only figures may be asked for: files go with their group.
        """
        if make not in self._made:
            try:
                self._made[make] = make(self)
            except Exception as error:  # noqa: BLE001 - whatever it is, each row that needs it says it
                self._made[make] = error
        made = self._made[make]
        if isinstance(made, Exception):
            raise made
        return cast("R", made)

    def give(self, make: Callable[["Bench"], R], made: R) -> None:
        """Have `once` return this, in place of making it."""
        self._made[make] = made

    def kept(self, context: AbstractContextManager[R]) -> R:
        """Enter a context that is left with the present group of measurements."""
        return self._stack.enter_context(context)

    def alone(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> tuple[R, int]:
        """Return the result of a call and the peak memory in bytes, from a process of its own.

        At the smallest scale, where figures mean nothing, the call is made here.
        """
        if self.scale is Scale.TINY:
            return function(*args, **kwargs), status("VmHWM:")
        return in_child(function, *args, **kwargs)

    @contextmanager
    def group(self) -> Iterator[None]:
        """Give a group of measurements a folder; remove it, and leave what was entered, at the end."""
        self._folder = Path(tempfile.mkdtemp(prefix="tracer-bench-"))
        try:
            with self._stack:
                yield
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None


Measurement: TypeAlias = Callable[[Bench], Iterator[Row]]


def names(measurement: Measurement) -> str:
    """Return what a measurement measures: the first line of its docstring."""
    return (measurement.__doc__ or measurement.__name__).strip().splitlines()[0].rstrip(".")
