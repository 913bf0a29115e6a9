"""The checksum that ends every output descriptor.

Own code, because the descriptor library of this project reads a descriptor without comparing it.
Source: BIP 380, section "Checksum".
"""

_INPUT = "0123456789()[],'/*abcdefgh@:$%{}IJKLMNOPQRSTUVWXYZ&+-.;<=>?!^_|~ijklmnopqrstuvwxyzABCDEFGH`#\"\\ "
_OUTPUT = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0xF5DEE51989, 0xA9FDCA3312, 0x1BAB10E32D, 0x3706B1677A, 0x644D626FFD)
LENGTH = 8


def checksum(expression: str) -> str:
    """Return the eight characters that belong after the `#` of a descriptor.

    Raises:
        ValueError: a character that no descriptor can hold.
    """
    state = 1
    for symbol in _symbols(expression):
        state = _step(state, symbol)
    for _ in range(LENGTH):
        state = _step(state, 0)
    state ^= 1
    return "".join(_OUTPUT[state >> 5 * (LENGTH - 1 - place) & 31] for place in range(LENGTH))


def checked(descriptor: str) -> str:
    """Return the descriptor without its checksum, after comparing it.

    Raises:
        ValueError: the checksum is missing or wrong, or a character no descriptor can hold.
    """
    expression, mark, given = descriptor.rpartition("#")
    if not mark:
        right = checksum(descriptor)
        raise ValueError(f"has no checksum: compare it with the wallet it came from, then end it with #{right}")
    if checksum(expression) != given:
        raise ValueError("has a wrong checksum: a character was lost or changed, copy it again from the wallet")
    return expression


def _symbols(expression: str) -> list[int]:
    """Split each character into its low five bits and, three characters at a time, the group they are of."""
    symbols: list[int] = []
    groups: list[int] = []
    for place, character in enumerate(expression, start=1):
        position = _INPUT.find(character)
        if position < 0:
            raise ValueError(f"holds a character that no descriptor can hold, at place {place}")
        symbols.append(position & 31)
        groups.append(position >> 5)
        if len(groups) == 3:
            symbols.append(groups[0] * 9 + groups[1] * 3 + groups[2])
            groups.clear()
    if groups:
        symbols.append(groups[0] if len(groups) == 1 else groups[0] * 3 + groups[1])
    return symbols


def _step(state: int, symbol: int) -> int:
    """Feed one five-bit symbol to the code's shift register."""
    top = state >> 35
    state = (state & 0x7FFFFFFFF) << 5 ^ symbol
    for bit, generator in enumerate(_GENERATOR):
        if top >> bit & 1:
            state ^= generator
    return state
