"""A TOML file that a person wrote: its bytes in, its tables out, or the one fault that makes it unreadable.

What the tables mean is left to whoever asks; `fields` reads them key by key. Secrets are refused anywhere in the
file, comments included.
"""

import tomllib

from tracer.errors import CaseError
from tracer.formats import private_keys
from tracer.formats.fields import Faults, FieldTable, Value

MAX_SIZE = 64 << 20
"""Bytes. Beyond it a file is refused unread: no case is that long."""


def text_of(content: bytes, faults: Faults) -> str:
    """Return the file's text.

    Raises:
        CaseError: it is too long, has a byte order mark or is not UTF-8; this fault comes alone.
    """
    if len(content) > MAX_SIZE:
        raise _stop(faults, f"has {len(content)} bytes; expected at most {MAX_SIZE}")
    if content.startswith(b"\xef\xbb\xbf"):
        raise _stop(faults, "begins with a byte order mark; save it as UTF-8 without one")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _stop(faults, f"is not UTF-8 in line {line}; save it as UTF-8") from None


def root_of(text: str, faults: Faults, what: str) -> FieldTable:
    """Return the file's tables; `what` names the kind of file with its article: `a case`.

    Raises:
        CaseError: it is not TOML, or nested too deeply; this fault comes alone.
    """
    return FieldTable(_values(text, faults, what), "", faults)


def check_no_secret(text: str, faults: Faults) -> None:
    """Record a fault for every private key and recovery phrase anywhere in the file, comments included.

    The file travels in every bundle.
    """
    for secret in private_keys.held(text):
        line = text.count("\n", 0, secret.start) + 1
        faults.add("", f"holds {secret.what} in line {line}: take it out, and treat that key as exposed")


def _values(text: str, faults: Faults, what: str) -> dict[str, Value]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise _stop(faults, f"is nested too deeply to be {what}") from None
    except ValueError as error:
        raise _stop(faults, f"is not TOML: {error}") from None


def _stop(faults: Faults, text: str) -> CaseError:
    faults.add("", text)
    return CaseError(*faults.texts)
