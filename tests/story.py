"""The recorded story: where it lies, and its figures as worked out by hand."""

import json
from functools import cache
from pathlib import Path

from tracer.case import case_file
from tracer.ingest.block_file import FileView
from tracer.result.document import document
from tracer.result.run import Run, run
from tracer.trace.horizon import pin_horizon
from tracer.trace.tags import tags

STORY = Path(__file__).parents[1] / "fixtures" / "story"
CASE = STORY / "case.toml"
BLOCKS = STORY / "blocks.blk"
EXPECTED = json.loads((STORY / "expected.json").read_text())
NAMES = json.loads((STORY / "names.json").read_text())


@cache
def story_run() -> Run:
    """Trace the story once, over the file of its blocks."""
    case = case_file.parse(CASE.read_bytes(), CASE.name)
    packs = [tags.parse((STORY / name).read_bytes(), name, case.network) for name in case.stop.tags]
    view = FileView.open(BLOCKS)
    return run(case, packs, view, horizon=pin_horizon(case, view))


@cache
def story_trace() -> dict:
    """Return the story's `trace.json`, parsed."""
    return json.loads(document(story_run()).trace)
