"""A clearance in the language of the screen: every sentence whole, and no English word where another is asked for."""

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest

from fixtures.recorder.plot import SEIZURE
from tests.documents.language.sentences import ROOT
from tests.reserve.clearance import drafts
from tests.reserve.clearance.drafts import DraftOutput
from tests.reserve.clearance.grounds import cleared, own, sources, spend, under
from tests.reserve.clearing import AUCTION, AUCTIONED, MERGE, TEST_DISPOSAL, TEST_PAYMENT
from tests.reserve.words_left import english_left
from tracer.cli.reserve.clear_report import clearance_lines
from tracer.cli.tongue import speaking
from tracer.documents.language.language import fields_of
from tracer.documents.language.languages import LANGUAGES
from tracer.operations.reserve_clear import Cleared
from tracer.reserve.clearance.clearance_rows import Clearance
from tracer.reserve.disposition.disposal_sentences import SENTENCES, told
from tracer.reserve.sentences import Sentence, placed, say

OTHERS = ("ru", "kk")
SAYING = (
    *sorted((ROOT / "reserve" / "clearance").glob("*.py")),
    *(
        ROOT / "reserve" / "disposition" / f"{name}.py"
        for name in ("gates", "party_gates", "price_gate", "title_gates")
    ),
    *(ROOT / "reserve" / f"{name}.py" for name in ("filling", "sent")),
    *(ROOT / "reserve" / "compliance" / f"{name}.py" for name in ("constraints", "ivms_reading", "travel_rule")),
    *(ROOT / "reserve" / "proofs" / f"{name}.py" for name in ("coverage", "spend_tests")),
)
"""Modules that say what a clearance, a payload's verdict and a proof's print."""
KEY = bytes([2]) + bytes(31) + b"\x01"
SCRIPTS = (
    b"\x21" + KEY + b"\xac", b"\x51" + 2 * (b"\x21" + KEY) + b"\x52\xae", b"\x6a\x04data", b"\x52\x87",
)  # fmt: skip
"""Scripts that have no address: of a key, of several keys, data, and one of no known form."""


def templates() -> list[str]:
    """Return every sentence that the modules say."""
    return [
        node.args[0].value
        for path in SAYING
        for node in ast.walk(ast.parse(Path(path).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"
        if isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    ]


@pytest.mark.parametrize("code", OTHERS)
def test_no_sentence_of_a_check_has_an_english_word(code: str) -> None:
    """Whatever a check, a gate, a payload's or a proof's verdict, or the words for a signer may say."""
    found = [*templates(), *SENTENCES]
    assert len(found) > 240
    said = {
        each: told(Sentence.of(each, {name: f"‹{name}›" for name in fields_of(each)}), LANGUAGES[code])
        for each in found
    }
    bare = {each: re.sub(r"‹\w+›", " ", text) for each, text in said.items()}
    assert {each: text for each, text in bare.items() if english_left(text)} == {}


def clearances() -> dict[str, Clearance]:
    """Return clearances of every kind: between own wallets, by an act, without one, with everything wrong."""
    draft = drafts.read(TEST_PAYMENT.read_bytes())
    twice = replace(draft, inputs=draft.inputs * 2, outputs=(*draft.outputs, DraftOutput(0, b"\x6a\x04data")))
    gone = next(each for each in sources().books.ledger.coins if each.spent is not None)
    held = under(TEST_DISPOSAL)
    return {
        "own": cleared(MERGE.read_bytes()),
        "act": cleared(draft, held),
        "unnamed": cleared(AUCTION.read_bytes()),
        "first": cleared(AUCTION.read_bytes(), under(AUCTIONED)),
        "part": cleared(draft.with_output(1, script=b"\x00\x14" + bytes(20), fields={}), held),
        "lower": cleared(spend(["back"], [DraftOutput(29_995_500, SEIZURE.payee(0, 5).script)])),
        "scripts": cleared(replace(draft, outputs=tuple(DraftOutput(1_000, each) for each in SCRIPTS)), held),
        "twice": cleared(twice, held),
        "spent": cleared(spend([str(gone.outpoint)], [own(gone.value - 500)])),
        "lots": cleared(draft, under(TEST_DISPOSAL.replace('"L-0004" = 104500', '"L-0004" = 104499'))),
    }


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize(
    "name", ["own", "act", "unnamed", "first", "part", "twice", "spent", "lots", "lower", "scripts"]
)
def test_the_whole_screen_is_in_the_language_asked_for(code: str, name: str) -> None:
    """Words, checks, verdict and the journal's number; each line stands for the same line in English."""
    found = Cleared(clearances()[name], 9, ())
    english = list(clearance_lines(found))
    with speaking(code):
        other = list(clearance_lines(found))
    assert english_left("\n".join(other)) == set()
    assert len(english_left("\n".join(english))) > 40
    assert len(english) == len(other)
    assert [each for each, same in zip(english, other, strict=True) if each and each == same] == []


def test_what_is_filed_is_english_whatever_is_spoken() -> None:
    """The JSON of a clearance has the sentences that the English screen prints; amounts keep the point everywhere."""
    found = clearances()["act"]
    with speaking("ru"):
        lines = list(clearance_lines(Cleared(found, None, ())))
        filed = found.as_json()
    assert filed["words"] == list(clearance_lines(Cleared(found, None, ())))[: len(found.words)]
    assert "Комиссия – 0.00004500 BTC." in lines
    assert found.words[0] == "It carries out act 2026-0002, sharing, to Example Bidder: L-0004 0.00104500 BTC."
    assert lines[0] == (
        "Исполняет акт 2026-0002: раздел между органами; получатель: Example Bidder; лоты: L-0004 0.00104500 BTC."
    )


def test_fields_are_said_by_what_they_hold() -> None:
    """Heights are names and have no groups; a reason is a sentence itself; a multisignature script says m of n."""
    russian = LANGUAGES["ru"]
    spent = say(
        "Input {number}: {coin} was spent by {txid} at block {height}.",
        number="0", coin="a:0", txid="b", height="1,333",
    )  # fmt: skip
    assert told(spent, russian) == "Вход 0: монета a:0 потрачена транзакцией b в блоке 1333."
    invalid = say("proof {address}: invalid: {reason}.", address="a", reason="one coin is spent twice")
    assert told(invalid, russian) == "подтверждение a недействительно: одна монета тратится дважды."
    with speaking("ru"):
        lines = list(clearance_lines(Cleared(clearances()["scripts"], None, ())))
    assert any("открытый multisig 1 из 2: " in each for each in lines)


def test_a_sentence_keeps_what_it_is_made_of() -> None:
    """Several texts stand in one field with what belongs between them; a place, and a capital letter at the front."""
    template = "act {act} names {lot}, which no admitted case has."
    both = [Sentence.of(template, {"act": "2026-0001", "lot": lot}) for lot in ("L-1", "L-2")]
    assert both[0] == "act 2026-0001 names L-1, which no admitted case has."
    assert placed("a.b", *both) == f"a.b: {both[0]}; {both[1]}"
    assert both[0].begun() == f"A{both[0][1:]}"
    russian = LANGUAGES["ru"]
    assert told(both[0].begun(), russian) == "Акт 2026-0001 называет лот L-1, которого нет ни в одном принятом деле."
    assert told(placed("a.b", *both), russian) == f"a.b: {told(both[0], russian)}; {told(both[1], russian)}"
    named = say("Authorised by {names}.", names=("A", "B and C"))
    assert (named, told(named, russian)) == ("Authorised by A and B and C.", "Санкционировали: A, B and C.")
    assert isinstance(named, Sentence)
    braces = say("Authorised by {names}.", names=("{x}",))
    assert (braces, told(braces, russian)) == ("Authorised by {x}.", "Санкционировали: {x}.")
