"""What is wrong with custody on a day, by the security register and the signatures on the chain, as alarms."""

import datetime as dt
from collections.abc import Iterator

from tracer.operations.reserve_standing import Standing
from tracer.reserve.security.liveness import last_signed
from tracer.reserve.security.security_faults import security_faults
from tracer.reserve.status import Alarm, Severity
from tracer.reserve.value.day_count import DayCount


def security_alarms(there: Standing) -> Iterator[Alarm]:
    """Yield what is wrong with custody on the day."""
    security, books = there.folder.security, there.books
    days = DayCount(books.register.zone, (touch.mtp for touch in there.history.touches), books.title.day)
    signed = last_signed(
        books.register,
        there.history,
        there.observed.held.material.raws,
        lambda moment: dt.date.fromordinal(days.day(moment)),
    )
    for each in security_faults(security, books.register, books.title.day, signed):
        yield Alarm(Severity.HARD if each.is_hard else Severity.WARNING, each.kind, each.text)
