"""What holds for every test: whether there is a node is found once, before any test is collected, and handed to all.

Each process of `pytest -n` collects the tests for itself. Were each to ask the node for its version, one that got no
answer would leave out tests that the others run.

Temporary files lie in memory where there is room. The product waits for the disk after each file that it writes, so
that nothing is lost in a power cut, which no test can show; on a disk a third of the suite would be that waiting.
"""

import gc
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from fixtures.bitcoind import SilentNodeError, find_bitcoind, know
from tests import counts
from tests.warm import PAGES

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController


steady = settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""The same draws each time, and no verdict that hangs on how fast the machine is."""

settings.register_profile(counts.SUITE, steady, max_examples=20)
settings.register_profile(counts.LAWS, steady, max_examples=100)


MEMORY_DISK = Path("/dev/shm")
ROOM = 4 << 30
"""Bytes, well above what the tests write."""
LOCALE = "C.UTF-8"
"""Whoever runs the tests, and wherever: commands speak English unless a test says otherwise."""
MANY = 1_000
"""So many tests are a run that needs all that is compiled."""


def pytest_configure(config: pytest.Config) -> None:
    """Find the node, or take what the process that started this one has found; choose where temporary files lie."""
    if "TMPDIR" not in os.environ and has_room(MEMORY_DISK):
        os.environ["TMPDIR"], tempfile.tempdir = str(MEMORY_DISK), None
    os.environ["LC_ALL"] = LOCALE
    if PAGES not in os.environ:
        os.environ[PAGES] = tempfile.mkdtemp(prefix="tests-pages-")
        config.add_cleanup(forget_pages)
    try:
        settings.load_profile(counts.asked())
    except ValueError as error:
        raise pytest.UsageError(str(error)) from error
    given = getattr(config, "workerinput", None)
    if given is not None:
        know(given["bitcoind"])
    try:
        find_bitcoind()
    except SilentNodeError as error:
        raise pytest.UsageError(str(error)) from error


def forget_pages() -> None:
    """Remove the pages that commands of this run have set."""
    shutil.rmtree(os.environ.pop(PAGES), ignore_errors=True)


def has_room(folder: Path) -> bool:
    """Return whether a folder is there, may be written to, lets programs start from it, and has room enough."""
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK) or os.statvfs(folder).f_flag & os.ST_NOEXEC:
        return False
    return shutil.disk_usage(folder).free >= ROOM


def pytest_collection_finish() -> None:
    """Keep what is loaded out of every later search for what is no longer used, as it will not be found there."""
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """In each process that xdist has started for many tests, compile a part of the loops before the first of them."""
    given = getattr(session.config, "workerinput", None)
    if given is None or len(session.items) < MANY:
        return
    from tests import compiling  # loads most of the tracer, as many tests do

    with tempfile.TemporaryDirectory() as folder:
        compiling.compile_part(int(given["workerid"].removeprefix("gw")), given["workercount"], Path(folder))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what is long: begun last, one such test would keep one process busy and the other idle."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: "WorkerController") -> None:
    """Hand what was found to a process that xdist starts."""
    node.workerinput["bitcoind"] = find_bitcoind()


def pytest_markeval_namespace() -> dict[str, object]:
    """Name what the conditions of marks ask for."""
    return {"bitcoind": find_bitcoind()}
