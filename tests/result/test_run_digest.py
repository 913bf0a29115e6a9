"""What is kept of a run."""

import pytest

from tests.story import story_run
from tracer.errors import IntegrityError
from tracer.result.document import document
from tracer.result.run_digest import digest_of, read_digest, written
from tracer.result.trace_reading import read_documents


def _story():
    result = document(story_run())
    return digest_of(read_documents(result), story_run().case)


def test_a_digest_says_what_the_run_says() -> None:
    """Books, receipts and the dates of their orders are those of the story."""
    found = _story()
    assert {book.label: book.terminals["custody"] for book in found.books} == {"A": 539_970_000, "B": 379_950_000}
    assert sum(receipt.taint for receipt in found.receipts) == 919_920_000
    assert {receipt.order_date for receipt in found.receipts} == {"2025-04-14"}
    assert all(sum(sat for _, sat in receipt.segments) == receipt.value for receipt in found.receipts)
    assert set(found.seeds) <= set(found.trail)
    assert {end.outpoint for end in found.ends} <= set(found.trail)


def test_a_digest_is_read_as_it_was_written() -> None:
    """Written and read back it is the same, and written again the same bytes."""
    assert read_digest(written(_story())) == _story()
    assert written(read_digest(written(_story()))) == written(_story())


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"case": 1}'])
def test_a_damaged_digest_is_refused(content: bytes) -> None:
    """A digest that is not of the form written is false, not guessed at."""
    with pytest.raises(IntegrityError, match="ledger"):
        read_digest(content)
