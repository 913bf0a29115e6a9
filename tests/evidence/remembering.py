"""What a check computes again, computed once for the same sources: for tests that check one bundle many times."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TypeVar

from tests.counts import LAWS, asked
from tracer.case.case import Case
from tracer.chain.outpoint import BlockRef
from tracer.chain.transaction import Confirmed
from tracer.chain.view import ChainView
from tracer.container.verification import StepVerdict
from tracer.disk.child_process import Runner, in_this_process
from tracer.evidence import bundle
from tracer.evidence.annexes import annexes
from tracer.evidence.bundle_view import BundleView
from tracer.evidence.dossier import Dossier
from tracer.evidence.report.certificates import certificate
from tracer.evidence.report.custody_form import custody_form
from tracer.evidence.tables.worksheet import worksheet
from tracer.trace.budget import RunBudget
from tracer.verify import replayed
from tracer.verify.replayed import Replay, Replayed
from tracer.verify.verify import verify

T = TypeVar("T")

_rendered: dict[bytes, Mapping[str, bytes]] = {}
_replayed: dict[tuple[bytes, str], tuple[Replayed, tuple[Confirmed, ...]]] = {}


def derive(dossier: Dossier, runner: Runner = in_this_process) -> Mapping[str, bytes]:
    """Render the annexes, once for the same sources: they are a function of nothing else."""
    said = dossier.trace.sha256, dossier.case, dossier.clock, dossier.material, dossier.packs, dossier.languages
    key = hashlib.sha256(repr(said).encode()).digest()
    if key not in _rendered:
        _rendered[key] = bundle.derived(dossier, runner)
    return _rendered[key]


def replaying(files: Mapping[str, bytes]) -> Replay:
    """Return a replay that traces once for the same sources, and then only reads the same transactions again."""
    sources = sorted(name for name in files if name.startswith(("data/chain/", "data/case/")))
    key = hashlib.sha256(b"".join(name.encode() + hashlib.sha256(files[name]).digest() for name in sources)).digest()

    def replay(
        view: ChainView, case: Case, tags: Sequence[tuple[str, bytes]], horizon: BlockRef, budget: RunBudget
    ) -> Replayed:
        """Trace again, or read again."""
        assert isinstance(view, BundleView)
        wanted = key, repr(budget)
        if wanted not in _replayed:
            _replayed[wanted] = replayed.replay(view, case, tags, horizon, budget), view.opened
        for confirmed in _replayed[wanted][1]:
            view.prevouts(confirmed)
        return _replayed[wanted][0]

    return replay


def composed(dossier: Dossier) -> Mapping[str, bytes]:
    """Compose every annex and every page, and have no page typeset."""
    for page in (certificate, custody_form, worksheet):
        assert page(dossier).sections
    return annexes(dossier)


class Sparing:
    """The means of one check, which typeset nothing of a result that is known to be altered.

    What an altered result says goes into every annex, and must not break one. The typesetter, which takes it as text,
    is spared where the trace, computed again, is another one.
    """

    def __init__(self) -> None:
        """Begin with no trace computed again."""
        self._replayed: Callable[[], object] = tuple

    @contextmanager
    def in_this_process(self, work: Callable[[], T], /) -> Iterator[Callable[[], T]]:
        """Trace again once, when it is first asked for, in this process."""
        once = cache(work)
        self._replayed = once
        yield once

    def derive(self, dossier: Dossier, runner: Runner) -> Mapping[str, bytes]:
        """Render what is traced again to the last byte; of another result compose all."""
        steps = self._replayed()
        assert isinstance(steps, tuple)
        return composed(dossier) if any(step.verdict is StepVerdict.FAIL for step in steps) else derive(dossier)


def passes(path: Path) -> bool:
    """Return whether a bundle passes `tracer verify`; under the laws all is typeset."""
    if asked() == LAWS:
        return verify(path).verification.passed
    sparing = Sparing()
    return verify(path, derive=sparing.derive, runner=sparing.in_this_process).verification.passed
