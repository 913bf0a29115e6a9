"""What gates and checks of disposals say, in the language of a page: they say it in English.

Names, documents and whatever else a person wrote in an act stay as they are.
"""

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache

from tracer.chain.amount import COIN
from tracer.documents.language.language import Language, pattern_of, phrase
from tracer.reserve.disposition.disposal_words import BIDS, METHODS, STATES
from tracer.reserve.statement.words import FORMS, decimal

SENTENCES = (
    phrase(
        "payment of {btc} BTC to a script never paid and never proven: test first, with at most {other_btc} BTC, or "
        "attach a proof."
    ),
    phrase("Every script of others was paid or proven before, or this is the test payment."),
    phrase("Limit {limit} is broken since {day} and not waived."),
    phrase("No hard limit stops it."),
    phrase("The register sets no hard limit."),
    phrase("Nothing is on file by which hard limits are measured."),
    phrase("Is no return: {method}."),
    phrase("Act {act} names {count} return orders in force on {day} as its basis; expected one."),
    phrase("Return order {act} stands in satoshi."),
    phrase("Return order {act} stands in money."),
    phrase("Return order {act} stands by coins."),
    phrase("Act {act} gives back {btc} BTC; order {order} lets {other_btc} BTC go yet."),
    phrase("Act {act} does not say to whom it gives back."),
    phrase("Authorised by {names}."),
    phrase("Act {act} takes two different persons; {count} authorised it."),
    phrase("{name} authorised it on {day}, when the term of {person} did not run."),
    phrase("{name} authorised it and receives it."),
    phrase("{name} authorised it and is of {body}, who receives it."),
    phrase("Act {act} is of {day}, after {other_day}."),
    phrase("Act {act} does not name who receives."),
    phrase("{name} was screened on {day}; no travel-rule payload is due."),
    phrase("{name} was screened on {day}; travel-rule payload {file} is valid."),
    phrase("{name} was screened on {day}; at most {count} days before {other_day} count."),
    phrase("{name} was not screened, or what the search found is not named by its hash."),
    phrase("{name} is licensed, and the act names no travel-rule payload."),
    phrase("The travel-rule payload {file} is not on file."),
    phrase("The travel-rule payload {file} is not valid: {faults}."),
    phrase("The travel-rule payload {file} names other accounts than those that the act pays."),
    phrase(
        "{money} {currency} for one bitcoin; the fixing of {day} is {other_money} {other_currency}, the floor {share} "
        "of it."
    ),
    phrase("The register sets no price, so that no floor can be looked at."),
    phrase("There is no rate of {currency} for {day} on file."),
    phrase("There is no fixing of {day} on file."),
    phrase("No price is paid: {method}."),
    phrase("Act {act} states no price with a fixing and a floor."),
    phrase("Every satoshi that leaves has title."),
    phrase("What leaves without title does so by order {names}."),
    phrase("Nothing leaves."),
    phrase("Only the fee leaves, of satoshi with title or held under an order."),
    phrase("None of them is claimed or pledged."),
    phrase("The order does not wait for appeals."),
    phrase("No time to appeal is running."),
    phrase("Nothing of any lot leaves."),
    phrase("{lot}: {btc} of {other_btc} BTC is encumbered."),
    phrase("{lot}: {btc} of {other_btc} BTC is open to appeal."),
    phrase("{lot}: {btc} of {other_btc} BTC has no forfeiture in force."),
    phrase("{lot}: {btc} of {other_btc} BTC is under no interlocutory order in force that the act names."),
    phrase("{lot}: {btc} of {other_btc} BTC is under no return order in force that the act names."),
    phrase("{lot}: {btc} BTC would come into the reserve without title."),
    phrase("{lot}: act {act} names {btc} BTC; {other_btc} BTC is there."),
    phrase("Act {act} sells before title, and its basis names no {form} order in force."),
    phrase("Act {act} gives back, and its basis names no {form} order in force."),
    phrase("Act {act} sells before title; its proceeds are not restricted."),
    phrase("It was sent as the act says."),
    phrase("Act {act} names no outputs to hold it against."),
    phrase("Its bytes are not on file, and so not what its fee is for one."),
    phrase("Everything that left had title, or an order that the act names."),
    phrase("{names} took satoshi without title."),
    phrase(
        "sent differs from act {act}: {txid} paid a fee of {sat} satoshi over {count} virtual bytes, above {other_sat} "
        "satoshi for one."
    ),
    phrase(
        "sent differs from act {act}: {txid} spends {outpoint}, which holds nothing of the lots that the act names."
    ),
    phrase("sent differs from act {act}: {names} paid {outputs}; the act says {other_outputs}."),
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
)
"""Everything that gates, steps, bids, money and shares say. A field's name says what it holds."""
NO_LOT = phrase("satoshi of no lot")
_AND = " and "
_BTC = re.compile(r"([0-9]+)\.([0-9]{8})")
_MONEY = re.compile(r"-?[0-9]+\.[0-9]{2}")
_DAY = re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]")
_WORDS: Mapping[str, Mapping[str, str]] = {"method": METHODS, "state": STATES, "bid": BIDS, "form": FORMS}


def told(text: str, language: Language) -> str:
    """Return a sentence in a language; one that is not of `SENTENCES` stays as it is."""
    if language.code == "en":
        return text
    for template, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found is not None:
            fields = {name: _field(name, value, language) for name, value in found.groupdict().items()}
            return language.word(template).format_map(fields)
    return text


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((template, pattern_of(template)) for template in SENTENCES)


def _field(name: str, value: str, language: Language) -> str:
    """Return what a field holds as a language writes it, by the field's name without `other_`."""
    kind = name.removeprefix("other_")
    if kind in _WORDS:
        return _word(value, _WORDS[kind], language)
    if kind == "states":
        return language.listed(_word(each, STATES, language) for each in value.split(", "))
    if kind == "names":
        return language.listed(value.split(_AND))
    if kind == "lot" and value == NO_LOT:
        return language.word(NO_LOT)
    if kind == "day" and _DAY.fullmatch(value):
        return language.date(dt.date.fromisoformat(value))
    btc = _BTC.fullmatch(value)
    if kind == "btc" and btc is not None:
        return language.bitcoin(int(btc[1]) * COIN + int(btc[2]))
    if kind == "sat" and value.isdecimal():
        return language.number(int(value))
    if kind == "money" and _MONEY.fullmatch(value) and not value.startswith("-"):
        return decimal(value, language)
    return value.replace(".", language.point) if kind == "share" else value


def _word(value: str, words: Mapping[str, str], language: Language) -> str:
    return language.word(words[value]) if value in words else value
