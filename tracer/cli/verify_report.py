"""The steps of a verification on the screen."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracer.container.verification import StepVerdict, Verification
from tracer.visible import paragraphs

_STYLE = {StepVerdict.PASS: "green", StepVerdict.FAIL: "bold red", StepVerdict.NOT_CHECKED: "yellow"}
_SHOWN = 20


def print_steps(verification: Verification) -> None:
    """Print each step with its verdict, the reason and the files at fault; then the outcome."""
    console = Console(highlight=False)
    table = Table(box=None, show_header=False, pad_edge=False)
    for name in ("number", "verdict", "what"):
        table.add_column(name, no_wrap=name != "what", overflow="fold")
    for step in verification.steps:
        lines = [step.title + (f": {step.reason}" if step.reason else "")]
        lines += [str(finding) for finding in step.findings[:_SHOWN]]
        if len(step.findings) > _SHOWN:
            lines.append(f"… and {len(step.findings) - _SHOWN} more; --json lists all")
        if step.command:
            lines.append(f"to check it: {step.command}")
        table.add_row(step.number, Text(step.verdict.value, _STYLE[step.verdict]), Text(paragraphs("\n".join(lines))))
    console.print(table)
    console.print(Text(outcome(verification), _STYLE[StepVerdict.PASS if verification.passed else StepVerdict.FAIL]))


def outcome(verification: Verification) -> str:
    """Return the last line: what failed, what was left, and never more than was checked."""
    if verification.failed:
        return f"The bundle FAILS: step {', '.join(verification.failed)}."
    if verification.undecided:
        return f"Not decided by this version: {verification.undecided}."
    if verification.left:
        steps = ", ".join(verification.left)
        return f"Nothing failed, but step {steps} could not be checked here, so this is no verification of the bundle."
    return "The bundle verifies."
