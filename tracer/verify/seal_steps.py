"""The check of everything in `signatures/`, in numbered steps. A hostile file gives findings, never an exception."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tracer.case.case import Case
from tracer.container.material import Material
from tracer.container.verification import VerificationStep
from tracer.signatures.trust import Trust
from tracer.verify.cms_steps import cms_steps
from tracer.verify.journal_steps import journal_steps, node_steps
from tracer.verify.signature_steps import signatures
from tracer.verify.time_steps import ots_steps, token_steps

LARGEST = 32 << 20
"""Bytes of one file in `signatures/` beyond which it is not read; a journal of 60,000 entries has as many."""


def seal_steps(
    files: Mapping[str, bytes], tag_manifest: bytes, case: Case | None, material: Material | None, trust: Trust
) -> Sequence[VerificationStep]:
    """Return the steps on the files in `signatures/`, by name, numbered from 1.2 on.

    `case` and `material` are those of the bundle, None where they could not be read.
    """
    signed, sound = signatures(files, tag_manifest, case, trust)
    steps = [
        *signed,
        *cms_steps(files, tag_manifest, trust),
        *token_steps(files, tag_manifest, trust),
        *ots_steps(files, tag_manifest, material),
        *journal_steps(files, tag_manifest, case, sound, trust.earlier),
        *node_steps(files, tag_manifest, case),
    ]
    return [replace(step, number=f"1.{number}") for number, step in enumerate(steps, start=2)]
