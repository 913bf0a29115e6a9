"""Imports run one way, and the pure stages open nothing."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "tracer"

SHELLS = (
    "aside",
    "compiled",
    "files",
    "tag_files",
    "surveys",
    "sources",
    "pipeline",
    "stores",
    "desk",
    "pattern_files",
    "demonstration",
    "store_clusters",
    "openssl",
    "journals",
    "sealing",
    "recording",
    "timestamping",
)
"""Modules at the top that know several stages."""

ALLOWED = {
    "chain": set(),
    "ingest": {"chain"},
    "compiled": set(),
    "store": {"chain", "compiled"},
    "case": {"chain"},
    "intake": {"chain", "case"},
    "trace": {"chain", "case", "compiled"},
    "kernel": {"chain", "case", "trace", "store", "compiled"},
    "evidence": {"chain", "case", "trace"},
    "seal": {"chain", "case", "evidence"},
    "openssl": {"seal"},
    "journals": {"seal"},
    "aside": set(),
    "files": set(),
    "tag_files": {"files", "trace"},
    "surveys": {"chain", "case", "trace", "evidence", "store", "kernel"},
    "sources": {"chain", "case", "trace", "ingest", "store", "surveys"},
    "pipeline": {
        "aside",
        "files",
        "tag_files",
        "chain",
        "case",
        "intake",
        "trace",
        "evidence",
        "ingest",
        "store",
        "sources",
    },
    "sealing": {"files", "case", "evidence", "seal", "openssl", "journals", "sources", "pipeline"},
    "timestamping": {"files", "evidence", "seal", "openssl", "journals", "sources", "pipeline", "sealing"},
    "recording": {"case", "evidence", "seal", "journals", "pipeline", "sealing"},
    "stores": {"chain", "ingest", "store"},
    "pattern_files": {"files", "chain", "case", "trace", "pipeline"},
    "store_clusters": {"files", "tag_files", "chain", "case", "trace", "store", "pipeline"},
    "demonstration": {"evidence", "sources", "pipeline"},
    "desk": {
        "files",
        "tag_files",
        "chain",
        "case",
        "intake",
        "trace",
        "evidence",
        "ingest",
        "store",
        "sources",
        "pipeline",
    },
    "batch": {"chain", "case", "trace", "evidence", "ingest", "store", "sources", "pipeline"},
    "cli": {"chain", "case", "intake", "trace", "evidence", "ingest", "store", "batch", "seal", *SHELLS},
}
PURE = ("chain", "case", "intake", "trace", "seal")
SHELL = {"os", "socket", "subprocess", "time", "urllib3", "http", "requests", "pathlib", "shutil", "tempfile"}


def _modules() -> list[Path]:
    return sorted(path for path in ROOT.rglob("*.py") if path.parent != ROOT or path.stem in SHELLS)


def _stage(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path} imports relatively"
            found |= {f"{node.module}.{name.name}" for name in node.names}
    return found


def test_every_stage_is_known():
    """A new stage must be given its place among the layers."""
    assert {_stage(path) for path in _modules()} == set(ALLOWED)


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_one_way(path):
    """A module imports only its own stage and those that lie below it."""
    stage = _stage(path)
    used = {name.split(".")[1] for name in _imports(path) if name.startswith("tracer.")}
    strangers = {name for name in used if name in ALLOWED and name != stage} - ALLOWED[stage]
    assert not strangers


@pytest.mark.parametrize(
    "path", [path for path in _modules() if _stage(path) in PURE], ids=lambda path: str(path.relative_to(ROOT))
)
def test_pure_stages_open_nothing(path):
    """Chain, case, intake, trace and seal import no module that opens files or sockets or reads clock or environment."""
    assert not {name.split(".")[0] for name in _imports(path)} & SHELL
    calls = [node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    assert not [call.id for call in calls if isinstance(call, ast.Name) and call.id in ("open", "input", "print")]


def test_one_module_knows_the_rpc_library():
    """python-bitcoinrpc is imported in one place only."""
    users = [path for path in _modules() if any(name.startswith("bitcoinrpc") for name in _imports(path))]
    assert [path.relative_to(ROOT).as_posix() for path in users] == ["ingest/core.py"]


def test_modules_stay_small():
    """No module is longer than 400 lines, but the verifier, which must be one file; it has a bound of its own."""
    modules = [path for path in _modules() if path.parent.name != "verifier"]
    assert not {str(path): n for path in modules if (n := len(path.read_text().splitlines())) > 400}
