"""Kazakh of who reports, from what chain and with what tool."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "The warning of criminal liability for a knowingly false opinion (Kazakhstan: article 420 of the Criminal "
    "Code) is signed on paper and is not part of this file.": (
        "Көрінеу жалған қорытынды үшін қылмыстық жауаптылық туралы ескертуге (Қазақстан: Қылмыстық кодекстің "
        "420-бабы) қағазда қол қойылады және ол осы файлға кірмейді."
    ),
    "What differs from run to run is kept outside the sealed part: the node’s version, its answers on the state "
    "of its chain, its tip and the time of acquisition are in signatures/node.json where the chain was read from "
    "a node. No figure of this report depends on them.": (
        "Есептен есепке өзгеретін нәрсе мөрленген бөліктен тыс сақталады: тізбек түйіннен оқылса, түйіннің "
        "нұсқасы, тізбек күйі туралы жауаптары, оның шыңы және алынған уақыты signatures/node.json файлында. Осы "
        "құжаттың бірде-бір саны оларға тәуелді емес."
    ),
    "heights {first} to {last}": "{first}–{last} биіктіктері",
    "field": "жол",
    "Identification": "Деректемелер",
    "name": "аты-жөні",
    "post and organisation": "лауазымы және ұйымы",
    "education and qualification": "білімі және біліктілігі",
    "years in the specialty": "мамандығы бойынша өтілі",
    "statement of independence": "тәуелсіздік туралы мәлімдеме",
    "signature and date": "қолы және күні",
    "Examiner and reviewer are the same person: the report has not been reviewed.": (
        "Зерттеуді жүргізген және рецензиялаған — бір тұлға: құжат рецензиядан өтпеген."
    ),
    "Examiner and reviewer": "Зерттеуші және рецензент",
    "Source of the chain": "Тізбектің дереккөзі",
    "Tool": "Бағдарламалық құрал",
    "Number and date of the report": "Құжаттың нөмірі мен күні",
    "Authority that commissioned the report": "Зерттеуді тағайындаған орган",
    "Legal basis: orders named in the case": "Құқықтық негіз: істе аталған актілер",
    "Languages of this bundle": "Осы пакеттің тілдері",
    "Persons": "Тұлғалар",
    "Horizon: the last block looked at": "Горизонт: қаралған соңғы блок",
    "Time of that block": "Сол блоктың уақыты",
    "Confirmations demanded of the horizon": "Горизонтқа талап етілетін растаулар",
    "Unconfirmed transactions (mempool)": "Расталмаған транзакциялар (мемпул)",
    "not read": "оқылмаған",
    "Block headers held": "Бар блок тақырыпшалары",
    "Program": "Бағдарлама",
    "Edition of the time zones": "Уақыт белдеулерінің редакциясы",
    "Random numbers": "Кездейсоқ сандар",
    "none are used; the same input gives the same bytes": "қолданылмайды; бірдей кіріс бірдей байттар береді",
    "Clustering of addresses": "Мекенжайларды кластерлеу",
    "none; no figure rests on who controls an address": (
        "жоқ; бірде-бір сан мекенжайды кім бақылайтынына негізделмеген"
    ),
    "Valuation in money": "Ақшалай бағалау",
    "none; all amounts are bitcoin": "жоқ; барлық сома биткоинмен",
    "Commit, hash of the installed package, list of its parts": (
        "Коммит, орнатылған пакеттің хеші, құрамдас бөліктер тізбесі"
    ),
    "Report of the method’s validation": "Әдісті валидациялау туралы есеп",
    "What it was computed with": "Немен есептелді",
    "tags": "тегтер",
    "What this report is": "Бұл қандай құжат",
    "the default of the network": "желінің әдепкі мәні",
    "What was read": "Не оқылды",
    "Attribution data (TagPacks)": "Тиесілілік туралы деректер (TagPack)",
    "Attribution data (TagPacks): none used.": "Тиесілілік туралы деректер (TagPack): қолданылмаған.",
    "Python and operating system": ("Python және операциялық жүйе"),
    "not recorded; no byte of the sealed part depends on them": (
        "жазылмайды; мөрленген бөліктің бірде-бір байты оларға тәуелді емес"
    ),
}
