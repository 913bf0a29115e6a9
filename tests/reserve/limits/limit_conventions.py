"""Acts that set limits, for tests: conventions named by the limit, and the files that people write them in."""

from tests.reserve.acts import head, on
from tracer.reserve.act_terms import ConventionTerms
from tracer.reserve.acts import ActKind, CorrectionAct, OtherAct

SHARE = {"kind": "share_excl", "max": "0.0100", "severity": "hard", "cure_days": "30", "from": "2025-07-01"}
"""The values of a limit on the share, as an act states them."""


def limit_act(number: int, day: str, limit: str = "share-max", **changed: str | None) -> OtherAct:
    """Return an act that sets a limit as `SHARE` does but for what is changed; None: the value is left out.

    Where `until` is given it ends the limit, and states nothing else.
    """
    stated = {} if "until" in changed else SHARE
    given = {**stated, **{key.rstrip("_"): text for key, text in changed.items()}}
    values = {key: text for key, text in given.items() if text is not None}
    return OtherAct(
        head=head(number, ActKind.CONVENTION, day), terms=ConventionTerms(name=f"limit/{limit}", values=values)
    )


def corrected(number: int, day: str, act: OtherAct) -> CorrectionAct:
    """Return a correction of that day by which an act counts as given here."""
    return CorrectionAct(head=head(number, ActKind.CORRECTION, on(day).isoformat()), replacement=act, txid=None,
                         explains=None)  # fmt: skip


def act_file(number: str, day: str, limit: str, **values: str) -> str:
    """Return the file of an act that sets a limit; values as TOML writes them, `from` as `from_`."""
    stated = ", ".join(f"{key.rstrip('_')} = {text}" for key, text in values.items())
    return (
        f'id = "{number}"\nkind = "convention"\ndate = {day}\nsigned_by = ["K. Example", "S. Sample"]\n'
        f'name = "limit/{limit}"\nvalues = {{ {stated} }}\n'
    )
