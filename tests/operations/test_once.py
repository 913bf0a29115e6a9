"""An export reads each thing once: the case, the result, and every transaction."""

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.asked import export_run, trace_case
from tests.story import BLOCKS, CASE
from tracer.case import case_file
from tracer.chain import decode
from tracer.result import trace_reading


def counted(monkeypatch: pytest.MonkeyPatch, module: object, name: str, key: Callable[..., object]) -> Counter[object]:
    """Count the calls of a function, wherever it was imported, by a key of its arguments."""
    seen: Counter[object] = Counter()
    original = getattr(module, name)

    def watched(*args: object, **named: object) -> object:
        """Count and call."""
        seen[key(*args, **named)] += 1
        return original(*args, **named)

    for each in [m for n, m in list(sys.modules.items()) if n.startswith("tracer")]:
        for label, value in list(vars(each).items()):
            if value is original:
                monkeypatch.setattr(each, label, watched)
    return seen


def test_an_export_parses_case_and_result_once_and_decodes_each_transaction_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case and result are parsed once, and each transaction is decoded once.

    The case as it is filed, without its descriptors, is another text; what runs beside, in a process of its own, reads
    what it was handed.
    """
    trace_case(CASE, BLOCKS, tmp_path / "run")
    cases = counted(monkeypatch, case_file, "parse", lambda content, *rest, **named: content)
    results = counted(monkeypatch, trace_reading, "read_trace", lambda content, *rest, **named: content)
    decoded = counted(monkeypatch, decode, "transaction", lambda raw, *rest, **named: bytes(raw))
    export_run(tmp_path / "run", tmp_path / "bundle")
    assert set(cases.values()) == {1}
    assert set(results.values()) == {1}
    assert decoded
    assert set(decoded.values()) == {1}
