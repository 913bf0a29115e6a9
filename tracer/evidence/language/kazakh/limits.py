"""Kazakh of what no offline check can show."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "no offline check shows that a coin is still unspent; {coins} said to be unspent at block {height}. gettxout "
    "answers for now, not for that block: no answer means that the coin was spent then or later, and only the "
    "block of the spend tells which": (
        "желісіз ешбір тексеру монетаның әлі жұмсалмағанын көрсете алмайды; {height}-блокта жұмсалмаған деп "
        "саналады: {coins}. gettxout сол блокқа емес, қазіргі сәтке жауап береді: жауаптың болмауы монетаның сол "
        "кезде немесе кейін жұмсалғанын білдіреді, нақты уақытын тек жұмсаған блок көрсетеді"
    ),
    "a spend at or below the horizon that was left out of the bundle cannot be noticed without the chain; trace "
    "the case again on a node of your own and compare the SHA-256 of trace.json; where descriptors are withheld "
    "that takes the original case file": (
        "горизонтта немесе оған дейін болған, бірақ пакетке енгізілмеген жұмсауды тізбексіз байқау мүмкін емес; "
        "трассалауды өз түйініңізде қайталап, trace.json файлының SHA-256 мәнін салыстырыңыз; дескрипторлар "
        "жасырылған болса, ол үшін бастапқы іс файлы керек"
    ),
    "that seeds, custody wallets, orders and tags are what the case says of them is asserted, not shown by the chain": (
        "бастапқы нүктелердің, сақтау әмияндарының, актілер мен тегтердің істе айтылғандай екені мәлімделеді, "
        "бірақ тізбекпен көрсетілмейді"
    ),
    "Unspent coins": "Жұмсалмаған монеталар",
    "No spend left out": "Бірде-бір жұмсау қалып қоймаған",
    "{transactions} could not be read in full, for the bundle holds no input of theirs; trails end there as gaps "
    "({rows}). That the source lacked them, and that nobody left them out, no offline check shows": (
        "толық оқылмағаны: {transactions}, өйткені пакетте олардың кірістері жоқ; іздер сол жерде олқылықпен "
        "аяқталады ({rows}). Оларды дереккөзде болмағанын және ешкім алып тастамағанын желісіз тексеру "
        "көрсетпейді"
    ),
    "the case names no block to trace up to, so that it is block {height} and not a later one is the choice of "
    "who traced; what came after it is not here": (
        "іс трассалау жүргізілетін соңғы блокты атамайды; оның кейінгісі емес, {height}-блок болуы трассалаған "
        "адамның таңдауы; одан кейін болғаны мұнда жоқ"
    ),
    "a txid does not cover witnesses, so a witness changed in the raw transactions is not noticed; no figure "
    "rests on one": (
        "транзакция идентификаторы куә деректерін (witness) қамтымайды, сондықтан бастапқы транзакцияларда "
        "олардың өзгеруі байқалмайды; бірде-бір сан оларға негізделмеген"
    ),
    "Witnesses": "Куә деректері (witness)",
    "how many transactions a block has is what its Merkle proofs say, all of one block alike; the root does not fix "
    "the number, and no figure rests on it": (
        "блокта қанша транзакция бар екенін оның Меркл дәлелдері айтады, бір блоктың барлық дәлелі бірдей; түбір бұл "
        "санды бекітпейді, бірде-бір сан оған негізделмеген"
    ),
    "Transactions in a block": "Блоктағы транзакциялар саны",
    "that all outputs paid to a seed's address or descriptor were found needs the whole chain": (
        "бастапқы нүктенің мекенжайына немесе дескрипторына төленген барлық шығыстың табылғанын тек бүкіл тізбек "
        "көрсетеді"
    ),
    "the headers run from genesis; that no chain with more work exists only a node can tell": (
        "тақырыпшалар генезис-блоктан басталады; жұмысы көбірек тізбектің жоғын тек түйін айта алады"
    ),
    "that the first header held, height {height}, {hash}, descends from genesis is not shown; compare it and the "
    "horizon, {horizon}, with your own node": (
        "бар алғашқы тақырыпшаның, биіктігі {height}, {hash}, генезис-блоктан тарайтыны көрсетілмеген; оны және "
        "горизонтты, {horizon}, өз түйініңізде салыстырыңыз"
    ),
    "a signet's blocks are signed; the signatures are not in the headers": (
        "signet блоктарына қол қойылады; тақырыпшаларда бұл қолтаңбалар жоқ"
    ),
    "the exhibits are not in the bundle: {names}; compare their SHA-256 with the case file": (
        "материалдардың өзі пакетке кірмейді: {names}; олардың SHA-256 мәнін іс файлымен салыстырыңыз"
    ),
    "# and {count} more coins: unspent and held ones are in trace/trace.json": (
        "# және тағы монета: {count}; жұмсалмағандары мен сақталғандары trace/trace.json файлында"
    ),
    "Best chain": "Үздік тізбек",
    "Assertions of the case": "Істің мәлімдемелері",
    "# and {count} more: all are in trace/gaps.csv": "# және тағы: {count}; барлығы trace/gaps.csv файлында",
    "Gaps": "Олқылықтар",
    "Choice of the horizon": "Горизонтты таңдау",
    "Completeness of address seeds": "Мекенжай бойынша бастапқы нүктелердің толықтығы",
    "Signet signatures": "Signet қолтаңбалары",
    "Exhibits": "Материалдар",
}
