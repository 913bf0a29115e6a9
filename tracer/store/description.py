"""What a store holds, in figures: for a person to look at, or a program to read."""

from dataclasses import dataclass
from pathlib import Path

from tracer.chain.outpoint import BlockRef
from tracer.errors import SourceError
from tracer.store import manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """A store's range, counts and sizes. Sizes are bytes on disk."""

    network: str
    origin: str
    first_height: int
    tip: BlockRef | None
    blocks: int
    transactions: int
    inputs: int
    outputs: int
    prevouts_below: int
    """Outputs spent that were made below `first_height`."""
    reorganisations: int
    column_bytes: int
    lookup_bytes: int
    checksum_bytes: int


def describe(directory: Path) -> Description:
    """Return what a store holds.

    Raises:
        CaseError: there is no store, or one that another version of the tracer made.
        IntegrityError: its manifest is damaged.
        SourceError: it cannot be read.
    """
    held = manifest.read(directory)
    counts = held.counts
    return Description(
        network=held.network.name,
        origin=held.origin,
        first_height=held.first_height,
        tip=held.tip,
        blocks=counts["blocks"],
        transactions=counts["transactions"],
        inputs=counts["inputs"],
        outputs=counts["outputs"],
        prevouts_below=counts["foreign"],
        reorganisations=held.generation,
        column_bytes=_bytes(directory, "*.column"),
        lookup_bytes=_bytes(directory, "*.run"),
        checksum_bytes=_bytes(directory, "*.sums") + _bytes(directory, "*.changes"),
    )


def _bytes(directory: Path, pattern: str) -> int:
    try:
        return sum(path.stat().st_size for path in directory.glob(pattern))
    except OSError as error:
        raise SourceError(f"{directory} cannot be read: {error.strerror}") from error
