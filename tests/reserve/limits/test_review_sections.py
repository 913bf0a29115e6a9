"""What statements print of limits: figures by the language's rules, every sentence in every language."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest

from tests.reserve.acts import in_force, on
from tests.reserve.limits.limit_days import hedge, hedge_act, limit, review_act, waiver_act
from tests.reserve.small_ledgers import small_ledger, small_register, txid
from tracer.chain.amount import COIN
from tracer.documents.language.language import ENGLISH, Language
from tracer.documents.language.languages import LANGUAGES, RUSSIAN
from tracer.documents.paper import Section, Table, Text
from tracer.reserve.acts import Act
from tracer.reserve.days import Period
from tracer.reserve.limits import limit_words, review_sections
from tracer.reserve.limits.denominators import COLUMNS, ReservesTable
from tracer.reserve.limits.limit_days import NO_RESERVES, NO_UNITS, LimitSources
from tracer.reserve.limits.limit_report import LimitReport, limit_report
from tracer.reserve.limits.limit_rows import LimitPrice
from tracer.reserve.limits.measures import NO_FIGURE, NO_FIXING, NO_PROOF, NOT_ON_FILE, OTHER_CURRENCY, POLICY_CURRENCY
from tracer.reserve.limits.measures import NO_RESERVES as UNPUBLISHED
from tracer.reserve.limits.reviews import ReviewedPeriod, ReviewFault, ReviewFaultKind
from tracer.reserve.limits.units import COLUMNS as UNIT_COLUMNS
from tracer.reserve.limits.units import UnitsTable
from tracer.reserve.security.security_rows import Peril
from tracer.reserve.shares import share
from tracer.reserve.terms import LimitKind, LimitSeverity

JANUARY = on("2025-01-01")
CHAIN = f"in: -> {10 * COIN}@Agency\n\n\nmore: -> {10 * COIN}@Reserve"
LIMITS = (
    limit(LimitKind.SHARE_EXCL, "0.0090", "0.0010", name="share-max", begins=JANUARY, cure_days=5),
    limit(LimitKind.WALLET_SHARE, "0.60", name="one-wallet", begins=JANUARY, severity=LimitSeverity.SOFT),
    limit(LimitKind.PROOF_RATIO, least="1", name="proof-min", begins=JANUARY),
    limit(LimitKind.PRICE_QUALITY, worst="A", name="quality", begins=JANUARY),
    limit(LimitKind.VALUE_USD, "100000000", name="value", begins=JANUARY),
    limit(LimitKind.DAY_OUT_SAT, "100", name="out", begins=JANUARY),
    limit(LimitKind.CUSTODIAN_SHARE, "1", name="custodian", begins=on("2025-01-01")),
)
ACTS = (
    hedge_act(hedge(3, contract=COIN, count=5, opened=JANUARY, expires=on("2025-12-31"), margin_sat=7), 3),
    hedge_act(
        hedge(4, instrument="put", side="long", contract=COIN, count=1, price=4_000_000, opened=JANUARY,
              expires=on("2025-01-02"), delta=Fraction(7, 20), delta_source="desk"), 4,
    ),
    waiver_act(5, "proof-min", JANUARY, on("2025-01-31")),
    review_act(6, "2025-01-02", period="2024Q4", band=(Fraction(1, 200), Fraction(6, 1000)),
               answers={"share-max": "sold in February"}),
)  # fmt: skip
RESERVES = f"{','.join(COLUMNS)}\n2024-11-30,2024-12-20,100000000,80000000,,,,false,National Bank,\n"
UNITS = f"{','.join(UNIT_COLUMNS)}\n2025-01-01,Fund A,1000.5,350.125,USD,administrator,\n"


def report(*acts: Act, empty: bool = False, table: bool = True) -> LimitReport:
    """Return a report of four days in which 20 coins at 50,000 break a share; `empty`: no day has a fixing."""
    days = [JANUARY + dt.timedelta(days=at) for at in range(4)]
    quality = {2: "C"}
    return limit_report(
        LimitSources(
            register=replace(small_register(), limits=LIMITS),
            acts=in_force(*acts),
            ledger=small_ledger(CHAIN),
            titled={JANUARY - dt.timedelta(days=1): 0, **{day: (10 if day.day < 3 else 20) * COIN for day in days}},
            first=JANUARY,
            last=days[-1],
            fixings={} if empty else {day: LimitPrice(5_000_000, quality.get(day.day, "A")) for day in days},
            reserves=ReservesTable.of(RESERVES.encode()) if table else NO_RESERVES,
            units=UnitsTable.of(UNITS.encode()) if table else NO_UNITS,
            sealed=ReviewedPeriod(Period.parse("2024Q3"), "ab" * 32, ()),
        )
    )


def sections(of: LimitReport, language: Language = ENGLISH) -> list[Section]:
    """Return every section."""
    made = review_sections
    return [
        made.limit_section(of, language), made.share_section(of, language), made.hedge_section(of, language),
        made.stress_section(of, language), made.review_section(of, language), made.unit_section(of, language),
    ]  # fmt: skip


def rows(section: Section, caption: str) -> list[tuple[str, ...]]:
    """Return the rows of a table."""
    (found,) = [each for each in section.blocks if isinstance(each, Table) and each.caption == caption]
    return list(found.rows)


def texts(section: Section) -> list[str]:
    """Return the paragraphs."""
    return [each.text for each in section.blocks if isinstance(each, Text)]


def test_limits_and_breaches() -> None:
    """What is allowed and what there is, of each wallet; what broke, why, and what followed."""
    section = sections(report(*ACTS))[0]
    assert rows(section, "Limits on 2025-01-04") == [
        ("share-max\nhard: stops closing and disposals", "value over the reserves", "≤ 0.90%\n≥ 0.10%", "1.00%",
         "broken"),
        ("one-wallet\nsoft: printed", "share of one wallet", "≤ 60.00%", "Agency: 50.00%", "kept"),
        ("", "", "", "Reserve: 50.00%", "kept"),
        ("", "", "", "Old: 0.00%", "kept"),
        ("proof-min\nhard: stops closing and disposals", "proven over held", "≥ 1.00",
         "no proof of control is on file", "not known"),
        ("quality\nhard: stops closing and disposals", "quality of the price", "A", "A", "kept"),
        ("value\nhard: stops closing and disposals", "value, USD", "≤ 100,000,000.00", "1,000,000.00", "kept"),
        ("out\nhard: stops closing and disposals", "left in one day, BTC", "≤ 0.00000100", "0.00000000", "kept"),
        ("custodian\nhard: stops closing and disposals", "share with one custodian", "≤ 100.00%",
         "Example Trust: 0.00%", "kept"),
    ]  # fmt: skip
    assert rows(section, "Limits broken in the period") == [
        ("one-wallet\nAgency", "2025-01-01 –\n2025-01-02", "100.00%\nabove the greatest",
         "a movement or an act", "kept again on 2025-01-03"),
        ("proof-min", "2025-01-01 –\n2025-01-04", "no proof of control is on file\nnot known", "data missing",
         "waived by 2025-0005 until 2025-01-31\nopen"),
        ("quality", "2025-01-02 –\n2025-01-02", "C\nabove the greatest", "the price", "kept again on 2025-01-03"),
        ("share-max", "2025-01-03 –\n2025-01-04", "1.00%\nabove the greatest", "a movement or an act", "open"),
    ]  # fmt: skip
    assert rows(section, "Transactions that broke a limit") == [("one-wallet", txid("in")), ("share-max", txid("more"))]


def test_the_share_against_the_band() -> None:
    """1.00 %: above 0.60 % by 8 of 20 coins; gross and net, with the day of the figure and its source."""
    section = sections(report(*ACTS))[1]
    assert rows(section, "The share on 2025-01-04") == [
        ("gross reserves", "100,000,000.00", "1.00000%", "0.99010%"),
        ("net reserves", "80,000,000.00", "1.25000%", "1.23457%"),
    ]
    assert texts(section) == [
        "Proposed by review 2025-0006 of 2024Q4: 0.50% to 0.60%.",
        "Actual: 1.00%, above the band by 8.00000000 BTC at the fixing.",
        "Reserves as of 2024-11-30, published 2024-12-20, 35 days old. Source: National Bank.",
        "Divided by gross reserves, for want of an act that says otherwise.",
    ]


def test_hedges_stress_review_and_units() -> None:
    """20 coins less 5 short; at -50 % what falls; votes counted; units in no sum."""
    _, _, hedges, stress, review, units = sections(report(*ACTS))
    assert rows(hedges, "Positions open") == [
        ("2025-0003", "future, short position", "5.00000000", "70,000.00 USD", "Bank", "2025-12-31"),
        ("2025-0004", "put option, long position", "1.00000000", "40,000.00 USD", "Bank", "2025-01-02"),
    ]
    assert [row[1] for row in rows(hedges, "What is open to the price, BTC")] == [
        "20.00000000", "-5.00000000", "0.00000000", "15.00000000",
    ]  # fmt: skip
    assert texts(hedges)[:4] == [
        "Position 2025-0004 expired on 2025-01-02 and is still open in the file.",
        "Hedged part of what is held: 25.00%.",
        "Posted with counterparties, outside of the books and encumbered: 0.00000007 BTC.",
        "A desk’s word on the delta of 2025-0004, which counts nowhere: 0.35. Source: desk.",
    ]
    assert rows(stress, "What is titled, at other prices")[0] == (
        "-50%", "500,000.00", "0.50%", "0.00", "125,000.00", "proof-min",
    )  # fmt: skip
    assert ("votes", "2 for, 0 against, 0 abstained") in rows(review, "What was decided")
    assert texts(review) == [
        "2025-0006: the review is of a period that is not sealed",
        "the last quarter has no review, and its 45 days are over",
        "share-max: sold in February",
    ]
    assert rows(units, "Units held") == [
        ("Fund A", "1,000.5", "350.125 USD", "350,300.06 USD", "2025-01-01\nadministrator")
    ]


def test_what_is_not_there_is_said() -> None:
    """No fixing, no table, no review, no position: a sentence each."""
    bare, empty = sections(report(table=False)), sections(report(empty=True, table=False))
    assert texts(bare[1])[:2] == [
        "No review has proposed a band.",
        "What the share is of is not known: tables/reserves.csv has no figure for it.",
    ]
    assert texts(bare[2]) == ["No position against the price is open."]
    assert texts(bare[4]) == [
        "the last quarter has no review, and its 45 days are over", "No review is on file.",
    ]  # fmt: skip
    assert texts(empty[0])[0] == "No day of the period has a fixing: limits on the price are not known."
    assert texts(empty[3]) == ["No day of the period has a fixing: nothing was measured."]
    nothing = replace(report(empty=True, table=False), limits=())
    assert texts(review_sections.limit_section(nothing, ENGLISH)) == ["The register sets no limit."]


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_every_language_says_all_of_it(language: Language) -> None:
    """Whatever there is and whatever there is not; the picture, too."""
    for of in (report(*ACTS), report(table=False), report(empty=True, table=False)):
        assert len(sections(of, language)) == 6
        assert review_sections.picture(of, language).startswith(b"<svg")


def test_figures_follow_the_language() -> None:
    """A decimal comma, a gap before the sign, groups by a space."""
    assert share(Fraction(1, 100), RUSSIAN) == "1,00\u00a0%"
    assert limit_words.money(Fraction(-12345678, 100), RUSSIAN) == "-123\u00a0456,78"
    assert limit_words.decimals(Fraction("1250.5"), RUSSIAN) == "1\u00a0250,5"
    assert limit_words.decimals(Fraction(7), RUSSIAN) == "7"


def test_every_reason_and_fault_has_its_words() -> None:
    """What is unknown and what is wrong with a review is said in every language."""
    reasons = (*NOT_ON_FILE.values(), NO_PROOF, NO_FIXING, UNPUBLISHED, NO_FIGURE, OTHER_CURRENCY, POLICY_CURRENCY)
    assert set(limit_words.PERILS) == {each.value for each in Peril}
    assert set(limit_words.REASONS) == set(reasons)
    for language in LANGUAGES.values():
        for kind in ReviewFaultKind:
            assert limit_words.fault(ReviewFault(kind, None, ""), language)
        assert (limit_words.reason(NO_FIGURE, language) == NO_FIGURE) == (language is ENGLISH)


def test_the_picture_marks_the_days_on_which_the_share_was_broken() -> None:
    """The third and the fourth of four; both bounds have a line, other limits no line and no mark."""
    raw = review_sections.picture(report(*ACTS), ENGLISH).decode()
    assert raw.count('width="4" height="6"') == 2
    assert "share-max: 0.90%" in raw
    assert "≥ share-max: 0.10%" in raw
    assert "proof-min" not in raw
