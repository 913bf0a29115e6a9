"""`make fast` runs the tests of what changed."""

from pathlib import Path

from tests.changed import ALWAYS, DOCUMENTS, paths_for


def test_each_changed_file_brings_its_own_tests(tmp_path: Path) -> None:
    """A module brings its test file or else its folder, a test itself, a helper its folder, a page the pages' tests."""
    for name in ("tests/trace/test_engine.py", "tests/trace/drawing.py", ALWAYS, *DOCUMENTS):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert paths_for(["tracer/trace/engine.py"], tmp_path) == [ALWAYS, "tests/trace/test_engine.py"]
    assert paths_for(["tracer/trace/trail.py"], tmp_path) == [ALWAYS, "tests/trace"]
    assert paths_for(["tracer/trace/bounds/arc.py", "tracer/trace/engine.py"], tmp_path) == [ALWAYS, "tests/trace"]
    assert paths_for(["tests/trace/drawing.py"], tmp_path) == [ALWAYS, "tests/trace"]
    assert paths_for(["docs/rules.md"], tmp_path) == sorted([ALWAYS, *DOCUMENTS])
    assert paths_for(["setup.cfg", "tracer/__init__.py", "tests/trace/test_gone.py"], tmp_path) == [ALWAYS]
