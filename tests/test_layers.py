"""Imports run downwards, nothing runs in a ring, and few rooms open files, sockets or read a clock."""

import ast
from pathlib import Path

import pytest

from tests.layers import FLOORS, ROOT, imports, module_graph, modules, ring, room, room_graph, syntax

LEVELS = {name: level for level, floor in enumerate(FLOORS) for name in floor}

FILES = {"os", "pathlib", "shutil", "tempfile", "fcntl", "mmap"}
SOCKETS = {"socket", "http", "urllib3", "requests", "urllib", "distributed", "ssl"}
CLOCKS = {"time"}
PROCESSES = {"subprocess", "multiprocessing"}

PURE = ("chain", "case", "wallet", "trace", "custody", "intake", "kernel", "journal", "result", "reserve", "explore")
"""Rooms that open no file and no socket and read no clock and no environment."""

MAY_OPEN_FILES = {
    "disk", "store", "ingest", "batch", "operations", "cli", "evidence", "documents", "signatures", "verify",
    "compiled", "formats", "container",
}  # fmt: skip
MAY_OPEN_SOCKETS = {"ingest", "batch", "operations"}
MAY_READ_CLOCKS = {"disk", "ingest", "batch", "operations", "store", "cli", "compiled", "evidence"}

LOOKS = {
    ("os", "environ"),
    ("os", "getenv"),
    ("Path", "home"),
    ("getpass", "getuser"),
    ("time", "time"),
    ("time", "monotonic"),
    ("time", "perf_counter"),
}
"""How the environment, the person at the machine and the time are looked up."""

FOLDERS = ("tracer", "fixtures", "benchmarks", "tests")
"""Folders of Python, from the ground upwards: each imports itself and those before it."""

LONGEST = 60
"""Lines of a function at most."""

LONGEST_MODULE = 400
"""Lines of a module at most."""

MODULES = list(modules())

SEALED = tuple(
    f"tracer.reserve.verifier.{name}"
    for name in (
        "verify_reserve",
        "verify_public",
        "verify_books",
        "verify_title",
        "persons",
        "told",
        "verify_money",
        "verify_value",
        "verify_limits",
    )
)
"""Programs of pure rooms that go into bundles as bytes: nothing imports them, and whoever runs them is no room."""

ALONE = ("tracer.evidence.verifier.verify", *SEALED)
"""Programs that share no code with the product, and each of which is one file."""

RUN = [(name, path) for name, path in MODULES if name not in SEALED]


def names(found: list[tuple[str, Path]]) -> list[str]:
    """Return the modules' names, for the tests' own."""
    return [name for name, _ in found]


def test_every_room_has_its_floor() -> None:
    """A new room must be given its place among the floors, and none stays that is gone."""
    assert {room(name) for name, _ in MODULES} == set(LEVELS)


@pytest.mark.parametrize("name", sorted(LEVELS))
def test_imports_run_downwards(name: str) -> None:
    """A room imports only itself and rooms of lower floors."""
    assert {other for other in room_graph().get(name, set()) if LEVELS[other] >= LEVELS[name]} == set()


def test_no_rooms_and_no_modules_stand_in_a_ring() -> None:
    """Neither rooms nor modules import one another, directly or through others."""
    assert ring(room_graph()) is None
    assert ring(module_graph()) is None


def test_a_ring_is_found() -> None:
    """The search above finds a ring where there is one, and none in a line."""
    assert ring({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == ["a", "b", "c", "a"]
    assert ring({"a": {"b", "c"}, "b": {"c"}, "c": set()}) is None


@pytest.mark.parametrize(
    ("wall", "allowed"),
    [(FILES, MAY_OPEN_FILES), (SOCKETS, MAY_OPEN_SOCKETS), (CLOCKS, MAY_READ_CLOCKS), (PROCESSES, MAY_OPEN_FILES)],
    ids=["files", "sockets", "clocks", "processes"],
)
def test_few_rooms_reach_outside(wall: set[str], allowed: set[str]) -> None:
    """Who may open files and sockets, start processes and read clocks is a short list."""
    reach = {room(name) for name, path in RUN if {each.split(".")[0] for each in imports(path)} & wall}
    assert reach - allowed == set()


@pytest.mark.parametrize(("name", "path"), [each for each in RUN if room(each[0]) in PURE], ids=lambda each: str(each))
def test_pure_rooms_open_nothing(name: str, path: Path) -> None:
    """They import no module that opens files or sockets or reads clock or environment, and call nothing that does."""
    assert not {each.split(".")[0] for each in imports(path)} & (FILES | SOCKETS | CLOCKS | PROCESSES)
    calls = [node.func for node in ast.walk(syntax(path)) if isinstance(node, ast.Call)]
    assert not [call.id for call in calls if isinstance(call, ast.Name) and call.id in ("open", "input", "print")]


def test_nothing_below_the_operations_reads_the_environment_or_the_clock() -> None:
    """Who asks hands both in; the few modules that look for themselves decide nothing of what is computed by it.

    The search for a place to keep machine code, the pace of a socket, the fastest way to hash, and what a batch's
    workers and ledger time.
    """
    looks = {
        name
        for name, path in MODULES
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and (node.value.id, node.attr) in LOOKS
    }
    assert {name for name in looks if LEVELS[room(name)] <= LEVELS["operations"]} == {
        "tracer.compiled",
        "tracer.disk.clock",
        "tracer.ingest.paced",
        "tracer.operations.context",
        "tracer.store.hash_path",
    }


@pytest.mark.parametrize("level", range(len(FOLDERS)), ids=FOLDERS)
def test_folders_import_downwards(level: int) -> None:
    """The product imports none of the others, fixtures and benchmarks nothing of the tests."""
    above = set(FOLDERS[level + 1 :])
    files = list((ROOT.parent / FOLDERS[level]).rglob("*.py"))
    assert files
    assert {(path.name, each) for path in files for each in imports(path) if each.split(".")[0] in above} == set()


def test_one_module_knows_the_rpc_library() -> None:
    """python-bitcoinrpc is imported in one place only."""
    users = [path for _, path in MODULES if any(name.startswith("bitcoinrpc") for name in imports(path))]
    assert [path.relative_to(ROOT).as_posix() for path in users] == ["ingest/core.py"]


def test_nothing_imports_what_is_sealed_as_bytes() -> None:
    """A program that opens files for whoever runs it opens none for the product."""
    assert not {name for name, path in MODULES if any(each.startswith(SEALED) for each in imports(path))}


def test_modules_stay_readable() -> None:
    """No module is longer than four hundred lines, but programs that must stand alone in one file."""
    long = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in MODULES}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_MODULE and name not in ALONE} == {}


def test_no_two_classes_have_one_name() -> None:
    """Who reads a class's name knows which one it is; programs that stand alone repeat some on purpose."""
    places: dict[str, list[str]] = {}
    for name, path in MODULES:
        for node in syntax(path).body if name not in ALONE else ():
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(name)
    assert {each: where for each, where in places.items() if len(where) > 1} == {}


def test_functions_stay_readable() -> None:
    """No function is longer than sixty lines."""
    long = {
        f"{path.relative_to(ROOT)}:{node.name}": node.end_lineno - node.lineno + 1
        for _, path in MODULES
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.FunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= LONGEST
    }
    assert long == {}
