"""The stand-alone verifiers as programs: where they lie, how long they are, how they end when nobody reads them."""

import ast
import io
import subprocess
import sys
import tokenize
from pathlib import Path

ROOM = Path(__file__).parents[1] / "tracer"
OF_A_CASE = ROOM / "evidence" / "verifier" / "verify.py"
OF_A_REGISTER = ROOM / "reserve" / "verifier" / "verify_reserve.py"
OF_ITS_PUBLIC = ROOM / "reserve" / "verifier" / "verify_public.py"
OF_ITS_BOOKS = ROOM / "reserve" / "verifier" / "verify_books.py"
OF_ITS_TITLE = ROOM / "reserve" / "verifier" / "verify_title.py"
OF_WHAT_IS_TOLD = ROOM / "reserve" / "verifier" / "told.py"
OF_CUSTODIANS = ROOM / "reserve" / "verifier" / "custodians.py"
OF_ITS_PERSONS = ROOM / "reserve" / "verifier" / "persons.py"
OF_ITS_MONEY = ROOM / "reserve" / "verifier" / "verify_money.py"
OF_ITS_LIMITS = ROOM / "reserve" / "verifier" / "verify_limits.py"
OF_ITS_VALUE = ROOM / "reserve" / "verifier" / "verify_value.py"
OF_A_BUNDLE = (OF_A_REGISTER, OF_ITS_PUBLIC, OF_ITS_BOOKS, OF_ITS_TITLE, OF_ITS_MONEY, OF_ITS_LIMITS, OF_ITS_VALUE)
"""Those of a statement's bundle."""


def code(text: str) -> set[int]:
    """Return the numbers of the lines that hold code: neither blank, nor comment, nor part of a docstring."""
    beside = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
    tokens = [each for each in tokenize.generate_tokens(io.StringIO(text).readline) if each.type not in beside]
    lines = {number for each in tokens for number in range(each.start[0], each.end[0] + 1)}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            lines -= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    return lines


def unread(verifier: Path, bundle: Path, output: str) -> tuple[int, str, str]:
    """Return code and words of a check whose output goes where nobody reads it: `>&-`, for instance."""
    command = f'"$0" -I "$1" "$2" {output}; exit ${{PIPESTATUS[0]}}'
    words = ["bash", "-c", command, sys.executable, str(verifier), str(bundle)]
    said = subprocess.run(words, capture_output=True, text=True, check=False)
    return said.returncode, said.stdout, said.stderr
