"""Shares on the register's pages are rounded by one rule: each by itself, half to even."""

from fractions import Fraction

import pytest

from tests.reserve.statement_samples import private_sources
from tracer.documents.language.language import ENGLISH
from tracer.documents.language.languages import LANGUAGES
from tracer.documents.paper import Table, Text
from tracer.reserve.limits.figures import percent
from tracer.reserve.price.rounding import percent_text
from tracer.reserve.shares import how_they_add_up, part, share
from tracer.reserve.statement.holdings import holding_sections

TITLED, HELD = 839_920_000, 1_339_850_000


@pytest.mark.parametrize(
    ("sat", "whole", "printed"),
    [
        (TITLED, HELD, "62.69%"),  # 62.6876…: cut it would be 62.68
        (HELD - TITLED, HELD, "37.31%"),  # 37.3123…
        (1, 3, "33.33%"),
        (2, 3, "66.67%"),
        (12_345, 100_000, "12.34%"),  # half: the even neighbour is below
        (12_355, 100_000, "12.36%"),  # half: the even neighbour is above
        (HELD, HELD, "100.00%"),
        (0, HELD, "0.00%"),
        (0, 0, "—"),
    ],
)
def test_a_share_is_rounded_half_to_even(sat: int, whole: int, printed: str) -> None:
    """The hundredth of a percent that lies nearest is printed, of two the even one; of nothing there is no share."""
    assert part(sat, whole, ENGLISH) == printed


def test_every_page_of_the_register_rounds_alike() -> None:
    """A holding, a limit, a review and an error message print the same share with the same digits."""
    for numerator in range(1, 400):
        value = Fraction(numerator, 20_000)
        digits = percent(value)
        assert share(value, ENGLISH) == f"{digits}%"
        assert Fraction(percent_text(value).removesuffix(" %")) == Fraction(digits)


def test_a_share_is_written_as_the_language_writes_it() -> None:
    """Russian and Kazakh set a comma, and a space before the sign that does not break."""
    for code in ("ru", "kk"):
        assert part(TITLED, HELD, LANGUAGES[code]) == "62,69\N{NO-BREAK SPACE}%"


def test_a_statement_rounds_its_shares_and_says_how_they_add_up() -> None:
    """Below the tables of what is held by title stands that their bitcoin add up exactly and their shares nearly."""
    statement = private_sources().statement
    assert statement is not None
    section = holding_sections(statement, ENGLISH)[0]
    rows = [row for block in section.blocks if isinstance(block, Table) for row in block.rows]
    shares = {row[0]: row[2] for row in rows if len(row) == 3}
    # 839,920,000 and 549,920,000 of 1,389,840,000: cut they would be 60.43 and 39.56
    assert shares["in the wallets with title"] == "60.43%"
    assert shares["in the wallets without title"] == "39.57%"
    assert shares["held in all"] == "100.00%"
    assert how_they_add_up(ENGLISH) in [block.text for block in section.blocks if isinstance(block, Text)]
