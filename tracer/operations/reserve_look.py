"""What one look at the chain found, and what of it is written: all of it, its file alone, or what lies there stays."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tracer.errors import IntegrityError
from tracer.operations import reserve_observations
from tracer.operations.reserve_observations import path_of
from tracer.reserve import chunks, observation_file
from tracer.reserve.chunks import Chunk
from tracer.reserve.observation import Observation
from tracer.reserve.wallets_held import WalletHeld


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one look at the chain found, before it is filed; `words` are a node's own, None where the source is none.

    `name` is that which it is filed under, `differs` says that what lies under it rests on other transactions;
    `sealed_by` and `beside` are as in `Observed`.
    """

    name: str
    observation: Observation
    wallets: tuple[WalletHeld, ...]
    chunk: Chunk
    words: bytes | None
    is_sealable: bool
    sealed_by: str | None
    beside: str | None
    warnings: tuple[str, ...]
    sent: tuple[str, ...]
    searched: str | None
    differs: bool

    @property
    def content(self) -> bytes:
        """The observation's file."""
        return observation_file.dumps(self.observation)


def to_file(path: Path, look: Look, *, is_changed: bool) -> tuple[bytes, Mapping[str, bytes] | None]:
    """Return the observation's file and the files of its folder, None where what lies there stays.

    A file that a closed period has among its inputs stays as it is; what was changed is written again. Where both rest
    on other transactions than were found now, both are replaced.
    """
    name = look.name
    is_filed = (path / path_of(name)).exists() and not is_changed
    if is_filed and not (look.differs or _adds(path, look)):
        files = None
    else:
        files = chunks.dumps(look.chunk) | ({} if look.words is None else {chunks.NODE: look.words})
    content = (path / path_of(name)).read_bytes() if is_filed and look.sealed_by is not None else look.content
    return content, files


def _adds(path: Path, look: Look) -> bool:
    """Return whether the folder that lies beside an observation lacks something that was found now."""
    name = look.name
    try:
        there, own = reserve_observations.held(path, name), reserve_observations.read_chunk(path, name)
    except IntegrityError:
        return True  # what is damaged is written again
    return (
        there.watched != look.chunk.watched
        or (look.is_sealable and not there.is_sealable)
        or len(look.chunk.after) > len(own.after)
        or set(look.chunk.stale) != set(own.stale)
        or (look.words is not None and not reserve_observations.has_words(path, name))
    )
