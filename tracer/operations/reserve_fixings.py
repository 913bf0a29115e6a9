"""The fixings on file held against the journal: each is entered with its hash when its day is fixed."""

from collections.abc import Mapping
from hashlib import sha256

from tracer.errors import IntegrityError
from tracer.operations import reserve_journal
from tracer.operations.reserve_files import FiledRegister
from tracer.operations.reserve_fix import DAY, FIXED
from tracer.reserve.price import fixing_file


def refuse_changed_fixings(folder: FiledRegister) -> tuple[str, ...]:
    """Raise where a fixing is not as the journal has it; return a note on those that it does not have.

    Raises:
        IntegrityError: fixings were changed or taken away since they were fixed, each by its file; or the journal was
            changed.
        SourceError: the journal cannot be read.
    """
    entered = {
        f"{fixing_file.FOLDER}/{entry.details[DAY]}.json": entry.object
        for entry in reserve_journal.load(folder.path, folder.name).entries
        if entry.kind == FIXED and DAY in entry.details
    }
    filed = _hashes(folder.content)
    faults = [
        f"{path} is missing: the journal has it. Put it back from a copy."
        if path not in filed
        else f"{path} is not as the journal has it: it was changed since it was fixed. Put it back from a copy."
        for path, digest in entered.items()
        if filed.get(path) != digest
    ]
    if faults:
        raise IntegrityError("\n".join(faults))
    unknown = [path for path in filed if path not in entered]
    if not unknown:
        return ()
    more = f" and {len(unknown) - 1} more" if len(unknown) > 1 else ""
    return (f"{unknown[0]}{more}: the journal has no entry; whoever put it there was not tracer reserve fix.",)


def _hashes(content: Mapping[str, bytes]) -> dict[str, str]:
    return {
        path: sha256(each).hexdigest() for path, each in content.items() if path.startswith(f"{fixing_file.FOLDER}/")
    }
