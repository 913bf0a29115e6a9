"""`tracer reserve travel-rule`: are the travel-rule payloads of disposals valid?"""

from pathlib import Path

import click

from tracer.cli.options import REGISTER, example


@click.command(
    short_help="Are the travel-rule payloads of disposals valid?",
    epilog=example("tracer reserve travel-rule KZ-NIC --check acts/2026-0019.ivms.json"),
)
@REGISTER
@click.option(
    "--check", "file", metavar="FILE", type=click.Path(path_type=Path), help="Judge FILE alone, named by an act or not."
)
@click.option(
    "--authorities", metavar="FILE", type=click.Path(path_type=Path), help="GLEIF's list of registration authorities."
)
@click.option("--json", "as_json", is_flag=True, help="Print the verdicts as JSON.")
def command(register: Path, *, file: Path | None, authorities: Path | None, as_json: bool) -> int:
    """Judge the IVMS101 payloads that a register's disposals name, by version 101 or 101.2023 as each declares.

    Elements and the constraints C1 to C12 are held against the standard; what another program writes otherwise and can
    only mean one thing is accepted and said to differ. A payload that is not valid, or is missing where the
    counterparty is licensed, ends it with 1. Nothing is sent to anybody.
    """
    from tracer.cli.context import asking, print_json
    from tracer.cli.reserve.travel_rule_report import print_payloads
    from tracer.operations.reserve_travel_rule import TravelRuleRequest, travel_rule

    with asking() as context:
        found = travel_rule(TravelRuleRequest(register, file, authorities), context)
    print_json(found.as_json()) if as_json else print_payloads(found)
    return found.exit_code
