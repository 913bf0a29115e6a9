"""Russian of what is guessed."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "Stops that rest on an inference": "Остановки, основанные на предположении",
    "Trails end at the transactions below because a rule says that they look like a CoinJoin, Lightning or too "
    "many outputs. That is a guess with an error rate, not a fact of the chain. It never chooses between outputs.": (
        "Следы оканчиваются на нижеперечисленных транзакциях, потому что по некоторому правилу они похожи на "
        "CoinJoin, Lightning или имеют слишком много выходов. Это догадка с долей ошибок, а не факт цепочки. Она "
        "никогда не выбирает между выходами."
    ),
    "What changes without them": "Что меняется без них",
    "The result of the case is the one declared, under {rule}. Beside it, what it would be with one thing changed.": (
        "Результат по делу — объявленный, по правилу {rule}. Рядом показано, каким он был бы при одном изменении."
    ),
    "That an address is a service’s is what the author of a TagPack says, not a fact of the chain. Behind a service "
    "lie the pooled coins of all its customers: where the trail is followed on, what it attributes means little.": (
        "То, что адрес принадлежит сервису, утверждает автор набора тегов (TagPack); это не факт цепочки. За сервисом лежат "
        "смешанные монеты всех его клиентов: если вести след дальше, отнесённые суммы мало что значат."
    ),
    "place": "место",
    "rule and verdict": "правило и оценка",
    "looked at": "на что смотрели",
    "{shown} of {all} stops are printed; all are in trace/trace.json, under stops.": (
        "Показано остановок: {shown} из {all}; все — в trace/trace.json, ключ stops."
    ),
    "known to fail": "известные сбои",
    "published error": "опубликованная доля ошибок",
    "How these rules fail": "Как эти правила дают сбой",
    "Nothing: the result rests on no inference, and no label’s amounts depend on another label’s.": (
        "Ничего: результат не основан на предположениях, и суммы ни одной метки не зависят от другой."
    ),
    "Each label followed as if the others were untraced": (
        "Каждая метка прослежена так, как если бы остальные были непрослеженными"
    ),
    "Without the stop “{end}”": "Без остановки «{end}»",
    "{shown} of {all} coins are printed; all are in trace/trace.json, under variations.": (
        "Показано монет: {shown} из {all}; все — в trace/trace.json, ключ variations."
    ),
    "Stops": "Остановки",
    "stops": "остановки",
    "{what}: nothing changes.": "{what}: ничего не меняется.",
    "as declared": "как объявлено",
    "otherwise": "иначе",
    "{what}: by label and end, BTC": "{what}: по меткам и окончаниям, BTC",
    "{what}: by coin, BTC": "{what}: по монетам, BTC",
    "None: no trail ended because a transaction looked like something.": (
        "Нет: ни один след не окончился потому, что транзакция на что-то похожа."
    ),
}
