"""Foreign text made safe to stand in XML, HTML and Markdown: shown as written, never obeyed."""

import html
import re

from tracer.visible import paragraphs

_BREAKS = re.compile("[ \t-\r\x85\u2028\u2029]+")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&:$^=])")


def as_html(text: str) -> str:
    """Return the text for an element's content or a quoted attribute."""
    return html.escape(paragraphs(text), quote=True)


def as_markdown(text: str) -> str:
    """Return the text for one line of Markdown, with nothing in it taken for markup."""
    return _MARKDOWN.sub(r"\\\1", paragraphs(_BREAKS.sub(" ", text).strip(" ")))
