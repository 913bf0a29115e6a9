"""Programs that are compared share no code: what would be wrong in both would agree."""

import ast
import sys
from pathlib import Path

import pytest

from tests.commands import ROOT

FROM_TRACE = {"tracer.trace.terminals", "tracer.trace.seeds", "tracer.trace.stopping", "tracer.trace.reading"}
"""What the kernel may take: which coins are seeded, what is not crossed, the names of terminals.

No rule, sum or rounding.
"""

ALONE = (
    "tests/trace/oracle.py",
    "tracer/evidence/verifier/verify.py",
    "tracer/reserve/verifier/verify_reserve.py",
    "tracer/reserve/verifier/verify_public.py",
    "tracer/reserve/verifier/verify_books.py",
    "tracer/reserve/verifier/verify_title.py",
    "tracer/reserve/verifier/custodians.py",
    "tracer/reserve/verifier/persons.py",
    "tracer/reserve/verifier/told.py",
    "tracer/reserve/verifier/verify_money.py",
    "tracer/reserve/verifier/verify_value.py",
    "tracer/reserve/verifier/verify_limits.py",
    *(f"tests/simulator/{name}.py" for name in ("sharing", "scenario", "first_book", "second_book", "orders")),
)
"""Second readings of the rules that import nothing but Python's own library and one another."""


def imports(path: Path) -> set[str]:
    """Return the modules that a file imports, those inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
            found |= {f"{node.module}.{alias.name}" for alias in node.names if node.module == "tracer.trace"}
    return found - {"tracer.trace"}


def test_the_kernel_takes_no_rule_from_the_reference() -> None:
    """Of the room in which the reference lies it imports seeds, stops and names alone."""
    taken = {each for path in (ROOT / "tracer" / "kernel").glob("*.py") for each in imports(path)}
    assert {each for each in taken if each.startswith(("tracer.trace", "tracer.custody"))} <= FROM_TRACE


@pytest.mark.parametrize("room", ["trace/policies", "trace/bounds", "custody"])
def test_the_reference_takes_nothing_from_the_kernel(room: str) -> None:
    """Neither its rules, nor its bounds, nor the second book, nor what they import of their own room."""
    for path in (*(ROOT / "tracer" / room).rglob("*.py"), *(ROOT / "tracer" / "trace").glob("*.py")):
        assert not {each for each in imports(path) if each.startswith("tracer.kernel")}, path


@pytest.mark.parametrize("file", ALONE)
def test_a_second_reading_stands_alone(file: str) -> None:
    """It imports nothing of the tracer, nothing to be installed, and of the tests only others that stand alone."""
    others = {each for each in imports(ROOT / file) if f"{each.replace('.', '/')}.py" not in ALONE}
    assert {each.split(".")[0] for each in others} <= sys.stdlib_module_names
