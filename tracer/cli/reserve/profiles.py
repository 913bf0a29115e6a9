"""`tracer reserve profiles`: what a register assumes of its country's practice."""

import click

from tracer.cli.options import example


@click.command(
    short_help="What a register assumes of its country's practice.",
    epilog=example("tracer reserve profiles de-sn"),
)
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the profiles as JSON.")
def command(name: str | None, as_json: bool) -> int:
    """Print national profiles: NAME is what a register gives as its profile, none is all.

    A profile sets defaults that a register may say otherwise, and no satoshi depends on it. Not legal advice.
    """
    from tracer.cli.context import print_json
    from tracer.operations.reserve_profiles import ProfilesRequest, national_profiles

    found = national_profiles(ProfilesRequest(name))
    if as_json:
        print_json(found.as_json())
    else:
        from tracer.cli.reserve.profiles_report import print_profiles

        print_profiles(found)
    return 0
