"""Items of a stack as bytes: those of a serialised witness, and those that a script does nothing but push."""

from collections.abc import Iterator

_PUSHDATA1, _PUSHDATA2, _PUSHDATA4 = 0x4C, 0x4D, 0x4E


def witness_stack(content: bytes) -> list[bytes]:
    """Return the items of a serialised witness, from the bottom of the stack up.

    Raises:
        ValueError: it breaks off, or something lies behind it.
    """
    count, place = _compact(content, 0)
    items: list[bytes] = []
    for _ in range(count):
        length, place = _compact(content, place)
        items.append(_taken(content, place, length))
        place += length
    if place != len(content):
        raise ValueError("something lies behind the witness")
    return items


def pushed(script: bytes) -> Iterator[bytes]:
    """Yield what a script pushes.

    Raises:
        ValueError: it does anything else, or breaks off.
    """
    place = 0
    while place < len(script):
        code = script[place]
        place += 1
        if code > _PUSHDATA4:
            raise ValueError("the script does more than push")
        width = {_PUSHDATA1: 1, _PUSHDATA2: 2, _PUSHDATA4: 4}.get(code, 0)
        length = int.from_bytes(_taken(script, place, width), "little") if width else code
        place += width
        yield _taken(script, place, length)
        place += length


def _compact(content: bytes, place: int) -> tuple[int, int]:
    first = _taken(content, place, 1)[0]
    width = {0xFD: 2, 0xFE: 4, 0xFF: 8}.get(first, 0)
    if not width:
        return first, place + 1
    return int.from_bytes(_taken(content, place + 1, width), "little"), place + 1 + width


def _taken(content: bytes, place: int, length: int) -> bytes:
    found = content[place : place + length]
    if len(found) != length:
        raise ValueError("the bytes break off")
    return found
