"""The typesetter is pinned: another one sets nothing, and pages it cannot check are said to be unchecked."""

import threading
import tomllib
from functools import partial
from pathlib import Path

import pytest

from tests.asked import write_bundle
from tests.documents.test_pdf import SHEET, paper
from tests.evidence.story import dossier_of, tell
from tests.verify.test_verify import engine_run
from tracer.container.verification import StepVerdict
from tracer.disk.child_process import cores
from tracer.documents import typesetting
from tracer.documents.paper import Text
from tracer.documents.pdf import as_pdf
from tracer.documents.typesetting import EDITABLE, missing, setting
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


def test_pages_set_beside_each_other_are_those_set_alone() -> None:
    """Pages that are set at once have the same bytes as each has by itself, and stand in the order asked for."""
    papers_of = {f"{title}.pdf": paper(Text("One sentence."), title=title) for title in "ABCDEF"}
    pages = {name: partial(as_pdf, each, SHEET) for name, each in papers_of.items()}
    with setting(pages) as papers:
        together = papers()
    typesetting._set.cache_clear()
    assert list(together.items()) == [(name, page()) for name, page in pages.items()]
    assert len(set(together.values())) == len(pages)


@pytest.mark.skipif(cores() < 2, reason="one core sets one page after another")
def test_two_pages_are_set_at_once() -> None:
    """Where there are two cores two pages are at work at one time, beside whatever else is done meanwhile."""
    met = threading.Barrier(3)
    with setting(dict.fromkeys(("a", "b"), lambda: b"%d" % min(met.wait(60), 0))) as papers:
        met.wait(60)
        assert papers() == {"a": b"0", "b": b"0"}


def test_a_page_that_cannot_be_set_is_named_and_nothing_is_left_at_work() -> None:
    """Whatever the first page raises that cannot be set is raised, with the page's name; no thread is left behind."""
    before = threading.active_count()

    def failing() -> bytes:
        raise ValueError("no such glyph")

    with (
        pytest.raises(ValueError, match="no such glyph") as refused,
        setting({"good.pdf": lambda: b"", "bad.pdf": failing, "worse.pdf": failing}) as papers,
    ):
        papers()
    assert refused.value.__notes__ == ["while bad.pdf was set"]
    assert threading.active_count() == before


def test_pages_not_begun_are_given_up_with_the_block() -> None:
    """When a block is left before the pages were asked for, those that were not begun are never set.

    Those that were begun are waited for: a copy of this process must not be made while one is at work.
    """
    begun: list[threading.Thread] = []
    go_on = threading.Event()

    def waiting(name: str) -> bytes:
        begun.append(threading.current_thread())
        go_on.wait(60)
        return name.encode()

    names = [f"{at}.pdf" for at in range(50)]
    with setting({name: partial(waiting, name) for name in names}):
        threading.Timer(0.2, go_on.set).start()
    assert len(begun) <= cores()
    assert not any(thread.is_alive() for thread in begun)


def test_a_single_page_that_fails_is_named_too() -> None:
    """A page by itself is set when it is asked for, and named when that fails."""

    def failing() -> bytes:
        raise ValueError("no such glyph")

    with setting({"only.pdf": failing}) as papers, pytest.raises(ValueError, match="no such glyph") as refused:
        papers()
    assert refused.value.__notes__ == ["while only.pdf was set"]
