"""Whom a bundle is encrypted to: the certificates that are named, read and judged before anything is made."""

from collections.abc import Sequence
from pathlib import Path

from tracer.disk.files import read_bounded
from tracer.errors import CaseError
from tracer.operations.context import Context
from tracer.signatures.envelope import RECIPIENTS, Recipient, read_recipient


def read_recipients(certificates: Sequence[Path], context: Context) -> tuple[Recipient, ...]:
    """Return the recipients whose certificates these files hold, in their order; the clock says which are valid.

    Raises:
        CaseError: one is not there, nothing is encrypted to it, or it is named twice; or they are too many.
    """
    if not certificates:
        return ()
    if len(certificates) > RECIPIENTS:
        raise CaseError(f"--to names {len(certificates)} certificates; a bundle is encrypted to at most {RECIPIENTS}.")
    now = context.clock()
    names: dict[str, Path] = {}
    found: list[Recipient] = []
    for path in certificates:
        recipient = read_recipient(read_bounded(path, "certificate"), str(path), now)
        before = names.setdefault(recipient.fingerprint, path)
        if before is not path:
            raise CaseError(f"{path} is the same certificate as {before}.\nName each recipient once.")
        found.append(recipient)
    return tuple(found)
