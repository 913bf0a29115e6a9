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
@click.option(
    "--write", "source", metavar="FILE", type=click.Path(path_type=Path), help="Write the payload that FILE says."
)
@click.option("--as", "version", type=click.Choice(["101", "101.2023"]), help="The version to write; 101.2023.")
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="File to write; with --write.")
@click.option("--json", "as_json", is_flag=True, help="Print the verdicts as JSON.")
def command(
    register: Path,
    *,
    file: Path | None,
    authorities: Path | None,
    source: Path | None,
    version: str | None,
    out: Path | None,
    as_json: bool,
) -> int:
    """Judge the IVMS101 payloads that a register's disposals name, by version 101 or 101.2023 as each declares.

    Elements and the constraints C1 to C12 are held against the standard; what another program writes otherwise and can
    only mean one thing is accepted and said to differ. A payload that is not valid, or is missing where the
    counterparty is licensed, ends it with 1. --write makes a payload of either version, in its own names, out of JSON
    or TOML; one that is not valid is not written. Nothing is sent to anybody.
    """
    from tracer.cli.context import asking, print_json
    from tracer.cli.reserve.travel_rule_report import print_payloads
    from tracer.errors import CaseError
    from tracer.operations.reserve_travel_rule import (
        TravelRuleAnswer,
        TravelRuleRequest,
        WritePayloadRequest,
        travel_rule,
        write_payload,
    )
    from tracer.reserve.compliance.ivms_model import IvmsVersion

    if (source is None) != (out is None) or (version is not None and source is None):
        raise CaseError("--write FILE goes with --out FILE, and --as with both.")
    if source is not None and file is not None:
        raise CaseError("--write goes without --check: what is written is judged.")
    with asking() as context:
        if source is not None and out is not None:
            of = IvmsVersion(version or IvmsVersion.V2023.value)
            written = write_payload(WritePayloadRequest(register, source, out, of, authorities), context)
            found = TravelRuleAnswer((written,), ())
        else:
            found = travel_rule(TravelRuleRequest(register, file, authorities), context)
    print_json(found.as_json()) if as_json else print_payloads(found)
    return found.exit_code
