"""Russian of the interactive exhibit."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "none that can be told: newly mined, or what it spends is not among this material": (
        "неизвестна: монеты только что добыты, или потраченного ею нет среди этих материалов"
    ),
    "Named elsewhere on this page: {count}.": "Названо в другом месте этой страницы: {count}.",
    "{name}: in “{section}”, not in the picture": "{name}: в разделе «{section}», не на схеме",
    "The trail, interactive": "След, интерактивно",
    "Search: transaction, address, wallet, label": "Поиск: транзакция, адрес, кошелёк, метка",
    "Rule": "Правило",
    "Label": "Метка",
    "Follow a path": "Пройти по пути",
    "Previous step": "Предыдущий шаг",
    "Next step": "Следующий шаг",
    "Zoom in": "Увеличить",
    "Zoom out": "Уменьшить",
    "Show all": "Показать всё",
    "Whole window": "Во всё окно",
    "The trail as a picture. Arrow keys move, plus and minus zoom, n and p go from transaction to transaction.": (
        "След в виде рисунка. Стрелки перемещают, плюс и минус меняют масштаб, n и p переходят от "
        "транзакции к транзакции."
    ),
    "Facts of the transaction chosen": "Факты о выбранной транзакции",
    "Choose a transaction in the picture, search for one, or follow a path.": (
        "Выберите транзакцию на рисунке, найдите её поиском или пройдите по пути."
    ),
    "Keyboard": "Клавиатура",
    "With scripts allowed, this page lets you search the trail, move about in it, switch the rule and "
    "follow paths step by step. Nothing is lost without them: the picture above and the tables below say "
    "the same.": (
        "Если скрипты разрешены, на этой странице можно искать по следу, перемещаться по нему, менять "
        "правило и проходить пути шаг за шагом. Без них ничего не теряется: рисунок выше и таблицы ниже "
        "говорят то же самое."
    ),
    "move": "перемещение",
    "zoom": "масштаб",
    "show all": "показать всё",
    "next, previous transaction in chain order": "следующая, предыдущая транзакция в порядке цепочки",
    "first, last transaction": "первая, последняя транзакция",
    "next, previous step of the path": "следующий, предыдущий шаг пути",
    "go to the facts": "перейти к фактам",
    "and {count} more": "и ещё {count}",
    "txid": "txid",
    "block time, miner’s": "время блока (майнера)",
    "bytes": "байт",
    "{size}, version {version}, lock time {lock}": "{size}, версия {version}, lock time {lock}",
    "raw bytes": "исходные байты",
    "Transaction": "Транзакция",
    "Spends": "Тратит",
    "Pays": "Платит",
    "input, whom the coin had paid": "вход, кому платила монета",
    "output, whom it pays": "выход, кому платит",
    "value, BTC": "стоимость, BTC",
    "from {txid}": "из {txid}",
    "spent in {txid}": "потрачена в {txid}",
    "START {amounts}": "НАЧАЛО {amounts}",
    "Follow the path to here": "Пройти путь сюда",
    "{count} more are left out here; no rule attributes anything to them. They are in the raw bytes.": (
        "Здесь опущено ещё: {count}; ни одно правило ничего к ним не относит. Они есть в исходных байтах."
    ),
    "The {shown} with the largest amounts of {count} are listed; all are in the raw bytes and in trace/flows.csv.": (
        "Показаны {shown} с наибольшими суммами из {count}; все есть в исходных байтах и в trace/flows.csv."
    ),
    "In the fee, under {rule}: {amounts}": "В комиссии, по правилу {rule}: {amounts}",
    "What the transaction spends and pays is fact. How much of a label stands in each coin is attributed "
    "under {rule}: a convention.": (
        "Что транзакция тратит и платит — факт. Сколько какой метки в каждой монете — отнесено по правилу "
        "{rule}: соглашение."
    ),
    "Transaction {txid}, block {height}": "Транзакция {txid}, блок {height}",
    "No path is chosen.": "Путь не выбран.",
    "Step {step} of {count}: takes {taken}, pays {made}.": "Шаг {step} из {count}: берёт {taken}, платит {made}.",
    "Step {step} of {count}: the trail starts here, {made}.": ("Шаг {step} из {count}: здесь начинается след, {made}."),
    "The path ends: {end}.": "Путь окончен: {end}.",
    "choose one of {count} ends": "выберите окончание, всего {count}",
    "the first {shown} of {count} ends": "первые {shown} окончаний из {count}",
    "block {height}, {txid} {why}": "блок {height}, {txid} {why}",
    "{count} transactions found": "Найдено транзакций: {count}",
    "{count} transactions found, the first {shown} are listed": (
        "Найдено транзакций: {count}, показаны первые {shown}"
    ),
    "not reached under this rule and label": "не достигнуто по этому правилу и метке",
    "{rule}, primary rule": "{rule}, основное правило",
    "all labels": "все метки",
    "Attributed under {rule}": "Отнесено по правилу {rule}",
    "Boxes are transactions, by who pays whom and not by time: each right of those that pay it, or in a band below "
    "them; below a box stand coins at which a trail ends. Transactions, coins and addresses are facts; amounts are "
    "attributed under the rule chosen.": (
        "Блоки рисунка — транзакции, по тому, кто кому платит, а не по времени: каждая правее тех, что ей платят, или в "
        "полосе ниже; под ними — монеты, на которых след оканчивается. Транзакции, монеты и адреса — факты; суммы отнесены "
        "по выбранному правилу."
    ),
    "A path shown is one of many: at each transaction it goes back along the input with the largest "
    "amount attributed. The result is that of {rule}; other rules are shown beside it.": (
        "Показанный путь — один из многих: в каждой транзакции он идёт назад по входу с наибольшей "
        "отнесённой суммой. Результат — по правилу {rule}; другие правила показаны рядом."
    ),
    "Of {all} transactions {shown} are here, those that lead to custody first; the others are in "
    "trace/transactions.csv and trace/flows.csv.": (
        "Из {all} транзакций здесь {shown}, прежде всего ведущие к хранению государством; остальные — в "
        "trace/transactions.csv и trace/flows.csv."
    ),
}
