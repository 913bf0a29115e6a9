"""Which of the files in a statement's bundle may say that nothing failed: the one that leaves nothing to another."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.operations.limited_bundles import limited_bundles
from tests.reserve import story_statements
from tests.stand_alone import unread
from tracer.container.bag import make_bag
from tracer.reserve import public_file, stand_alone_files
from tracer.reserve.profiles import Profile

PROFILES = pytest.mark.parametrize("profile", Profile, ids=lambda profile: profile.value)
IS_PRICED = pytest.mark.parametrize("is_priced", [False, True], ids=["satoshi alone", "priced"])


@pytest.fixture(scope="module")
def priced(tmp_path_factory: pytest.TempPathFactory) -> Mapping[Profile, Path]:
    """Return the bundles of a quarter of a register with prices and limits."""
    return limited_bundles(tmp_path_factory.mktemp("priced"))


def bundle_of(priced: Mapping[Profile, Path], is_priced: bool, profile: Profile) -> Path:
    """Return one of the bundles."""
    return priced[profile] if is_priced else story_statements.bundle("2025Q3", profile)


def ran(bundle: Path, name: str) -> tuple[int, list[str]]:
    """Run a file of a bundle as an opponent does; return its code and lines."""
    command = [sys.executable, "-S", "-E", str(bundle / "data" / "verify" / name)]
    found = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert found.stderr == ""
    return found.returncode, found.stdout.splitlines()


def names_in(bundle: Path) -> list[str]:
    """Return the programs that check a bundle."""
    names = sorted(path.name for path in (bundle / "data" / "verify").iterdir())
    assert {*stand_alone_files.ASKED} < {*names}
    return [name for name in names if name not in stand_alone_files.ASKED]


@IS_PRICED
@PROFILES
def test_a_file_that_leaves_something_to_another_ends_with_4_and_names_the_last(
    priced: Mapping[Profile, Path], is_priced: bool, profile: Profile
) -> None:
    """The last carries out the items of all; with 0 end it, and those that leave nothing of such a bundle to it."""
    bundle = bundle_of(priced, is_priced, profile)
    said = public_file.loads((bundle / "data/public.json").read_bytes(), "public.json")
    last = stand_alone_files.last(said, profile)
    assert names_in(bundle) == sorted([stand_alone_files.FIRST, *stand_alone_files.beside(said)])
    assert stand_alone_files.has_money(said) is is_priced
    whole: set[str] = set()
    for name in names_in(bundle):
        code, lines = ran(bundle, name)
        is_whole = name == last or (not is_priced and profile is Profile.PUBLIC and name != stand_alone_files.FIRST)
        assert code == (0 if is_whole else 4), (name, lines[-2:])
        left = f"NOT ALL IS CHECKED: more of this bundle is by python3 data/verify/{last}."
        assert lines[-1] == ("NOTHING FAILED of what can be checked here." if is_whole else left), name
        whole |= {line[12:].split()[0] for line in lines if line.startswith(("PASS", "FAIL"))}
    carried = {line[12:].split()[0] for line in ran(bundle, last)[1] if line.startswith(("PASS", "FAIL"))}
    assert carried == whole, "the last carries out what any carries out"


@IS_PRICED
@PROFILES
def test_the_page_names_the_file_that_checks_the_most(
    priced: Mapping[Profile, Path], is_priced: bool, profile: Profile
) -> None:
    """Once, in every language, with its path in the bundle."""
    bundle = bundle_of(priced, is_priced, profile)
    said = public_file.loads((bundle / "data/public.json").read_bytes(), "public.json")
    pages = sorted((bundle / "data" / "statement").glob("statement.*.html"))
    assert pages
    for page in pages:
        commands = page.read_text().split("python3 data/verify/")[1:]
        assert [each.partition(".py")[0] + ".py" for each in commands] == [stand_alone_files.last(said, profile)]


@PROFILES
def test_no_file_passes_a_bundle_whose_seal_is_broken(
    priced: Mapping[Profile, Path], profile: Profile, tmp_path: Path
) -> None:
    """A file that nobody sealed fails all but verify_value.py, which names the file that tells of it."""
    bundle = tmp_path / "bundle"
    for path in sorted(priced[profile].rglob("*")):
        if path.is_file():
            place = bundle / path.relative_to(priced[profile])
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())
    (bundle / "data" / "statement" / "more.txt").write_text("more")
    for name in names_in(bundle):
        code, lines = ran(bundle, name)
        assert code == (4 if name == "verify_value.py" else 1), name
        assert lines[-1].startswith("NOT ALL" if code == 4 else "FOUND WANTING: item 1"), name


def test_a_register_that_sets_a_price_has_money_whatever_is_published_of_it(
    priced: Mapping[Profile, Path], tmp_path: Path
) -> None:
    """Money and limits that were taken out of what is published are found missing, and still left to nobody."""
    data = priced[Profile.PRIVATE] / "data"
    files = {path.relative_to(data).as_posix(): path.read_bytes() for path in data.rglob("*") if path.is_file()}
    said = json.loads(files["public.json"])
    said.update(value=None, limits=[], breaches=[])
    files["public.json"] = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    for name, content in make_bag(files, {"Bagging-Date": "2026-01-01"}).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    code, lines = ran(tmp_path, "verify_title.py")
    assert code == 1
    assert ran(tmp_path, "verify_limits.py")[0] == 1
    assert any("python3 data/verify/verify_limits.py, which carries out" in line for line in lines)


@pytest.mark.parametrize("name", ["verify_money.py", "verify_limits.py", "verify_value.py"])
@pytest.mark.parametrize("output", ["| exec true", ">&-", ">/dev/full"])
def test_a_verdict_on_money_that_nobody_can_read_is_exit_3(
    priced: Mapping[Profile, Path], name: str, output: str
) -> None:
    """A reader that left, a closed output and a full disk never end with the codes of a verdict, nor in a traceback."""
    bundle = priced[Profile.PRIVATE]
    assert unread(bundle / "data" / "verify" / name, bundle, output) == (3, "", "")
