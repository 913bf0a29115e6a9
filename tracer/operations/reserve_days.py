"""Today in a register's zone, and its acts by it: one that is dated later is none yet."""

import datetime as dt
from dataclasses import replace

from tracer.errors import CaseError, SourceError
from tracer.formats.zone import zone
from tracer.operations.context import Context
from tracer.operations.reserve_files import RegisterFolder
from tracer.reserve import act_days
from tracer.reserve.act_set import file_of
from tracer.reserve.days import Period
from tracer.reserve.register import Register


def today(register: Register, context: Context) -> dt.date:
    """Return the day that it is in a register's zone, by the context's clock."""
    return dt.datetime.fromtimestamp(context.clock(), zone(register.zone)).date()


def act_faults(folder: RegisterFolder, context: Context) -> tuple[str, ...]:
    """Return a fault for each act that is dated after today, or replaces one by such a one."""
    now = today(folder.register, context)
    found = act_days.ahead(folder.acts.all, now)
    return tuple(f"{file_of(each.act)}: {each.key}: {each.day} is later than today, {now}" for each in found)


def refuse_ahead(folder: RegisterFolder, context: Context) -> None:
    """Raise where an act is dated after today.

    Raises:
        CaseError: one is; every such fault.
    """
    faults = act_faults(folder, context)
    if faults:
        raise CaseError(*faults)


def refuse_unended(register: Register, period: Period, context: Context) -> None:
    """Raise where a period has not ended today, whatever the chain says.

    Raises:
        SourceError: its last day is today or ahead.
    """
    now = today(register, context)
    if now <= period.last:
        raise SourceError(
            f"{period.name} has not ended: its last day is {period.last}, and today is {now}.\n"
            "Close it when that day is over and settled."
        )


def until_today(folder: RegisterFolder, context: Context) -> RegisterFolder:
    """Return a register with the acts that count today; its notes say which do not yet, and which rest on these."""
    faults = act_faults(folder, context)
    if not faults:
        return folder
    now = today(folder.register, context)
    acts = act_days.until(folder.acts, folder.register, now)
    told = {each.act for each in act_days.ahead(folder.acts.all, now)} | {act.head.id for act in acts.all}
    resting = (file_of(act.head.id) for act in folder.acts.all if act.head.id not in told)
    notes = (
        *(f"{each}; it does not count yet." for each in faults),
        *(f"{each}: says nothing without an act that does not count yet; nor does it count." for each in resting),
    )
    return replace(folder, acts=acts, notes=(*folder.notes, *notes))
