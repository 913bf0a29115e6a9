"""Russian of who reports, from what chain and with what tool."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "The warning of criminal liability for a knowingly false opinion (Kazakhstan: article 420 of the Criminal "
    "Code) is signed on paper and is not part of this file.": (
        "Предупреждение об уголовной ответственности за заведомо ложное заключение (Казахстан: статья 420 "
        "Уголовного кодекса) подписывается на бумаге и в этот файл не входит."
    ),
    "What differs from run to run is kept outside the sealed part: the node’s version, its answers on the state "
    "of its chain, its tip and the time of acquisition are in signatures/node.json where the chain was read from "
    "a node. No figure of this report depends on them.": (
        "Что различается от расчёта к расчёту, хранится вне запечатанной части: версия узла, его ответы о "
        "состоянии цепочки, её вершина и время получения — в signatures/node.json, если цепочка читалась с узла. "
        "Ни одна цифра этого документа от них не зависит."
    ),
    "heights {first} to {last}": "высоты с {first} по {last}",
    "field": "поле",
    "Identification": "Реквизиты",
    "name": "имя",
    "post and organisation": "должность и организация",
    "education and qualification": "образование и квалификация",
    "years in the specialty": "стаж по специальности",
    "statement of independence": "заявление о независимости",
    "signature and date": "подпись и дата",
    "Examiner and reviewer are the same person: the report has not been reviewed.": (
        "Исследование провело и рецензировало одно и то же лицо: документ не прошёл рецензирования."
    ),
    "Examiner and reviewer": "Исследователь и рецензент",
    "Source of the chain": "Источник данных цепочки",
    "Tool": "Программное средство",
    "Number and date of the report": "Номер и дата документа",
    "Authority that commissioned the report": "Орган, назначивший исследование",
    "Legal basis: orders named in the case": "Правовое основание: акты, названные в деле",
    "Languages of this bundle": "Языки этого пакета",
    "Persons": "Лица",
    "Horizon: the last block looked at": "Горизонт: последний рассмотренный блок",
    "Time of that block": "Время этого блока",
    "Confirmations demanded of the horizon": "Требуемые подтверждения горизонта",
    "Unconfirmed transactions (mempool)": "Неподтверждённые транзакции (мемпул)",
    "not read": "не читались",
    "Block headers held": "Имеющиеся заголовки блоков",
    "Program": "Программа",
    "Edition of the time zones": "Редакция часовых поясов",
    "Random numbers": "Случайные числа",
    "none are used; the same input gives the same bytes": "не используются; одинаковый ввод даёт одинаковые байты",
    "Clustering of addresses": "Кластеризация адресов",
    "none; no figure rests on who controls an address": (
        "нет; ни одна цифра не основана на том, кто контролирует адрес"
    ),
    "Valuation in money": "Денежная оценка",
    "none; all amounts are bitcoin": "нет; все суммы в биткоинах",
    "Commit, hash of the installed package, list of its parts": (
        "Коммит, хеш установленного пакета, перечень составных частей"
    ),
    "Report of the method’s validation": "Отчёт о валидации метода",
    "What it was computed with": "Чем вычислено",
    "tags": "теги",
    "What this report is": "Что это за документ",
    "the default of the network": "по умолчанию для сети",
    "What was read": "Что прочитано",
    "Attribution data (TagPacks)": "Данные о принадлежности (TagPack)",
    "Attribution data (TagPacks): none used.": "Данные о принадлежности (TagPack): не использовались.",
    "Python and operating system": ("Python и операционная система"),
    "not recorded; no byte of the sealed part depends on them": (
        "не записываются; ни один байт запечатанной части от них не зависит"
    ),
}
