import ast
import importlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType

import pytest
from numba.core.dispatcher import Dispatcher

from tracer import compiled

ROOT = Path(__file__).parents[1]
_MODULES = sorted(path for path in (ROOT / "tracer").rglob("*.py") if "tracer.compiled" in path.read_text())


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _names(code: CodeType) -> set[str]:
    """Return every global name that code looks up, that of functions inside it too."""
    inside = (each for each in code.co_consts if isinstance(each, CodeType))
    return set(code.co_names).union(*(_names(each) for each in inside))


class _Defined:
    """What a module's names stand for: an import, an assignment, a class or a function."""

    def __init__(self, path: Path) -> None:
        self.imports: dict[str, tuple[Path, str]] = {}
        self.values: dict[str, set[str]] = {}
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "tracer":
                for alias in node.names:
                    self.imports[alias.asname or alias.name] = (_file(node.module, alias.name), alias.name)
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                made = {each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)}
                used = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
                self.values |= dict.fromkeys(made, used)


def _file(module: str, name: str) -> Path:
    place = ROOT.joinpath(*module.split("."))
    for path in (place / f"{name}.py", place.with_suffix(".py"), place / "__init__.py"):
        if path.is_file():
            return path
    raise AssertionError(f"{module} is nowhere")


def _origins(path: Path, name: str, seen: set[tuple[Path, str]]) -> Iterator[Path]:
    """Give the files that say what a name of a module stands for."""
    if (path, name) in seen:
        return
    seen.add((path, name))
    defined = _Defined(path)
    if name in defined.imports:
        yield from _origins(*defined.imports[name], seen)
        return
    yield path
    for other in defined.values.get(name, ()):
        yield from _origins(path, other, seen)


@pytest.mark.parametrize("path", _MODULES, ids=_name)
def test_all_that_is_compiled_in_stands_in_the_files_of_the_digest(path: Path) -> None:
    """Whatever a compiled loop names (a constant, a function, a shape) is defined in a file that the digest covers."""
    module = importlib.import_module(_name(path))
    loops = [
        each for each in vars(module).values() if isinstance(each, Dispatcher) and each.__module__ == module.__name__
    ]
    known, seen = set(compiled.sources()), set[tuple[Path, str]]()
    for loop in loops:
        for name in sorted(_names(loop.py_func.__code__) | {loop.py_func.__name__}):
            if name in vars(module):
                assert set(_origins(path, name, seen)) <= known, name


def _copied(folder: Path) -> Path:
    shutil.copytree(ROOT / "tracer", folder / "tracer", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def _said(folder: Path, code: str, **told: str) -> str:
    command = [sys.executable, "-c", code]
    environment = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"} | told
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


_COUNT = """
import numpy as np
from tracer.trace.script_numbers import number_scripts
from tracer.store import checksum
total = checksum.sum_of_entries(np.array([7], np.uint64), 0)
print(total, number_scripts(np.zeros(1, np.uint8), np.zeros(1, np.int64)).tolist())
"""


def test_a_constant_changed_in_another_file_is_not_served_from_old_code(tmp_path: Path) -> None:
    """After an edit of a file from which a loop takes a constant, the loop computes with the new one."""
    _copied(tmp_path)
    count = (
        "import numpy as np; from tracer.store.unspent import _count_left as c; print(c(np.zeros(1, np.uint64), "
        "np.full(2, %d, np.uint64)))"
    )
    none = 0xFFFF_FFFF_FFFF_FFFF
    assert _said(tmp_path, count % none) == "1"
    schema = tmp_path / "tracer/store/schema.py"
    text = schema.read_text()
    assert "NONE = 0xFFFF_FFFF_FFFF_FFFF\n" in text
    schema.write_text(text.replace("NONE = 0xFFFF_FFFF_FFFF_FFFF\n", "NONE = 0xFFFF_FFFF_FFFF_FFF0\n"))
    assert _said(tmp_path, count % none) == "0"
    assert _said(tmp_path, count % (none - 15)) == "1"


def test_a_users_own_folder_for_compiled_code_is_used_and_never_emptied(tmp_path: Path) -> None:
    """Below `NUMBA_CACHE_DIR` nothing that was there is removed, however alike, and two versions keep both theirs."""
    kept, one, other = tmp_path / "kept", _copied(tmp_path / "one"), _copied(tmp_path / "other")
    strangers = [kept / "compiled-0123456789abcdef" / "theirs", kept / "custody-tracer-0123456789abcdef" / "theirs"]
    for stranger in strangers:
        stranger.parent.mkdir(parents=True)
        stranger.write_text("theirs")
    with (other / "tracer/store/schema.py").open("a") as file:
        file.write("\n")
    for version in (one, other, one):
        _said(version, _COUNT, NUMBA_CACHE_DIR=str(kept))
    folders = sorted(path.name for path in kept.iterdir())
    assert len(folders) == 4
    assert all(stranger.read_text() == "theirs" for stranger in strangers)
    made = [path for path in kept.glob("custody-tracer-*") if any(path.rglob("*.nbi"))]
    assert len(made) == 2
    assert not list(tmp_path.glob("o*/tracer/__pycache__/custody-tracer-*"))


def test_other_users_of_the_compiler_keep_their_folder(tmp_path: Path) -> None:
    """Importing the tracer does not move where a program's own compiled code is kept."""
    code = (
        "from numba.core import config\nbefore = config.CACHE_DIR\nimport tracer.store.checksum\n"
        "print(config.CACHE_DIR == before)"
    )
    assert _said(_copied(tmp_path), code) == "True"


def test_where_nothing_can_be_kept_code_is_compiled_anew(tmp_path: Path) -> None:
    """A folder that cannot be made is no error."""
    (tmp_path / "file").write_text("")
    said = _said(
        _copied(tmp_path),
        _COUNT + "\nfrom tracer import compiled; print(compiled.folder())",
        NUMBA_CACHE_DIR=str(tmp_path / "file"),
    )
    assert said.endswith("None")


def test_code_kept_in_part_is_used_and_the_rest_made_anew(tmp_path: Path) -> None:
    """What is loaded holds assembly that what is compiled around it takes in: it is read without being made here."""
    blocks = Path(__file__).parents[1] / "fixtures/story/blocks.blk"
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    for number in range(2):
        words = ["ingest", "--chain", str(blocks), "--to-height", "3", "--store", str(tmp_path / f"store{number}")]
        ended = subprocess.run(
            [sys.executable, "-m", "tracer", *words], env=environment, capture_output=True, check=False
        )
        assert ended.returncode == 0, ended.stderr.decode()
        outer = list((tmp_path / "cache").rglob("decoder._fill-*"))
        assert outer
        for path in outer:
            path.unlink()
