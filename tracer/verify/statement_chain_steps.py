"""The part of a statement's check that is about the chain: transactions, proofs, headers, the closing block."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from tracer.chain import header
from tracer.container.material import Material
from tracer.container.verification import VerificationStep, judged, not_checked
from tracer.disk.folder import FolderFinding
from tracer.errors import TracerError
from tracer.progress import Progress
from tracer.reserve import days, period_file
from tracer.reserve.days import CONFIRMATIONS, Period
from tracer.reserve.statement_bundle import AFTER, PERIOD
from tracer.reserve.watching import MaterialHeaders
from tracer.verify.chain_steps import check_headers, check_proofs, check_transactions
from tracer.verify.statement_parts import culprit, zone_of

CHAIN_STEPS = (("2", "Transactions"), ("3", "Merkle proofs"), ("4", "Block headers"))


def impossible(number: str, title: str, missing: str) -> VerificationStep:
    """Return that a step cannot be taken without a file."""
    return not_checked(number, title, f"not possible without {missing}, which could not be read")


def chain_steps(
    files: Mapping[str, bytes], material: Material | None, findings: list[FolderFinding], progress: Progress
) -> Iterator[VerificationStep]:
    """Steps 2 to 4: what the chain shows by itself, and that the closing block closes the period."""
    if material is None:
        yield judged("2", "Transactions", "", findings)
        yield from (impossible(number, title, "chain/") for number, title in CHAIN_STEPS[1:])
        return
    decoded = check_transactions(material, progress)
    yield judged("2", "Transactions", f"{len(material.raws)} transactions hash to their names", list(decoded.findings))
    good = f"{len(material.positions)} transactions lie in the blocks and places stated"
    yield judged("3", "Merkle proofs", good, check_proofs(material, progress))
    after = files.get(AFTER, b"")
    whole = replace(material, headers=material.headers + after[: len(after) - len(after) % header.SIZE])
    found, left = check_headers(whole, None)
    good = (
        f"heights {material.first_header} to {whole.last_header} are linked and meet their targets; "
        f"{material.last_header} closes the period, and the others settle it"
    )
    yield judged("4", "Block headers", good, [*found, *_closing(files, material, whole, after)])
    if left:
        yield not_checked("4.1", "Rules that need earlier headers", "; ".join(left))


def _closing(files: Mapping[str, bytes], material: Material, whole: Material, after: bytes) -> Iterator[FolderFinding]:
    """Yield why the last header is not that of the period's closing block, or does not settle it."""
    name = f"data/{AFTER}"
    if len(after) != (CONFIRMATIONS - 1) * header.SIZE:
        yield FolderFinding(
            name, f"has {len(after)} bytes; {CONFIRMATIONS - 1} headers of {header.SIZE} settle a period"
        )
        return
    try:
        statement = period_file.loads(files[PERIOD], PERIOD)
        zone = zone_of(files)
        end = days.instant(Period.parse(statement.period).last, zone)
        view = MaterialHeaders(whole)
        closing, following = (days.observed_block(view, material.last_header + each) for each in (0, 1))
    except KeyError as error:
        yield FolderFinding(f"data/{culprit(error)}", "is missing")
        return
    except (TracerError, ValueError) as error:
        yield FolderFinding(f"data/{PERIOD}", f"its closing block cannot be looked for: {error}")
        return
    if closing.mtp >= end or following.mtp < end:
        yield FolderFinding(
            "data/chain/headers.bin",
            f"ends with block {closing.height}, which does not close {statement.period}: its median time past and that "
            "of the next lie on one side of the period's end",
        )
