"""Foreign text made safe to stand in XML, HTML and Markdown: shown as written, never obeyed."""

import html
import re

from tracer.visible import paragraphs

_BREAKS = re.compile("[ \t-\r\x85\u2028\u2029]+")
_KEPT = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&:$^=])")


def as_html(text: str) -> str:
    """Return the text for an element's content or a quoted attribute."""
    return html.escape(paragraphs(text), quote=True)


def as_xml(text: str) -> str:
    """Return the text for an element's content."""
    return html.escape(paragraphs(text), quote=False)


def as_xml_attribute(text: str) -> str:
    """Return the text as an attribute's value, quoted; line ends and tabs as numbers, or a reader drops them."""
    escaped = "".join(_KEPT.get(each, each) for each in as_xml(text))
    if '"' in escaped and "'" not in escaped:
        return f"'{escaped}'"
    inside = escaped.replace('"', "&quot;")
    return f'"{inside}"'


def as_markdown(text: str) -> str:
    """Return the text for one line of Markdown, with nothing in it taken for markup."""
    return _MARKDOWN.sub(r"\\\1", paragraphs(_BREAKS.sub(" ", text).strip(" ")))
