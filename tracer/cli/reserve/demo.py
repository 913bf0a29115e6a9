"""`tracer reserve demo`: the register of the recorded story through three quarters, without a node."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracer.cli.options import example

if TYPE_CHECKING:
    from rich.console import Console

    from tracer.operations.reserve_demonstration import ReserveShown


@click.command(
    short_help="All of it on a recorded chain, without a node.",
    epilog=example("tracer reserve demo --out demo-reserve"),
)
@click.option(
    "--out",
    metavar="DIR",
    default="demo-reserve",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder to write cases, register, bundles and whatever is shown into; must not exist.",
)
def command(out: Path) -> int:
    """Keep the register of the story that comes with the tracer through three quarters, seal the last and verify it.

    No node is needed; every command is given on its day of the story. What it makes stays in the folder, to be looked
    at with the other commands: after each part stands the one that shows it again.
    """
    from tracer.cli.context import asking
    from tracer.cli.screen import whole_screen
    from tracer.operations.reserve_demonstration import ReserveDemoRequest, reserve_demo

    with asking() as context:
        shown = reserve_demo(ReserveDemoRequest(out), context)
    with whole_screen() as console:
        _print_alarms(console, shown)
        _print_periods(console, shown)
        _print_prices(console, shown)
        _print_limits(console, shown)
        _print_custody(console, shown)
        _print_clearances(console, shown)
        _print_disposals(console, shown)
        _print_figures(console, shown)
        _print_bundles(console, shown)
        _print_pack(console, shown)
        _print_performance(console, shown)
    return 0 if shown.passed else 1


def _print_alarms(console: "Console", shown: "ReserveShown") -> None:
    """Print what the looks at the chain found wrong before an act said why."""
    for each in shown.observed:
        for fault in each.observation.faults:
            console.out(f"At block {each.observation.block.height}: {fault.text}")
    for words in dict.fromkeys(words for each in shown.observed for words in each.sent):
        console.out(f"Later: {words}")
    _again(console, "journal", shown.register)


def _print_periods(console: "Console", shown: "ReserveShown") -> None:
    """Print books and title of every period closed, side by side, then what each says of late acts and restatements."""
    from tracer.cli.amount_table import print_amounts
    from tracer.cli.reserve.status_report import grouped
    from tracer.reserve.value.day_rows import ValuedBlock

    statements = [each.statement for each in shown.closed]
    entries = ("opening", "receipts", "withdrawals", "deposits", "disposals", "fees", "closing")
    books = {name: [getattr(each.books.books, name) for each in statements] for name in entries}
    title = {word.value: [each.title[word] for each in statements] for word in statements[0].title}
    print_amounts(
        console,
        "The register's books, and what is held by which title (BTC)",
        [each.period for each in statements],
        [books, title],
    )
    for each in statements:
        if each.value is not None:
            titled, price = each.value.block(ValuedBlock.TITLED).cents["closing"], each.value.fixing.cents
            console.out(f"{each.period}: with title worth USD {grouped(titled)}, one bitcoin at {grouped(price)}")
    for each in statements:
        if each.late:
            console.out(f"{each.period}: filed late: {', '.join(each.late)}")
        if each.restates is not None:
            console.out(f"{each.period} restates {each.restates.period}: {each.restates.reason}")
    _again(console, "reserve", "status", shown.register)


def _print_prices(console: "Console", shown: "ReserveShown") -> None:
    """Print how many days were priced by which quality, and why those without a fixing have none."""
    from collections import Counter

    letters = Counter(each.fixing.quality.value for each in shown.priced if each.fixing is not None)
    counted = ", ".join(f"{count} of quality {letter}" for letter, count in sorted(letters.items()))
    console.out(f"{len(shown.priced)} days quoted: {counted}")
    for each in shown.priced:
        if each.why is not None:
            console.out(each.why)
    _again(console, "reserve", "status", shown.register, "--day", "2025-09-12")


def _print_limits(console: "Console", shown: "ReserveShown") -> None:
    """Print the breaches that each closed period lists, and its last review's band against what there is."""
    from tracer.cli.reserve.limit_report import figure

    for each in shown.closed:
        for limit in each.statement.limits:
            for breach in limit.breaches:
                by = "".join(f" ({act})" for act in breach.acts)
                waived = "" if breach.decision_act is None else f", waived by {breach.decision_act}"
                worst = "unknown" if breach.peak is None else figure(limit, breach.peak)
                cured = "still open" if breach.cured is None else f"kept again on {breach.cured}"
                console.out(
                    f"{each.statement.period}: limit {breach.limit} broken from {breach.first_day} to "
                    f"{breach.last_day}, {worst} at worst, cause {breach.cause.value}{by}{waived}, "
                    f"{cured}"
                )
        for words in each.told:
            console.out(f"{each.statement.period}: {words}")
    _again(console, "reserve", "status", shown.register, "--day", "2025-11-25")


def _print_custody(console: "Console", shown: "ReserveShown") -> None:
    """Print what ran out: a policy, the term of somebody who holds a key."""
    for day, text in shown.custody:
        console.out(f"{day}: {text}")
    _again(console, "reserve", "status", shown.register, "--day", "2025-12-31")


def _print_clearances(console: "Console", shown: "ReserveShown") -> None:
    """Print each transaction that was judged before it was signed: what fails of it, or all that was looked at."""
    from tracer.cli.reserve.clear_report import check_line, clearance_lines, said_in_words, verdict_line
    from tracer.reserve.clearance.clearance_rows import MAY
    from tracer.reserve.disposition.gate_rows import GateState

    console.out("Before the signature: unsigned transactions of the story, judged on their day, before they were sent")
    for each in shown.cleared:
        console.out(f"{each.day} {each.file}")
        told = each.found.clearance
        lines = list(clearance_lines(each.found))
        if told.verdict != MAY:
            failed = (check for check in told.checks if check.state is GateState.FAIL)
            lines = [said_in_words(told)[0], *map(check_line, failed), *each.found.notes, verdict_line(told)]
        for line in lines:
            console.out(f"  {line}".rstrip())
    _again(console, "reserve", "clear", shown.register, _proposed(shown), note="now its coin is spent, so C1 fails")


def _proposed(shown: "ReserveShown") -> Path:
    """Return the last transaction that was judged."""
    return shown.register.with_name("proposed") / shown.cleared[-1].file


def _print_disposals(console: "Console", shown: "ReserveShown") -> None:
    """Print the auction and the return: states, bids, price and money."""
    from tracer.cli.reserve.disposals_report import disposal_lines

    if shown.disposals is not None:
        console.out("Where they went: an auction with sealed bids, and a return to a victim")
        cleared = {each.found.clearance.act for each in shown.cleared}
        for row in shown.disposals.rows:
            if row.act.head.id in cleared:
                for line in disposal_lines(row):
                    console.out(f"  {line}")
    _again(console, "reserve", "disposals", shown.register)


def _print_figures(console: "Console", shown: "ReserveShown") -> None:
    """Print a year's figures for statisticians, banks and accountants."""
    from tracer.cli.reserve.figures_report import figure_lines

    if shown.figures is not None:
        console.out("What others are told of the year")
        for line in figure_lines(shown.figures.report):
            console.out(f"  {line}")
        if shown.figures.report.faults:
            console.out("This is meant: the story has a sale whose buyer nobody searched for, and figures ends with 1.")
        console.out(f"Its page: {shown.register.with_name('figures')}/figures.en.html")
    _again(console, "reserve", "travel-rule", shown.register, note="the payload that went with the return")


def _print_bundles(console: "Console", shown: "ReserveShown") -> None:
    """Print what both checks say of each bundle, and where everything lies."""
    from tracer.cli.verify_report import outcome

    for bundle in shown.bundles:
        console.out(f"{bundle.folder}: {outcome(bundle.verification)} Alone: {bundle.alone}")
    if shown.bundles:
        _again(console, "verify", shown.bundles[0].folder)


def _print_pack(console: "Console", shown: "ReserveShown") -> None:
    """Print what an auditor is handed, and what its check says."""
    from tracer.cli.verify_report import outcome

    if shown.pack is not None:
        made = shown.pack.packed.pack
        console.out(
            f"{shown.pack.folder}: for an auditor, {', '.join(made.bundles)} and the coins that the nonce {made.nonce} "
            f"draws. {outcome(shown.pack.verification)}"
        )
        _again(console, "verify", shown.pack.folder)


def _again(console: "Console", *words: str | Path, note: str = "") -> None:
    """Print the command that shows a part again, fit to be pasted, and a blank line."""
    from shlex import join

    said = f"  # {note}" if note else ""
    console.out(f"Next: {join(['tracer', *map(str, words)])}{said}\n")


def _print_performance(console: "Console", shown: "ReserveShown") -> None:
    """Print what became of the reserve's value since it began, and where the page of it lies."""
    from tracer.cli.reserve.perform_report import in_one_line

    if shown.performance is not None:
        console.out(in_one_line(shown.performance.found))
        console.out(f"Its page: {shown.performed}/performance.en.html")
    console.out(f"The register: {shown.register}")
