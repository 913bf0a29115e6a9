"""Russian of what no offline check can show."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "no offline check shows that a coin is still unspent; {coins} said to be unspent at block {height}. gettxout "
    "answers for now, not for that block: no answer means that the coin was spent then or later, and only the "
    "block of the spend tells which": (
        "ни одна проверка без сети не покажет, что монета до сих пор не потрачена; считаются непотраченными на "
        "блоке {height}: {coins}. gettxout отвечает на текущий момент, а не на тот блок: отсутствие ответа "
        "значит, что монета потрачена тогда или позже, и только блок траты покажет, когда именно"
    ),
    "a spend at or below the horizon that was left out of the bundle cannot be noticed without the chain; trace "
    "the case again on a node of your own and compare the SHA-256 of trace.json; where descriptors are withheld "
    "that takes the original case file": (
        "трату на горизонте или до него, не включённую в пакет, без цепочки заметить нельзя; повторите "
        "трассировку на своём узле и сравните SHA-256 файла trace.json; если дескрипторы скрыты, для этого нужен "
        "исходный файл дела"
    ),
    "that seeds, custody wallets, orders and tags are what the case says of them is asserted, not shown by the chain": (
        "что исходные точки, кошельки хранения, акты и теги таковы, как сказано в деле, утверждается, но "
        "цепочкой не показано"
    ),
    "Unspent coins": "Непотраченные монеты",
    "No spend left out": "Ни одна трата не пропущена",
    "{transactions} could not be read in full, for the bundle holds no input of theirs; trails end there as gaps "
    "({rows}). That the source lacked them, and that nobody left them out, no offline check shows": (
        "не удалось прочитать полностью: {transactions}, так как в пакете нет их входов; следы там оканчиваются "
        "пробелами ({rows}). Что в источнике их не было и что их никто не изъял, проверка без сети не покажет"
    ),
    "the case names no block to trace up to, so that it is block {height} and not a later one is the choice of "
    "who traced; what came after it is not here": (
        "дело не называет блока, до которого вести трассировку; что это блок {height}, а не более поздний, решил "
        "тот, кто её вёл; того, что было потом, здесь нет"
    ),
    "a txid does not cover witnesses, so a witness changed in the raw transactions is not noticed; no figure "
    "rests on one": (
        "идентификатор транзакции не охватывает данные свидетеля (witness), поэтому их изменение в исходных "
        "транзакциях незаметно; ни одна цифра на них не основана"
    ),
    "Witnesses": "Данные свидетеля (witness)",
    "how many transactions a block has is what its Merkle proofs say, all of one block alike; the root does not fix "
    "the number, and no figure rests on it": (
        "сколько транзакций в блоке, говорят его доказательства Меркла, все для одного блока одинаково; корень этого "
        "числа не закрепляет, и ни одна цифра на нём не основана"
    ),
    "Transactions in a block": "Число транзакций в блоке",
    "that all outputs paid to a seed's address or descriptor were found needs the whole chain": (
        "что найдены все выходы на адрес или дескриптор исходной точки, показывает только вся цепочка"
    ),
    "the headers run from genesis; that no chain with more work exists only a node can tell": (
        "заголовки идут от генезис-блока; что нет цепочки с большей работой, может сказать только узел"
    ),
    "that the first header held, height {height}, {hash}, descends from genesis is not shown; compare it and the "
    "horizon, {horizon}, with your own node": (
        "что первый имеющийся заголовок, высота {height}, {hash}, происходит от генезис-блока, не показано; "
        "сравните его и горизонт, {horizon}, на своём узле"
    ),
    "a signet's blocks are signed; the signatures are not in the headers": (
        "блоки signet подписаны; в заголовках этих подписей нет"
    ),
    "the exhibits are not in the bundle: {names}; compare their SHA-256 with the case file": (
        "сами материалы в пакет не входят: {names}; сравните их SHA-256 с файлом дела"
    ),
    "# and {count} more coins: unspent and held ones are in trace/trace.json": (
        "# и ещё монет: {count}; непотраченные и хранимые перечислены в trace/trace.json"
    ),
    "Best chain": "Лучшая цепочка",
    "Assertions of the case": "Утверждения дела",
    "# and {count} more: all are in trace/gaps.csv": "# и ещё: {count}; все в trace/gaps.csv",
    "Gaps": "Пробелы",
    "Choice of the horizon": "Выбор горизонта",
    "Completeness of address seeds": "Полнота адресных исходных точек",
    "Signet signatures": "Подписи signet",
    "Exhibits": "Материалы",
}
