"""Files of transactions are opened as people hand them over, and never unpacked beyond bounds."""

import gzip
import json
from pathlib import Path

import pytest

from tests.trace.patterns.test_lines import entry
from tracer.disk.files import unzipped
from tracer.errors import CaseError
from tracer.operations.context import Context
from tracer.operations.pattern_files import PatternsRequest, look_for_patterns, score_patterns


def test_a_mark_of_byte_order_and_windows_line_ends_are_passed_over(tmp_path: Path) -> None:
    """What an editor adds to a text file does not make its lines faulty."""
    given = tmp_path / "given.jsonl"
    given.write_bytes(b"\xef\xbb\xbf" + json.dumps(entry()).encode() + b"\r\n\r\n")
    assert [each.line.number for each in look_for_patterns(PatternsRequest(given), Context())] == [1]


def test_a_line_may_hold_what_some_take_for_a_line_end(tmp_path: Path) -> None:
    """Only a newline ends a line: a separator inside a text does not shift the numbers of the lines."""
    given = tmp_path / "given.jsonl"
    given.write_text(json.dumps(entry(note="a\u2028b"), ensure_ascii=False) + "\n[]", encoding="utf-8")
    with pytest.raises(CaseError, match=r"given.jsonl, line 2: line: expected a JSON object, found \[\]"):
        list(look_for_patterns(PatternsRequest(given), Context()))


def test_a_cut_off_gzip_file_is_named(tmp_path: Path) -> None:
    """A download that broke off is one clear message."""
    given = tmp_path / "given.jsonl.gz"
    given.write_bytes(gzip.compress(b"x" * 5_000)[:-9])
    with pytest.raises(CaseError, match=r"given.jsonl.gz is not a gzip file, or is cut off"):
        score_patterns(PatternsRequest(given), Context())


def test_what_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    """A few bytes that unpack to gigabytes are not unpacked."""
    bomb = gzip.compress(bytes(257 * 1024 * 1024), 1)
    with pytest.raises(CaseError, match=r"file of transactions x.gz unpacks to more than 268435456 bytes"):
        unzipped(bomb, tmp_path.relative_to(tmp_path) / "x.gz", "file of transactions")
