"""The walk back from the targets of a case to where their coins came from."""

from dataclasses import dataclass
from pathlib import Path

from tracer.container import material
from tracer.disk.folder import refuse_existing, write_whole
from tracer.operations.acquire import material_or_why
from tracer.operations.check import read_the_case
from tracer.operations.context import Context
from tracer.operations.sources import ChainSource, open_chain
from tracer.result.origin_document import origin_document
from tracer.trace.horizon import pin_horizon
from tracer.trace.origin import OriginLimits
from tracer.trace.reading import Reading
from tracer.trace.tags.tags import Services
from tracer.trace.targets import origins


@dataclass(frozen=True, slots=True)
class OriginRequest:
    """Which case's targets to walk back from, over what, and where `origin.json` goes; `out` must not exist."""

    case: Path
    source: ChainSource
    out: Path
    max_transactions: int


@dataclass(frozen=True, slots=True)
class Origins:
    """`origin.json` as it was written, and what the person who asked for it should know."""

    document: bytes
    warnings: tuple[str, ...]

    def as_json(self) -> bytes:
        """Return `origin.json`, as it was written."""
        return self.document


def origin(request: OriginRequest, context: Context) -> Origins:
    """Walk back from the targets of a case and write `origin.json` with its material.

    Raises:
        CaseError: the case or the source is wrong, names no target, or `out` exists.
        SourceError: the source or the disk cannot go on.
        IntegrityError: what the source says cannot be true.
    """
    refuse_existing(request.out)
    loaded = read_the_case(request.case, context)
    context.tell(loaded.warnings)
    chain = open_chain(request.source, loaded.case, context)
    context.tell(chain.warnings)
    horizon = pin_horizon(loaded.case, chain.view)
    reading = Reading(chain.view, horizon)
    limits = OriginLimits(Services(loaded.tags).labels(), 0, loaded.case.stop.max_hops, request.max_transactions)
    found = origin_document(loaded.case, horizon, limits, origins(loaded.case, limits, reading))
    collected, lacking = material_or_why(reading.read, horizon, chain.view, context)
    chain.check_tip()
    files = {"origin.json": found, "case.toml": loaded.content}
    files |= {f"tags/{name}": content for name, content in loaded.tag_files}
    if collected is not None:
        files |= {f"chain/{name}": content for name, content in material.chain_files(collected).items()}
    write_whole(request.out, files.items())
    context.tell(lacking)
    return Origins(found, (*loaded.warnings, *chain.warnings, *lacking))
