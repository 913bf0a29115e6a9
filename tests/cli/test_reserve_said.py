"""No screen of the register prints a word that the catalogs cannot translate."""

import ast
import re
from collections.abc import Iterator

from tests.layers import modules, syntax

NOT_YET = ("approaches_report", "demo", "disposals_report", "figures_report", "profiles_report")
"""Screens that are English in every language."""
PRINTING = {"echo": 0, "tell": 1, "Text": 0, "add_column": 0, "out": 0, "print": 0, "append": 0}
"""What prints or is printed, and at which place the words stand."""
NAMES = {"BTC", "BUNDLE", "PACK"}
"""What is the same in every language: the unit, and placeholders of options."""


def _words(node: ast.expr) -> Iterator[str]:
    """Yield the words of an expression's own constants; what a call returns is that function's matter."""
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr == "join":
            for each in node.args:
                yield from _words(each)
        return
    if isinstance(node, ast.Constant):
        yield from re.findall(r"[A-Za-z]{2,}", node.value) if isinstance(node.value, str) else ()
        return
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield from _words(child)


def unsaid(tree: ast.AST) -> list[str]:
    """Return the words that a module prints without asking a catalog."""
    given = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Yield) and node.value is not None:
            given.append(node.value)
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            at = PRINTING.get(name, len(node.args))
            given += node.args[at : at + 1]
    return [word for each in given for word in _words(each) if word not in NAMES]


def test_no_screen_of_the_register_prints_a_word_of_its_own() -> None:
    """Every word goes through `say`, `word` or `counted`; screens that do not yet are named, and none that does."""
    found = {name.rpartition(".")[2]: unsaid(syntax(path)) for name, path in modules() if ".cli.reserve" in name}
    assert tuple(sorted(name for name, words in found.items() if words)) == NOT_YET


def test_a_word_of_its_own_is_found() -> None:
    """In an echo, a sentence in parts, a cell, a line that is yielded; not in what a catalog is asked for."""
    for line in ('click.echo(f"held {x}")', 'tell(console, "held")', 'Text(f"{x} held")', 'yield f"  {x} held"'):
        assert unsaid(ast.parse(line)) == ["held"]
    assert unsaid(ast.parse('click.echo(say("held {x}", x=x)); lines.append(f"{x}: {word(y)} BTC")')) == []
