"""Russian of a run's page."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "Run of case {id}": "Расчёт по делу {id}",
    "{network}, up to block {height}. Amounts in BTC, attributed under {rule} unless another rule is named: a "
    "convention, not a fact of the chain. A working page, no evidence: for that, export the run. trace.json has "
    "SHA-256 {hash}.": (
        "{network}, до блока {height}. Суммы в BTC, отнесены по правилу {rule}, если не названо другое: это "
        "соглашение, а не факт цепочки. Рабочая страница, не доказательство: для него выгрузите пакет. SHA-256 "
        "файла trace.json: {hash}."
    ),
    "only rows with …": "только строки с …",
    "all": "все",
    "(none)": "(нет)",
    "rows {shown} of {all}": "строк: {shown} из {all}",
    "together {amount} BTC": "вместе {amount} BTC",
    "This run holds no raw transactions, so the trail cannot be drawn. Trace it from a node or a file.": (
        "В этом расчёте нет исходных транзакций, поэтому след нельзя нарисовать. Проследите его с узла или из файла."
    ),
    "Click into the picture: then the wheel or + and − zoom, dragging moves, Escape or a double click shows all. "
    "A click on the name of a transaction or an address leaves only its rows in the tables below.": (
        "Щёлкните по рисунку: тогда колесо или + и − меняют масштаб, перетаскивание двигает, Escape или двойной "
        "щелчок показывает всё. Щелчок по имени транзакции или адресу оставляет в таблицах ниже только их строки."
    ),
    "service deposit": "поступление на сервис",
    "receipt without order": "поступление без акта",
    "unspent coin": "непотраченная монета",
    "stop": "остановка",
    "gap in what was read": "пробел в прочитанном",
    "unordered amount": "сумма вне актов",
    "Suggestions, no findings. All of them, with what to do, are in leads.csv.": (
        "Это подсказки, а не выводы. Все они, с указанием, что делать, — в leads.csv."
    ),
    "not under {rule}, the primary rule: {why}": "не по правилу {rule}, основному: {why}",
    "Transactions of the trail under {rule}": "Транзакции следа по правилу {rule}",
    "lead": "направление",
    "rules": "правила",
    "at": "где",
    "address": "адрес",
    "time (UTC, miner’s)": "время (UTC, майнера)",
    "value of the coin": "стоимость монеты",
    "amount spent in it": "потрачено в ней",
    "of it the fee": "из этого комиссия",
    "Of {all} rows {shown} are shown; all are in {file}.": "Показано строк: {shown} из {all}; все — в {file}.",
    "{rule}, beside it": "{rule}, рядом",
    "{rule}: reaches outputs: {outputs}; transactions: {crossed}.": (
        "{rule}: достигнуто выходов: {outputs}; транзакций: {crossed}."
    ),
    "Leads": "Направления проверки",
    "Every coin at which a trail ends": "Все монеты, на которых оканчивается след",
}
