"""What a check computes again, computed once for the same sources: for tests that check one bundle many times."""

import hashlib
from collections.abc import Mapping, Sequence

from tracer.case.case import Case
from tracer.chain.outpoint import BlockRef
from tracer.chain.transaction import Confirmed
from tracer.chain.view import ChainView
from tracer.evidence import bundle
from tracer.evidence.bundle_view import BundleView
from tracer.evidence.dossier import Dossier
from tracer.trace.budget import RunBudget
from tracer.verify import replayed
from tracer.verify.replayed import Replay, Replayed

_rendered: dict[bytes, Mapping[str, bytes]] = {}
_replayed: dict[tuple[bytes, str], tuple[Replayed, tuple[Confirmed, ...]]] = {}


def derive(dossier: Dossier) -> Mapping[str, bytes]:
    """Render the annexes, once for the same sources: they are a function of nothing else."""
    said = dossier.trace.sha256, dossier.case, dossier.clock, dossier.material, dossier.packs, dossier.languages
    key = hashlib.sha256(repr(said).encode()).digest()
    if key not in _rendered:
        _rendered[key] = bundle.derived(dossier)
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
        asked = key, repr(budget)
        if asked not in _replayed:
            _replayed[asked] = replayed.replay(view, case, tags, horizon, budget), view.opened
        for confirmed in _replayed[asked][1]:
            view.prevouts(confirmed)
        return _replayed[asked][0]

    return replay
