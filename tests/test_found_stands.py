"""What a stand-alone verifier has found stands, whatever it cannot know later and whatever breaks off."""

import re
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PROGRAMS = ("tracer/evidence/verifier/verify.py", "tracer/reserve/verifier/verify_reserve.py")
FOUND = "two amounts differ"


def with_item(path: str, ends: Callable[[Any], BaseException | None]) -> Any:
    """Return a program whose items find something and then end by raising this, as a module."""
    module: Any = types.ModuleType("verifier")
    exec(compile((ROOT / path).read_text(encoding="utf-8"), path, "exec"), vars(module))

    def check_amounts(verifier: Any) -> Iterator[str]:
        """They agree."""
        del verifier
        yield FOUND
        error = ends(module)
        if error is not None:
            raise error

    class Judged(module.Verifier):  # type: ignore[misc]
        def __init__(self, *given: Any) -> None:
            del given
            self.seen, self.other_release, self.has_money = ["data/x.json"], "", False
            self.about: dict[str, Any] = {}
            self.verdicts: dict[str, str] = {}
            self.beside: dict[str, Any] = {}

        def release(self) -> str:
            """Return that it is of this release."""
            return ""

        def tells_money(self) -> bool:
            """Return that there is none."""
            return False

        def checks(self) -> list[tuple[str, Any]]:
            """Return the one item, as two of which the first has failed when the second begins."""
            return [("1", check_amounts), ("2", check_amounts)]

    Judged.check_amounts = check_amounts
    module.Verifier, module.Folder = Judged, lambda *given: None
    return module


@pytest.mark.parametrize("path", PROGRAMS)
@pytest.mark.parametrize(
    "ends",
    [
        lambda module: None,
        lambda module: module.Unknown("it is not here"),
        lambda module: ValueError("malformed"),
        lambda module: AttributeError("'Verifier' object has no attribute 'x'"),
        lambda module: module.NoVerdict("too large"),
        lambda module: MemoryError("no room"),
        lambda module: OSError("the disk failed"),
    ],
    ids=["nothing", "unknown", "malformed", "lacking", "beyond", "memory", "disk"],
)
def test_what_was_found_stands(
    path: str,
    ends: Callable[[Any], BaseException | None],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Whatever ends an item, its fault is printed, it counts as failed, and the exit code is 1."""
    (tmp_path / "data").mkdir()
    assert with_item(path, ends).main([str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "FAIL" in said.splitlines()[0]
    assert FOUND in said
    assert "FOUND WANTING" in said
    assert re.search(r"item 1[.,]", said)


def test_an_item_that_lacks_what_one_before_did_not_make_keeps_its_own_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where an item above failed, what this one lacks is no fault of its own; what it found before is."""
    (tmp_path / "data").mkdir()
    program = with_item(PROGRAMS[1], lambda _: AttributeError("'Verifier' object has no attribute 'x'"))
    assert program.main([str(tmp_path)]) == 1
    assert "item 1, 2." in capsys.readouterr().out
