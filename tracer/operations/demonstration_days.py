"""The days on which something happens in the demonstration, in order.

Acts are filed as they were in the story: some before a quarter is closed, some after, one of them late. So the alarm of
the night is heard before anybody wrote why. What is sent is cleared on its day, before.
"""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDay:
    """What happens on a day: acts are filed, a case admitted, days priced, the chain looked at, a period closed.

    `acts` is the story's last act on file by then, `without` are earlier ones that are filed later. `own` is the last
    of the demonstration's own acts, on limits, hedges and reviews, `also` are others of its own that are filed then.
    `day` is looked at; then transactions are judged that nobody has signed yet (`proposed`). None: nothing of the kind.
    """

    at: dt.date
    acts: str
    own: str
    without: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    case: str | None = None
    quoted: tuple[str, str] | None = None
    day: str | None = None
    proposed: tuple[str, ...] = ()
    period: str | None = None


_CORRECTED, _LATE = "2025-0017", "2025-0018"
"""The correction for which a quarter is restated, and the act that is filed late: both in November."""
STORY_DAYS = (
    StoryDay(
        at=dt.date(2025, 7, 8),
        acts="2025-0006",
        own="2025-0105",
        case="KZ-2025-0042",
        quoted=("2025-03-31", "2025-06-30"),
        day="2025-06-30",
        period="2025Q2",
    ),
    StoryDay(
        at=dt.date(2025, 10, 1),
        acts="2025-0014",
        own="2025-0106",
        case="KZ-2025-0077",
        quoted=("2025-07-01", "2025-09-30"),
        day="2025-09-30",
    ),
    StoryDay(at=dt.date(2025, 10, 3), acts="2025-0016", own="2025-0106", day="2025-09-30", period="2025Q3"),
    StoryDay(
        at=dt.date(2025, 10, 14),
        acts="2025-0024",
        own="2025-0106",
        without=(_CORRECTED, _LATE),
        quoted=("2025-10-01", "2025-10-13"),
        day="2025-10-13",
        proposed=("auction-other-change.psbt", "auction.psbt"),
    ),
    StoryDay(
        at=dt.date(2025, 10, 28),
        acts="2025-0027",
        own="2025-0106",
        without=(_CORRECTED, _LATE),
        also=("2025-0201",),
        quoted=("2025-10-14", "2025-10-27"),
        day="2025-10-27",
        proposed=("return.psbt",),
    ),
    StoryDay(at=dt.date(2025, 11, 4), acts="2025-0027", own="2025-0106", without=(_LATE,), period="2025Q3-r1"),
    StoryDay(
        at=dt.date(2026, 1, 8),
        acts="2026-0001",
        own="2025-0111",
        also=("2025-0202",),
        quoted=("2025-10-28", "2025-12-31"),
        day="2025-12-31",
        period="2025Q4",
    ),
    StoryDay(at=dt.date(2026, 1, 22), acts="2026-0001", own="2026-0101"),
)
