"""Whom a bundle is encrypted to, and how one is written: a folder or, where there are recipients, one encrypted file.

The certificates that are named are read and judged before anything is made.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tracer.container.serialization import to_tar
from tracer.disk.files import read_bounded, write_new
from tracer.disk.folder import write_whole
from tracer.errors import CaseError
from tracer.formats.canonical import Writable
from tracer.operations.context import Context
from tracer.signatures.envelope import RECIPIENTS, Recipient, envelop, read_recipient


@dataclass(frozen=True, slots=True)
class Encrypted:
    """A bundle that was written encrypted: SHA-256 of the file, the folder in it, and to whom it is encrypted."""

    sha256: str
    folder: str
    to: tuple[Recipient, ...]

    def as_json(self) -> dict[str, Writable]:
        """Return `{sha256, folder, to}`; recipients by the fingerprints of their certificates."""
        return {"sha256": self.sha256, "folder": self.folder, "to": [each.fingerprint for each in self.to]}


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


def written(out: Path, bag: Mapping[str, bytes], folder: str, recipients: tuple[Recipient, ...]) -> Encrypted | None:
    """Write a bag as a folder, or encrypted as one file where there are recipients; `folder` is its name in that."""
    if not recipients:
        write_whole(out, bag.items())
        return None
    content = envelop(to_tar(folder, bag), recipients)
    write_new(out, content, "--out")
    return Encrypted(hashlib.sha256(content).hexdigest(), folder, recipients)


def entry_details(encrypted: Encrypted | None) -> dict[str, str]:
    """Return what the journal keeps of an encryption: the file's SHA-256 and the recipients; of none, nothing."""
    if encrypted is None:
        return {}
    recipients = {f"recipient-{number}": each.fingerprint for number, each in enumerate(encrypted.to, start=1)}
    return {"encrypted-sha256": encrypted.sha256, **recipients}
