"""Many faults on one screen: what is wrong in the same way in many places is said a few times and counted."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

_PLACE = re.compile(r"\[\d+\]")
_SAID = 3


def briefly(faults: Sequence[str]) -> tuple[str, ...]:
    """Return the faults in their order; of those that differ in a number in brackets alone, the first few and a count.

    A case begun from a statement has a thousand seeds, all of them still without a label.
    """
    kinds = Counter(map(_kind, faults))
    return tuple(_lines(faults, kinds))


def _lines(faults: Sequence[str], kinds: Counter[str]) -> Iterable[str]:
    said: Counter[str] = Counter()
    for fault in faults:
        kind = _kind(fault)
        said[kind] += 1
        if said[kind] <= _SAID or kinds[kind] <= _SAID + 1:
            yield fault
        elif said[kind] == kinds[kind]:
            yield (
                f"{fault}\n  (this and {kinds[kind] - _SAID - 1} more before it are one fault; `tracer check --json` "
                f"names all)"
            )


def _kind(fault: str) -> str:
    return _PLACE.sub("[]", fault)
