"""`tracer reserve check`: are the register and its acts right?"""

from pathlib import Path

import click

from tracer.cli.next_step import say_next
from tracer.cli.options import REGISTER, example
from tracer.cli.tongue import counted, say


@click.command(
    short_help="Are the register and its acts right? Every fault at once.",
    epilog=example("tracer reserve check fixtures/reserve/two"),
)
@REGISTER
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(register: Path, as_json: bool) -> int:
    """Check register.toml, every act and the documents behind them; report every fault of each at once."""
    from tracer.cli.context import asking, print_json, warn
    from tracer.documents.language.language import NO_BREAK_SPACE
    from tracer.errors import CaseError
    from tracer.operations.reserve_check import RegisterCheckRequest, check_register

    with asking() as context:
        answer = check_register(RegisterCheckRequest(register), context)
    if as_json:
        print_json(answer.as_json())
        return CaseError.exit_code if answer.folder is None else 0
    if answer.folder is None:
        raise CaseError(*answer.faults)
    for words in answer.notes:
        warn(words)
    found = answer.folder
    said = say(
        "{place}: right. Register {register} on {network}: {wallets}, {acts}, {count} in force, {cases} admitted.",
        place=register,
        register=found.register.name,
        network=found.register.network.name,
        wallets=counted(len(found.register.wallets), "wallet"),
        acts=counted(len(found.acts.all), "act"),
        count=len(found.acts.acts),
        cases=counted(len(found.admissions), "case"),
    )
    click.echo(said.replace(NO_BREAK_SPACE, " "))
    if answer.head is not None:
        click.echo(say("The journal's head, to be kept where no writer of the register is: {head}", head=answer.head))
    say_next("reserve", "observe", register, "--chain", "SOURCE")
    return 0
