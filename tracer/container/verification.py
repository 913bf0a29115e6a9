"""What a check of a bundle says: numbered steps, each with a verdict, a reason and the files at fault."""

from dataclasses import dataclass
from enum import Enum

from tracer.disk.folder import FolderFinding
from tracer.formats.canonical import Writable


class StepVerdict(Enum):
    """The outcome of one step."""

    PASS = "PASS"
    FAIL = "FAIL"
    NOT_CHECKED = "NOT-CHECKED"


@dataclass(frozen=True, slots=True)
class VerificationStep:
    """One step. `command` is what shows on a node what no offline check can."""

    number: str
    title: str
    verdict: StepVerdict
    reason: str
    findings: tuple[FolderFinding, ...] = ()
    command: str | None = None

    def as_json(self) -> dict[str, Writable]:
        """Return the step for a program."""
        return {
            "step": self.number,
            "title": self.title,
            "verdict": self.verdict.value,
            "reason": self.reason,
            "findings": [{"file": finding.file, "problem": finding.problem} for finding in self.findings],
            "command": self.command,
        }


@dataclass(frozen=True, slots=True)
class Verification:
    """Every step of one check, in order. `undecided` says why this version does not decide; empty where it does."""

    steps: tuple[VerificationStep, ...]
    undecided: str = ""

    @property
    def passed(self) -> bool:
        """Whether no step failed and each of the numbered ones was taken.

        What no check can show stands under them, as 9.1; that it was not checked is no failure.
        """
        return not self.failed and not self.left and not self.undecided

    @property
    def failed(self) -> tuple[str, ...]:
        """The numbers of the steps that failed."""
        return tuple(step.number for step in self.steps if step.verdict is StepVerdict.FAIL)

    @property
    def left(self) -> tuple[str, ...]:
        """The numbers of the steps that belong to every check and could not be taken here."""
        return tuple(s.number for s in self.steps if s.verdict is StepVerdict.NOT_CHECKED and "." not in s.number)

    def as_json(self) -> dict[str, Writable]:
        """Return the whole for a program."""
        return {
            "passed": self.passed,
            "undecided": self.undecided or None,
            "steps": [step.as_json() for step in self.steps],
        }


def judged(number: str, title: str, reason: str, findings: list[FolderFinding]) -> VerificationStep:
    """Return PASS with this reason, or FAIL with what was found."""
    if not findings:
        return VerificationStep(number, title, StepVerdict.PASS, reason)
    files = len({finding.file for finding in findings})
    said = f"{len(findings)} finding{'s' if len(findings) > 1 else ''} in {files} file{'s' if files > 1 else ''}"
    return VerificationStep(number, title, StepVerdict.FAIL, said, tuple(findings))


def not_checked(number: str, title: str, reason: str, command: str | None = None) -> VerificationStep:
    """Return NOT-CHECKED with its reason."""
    return VerificationStep(number, title, StepVerdict.NOT_CHECKED, reason, (), command)
