"""Kazakh of the state’s own wallets."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "Receipts of the state’s wallets": "Мемлекет әмияндарына түсімдер",
    "Custody accounting, not tracing: from the receipts on, the received amounts are followed through the "
    "state’s own wallets under {rule}. What leaves them is named and not followed. Title follows the orders, not "
    "this book.": (
        "Трассалау емес, сақтау есебі: түсімдерден бастап түскен сомалар мемлекет әмияндары арқылы {rule} "
        "қағидасы бойынша жүргізіледі. Олардан кеткені аталады және әрі қарай қадағаланбайды. Меншік құқығы осы "
        "есептен емес, сот актілерінен туындайды."
    ),
    "The same under {other}, for comparison: receipts under {rule}, moved on under {other}": (
        "Салыстыру үшін {other} қағидасы бойынша: түсімдер {rule} қағидасы бойынша, әрі қарай {other} қағидасы бойынша"
    ),
    "Moves within the state’s wallets, BTC": "Мемлекет әмияндары арасындағы ауыстырулар, BTC",
    "Departures from the state’s wallets, BTC": "Мемлекет әмияндарынан кетулер, BTC",
    "Held at block {height}, BTC": "{height}-блокта сақталуда, BTC",
    "received": "түсті",
    "held": "сақталуда",
    "departed": "кетті",
    "fees": "комиссиялар",
    "coin and address": "монета және мекенжай",
    "value": "құны",
    "Received = held + departed + fees, under {rule}": (
        "Түсті = сақталуда + кетті + комиссиялар, {rule} қағидасы бойынша"
    ),
    "labels": "белгілер",
    "orders": "актілер",
    "coins": "монета саны",
    "check": "тексеру",
    "from → to": "қайдан → қайда",
    "Coins paid to custody wallets, BTC": "Сақтау әмияндарына төленген монеталар, BTC",
    "That these outputs pay these scripts, in these blocks, with these values.": (
        "Бұл шығыстардың осы скрипттерге, осы блоктарда, осындай құнмен төлейтіні."
    ),
    "How much of each coin is funds in question, attributed under {rule}.": (
        "Әр монетада қанша даулы қаражат бар екені {rule} қағидасы бойынша жатқызылған."
    ),
    "That the scripts belong to the state’s wallets.": "Бұл скрипттердің мемлекет әмияндарына тиесілі екені.",
    "transaction": "транзакция",
    "untraced, BTC": "қадағаланбаған, BTC",
    "Transactions that mix labels, orders or untraced coins": (
        "Белгілерді, актілерді немесе қадағаланбаған монеталарды араластыратын транзакциялар"
    ),
    "closes": "тоғысады",
    "DOES NOT CLOSE": "ТОҒЫСПАЙДЫ",
    "when": "қашан",
    "in fees": "комиссияда",
    "No coin of the trail was paid to a custody wallet.": "Іздің бірде-бір монетасы сақтау әмиянына төленбеген.",
    "elsewhere": "сыртқа",
}
