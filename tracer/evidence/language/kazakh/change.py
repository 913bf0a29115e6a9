"""Kazakh of the sections on change and on other retained outputs."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "Change, by rules that guess": "Қайтарым, болжайтын қағидалар бойынша",
    "The trail crosses no transaction that a change rule could be asked about.": (
        "Ізде қайтарым туралы қағидадан сұрауға болатын транзакция жоқ."
    ),
    "Which output of a transaction went back to whoever spent is not on the chain. The rules below guess it. No "
    "amount of this report rests on them, unless the case declares retained outputs; they choose between no outputs and "
    "join no addresses. What the run did not read is taken as not known. Two independent families must agree and "
    "none may contradict before an output is named. Transactions with one spendable output are not listed.": (
        "Транзакцияның қай шығысы жұмсаған тұлғаның өзіне қайтқаны тізбекте жазылмаған. Төмендегі қағидалар оны болжайды. Осы "
        "құжаттың бірде-бір сомасы оларға негізделмеген, тек қалдырылған шығыстар істе жарияланған жағдайдан басқа; қағидалар "
        "шығыстардың бірін таңдамайды және мекенжайларды біріктірмейді. Есептеу оқымаған нәрсе белгісіз деп саналады. Шығыс "
        "аталуы үшін екі тәуелсіз топтың қағидалары келісіп, ешқайсысы қарсы болмауы керек. Бір ғана жұмсалатын шығысы бар "
        "транзакциялар тізімге кірмейді."
    ),
    "Whether a script was paid before was looked up back to the first block, up to the horizon. What paid it first is in "
    "the bundle; that nothing did is the source's word.": (
        "Скриптке бұрын төленген-төленбегені бірінші блоктан шекке дейін тексерілді. Оған бірінші төлеген транзакция "
        "пакетте; ештеңе төлемегені дереккөздің айтуымен ғана белгілі."
    ),
    "Whether a script was paid before was looked up back to the first block of the source only, which is not the "
    "chain's: that nothing paid it is taken as not known.": (
        "Скриптке бұрын төленген-төленбегені тек дереккөздің бірінші блогынан бастап тексерілді, ал ол тізбектің бірінші "
        "блогы емес: оған ештеңе төлемегені белгісіз деп саналады."
    ),
    "Whether scripts were paid before was not asked: a node would have to look through its whole chain. The rules that "
    "need it say less; a store answers.": (
        "Скрипттерге бұрын төленген-төленбегені сұралмады: түйінге бүкіл тізбекті қарап шығуға тура келер еді. Соны қажет "
        "ететін қағидалар азырақ айтады; қойма жауап береді."
    ),
    "Change evidence on the trail’s transactions": "Іздегі транзакциялардағы қайтарым белгілері",
    "agreed": "келісілген шығыс",
    "what each rule names": "әр қағида нені атайды",
    "output {vout}: {rules}": "{vout}-шығыс: {rules}",
    "none names one": "ешқайсысы атамайды",
    "looks at": "неге қарайды",
    "Change rules, and how they fail": "Қайтарым қағидалары және олар қалай қателеседі",
    "Of the figures above: {population}.": "Жоғарыдағы сандар туралы: {population}.",
    "Peel chains, if every hop were guessed right": "Бөліп алу тізбектері, әр қадам дұрыс болжанса",
    "from": "неден бастап",
    "hops": "қадам саны",
    "peeled off, BTC": "бөліп алынды, BTC",
    "ends": "немен аяқталды",
    "{shown} of {all} transactions are printed; all are in trace/change.csv.": (
        "Көрсетілген транзакция: {all} ішінен {shown}; барлығы trace/change.csv файлында."
    ),
    "Transactions of the trail that were not looked at for change: {count}.": (
        "Ізде қайтарымы қаралмаған транзакциялар: {count}."
    ),
    "Other retained outputs": "Басқа қалдырылған шығыстар",
    "Some rules of this case rest on outputs that were declared to be retained by whoever spent, which is an "
    "inference. Below is what the same rules would give with other outputs retained.": (
        "Осы істің кейбір қағидалары жұмсаған тұлға өзінде қалдырған деп жарияланған шығыстарға сүйенеді; бұл — болжам. "
        "Төменде сол қағидалардың басқа шығыстар қалдырылғанда не беретіні көрсетілген."
    ),
    "{rule}, {which}": "{rule}, {which}",
    "{rule}, {which} ({outputs})": "{rule}, {which} ({outputs})",
}
