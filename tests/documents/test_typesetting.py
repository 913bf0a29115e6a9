"""The typesetter is pinned: another one sets nothing, and pages it cannot check are said to be unchecked."""

import tomllib
from pathlib import Path

import pytest

from tests.asked import write_bundle
from tests.evidence.story import dossier_of, tell
from tests.verify.test_verify import engine_run
from tracer.container.verification import StepVerdict
from tracer.documents.typesetting import EDITABLE, missing
from tracer.errors import SourceError
from tracer.evidence.annexes_pdf import printed
from tracer.verify.verify import verify

ROOT = Path(__file__).parents[2]


@pytest.fixture
def other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have another version of the typesetter installed, as far as the package index tells."""
    told = tmp_path / "site" / "typst-9.9.9.dist-info"
    told.mkdir(parents=True)
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: typst\nVersion: 9.9.9\n")
    monkeypatch.syspath_prepend(str(told.parent))


def test_the_versions_used_are_those_that_are_installed_with_the_tracer() -> None:
    """What the product requires of its packages is what the bundles name, and it is here."""
    required = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert all(f"{name}=={version}" in required for name, version in EDITABLE.items())
    assert missing(EDITABLE) == ()


@pytest.mark.usefixtures("other")
def test_another_typesetter_sets_nothing(tmp_path: Path) -> None:
    """An export is refused before anything is written, with the words to act."""
    with pytest.raises(SourceError) as refused:
        write_bundle(engine_run(tell()), tmp_path / "bundle")
    assert str(refused.value) == (
        "the printed pages need typst==0.15.2, and other versions are installed.\n"
        "Install them: pip install typst==0.15.2"
    )
    assert not (tmp_path / "bundle").exists()


def test_pages_are_not_checked_by_another_typesetter(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """With another typesetter the other annexes are checked, the pages are named as unchecked.

    A stranger still fails.
    """
    target = tmp_path / "bundle"
    write_bundle(engine_run(tell()), target)
    request.getfixturevalue("other")
    found = verify(target).verification
    steps = {step.number: step for step in found.steps}
    assert found.passed
    assert steps["8"].verdict is StepVerdict.PASS
    assert steps["8.2"].verdict is StepVerdict.NOT_CHECKED
    assert all(name in steps["8.2"].reason for name in printed(dossier_of(tell())))
    assert steps["8.2"].command == "pip install typst==0.15.2"
