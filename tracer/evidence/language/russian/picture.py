"""Russian of the picture of the trail."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "The trail under {rule}": "След по правилу {rule}",
    "Case {case} · {network} · horizon block {height} · amounts in BTC, attributed under {rule}: a convention, "
    "not a fact of the chain": (
        "Дело {case} · {network} · горизонт: блок {height} · суммы в BTC, отнесены по правилу {rule}: "
        "соглашение, а не факт цепочки"
    ),
    "Dark boxes are transactions, by who pays whom and not by time: each right of those that pay it, or in a band "
    "below them; slips are coins: how much of each label, and whom they pay.": (
        "Тёмные блоки — транзакции, по тому, кто кому платит, а не по времени: каждая правее тех, что ей платят, или в "
        "полосе ниже; карточки — монеты: сколько какой метки и кому они платят."
    ),
    "A line that ends in a number goes on at the same number in the band below.": (
        "Линия, оканчивающаяся числом, продолжается от того же числа в полосе ниже."
    ),
    "block {height}": "блок {height}",
    "more labels: {count}": "ещё меток: {count}",
    "funds of label {label}": "средства метки {label}",
    "collapsed": "свёрнуто",
    "blocks {first}–{last}": "блоки {first}–{last}",
    "+ untraced": "непрослеж.",
    "fee {amount}": "комиссия {amount}",
    "in a coin of": "в монете",
    "in coins of": "в монетах",
    "START": "НАЧАЛО",
    "side branches that reach no custody wallet": "боковые ветви, не достигающие кошельков хранения",
    "a plain chain, each paid on by the next": "простая цепь, где каждая платит следующей",
    "a run of transactions in chain order": "ряд транзакций в порядке цепочки",
    "{transactions} collapsed, from {txid} in blocks {first} to {last}: {why}": (
        "Свёрнуто: {transactions}, начиная с {txid}, блоки с {first} по {last}: {why}"
    ),
    "fee": "комиссия",
    "STATE CUSTODY": "ГОСХРАНЕНИЕ",
}
