"""Russian of the workbook's first sheet."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "wallet of the state, as the case names it": "кошелёк государства, как его называет дело",
    "the coin: the transaction that made it, and the number of its output": (
        "монета: создавшая её транзакция и номер выхода"
    ),
    "height of the block": "высота блока",
    "time of the block, declared by the miner, UTC": "время блока, заявленное майнером, UTC",
    "what the coin is worth in all": "вся стоимость монеты",
    "the claim: whose loss, which offence": "метка: чья потеря, какое деяние",
    "funds in question in it, attributed under the rule": "спорные средства в ней, отнесённые по правилу",
    "address paid; empty where the script has none": "адрес получателя; пусто, если у скрипта его нет",
    "orders that cover the receipt": "акты, которыми покрыто поступление",
    "order, as the case names it": "акт, как его называет дело",
    "kind of the order": "вид акта",
    "labels that the order names": "метки, названные в акте",
    "what the order states": "сколько предписано актом",
    "what was received under it": "сколько по нему поступило",
    "what is lacking": "сколько недостаёт",
    "what is beyond it": "сколько сверх того",
    "coins received under it": "поступившие по нему монеты",
    "in what it disagrees with the chain": "в чём он расходится с цепочкой",
    "the accounting rule": "правило отнесения",
    "what the case’s seeds assert": "сколько утверждают исходные точки дела",
    "of it already held by an earlier claim": "из этого уже отнесено к более раннему требованию",
    "what is followed": "сколько прослеживается",
    "why the trail ends there": "почему след там оканчивается",
    "wallet or service at which it ends": "кошелёк или сервис, на котором он оканчивается",
    "type of the script, by Bitcoin Core’s name": "тип скрипта, по наименованию Bitcoin Core",
    "the transaction": "транзакция",
    "place of the transaction in its block, the first being 0": "место транзакции в блоке, первая — 0",
    "funds in question that it spends": "спорные средства, которые она тратит",
    "of them in its fee": "из них в её комиссии",
    "why it could not be known": "почему этого нельзя было узнать",
    "Tables of case {id}, {network}, up to block {height}": "Таблицы по делу {id}, {network}, до блока {height}",
    "Amounts are whole satoshi ({coin} satoshi are one bitcoin), attributed under {rule} unless a row names "
    "another rule: a convention, not a fact of the chain.": (
        "Суммы — целые сатоши ({coin} сатоши составляют один биткоин), отнесены по правилу {rule}, если строка не"
        " называет другого: это соглашение, а не факт цепочки."
    ),
    "Times are block times, declared by the miners, in UTC.": "Время — это время блока, заявленное майнером, в UTC.",
    "A text that a spreadsheet could take for a formula has an apostrophe before it.": (
        "Перед текстом, который табличная программа могла бы принять за формулу, стоит апостроф."
    ),
    "Names of sheets and columns are those of the CSV files, the same in every language.": (
        "Имена листов и столбцов — те же, что в файлах CSV, и одинаковы на всех языках."
    ),
    "Computed from trace.json with SHA-256 {hash}.": "Вычислено из trace.json с SHA-256 {hash}.",
    "Sheet {sheet}: rows under {rule} only, {kept} of {all}; all rules are in {sheet}.csv.": (
        "Лист {sheet}: только строки по правилу {rule}, {kept} из {all}; все правила — в {sheet}.csv."
    ),
    "Sheet {sheet}: the first {kept} of {all} rows; all are in {sheet}.csv.": (
        "Лист {sheet}: первые строки, {kept} из {all}; все — в {sheet}.csv."
    ),
    "Sheet {sheet}: a cell is too long for a spreadsheet and ends in …; it is whole in {sheet}.csv.": (
        "Лист {sheet}: ячейка слишком длинна для таблицы и кончается знаком …; полностью она в {sheet}.csv."
    ),
    "column": "столбец",
    "what it holds": "что в нём",
}
