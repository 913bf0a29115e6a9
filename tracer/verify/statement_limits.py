"""What no offline check of a statement can show, each with what shows it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from tracer.chain import header
from tracer.container.material import Material
from tracer.container.verification import VerificationStep, not_checked
from tracer.reserve import script_file
from tracer.reserve.profiles import Profile
from tracer.reserve.statement_bundle import PREVIOUS, RESTATED, WITHHELD


def not_shown(
    profile: Profile, closed: dt.date | None, files: Mapping[str, bytes], material: Material | None
) -> Iterator[VerificationStep]:
    """Yield step 11: what no offline check can show, with what shows it on a node."""
    rows = list(_limits(profile, closed, files, material))
    for number, (title, reason, command) in enumerate(rows, start=1):
        yield not_checked(f"11.{number}", title, reason, command)


def closing_day(closed: dt.date | None) -> tuple[str, str]:
    """Return title and reason of what is said of the day on which a period was closed."""
    day = "that it is not recorded" if closed is None else f"that it was {closed.isoformat()}"
    return "Day of closing", f"{day} is what the register's journal says, which is not here"


def _limits(
    profile: Profile, closed: dt.date | None, files: Mapping[str, bytes], material: Material | None
) -> Iterable[tuple[str, str, str | None]]:
    if material is not None:
        chain = "" if material.network.name == "main" else f" -chain={material.network.name}"
        client, height = f"bitcoin-cli{chain}", material.last_header
        closing = header.decode(material.header(height)).hash
        yield (
            "Best chain",
            f"that {closing}, and the headers after it, are on the chain with most work only a node can tell",
            f"{client} getblockhash {height}",
        )
        yield (
            "Completeness",
            "that no other payment to the wallets and no spend of their coins up to the closing block was left out "
            "only a node can tell; the same command over the same wallets gives the same observation",
            f"{client} scantxoutset start '[\"raw(SCRIPT)\"]'",
        )
        yield (
            "Witnesses",
            "a txid does not cover witnesses, so one that was changed is not noticed; no figure rests on one",
            f"{client} getrawtransaction TXID 0",
        )
        yield (
            "Transactions in a block",
            "how many a block has is what its Merkle proofs say; the root does not fix the number, and no figure rests "
            "on it",
            f"{client} getblockheader HASH",
        )
        if material.network.name == "signet":
            yield "Signet signatures", "a signet's blocks are signed; the signatures are not in the headers", None
    yield (
        "Documents behind the acts",
        "acts name them by SHA-256, and they are not here; that a court or the body said so they show, not the chain",
        None,
    )
    yield "Wallets", "that these are the body's wallets, and all of them, is what the register says", None
    yield (
        "Lots",
        "that they are what the cases traced shows the bundle of each case, whose tag manifest admission.json names",
        "tracer verify BUNDLE",
    )
    yield from _said_of_others(profile, files)
    yield (*closing_day(closed), None)


def _said_of_others(profile: Profile, files: Mapping[str, bytes]) -> Iterable[tuple[str, str, str | None]]:
    if PREVIOUS in files or RESTATED in files:
        yield (
            "Earlier statements",
            "that they are those that were published then shows a comparison of their private roots",
            None,
        )
    if RESTATED in files:
        yield "Later periods", "which of them change too rests on what is not here", None
    if profile is Profile.AUDITOR:
        yield (
            "What was withheld",
            f"the originals of the files in {WITHHELD}, their hashes, that {script_file.FILE} has all scripts of each "
            "withheld descriptor and on which branch and at which index it derives them, shows the private bundle",
            None,
        )
