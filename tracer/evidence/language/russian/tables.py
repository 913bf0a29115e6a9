"""Russian of the workbook's first sheet."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "wallets of the state whose coins it spends": "кошельки государства, чьи монеты тратятся",
    "wallets of the state that it pays": "кошельки государства, которым платят",
    "what the wallet is for: seizure, forfeiture or reserve": "для чего кошелёк: арест (изъятие), конфискация, резерв",
    "coins held there": "монеты, которые там лежат",
    "what is bounded: a coin, a wallet or an order": "что оценивается: монета, кошелёк или акт",
    "which one": "что именно",
    "the least under any rule that conserves value": "наименьшее по любому правилу, сохраняющему стоимость",
    "the most under any rule that conserves value": "наибольшее по любому правилу, сохраняющему стоимость",
    "whether a budget cut the computation, so that the interval may be wider than need be": "прервано ли вычисление пределом, так что промежуток может быть шире нужного",
    "number of the path": "номер пути",
    "the rule by which it was found": "правило, по которому он найден",
    "coin at which the path starts": "монета, с которой путь начинается",
    "coin at which it arrives": "монета, в которую он приходит",
    "number of the step in its path": "номер шага в пути",
    "input that spends it, the first being 0": "вход, который её тратит; первый — 0",
    "coin that is spent": "потраченная монета",
    "output that is paid, the first being 0": "выход, которому платят; первый — 0",
    "what the rule looks at": "на что смотрит правило",
    "output that the rule names as change": "выход, который правило называет сдачей",
    "outputs that the rule leaves possible": "выходы, которые правило оставляет возможными",
    "what it looked at": "на что оно смотрело",
    "output on which the rules agree": "выход, на котором правила сходятся",
    "label that holds the satoshi": "метка, которой принадлежат сатоши",
    "label that claims them too": "метка, которая тоже на них притязает",
    "spent or made, in, out or fee": "потрачено или создано, вход, выход или комиссия",
    "place among inputs or outputs, the first being 0": "место среди входов или выходов; первое — 0",
    "the last of several that follow one another and are alike": "последний из нескольких подряд одинаковых",
    "place of the run of satoshi inside the coin": "место отрезка сатоши внутри монеты",
    "whether the sum done again agrees with trace.json": "сходится ли повторный расчёт с trace.json",
    "kind of the order, of the movement or of the path": "вид акта, движения или пути",
    "why it could not be known, or why no output is named": "почему это не удалось узнать или почему выход не назван",
    "every table, to be opened in a spreadsheet": "все таблицы, чтобы открыть в табличном редакторе",
    "the same tables for programs, plain UTF-8": "те же таблицы для программ, простой UTF-8",
    "Every table of trace/*.csv has a sheet here. Those files are plain UTF-8 for programs; a spreadsheet may show letters of theirs wrongly, and this workbook is the one to open.": "Каждой таблице trace/*.csv здесь отвечает лист. Те файлы — простой UTF-8 для программ; табличный редактор может показать их буквы неверно, открывать следует эту книгу.",
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
