"""The field's words in the three languages, one meaning each: what the catalogs use and the reports print."""

from typing import NamedTuple

from tracer.documents.language.language import phrase


class Term(NamedTuple):
    """One word in three languages, and what it means, in English."""

    english: str
    russian: str
    kazakh: str
    meaning: str


TERMS = (
    Term(
        "funds in question",
        "спорные средства",
        "даулы қаражат",
        phrase("value whose way is asked about; the words judge nobody"),
    ),
    Term(
        "attributed amount (taint)",
        "отнесённая сумма",
        "жатқызылған сома",
        phrase("satoshi that a declared rule attributes to a label in a coin"),
    ),
    Term(
        "untraced",
        "непрослеженное",
        "қадағаланбаған",
        phrase("what no seed of the case reaches; no statement that it is lawful"),
    ),
    Term("label", "метка", "белгі", phrase("the claim that a seed belongs to: whose loss, which offence")),
    Term(
        "seed",
        "исходная точка",
        "бастапқы нүкте",
        phrase("a coin at which a label’s trail starts, as the case asserts"),
    ),
    Term(
        "coin",
        "монета (выход транзакции)",
        "монета (транзакция шығысы)",
        phrase("an output of a transaction, as something that can be spent"),
    ),
    Term(
        "rule",
        "правило отнесения",
        "жатқызу қағидасы",
        phrase("the accounting convention that attributes what goes in to what comes out"),
    ),
    Term("end", "окончание следа", "іздің аяқталуы", phrase("why a trail stops at a coin")),
    Term(
        "closed books",
        "сходящийся баланс",
        "тоғысқан баланс",
        phrase("seeds equal the sum of all ends, to the satoshi"),
    ),
    Term("bounds", "границы", "шектер", phrase("the least and the most under every rule that conserves value")),
    Term("horizon", "горизонт", "горизонт", phrase("the last block looked at")),
    Term("custody", "хранение государством", "мемлекет сақтауы", phrase("wallets that the case names as the state’s")),
    Term("receipt", "поступление", "түсім", phrase("a coin of the trail paid to a custody wallet")),
    Term("departure", "выбытие", "кету", phrase("value that left the state’s wallets")),
    Term(
        "order",
        "судебный акт (постановление)",
        "сот актісі (қаулы)",
        phrase("a command of a court or authority that the case names"),
    ),
    Term("restraint", "ограничение распоряжения", "иелік етуді шектеу", phrase("an order not to dispose of value")),
    Term("seizure", "арест (изъятие)", "тыйым салу (алып қою)", phrase("an order to take value into custody")),
    Term("forfeiture", "конфискация", "тәркілеу", phrase("an order by which title passes once it is in force")),
    Term("return", "возврат", "қайтару", phrase("an order to give value back")),
    Term("reserve", "государственный резерв", "мемлекеттік резерв", phrase("the state’s holding after forfeiture")),
    Term("gap", "пробел", "олқылық", phrase("what could not be read, with the reason and the place")),
    Term("fee", "комиссия", "комиссия", phrase("what a transaction spends less what it pays")),
    Term("satoshi", "сатоши", "сатоши", phrase("the smallest unit: one hundred millionth of a bitcoin")),
    Term("fact", "факт", "факт", phrase("what the chain shows and anybody can check")),
    Term("convention", "соглашение", "келісім", phrase("what an accounting rule attributes")),
    Term(
        "inference",
        "предположение",
        "болжам",
        phrase("a guess with an error rate; it may end a trail and never chooses"),
    ),
    Term(
        "asserted",
        "утверждается",
        "мәлімделген",
        phrase("what the case says and the chain does not show"),
    ),
)
"""Every term, in the order of the report."""
