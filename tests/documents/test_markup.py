"""Foreign text in XML is written as the standard library writes it, whose own escapes load half of the network."""

from xml.sax.saxutils import escape, quoteattr

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counts import count
from tracer.documents.markup import as_xml, as_xml_attribute
from tracer.visible import paragraphs


@settings(derandomize=True, deadline=None, max_examples=count(suite=100, laws=1_000))
@given(st.text(st.sampled_from("ab<>&\"'\n\r\t é\u202e;")))
def test_texts_and_attributes_are_those_of_the_standard_library(text: str) -> None:
    """Markup, quotes of either kind, line ends and tabs: the same characters."""
    assert as_xml(text) == escape(paragraphs(text))
    assert as_xml_attribute(text) == quoteattr(paragraphs(text))
