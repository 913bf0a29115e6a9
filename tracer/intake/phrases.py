"""Recovery phrases whose words stand in cells or lines of their own."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from tracer.formats import private_keys, recovery_phrases
from tracer.intake.classification import secret
from tracer.intake.finding import NameFinding, NameVerdict
from tracer.intake.piece import Piece

_LONGEST = 40
"""Characters of a piece that may be a word of a phrase, its number with it."""


def across(pieces: Sequence[Piece]) -> Iterator[tuple[int, NameFinding]]:
    """Yield phrases that reach over several pieces, in the file's order or down a column, with the first's number."""
    order = range(len(pieces))
    down = sorted(order, key=lambda at: (pieces[at].place.sheet or "", pieces[at].place.column, pieces[at].place.row))
    seen: set[int] = set()
    for chosen in (order, [at for at in down if pieces[at].place.cell]):
        for members in _held(pieces, chosen):
            if len(members) > 1 and not seen.intersection(members):
                seen.update(members)
                first = pieces[members[0]]
                judged = secret(f"a recovery phrase over {len(members)} cells or lines")
                shown = private_keys.SHOWN_INSTEAD
                yield (
                    members[0],
                    NameFinding(
                        kind=judged.kind,
                        verdict=NameVerdict.SECRET,
                        place=first.place,
                        written=shown,
                        value=None,
                        reason=judged.reason,
                        candidates=(),
                        notes=first.notes,
                    ),
                )


def _held(pieces: Sequence[Piece], order: Sequence[int]) -> Iterator[list[int]]:
    """Yield the pieces, by number, that each phrase of their joined text reaches over."""
    parts: list[str] = []
    begins: list[int] = []
    length = 0
    for at in order:
        text = pieces[at].text if len(pieces[at].text) <= _LONGEST else "0" * _LONGEST
        begins.append(length)
        parts.append(text)
        length += len(text) + 1
    for start, end in recovery_phrases.spans("\n".join(parts)):
        first, last = bisect_right(begins, start) - 1, bisect_right(begins, end - 1)
        yield list(order[first:last])
