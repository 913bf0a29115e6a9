"""Compiling array loops to machine code: the decorators of all stages, and the one place where the code is kept.

Compiled code is kept in a folder named after the digest of all sources that take part, and loaded on the next
start. Numba by itself looks only at the file a function stands in, and would go on with old code where a constant
or a function of another file has changed that is compiled into it. The folder lies in the one that
`NUMBA_CACHE_DIR` names, else beside this file, else in the user's cache; where none can be written, code is compiled
anew at each start. Nothing is ever removed: two versions may run side by side, and the folder may be anybody's.
Compiled code releases the interpreter's lock while it runs.
"""

import hashlib
import os
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

import llvmlite.binding as llvm  # type: ignore[import-untyped]
import numba as nb
import numpy as np
from numba.core import config

llvm.initialize_native_asmparser()
"""Here and not where such code is made: what is loaded from the cache holds assembly too, and LLVM ends the process."""

P = ParamSpec("P")
R = TypeVar("R")

Number = int | np.int64 | np.uint64
"""A whole number inside compiled code, where its width and sign matter."""

_ROOT = Path(__file__).parent
_BESIDE = (
    "chain/amount", "chain/script", "chain/wire", "trace/bounds/arc", "trace/clusters/growth",
    "trace/clusters/clusters", "trace/clusters/co_spends", "trace/arrays", "trace/bounds/inflow_proofs",
    "trace/bounds/flow_arrays", "trace/mix_candidates", "trace/script_numbers", "trace/bounds/inflow",
    "trace/bounds/slack_search", "trace/bounds/demands",
)  # fmt: skip
"""Files of other stages that loops stand in, or whose constants are compiled in; a test finds one that is missing."""


def sources() -> tuple[Path, ...]:
    """Return every file that compiled code is made from: the loops, and the constants and shapes compiled into them."""
    stages = [path for stage in ("store", "kernel") for path in _ROOT.glob(f"{stage}/*.py")]
    return (Path(__file__), *sorted(stages), *(_ROOT / f"{name}.py" for name in _BESIDE))


@cache
def folder() -> Path | None:
    """Return where compiled code of exactly these sources is kept, None where nothing can be kept."""
    digest = hashlib.sha256(b"".join(hashlib.sha256(source.read_bytes()).digest() for source in sources()))
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    homes = [Path(chosen)] if chosen else [_ROOT / "__pycache__", Path.home() / ".cache"]
    for home in homes:
        kept = home / f"custody-tracer-{digest.hexdigest()[:16]}"
        try:
            kept.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(kept, os.W_OK | os.X_OK):
            return kept
    return None


def _built(function: Callable[P, R], *, kept: bool = True, **options: bool) -> Callable[P, R]:
    """Return the function as Numba's, its code kept in our folder; where others keep theirs stays as it was."""
    place = folder() if kept else None
    others, config.CACHE_DIR = config.CACHE_DIR, str(place or "")  # type: ignore[attr-defined]
    try:
        made = partial(nb.njit, cache=place is not None, nogil=True, boundscheck=False, **options)()(function)
    finally:
        config.CACHE_DIR = others  # type: ignore[attr-defined]
    return cast(Callable[P, R], made)


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled on first call, without the interpreter, lock released."""
    return _built(function)


def helper_unkept(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled for other compiled functions to call, its code kept by itself nowhere.

    No code is made that takes its arguments from Python, which takes long.
    """
    return _built(function, kept=False, **_INSIDE)


def helper(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled for other compiled functions to call, and kept for the next of them."""
    return _built(function, **_INSIDE)


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled into whatever compiled function calls it.

    For functions on tuples of arrays, which make no arrays of their own: neither handing the tuples over
    nor counting references to them then costs anything.
    """
    return _built(function, forceinline=True, _nrt=False, **_INSIDE)


def inlined_allocating(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled into whatever compiled function calls it; it may make arrays and lists."""
    return _built(function, kept=False, forceinline=True)


def borrowing(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function compiled; it makes no arrays, and references to those it is given are not counted."""
    return _built(function, _nrt=False)


_INSIDE = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""Beside them there is `_nrt`, which leaves reference counts out; Numba knows the option and does not list it."""
