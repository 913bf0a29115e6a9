"""What the commands enter into the journal of a case."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.operations import journal_files
from tracer.operations.journal_files import JournalTarget, journal_beside, shown_name

if TYPE_CHECKING:
    from tracer.operations.export import Exported
    from tracer.operations.trace import Traced


def traced(journal_target: JournalTarget, case: Path, done: "Traced", out: Path) -> int | None:
    """Enter an acquisition and a trace; return the number of the last entry, None where no journal is kept.

    Kept is the journal named, else the one beside the case file where there is one.
    """
    found = journal_files.beside_case(case)
    kept = (
        journal_target if journal_target.path is not None or not found.exists() else replace(journal_target, path=found)
    )
    trace = done.result
    horizon = {"source": done.run.source, "horizon": f"{trace.horizon_height} {trace.horizon_hash}"}
    node = None if done.run.node is None else hashlib.sha256(done.run.node).hexdigest()
    result = {"case-sha256": trace.case_sha256, "rule": trace.primary, "run": shown_name(out)}
    after = journal_files.record(
        kept,
        trace.case,
        [("acquired", "for a trace", node, horizon), ("traced", "tracer trace", trace.sha256, result)],
    )
    return None if after is None else len(after.entries)


def exported(journal_target: JournalTarget, run: Path, done: "Exported") -> int | None:
    """Enter an export, and put the journal as it then is into the bundle; return the number of the entry.

    Kept is the journal named, else that of the case beside the run.
    """
    from tracer.operations.signing import put  # loads the check of a bundle, of which a trace has no need
    from tracer.signatures.signing import JOURNAL

    kept = journal_beside(journal_target, run, done.case)
    details = {"bundle": shown_name(done.bundle), "trace-sha256": done.trace_sha256}
    after = journal_files.record(kept, done.case, [("exported", "tracer export", done.seal, details)])
    if after is None:
        return None
    put(done.bundle, {JOURNAL: after.content})
    return len(after.entries)
