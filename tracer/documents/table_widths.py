"""How wide a table's columns are on paper, counted in characters: what each must have, and what it would like."""

from collections.abc import Sequence

from tracer.documents.paper import ColumnKind, PaperColumn

UPRIGHT, SIDEWAYS = 102, 155
"""Characters that a sheet holds side by side in a table, upright and turned."""
_PADDING = 2
_BROKEN = 16
"""Characters of a hash that stay together where a column is narrow."""
_FOLDED = 36
"""Characters of a hash that is set on two lines."""
_WIDE = 60
"""Characters of a text beyond which a wider column reads no better."""


def shared_widths(needs: Sequence[tuple[int, int]], room: int) -> list[int]:
    """Return widths that give each column what it must have, and of the rest in proportion to what it would like."""
    spare = max(0, room - sum(least for least, _ in needs))
    wishes = [min(most, max(least, _WIDE)) - least for least, most in needs]
    shared = zip(needs, wishes, strict=True)
    return [100 * least + 100 * spare * wish // max(1, sum(wishes)) for (least, _), wish in shared]


def column_needs(columns: Sequence[PaperColumn], rows: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Return the fewest and the most characters that each column can use; hashes on two lines where there is room."""
    for together in (_FOLDED, _BROKEN):
        found = [_need(column, [row[at] for row in rows], together) for at, column in enumerate(columns)]
        if sum(least for least, _ in found) <= UPRIGHT:
            break
    return found


def _need(column: PaperColumn, cells: Sequence[str], together: int) -> tuple[int, int]:
    lines = [line for cell in cells for line in cell.split("\n")]
    longest = max(map(len, lines), default=0)
    head = max(map(len, column.title.split(" ")), default=0) + 1
    if column.kind is ColumnKind.HASH:
        least = min(longest, together)
    elif column.kind is ColumnKind.TEXT:
        least = max((len(word) for line in lines for word in line.split(" ")), default=0)
    else:
        least = longest
    return max(head, least) + _PADDING, max(len(column.title), longest) + _PADDING
