"""Words are explained where they first matter, and no program's key stands in a report."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.evidence.drawn_dossiers import drawn_dossier
from tests.evidence.story import dossier_of, tell
from tests.result.test_path_results import dossier as recorded
from tracer.case.case import Role
from tracer.documents.explained import COINJOIN, HOP, LEAST, MOST, RULES_EXPLAINED, TAG
from tracer.documents.language.glossary import TERMS
from tracer.documents.language.language import Language
from tracer.documents.language.languages import KAZAKH, LANGUAGES, RUSSIAN
from tracer.documents.language.plain import GUESSING_RULES, PLAIN, TAG_WORDS
from tracer.documents.paper import Commands, Form, Items, Paper, Picture, Table, Text
from tracer.evidence.dossier import Dossier
from tracer.evidence.report.parameter_text import PARAMETERS, parameter_blocks
from tracer.evidence.report.report import report
from tracer.formats.canonical import Json
from tracer.formats.json_cursor import JsonCursor
from tracer.trace.patterns import (
    equal_outputs,
    fan_out,
    joinmarket,
    lightning,
    stonewall,
    wasabi1,
    wasabi2,
    whirlpool,
    whirlpool_tx0,
)  # fmt: skip
from tracer.trace.policies.registry import POLICIES
from tracer.trace.tags.concepts import CONFIDENCES, SERVICES

ALL = tuple(LANGUAGES.values())

KEY = re.compile(r"[A-Za-z0-9]+_[A-Za-z0-9_.]+|[a-z]+\.[a-z]+_[a-z_]+|[a-z]+\[[0-9]+\]")
"""A name as programs write it: words joined by underscores, a path of keys, a place in a list."""

FILE = re.compile(
    r"[\w./*-]*/[\w./*-]+|[\w.-]+\.(?:json|jsonld|csv|py|pdf|md|html|yaml|txt|toml|svg|xlsx|dat|bin|gs)\b"
)
SCRIPT_WORD = "OP_RETURN"
"""The name of a script's instruction is bitcoin's, and no key of a program."""


@pytest.fixture(scope="module")
def dossiers(tmp_path_factory: pytest.TempPathFactory) -> list[Dossier]:
    """Return dossiers that between them have every part of a report: paths, tags, guesses, retained sets, gaps."""
    drawn = tmp_path_factory.mktemp("drawn")
    rules = ("fifo", "haircut", "libr", "proceeds_first")
    return [dossier_of(tell()), recorded(), *(drawn_dossier(1, rule, drawn) for rule in rules)]


def texts(paper: Paper) -> Iterator[str]:
    """Yield every text of a paper but commands, which are typed as they are."""
    yield from (paper.title, paper.subtitle, *paper.warnings, *(text for pair in paper.facts for text in pair))
    for section in paper.sections:
        yield from (section.title, section.part)
        for block in section.blocks:
            yield from _of(block)


def _of(block: object) -> Iterable[str]:
    match block:
        case Text():
            return (block.text,)
        case Items():
            return block.texts
        case Table():
            cells = (cell for row in block.rows for cell in row)
            return (block.caption, *(column.title for column in block.columns), *cells)
        case Form():
            return (block.caption, *(text or "" for pair in block.fields for text in pair))
        case Picture():
            return (block.caption,)
        case Commands():
            return ()
        case _:
            raise AssertionError(f"a block that this walk does not know: {block!r}")


def keys_in(paper: Paper) -> set[str]:
    """Return what looks like a program's key in a paper: files have names, and commands are to be typed."""
    typed = ("bitcoin-cli ", "tracer ", "scanblocks")
    return {
        found
        for text in texts(paper)
        if not text.startswith(typed)
        for found in KEY.findall(FILE.sub(" ", text))
        if found != SCRIPT_WORD
    }


@pytest.mark.parametrize("language", ALL, ids=lambda language: language.code)
def test_no_key_of_a_program_is_in_any_part_of_a_report(dossiers: list[Dossier], language: Language) -> None:
    """A court reads no `min_sat`, no `bound_proofs`, no `stop.tags[1]`, in whatever language and part."""
    for dossier in dossiers:
        for role in (Role.ANALYST, Role.EXPERT):
            case = replace(dossier.case, role=role)
            assert keys_in(report(replace(dossier, language=language, case=case))) == set()


@pytest.mark.parametrize("key", ["min_sat", "bound_proofs.", "stop.tags[1].creator", "budget.max_seconds", "value_sat"])
def test_the_walk_finds_a_key_wherever_it_stands(dossiers: list[Dossier], key: str) -> None:
    """A key in a paragraph, a list, a cell, a head, a caption, a form or a warning would be found."""
    paper = report(dossiers[0])
    section = paper.sections[0]
    blocks = (Text(f"before {key} and"), Items((key,)), Table(key, (), ()), Table("", (), ((key,),)), Form(key, ()))
    for block in blocks:
        assert keys_in(replace(paper, sections=(replace(section, blocks=(block,)),)))
    assert keys_in(replace(paper, warnings=(f"see {key}",)))


def leaves(value: Json, path: str = "") -> Iterator[str]:
    """Yield the path of every parameter that the schema of the result names; a list of TagPacks is one."""
    properties = value.get("properties") if isinstance(value, dict) else None
    if not isinstance(properties, dict):
        yield path
        return
    for name, each in properties.items():
        yield from leaves(each, f"{path}.{name}".removeprefix("."))


def test_every_parameter_of_a_result_has_words() -> None:
    """Each parameter that the contract of `trace.json` names is in the table; the TagPacks have their own."""
    schema = json.loads(Path("docs/trace.schema.json").read_text(encoding="utf-8"))
    assert set(leaves(schema["$defs"]["parameters"])) - {"stop.tags"} == set(PARAMETERS)


def test_every_parameter_is_printed_with_its_value(dossiers: list[Dossier]) -> None:
    """The recorded case's parameters: a threshold of 1,000 sat, no hop limit, CoinJoins end trails."""
    dossier = dossiers[1]
    rows, packs = (block for block in parameter_blocks(dossier) if isinstance(block, Table))
    shown = {row[0]: row[1] for row in rows.rows}
    assert shown["rule declared by the examiner"] == "FIFO"
    assert shown["a coin with less than this of all labels together is not followed"] == "1,000\u00a0sat"
    assert shown["hop limit: most transactions between a seed and a coin"] == "no limit"
    assert shown["transactions that look like a CoinJoin end the trail"] == "yes"
    assert len(rows.rows) == len(PARAMETERS)
    assert len(packs.rows) == len(list(dossier.trace.parameters.key("stop").rows("tags")))


def test_a_clock_a_null_and_what_a_tagpack_could_not_use_are_said(dossiers: list[Dossier]) -> None:
    """Runs that a clock ended are named by rule, label or change; what of a TagPack was passed over is counted."""
    dossier = dossiers[1]
    value = json.loads(json.dumps(dossier.trace.parameters.value))
    value["budget"] |= {
        "max_seconds": 60,
        "stopped_by_the_clock": {"reach": 3, "without service": 2, "label by label: A": 1, "libr, none retained": 4},
    }
    value["mix_rule"] = None
    value["stop"]["tags"] = [
        {
            "file": "p.yaml", "sha256": "00", "title": None, "creator": "C", "tags": 7, "services": 3,
            "other_ledgers": {"ETH": 2}, "other_networks": 1, "unreadable": [{"line": 9, "text": "x"}],
            "unknown_concepts": ["odd"], "actors": 4, "made_of": [{"file": "h.yaml", "sha256": "11"}],
        }
    ]  # fmt: skip
    trace = replace(dossier.trace, parameters=JsonCursor(value, "trace.json"))
    rows, packs = (each for each in parameter_blocks(replace(dossier, trace=trace)) if isinstance(each, Table))
    shown = {row[0]: row[1] for row in rows.rows}
    assert shown["most seconds for all runs together"] == "60"
    assert shown["how a CoinJoin is told"] == "none"
    assert shown["runs that time ended"].split("\n") == [
        "Each label followed as if the others were untraced: A: after 1 transaction",
        "LIBR, none retained: after 4 transactions",
        "how far the trail could reach: after 3 transactions",
        "Without the stop “tagged service”: after 2 transactions",
    ]
    assert packs.rows == (
        (
            "p.yaml\n00\nh.yaml\n11", "not provided\nC", "7", "3",
            "other blockchains, ETH: 2\nother networks of bitcoin: 1\nline 9 names no address: x\n"
            "unknown concept: odd\nactors described: 4",
        ),
    )  # fmt: skip


def test_every_rule_that_ends_trails_or_names_change_has_words() -> None:
    """No rule is printed by its name alone: detectors that end trails, change rules, tags that end trails."""
    rooms = (equal_outputs, fan_out, joinmarket, lightning, stonewall, wasabi1, wasabi2, whirlpool, whirlpool_tx0)
    named = {value for room in rooms for name, value in vars(room).items() if name == "RULE" or name[:5] == "RULE_"}
    change = Path("tracer/trace/change")
    written = {
        found
        for file in change.glob("*.py")
        for found in re.findall(r'"(R[0-9]+-[A-Za-z0-9-]+)"', file.read_text(encoding="utf-8"))
    }
    written |= {f"R5-round-{digits}" for digits in (3, 4, 5)}
    assert named | written == set(GUESSING_RULES)
    assert set(SERVICES) | set(CONFIDENCES) == set(TAG_WORDS)


@pytest.mark.parametrize("language", [RUSSIAN, KAZAKH], ids=lambda language: language.code)
def test_every_name_has_words_in_each_language(language: Language) -> None:
    """What a program names is said in Russian and Kazakh too, alone and inside a sentence."""
    assert {name for name in PLAIN if language.known(name) == name} == set()
    said = language.known("it may be a mix (esplora-equal-outputs)")
    assert language.known("esplora-equal-outputs") in said


def test_a_rule_inside_a_sentence_is_said_in_words() -> None:
    """In English the name in brackets gives way to its words; other brackets stay."""
    english = LANGUAGES["en"]
    said = "no verdict on a transaction that may be a mix (equal outputs, by Esplora’s rule)"
    assert english.known("no verdict on a transaction that may be a mix (esplora-equal-outputs)") == said
    assert english.known("(somebody) esplora-equal-outputs") == "(somebody) esplora-equal-outputs"


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text."""
    return re.split(r"(?<=[.!?])\s+(?=\S)", text)


@pytest.mark.parametrize("language", ALL, ids=lambda language: language.code)
def test_every_explanation_has_two_sentences(language: Language) -> None:
    """Rules, CoinJoin, tag, hop, least and most are explained in two sentences each."""
    for text in (*RULES_EXPLAINED.values(), COINJOIN, TAG, HOP, LEAST, MOST):
        assert len(sentences_of(language.word(text))) == 2, language.word(text)
    assert set(RULES_EXPLAINED) == set(POLICIES)


def words_of(paper: Paper, title: str) -> str:
    """Return the texts of the section of a title."""
    (section,) = (each for each in paper.sections if each.title.partition(". ")[2] == title)
    return "\n".join(text for block in section.blocks for text in _of(block))


@pytest.mark.parametrize("language", ALL, ids=lambda language: language.code)
def test_words_are_explained_where_they_first_matter(dossiers: list[Dossier], language: Language) -> None:
    """The first page says what its words mean; the rules compared, where they are compared; a hop, where one limits."""
    dossier = replace(dossiers[1], language=language)
    say, word = language.say, language.word
    paper = report(dossier)
    first = words_of(paper, say("In short"))
    assert all(word(text) in first for text in (RULES_EXPLAINED["fifo"], LEAST, MOST, COINJOIN, TAG))
    compared = words_of(paper, say("The same seeds under other rules"))
    assert word(RULES_EXPLAINED["haircut"]) in compared
    assert word(RULES_EXPLAINED["poison"]) in compared
    assert word(RULES_EXPLAINED["fifo"]) not in compared
    for role, title in ((Role.ANALYST, "What holds under every rule"), (Role.EXPERT, "Method")):
        paper = report(replace(dossier, case=replace(dossier.case, role=role)))
        assert word(HOP) in words_of(paper, language.texts.get(title, title))
        once = [text for text in texts(paper) if text == word(HOP)]
        assert len(once) == 2, "where it first matters, and in the glossary"


def test_a_word_that_the_case_does_not_need_is_not_explained(dossiers: list[Dossier]) -> None:
    """Where no trail ended at a CoinJoin or a service, the first page explains neither."""
    first = words_of(report(dossiers[2]), "In short")
    books = dossiers[2].trace.main.books
    assert (COINJOIN in first) == any(book.terminals["mix"] for book in books)
    assert (TAG in first) == any(book.terminals["service"] for book in books)
    assert RULES_EXPLAINED["fifo"] in first


@pytest.mark.parametrize("language", ALL, ids=lambda language: language.code)
def test_the_glossary_has_all_of_them(dossiers: list[Dossier], language: Language) -> None:
    """Each word explained stands in the glossary with the same sentences; of rules, those of the case."""
    glossary = words_of(report(replace(dossiers[1], language=language)), language.say("Glossary"))
    for text in (COINJOIN, TAG, HOP, LEAST, MOST, *(RULES_EXPLAINED[rule] for rule in ("fifo", "haircut", "poison"))):
        assert language.word(text) in glossary
    assert language.word(RULES_EXPLAINED["libr"]) not in glossary
    assert {RULES_EXPLAINED[rule] for rule in POLICIES} <= {term.meaning for term in TERMS}
