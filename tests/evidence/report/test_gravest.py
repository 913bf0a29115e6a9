"""What stands first on a screen and on a page: each fault with its amount and its transaction, the gravest first."""

from dataclasses import replace

import pytest

from tests.evidence.results import headers, result
from tracer.cli.trace_report import print_books
from tracer.documents.language.language import ENGLISH
from tracer.documents.language.languages import LANGUAGES
from tracer.evidence.report.gravest import gravest
from tracer.evidence.report.run_page import run_page
from tracer.result.trace_file import StatedGap, TraceFile

FIRST = "0755a8d1364c64d0f5bcf9abc7314f9f96131c379791b83e890f6176da57a096:0"
"""seize-2.0, in which B has 349,960,000 sat (fixtures/README.md)."""
SECOND = "944ca95c5f09d36c82b9360c8654501869d01e8ed105fa2c534510c073d4ff30:0"
"""seize-4.0, in which B has 29,990,000."""
RETURN = "324a49df8f4ae0af7c6c16d6a1e8f326c7d5eae399a986696334ecad68c25702"
"""The transaction that paid B's 29,980,000 back."""

ELSEWHERE = (
    'labels = ["B"]\namount_sat = 350000000\ncustody = ["Agency seizure wallet"]',
    'labels = ["B"]\namount_sat = 350000000\ncustody = ["Enforcement service"]',
)
LATER = (
    'id = "2-102/2025"\nkind = "seizure"\ndate = 2025-04-14',
    'id = "2-102/2025"\nkind = "seizure"\ndate = 2025-08-14',
)
NO_RETURN = ('kind = "return"', 'kind = "seizure"')
SHORT_RANGE = ('range = [0, 99]\nstage = "seizure"', 'range = [0, 2]\nstage = "seizure"')


def test_an_excess_is_named_with_its_amounts() -> None:
    """379,950,000 of B came in under an order of 350,000,000."""
    assert gravest(result()[0], ENGLISH) == (
        "Order 2-102/2025: received 29,950,000 sat more than the 350,000,000 sat ordered",
    )


def test_what_came_before_its_order_is_named_coin_by_coin() -> None:
    """Each receipt with its day, the order's, and the satoshi of the order's label alone."""
    assert gravest(result(LATER)[0], ENGLISH)[:2] == (
        f"Order 2-102/2025: {FIRST}: received on 2025-04-16, before the order of 2025-08-14 (3.49960000 BTC)",
        f"Order 2-102/2025: {SECOND}: received on 2025-04-16, before the order of 2025-08-14 (0.29990000 BTC)",
    )


def test_what_came_in_under_no_order_is_named_coin_by_coin() -> None:
    """The coins make up the sum that the result states."""
    read = result(ELSEWHERE)[0]
    assert read.unordered["B"] == 379_950_000
    assert gravest(read, ENGLISH)[1:] == (
        f"{FIRST}: 3.49960000 BTC of label B received in custody under no order.",
        f"{SECOND}: 0.29990000 BTC of label B received in custody under no order.",
    )


def test_where_the_coins_do_not_make_up_the_sum_the_sum_is_named() -> None:
    """A sum is never told by coins that come to something else."""
    read = replace(result(ELSEWHERE)[0], unordered={"A": 0, "B": 379_950_001})
    assert gravest(read, ENGLISH)[1:] == ("3.79950001 BTC of label B received in custody under no order.",)


def test_what_left_under_no_order_and_ranges_that_are_used_up_are_named() -> None:
    """Faults of the whole result come with transaction and amount."""
    assert f"{RETURN}: 29,980,000 sat of B left Agency seizure wallet under no return order" in gravest(
        result(NO_RETURN)[0], ENGLISH
    )
    said = gravest(result(SHORT_RANGE)[0], ENGLISH)
    assert [text for text in said if "lies beyond the range searched and received 29,990,000 sat in " + SECOND in text]


def _at_fault() -> TraceFile:
    """Return a result with books that do not close, gaps and a disagreement."""
    read = result()[0]
    book = replace(read.main.books[0], seed=read.main.books[0].seed + 1)
    main = replace(read.main, books=(book, *read.main.books[1:]))
    end = main.ends[0]
    return replace(
        read,
        methods={**read.methods, read.primary: main},
        gaps=(StatedGap(None, str(end.outpoint), None, "why"), StatedGap(None, None, RETURN, "why not")),
    )


def test_open_books_stand_before_gaps_and_these_before_orders() -> None:
    """1,050,000,000 of A at the ends, one satoshi more in the seeds; a gap says what lies in it where that is known."""
    read = _at_fault()
    end = read.main.ends[0]
    held = ENGLISH.bitcoin(sum(end.taint.values()))
    assert gravest(read, ENGLISH) == (
        "The books of label A under FIFO do not close: 10.50000001 BTC of seeds, 10.50000000 BTC at the ends.",
        f"Gap: {end.outpoint}, {held} BTC: why",
        f"Gap: {RETURN}: why not",
        "Order 2-102/2025: received 29,950,000 sat more than the 350,000,000 sat ordered",
    )


@pytest.mark.parametrize("code", ["ru", "kk"])
@pytest.mark.parametrize("changes", [(), (LATER,), (ELSEWHERE,), (NO_RETURN,), (SHORT_RANGE,)])
def test_it_is_said_in_every_language(code: str, changes: tuple[tuple[str, str], ...]) -> None:
    """As many sentences as in English, none of them English, each amount and name in it."""
    english, said = (gravest(result(*changes)[0], LANGUAGES[each]) for each in ("en", code))
    assert len(said) == len(english)
    assert not [text for text in said if " order" in text or "received" in text or "range" in text]
    assert [text for text in said if FIRST in text] == [text for text in said if FIRST in english[said.index(text)]]


def test_the_screen_says_it_first_and_breaks_no_name(capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    """At forty columns too a receipt's name stands whole on its line, before any table."""
    monkeypatch.setenv("COLUMNS", "40")
    print_books(result(LATER)[0])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "To look at first:"
    assert lines[1:4] == ["  Order 2-102/2025:", f"  {FIRST}:", "  received on 2025-04-16, before the"]
    assert not [line for line in lines[:9] if "Case books" in line]


def test_the_page_of_a_run_says_it_first() -> None:
    """The section stands before the books, in the case's language; without a fault there is none."""
    page = run_page(result(ELSEWHERE)[0], headers(), None, LANGUAGES["ru"]).decode()
    assert page.index('id="gravest"') < page.index('id="books"')
    assert f"{FIRST}: 3,49960000 BTC" in page
    ordered = replace(result()[0], orders=())
    assert 'id="gravest"' not in run_page(ordered, headers(), None).decode()
