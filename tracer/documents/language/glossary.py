"""The field's words, one meaning each: what the catalogs use and the reports print, in every language side by side.

The English word is here; the same word in another language stands in its catalog, in the context `glossary`.
"""

from typing import NamedTuple

from tracer.documents.explained import COINJOIN, HOP, LEAST, MOST, RULES_EXPLAINED, TAG
from tracer.documents.language.language import phrase
from tracer.documents.words import RULE_NAMES


class Term(NamedTuple):
    """One word and what it means, in English."""

    english: str
    meaning: str


TERMS = (
    Term("funds in question", phrase("value whose way is asked about; the words judge nobody")),
    Term("attributed amount (taint)", phrase("satoshi that a declared rule attributes to a label in a coin")),
    Term("untraced", phrase("what no seed of the case reaches; no statement that it is lawful")),
    Term("label", phrase("the claim that a seed belongs to: whose loss, which offence")),
    Term("seed", phrase("a coin at which a label’s trail starts, as the case asserts")),
    Term("coin", phrase("an output of a transaction, as something that can be spent")),
    Term("rule", phrase("the accounting convention that attributes what goes in to what comes out")),
    *(Term(RULE_NAMES[rule], text) for rule, text in RULES_EXPLAINED.items()),
    Term("end", phrase("why a trail stops at a coin")),
    Term("closed books", phrase("seeds equal the sum of all ends, to the satoshi")),
    Term("bounds", phrase("the least and the most under every rule that conserves value")),
    Term("least", LEAST),
    Term("most", MOST),
    Term("hop", HOP),
    Term("CoinJoin", COINJOIN),
    Term("tag", TAG),
    Term("horizon", phrase("the last block looked at")),
    Term("custody", phrase("wallets that the case names as the state’s")),
    Term("receipt", phrase("a coin of the trail paid to a custody wallet")),
    Term("departure", phrase("value that left the state’s wallets")),
    Term("order", phrase("a command of a court or authority that the case names")),
    Term("restraint", phrase("an order not to dispose of value")),
    Term("seizure", phrase("an order to take value into custody")),
    Term("forfeiture", phrase("an order by which title passes once it is in force")),
    Term("return", phrase("an order to give value back")),
    Term("reserve", phrase("the state’s holding after forfeiture")),
    Term("gap", phrase("what could not be read, with the reason and the place")),
    Term("fee", phrase("what a transaction spends less what it pays")),
    Term("satoshi", phrase("the smallest unit: one hundred millionth of a bitcoin")),
    Term("fact", phrase("what the chain shows and anybody can check")),
    Term("convention", phrase("what an accounting rule attributes")),
    Term("inference", phrase("a guess with an error rate; it may end a trail and never chooses")),
    Term("asserted", phrase("what the case says and the chain does not show")),
)
"""Every term, in the order of the report."""
