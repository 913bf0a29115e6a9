"""A bundle of another version: what no version changes is checked, its figures are not decided, and it never passes."""

import json
import os
import shutil
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.asked import export_run, verified, write_bundle
from tests.commands import tracer
from tests.evidence.story import tell
from tests.evidence.test_verifier import check
from tests.fixtures_story.recorded import FIXTURES
from tests.verify.test_verify import engine_run, resealed
from tracer import METHOD, __version__
from tracer.cli.verify_report import outcome
from tracer.container.verification import StepVerdict, Verification
from tracer.disk.folder import FolderFinding
from tracer.errors import CaseError
from tracer.evidence.run_folder import read_run, write_run
from tracer.journal.persons import SealRole
from tracer.operations import signing
from tracer.operations.context import Context
from tracer.visible import quoted

CHAIN, LEFT = ("1", "2", "3", "4", "5"), ("6", "7", "8")


def quiet(what: str, done: int, all_: int) -> None:
    """Take note of nothing."""


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the golden bundle of version 0.1.0; tests work on copies."""
    folder = tmp_path_factory.mktemp("golden")
    with tarfile.open(FIXTURES / "golden/bundle-0.1.0.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder / "bundle"


@pytest.fixture
def copy(released: Path, tmp_path: Path) -> Path:
    """Return a copy of the golden bundle."""
    return Path(shutil.copytree(released, tmp_path / "bundle"))


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a sound bundle of this version."""
    target = tmp_path_factory.mktemp("sealed") / "bundle"
    write_bundle(engine_run(tell()), target)
    return target


def verdicts(verification: Verification) -> dict[str, StepVerdict]:
    """Return each step's verdict by its number."""
    return {step.number: step.verdict for step in verification.steps}


def checked(path: Path) -> Verification:
    """Check a bundle as the command does, its signatures too."""
    return verified(path)


def test_a_released_bundle_is_checked_but_for_its_figures(released: Path) -> None:
    """Hashes, signature, chain, proofs and headers pass; the replay is left to the release, which is named."""
    found = checked(released)
    said = verdicts(found)
    assert [said[number] for number in (*CHAIN, "1.2")] == [StepVerdict.PASS] * 6
    assert [said[number] for number in LEFT] == [StepVerdict.NOT_CHECKED] * 3
    assert (found.failed, found.passed) == ((), False)
    reason = next(step.reason for step in found.steps if step.number == "7")
    own = f"this is {__version__}, method {METHOD}"
    assert reason == found.undecided
    assert reason.startswith(f"computed by version '0.1.0', method 1; {own}")
    assert reason.endswith("install that release of custody-tracer and check with it")
    assert outcome(found) == f"Not decided by this version: {reason}."


def test_what_no_version_decides_is_exit_2(released: Path) -> None:
    """Neither 0 nor 1: the command ends with 2, and its JSON says why."""
    ended = tracer("verify", released, "--json")
    told = json.loads(ended.out)
    assert (ended.code, told["passed"]) == (2, False)
    assert "install that release" in told["undecided"]


def test_the_stand_alone_verifier_does_not_decide_it_either(released: Path) -> None:
    """Files, chain and headers pass, what the method decides is left to the release named, and it ends with 2."""
    said = check(released)
    assert said.code == 2
    assert [said.verdicts[number] for number in CHAIN] == ["PASS"] * 5
    assert [said.verdicts[str(number)] for number in range(6, 12)] == ["NOT-CHECKED"] * 6
    assert "release 0.1.0 of custody-tracer, method 1" in said.texts["7"]
    assert "NOT DECIDED BY THIS VERSION" in said.texts["11"]


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def _raw(path: Path) -> str:
    _flip(sorted((path / "data/chain/tx").iterdir())[0])
    resealed(path)
    return "2"


def _proof(path: Path) -> str:
    _flip(sorted((path / "data/chain/proof").iterdir())[0])
    resealed(path)
    return "3"


def _header(path: Path) -> str:
    _flip(path / "data/chain/headers.bin")
    resealed(path)
    return "4"


def _figure(path: Path) -> str:
    place = path / "data/trace/trace.json"
    place.write_bytes(place.read_bytes().replace(b'"custody":', b'"Custody":', 1))
    return "1"


def _signature(path: Path) -> str:
    _flip(path / "signatures/tagmanifest.ed25519.sig")
    return "1.2"


def _no_proof(path: Path) -> str:
    sorted((path / "data/chain/proof").iterdir())[0].unlink()
    resealed(path)
    return "3"


def _other_maker(path: Path) -> str:
    place = path / "data/bundle.json"
    place.write_bytes(place.read_bytes().replace(b'"version":"0.1.0"', f'"version":"{__version__}"'.encode()))
    resealed(path)
    return "1"


@pytest.mark.parametrize("break_it", [_raw, _proof, _header, _figure, _signature, _no_proof, _other_maker])
def test_what_is_wrong_in_a_bundle_of_another_version_is_wrong(copy: Path, break_it: Callable[[Path], str]) -> None:
    """A changed byte, a proof that is gone, two versions in one bundle: the step fails, whatever version is named."""
    kept = {name: (copy / "signatures" / name).read_bytes() for name in os.listdir(copy / "signatures")}
    number = break_it(copy)
    (copy / "signatures").mkdir(exist_ok=True)
    for name in kept.keys() - {*os.listdir(copy / "signatures")}:
        (copy / "signatures" / name).write_bytes(kept[name])
    found = checked(copy)
    assert number in found.failed
    assert not found.passed
    assert number == "1.2" or check(copy).code == 1  # the stand-alone verifier leaves signatures to openssl


@pytest.mark.parametrize(
    ("version", "method"), [("9.9.9", METHOD), (__version__, METHOD - 1), ("0.3.0rc1+g1f", METHOD)]
)
def test_a_forged_result_that_names_another_version_never_passes(
    sealed: Path, tmp_path: Path, version: str, method: int
) -> None:
    """Whoever changes figures and names another version, or another method of this one, gets no verdict at all."""
    path = Path(shutil.copytree(sealed, tmp_path / "bundle"))
    for name in ("trace/trace.json", "bundle.json"):
        told = json.loads((path / "data" / name).read_bytes())
        told["software"]["version"] = version
        if "method" in told["software"]:
            told["software"]["method"] = method
            told["methods"]["fifo"]["labels"]["A"]["seed_sat"] += 1
        (path / "data" / name).write_text(json.dumps(told, sort_keys=True, separators=(",", ":")))
    found = checked(resealed(path))
    assert (found.failed, found.passed) == ((), False)
    assert found.undecided
    assert [verdicts(found)[number] for number in LEFT] == [StepVerdict.NOT_CHECKED] * 3
    assert check(path).code == 2


def test_a_result_that_no_version_could_have_written_fails(sealed: Path, tmp_path: Path) -> None:
    """Where `trace.json` does not say which version computed it, it is this one's to judge, and wanting."""
    path = Path(shutil.copytree(sealed, tmp_path / "bundle"))
    place = path / "data/trace/trace.json"
    told = json.loads(place.read_bytes())
    del told["software"]
    place.write_text(json.dumps(told))
    found = checked(resealed(path))
    assert "1" in found.failed
    assert not found.undecided


@pytest.mark.parametrize("version", ["", "0.2.0 ", " ", "0.2.0\n", "latest", "０.2.0", "0..2", "\x1b[2J", 'a"b'])
def test_a_version_that_no_release_can_have_fails_under_both_verifiers(
    sealed: Path, tmp_path: Path, version: str
) -> None:
    """Nobody can install such a release, so no verdict is left to it: both name it, find it wanting, and end with 1."""
    path = Path(shutil.copytree(sealed, tmp_path / "bundle"))
    for name in ("trace/trace.json", "bundle.json"):
        told = json.loads((path / "data" / name).read_bytes())
        told["software"]["version"] = version
        (path / "data" / name).write_text(json.dumps(told, sort_keys=True, separators=(",", ":")))
    found = checked(resealed(path))
    assert ("1" in found.failed, found.undecided) == (True, "")
    named = FolderFinding("data/trace/trace.json", f"names version {quoted(version)}, and no release is called that")
    assert named in next(step.findings for step in found.steps if step.number == "1")
    said = check(path)
    assert (said.code, said.verdicts["1"]) == (1, "FAIL")
    assert f"data/trace/trace.json: names version {version!r}, and no release is called that" in said.texts["1"]


def test_a_bundle_of_another_version_is_not_signed(copy: Path, tmp_path: Path) -> None:
    """Nothing is added to what this version cannot verify; the analyst is told with which release to do it."""
    signing.new_key(tmp_path / "key.pem", "a passphrase")
    with pytest.raises(CaseError, match=r"is not verified by this version, so nothing was signed: computed by version"):
        signing.sign(
            signing.SignRequest(copy, tmp_path / "key.pem", SealRole.REVIEWER), lambda: "a passphrase", Context()
        )


@pytest.mark.parametrize("field", ["version", "method"])
def test_a_run_of_another_version_or_method_is_traced_again(tmp_path: Path, field: str) -> None:
    """Export refuses a run that another version or another method computed, and says what to do."""
    run = engine_run(tell())
    told = json.loads(run.trace)
    told["software"][field] = "0.1.0" if field == "version" else METHOD - 1
    write_run(replace(run, trace=json.dumps(told).encode()), tmp_path / "run")
    assert read_run(tmp_path / "run").version == __version__
    with pytest.raises(CaseError, match="Trace the case again, or export the run with the version that traced it"):
        export_run(tmp_path / "run", tmp_path / "bundle")
