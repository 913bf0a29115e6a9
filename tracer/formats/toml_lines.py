"""In which line of a TOML file each table and key stands, by the places that messages use: `seed[2].amount_sat`.

The standard library reads TOML without telling lines. This reads no values: it only steps over them, in a file that was
found right before. What stands inside an inline table or an array has no line of its own; ask for the key that holds
it.
"""

import re
from collections import Counter
from collections.abc import Mapping

_HEADER = re.compile(r"[ \t]*(\[\[?)[ \t]*([^\]#\n]+?)[ \t]*\]\]?")
_KEY = re.compile(r"""[ \t]*((?:"[^"\n]*"|'[^'\n]*'|[A-Za-z0-9_.\- \t])+?)[ \t]*=""")
_SKIPPED = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|[\[\]{}\n]"
    r"""|[^"'#\[\]{}\n]+""",
    re.DOTALL,
)


def lines(text: str) -> Mapping[str, int]:
    """Return the line, counted from 1, of every table and of every key in it.

    The n-th `[[seed]]` is at `seed[n]`, its key `label` at `seed[n].label`; `[case]` is at `case`.
    """
    found: dict[str, int] = {}
    count = Counter[str]()
    place, at, line = "", 0, 1
    while at < len(text):
        header = _HEADER.match(text, at)
        key = None if header else _KEY.match(text, at)
        if header is not None:
            name = _plain(header[2])
            count[name] += 1
            place = f"{name}[{count[name]}]" if header[1] == "[[" else name
            found.setdefault(place, line)
            at = header.end()
        elif key is not None:
            found.setdefault(f"{place}.{_plain(key[1])}".lstrip("."), line)
            at = key.end()
        at, line = _next_statement(text, at, line)
    return found


def line_of(known: Mapping[str, int], place: str) -> int | None:
    """Return the line of a place, or of the nearest that holds it; None where no line is known."""
    while place and place not in known:
        place = place.rpartition(".")[0] if "." in place else place.rpartition("[")[0]
    return known.get(place)


def _next_statement(text: str, at: int, line: int) -> tuple[int, int]:
    """Step over the rest of a statement, a value over several lines included.

    Return where the next begins, and its line.
    """
    depth = 0
    while at < len(text):
        skipped = _SKIPPED.match(text, at)
        piece = skipped[0] if skipped else text[at]
        at, line = at + len(piece), line + piece.count("\n")
        if piece in ("[", "{"):
            depth += 1
        elif piece in ("]", "}"):
            depth -= 1
        elif piece == "\n" and depth <= 0:
            break
    return at, line


def _plain(name: str) -> str:
    """Return a key without quotation marks, and without blanks beside its dots."""
    return ".".join(part.strip().strip("\"'") for part in name.split("."))
