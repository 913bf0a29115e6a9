"""`tracer demo`: all of it, on a small recorded chain, without a node."""

from pathlib import Path

import click

from tracer.cli.options import example


@click.command(short_help="All of it on a recorded chain, without a node.", epilog=example("tracer demo --out demo"))
@click.option(
    "--out",
    metavar="DIR",
    default="demo",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder to write the run and the bundle into; must not exist.",
)
def command(out: Path) -> int:
    """Trace, seal and verify the story that comes with the tracer; no node needed."""
    from tracer.cli.context import asking
    from tracer.cli.tongue import say
    from tracer.cli.trace_report import print_books
    from tracer.cli.verify_report import print_steps
    from tracer.operations.demonstration import DemoRequest, demo

    with asking() as context:
        shown = demo(DemoRequest(out), context)
    print_books(shown.result)
    print_steps(shown.verification)
    report = shown.bundle / "data/report/report.en.html"
    click.echo("\n" + say("The report: {report}\nThe bundle: {bundle}", report=report, bundle=shown.bundle))
    return 0 if shown.verification.passed else 1
