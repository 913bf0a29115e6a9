"""Files of transactions for the pattern detectors: opened here, judged by pure stages."""

from collections.abc import Iterator
from pathlib import Path

from tracer.disk.files import read_bounded, unzipped
from tracer.errors import CaseError
from tracer.trace.patterns import lines, score, score_text
from tracer.trace.patterns.among import Among
from tracer.trace.patterns.finding import Finding
from tracer.trace.patterns.lines import Line
from tracer.trace.patterns.registry import look


def look_for_patterns(path: Path) -> Iterator[tuple[Line, dict[str, Finding]]]:
    """Yield each transaction of a file of JSON lines with every detector's finding.

    Raises:
        CaseError: the file cannot be read, or its lines are not transactions.
    """
    given = _lines(path)
    around = Among([line.subject for line in given])
    for line in given:
        yield line, look(line.subject, around)


def score_patterns(path: Path) -> str:
    """Return how the detectors do against the truth stated in a file, as text.

    Raises:
        CaseError: the file cannot be read, or a line states no truth.
    """
    return score_text.text(score.score(_lines(path)))


def _lines(path: Path) -> tuple[Line, ...]:
    content = read_bounded(path, "file of transactions")
    if path.suffix == ".gz":
        content = unzipped(content, path, "file of transactions")
    try:
        return lines.parse(content.decode("utf-8-sig").split("\n"), path.name)
    except UnicodeDecodeError:
        raise CaseError(f"{path} is not text in UTF-8") from None
