"""Many faults on one screen: what is wrong in the same way in many places is said a few times and counted."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from tracer.cli.tongue import known, say, spoken
from tracer.reserve.sentences import Sentence

_PLACE = re.compile(r"\[\d+\]")
_SAID = 3


def briefly(faults: Sequence[str]) -> tuple[str, ...]:
    """Return the faults in their order, in the language of the screen.

    Of those that differ in a number in brackets alone, the first few and a count.

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
            yield _told(fault)
        elif said[kind] == kinds[kind]:
            more = say(
                "(this and {count} more before it are one fault; `tracer check --json` names all)",
                count=kinds[kind] - _SAID - 1,
            )
            yield f"{_told(fault)}\n  {more}"


def _told(fault: str) -> str:
    """Return a fault in the language of the screen: by what it is made of where it knows that, else by its text."""
    if not isinstance(fault, Sentence):
        return known(fault)
    from tracer.reserve.disposition.disposal_sentences import told  # loads the register's words

    return told(fault, spoken())


def _kind(fault: str) -> str:
    return _PLACE.sub("[]", fault)
