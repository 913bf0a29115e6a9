"""The same input gives the same bytes, wherever and whenever it runs."""

import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.counts import count
from tests.story import BLOCKS, CASE

PLACES = (
    {"TZ": "Asia/Almaty", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "America/New_York", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"},
    {"TZ": "UTC", "LC_ALL": "ru_RU.UTF-8", "LANG": "kk_KZ.UTF-8", "PYTHONHASHSEED": "777"},
)


def _digest(folder: Path) -> str:
    """Return one hash over every file's path and content."""
    whole = sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        whole.update(str(path.relative_to(folder)).encode() + b"\0" + sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def test_three_places_give_one_bundle(tmp_path: Path) -> None:
    """Three time zones, locales and hash seeds give one bundle in all languages, to the last byte, and one run.

    In the suite they are two.
    """
    languages = [word for code in ("ru", "kk", "en") for word in ("--language", code)]
    digests = set()
    for number, place in enumerate(PLACES[-count(suite=2, laws=len(PLACES)) :]):
        run, bundle = tmp_path / f"run{number}", tmp_path / f"bundle{number}"
        assert tracer("trace", CASE, "--chain", BLOCKS, "--out", run, limit=None, **place).code == 0
        assert tracer("export", run, "--out", bundle, *languages, limit=None, **place).code == 0
        digests.add((_digest(run), _digest(bundle)))
    assert len(digests) == 1
    assert tracer("verify", tmp_path / "bundle0").code == 0
    report = (tmp_path / "bundle0/data/report/report.kk.html").read_text(encoding="utf-8")
    assert '<html lang="kk">' in report


def test_a_case_names_the_language_of_its_bundle(tmp_path: Path) -> None:
    """Without --language the documents are in the case's language, and only in it; an unknown one is refused."""
    case = tmp_path / "case.toml"
    shutil.copytree(CASE.parent / "tags", tmp_path / "tags")
    shutil.copytree(CASE.parent / "received", tmp_path / "received")
    case.write_text(CASE.read_text(encoding="utf-8").replace('language = "en"', 'language = "kk"'), encoding="utf-8")
    assert tracer("trace", case, "--chain", BLOCKS, "--out", tmp_path / "run").code == 0
    assert tracer("export", tmp_path / "run", "--out", tmp_path / "bundle").code == 0
    assert {path.name for path in (tmp_path / "bundle/data/report").iterdir()} == {
        "certificate-902-13-14.kk.pdf", "chain-of-custody.kk.pdf", "report.kk.docx", "report.kk.html", "report.kk.md",
        "report.kk.pdf", "worksheet.kk.pdf",
    }  # fmt: skip
    refused = tracer("export", tmp_path / "run", "--out", tmp_path / "other", "--language", "de")
    assert refused.code == 2
    assert "'de' is not one of 'en', 'ru', 'kk'" in refused.err


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the story's bundle."""
    base = tmp_path_factory.mktemp("sealed")
    assert tracer("trace", CASE, "--chain", BLOCKS, "--out", base / "run").code == 0
    assert tracer("export", base / "run", "--out", base / "bundle").code == 0
    return base / "bundle"


def test_a_bundle_is_for_its_owner_only(bundle: Path) -> None:
    """Files are 0600 and folders 0700."""
    assert {path.stat().st_mode & 0o777 for path in bundle.rglob("*") if path.is_file()} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in [bundle, *bundle.rglob("*")] if path.is_dir()} == {0o700}


def test_a_bundle_holds_no_descriptor(bundle: Path) -> None:
    """No extended key of a custody wallet stands anywhere in the bundle unless the case discloses it."""
    assert "tpub" in CASE.read_text()
    assert not [path for path in bundle.rglob("*") if path.is_file() and b"tpub" in path.read_bytes()]


def test_a_disclosed_descriptor_is_in_the_bundle(tmp_path: Path) -> None:
    """With `disclose_descriptors` the bundle holds the case file as it is, and verifies."""
    from tests.story import STORY

    shutil.copytree(STORY, tmp_path / "story")
    case = tmp_path / "story" / "case.toml"
    case.write_text(case.read_text().replace("[case]", "[case]\ndisclose_descriptors = true", 1))
    assert tracer("trace", case, "--chain", BLOCKS, "--out", tmp_path / "run").code == 0
    assert tracer("export", tmp_path / "run", "--out", tmp_path / "bundle").code == 0
    assert (tmp_path / "bundle" / "data" / "case" / "case.toml").read_bytes() == case.read_bytes()
    assert tracer("verify", tmp_path / "bundle").code == 0
