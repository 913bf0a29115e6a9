"""The floors of the house: which room stands on which, read out of the imports. `python -m tests.layers` prints them.

A room is a folder of `tracer/`, or a module at its top. Imports run downwards only: a room imports itself and rooms of
lower floors, and no two modules import one another in a ring. What is imported inside a function, so that a command
that does not need it does not pay for it, is counted like the rest.
"""

import ast
import os
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1] / "tracer"

FLOORS: tuple[tuple[str, ...], ...] = (
    ("errors", "visible", "compiled", "moments", "progress"),
    ("chain", "disk"),
    ("formats", "ingest", "store"),
    ("wallet", "documents", "container"),
    ("case", "intake"),
    ("trace", "journal"),
    ("custody", "kernel", "explore"),
    ("result",),
    ("evidence", "reserve"),
    ("signatures",),
    ("verify",),
    ("operations",),
    ("batch",),
    ("cli",),
    ("__main__",),
)
"""From the ground upwards. Rooms of one floor do not know one another."""


@cache
def modules() -> tuple[tuple[str, Path], ...]:
    """Return every module's dotted name and its file, but the package's own first file."""
    found = list[tuple[str, Path]]()
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = parts[:-1] if parts[-1] == "__init__" else parts
        if name:
            found.append((".".join(("tracer", *name)), path))
    return tuple(found)


@cache
def syntax(path: Path) -> ast.Module:
    """Return a file's syntax tree, which nobody changes."""
    return ast.parse(path.read_text(encoding="utf-8"))


def room(name: str) -> str:
    """Return the room of a module."""
    return name.split(".")[1]


@cache
def imports(path: Path, top_only: bool = False) -> frozenset[str]:
    """Return what a module imports, as dotted names; with `top_only` only what is imported when it is loaded.

    What is imported for type checkers alone is no import.
    """
    tree = syntax(path)
    found = set[str]()
    for node in tree.body if top_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path} imports relatively"
            found |= {f"{node.module}.{name.name}" for name in node.names}
    return frozenset(found)


@cache
def module_graph() -> dict[str, set[str]]:
    """Return for each module the modules that it loads when it is loaded."""
    known = dict(modules())
    graph: dict[str, set[str]] = {}
    for name, path in known.items():
        mine = imports(path, top_only=True)
        graph[name] = {each if each in known else each.rpartition(".")[0] for each in mine} & known.keys()
    return graph


@cache
def room_graph() -> dict[str, set[str]]:
    """Return for each room the rooms that its modules import, at the top or inside a function."""
    graph: dict[str, set[str]] = {}
    for name, path in modules():
        names = {each.split(".")[1] for each in imports(path) if each.startswith("tracer.") and each.count(".")}
        graph.setdefault(room(name), set()).update(names & {room for floor in FLOORS for room in floor})
    return {each: others - {each} for each, others in graph.items()}


def ring(graph: dict[str, set[str]]) -> list[str] | None:
    """Return a ring of imports, the first met, None where there is none."""
    done: set[str] = set()

    def walk(at: str, way: list[str]) -> list[str] | None:
        """Return the ring that a way runs into."""
        if at in way:
            return [*way[way.index(at) :], at]
        if at in done:
            return None
        for beside in sorted(graph.get(at, ())):
            found = walk(beside, [*way, at])
            if found:
                return found
        done.add(at)
        return None

    return next((found for at in sorted(graph) if (found := walk(at, []))), None)


def main() -> None:
    """Print the floors from the top down, each room with what it stands on."""
    graph = room_graph()
    for level in range(len(FLOORS) - 1, -1, -1):
        for each in FLOORS[level]:
            below = [name for floor in FLOORS for name in floor if name in graph.get(each, set())]
            print(f"{level:2}  {each:<12} {' '.join(below) or '-'}")  # noqa: T201


if __name__ == "__main__":
    try:
        main()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left in the buffer goes nowhere
