"""What gates and checks of disposals and clearances say, in the language of a page or of the screen.

Names, documents and whatever else a person wrote in an act stay as they are.
"""

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache

from tracer.chain.amount import COIN
from tracer.documents.language.language import Language, pattern_of, phrase
from tracer.documents.words import STAGES
from tracer.reserve.disposition.disposal_words import BIDS, METHODS, STATES
from tracer.reserve.disposition.title_gates import NO_LOT
from tracer.reserve.sentences import PLACED, Sentence, Value, between
from tracer.reserve.statement.words import FORMS, decimal

SENTENCES = (
    phrase("act {act} pays other amounts than the bids that are awarded, which take {sat} satoshi."),
    phrase("act {act} states a gross of {money}; the bids that are awarded pay {other_money}."),
    phrase("act {act}: bids were opened, and no step published them sealed before."),
    phrase("bid {count} {bid}."),
    phrase("act {act} names transaction {txid}, which took satoshi without title: a departure, not sent."),
    phrase("act {act} is {state} twice, by acts {other_act} and {third_act}; the first counts."),
    phrase("act {act} skips {states}: no act says so, and it stands at {state}."),
    phrase("act {act} is cancelled, and its transaction {txid} is on the chain."),
    phrase("act {act} says that it is sent; transaction {txid} is not on the chain."),
    phrase("act {act} is {state} on {day}, before it is {other_state} on {other_day}."),
    phrase("act {act}: proceeds are {money} {currency}; gross less costs is {other_money}."),
    phrase("act {act} shares with {count} bodies and pays {other_count} outputs: one for each."),
    phrase("act {act} pays {sat} satoshi to {body}; {count} of {other_count} parts are {other_sat}."),
    phrase("next: {state}"),
    phrase("nothing says that its money came in"),
    phrase("no table of sealed bids is on file"),
    phrase("no table of opened bids is on file"),
    phrase("{file} is not there"),
    phrase("{file}: is no CSV in UTF-8: {error}"),
    phrase("{file}: expected the header {columns}, got {got}"),
    phrase("{file} line {line}: expected {count} cells, got {other_count}"),
    phrase("{file} line {line}: {column}: expected a text, got {got}"),
    phrase("{file} line {line}: {column}: expected a number from 1 on, got {got}"),
    phrase("{file} line {line}: {column}: expected satoshi, got {got}"),
    phrase("{file} line {line}: {column}: expected money such as 69850.00, got {got}"),
    phrase("{file} line {line}: {column}: expected 64 small hexadecimal digits, got {got}"),
    phrase("{file} line {line}: {column}: expected true or false, got {got}"),
    phrase("{file}: bid {count} stands twice"),
    phrase("{file}: commitment {got} stands twice"),
    phrase("has {count} inputs; expected 2 to {other_count}"),
    phrase("no PSBT that can be read ({error})"),
    phrase("a previous transaction in the PSBT is not the one that its input spends"),
    phrase("the PSBT says two things of one coin"),
    phrase("the PSBT does not say what an input is worth"),
    phrase("the first input is not the hash of this message"),
    phrase("the first input, which is no coin, is signed"),
    phrase("one coin is spent twice"),
    phrase("the outputs are not one of {sat} satoshi, the sum of the coins"),
    phrase("no coin in it has the script that the proof is filed for"),
    phrase("a signature does not hold ({error})"),
    phrase("not every signature covers all inputs and outputs"),
    phrase("uses what a later soft fork may change ({error})"),
    phrase("not a legacy message of a pay-to-pubkey-hash address"),
)
"""What steps, bids and their tables, money, shares and signatures of proofs say as English text alone.

A field's name says what it holds.
"""
_AND = " and "
_NAMES = "names"
_BTC = re.compile(r"([0-9]+)\.([0-9]{8})")
_MONEY = re.compile(r"-?[0-9]+\.[0-9]{2}")
_DAY = re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]")
_WORDS: Mapping[str, Mapping[str, str]] = {
    "method": METHODS,
    "state": STATES,
    "bid": BIDS,
    "form": FORMS,
    "stage": STAGES,
}


def told(text: str, language: Language) -> str:
    """Return a sentence in a language; a text that is none, and not of `SENTENCES`, stays as it is."""
    if language.code == "en":
        return text
    if isinstance(text, Sentence):
        return _filled(text, language)
    for template, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found is not None:
            fields = {name: _field(name, value, language) for name, value in found.groupdict().items()}
            return language.word(template).format_map(fields)
    return text


def _filled(sentence: Sentence, language: Language) -> str:
    template = sentence.template if sentence.template == PLACED else language.word(sentence.template)
    fields = {name: _value(name, value, language) for name, value in sentence.fields.items()}
    said = template.format_map(fields)
    return f"{said[:1].upper()}{said[1:]}" if sentence.is_begun else said


def _value(name: str, value: Value, language: Language) -> str:
    """Return what a field holds: a text, a sentence, or several of them."""
    if isinstance(value, Sentence):
        return _filled(value, language)
    if isinstance(value, str):
        return _field(name, value, language)
    if name in (_NAMES, "alternatives"):
        return language.listed(value)
    return between(name).join(_value(name, each, language) for each in value)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((template, pattern_of(template)) for template in SENTENCES)


def _field(name: str, value: str, language: Language) -> str:
    """Return what a field holds as a language writes it, by the field's name without `other_`."""
    kind = name.removeprefix("other_").removeprefix("third_")
    if kind in _WORDS:
        return _word(value, _WORDS[kind], language)
    if kind == "states":
        return language.listed(_word(each, STATES, language) for each in value.split(", "))
    if kind == _NAMES:
        return language.listed(value.split(_AND))
    if kind == "lot" and value == NO_LOT:
        return language.word(NO_LOT)
    if kind == "reason":
        return told(value, language)
    if kind == "day" and _DAY.fullmatch(value):
        return language.date(dt.date.fromisoformat(value))
    btc = _BTC.fullmatch(value)
    if kind == "btc" and btc is not None:
        return language.bitcoin(int(btc[1]) * COIN + int(btc[2]))
    if kind == "sat" and value.isdecimal():
        return language.number(int(value))
    if kind == "height":
        return value.replace(",", "")
    if kind == "money" and _MONEY.fullmatch(value) and not value.startswith("-"):
        return decimal(value, language)
    return value.replace(".", language.point) if kind == "share" else value


def _word(value: str, words: Mapping[str, str], language: Language) -> str:
    return language.word(words[value]) if value in words else value
