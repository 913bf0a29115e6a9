"""A page on a telephone's screen: no caption of a wide table and no hash in a sentence is cut."""

from pathlib import Path

from tests.browser import chromium, needs_chromium
from tracer.documents.html import as_page
from tracer.documents.paper import Paper, Section, Text, table

WIDE = """[...document.querySelectorAll('caption')].map(each => {
  const text = document.createRange();
  text.selectNodeContents(each);
  return text.getBoundingClientRect().right <= each.closest('.wide').getBoundingClientRect().right + 1;
})"""
PAGE = "document.documentElement.scrollWidth"


@needs_chromium
def test_captions_and_hashes_stay_within_a_narrow_page(tmp_path: Path) -> None:
    """At 400 pixels the caption of a table that is wider breaks its lines, and so does a sentence with a hash."""
    caption = "What the register holds of each wallet on the last day, by the fixing of that very day"
    blocks = (table(caption, ["x" * 30] * 6, [["y" * 30] * 6]), Text(f"SHA-256 {'ab' * 32}"))
    paper = Paper(
        title="A page", subtitle="Of somebody", facts=(("Register", "KZ"),), warnings=(),
        sections=(Section("1. Wide", blocks),),
    )  # fmt: skip
    file = tmp_path / "page.html"
    file.write_bytes(as_page(paper, b""))
    with chromium(wide=400) as page:
        page.send("Page.navigate", url=file.as_uri())
        page.settle()
        assert page.look(WIDE) == [True]
        assert page.look(PAGE) <= 400
