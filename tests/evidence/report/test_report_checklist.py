"""What a court's checklist asks of a report: each field filled from the case and the run, or "not provided"."""

import fnmatch
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from tests.evidence.story import dossier_of, run_of, tell
from tracer.case.case import Label
from tracer.documents.language.language import Language
from tracer.documents.language.languages import LANGUAGES
from tracer.documents.paper import Commands, Paper, Section, Table, Text
from tracer.evidence import bundle
from tracer.evidence.dossier import Dossier
from tracer.evidence.not_shown import not_shown
from tracer.evidence.report.report import report
from tracer.evidence.verifier import verify
from tracer.formats.canonical import Json
from tracer.formats.json_cursor import JsonCursor


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    """Return the story's dossier."""
    return dossier_of(tell())


def section(paper: Paper, title: str) -> Section:
    """Return the section of a title."""
    return next(each for each in paper.sections if each.title.partition(". ")[2] == title)


def rows(section: Section) -> list[tuple[str, ...]]:
    """Return the rows of every table of a section."""
    return [row for block in section.blocks if isinstance(block, Table) for row in block.rows]


def fields(section: Section) -> dict[str, str]:
    """Return the rows of a section whose tables have two columns, the second by the first."""
    found: dict[str, str] = {}
    for name, value in rows(section):
        found[name] = value
    return found


def texts(section: Section) -> str:
    """Return the paragraphs of a section."""
    return "\n".join(block.text for block in section.blocks if isinstance(block, Text))


def test_identification_names_orders_and_languages_or_says_not_provided(dossier: Dossier) -> None:
    """Number of the report, authority, legal basis and languages are fields, filled or not provided."""
    found = fields(section(report(dossier), "Identification"))
    assert found["Number and date of the report"] == "not provided"
    assert "2-1234/2026" in found["Legal basis: orders named in the case"]
    assert found["Languages of this bundle"] == "English"


def test_a_report_reviewed_by_its_examiner_says_so(dossier: Dossier) -> None:
    """Examiner and reviewer are two persons; where they are one the report warns."""
    name = dossier.case.examiner
    same = replace(dossier, case=replace(dossier.case, reviewer=name))
    assert "has not been reviewed" in texts(section(report(same), "Examiner and reviewer"))
    assert "has not been reviewed" not in texts(section(report(dossier), "Examiner and reviewer"))


def test_the_source_says_where_what_varies_is_kept(dossier: Dossier) -> None:
    """The horizon is pinned by its hash; the node's own answers are said to be in signatures/node.json."""
    found = section(report(dossier), "Source of the chain")
    assert any(dossier.trace.horizon_hash in cell for row in rows(found) for cell in row)
    assert "signatures/node.json" in texts(found)


def test_what_was_searched_in_vain_is_printed(dossier: Dossier) -> None:
    """A seed that names nothing and a wallet that received nothing are cried out, not left out."""
    main = dossier.trace.main
    methods = {**dossier.trace.methods, main.name: replace(main, seeds=(), ends=())}
    custody = replace(dossier.trace.custody, moves=())
    bare = replace(dossier, trace=replace(dossier.trace, methods=methods, custody=custody))
    found = rows(section(report(bare), "What was searched, and what was not found"))
    assert [row[-1] for row in found].count("NOTHING FOUND") == len(dossier.case.seeds)
    assert [row[-2] for row in found].count("NOTHING TRACED") == len(dossier.case.custody)


def test_what_each_seed_named_is_counted(dossier: Dossier) -> None:
    """Beside each seed stands how many coins it named."""
    found = rows(section(report(dossier), "What was searched, and what was not found"))
    assert [row[-1] for row in found if row[0] in ("A", "B")] == ["1", "1"]


def test_what_was_cut_off_is_stated_with_its_share(dossier: Dossier) -> None:
    """Ends at which value went on are listed by label with amount and share of the label."""
    found = rows(section(report(dossier), "What was not followed to its end"))
    for end, label, amount, share, _ in found:
        book = next(book for book in dossier.trace.main.books if book.label == label)
        assert end == "CoinJoin"
        assert amount == dossier.language.bitcoin(book.terminals["mix"])
        assert share == dossier.language.percent(book.terminals["mix"], book.seed)
    assert found


def test_each_question_has_the_three_forms_and_a_blank(dossier: Dossier) -> None:
    """The answers are the examiner's: every question is printed with the forms of an answer and a blank."""
    found = section(report(dossier), "Conclusions")
    asked = [row for row in rows(found) if row[1] in dossier.case.questions]
    assert len(asked) == len(dossier.case.questions)
    assert all("categorical" in row[2] and set(row[3]) == {"_"} for row in asked)
    without = replace(dossier, case=replace(dossier.case, questions=()))
    assert "Questions put: not provided." in texts(section(report(without), "Conclusions"))


def test_the_way_to_do_it_again_names_the_hash_to_expect(dossier: Dossier) -> None:
    """The commands stand with the SHA-256 that they must give."""
    assert dossier.trace.sha256 in texts(section(report(dossier), "How to do it again"))
    assert "journal" in texts(section(report(dossier), "Earlier runs of the case"))


def test_each_seed_counts_the_coins_of_its_own_blocks(dossier: Dossier) -> None:
    """Two seeds that name one address in different blocks do not count one another's coins."""
    coin = dossier.trace.main.seeds[0]
    height = dossier.position(coin.outpoint.txid).height
    whole = replace(
        dossier.case.seeds[0],
        label=Label(coin.label), outpoint=None, address="bcrt1 as named",
        scripts=(dossier.output(coin.outpoint).script,) * 2,
    )  # fmt: skip
    windows = [(None, None), (height, height), (height + 1, None), (None, height - 1)]
    seeds = tuple(replace(whole, from_height=first, to_height=last) for first, last in windows)
    named = replace(dossier, case=replace(dossier.case, seeds=seeds))
    found = rows(section(report(named), "What was searched, and what was not found"))
    assert [row[-1] for row in found if row[1] == "bcrt1 as named"] == ["1", "1", "NOTHING FOUND", "NOTHING FOUND"]


def under(dossier: Dossier, seconds: int, stopped: dict[str, int]) -> Dossier:
    """Return a dossier whose result was computed under a budget of 300 transactions."""
    budget: Json = {"max_transactions": 300, "max_seconds": seconds, "stopped_by_the_clock": {**stopped}}
    stated = {name: place.value for name, place in dossier.trace.parameters.members()}
    parameters = JsonCursor({**stated, "budget": budget}, "parameters")
    return replace(dossier, trace=replace(dossier.trace, parameters=parameters))


def test_the_way_to_do_it_again_is_the_way_it_was_done(dossier: Dossier) -> None:
    """The command has the budget of the result.

    Where the horizon or a clock decided, that it may not be met is said.
    """
    named = replace(dossier.case, horizon=replace(dossier.case.horizon, height=dossier.trace.horizon_height))
    pinned = under(replace(dossier, case=named), 0, {})
    found = section(report(pinned), "How to do it again")
    (commands,) = [block for block in found.blocks if isinstance(block, Commands)]
    again = "tracer trace case.toml --chain http://127.0.0.1:8332 --out run --max-transactions 300"
    assert commands.lines[0] == again
    assert "tracer verify" not in texts(found)
    limits = {step.title: step.command for step in not_shown(pinned.trace, pinned.case, pinned.material)}
    assert limits["No spend left out"] == again
    by_clock = section(report(under(dossier, 60, {"fifo": 7})), "How to do it again")
    assert "ended by a clock" in texts(by_clock)
    assert any("--max-transactions 300 --max-seconds 60" in str(block) for block in by_clock.blocks)
    assert dossier.case.horizon.height is None
    left_open = section(report(dossier), "How to do it again")
    assert "names no block as its horizon" in texts(left_open)
    assert "From the bundle itself tracer verify computes this one again." in texts(left_open)


def test_the_verifier_is_named_with_its_hash(dossier: Dossier) -> None:
    """Whoever compares the hash on paper with the file in the bundle knows that the verifier was not exchanged."""
    found = fields(section(report(dossier), "Integrity, and how to check this report"))
    shipped = Path(verify.__file__).read_bytes()
    assert found["SHA-256 of verify/verify.py"] == hashlib.sha256(shipped).hexdigest()
    assert bundle.derived(dossier)["verify/verify.py"] == shipped


def test_what_is_not_recorded_of_the_tool_is_said(dossier: Dossier) -> None:
    """Commit, package, validation, Python and operating system are fields that say that they are not there."""
    found = {row[0]: row[1] for row in rows(section(report(dossier), "Tool"))}
    assert found["Commit, hash of the installed package, list of its parts"] == "not provided"
    assert found["Report of the method’s validation"] == "not provided"
    assert found["Python and operating system"].startswith("not recorded")


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda language: language.code)
def test_every_annex_listed_is_in_the_bundle(dossier: Dossier, language: Language) -> None:
    """Each file and folder of the list of annexes is one that a bundle in that language holds."""
    own = replace(dossier, languages=(language,), language=language)
    story = tell()
    held = {*bundle.derived(own), *bundle.sources(run_of(story), bundle.bundled_case(run_of(story).case, own.material))}
    listed = [row[0] for row in rows(report(own).sections[-2])]
    assert len(listed) > 10
    for names in listed[:-1]:
        folder = names.rpartition("/")[0].split("/")[0]
        first = names.split(", ")[0]
        for name in [first, *(other if "/" in other else f"{folder}/{other}" for other in names.split(", ")[1:])]:
            if not name.split("/")[1].startswith("."):
                assert fnmatch.filter(held, f"{name}*" if name.endswith("/") else name), name
    assert listed[-1] == "signatures/"
