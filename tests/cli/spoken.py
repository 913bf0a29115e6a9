"""Every English text that a screen may show, read out of the source and the commands: help, sentences, messages.

`python -m tests.cli.spoken [WORD]` prints what the catalogs lack, of the modules whose name holds the word.
"""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple, TypeAlias, TypeGuard

import click

from tests.layers import modules, syntax
from tracer.cli.main import tracer
from tracer.cli.spoken_help import texts_of
from tracer.reserve.limits.limit_words import INSTRUMENTS

RAISED = (
    "CaseError", "SourceError", "IntegrityError", "CancelledError", "BeyondCapacityError", "Unsealable", "UsageError",
    "RowFault", "RpcError", "BadParameter",
)  # fmt: skip
"""What is raised with a message for the person at the keyboard."""

TOLD = {"fault": 1, "need": 2, "warn": 0, "add_note": 0, "refer": 2, "Cause": 0, "one_word": 1, "whole_number": 1,
    "NotAsSealed": 1, "Alarm": 2, "ObservedFault": 2, "_fault": 1, "HighFee": 1}  # fmt: skip
"""What takes a message, and at which place: faults of a case, warnings, notes, what a line of an exploration takes."""

RETURNED = (
    "nearest", "unsettled", "old_tip", "_wrong_inputs", "_that_needs", "_span", "_cautions", "_not_compared",
    "_none_words", "_usable_words", "_filled_words", "_differ_words", "_disagree_words", "_old_words", "_apart_words",
    "_missing_trades", "_unshown_edges", "_changed_fixing", "_other_quotes", "_given", "notable",
    "remedy", "without_entry", "not_on_chain", "_looked_again", "_of_an_older_look", "_changed_since", "_gone_since",
    "_beside_best", "_hole", "_hanging", "_heights",
)  # fmt: skip
"""Functions that return or yield a message, or what ends one."""

RETURNED_OF_REGISTERS = (
    "_contradicting", "_unmatched", "_too_few", "text", "old_explanations", "_disposed_of_and_kept",
    "departure", "out_of_books", "without_lot", "came_back", "_taken_out", "afterwards", "_covers_later",
    "_names_later", "_as_cleared", "_otherwise", "_other_fee", "_waiting", "not_counted", "_left_out",
    "_wallet_notes", "_aged", "_enforced", "_of_open", "_how_broken", "_broken", "_unnamed", "_peak", "_not_known",
    "_lost", "_holders", "_named", "_fork", "paid_beyond", "_what_ends", "_charged", "_called_otherwise",
    "_called_by", "_says", "_how_untitled",
)  # fmt: skip
"""The same, in the rooms of the register alone."""

NAMINGS = ("deposit", "withdrawal", "no fixing", "no rate of exchange")
"""What sentences call a transaction of a custodian's statement, and what an order in money lacks."""

VALUES = ("BreachCause",)
"""What sentences name by its value."""

REGISTERS = ("tracer.reserve.", "tracer.operations.reserve_")
"""The rooms in which what is called `text` is a message."""

PLAIN = ("quoted", "visible", "str", "repr", "len", "show", "sorted", "paragraphs", "map", "join", "list", "tuple")
"""Functions that a field is called not by, but by what they are given."""


CONTEXTS = {"counted": "counted", "register_word": "register"}
"""The context of what a function of `tracer.cli.tongue` is given, where it has one."""

LIBRARY = (
    (None, "Commands"),
    (None, "Options"),
    (None, "Show this message and exit."),
    (None, "[OPTIONS]"),
    (None, "COMMAND [ARGS]..."),
    (None, "required"),
    ("message", "Got unexpected extra argument ({args})"),
    ("message", "Got unexpected extra arguments ({args})"),
    ("message", "Invalid value for {hint}: {wrong}"),
    ("message", "Missing argument {name}."),
    ("message", "Missing command."),
    ("message", "Missing option {name}."),
    ("message", "Missing option {name}. Choose from:\n\t{choices}"),
    ("message", "No such option {name}."),
    ("message", "No such option {name}. (Did you mean one of: {possibilities}?)"),
    ("message", "No such option {name}. Did you mean {possibility}?"),
    ("message", "Option {name} does not take a value."),
    ("message", "Option {name} requires an argument."),
    ("message", "{value} is not a valid integer."),
    ("message", "{value} is not a valid integer range."),
    ("message", "{value} is not in the range {range}."),
    ("message", "{value} is not one of {choices}."),
)
"""What the library of the command line says of itself, as `click` 8 has it."""


_Path: TypeAlias = tuple[str, ...]
"""The names by which a command is called."""


class Text(NamedTuple):
    """A text, its context in the catalogs, and the module that says it."""

    context: str | None
    english: str
    module: str


def commands(
    group: click.Group = tracer, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command with its path, groups before what is in them."""
    yield path, group
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        if isinstance(found, click.Group):
            yield from commands(found, (*path, name))
        else:
            yield (*path, name), found


def helps() -> Iterator[Text]:
    """Yield what the help of every command says."""
    for path, command in commands():
        for text in texts_of(command):
            yield Text(None, text, f"tracer.cli.{'.'.join(path) or 'main'}")


def sentences() -> Iterator[Text]:
    """Yield every constant that a module of `tracer.cli` gives to `say`, `word`, `phrase`, `counted` or the like."""
    for name, path in modules():
        tree = syntax(path)
        for node in ast.walk(tree) if name.startswith("tracer.cli") else ():
            called = _called(node)
            if isinstance(node, ast.Call) and called in ("say", "word", "register_word", "phrase", "counted", "_row"):
                at = 1 if called == "counted" else 0
                given = node.args[at] if len(node.args) > at else None
                for english in _constants(_assigned(tree, given)):
                    yield Text(CONTEXTS.get(called), english, name)


def _assigned(tree: ast.AST, given: ast.expr | None) -> ast.expr | None:
    """Return what a name was last given above the place where it is used, or in the module that it is imported from.

    Anything else is returned as it is.
    """
    if not isinstance(given, ast.Name):
        return given
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and given.id in (each.name for each in node.names):
            elsewhere = syntax(dict(modules())[node.module or ""])
            return _last_given(elsewhere, given.id, sys.maxsize)
    return _last_given(tree, given.id, given.lineno)


def _last_given(tree: ast.AST, name: str, before: int) -> ast.expr | None:
    """Return what a name was given last before a line; None where it never was."""
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
        and node.lineno < before
    ]
    return max(found, key=lambda node: node.lineno).value if found else None


def _constants(node: ast.expr | None) -> list[str]:
    """Return the constants that an argument may be."""
    if isinstance(node, ast.IfExp):
        return [*_constants(node.body), *_constants(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def messages() -> Iterator[Text]:
    """Yield every message that a module raises, records as a fault of a case, or warns of, as its sentence."""
    for name, path in modules():
        if name == "tracer.cli.tongue" or "verifier" in name:
            continue
        for node in ast.walk(syntax(path)):
            called = _called(node)
            if isinstance(node, ast.Call) and called is not None:
                given = (
                    node.args
                    if called in RAISED
                    else node.args[TOLD[called] : TOLD[called] + 1]
                    if called in TOLD
                    else []
                )
                for argument in given:
                    for english in _templates(argument):
                        if any(map(str.isalpha, _fixed(english))):
                            yield Text("message", english, name)
            if (
                _is_text_given(node)
                and name.startswith(REGISTERS)
                and "picture" not in name
                and "statement" not in name
            ):
                for english in _templates(node.value):
                    if any(map(str.isalpha, _fixed(english))):
                        yield Text("message", english, name)
            returned = (
                (*RETURNED, *RETURNED_OF_REGISTERS)
                if name.startswith(REGISTERS) and "statement" not in name
                else RETURNED
            )
            if isinstance(node, ast.ClassDef) and node.name in VALUES:
                for row in node.body:
                    if isinstance(row, ast.Assign):
                        yield from (Text("message", english, name) for english in _constants(row.value))
            if isinstance(node, ast.FunctionDef) and node.name in returned:
                for each in ast.walk(node):
                    for english in _templates(each.value) if isinstance(each, ast.Return | ast.Yield) else ():
                        if any(map(str.isalpha, _fixed(english))):
                            yield Text("message", english, name)


def _is_text_given(node: ast.AST) -> TypeGuard[ast.Assign]:
    """Say whether a sentence is given the name `text`."""
    names = node.targets if isinstance(node, ast.Assign) else ()
    return any(isinstance(name, ast.Name) and name.id == "text" for name in names)


def _called(node: ast.AST) -> str | None:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
        return None
    return node.func.id if isinstance(node.func, ast.Name) else node.func.attr


def _fixed(english: str) -> str:
    import string

    return "".join(text for text, _, _, _ in string.Formatter().parse(english))


def _templates(node: ast.expr | None) -> list[str]:
    """Return the sentences that an expression may be, its fields by name; none where it is no sentence of its own."""
    return [_named(parts) for parts in _parts(node)] if node is not None else []


_Part = tuple[bool, str]
"""Whether it is a field, and its name or its text."""


def _parts(node: ast.expr) -> list[tuple[_Part, ...]]:
    match node:
        case ast.Constant(value=str(text)):
            return [((False, text),)]
        case ast.IfExp():
            return [*_parts(node.body), *_parts(node.orelse)]
        case ast.BinOp(op=ast.Add()):
            left, right = _inner(node.left), _inner(node.right)
            return [(*one, *other) for one in left for other in right]
        case ast.JoinedStr():
            found: list[tuple[_Part, ...]] = [()]
            for value in node.values:
                more = _inner(value.value if isinstance(value, ast.FormattedValue) else value)
                found = [(*before, *each) for before in found for each in more]
            return found
    return []


def _inner(node: ast.expr) -> list[tuple[_Part, ...]]:
    if isinstance(node, ast.IfExp):
        return [*_inner(node.body), *_inner(node.orelse)]
    return _parts(node) or [((True, _name(node)),)]


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name():
            return node.id.strip("_").lower()
        case ast.Attribute():
            return node.attr.strip("_").lower()
        case ast.Subscript() | ast.Starred():
            return _name(node.value)
        case ast.Call() if _called(node) in PLAIN and node.args:
            return _name(node.args[-1])
        case ast.Call():
            return (_called(node) or "value").strip("_").lower()
        case ast.GeneratorExp() | ast.ListComp():
            return _name(node.generators[0].iter)
    return "value"


def _named(parts: tuple[_Part, ...]) -> str:
    """Return a sentence, a field of the same name as one before it with a number behind."""
    said, known = "", dict[str, int]()
    for is_field, text in parts:
        if not is_field:
            said += text.replace("{", "{{").replace("}", "}}")
            continue
        known[text] = known.get(text, 0) + 1
        said += "{" + text + ("" if known[text] == 1 else str(known[text])) + "}"
    return said


@cache
def texts() -> tuple[Text, ...]:
    """Return every text, each once, by the first module that says it."""
    found: dict[tuple[str | None, str], Text] = {}
    library = (Text(context, english, "click") for context, english in LIBRARY)
    instruments = (
        Text("message", english, "tracer.reserve.limits.limit_words") for english in (*INSTRUMENTS, *NAMINGS)
    )
    for each in (*library, *instruments, *helps(), *sentences(), *messages()):
        found.setdefault((each.context, each.english), each)
    return tuple(found.values())


if __name__ == "__main__":
    from tracer.cli.screen_catalog import screen_catalog

    HAVE = screen_catalog(sys.argv[2] if len(sys.argv) > 2 else "ru")
    KEYS = {
        None: HAVE.texts,
        "register": HAVE.of_register,
        "counted": HAVE.nouns,
        "message": {**HAVE.plain, **{w.english: w for w in HAVE.wordings}},
    }
    for each in texts():
        if each.english not in KEYS[each.context] and (len(sys.argv) < 2 or sys.argv[1] in each.module):
            print(f"{each.module}\t{each.context or '-'}\t{each.english!r}")  # noqa: T201
