"""What this version can compute. A case that asks for more is refused, never half obeyed.

To make something acceptable, flip its entry here once it is built.
"""

from typing import NamedTuple

METHODS = {
    "fifo": True,
    "haircut": True,
    "poison": True,
    "lifo": True,
    "tiho": True,
    "seniority": True,
    "juniority": True,
    "libr": True,
    "proceeds_first": True,
}
"""Every accounting rule by its name in the case file, and whether it is built."""

COMPARISONS_ONLY = {"poison": "gives reach, not amounts; put it in compare"}
"""Rules that cannot be primary, and why."""

NEED_RETAINED = ("libr", "proceeds_first")
"""Rules that are defined only where the case declares which outputs are change."""

LANGUAGES = {"en": True, "ru": True, "kk": True}
"""Languages of the report, and whether they are built."""


class Features(NamedTuple):
    """Keys of the case file whose meaning is built, by name."""

    retained: bool
    target: bool
    fan_out: bool
    lightning: bool


BUILT = Features(retained=True, target=True, fan_out=True, lightning=True)

NOT_BUILT = "not built in this version"
