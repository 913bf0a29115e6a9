"""Results of the recorded story, as it is and with its case file changed."""

from functools import cache
from hashlib import sha256

from tests.story import BLOCKS, CASE, STORY
from tracer.case import case_file
from tracer.chain import header
from tracer.chain.header import Header
from tracer.ingest.block_file import FileView
from tracer.result.document import document
from tracer.result.run import run
from tracer.result.trace_file import TraceFile
from tracer.result.trace_reading import read_trace
from tracer.trace.horizon import pin_horizon
from tracer.trace.tags import tags


@cache
def result(*changes: tuple[str, str]) -> tuple[TraceFile, bytes]:
    """Return the story's result and case file after these texts of the case file were replaced."""
    text = CASE.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    case = case_file.parse(text.encode(), CASE.name)
    packs = [tags.parse((STORY / name).read_bytes(), name, case.network) for name in case.stop.tags]
    view = FileView.open(BLOCKS)
    content = document(run(case, packs, view, horizon=pin_horizon(case, view))).trace
    return read_trace(content, sha256(content).hexdigest()), text.encode()


@cache
def headers() -> dict[int, Header]:
    """Return every header of the story by height."""
    return {height: header.decode(raw) for height, raw in enumerate(FileView.open(BLOCKS).headers(0, 145))}
