"""Kazakh of a run's page."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "Run of case {id}": "{id} ісі бойынша есептеу",
    "{network}, up to block {height}. Amounts in BTC, attributed under {rule} unless another rule is named: a "
    "convention, not a fact of the chain. A working page, no evidence: for that, export the run. trace.json has "
    "SHA-256 {hash}.": (
        "{network}, {height}-блокқа дейін. Сомалар BTC-мен, басқа қағида аталмаса, {rule} қағидасы бойынша "
        "жатқызылған: бұл тізбек фактісі емес, келісім. Жұмыс беті, дәлелдеме емес: ол үшін пакетті шығарыңыз. "
        "trace.json файлының SHA-256 мәні: {hash}."
    ),
    "only rows with …": "тек … бар жолдар",
    "all": "барлығы",
    "(none)": "(жоқ)",
    "rows {shown} of {all}": "жол: {all} ішінен {shown}",
    "together {amount} BTC": "барлығы {amount} BTC",
    "This run holds no raw transactions, so the trail cannot be drawn. Trace it from a node or a file.": (
        "Бұл есептеуде бастапқы транзакциялар жоқ, сондықтан ізді салу мүмкін емес. Оны түйіннен немесе файлдан "
        "қадағалаңыз."
    ),
    "Click into the picture: then the wheel or + and − zoom, dragging moves, Escape or a double click shows all. "
    "A click on the name of a transaction or an address leaves only its rows in the tables below.": (
        "Суретті шертіңіз: сонда дөңгелек немесе + пен − масштабты өзгертеді, сүйреу жылжытады, Escape немесе екі"
        " рет шерту бәрін көрсетеді. Транзакция атауын немесе мекенжайды шерту төмендегі кестелерде тек соның "
        "жолдарын қалдырады."
    ),
    "service deposit": "сервиске түсім",
    "receipt without order": "актісіз түсім",
    "unspent coin": "жұмсалмаған монета",
    "stop": "тоқтау",
    "gap in what was read": "оқылғандағы олқылық",
    "unordered amount": "актілерден тыс сома",
    "Suggestions, no findings. All of them, with what to do, are in leads.csv.": (
        "Бұл — ұсыныс, тұжырым емес. Барлығы, не істеу керегімен, leads.csv файлында."
    ),
    "not under {rule}, the primary rule: {why}": "негізгі {rule} қағидасы бойынша емес: {why}",
    "Transactions of the trail under {rule}": "{rule} қағидасы бойынша із транзакциялары",
    "lead": "бағыт",
    "rules": "қағидалар",
    "at": "қайда",
    "address": "мекенжай",
    "time (UTC, miner’s)": "уақыт (UTC, майнердікі)",
    "value of the coin": "монета құны",
    "amount spent in it": "онда жұмсалғаны",
    "of it the fee": "оның комиссиясы",
    "Of {all} rows {shown} are shown; all are in {file}.": (
        "Көрсетілген жол: {all} ішінен {shown}; барлығы {file} файлында."
    ),
    "{rule}, beside it": "{rule}, қатар",
    "{rule}: reaches outputs: {outputs}; transactions: {crossed}.": (
        "{rule}: жеткен шығыс саны: {outputs}; транзакция саны: {crossed}."
    ),
    "Leads": "Тексеру бағыттары",
    "Every coin at which a trail ends": "Із аяқталатын барлық монета",
}
