"""A process that has imported the tracer already, and forks one of its own for each command line asked for.

Starting Python and importing pandas takes several times as long as most commands of the tests. A command that is forked
here differs from one that a user starts in little else: its own memory, files, words and exit code. In the suite pages
that one command of a run has set are not set again by others for the same input; under the laws each sets its own.
"""

import gc
import hashlib
import json
import os
import runpy
import signal
import sys
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import NamedTuple, NoReturn, TypeAlias

import tracer
from fixtures.patience import PATIENCE
from tests.counts import LAWS, asked
from tracer.documents import typesetting

PAGES = "TESTS_PAGES"
"""Names the folder of the pages that were set in this run."""

SetPages: TypeAlias = "Callable[[str, tuple[tuple[str, str], ...]], bytes]"
"""Sets the pages of a template and its inputs."""

STARTED_WITH = ("PYTHON", "LC_", "LANG", "TZ", "NUMBA_")
"""What these variables say is read when Python starts: a command that is given one must be started anew."""

ALONE = ("batch", "demo")
"""Commands that start processes themselves, which look at how their parent was started."""

_LATE = (
    "networkx", "openpyxl", "ortools.graph.python.max_flow", "pandas", "pandas.io.formats.csvs", "rfc3161_client",
    "rich.progress", "rich.table", "typst", "tzdata", "xlsxwriter",
)  # fmt: skip
"""What commands load only where they come to need it."""

_LIMIT = int(PATIENCE)


class Asked(NamedTuple):
    """A command line, the files for what it prints, and what its environment has beside the server's."""

    arguments: list[str]
    out: str
    err: str
    environment: dict[str, str]


def can_fork(arguments: list[str], environment: dict[str, str]) -> bool:
    """Return whether a forked process can stand for a started one."""
    named = arguments[0] if arguments else ""
    return named not in ALONE and not any(name.startswith(STARTED_WITH) for name in environment)


def serve() -> None:
    """Read what is asked for, a line of JSON each; answer with its exit code, negative where a signal ended it.

    What is loaded is frozen: else each command, when it collects what it no longer uses, would copy all of it.
    """
    for name in (*_LATE, *_modules()):
        import_module(name)
    if PAGES in os.environ and asked() != LAWS:
        remembered = remembering(typesetting._set, Path(os.environ[PAGES]))
        typesetting._set = lru_cache(maxsize=16)(remembered)
    gc.freeze()
    for line in sys.stdin:
        process = os.fork()
        if not process:
            _become(Asked(*json.loads(line)))
        _, status = os.waitpid(process, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def remembering(set_pages: SetPages, folder: Path) -> SetPages:
    """Return what sets pages once for the same input: they are kept in a folder that processes have in common."""

    def once(template: str, inputs: tuple[tuple[str, str], ...]) -> bytes:
        """Return the pages kept, or set and keep them."""
        place = folder / hashlib.sha256(json.dumps([template, inputs]).encode()).hexdigest()
        if not place.exists():
            partial = place.with_suffix(f".{os.getpid()}")
            partial.write_bytes(set_pages(template, inputs))
            partial.replace(place)
        return place.read_bytes()

    return once


def _modules() -> list[str]:
    """Return the names of the tracer's modules, but of those that start processes or are run alone."""
    found = [module.name for module in walk_packages(tracer.__path__, "tracer.")]
    alone = ("tracer.__main__", "tracer.evidence.verifier.", *(f"tracer.{name}" for name in ALONE))
    return [name for name in found if not name.startswith(alone)]


def _become(asked: Asked) -> NoReturn:
    """Be the command, and end as it does: never returns."""
    signal.alarm(_LIMIT)
    for number, path in enumerate((os.devnull, asked.out, asked.err)):
        opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    os.environ.update(asked.environment)
    sys.argv = ["tracer", *asked.arguments]
    runpy.run_module("tracer", run_name="__main__")
    sys.exit()


if __name__ == "__main__":
    serve()
