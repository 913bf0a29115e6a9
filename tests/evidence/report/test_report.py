"""The report: figures first, natures told apart, foreign text shown and never obeyed."""

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from tests.evidence.story import dossier_of, tell
from tracer.case.case import Label, Role
from tracer.documents.html import as_page
from tracer.documents.markdown import as_markdown
from tracer.documents.page_style import STYLE
from tracer.documents.paper import Nature, Paper, Table, Text
from tracer.evidence.dossier import Dossier
from tracer.evidence.picture.picture import picture
from tracer.evidence.report.bounds import meaning
from tracer.evidence.report.method_text import EXAMPLES, method_markdown
from tracer.evidence.report.report import report
from tracer.result.trace_file import TERMINALS, BoundRow
from tracer.trace.attribution import UNTRACED, Slice, taint
from tracer.trace.policies.registry import POLICIES
from tracer.trace.policies.texts import TEXTS


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    """Return the story's dossier."""
    return dossier_of(tell())


def page_of(dossier: Dossier) -> str:
    """Return the report as a page."""
    return as_page(report(dossier), picture(dossier)).decode()


def all_text(paper: Paper) -> str:
    """Return every text of a paper."""
    return as_markdown(paper).decode().replace("\\", "")


class Elements(HTMLParser):
    """Every element of a page with its attributes, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the element."""
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.text += data


def parsed(page: str) -> Elements:
    """Return the page's elements."""
    elements = Elements()
    elements.feed(page)
    return elements


def test_the_figures_come_first_and_close(dossier: Dossier) -> None:
    """The first section states each label's books to the satoshi, with the check that they close."""
    answer, first = report(dossier).sections[:2]
    assert answer.title == "1. In short"
    assert first.title == "2. Closed books"
    table = next(block for block in first.blocks if isinstance(block, Table))
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["seeds"] == ("12.00000000", "8.00000000", "20.00000000")
    assert rows["sum of the ends"] == rows["seeds"]
    assert rows["check"] == ("books close", "books close", "all close")


def test_books_that_do_not_close_are_cried_out(dossier: Dossier) -> None:
    """A result whose books do not close gives a warning before the first figure."""
    main = dossier.trace.main
    book = replace(main.books[0], terminals=dict.fromkeys(TERMINALS, 0))
    broken = {**dossier.trace.methods, "fifo": replace(main, books=(book, *main.books[1:]))}
    paper = report(replace(dossier, trace=replace(dossier.trace, methods=broken)))
    assert "Do not rely on any figure" in paper.warnings[1]
    assert "DO NOT CLOSE" in all_text(paper)


@pytest.mark.parametrize(
    ("role", "title", "warning"),
    [
        (Role.ANALYST, "Analytical note on the tracing of bitcoin", "not the opinion of a specialist"),
        (Role.SPECIALIST, "Specialist’s opinion on the tracing of bitcoin", "signature and qualification"),
        (Role.EXPERT, "Expert’s opinion on the tracing of bitcoin", "warning of liability"),
    ],
)
def test_the_role_decides_title_and_warning(dossier: Dossier, role: Role, title: str, warning: str) -> None:
    """A note never calls itself an opinion."""
    paper = report(replace(dossier, case=replace(dossier.case, role=role)))
    assert paper.title == title
    assert warning in paper.warnings[0]


def test_what_the_case_leaves_out_is_said(dossier: Dossier) -> None:
    """A missing reviewer is "not provided", a missing basis is printed as such, so is missing control."""
    paper = report(dossier)
    assert ("Reviewer", "not provided") in paper.facts
    text = all_text(paper)
    assert "asserted, basis not provided" in text
    assert "control not verified" in text


def test_the_three_natures_are_told_apart(dossier: Dossier) -> None:
    """Facts, conventions, inferences and assertions each carry their tag."""
    natures = {
        block.nature for section in report(dossier).sections for block in section.blocks if isinstance(block, Text)
    }
    assert {Nature.FACT, Nature.CONVENTION, Nature.ASSERTED} <= natures


@pytest.mark.parametrize("word", ["proven", "dirty", "hacker", "criminal proceeds", "laundered"])
def test_no_forbidden_word_is_in_report_or_method(dossier: Dossier, word: str) -> None:
    """The report never says that something is proven or dirty."""
    texts = all_text(report(dossier)) + method_markdown(dossier).decode()
    assert word not in texts.lower()
    assert not re.search(r"\bclean\b", texts.lower())


def test_times_are_utc_and_local_and_the_miners_claim(dossier: Dossier) -> None:
    """Every time is shown in UTC and in the case's zone, and the report says whose claim it is."""
    text = all_text(report(dossier))
    assert "2026-05-28 23:16:40 UTC<br>2026-05-29 04:16:40 +05:00" in text
    assert "block times, declared by the miners" in text


def test_orders_without_amount_are_not_short(dossier: Dossier) -> None:
    """An order that names no amount shows dashes, not zeros."""
    table = next(block for block in report(dossier).sections[3].blocks if isinstance(block, Table))
    assert table.rows[1][4:] == ("—", "2.98990000", "—", "—")


def test_long_tables_say_what_is_not_printed(dossier: Dossier) -> None:
    """A trail with more rows than are printed says how many there are and where they all are."""
    main = dossier.trace.main
    many = {**dossier.trace.methods, "fifo": replace(main, crossings=main.crossings * 101)}
    text = all_text(report(replace(dossier, trace=replace(dossier.trace, methods=many))))
    assert "200 of 505 rows are printed; all 505 are in trace/transactions.csv and trace/trace.json." in text


def test_rows_set_aside_are_named_where_they_lie(dossier: Dossier) -> None:
    """Where the result's rows are too many for trace.json, the report names the file that holds them."""
    main = dossier.trace.main
    many = {**dossier.trace.methods, "fifo": replace(main, ends=main.ends * 101, crossings=main.crossings * 101)}
    aside = replace(dossier.trace, methods=many, beside=("coins.fifo.csv",))
    text = all_text(report(replace(dossier, trace=aside)))
    assert "are in trace/coins.csv and trace/coins.fifo.csv." in text
    assert "are in trace/transactions.csv and trace/trace.json." in text


def test_the_page_loads_and_runs_nothing(dossier: Dossier) -> None:
    """No script, no link out, no attribute that loads; a policy that forbids all but the page's own style."""
    elements = parsed(page_of(dossier))
    tags = {tag for tag, _ in elements.found}
    assert not tags & {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "embed",
        "form",
        "base",
        "image",
        "use",
        "foreignobject",
    }
    for tag, attributes in elements.found:
        assert not {"src", "style", "srcset", "action", "xlink:href"} & set(attributes), tag
        assert not any(name.startswith("on") for name in attributes), tag
        assert str(attributes.get("href", "#")).startswith("#")
    policies = [
        a["content"] for tag, a in elements.found if tag == "meta" and "content-security-policy" in str(a).lower()
    ]
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    assert policies == [f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"]
    assert "url(" not in STYLE
    assert "@import" not in STYLE


def test_the_page_can_be_read_by_a_screen_reader(dossier: Dossier) -> None:
    """A language, one first heading, a caption and column headers for every table, a name for the picture."""
    found = parsed(page_of(dossier)).found
    count = [tag for tag, _ in found].count
    assert dict(found)["html"] == {"lang": "en"}
    assert count("h1") == 1
    assert count("caption") == count("table")
    assert all(attributes.get("scope") == "col" for tag, attributes in found if tag == "th")
    assert next(attributes for tag, attributes in found if tag == "svg")["role"] == "img"
    targets = {attributes["href"] for tag, attributes in found if tag == "a"}
    assert targets == {f"#{attributes['id']}" for tag, attributes in found if tag == "section"}


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></title><svg onload=alert(1)>",
    "[x](javascript:alert(1)) ![y](http://z) `c` **b** <b>",
    "a | b\n| --- |\n# head",
    "\u202egnp.exe\x00\x1b[31m",
    "&lt;b&gt;",
)


def _with_text(dossier: Dossier, text: str) -> Dossier:
    """Put one text wherever the case or the result takes text."""
    case = replace(
        dossier.case, title=text, authority=text, examiner=text, questions=(text,),
        exhibits=tuple(replace(exhibit, description=text, source=text) for exhibit in dossier.case.exhibits),
        seeds=tuple(replace(seed, basis=text) for seed in dossier.case.seeds),
        custody=tuple(replace(wallet, basis=text, name=text) for wallet in dossier.case.custody),
    )  # fmt: skip
    orders = tuple(replace(order, faults=(text,)) for order in dossier.trace.orders)
    gaps = tuple(replace(gap, reason=text) for gap in dossier.trace.gaps)
    main = dossier.trace.main
    methods = {**dossier.trace.methods, "fifo": replace(main, ends=tuple(replace(end, name=text) for end in main.ends))}
    return replace(
        dossier, case=case, trace=replace(dossier.trace, case=text, orders=orders, gaps=gaps, methods=methods)
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_not_obeyed(dossier: Dossier, text: str) -> None:
    """Markup in any field of the case comes out as text: not one element more than with plain words."""
    plain = parsed(page_of(_with_text(dossier, "plain")))
    hostile = parsed(page_of(_with_text(dossier, text)))
    names = [(tag, sorted(attributes)) for tag, attributes in plain.found if tag not in ("br", "text")]
    assert [(tag, sorted(attributes)) for tag, attributes in hostile.found if tag not in ("br", "text")] == names
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", page_of(_with_text(dossier, text)))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_in_its_line_of_markdown(dossier: Dossier, text: str) -> None:
    """In Markdown such text adds no heading, no cell, no link, no picture and no raw element."""
    plain = as_markdown(report(_with_text(dossier, "plain"))).decode()
    hostile = as_markdown(report(_with_text(dossier, text))).decode()
    for marks in (r"^#+ ", r"(?<!\\)\|", r"(?<!\\)\]\(", r"(?<!\\)<(?!br>)", r"^\|", r"(?<!\\)`"):
        assert len(re.findall(marks, hostile, re.M)) == len(re.findall(marks, plain, re.M)), marks


def test_the_method_explains_each_rule_that_is_used(dossier: Dossier) -> None:
    """FIFO, haircut and poison are each explained with a source or an example; nothing else is."""
    text = method_markdown(dossier).decode()
    for words in (
        "## The rule FIFO \\(primary\\)",
        "## The rule haircut \\(shown beside it\\)",
        "Clayton's Case",
        "    out: 70 = A 60 + untraced 10;  29 = untraced 29;  fee = untraced 1",
        "## Bounds that hold under every rule",
        "largest remainder",
        "## What this version does not compute",
    ):
        assert words in text
    alone = replace(dossier, trace=replace(dossier.trace, methods={"fifo": dossier.trace.main}))
    assert "The rule haircut" not in method_markdown(alone).decode()


EXAMPLE = ((Slice(Label("A"), 60),), (Slice(UNTRACED, 40),))


@pytest.mark.parametrize(
    ("rule", "amounts"),
    [
        ("fifo", [60, 0, 0]),
        ("haircut", [42, 17, 1]),
        ("lifo", [30, 29, 1]),
        ("tiho", [60, 0, 0]),
        ("seniority", [60, 0, 0]),
        ("juniority", [31, 29, 0]),
        ("libr", [31, 29, 0]),
        ("proceeds_first", [60, 0, 0]),
    ],
)
def test_the_worked_example_of_a_rule_is_what_the_rule_gives(rule: str, amounts: list[int]) -> None:
    """The figures printed in the method are those that the engine's rule gives for the same transaction."""
    shares = POLICIES[rule].share(EXAMPLE, [70, 29, 1], frozenset({1}))
    assert [taint(share).get(Label("A"), 0) for share in shares] == amounts
    words = " ".join(EXAMPLES[rule])
    assert all(f"A {amount}" in words for amount in amounts if amount)


def test_every_rule_that_can_be_asked_for_has_words_and_an_example() -> None:
    """No rule goes into a bundle without its explanation."""
    assert set(EXAMPLES) == set(POLICIES) == set(TEXTS)


def _with_bounds(dossier: Dossier, *rows: BoundRow) -> Dossier:
    return replace(dossier, trace=replace(dossier.trace, bounds=rows))


def test_bounds_stand_beside_what_the_rule_attributes(dossier: Dossier) -> None:
    """For a wallet: the least, what the primary rule attributes, the most, and what that means."""
    row = BoundRow("custody", "Agency seizure wallet", "A", 500_000_000, 1_200_000_000, False)
    section = report(_with_bounds(dossier, row)).sections[2]
    table = next(block for block in section.blocks if isinstance(block, Table))
    assert table.rows == (
        (
            "Agency seizure wallet", "A", "5.00000000", "9.74980000", "12.00000000",
            "at least the first figure under every rule",
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lower", "upper", "partial", "words"),
    [
        (0, 5, False, "rests wholly on the declared convention"),
        (5, 5, False, "the same under every rule"),
        (0, 0, False, "nothing, under any rule"),
        (1, 5, True, "at least the first figure under every rule (partial)"),
    ],
)
def test_an_interval_is_put_into_words(lower: int, upper: int, partial: bool, words: str) -> None:
    """Zero as the least means that the finding rests on the convention, and the report says just that."""
    assert meaning(BoundRow("custody", "W", None, lower, upper, partial)) == words


def test_partial_bounds_and_missing_bounds_are_warned_of(dossier: Dossier) -> None:
    """A budget that ran out, or no bounds at all, is said in the section and not passed over."""
    partial = BoundRow("order", "2-1234/2026", None, 1, 5, True)
    assert "Some bounds are partial" in all_text(report(_with_bounds(dossier, partial)))
    assert "No bounds were computed" in all_text(report(_with_bounds(dossier)))


def test_disagreements_that_concern_no_single_order_are_printed(dossier: Dossier) -> None:
    """Faults of the case as a whole stand beside those of the orders, and on the first page in the same words."""
    paper = report(replace(dossier, trace=replace(dossier.trace, faults=("held without forfeiture",))))
    assert "held without forfeiture" in all_text(paper)
    assert "held without forfeiture" in paper.warnings


def test_many_faults_are_counted_after_the_gravest(dossier: Dossier) -> None:
    """Six stand before the first section; that there are more is said, and where all of them are."""
    quiet = replace(dossier.trace, orders=(), range_ends=(), gaps=(), unordered={})
    faults = tuple(f"held without forfeiture {at}" for at in range(9))
    told = report(replace(dossier, trace=replace(quiet, faults=faults)))
    assert told.warnings[1:-1] == faults[:6]
    assert told.warnings[-1].startswith("3 more of this kind")
    few = report(replace(dossier, trace=replace(quiet, faults=faults[:6])))
    assert few.warnings[1:] == faults[:6]


def test_a_case_without_orders_still_says_what_does_not_agree(dossier: Dossier) -> None:
    """Where no order is named, faults of the whole case and what was received are printed all the same."""
    fault = "5 sat of A arrive in coins of the state that a seed claims: one coin cannot hold both"
    trace = replace(dossier.trace, orders=(), faults=(fault,), unordered={Label("A"): 600})
    text = all_text(report(replace(dossier, trace=trace)))
    assert "The case names no order" in text
    assert fault in text
    assert "Received under no order: 0.00000600 BTC of label A." in text
    assert "Nothing was received outside the orders." not in text


def titles(dossier: Dossier, role: Role) -> list[str]:
    """Return the headings of a report in their order, those of parts in capitals, without numbers."""
    paper = report(replace(dossier, case=replace(dossier.case, role=role)))
    found = []
    for section in paper.sections:
        found += [section.part.upper()] if section.part else []
        found.append(section.title.partition(". ")[2])
    return found


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.EXPERT])
def test_an_opinion_has_its_parts_and_identification_before_results(dossier: Dossier, role: Role) -> None:
    """The answer first; then introduction, research, conclusions and annexes, each with what belongs into it."""
    found = titles(dossier, role)
    parts = ["INTRODUCTION", "RESEARCH", "CONCLUSIONS", "ANNEXES"]
    assert [title for title in found if title.isupper()] == parts
    assert found[:3] == ["In short", "INTRODUCTION", "Identification"]
    order = ["Questions and materials", "RESEARCH", "Method", "Closed books", "Integrity, and how to check this report"]
    places = [found.index(title) for title in (*order, "CONCLUSIONS", "Conclusions", "ANNEXES", "Annexes")]
    assert places == sorted(places)


def test_a_note_has_the_same_sections_with_its_figures_first(dossier: Dossier) -> None:
    """No section is lost between the two orders; a note has no parts."""
    note, opinion = titles(dossier, Role.ANALYST), titles(dossier, Role.EXPERT)
    assert note[:2] == ["In short", "Closed books"]
    assert sorted(note) == sorted(title for title in opinion if not title.isupper())


@pytest.mark.parametrize("role", [Role.ANALYST, Role.EXPERT])
def test_headings_go_down_by_one(dossier: Dossier, role: Role) -> None:
    """A reader with a screen reader finds no level left out."""
    page = page_of(replace(dossier, case=replace(dossier.case, role=role)))
    levels = [int(tag[1]) for tag, _ in parsed(page).found if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert 1 not in levels[1:]
