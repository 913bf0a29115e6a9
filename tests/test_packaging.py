"""What a stranger installs: the wheel, the pinned requirements and the hooks, and what they promise."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
import yaml

from fixtures.patience import PATIENCE

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PINNED = (ROOT / "requirements.txt").read_text()


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command in a folder and return what it prints; it must succeed."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    ended = subprocess.run(
        command, cwd=cwd, env=inherited, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy of the sources, with no network."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in ("pyproject.toml", "setup.cfg", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for name in ("tracer", "fixtures", "benchmarks", "docs"):
        shutil.copytree(ROOT / name, source / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-index", "--no-deps", "--no-build-isolation")
    run(*pip, "--wheel-dir", folder, source, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_every_file_of_the_product_and_nothing_else(wheel: Path) -> None:
    """Packages are found, not listed: a new room or catalog is installed without a word in the metadata."""
    package = ROOT / "tracer"
    tops = (package, package / "story", package / "reserve_story")
    kept = {path.relative_to(ROOT) for top in tops for path in top.rglob("*") if path.is_file()}
    expected = {path.as_posix() for path in kept if "__pycache__" not in path.parts}
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == expected
    assert {"tracer/story/blocks.blk", "tracer/documents/language/kk.po"} <= held
    assert {f"tracer/documents/manual/manual.{code}.md" for code in ("en", "ru", "kk")} <= held


def test_the_installed_wheel_runs_the_demonstration(wheel: Path, tmp_path: Path) -> None:
    """In a fresh environment, far from the sources, `tracer demo` traces, seals and verifies what came in the wheel."""
    fresh = tmp_path / "fresh"
    venv.create(fresh)
    python = fresh / "bin" / "python"
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip())
    (site / "needs.pth").write_text("".join(f"{each}\n" for each in sys.path if each.endswith("site-packages")))
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-index", "--no-deps")
    run(*pip, "--ignore-installed", wheel, cwd=tmp_path)
    where = run(
        python, "-c", "import tracer, tracer.story; print(tracer.__file__, tracer.story.__file__)", cwd=tmp_path
    )
    assert [site in Path(each).parents for each in where.split()] == [True, True]
    printed = run(fresh / "bin" / "tracer", "demo", "--out", "demo", cwd=tmp_path)
    assert printed.splitlines()[-1] == "The bundle: demo/bundle"
    assert (tmp_path / "demo" / "bundle" / "data" / "report" / "report.en.html").is_file()


def names(requirements: list[str]) -> set[str]:
    """Return the names of the packages that requirements ask for, in the index's spelling."""
    return {re.split(r"[<>=!~;\[ ]", each)[0].lower().replace("_", "-") for each in requirements}


def test_each_package_is_pinned_with_the_hashes_of_its_files() -> None:
    """`pip install --require-hashes` takes every line: one version, and at least a SHA-256; no index is named."""
    blocks = [block.splitlines() for block in re.split(r"\n(?=\S)", PINNED.strip()) if not block.startswith("#")]
    assert len(blocks) > 80
    for first, *hashes in blocks:
        assert re.fullmatch(r"[a-z0-9.-]+==[\w.]+( ; .+)? \\", first), first
        assert hashes, first
        assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", each) for each in hashes), first
    assert "://" not in PINNED


def test_what_the_metadata_asks_for_is_pinned() -> None:
    """Every need of the product, of its tests and of its own building has its line among the pinned."""
    asked = PROJECT["project"]["dependencies"] + PROJECT["build-system"]["requires"]
    asked += [each for extra in PROJECT["project"]["optional-dependencies"].values() for each in extra]
    assert names(asked) <= names(re.findall(r"^[a-z0-9.-]+==\S+", PINNED, flags=re.MULTILINE))


def test_the_hooks_check_what_lint_checks() -> None:
    """Before a commit the same commands run as in `make lint`, each a tool of `.venv`, fetched from nowhere."""
    recipe = re.search(r"^lint:.*\n((?:\t.+\n)+)", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
    assert recipe is not None
    (repo,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    assert repo["repo"] == "local"
    assert {hook["language"] for hook in repo["hooks"]} == {"system"}
    assert [hook["entry"] for hook in repo["hooks"]] == [
        line.strip().replace("$(BIN)", ".venv/bin") for line in recipe[1].splitlines()
    ]


def test_make_demo_removes_nothing_that_it_did_not_make(tmp_path: Path) -> None:
    """A folder of somebody else's stays, and make says so; its own is made anew."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    place = tmp_path / "bin"
    place.mkdir()
    (place / "tracer").write_text('#!/bin/sh\nfor last; do :; done\nmkdir "$last" && touch "$last/made"\n')
    (place / "tracer").chmod(0o755)
    made = ["make", "-o", ".venv/.ready", "demo", f"BIN={place}"]
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "evidence").write_text("kept")
    ended = subprocess.run(made, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode != 0
    assert "demo was not made by make demo: move it away" in ended.stderr
    assert (tmp_path / "demo" / "evidence").read_text() == "kept"
    shutil.rmtree(tmp_path / "demo")
    for _ in range(2):
        subprocess.run(made, cwd=tmp_path, capture_output=True, check=True)
        assert (tmp_path / "demo" / "reserve" / "made").exists()


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a checkout: nothing says which files are committed")
def test_every_committed_link_leads_to_a_committed_place() -> None:
    """By a relative path within the sources: an absolute one leads elsewhere on every other machine."""
    listed = run("git", "ls-files", "-s", cwd=ROOT).splitlines()
    links = [ROOT / line.partition("\t")[2] for line in listed if line.startswith("120000")]
    assert links
    for link in links:
        target = Path(os.readlink(link))
        assert not target.is_absolute(), link
        assert (link.parent / target).resolve().is_relative_to(ROOT.resolve()), link
