"""A TOML file that a person wrote: its bytes in, its tables out, or the one fault that makes it unreadable.

What the tables mean is left to whoever asks; `fields` reads them key by key. Secrets are refused anywhere in the
file, comments included.
"""

import tomllib
from collections.abc import Collection

from tracer.errors import CaseError
from tracer.formats import private_keys, toml_slips
from tracer.formats.faults import Faults
from tracer.formats.fields import FieldTable

MAX_SIZE = 64 << 20
"""Bytes. Beyond it a file is refused unread: no case is that long."""


_FORMS = (
    (b"PK\x03\x04", "is a workbook, a document or another packed file"),
    (b"\xd0\xcf\x11\xe0", "is a workbook or a document of an office program"),
    (b"%PDF", "is a PDF"),
    (b"{\\rtf", "is a text of a word processor (RTF)"),
    (b"\xff\xfe", "is text in UTF-16; save it as UTF-8"),
    (b"\xfe\xff", "is text in UTF-16; save it as UTF-8"),
)
"""How files of other forms begin, and what each is."""

_MARKS = ",;\t"
"""What parts the columns of a list."""


def text_of(content: bytes, faults: Faults) -> str:
    """Return the file's text, which the faults show lines of from here on.

    Raises:
        CaseError: it is too long, of another form, has a byte order mark or is not UTF-8; this fault comes alone.
    """
    if len(content) > MAX_SIZE:
        raise _stop(faults, f"has {len(content)} bytes; expected at most {MAX_SIZE}")
    if content.startswith(b"\xef\xbb\xbf"):
        raise _stop(faults, "begins with a byte order mark; save it as UTF-8 without one")
    form = next((words for start, words in _FORMS if content.startswith(start)), None)
    if form is not None:
        raise _stop(faults, form + faults.instead)
    try:
        faults.source = content.decode()
        return faults.source
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _stop(faults, f"is not UTF-8 in line {line}; save it as UTF-8") from None


def root_of(text: str, faults: Faults, what: str, many: Collection[str] = ()) -> FieldTable:
    """Return the file's tables; `what` names the kind of file with its article: `a case`.

    `many` names the tables of which there may be several.

    Raises:
        CaseError: it is not TOML, or nested too deeply. Nothing else is said of such a file than which lines are not.
    """
    try:
        return FieldTable(tomllib.loads(text), "", faults)
    except RecursionError:
        raise _stop(faults, f"is nested too deeply to be {what}") from None
    except ValueError as error:
        _add_slips(text, faults, f"is not TOML: {error}", what, many)
        raise CaseError(*faults.texts) from None


def check_no_secret(text: str, faults: Faults) -> None:
    """Record a fault for every private key and recovery phrase anywhere in the file, comments included.

    The file travels in every bundle.
    """
    for secret in private_keys.held(text):
        line = text.count("\n", 0, secret.start) + 1
        faults.add("", f"holds {secret.what} in line {line}: take it out, and treat that key as exposed")


def _add_slips(text: str, faults: Faults, error: str, what: str, many: Collection[str]) -> None:
    """Record what is wrong in which lines; of a file that is something else, what it is.

    The lines of a file that holds a secret are not shown: only the secrets are named, and the first error.
    """
    check_no_secret(text, faults)
    if private_keys.hidden(text):
        faults.add("", error)
        return
    foreign = _foreign(text)
    if foreign is not None:
        faults.add("", f"is {foreign} and not {what}{faults.instead}")
        return
    found = toml_slips.slips(text, many)
    for slip in found[: toml_slips.MOST]:
        faults.add_slip(f"line {slip.line}", slip.mistake, slip.written, slip.right)
    if not found:
        faults.add("", error)
    elif len(found) > toml_slips.MOST:
        faults.add("", f"and {len(found) - toml_slips.MOST} more lines; mend these first")


def _foreign(text: str) -> str | None:
    """Return what a text is that has nothing of TOML in it; None where some line is a line of TOML."""
    if not toml_slips.is_foreign(text):
        return None
    start = text.lstrip()[:1]
    if start in ("{", "<"):
        return "JSON" if start == "{" else "a web page or XML"
    rows = [line for line in text.splitlines() if line.strip()]
    if any(mark in rows[0] and all(row.count(mark) >= rows[0].count(mark) for row in rows) for mark in _MARKS):
        return "a list (CSV)"
    if not any(line.lstrip().startswith("[") or "=" in line or ":" in line for line in rows):
        return "a text"
    return None


def _stop(faults: Faults, text: str) -> CaseError:
    faults.add("", text)
    return CaseError(*faults.texts)
