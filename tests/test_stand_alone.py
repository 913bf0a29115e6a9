"""What each stand-alone verifier is: one file that a stock Python runs, and that nobody imports."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stand_alone import OF_A_BUNDLE, OF_A_CASE, ROOM, code

EACH = pytest.mark.parametrize("verifier", [OF_A_CASE, *OF_A_BUNDLE], ids=lambda path: path.name)


@EACH
def test_it_is_one_file_of_the_standard_library(verifier: Path) -> None:
    """It imports nothing but the standard library, and no module imports it: its bytes are copied, and run whole."""
    tree = ast.parse(verifier.read_text())
    names = {name.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    names |= {str(node.module).split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names <= sys.stdlib_module_names
    assert not names & {"socket", "urllib", "http", "subprocess", "ctypes", "tempfile", "shutil"}
    for path in ROOM.rglob("*.py"):
        assert not re.search(r"(import|from) tracer\.(evidence|reserve)\.verifier\b(?!_)", path.read_text())


@EACH
def test_it_is_written_for_python_3_9(verifier: Path) -> None:
    """Its grammar is that of Python 3.9."""
    ast.parse(verifier.read_text(), feature_version=(3, 9))


def _run(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield what of a module is run: everything but annotations, which are kept as text."""
    for field, value in ast.iter_fields(tree):
        for node in value if isinstance(value, list) else [value]:
            if isinstance(node, ast.AST) and field not in ("annotation", "returns"):
                yield node
                yield from _run(node)


@EACH
def test_what_python_3_9_would_run_of_types_it_can_run(verifier: Path) -> None:
    """A choice of types, `int | None`, stands in annotations alone: Python 3.9 has no such operator."""
    tree = ast.parse(verifier.read_text())
    assert "annotations" in {name.name for node in tree.body if isinstance(node, ast.ImportFrom) for name in node.names}
    types = {"bool", "bytes", "dict", "frozenset", "int", "list", "object", "set", "str", "tuple"}
    for node in _run(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            for side in (node.left, node.right):
                assert not (isinstance(side, ast.Constant) and side.value is None), ast.unparse(node)
                assert not (isinstance(side, ast.Name) and side.id in types), ast.unparse(node)
                of = side.value if isinstance(side, ast.Subscript) else None
                assert not (isinstance(of, ast.Name) and of.id in types), ast.unparse(node)


def test_a_line_of_code_is_neither_blank_nor_comment_nor_docstring() -> None:
    """What is counted is what runs: a statement over two lines counts twice, a string that is a value counts."""
    text = (
        '"""A module."""\n\n# a comment\nVALUE = (\n    1\n)\n\n\ndef two():\n    """Two."""\n    return """a\nb"""\n'
    )
    assert code(text) == {4, 5, 6, 9, 11, 12}
