"""A small bundle of a case with an examiner and a reviewer, to be signed; and its seal, taken apart."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.evidence.story import case_of, material_of, tell
from tracer.case import case_file
from tracer.case.case import Case
from tracer.container.material import Material
from tracer.container.verification import StepVerdict, VerificationStep
from tracer.signatures.trust import NO_TRUST, Trust
from tracer.verify.seal_steps import seal_steps

EXAMINER, REVIEWER = "Әлия Қ. Example", "R. Second"
PASSPHRASE = "correct horse battery"
STORY = tell()
EXAMINERS_KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"examiner").digest())
REVIEWERS_KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"reviewer").digest())


def case_bytes(examiner: str | None = EXAMINER, reviewer: str | None = REVIEWER) -> bytes:
    """Return the story's case with these persons."""
    lines = [line for line in case_of(STORY).decode().splitlines() if not line.startswith(("examiner", "reviewer"))]
    at = lines.index("[case]") + 1
    named = [f'{role} = "{name}"' for role, name in (("examiner", examiner), ("reviewer", reviewer)) if name]
    return "\n".join([*lines[:at], *named, *lines[at:], ""]).encode()


def case(examiner: str | None = EXAMINER, reviewer: str | None = REVIEWER) -> Case:
    """Return the case, read."""
    return case_file.parse(case_bytes(examiner, reviewer), "case.toml")


def material() -> Material:
    """Return the raw material of the story."""
    return material_of(STORY)


def sealed_bytes(path: Path) -> dict[str, bytes]:
    """Return every file of a bundle that is sealed, by its path."""
    files = (each for each in path.rglob("*") if each.is_file())
    named = {str(each.relative_to(path)): each.read_bytes() for each in files}
    return {name: content for name, content in named.items() if not name.startswith("signatures/")}


def judge(
    files: Mapping[str, bytes], sealed: bytes, trust: Trust = NO_TRUST, of: Case | None = None
) -> tuple[VerificationStep, ...]:
    """Check the files of `signatures/` alone."""
    return tuple(seal_steps(files, sealed, of or case(), material(), trust))


def failures(steps: tuple[VerificationStep, ...]) -> list[str]:
    """Return what failed, in words."""
    return [str(each) for step in steps if step.verdict is StepVerdict.FAIL for each in step.findings]


def passes(steps: tuple[VerificationStep, ...]) -> dict[str, str]:
    """Return the reasons of what passed, by title."""
    return {step.title: step.reason for step in steps if step.verdict is StepVerdict.PASS}


def unchecked(steps: tuple[VerificationStep, ...]) -> dict[str, str]:
    """Return the reasons of what was not checked, by title."""
    return {step.title: step.reason for step in steps if step.verdict is StepVerdict.NOT_CHECKED}
