"""Foreign text made safe to stand in XML, HTML and Markdown: shown as written, never obeyed."""

import html
import re

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_BREAKS = re.compile("[ \t-\r\x85\u2028\u2029]+")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&:$^=])")


def printable(text: str) -> str:
    """Return the text with every character that XML forbids, or that hides or reverses text, made visible."""
    return _INVISIBLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def as_html(text: str) -> str:
    """Return the text for an element's content or a quoted attribute."""
    return html.escape(printable(text), quote=True)


def as_markdown(text: str) -> str:
    """Return the text for one line of Markdown, with nothing in it taken for markup."""
    return _MARKDOWN.sub(r"\\\1", printable(_BREAKS.sub(" ", text).strip(" ")))
