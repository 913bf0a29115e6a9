"""Russian of the trail."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "The trail under {rule}, by who pays whom and not by time: each transaction right of those that pay it, or in a "
    "band below them": (
        "След по правилу {rule}, по тому, кто кому платит, а не по времени: каждая транзакция правее тех, что ей платят, "
        "или в полосе ниже"
    ),
    "Which transaction spends which coin, and whom an output pays, is fact. How much of a label goes from a "
    "transaction into each of its outputs is attributed under {rule}.": (
        "Какая транзакция тратит какую монету и кому платит выход — факт. Сколько метки переходит из транзакции "
        "в каждый её выход, отнесено по правилу {rule}."
    ),
    "Transactions that moved funds in question, in chain order, BTC": (
        "Транзакции, перемещавшие спорные средства, в порядке цепочки, BTC"
    ),
    "block {height}, no. {index}": "блок {height}, № {index}",
    "The trail": "След",
    "Transactions": "Транзакции",
    "That a transaction is a CoinJoin is guessed by the rule “{rule}”. It ends a trail and never chooses between "
    "outputs; ordinary payouts of equal amounts can look the same.": (
        "Что транзакция есть CoinJoin, предположено по правилу «{rule}». Оно оканчивает след и никогда не "
        "выбирает между выходами; обычные выплаты равных сумм могут выглядеть так же."
    ),
    "Where the trail ends": "Где оканчивается след",
    "{shown} of {all} rows are printed; all {all} are in trace/{name} and trace/{result}.": (
        "Показано строк: {shown} из {all}; все {all} — в trace/{name} и trace/{result}."
    ),
    "Collisions: satoshi claimed by one label and already held by another": (
        "Коллизии: сатоши, на которые притязает одна метка и которые уже держит другая"
    ),
    "Gaps and collisions": "Пробелы и коллизии",
    "place and time": "место и время",
    "funds in question in": "вошло спорных средств",
    "of them in the fee": "из них в комиссии",
    "Times are block times, declared by the miners; the order is that of the chain.": (
        "Время — это время блока, заявленное майнером; порядок — порядок цепочки."
    ),
    "made": "создана",
    "Coins at which the trail ends, in chain order, BTC": (
        "Монеты, на которых оканчивается след, в порядке цепочки, BTC"
    ),
    "held by label": "держит метка",
    "claimed by label": "притязает метка",
    "That an address belongs to a service is what the TagPack says of it.": (
        "Что адрес принадлежит сервису, утверждает набор тегов (TagPack)."
    ),
    "What could not be known": "Чего узнать не удалось",
    "No gap: everything that the trail needed could be read.": (
        "Пробелов нет: всё, что нужно для следа, удалось прочитать."
    ),
    "The first claim stays; the second is its label’s overlap.": (
        "Первое требование остаётся; второе есть наложение своей метки."
    ),
    "No collision: no satoshi was claimed under two labels.": "Коллизий нет: ни один сатоши не отнесён к двум меткам.",
    "second book": "второй учёт",
}
