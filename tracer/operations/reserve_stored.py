"""What lies in a register held against its journal, and closed periods against their inputs."""

from tracer.operations import reserve_admitted, reserve_entered, reserve_journal
from tracer.operations.reserve_files import FiledRegister
from tracer.operations.reserve_fixings import refuse_changed_fixings
from tracer.operations.reserve_periods import CLOSED, PERIODS


def check_stored(folder: FiledRegister) -> tuple[str, ...]:
    """Hold observations and closed periods against the journal, and compute every closed period again.

    What that takes is loaded where there is or was one. Return what a reader should know of observations.

    Raises:
        IntegrityError: an observation or a statement is not what was entered, or does not follow from its inputs.
    """
    unentered = reserve_entered.refuse_changed(folder.path, folder.name)
    place = folder.path / PERIODS
    entries = reserve_journal.load(folder.path, folder.name).entries
    was_closed = any(entry.kind == CLOSED for entry in entries)
    if was_closed or (place.is_dir() and any(place.iterdir())):
        from tracer.operations import reserve_sealed

        reserve_sealed.check_sealed(folder, reserve_sealed.read_closed(folder.path))
    reserve_admitted.refuse_changed(folder)
    refuse_changed_fixings(folder)
    reserve_admitted.refuse_other_files(folder.path)
    return unentered
