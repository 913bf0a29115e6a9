"""The steps of a verification on the screen."""

from rich.console import Console
from rich.text import Text

from tracer.cli.screen import COMMAND, tell, tell_rows
from tracer.cli.tongue import say
from tracer.container.verification import StepVerdict, Verification, VerificationStep
from tracer.visible import paragraphs

_STYLE = {StepVerdict.PASS: "green", StepVerdict.FAIL: "bold red", StepVerdict.NOT_CHECKED: "yellow"}
_SHOWN = 20


def print_steps(verification: Verification) -> None:
    """Print each step with its verdict, the reason and the files at fault; then the outcome."""
    console = Console(highlight=False)
    numbered = max(len(step.number) for step in verification.steps)
    judged = max(len(verdict.value) for verdict in StepVerdict)
    rows = []
    for step in verification.steps:
        verdict = Text(f"{step.verdict.value:<{judged}}", _STYLE[step.verdict])
        rows.append((Text.assemble(f"{step.number:<{numbered}}  ", verdict), paragraphs("\n".join(_lines(step)))))
    tell_rows(console, rows)
    tell(console, outcome(verification), _STYLE[StepVerdict.PASS if verification.passed else StepVerdict.FAIL])


def _lines(step: VerificationStep) -> list[str]:
    """Return what a step says, what it found, and how to check what it did not."""
    lines = [step.title + (f": {step.reason}" if step.reason else "")]
    lines += [str(finding) for finding in step.findings[:_SHOWN]]
    if len(step.findings) > _SHOWN:
        lines.append(say("… and {count} more; --json lists all", count=len(step.findings) - _SHOWN))
    return [*lines, *([COMMAND + step.command] if step.command else [])]


def outcome(verification: Verification) -> str:
    """Return the last line: what failed, what was left, and never more than was checked."""
    if verification.failed:
        return say("The bundle FAILS: step {steps}.", steps=", ".join(verification.failed))
    if verification.undecided:
        return say("Not decided by this version: {reason}.", reason=verification.undecided)
    if verification.left:
        steps = ", ".join(verification.left)
        return say(
            "Nothing failed, but step {steps} could not be checked here, so this is no verification of the bundle.",
            steps=steps,
        )
    return say("The bundle verifies.")
