"""Sources of blocks that leave something out, and files that are taken for a node."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tracer.ingest.block_file import FileView
from tracer.operations import reserve_observe
from tracer.operations.sources import Chain as Source
from tracer.operations.sources import open_for_register


@contextmanager
def lying(monkeypatch: pytest.MonkeyPatch, height: int) -> Iterator[None]:
    """Have a source leave out what a block pays, as one whose filters do not name the block does."""
    honest = FileView.paid_to
    with monkeypatch.context() as patched:
        patched.setattr(
            FileView,
            "paid_to",
            lambda self, *of: [each for each in honest(self, *of) if each.position.height != height],
        )
        yield


@contextmanager
def as_node(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have a file be taken for a node, which is not searched from its first block unless that is asked for."""

    def opened(*given: object) -> Source:
        found = open_for_register(*given)  # type: ignore[arg-type]
        return Source(found.view, "node", found.warnings, found.check_tip, found.attest)

    with monkeypatch.context() as patched:
        patched.setattr(reserve_observe, "open_for_register", opened)
        yield
