"""The demonstration of the register where it does not go as it should: a check that fails, work called off."""

import json
from pathlib import Path

import pytest

from tracer.container.verification import StepVerdict, Verification, VerificationStep
from tracer.errors import CancelledError, CaseError
from tracer.operations.context import Context
from tracer.operations.reserve_demonstration import DemonstratedBundle, ReserveDemoRequest, ReserveShown, reserve_demo
from tracer.reserve.profiles import Profile


def checked(verdict: StepVerdict = StepVerdict.PASS, code: int = 0) -> DemonstratedBundle:
    """Return a bundle that the two checks found so."""
    verification = Verification((VerificationStep("1", "Manifests", verdict, ""),))
    return DemonstratedBundle("2025Q4", Profile.PUBLIC, Path("bundle"), verification, "said", code)


def shown(*bundles: DemonstratedBundle) -> ReserveShown:
    """Return a demonstration that made these bundles."""
    return ReserveShown(register=Path("register"), observed=(), closed=(), bundles=bundles)


def test_one_check_that_fails_is_enough() -> None:
    """The demonstration passes where every bundle passes both checks, and else does not."""
    assert shown(checked(), checked()).passed
    assert not shown(checked(), checked(StepVerdict.FAIL)).passed
    assert not shown(checked(code=1), checked()).passed
    told = json.loads(json.dumps(shown(checked(), checked(code=3)).as_json()))
    assert [row["passed"] for row in told["bundles"]] == [True, False]


def test_called_off_it_leaves_nothing(tmp_path: Path) -> None:
    """Called off in its midst, nothing of it lies anywhere, and each warning was told once.

    A clock that stands years before the story does not stop it: its acts have been signed all the same.
    """
    warned: list[str] = []

    def cancelled() -> bool:
        return any(tmp_path.glob(".demo.making-*/register/periods/2025Q2"))

    context = Context(clock=lambda: 1_700_000_000, cancelled=cancelled, warn=warned.append)
    with pytest.raises(CancelledError):
        reserve_demo(ReserveDemoRequest(tmp_path / "demo"), context)
    assert list(tmp_path.iterdir()) == []
    assert len(warned) == len(set(warned)) == 4


def test_what_exists_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    """A folder that exists is left as it is."""
    (tmp_path / "kept").touch()
    with pytest.raises(CaseError):
        reserve_demo(ReserveDemoRequest(tmp_path), Context())
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
