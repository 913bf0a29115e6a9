"""Kazakh of conclusions, repetition, annexes, glossary."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "With the same case file, the same version and any node that has the block named as horizon on its chain, "
    "these commands give a trace.json with the SHA-256 {sha256}:": (
        "Сол іс файлымен, сол нұсқамен және тізбегінде горизонт деп аталған блогы бар кез келген түйінмен бұл "
        "пәрмендер SHA-256 мәні {sha256} болатын trace.json береді:"
    ),
    "The case names no block as its horizon, so a source that holds later blocks gives another horizon and another "
    "trace.json.": (
        "Іс горизонт блогын атамайды, сондықтан кейінгі блоктары бар дереккөз басқа горизонт пен басқа trace.json береді."
    ),
    "Trails were ended by a clock, so a new trace ends them elsewhere and gives another trace.json.": (
        "Іздер сағат бойынша үзілді, сондықтан жаңа трассалау оларды басқа жерлерде үзіп, басқа trace.json береді."
    ),
    "From the bundle itself tracer verify computes this one again.": (
        "Осы нәтижені tracer verify пакеттің өзінен қайта есептейді."
    ),
    "Every acquisition, trace, export, hand-over and verification of this case is entered in its journal, with "
    "the seeds and the rule of each run. The journal varies from run to run and so is in signatures/, beside "
    "data/; where it is missing, earlier runs were not provided.": (
        "Осы іс бойынша деректерді алу, трассалау, шығару, тапсыру және тексерудің әрқайсысы оның журналына әр "
        "есептің бастапқы нүктелерімен және қағидасымен бірге жазылады. Журнал әр жолы өзгеріп отырады, "
        "сондықтан data/ қасындағы signatures/ қалтасында жатады; ол болмаса, бұрынғы есептер ұсынылмаған."
    ),
    "This report supersedes: {report}.": "Осы құжат ауыстыратын құжат: {report}.",
    "The answers are the examiner’s. Each is to be given in one of three forms: categorical, probable, or not "
    "possible to determine; a finding whose least is zero in the section “What holds under every rule” rests "
    "wholly on the declared convention.": (
        "Жауапты зерттеуді жүргізген адам береді. Әрқайсысы үш нысанның бірінде беріледі: үзілді-кесілді, "
        "ықтимал немесе «анықтау мүмкін емес»; «Кез келген қағида бойынша дұрыс нәрсе» бөлімінде ең азы нөлге "
        "тең тұжырым толығымен жарияланған келісімге негізделген."
    ),
    "categorical / probable / not possible to determine": "үзілді-кесілді / ықтимал / анықтау мүмкін емес",
    "every figure, in one file that programs read": "барлық сан бағдарламалар оқитын бір файлда",
    "the picture of the trail": "іздің суреті",
    "the trail for a graph program": "граф бағдарламасына арналған із",
    "raw transactions, Merkle proofs, block headers": "бастапқы транзакциялар, Меркл дәлелдері, блок тақырыпшалары",
    "the case file and the TagPacks as used": "іс файлы және қолданылған тегтер жинақтары",
    "the rules in plain words, with examples": "қағидалар қарапайым сөзбен, мысалдарымен",
    "a verifier that shares no code with the tracer": "трассалаушымен ортақ коды жоқ тексеру бағдарламасы",
    "signatures, time stamps, the node’s answers and the case’s journal, where given": (
        "қолтаңбалар, уақыт белгілері, түйіннің жауаптары және іс журналы, егер ұсынылса"
    ),
    "How to do it again": "Есепті қалай қайталауға болады",
    "Earlier runs of the case": "Іс бойынша бұрынғы есептер",
    "Conclusions": "Қорытынды",
    "Annexes": "Қосымшалар",
    "meaning": "мағынасы",
    "Glossary": "Терминдер сөздігі",
    "no.": "№",
    "question": "сұрақ",
    "form of the answer": "жауап нысаны",
    "answer of the examiner": "зерттеуді жүргізген адамның жауабы",
    "Examiner: {blank}   Date: {blank}   Signature: {blank}": (
        "Зерттеуді жүргізген: {blank}   Күні: {blank}   Қолы: {blank}"
    ),
    "funds in question": "даулы қаражат",
    "reached state custody": "мемлекет сақтауына жетті",
    "share of the label": "белгінің үлесі",
    "ended elsewhere": "басқаша аяқталды",
    "Figures for the answers, under {rule}, BTC": "Жауаптарға арналған сандар, {rule} қағидасы бойынша, BTC",
    "Questions put, and the answers": "Қойылған сұрақтар мен жауаптар",
    "What the bundle holds": "Пакетте не бар",
    "The words of this report in three languages": "Осы құжаттың сөздері үш тілде",
    "file": "файл",
    "content": "мазмұны",
    "this report on paper, to move about in, and as plain text": (
        "осы құжат: басып шығаруға, экранда қарауға және қарапайым мәтін түрінде"
    ),
    "every step to be done again with a pencil": ("әр қадам, қарындашпен қайталау үшін"),
    "form of the chain of custody of the materials": ("материалдарды тапсыру журналының нысаны"),
    "drafts of certificates under FRE 902(13) and 902(14)": (
        "АҚШ-тың 902(13) және 902(14) қағидалары бойынша куәландыру жобалары"
    ),
    "the trail for GraphSense": ("GraphSense үшін із"),
    "materials, orders, wallets and the trail in CASE/UCO": (
        "материалдар, актілер, әмияндар және із CASE/UCO пішімінде"
    ),
    "Columns of tables, and what programs read, are named in English in every language.": (
        "Кестелер бағандары және бағдарламалар оқитын нәрсе барлық тілде ағылшынша аталған."
    ),
}
