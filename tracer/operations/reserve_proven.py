"""What of the last closing that anybody was asked to prove is proven: a line of a status."""

import datetime as dt
from pathlib import Path

from tracer.operations.context import Context
from tracer.reserve.days import Period
from tracer.reserve.proofs.coverage import ProvenClosing

PROOFS = "proofs"


def proven_by(path: Path, day: dt.date, context: Context) -> ProvenClosing | None:
    """Return what is proven of the last period with proofs on file that ended by a day, None where there is none.

    Raises:
        CaseError: the register was not observed at the period's closing block, or its wallets have changed since.
        IntegrityError: what is on file is not as the journal has it.
    """
    place = path / PROOFS
    names = [each.name for each in place.iterdir() if any(each.glob("[!.]*"))] if place.is_dir() else []
    ended = [period for period in map(Period.parse, names) if period.last <= day]
    if not ended:
        return None
    from tracer.operations.reserve_prove import ProveRequest, show  # few registers have proofs on file

    last = max(ended, key=lambda period: (period.last, period.name))
    shown = show(ProveRequest(path, last.name), context)
    return ProvenClosing(last.name, shown.coverage)
