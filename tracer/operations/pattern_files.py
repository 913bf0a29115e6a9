"""Files of transactions for the pattern detectors: opened here, judged by pure stages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tracer.disk.files import read_bounded, unzipped
from tracer.errors import CaseError
from tracer.operations.context import Context
from tracer.trace.patterns import lines, score, score_text
from tracer.trace.patterns.among import Among
from tracer.trace.patterns.finding import Finding
from tracer.trace.patterns.lines import SubjectLine
from tracer.trace.patterns.registry import look


@dataclass(frozen=True, slots=True)
class PatternsRequest:
    """A file of transactions, one in a line of JSON."""

    file: Path


@dataclass(frozen=True, slots=True)
class LineFindings:
    """What every detector says of one line's transaction."""

    line: SubjectLine
    findings: Mapping[str, Finding]

    def as_json(self) -> dict[str, object]:
        """Return the line's number, the txid, and every finding with its rule, fields and published errors."""
        rows = findings_as_json(self.findings)
        return {"line": self.line.number, "txid": self.line.subject.txid, "findings": rows}


def findings_as_json(findings: Mapping[str, Finding]) -> dict[str, object]:
    """Return each detector's finding by its name: verdict, rule, fields, how it fails, published errors."""
    return {
        name: {
            "verdict": finding.verdict.value,
            "rule": finding.rule,
            "fields": dict(finding.fields),
            "failure_modes": finding.failure_modes,
            "error": finding.error,
        }
        for name, finding in findings.items()
    }


def look_for_patterns(request: PatternsRequest, context: Context) -> Iterator[LineFindings]:
    """Yield each transaction of a file with every detector's finding.

    Raises:
        CaseError: the file cannot be read, or its lines are not transactions.
    """
    given = _lines(request.file)
    around = Among([line.subject for line in given])
    for line in given:
        context.go_on()
        yield LineFindings(line, look(line.subject, around))


def score_patterns(request: PatternsRequest, context: Context) -> str:
    """Return how the detectors do against the truth stated in a file, as text.

    Raises:
        CaseError: the file cannot be read, or a line states no truth.
    """
    context.go_on()
    return score_text.text(score.score(_lines(request.file)))


def _lines(path: Path) -> tuple[SubjectLine, ...]:
    content = read_bounded(path, "file of transactions")
    if path.suffix == ".gz":
        content = unzipped(content, path, "file of transactions")
    try:
        return lines.parse(content.decode("utf-8-sig").split("\n"), path.name)
    except UnicodeDecodeError:
        raise CaseError(f"{path} is not text in UTF-8") from None
