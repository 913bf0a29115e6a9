"""An e-mail as it was saved: its headers and the text of each part, decoded, with the part's number and line.

Quoted-printable and base64 are undone, so a name that the transfer broke is whole again. Attachments are handed
back as bytes, to be read as the files they are. What a part says of itself and cannot be is said.
Source: RFC 5322 (messages), RFC 2045 to 2047 (MIME); decoding is that of Python's `email` package.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from typing import NamedTuple

_HEADER = re.compile(
    rb"(?:From |(?:Return-Path|Received|Delivered-To|MIME-Version|Message-ID|Date|Subject|From|To|X-[A-Za-z-]+"
    rb"|Content-[A-Za-z-]+)[ \t]*:)", re.IGNORECASE
)  # fmt: skip
_SURE = re.compile(
    rb"^(?:MIME-Version|Message-ID|Received|Return-Path|Content-Transfer-Encoding|Content-Type|Delivered-To)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_HEAD = 20_000
MAX_PARTS = 1_000


class MailPart(NamedTuple):
    """A part of a message: how it is called, its bytes, its type, its file name, and whether it is an attachment."""

    label: str
    content: bytes
    type: str
    name: str
    attached: bool
    charset: str


class Mail(NamedTuple):
    """A message: its headers, one a line, its parts, and what was wrong with them."""

    headers: str
    parts: tuple[MailPart, ...]
    notes: tuple[str, ...]


def is_mail(content: bytes) -> bool:
    """Whether bytes begin as a message does: with headers, one of them of mail alone."""
    head = content[:_HEAD].lstrip().replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return bool(_HEADER.match(head) and _SURE.search(head))


def read(content: bytes) -> Mail:
    """Return the headers and parts of a message.

    Raises:
        ValueError: it has more parts than any message.
    """
    notes: list[str] = []
    message = message_from_bytes(content.lstrip(), policy=policy.default)
    headers: list[str] = []
    parts: list[MailPart] = []
    for number, part in enumerate(message.walk(), start=1):
        if number > MAX_PARTS:
            raise ValueError(f"is a message of more than {MAX_PARTS} parts; save the attachments apart")
        headers += _headers(part)
        notes += (f"part {number} of the message: {type(defect).__name__}" for defect in part.defects)
        if part.is_multipart() or not isinstance(part, EmailMessage):
            continue
        try:
            payload = part.get_payload(decode=True)
            name = part.get_filename() or ""
        except (MessageError, LookupError, ValueError, TypeError) as error:
            notes.append(f"part {number} of the message could not be decoded and was not read: {error}")
            continue
        if not isinstance(payload, bytes):
            notes.append(f"part {number} of the message could not be decoded and was not read")
            continue
        type_ = part.get_content_type()
        label = f"part {number}, {name or type_}"
        attached = bool(name) or part.get_content_disposition() == "attachment"
        parts.append(MailPart(label, payload, type_, name, attached, part.get_content_charset() or ""))
    return Mail("\n".join(headers), tuple(parts), tuple(dict.fromkeys(notes)))


def _headers(part: object) -> Iterator[str]:
    """Yield the headers of a part, words in other encodings decoded; one that cannot be is given as it is."""
    if isinstance(part, EmailMessage):
        for name, value in part.raw_items():
            try:
                yield f"{name}: {part.policy.header_fetch_parse(name, value)}"
            except (MessageError, LookupError, ValueError, IndexError, TypeError, AttributeError):
                yield f"{name}: {value}"
