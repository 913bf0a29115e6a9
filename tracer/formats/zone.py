"""Time zones, from the pinned database of the `tzdata` distribution.

Never from the machine's own copy: two machines whose copies differ would put a receipt near
midnight on different days, and the same case would give different bytes.
"""

import datetime as dt
import importlib.resources
import zoneinfo
from functools import cache

import tzdata

from tracer.formats.fields import nearest, show

_DISTRIBUTION = "tzdata"

_NO_ZONE = frozenset({"Factory"})
"""What the database calls a machine whose zone nobody has set. Source: IANA tz database, file `factory`."""

DATABASE_VERSION: str = tzdata.__version__
"""The release of the database in use, such as `2026.1`; print it where a result rests on local days."""


@cache
def names() -> frozenset[str]:
    """Return every name of the database that is a zone's."""
    return frozenset((importlib.resources.files(_DISTRIBUTION) / "zones").read_text("ascii").split()) - _NO_ZONE


@cache
def zone(name: str) -> dt.tzinfo:
    """Return the time zone of an IANA name such as `Asia/Almaty`.

    Raises:
        ValueError: the database has no such zone.
    """
    if name not in names():
        raise ValueError(f"{name!r} is not an IANA time zone such as Asia/Almaty")
    with importlib.resources.files(_DISTRIBUTION).joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return zoneinfo.ZoneInfo.from_file(file, key=name)


def zone_name(text: str) -> str:
    """Return the name of a zone that the database has.

    Raises:
        ValueError: it has none of that name.
    """
    if text not in names():
        suggestion = nearest(text, sorted(names()))
        raise ValueError(f"expected an IANA time zone such as Asia/Almaty, got {show(text)}{suggestion}")
    return text
