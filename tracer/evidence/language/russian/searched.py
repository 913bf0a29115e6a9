"""Russian of what was searched and not found."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "A wallet given as a descriptor was looked for at the indices stated, inclusive; scripts beyond them were "
    "not. That all outputs of an address or descriptor were found rests on the source of the chain.": (
        "Кошелёк, заданный дескриптором, искали по указанным индексам включительно; скрипты за их пределами не "
        "искали. Что найдены все выходы адреса или дескриптора, зависит от источника цепочки."
    ),
    "What was not followed to its end": "Что не прослежено до конца",
    "Value that went on, or may have gone on, and was not followed. It is in the closed books above.": (
        "Стоимость, которая пошла или могла пойти дальше и не прослеживалась. Она входит в баланс выше."
    ),
    "What was searched, and what was not found": "Что исследовалось и что не найдено",
    "blocks searched": "просмотренные блоки",
    "What each seed named": "Что назвала каждая исходная точка",
    "searched for": "искали по",
    "What each custody wallet received of the funds in question, BTC": (
        "Что каждый кошелёк хранения получил из спорных средств, BTC"
    ),
    "directly from the trail": "прямо со следа",
    "from other wallets of the state": "из других кошельков государства",
    "none directly": "прямо — нет",
    "and part of {amount}": "и часть от {amount}",
    "What came from other wallets of the state was received there before: it is custody accounting, and the two "
    "columns are not to be added up over the wallets.": (
        "Пришедшее из других кошельков государства было получено ими раньше: это учёт хранения, и два столбца нельзя "
        "складывать по кошелькам."
    ),
    "coins found": "найдено монет",
    "descriptor, indices {first} to {last}": "дескриптор, индексы с {first} по {last}",
    "receipts": "поступления",
    "Seeds never spent up to the horizon": "Исходные точки, не потраченные до горизонта",
    "Seeds never spent up to the horizon: none.": "Исходные точки, не потраченные до горизонта: нет.",
    "NOTHING FOUND": "НИЧЕГО НЕ НАЙДЕНО",
    "Descriptors are in use to the end of the range searched, or beyond it; the range may be too short.": (
        "Дескрипторы используются до конца проверенного диапазона или за ним; диапазон может быть слишком коротким."
    ),
    "Where ranges end": "Где кончаются диапазоны",
    "NOTHING TRACED": "НИЧЕГО НЕ ПРОСЛЕЖЕНО",
    "Trails that were cut off, by label": "Прерванные следы, по меткам",
    "Nothing: no trail was cut off.": "Ничего: ни один след не прерван.",
}
