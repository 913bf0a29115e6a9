"""Kazakh of what is guessed."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "Stops that rest on an inference": "Болжамға негізделген тоқтаулар",
    "Trails end at the transactions below because a rule says that they look like a CoinJoin, Lightning or too "
    "many outputs. That is a guess with an error rate, not a fact of the chain. It never chooses between outputs.": (
        "Іздер төмендегі транзакцияларда аяқталады, өйткені белгілі бір қағида бойынша олар CoinJoin-ге, "
        "Lightning-ке ұқсайды немесе шығыстары тым көп. Бұл тізбек фактісі емес, қателік үлесі бар жорамал. Ол "
        "ешқашан шығыстардың бірін таңдамайды."
    ),
    "What changes without them": "Оларсыз не өзгереді",
    "The result of the case is the one declared, under {rule}. Beside it, what it would be with one thing changed.": (
        "Іс бойынша нәтиже — {rule} қағидасы бойынша жарияланғаны. Қасында бір нәрсе өзгерсе, нәтиженің қандай "
        "болатыны көрсетілген."
    ),
    "That an address is a service’s is what the author of a TagPack says, not a fact of the chain. Behind a service "
    "lie the pooled coins of all its customers: where the trail is followed on, what it attributes means little.": (
        "Мекенжайдың сервиске тиесілі екенін тегтер жинағының (TagPack) авторы айтады; бұл — тізбек фактісі емес. Сервистің артында "
        "оның барлық клиентінің араласқан монеталары жатыр: ізді әрі қарай жүргізсе, жатқызылған сомалардың мәні аз."
    ),
    "place": "орны",
    "rule and verdict": "қағида және баға",
    "looked at": "не қаралды",
    "{shown} of {all} stops are printed; all are in trace/trace.json, under stops.": (
        "Көрсетілген тоқтау: {all} ішінен {shown}; барлығы trace/trace.json файлында, stops кілтінде."
    ),
    "known to fail": "белгілі ақаулары",
    "published error": "жарияланған қателік үлесі",
    "How these rules fail": "Бұл қағидалар қалай қателеседі",
    "Nothing: the result rests on no inference, and no label’s amounts depend on another label’s.": (
        "Ештеңе: нәтиже болжамға негізделмеген және ешбір белгінің сомасы басқа белгіге тәуелді емес."
    ),
    "Each label followed as if the others were untraced": "Әр белгі қалғандары қадағаланбаған сияқты жүргізілген",
    "Without the stop “{end}”": "«{end}» тоқтауынсыз",
    "{shown} of {all} coins are printed; all are in trace/trace.json, under variations.": (
        "Көрсетілген монета: {all} ішінен {shown}; барлығы trace/trace.json файлында, variations кілтінде."
    ),
    "Stops": "Тоқтаулар",
    "stops": "тоқтау саны",
    "{what}: nothing changes.": "{what}: ештеңе өзгермейді.",
    "as declared": "жарияланғандай",
    "otherwise": "басқаша",
    "{what}: by label and end, BTC": "{what}: белгілер мен аяқталулар бойынша, BTC",
    "{what}: by coin, BTC": "{what}: монеталар бойынша, BTC",
    "None: no trail ended because a transaction looked like something.": (
        "Жоқ: транзакция бірдеңеге ұқсағаны үшін бірде-бір із аяқталмаған."
    ),
}
