"""Kazakh of the field’s words: rules, ends, natures, terms."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "value whose way is asked about; the words judge nobody": "жолы анықталатын құндылық; бұл сөз ешкімді айыптамайды",
    "satoshi that a declared rule attributes to a label in a coin": (
        "жарияланған қағида монетадағы белгіге жатқызатын сатоши"
    ),
    "what no seed of the case reaches; no statement that it is lawful": (
        "істің бірде-бір бастапқы нүктесі жетпейтін нәрсе; бұл оның заңдылығы туралы тұжырым емес"
    ),
    "the claim that a seed belongs to: whose loss, which offence": (
        "бастапқы нүкте тиесілі талап: кімнің шығыны, қандай іс-әрекет"
    ),
    "a coin at which a label’s trail starts, as the case asserts": (
        "іс бойынша мәлімделгендей, белгінің ізі басталатын монета"
    ),
    "an output of a transaction, as something that can be spent": "жұмсалуы мүмкін нәрсе ретіндегі транзакция шығысы",
    "the accounting convention that attributes what goes in to what comes out": (
        "кіргенді шыққанға жатқызатын есептік келісім"
    ),
    "why a trail stops at a coin": "іздің монетада тоқтау себебі",
    "seeds equal the sum of all ends, to the satoshi": (
        "бастапқы сомалар барлық аяқталудың қосындысына сатошиге дейін тең"
    ),
    "the least and the most under every rule that conserves value": (
        "құнды сақтайтын барлық қағида бойынша ең азы мен ең көбі"
    ),
    "the last block looked at": "қаралған соңғы блок",
    "wallets that the case names as the state’s": "іс мемлекеттікі деп атаған әмияндар",
    "a coin of the trail paid to a custody wallet": "сақтау әмиянына төленген із монетасы",
    "value that left the state’s wallets": "мемлекет әмияндарынан кеткен құн",
    "a command of a court or authority that the case names": "істе аталған сот немесе орган нұсқауы",
    "an order not to dispose of value": "құндылыққа иелік етпеу туралы нұсқау",
    "an order to take value into custody": "құндылықты сақтауға алу туралы нұсқау",
    "an order by which title passes once it is in force": "күшіне енгеннен кейін меншік құқығы ауысатын акт",
    "an order to give value back": "құндылықты қайтару туралы нұсқау",
    "the state’s holding after forfeiture": "тәркілеуден кейінгі мемлекет активтері",
    "what could not be read, with the reason and the place": "оқылмаған нәрсе, себебі мен орны көрсетілген",
    "what a transaction spends less what it pays": "транзакция жұмсағаны мен төлегенінің айырмасы",
    "the smallest unit: one hundred millionth of a bitcoin": "ең кіші бірлік: биткоиннің жүз миллионнан бір бөлігі",
    "what the chain shows and anybody can check": "тізбек көрсететін және кез келген адам тексере алатын нәрсе",
    "what an accounting rule attributes": "есептік қағида жатқызатын нәрсе",
    "a guess with an error rate; it may end a trail and never chooses": (
        "қателік үлесі бар болжам; ол ізді аяқтай алады, бірақ ешқашан шығыстардың бірін таңдамайды"
    ),
    "what the case says and the chain does not show": "істе айтылған, ал тізбек көрсетпейтін нәрсе",
    "sat": "сат",
    "not provided": "ұсынылмаған",
    "Fact": "Факт",
    "Convention": "Келісім",
    "Inference": "Болжам",
    "Asserted": "Мәлімделген",
    "Warning": "Назар аударыңыз",
    "Note": "Ескертпе",
    "Contents": "Мазмұны",
    "FIFO": "FIFO",
    "LIFO": "LIFO",
    "TIHO": "TIHO",
    "LIBR": "LIBR",
    "haircut": "«пропорционалды (haircut)»",
    "seniority": "«үлкендік (seniority)»",
    "juniority": "«кішілік (juniority)»",
    "proceeds_first": "«алдымен даулы (proceeds_first)»",
    "poison": "«қамту (poison)»",
    "state custody": "мемлекет сақтауы",
    "tagged service": "белгілі сервис",
    "unspent": "жұмсалмаған",
    "CoinJoin": "CoinJoin",
    "too many outputs": "шығысы тым көп",
    "Lightning": "Lightning",
    "below threshold": "шектен төмен",
    "hop limit": "қадам шегі",
    "beyond time window": "терезеден тыс",
    "gap": "олқылық",
    "budget ran out": "ресурс таусылды",
    "burned": "жойылған",
    "received by a wallet that the case names as the state's": "іс мемлекеттікі деп атаған әмиян алған",
    "paid to an address that a TagPack attributes to a service": "TagPack сервиске жатқызатын мекенжайға төленген",
    "not spent at the horizon": "горизонтта жұмсалмаған",
    "spent into a transaction that looks like a CoinJoin; not followed": (
        "CoinJoin-ге ұқсас транзакцияға жұмсалған; әрі қарай қадағаланбайды"
    ),
    "spent into a transaction with more outputs than the case follows": (
        "шығыстары іс қадағалайтыннан көп транзакцияға жұмсалған"
    ),
    "spent into a Lightning funding or close; not followed": (
        "Lightning арнасын ашуға немесе жабуға жұмсалған; әрі қарай қадағаланбайды"
    ),
    "less than the case follows": "іс қадағалайтыннан аз",
    "as many transactions from the seed as the case follows": "бастапқы нүктеден іс қадағалайтын транзакция саны",
    "spent after the case's time window": "істің уақыт терезесінен кейін жұмсалған",
    "spent into a transaction that could not be read in full": "толық оқылмаған транзакцияға жұмсалған",
    "the run's budget ended here": "есептің ресурсы осы жерде таусылды",
    "in an output that nobody can spend": "ешкім жұмсай алмайтын шығыста",
    "paid to miners; not followed": "майнерлерге төленген; әрі қарай қадағаланбайды",
    "seizure": "тыйым салу (алып қою)",
    "forfeiture": "тәркілеу",
    "reserve": "резерв",
    "restraint": "иелік етуді шектеу",
    "return": "қайтару",
}
