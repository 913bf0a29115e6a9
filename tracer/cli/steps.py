"""The steps of a verification on the screen."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracer.evidence.verification import Verdict, Verification

_STYLE = {Verdict.PASS: "green", Verdict.FAIL: "bold red", Verdict.NOT_CHECKED: "yellow"}
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
        table.add_row(step.number, Text(step.verdict.value, _STYLE[step.verdict]), Text("\n".join(lines)))
    console.print(table)
    failed = [step.number for step in verification.steps if step.verdict is Verdict.FAIL]
    outcome = f"The bundle FAILS: step {', '.join(failed)}." if failed else "The bundle verifies."
    console.print(Text(outcome, _STYLE[Verdict.FAIL if failed else Verdict.PASS]))
