"""Takes descriptors out of a case file before it goes into a bundle.

A descriptor shows every address of a wallet, past and future: one filing would expose a whole
reserve. Unless the case asks for disclosure, the bundle's copy holds `withheld:<hash>` in its place
and, beside it, only the scripts the trail meets. Whoever is later given the descriptor can
recompute the hash.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterator

from tracer.case.assertions import WITHHELD
from tracer.case.case import Case
from tracer.errors import CaseError
from tracer.formats.fields import Value
from tracer.wallet.checksum import LENGTH

_DOMAIN = b"custody-tracer withheld descriptor 1\n"
_KEY = re.compile(r"[A-Za-z]pub[1-9A-HJ-NP-Za-km-z]{20,}|(?<![0-9a-fA-F])[0-9a-fA-F]{64,130}(?![0-9a-fA-F])")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")


def digest(case_sha256: str, descriptor: str) -> str:
    """Return the salted hash of a descriptor: SHA-256 over a fixed line, the case file's hash, and it.

    Args:
        case_sha256: SHA-256 of the case file as filed with the examiner, 64 hexadecimal digits.
        descriptor: as written in the case, with its checksum.
    """
    return hashlib.sha256(_DOMAIN + bytes.fromhex(case_sha256) + descriptor.encode()).hexdigest()


def names_withheld(content: bytes) -> bool:
    """Return whether a descriptor in the bytes of a case file is a withheld one, however it is quoted.

    What is no case file at all holds none; whoever parses it says what is wrong.
    """
    if b"withheld:" not in content:
        return False
    try:
        found = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError):
        return False
    tables = [table for key in ("seed", "custody") for table in _tables(found.get(key))]
    return any(
        isinstance(text, str) and WITHHELD.fullmatch(text) for text in (table.get("descriptor") for table in tables)
    )


def withhold(content: bytes, case: Case) -> tuple[bytes, dict[str, str]]:
    """Return the case file without descriptors, and the hash that stands for each.

    The hashes are named by place: `seed[2]`, `custody[1]`, counting from 1. A descriptor that is
    withheld already stays as it is. With `disclose_descriptors` nothing is replaced.

    Args:
        content: the bytes `case` was read from.
        case: what they say.

    Raises:
        CaseError: a descriptor, or a key out of one, is still somewhere in the file: in a comment, or
            written so that a plain replacement does not find it.
    """
    if case.disclose_descriptors:
        return content, {}
    descriptors = dict(_descriptors(case))
    hashes = {place: _hash_of(case.sha256, descriptor) for place, descriptor in descriptors.items()}
    for place, descriptor in descriptors.items():
        if not WITHHELD.fullmatch(descriptor):
            content = content.replace(descriptor.encode(), f"withheld:{hashes[place]}".encode())
    left = [place for place, descriptor in descriptors.items() if remains(descriptor, content)]
    if left:
        raise CaseError(*(f"{place}.descriptor: {_ADVICE}" for place in left))
    return content, hashes


_ADVICE = (
    "cannot be withheld: it, or a key out of it, is written in the case file a second time or with escapes. "
    "Write it once, plainly, or set disclose_descriptors = true in [case]."
)


def _tables(value: object) -> list[dict[str, object]]:
    """Return the tables of an array of tables; what is none has no descriptor."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _descriptors(case: Case) -> Iterator[tuple[str, str]]:
    """Yield place and text of every descriptor."""
    for number, seed in enumerate(case.seeds, start=1):
        if seed.descriptor is not None:
            yield f"seed[{number}]", seed.descriptor
    for number, wallet in enumerate(case.custody, start=1):
        if wallet.descriptor is not None:
            yield f"custody[{number}]", wallet.descriptor


def _hash_of(case_sha256: str, descriptor: str) -> str:
    if WITHHELD.fullmatch(descriptor):
        return descriptor.removeprefix("withheld:")
    return digest(case_sha256, descriptor)


def remains(descriptor: str, content: bytes) -> bool:
    """Return whether a descriptor without its checksum, or a key of it, can still be read out of a TOML file."""
    if WITHHELD.fullmatch(descriptor):
        return False
    text = content.decode()
    readings = (text, _ESCAPE.sub(_unescaped, text), *_texts(tomllib.loads(text)))
    secrets = (descriptor[: -LENGTH - 1], *_KEY.findall(descriptor))
    return any(secret in reading for secret in secrets for reading in readings)


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= 0x10FFFF else match[0]


def _texts(value: Value) -> Iterator[str]:
    """Yield every text inside a TOML value, keys included."""
    match value:
        case str():
            yield value
        case list():
            for member in value:
                yield from _texts(member)
        case dict():
            for key, member in value.items():
                yield key
                yield from _texts(member)
