"""Bundles of the recorded cases, sealed once for all tests of a process, and registers to admit them to."""

import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.asked import export_run, trace_case
from tests.story import BLOCKS, STORY
from tracer.operations.context import Context

FIXTURES = STORY.parent / "reserve"
NOW = 1_768_212_000
"""2026-01-12 10:00:00 UTC."""

VERSIONS: Mapping[str, Mapping[str, str]] = {
    "story": {},
    "later": {"amount_sat = 50000000": "amount_sat = 1"},
    "other": {'id = "KZ-2025-0042"': 'id = "KZ-2025-0099"'},
    "second": {},
}
"""What is changed in the story's case: nothing; all but a satoshi of what A lost by extortion; its name.

The second is the case of part two, as it is recorded.
"""


def context(**changed: object) -> Context:
    """Return who asks, at a fixed time."""
    return Context(who="R. Registrar", clock=lambda: NOW, **changed)  # type: ignore[arg-type]


@cache
def bundle(version: str = "story") -> Path:
    """Return a sealed bundle of a case in a version; nobody writes to it."""
    folder = Path(tempfile.mkdtemp(prefix=f"bundle-{version}-"))
    is_second = version == "second"
    story = Path(shutil.copytree(FIXTURES / "two" / "case" if is_second else STORY, folder / "story"))
    text = (story / "case.toml").read_text()
    for old, new in VERSIONS[version].items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    (story / "case.toml").write_text(text)
    trace_case(story / "case.toml", FIXTURES / "two" / "blocks.blk" if is_second else BLOCKS, folder / "run")
    export_run(folder / "run", folder / "bundle")
    return folder / "bundle"


def register(folder: Path, name: str = "one") -> Path:
    """Return a copy of a register of the fixtures, without receipts, journal and security register."""
    ignored = shutil.ignore_patterns("case", "*.blk", "security")
    return Path(shutil.copytree(FIXTURES / name, folder / "register", ignore=ignored))
