"""Which values a transaction pays to more than one receiver, and how much of it they are.

Two outputs hide a payer among others only where each pays somebody, and somebody else: an output that carries
nothing (zero satoshi, data, an anchor that anyone may spend) pays nobody, and one script is one receiver however
often it is paid. What is worth less than it costs to spend hides nothing either.
"""

from collections import defaultdict
from typing import NamedTuple

from tracer.trace.patterns.subject import Subject

LEAST = 5_000
"""Satoshi below which a value that is paid several times ends no trail.

The least output that WabiSabi's coordinators take, far below every pool of Whirlpool (100,000), below what JoinMarket's
makers offer by default (100,000 and more), and above what relaying, tokens and inscriptions repeat (240 to 4,999).
"""

SHARE = 100
"""A wide rule asks for one satoshi in so many of what is paid to lie in values that are paid to several receivers.

Ours. The thinnest round of the measured collections lies at one in eleven, the thinnest line that a rule without a
protocol stops there at one in eighty (docs/detectors.md).
"""


class Shared(NamedTuple):
    """A value in satoshi and how many scripts are paid it; zero and zero where no output counts."""

    value: int
    receivers: int


def receivers(subject: Subject) -> dict[int, set[bytes]]:
    """Return, per value of at least `LEAST` satoshi, the scripts that are paid it."""
    paid: dict[int, set[bytes]] = defaultdict(set)
    for vout in subject.payments:
        output = subject.outputs[vout]
        if output.value >= LEAST:
            paid[output.value].add(output.script)
    return paid


def most_shared(paid: dict[int, set[bytes]]) -> Shared:
    """Return the value that most scripts are paid; of several the largest."""
    receivers, value = max(((len(scripts), value) for value, scripts in paid.items()), default=(0, 0))
    return Shared(value, receivers)


def is_thin(subject: Subject, paid: dict[int, set[bytes]]) -> bool:
    """Return whether values paid to two receivers or more are less than one satoshi in `SHARE` of what is paid."""
    shared = sum(value * len(scripts) for value, scripts in paid.items() if len(scripts) > 1)
    return SHARE * shared < sum(subject.outputs[vout].value for vout in subject.payments)
