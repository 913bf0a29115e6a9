"""What the page on the bundle says of its files, steps, signatures, exit codes, limits is what is made and checked."""

import json
import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.commands import ROOT, tracer
from tests.story import BLOCKS, CASE
from tracer.container.bag import SIGNATURES
from tracer.container.chain_tables import PROOFS, TRANSACTIONS
from tracer.disk import capacity
from tracer.errors import CaseError, IntegrityError, SourceError, TracerError
from tracer.result.row_files import MAX_ROWS

TEXT = (ROOT / "docs" / "bundle.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """Return what stands under a heading of the page."""
    (found,) = [each for each in TEXT.split("\n## ") if each.startswith(f"{title}\n")]
    return found


def rows(title: str) -> list[list[str]]:
    """Return the rows of the tables under a heading, cell by cell, without their heads."""
    lines = re.findall(r"^\| (.+) \|$", section(title), re.MULTILINE)
    return [
        cells
        for line in lines
        if not (cells := line.split(" | "))[0].startswith(("file", "step", "item", "code", "limit", "column"))
    ]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the story's bundle in two languages."""
    folder = tmp_path_factory.mktemp("bundle")
    traced = tracer("trace", CASE, "--chain", BLOCKS, "--out", folder / "run")
    assert traced.code == 0, traced.err
    sealed = tracer("export", folder / "run", "--out", folder / "bundle", "--language", "en", "--language", "kk")
    assert sealed.code == 0, sealed.err
    return folder / "bundle"


def _patterns() -> dict[str, tuple[str, str]]:
    """Return each file of the page with its kind and the step that reads it, a pattern a language."""
    found = {}
    for name, kind, _, step, _ in rows("What is in it"):
        for language in ("en", "kk") if "LL" in name else ("",):
            found[name.strip("`").replace("LL", language)] = (kind, step)
    return found


def _fits(pattern: str, file: str) -> bool:
    return fnmatch(file, pattern) and pattern.count("/") == file.count("/")


def test_every_file_of_a_bundle_is_on_the_page_and_no_other(bundle: Path) -> None:
    """Each is told by one row, but tables, which one row tells together; each row tells a file."""
    files = {str(path.relative_to(bundle)) for path in bundle.rglob("*") if path.is_file()}
    told = {file: [each for each in _patterns() if _fits(each, file)] for file in files}
    assert {file for file, patterns in told.items() if len(patterns) != 1} == set()
    assert {pattern for pattern in _patterns() if not any(_fits(pattern, file) for file in files)} == set()


def test_what_is_derived_is_what_bundle_json_says(bundle: Path) -> None:
    """The kind of each file below `data/` is the one the bundle itself states."""
    derived = {f"data/{name}" for name in json.loads((bundle / "data" / "bundle.json").read_text())["derived"]}
    for path in (bundle / "data").rglob("*"):
        if path.is_file():
            file = str(path.relative_to(bundle))
            (pattern,) = [each for each in _patterns() if _fits(each, file)]
            assert (_patterns()[pattern][0] == "derived") == (file in derived), file


def test_the_steps_are_those_that_tracer_verify_takes(bundle: Path) -> None:
    """Numbers and titles of the steps that judge; what is numbered 9 is never judged."""
    ended = tracer("verify", bundle, "--json")
    assert ended.code == 0, ended.err
    steps = {step["step"]: step for step in json.loads(ended.out)["steps"]}
    told = {number: title for number, title, _ in rows("How it is checked")[:8]}
    assert told == {number: step["title"] for number, step in steps.items() if "." not in number}
    nine = [step for number, step in steps.items() if number.startswith("9.")]
    assert nine
    assert {step["verdict"] for step in [*nine, steps["1.1"]]} == {"NOT-CHECKED"}
    assert {"6.1", "6.2"} < set(steps)


def test_the_items_are_those_of_the_stand_alone_verifier(bundle: Path) -> None:
    """Numbers and titles in its own words."""
    ran = subprocess.run(
        [sys.executable, bundle / "data" / "verify" / "verify.py", bundle], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout
    printed = re.findall(r"^(?:PASS|NOT-CHECKED) +(\d+)  ([^:]+):", ran.stdout, re.MULTILINE)
    assert printed == [(number, title) for number, title, _ in rows("How it is checked")[8:]]


def test_the_files_that_sign_are_those_both_verifiers_know() -> None:
    """No other name is allowed below `signatures/`."""
    names = [name for row in rows("What signs what") for name in re.findall("`([^`]+)`", row[0])]
    assert sorted(names) == sorted(SIGNATURES)


def test_the_limits_are_the_programs() -> None:
    """Each name and number of the table of limits; the stand-alone verifier's are held to the same table elsewhere."""
    told = {name.strip("`"): int(most.replace(",", "")) for name, most, _ in rows("Versions and limits")}
    names = [name for name in vars(capacity) if name.isupper() and isinstance(getattr(capacity, name), int)]
    assert told == {name: getattr(capacity, name) for name in names}
    assert f"more than {MAX_ROWS:,} rows" in section("What is in it")


def test_the_exit_codes_are_those_of_the_errors(bundle: Path, tmp_path: Path) -> None:
    """Each kind of error has the code of its row, and a changed bundle is found wanting by both verifiers."""
    codes = [row[0] for row in rows("Exit codes")]
    assert codes == ["0", "1", "2", "3", "4", "130"]
    assert [error.exit_code for error in (TracerError, CaseError, SourceError, IntegrityError)] == [1, 2, 3, 4]
    assert tracer("verify", tmp_path / "nothing").code == 2
    script, changed = bundle / "data" / "verify" / "verify.py", bundle / "data" / "trace" / "trace.json"
    sound = changed.read_bytes()
    changed.write_bytes(sound.replace(b'"fifo"', b'"lifo"', 1))
    try:
        assert tracer("verify", bundle).code == 1
        assert subprocess.run([sys.executable, script, bundle], capture_output=True, check=False).returncode == 1
        assert subprocess.run([sys.executable, script, tmp_path], capture_output=True, check=False).returncode == 2
    finally:
        changed.write_bytes(sound)


def test_the_tables_of_the_chain_are_those_that_are_written() -> None:
    """The page states the head of each, and explains each column."""
    told = {name for row in re.findall(r"^\| (.+?) \|", section("The tables of the chain"), re.MULTILINE)
            for name in re.findall("`([^`]+)`", row)}  # fmt: skip
    for table in (TRANSACTIONS, PROOFS):
        assert f"`{table.head}` is the head of `{table.csv}`" in section("The tables of the chain")
        assert set(table.schema.names) <= told
