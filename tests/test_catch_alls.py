"""No fault is swallowed: what catches everything, or says nothing of what it caught, is named here with its reason.

A handler of every exception hides faults that nobody thought of: it raises again, on every way through it, or hands the
fault on to somebody who reads it. One that does nothing with a fault of its own kind is as silent. Both are read out of
the source; a handler that is new stands on neither list and fails.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("tracer", "benchmarks", "fixtures")
ALL = frozenset({"Exception", "BaseException"})
NO_VERDICT = "any fault of the machine or of this program is told as no verdict; what failed before stands"
BROKEN_FILE = "the file beside cannot be run: that is said, and the exit code is 3"

CATCH_ALLS = {
    "tracer/evidence/verifier/verify.py::main": NO_VERDICT,
    "tracer/reserve/verifier/verify_reserve.py::main": NO_VERDICT,
    "tracer/reserve/verifier/verify_money.py::main": NO_VERDICT,
    "tracer/reserve/verifier/verify_limits.py::main": NO_VERDICT,
    "tracer/reserve/verifier/verify_value.py::main": NO_VERDICT,
    "tracer/reserve/verifier/verify_public.py::beside": BROKEN_FILE,
    "tracer/reserve/verifier/verify_books.py::beside": BROKEN_FILE,
    "tracer/reserve/verifier/verify_title.py::beside": BROKEN_FILE,
    "tracer/cli/verify.py::decided": "the traceback is printed, and that there is no verdict",
    "benchmarks/bench.py::once": "kept, and raised to each measurement that needs what could not be made",
    "benchmarks/measuring.py::_report": "the traceback goes to the parent, which raises it",
    "benchmarks/running.py::_rows_of": "the traceback is printed, and the row of the table says that it failed",
}
"""Handlers of everything that do not raise again, by module and function, and where the fault goes instead."""

SILENT = {
    "tracer/batch/batch_folder.py::prepare FileExistsError": "another batch made the folder just now; it is read next",
    "tracer/batch/cluster.py::__exit__ OSError, TimeoutError, ValueError, RuntimeError": "it is gone, with its workers",
    "tracer/batch/cluster.py::_close OSError, TimeoutError, RuntimeError": "a scheduler that is gone needs no goodbye",
    "tracer/batch/jobs.py::_delimiter csv.Error": "the whole file is read again, and says what is wrong with it",
    "tracer/batch/ledger.py::open_ledger sqlite3.Error, OSError": "the first fault is raised, not that of tidying up",
    "tracer/batch/pool.py::_hand_out BrokenPipeError": "a worker that died is found by its pipe, and its case told",
    "tracer/batch/pool.py::_start BrokenPipeError": "a worker that died is found by its pipe, and its case told",
    "tracer/batch/pool.py::_obituary subprocess.TimeoutExpired": "it is killed next, and that is told",
    "tracer/batch/worker.py::main EOFError": "the pipe ended: there is no more work",
    "tracer/chain/script.py::same_key ValueError": "no point of the curve: nobody can spend it in any form",
    "tracer/compiled.py::folder OSError": "the next place is tried; where none is, code is compiled each time",
    "tracer/disk/child_process.py::in_child_process ProcessLookupError": "it has ended already",
    "tracer/disk/child_process.py::in_child_process ChildProcessError": "the system took it away itself",
    "tracer/disk/making.py::making OSError": "a disk without locks: the number of the process protects it",
    "tracer/intake/classification.py::_is_foreign ValueError": "the next network is tried; none is an answer too",
    "tracer/intake/delimited.py::_widths csv.Error": "a sample is looked at; the whole file is read again",
    "tracer/intake/encoding.py::decode UnicodeDecodeError, LookupError": "the next encoding is tried; none is an error",
    "tracer/operations/reserve_files.py::as_it_lies CaseError": "reading the register tells of the file",
    "tracer/reserve/proofs/received_file.py::_script ValueError": "it may be a script in hexadecimal digits instead",
    "tracer/trace/tags/writing.py::appended CaseError": "the next place in the file is tried; none is an error",
    "fixtures/bitcoind.py::_free_port OSError": "the port is taken: another is drawn",
}
"""Handlers that do nothing, by module, function and what they catch, and why nothing is lost."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Yield every module of the rooms by its path."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def within(node: ast.AST, owner: str) -> Iterator[tuple[str, ast.AST]]:
    """Yield every node with the name of the innermost function or class around it."""
    for child in ast.iter_child_nodes(node):
        yield owner, child
        named = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else owner
        yield from within(child, named)


def caught(handler: ast.ExceptHandler) -> list[str]:
    """Return what a handler catches, a bare one everything."""
    if handler.type is None:
        return ["BaseException"]
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return [ast.unparse(each) for each in kinds]


def raises(body: list[ast.stmt]) -> bool:
    """Return whether statements end by raising on every way through them."""
    last = body[-1]
    if isinstance(last, ast.If):
        return raises(last.body) and bool(last.orelse) and raises(last.orelse)
    if isinstance(last, ast.With | ast.Try):
        return raises(last.body)
    return isinstance(last, ast.Raise)


def leaves_early(body: list[ast.stmt]) -> bool:
    """Return whether statements can end without coming to their last one."""
    inner = [each for statement in body for each in ast.walk(statement)]
    return any(isinstance(each, ast.Return | ast.Continue | ast.Break) for each in inner)


def is_nothing(body: list[ast.stmt]) -> bool:
    """Return whether statements do nothing."""
    return all(
        isinstance(each, ast.Pass | ast.Continue)
        or (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))
        for each in body
    )


def catch_alls(tree: ast.Module) -> Iterator[str]:
    """Yield the functions with a handler of everything that does not raise again on every way."""
    for owner, node in within(tree, "module"):
        if isinstance(node, ast.ExceptHandler) and ALL & {*caught(node)}:
            if not raises(node.body) or leaves_early(node.body):
                yield owner
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("suppress"):
            yield from [owner] if ALL & {ast.unparse(each) for each in node.args} else []


def silent(tree: ast.Module) -> Iterator[str]:
    """Yield the functions with a handler that does nothing, and what it catches."""
    for owner, node in within(tree, "module"):
        if isinstance(node, ast.ExceptHandler) and is_nothing(node.body):
            yield f"{owner} {', '.join(caught(node))}"
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("suppress", "contextlib.suppress"):
            yield f"{owner} {', '.join(map(ast.unparse, node.args))}"


def test_what_catches_everything_raises_again_or_is_named() -> None:
    """Nor does a name stay on the list when its handler is gone."""
    found = Counter(f"{path}::{owner}" for path, tree in modules() for owner in catch_alls(tree))
    assert found == Counter(CATCH_ALLS.keys())


def test_what_says_nothing_of_a_fault_is_named() -> None:
    """Nor does a name stay on the list when its handler is gone."""
    found = Counter(f"{path}::{said}" for path, tree in modules() for said in silent(tree))
    assert found == Counter(SILENT.keys())


@pytest.mark.parametrize(
    ("body", "is_found"),
    [
        ("except Exception:\n  pass", True),
        ("except:\n  print()", True),
        ("except (ValueError, BaseException) as e:\n  if e:\n    raise", True),
        ("except BaseException:\n  if a:\n    return\n  raise", True),
        ("except BaseException:\n  if a:\n    raise\n  raise b from None", False),
        ("except Exception:\n  tidy()\n  raise", False),
        ("except ValueError:\n  pass", False),
    ],
)
def test_a_handler_of_everything_is_seen(body: str, is_found: bool) -> None:
    """Whatever it is written like."""
    tree = ast.parse("def f():\n try:\n  g()\n " + body.replace("\n", "\n "))
    assert [*catch_alls(tree)] == (["f"] if is_found else [])
    assert bool([*silent(tree)]) is body.endswith("pass")
