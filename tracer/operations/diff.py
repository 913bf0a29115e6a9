"""Two results compared, each a run or a bundle."""

from pathlib import Path

from tracer.disk.folder import read_file
from tracer.errors import CaseError
from tracer.evidence.run_folder import read_result
from tracer.result.diff import Comparison, compare
from tracer.result.trace_file import TraceFile


def diff(before: Path, after: Path) -> Comparison:
    """Compare two results, each a run or a bundle; bundles are read, not verified.

    Raises:
        CaseError: a folder is neither.
        IntegrityError: a file in one is not of the form written.
    """
    (old, old_case), (new, new_case) = _result(before), _result(after)
    return compare(old, new, (old_case, new_case))


def _result(path: Path) -> tuple[TraceFile, bytes]:
    """Return a result and its case file from a run or a bundle."""
    for trace, case in (("trace.json", "case.toml"), ("data/trace/trace.json", "data/case/case.toml")):
        if (path / trace).is_file() and (path / case).is_file():
            return read_result(path, trace), read_file(path, case)
    raise CaseError(f"{path} is neither a run nor a bundle: it holds no trace.json with its case file.")
