"""Kazakh of what was searched and not found."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "A wallet given as a descriptor was looked for at the indices stated, inclusive; scripts beyond them were "
    "not. That all outputs of an address or descriptor were found rests on the source of the chain.": (
        "Дескриптормен берілген әмиян көрсетілген индекстер бойынша, шектерін қоса, ізделді; олардан тыс "
        "скрипттер ізделмеді. Мекенжайдың немесе дескриптордың барлық шығысының табылғаны тізбектің дереккөзіне "
        "байланысты."
    ),
    "What was not followed to its end": "Соңына дейін қадағаланбаған нәрсе",
    "Value that went on, or may have gone on, and was not followed. It is in the closed books above.": (
        "Әрі қарай кеткен немесе кетуі мүмкін және қадағаланбаған құн. Ол жоғарыдағы балансқа кіреді."
    ),
    "What was searched, and what was not found": "Не зерттелді және не табылмады",
    "blocks searched": "қаралған блоктар",
    "What each seed named": "Әр бастапқы нүкте нені атады",
    "searched for": "немен ізделді",
    "What each custody wallet received of the funds in question, BTC": (
        "Әр сақтау әмияны даулы қаражаттан нені алды, BTC"
    ),
    "directly from the trail": "тікелей ізден",
    "from other wallets of the state": "мемлекеттің басқа әмияндарынан",
    "none directly": "тікелей — жоқ",
    "and part of {amount}": "және {amount} бөлігі",
    "What came from other wallets of the state was received there before: it is custody accounting, and the two "
    "columns are not to be added up over the wallets.": (
        "Мемлекеттің басқа әмияндарынан келгені оларға бұрын түскен: бұл сақтау есебі, екі бағанды әмияндар бойынша "
        "қосуға болмайды."
    ),
    "coins found": "табылған монета",
    "descriptor, indices {first} to {last}": "дескриптор, {first}–{last} индекстері",
    "receipts": "түсімдер",
    "Seeds never spent up to the horizon": "Горизонтқа дейін жұмсалмаған бастапқы нүктелер",
    "Seeds never spent up to the horizon: none.": "Горизонтқа дейін жұмсалмаған бастапқы нүктелер: жоқ.",
    "NOTHING FOUND": "ЕШТЕҢЕ ТАБЫЛМАДЫ",
    "Descriptors are in use to the end of the range searched, or beyond it; the range may be too short.": (
        "Дескрипторлар тексерілген ауқымның соңына дейін немесе одан әрі қолданылуда; ауқым тым қысқа болуы мүмкін."
    ),
    "Where ranges end": "Ауқымдар аяқталатын жерлер",
    "NOTHING TRACED": "ЕШТЕҢЕ ҚАДАҒАЛАНБАДЫ",
    "Trails that were cut off, by label": "Үзілген іздер, белгілер бойынша",
    "Nothing: no trail was cut off.": "Ештеңе: бірде-бір із үзілмеген.",
}
