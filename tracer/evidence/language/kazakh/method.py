"""Kazakh of the method and the first file of a bundle."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "in:  received A 20, stolen B 30, untraced 50     pays: 40, then 50, fee 10": (
        "кіріс:  алынған A 20, ұрланған B 30, қадағаланбаған 50     төлемдер: 40, содан кейін 50, комиссия 10"
    ),
    "first book, haircut:  B 12 to the 40, B 15 to the 50, B 3 to the fee": (
        "бірінші кітап, haircut:  B 12 — 40 шығысына, B 15 — 50 шығысына, B 3 — комиссияға"
    ),
    "set aside:  40 − 12 = 28;  50 − 15 = 35;  10 − 3 = 7": (
        "бөлек қойылды:  40 − 12 = 28;  50 − 15 = 35;  10 − 3 = 7"
    ),
    "second book:  A 20 × 28 ÷ 70 = 8;  A 20 × 35 ÷ 70 = 10;  A 20 × 7 ÷ 70 = 2 to the fee": (
        "екінші кітап:  A 20 × 28 ÷ 70 = 8;  A 20 × 35 ÷ 70 = 10;  A 20 × 7 ÷ 70 = 2 комиссияға"
    ),
    "in:  X 3, then Y 3     pays: 3, then 3, fee 0     origins of the second output, X before Y by name": (
        "кіріс:  X 3, содан кейін Y 3     төлемдер: 3, содан кейін 3, комиссия 0     екінші шығыстың бастаулары, атауы бойынша "
        "X Y-тен бұрын"
    ),
    "shares:  X 1/2, Y 1/2": "үлестер:  X 1/2, Y 1/2",
    "forwards, X over both outputs:  1.5 and 1.5 = 2 and 1, the odd one to the first;  Y takes what is left, 1 and 2": (
        "алға қарай, X екі шығысқа:  1,5 және 1,5 = 2 және 1, артығы біріншіге;  Y қалғанын алады, 1 және 2"
    ),
    "so the second output holds X 1, Y 2; its halves rounded by themselves would have said X 2, Y 1": (
        "сонымен, екінші шығыста X 1, Y 2; оның жартылары өз алдына дөңгелектелсе, X 2, Y 1 болар еді"
    ),
    "FIFO and LIFO know each satoshi’s place, and need no more. Under every other rule, where the first book follows the "
    "same transaction, its satoshi are set aside first: an input counts only its value less what the first book traces in "
    "it, each output and the fee only their value less what the first book attributes to them; the received satoshi are "
    "shared over what is left. So no satoshi is counted in both books.": (
        "FIFO мен LIFO әр сатошидің орнын біледі, артық ештеңе керек емес. Басқа қағидалардың бәрінде, бірінші кітап сол "
        "транзакциядан өтсе, оның сатошилері алдымен бөлек қойылады: кіріс құнынан бірінші кітап онда қадағалағанды алып "
        "тастағандағы мөлшерде ғана, әр шығыс пен комиссия құнынан бірінші кітап оларға жатқызғанды алып тастағандағы мөлшерде "
        "ғана саналады; алынған сатошилер қалғанына бөлінеді. Сонда бірде-бір сатоши екі кітапта қатар саналмайды."
    ),
    "A walk back (tracer origin, origin.json) gives for each origin its share under haircut: a fraction of the coin’s "
    "value, exact, the product of the proportions along every way, added up.": (
        "Кері жүру (tracer origin, origin.json) әр бастау үшін оның haircut қағидасы бойынша үлесін береді: монета құнының дәл "
        "бөлшегі — әр жол бойындағы үлестердің көбейтіндісі, барлық жолдар бойынша қосылған."
    ),
    "The whole satoshi beside a share (sat) are not that fraction rounded. Every origin is made a label of its own, and "
    "the haircut is done again forwards, transaction by transaction in the order of the chain, over those that the walk "
    "crossed, with the rounding of each. Labels go in ascending order of the origins’ names (txid:vout). So they are what "
    "the rule attributes, and they add up to the coin’s value.": (
        "Үлестің қасындағы бүтін сатошилер (sat) — сол бөлшектің дөңгелектелгені емес. Әр бастау жеке белгі болып, haircut алға "
        "қарай, тізбек ретімен, транзакциядан транзакцияға, кері жүру өткендерінің бойымен, әрқайсысының дөңгелектеуімен қайта "
        "орындалады. Белгілер бастаулар атауларының (txid:vout) өсу ретімен жүреді. Сондықтан бұл — қағида жатқызатын мөлшер, "
        "және олардың қосындысы монета құнына тең."
    ),
    "Where coins came from": "Монеталар қайдан келді",
    "in:  A 60, then untraced 40         pays: 70, then 29, fee 1": (
        "кіріс:  A 60, содан кейін қадағаланбаған 40   төлейді: 70, содан кейін 29, комиссия 1"
    ),
    "A rule that conserves value is a flow of traced satoshi through the transactions, each coin holding no more "
    "than its value; and every such flow is what some rule gives. So the most that any rule can attribute to a "
    "coin is the greatest flow from the seeds into it, and the least is its value less the greatest flow of all "
    "other money into it.": (
        "Құнды сақтайтын қағида — қадағаланған сатошидің транзакциялар арқылы ағыны, мұнда әр монета өз құнынан "
        "артық сыйдырмайды; және әр осындай ағынды қандай да бір қағида береді. Сондықтан кез келген қағида "
        "монетаға жатқыза алатын ең көбі — бастапқы нүктелерден оған келетін ең үлкен ағын, ал ең азы — оның "
        "құнынан өзге барлық ақшаның оған ең үлкен ағынын шегергені."
    ),
    "Where a seed claims satoshi of a coin that earlier taint reaches, other money pays the claim first: of what comes "
    "into the coin only what is beyond the claim goes on, and the flow beside the bound carries both.": (
        "Бастапқы нүкте бұрынғы із жетіп қойған монетаның сатошиіне талап қойған жерде өзге ақша алдымен сол талапты "
        "жабады: монетаға келгеннен талаптан артығы ғана әрі қарай жүреді, ал шек жанындағы ағын екеуін де көтереді."
    ),
    "For each bound trace.json holds a flow that attains it and a cut that lets no more through, so that it can "
    "be checked by adding up. Where the least is above zero a finding does not depend on the rule; where it is "
    "zero the finding rests wholly on the declared convention. Source: Ford and Fulkerson, “Maximal Flow through "
    "a Network” (1956).": (
        "Әр шек үшін trace.json оған жететін ағынды және одан артық өткізбейтін қиманы қамтиды, сондықтан оны "
        "қосу арқылы тексеруге болады. Ең азы нөлден үлкен жерде тұжырым қағидаға тәуелді емес; нөлге тең жерде "
        "тұжырым толығымен жарияланған келісімге негізделеді. Дереккөз: Ford and Fulkerson, «Maximal Flow "
        "through a Network» (1956)."
    ),
    "At the seeds that the case asserts: named outputs first in the order of the file, then the outputs of named "
    "transactions, then what was paid to named addresses or descriptors, in chain order. Where a seed names an "
    "amount, the first so many satoshi of its coins in that order are meant: a convention.": (
        "Іс мәлімдеген бастапқы нүктелерден: алдымен файл ретімен аталған шығыстар, содан кейін аталған "
        "транзакциялардың шығыстары, одан соң аталған мекенжайларға немесе дескрипторларға тізбек ретімен "
        "төленгендер. Бастапқы нүкте соманы атаса, оның монеталарының осы реттегі алғашқы сонша сатошиі "
        "ескеріледі: бұл келісім."
    ),
    "Where earlier taint already sits in a seeded coin it stays: the first claim wins, the seed takes what is "
    "left, and the rest is entered as overlap and listed under collisions. Asserted = seed + overlap.": (
        "Бастапқы нүкте монетасында бұрын жатқызылған сома бар болса, ол қалады: алғашқы талап басым, бастапқы "
        "нүкте қалғанын алады, ал артығы қабаттасу ретінде жазылып, коллизиялар қатарында көрсетіледі. "
        "Мәлімделген = бастапқы сома + қабаттасу."
    ),
    "When a coin is made, in this order: burned, custody, service, threshold, hop limit. Otherwise by what "
    "spends it at or below the horizon: nothing, a transaction that cannot be read, a CoinJoin, one beyond the "
    "time window. These last end at the coin that is spent, whole, and its fee is not split.": (
        "Монета жасалғанда, мына ретпен: жойылған, сақтау, сервис, табалдырық, қадам шегі. Әйтпесе оны "
        "горизонтта немесе оған дейін жұмсайтынына қарай: ештеңе, оқылмайтын транзакция, CoinJoin, уақыт "
        "терезесінен тыс транзакция. Соңғылары жұмсалатын монетада тұтас аяқталады, оның комиссиясы бөлінбейді."
    ),
    "Fees are entered in the books, label by label, and are not followed to the miners who received them.": (
        "Комиссиялар баланста әр белгі бойынша есепке алынады және оларды алған майнерлерге дейін қадағаланбайды."
    ),
    "The first book ends at the receipts of custody wallets. The second starts there and is custody accounting, "
    "not tracing: it follows the received amounts through the state’s wallets under {rule}. For each label "
    "received = held + departed + fees + overlap; overlap is what arrives in a coin whose satoshi a seed claims, for "
    "one coin cannot hold both. A move states what a transaction carried from the state’s coins to the state’s coins; "
    "what the first book brings into the same coins is a receipt. Title follows the orders.": (
        "Бірінші есеп сақтау әмияндарына түскен түсімдермен аяқталады. Екіншісі сол жерден басталады және "
        "трассалау емес, сақтау есебі болып табылады: ол түскен сомаларды мемлекет әмияндары арқылы {rule} "
        "қағидасы бойынша жүргізеді. Әр белгі үшін: түсті = сақталуда + кетті + комиссиялар + қабаттасу; "
        "қабаттасу — сатошиіне бастапқы нүкте талап қойған монетаға келетін сома: бір монетаға екеуі де сыймайды. "
        "Жылжытуда транзакцияның мемлекет монеталарынан мемлекет монеталарына өткізгені көрсетіледі; дәл сол монеталарға "
        "бірінші есеп енгізетіні — түсім. Меншік құқығы сот актілерінен туындайды."
    ),
    "out: 70 = A 60 + untraced 10;  29 = untraced 29;  fee = untraced 1": (
        "шығыс: 70 = A 60 + қадағаланбаған 10;  29 = қадағаланбаған 29;  комиссия = қадағаланбаған 1"
    ),
    "out: 70 holds A 42;  29 holds A 17 (17.4);  fee holds A 1 (0.6, the largest remainder)": (
        "шығыс: 70 ішінде A 42;  29 ішінде A 17 (17,4);  комиссияда A 1 (0,6, ең үлкен қалдық)"
    ),
    "out: 70 = A 30 + untraced 40;  29 = A 29;  fee = A 1": (
        "шығыс: 70 = A 30 + қадағаланбаған 40;  29 = A 29;  комиссия = A 1"
    ),
    "out: 70 holds A 60;  29 holds none;  fee holds none": "шығыс: 70 ішінде A 60;  29 ішінде жоқ;  комиссияда жоқ",
    "out: 29 holds A 29;  70 holds A 31;  fee holds none": "шығыс: 29 ішінде A 29;  70 ішінде A 31;  комиссияда жоқ",
    "out: with 29 retained: untraced 1 to the fee, 39 to the payment; 70 holds A 31, 29 holds A 29": (
        "шығыс: 29 өзінде қалдырылса: қадағаланбаған 1 комиссияға, 39 төлемге; 70 ішінде A 31, 29 ішінде A 29"
    ),
    "out: with 29 retained: 70 holds A 60;  29 holds none;  fee holds none": (
        "шығыс: 29 өзінде қалдырылса: 70 ішінде A 60;  29 ішінде жоқ;  комиссияда жоқ"
    ),
    "out: both outputs and the fee are reached; no amount is attributed": (
        "шығыс: екі шығысқа да, комиссияға да жетеді; сома жатқызылмайды"
    ),
    "The rule {rule} (primary)": "{rule} қағидасы (негізгі)",
    "The rule {rule} (shown beside it)": "{rule} қағидасы (қатар көрсетілген)",
    "What every rule has in common": "Барлық қағидаға ортақ нәрсе",
    "Bounds that hold under every rule": "Кез келген қағида бойынша дұрыс шектер",
    "Where it starts": "Із неден басталады",
    "Where it ends": "Із неде аяқталады",
    "below threshold: {amount} BTC over all labels; seeds are always followed": (
        "табалдырықтан төмен: барлық белгі бойынша {amount} BTC; бастапқы нүктелер әрқашан қадағаланады"
    ),
    "Fees": "Комиссиялар",
    "The state’s own wallets": "Мемлекет әмияндары",
    "What this version does not compute": "Бұл нұсқа есептемейтін нәрсе",
    "which output of a transaction is change, and which addresses one owner controls": (
        "транзакцияның қай шығысы қайтарым екені және қай мекенжайларды бір ие бақылайтыны"
    ),
    "payments inside Lightning channels, and what happens inside services": (
        "Lightning арналарының ішіндегі төлемдер және сервистер ішінде болатын жайттар"
    ),
    "The method": "Әдіс",
    "Case {case}: what was computed, and how it can be done with a pencil": (
        "{case} ісі: не есептелді және оны қарындашпен қалай қайталауға болады"
    ),
    "hop limit: {hops} transactions from the nearest seed": (
        "қадам шегі: {hops} (ең жақын бастапқы нүктеден санағандағы транзакция)"
    ),
    "hop limit: none": "қадам шегі: жоқ",
    "time window: block {height} is the last block followed": "уақыт терезесі: қадағаланатын соңғы блок — {height}",
    "time window: none": "уақыт терезесі: жоқ",
    "CoinJoin: not looked for": "CoinJoin: ізделмеген",
    "CoinJoin: {rule}. The detectors are joined: whichever fires ends the trail at the coin spent into the "
    "transaction. The report names the rule, its failure modes and its published error, stop by stop": (
        "CoinJoin: {rule}. Детекторлар біріктірілген: кез келгені іске қосылса, із сол транзакцияға жұмсалған "
        "монетада аяқталады. Әр тоқтау үшін қағида, оның белгілі ақаулары және жарияланған қателік үлесі "
        "көрсетіледі"
    ),
    "Lightning: unilateral closes (commitments, by their version, locktime, sequence and outputs as in BOLT 3) and "
    "the fundings that they spend end the trail; the report names the rule, stop by stop. Cooperative closes show "
    "only in their witnesses, which a trace does not read so that it is the same from every source: the trail goes "
    "on through them": (
        "Lightning: арналарды біржақты жабу (BOLT 3 бойынша нұсқасы, locktime, sequence және шығыстары арқылы) мен ол "
        "жұмсайтын арна ашулар ізді аяқтайды; әр тоқтау үшін қағида көрсетіледі. Келісілген жабу тек куә "
        "деректерінен (witness) көрінеді, ал трассалау кез келген дереккөзден бірдей болуы үшін оларды оқымайды: із "
        "олар арқылы жалғаса береді"
    ),
    "Lightning: not looked for": "Lightning: ізделмеген",
    "CoinJoins by other rules than those named, and which output of a CoinJoin continues an input": (
        "аталғандардан өзге қағидалар бойынша CoinJoin және CoinJoin-ның қай шығысы қай кірісті жалғастыратыны"
    ),
    "Worked by hand:": "Қолмен шығарылған мысал:",
    "Primary rule": "Негізгі қағида",
    "Method number": "Әдіс нөмірі",
    "A transaction is taken up once, in the order of the chain, after all it spends is known.": (
        "Әр транзакция тізбек ретімен, ол жұмсайтынның бәрі белгілі болғаннан кейін бір рет қаралады."
    ),
    "Amounts are whole satoshi. No fraction is ever kept.": "Сомалар — бүтін сатоши. Бөлшек ешқашан сақталмайды.",
    "The fee is what a transaction spends less what it pays, and is treated as its last payment. For each label "
    "what goes in comes out, so the books must close; a run whose books do not close is refused.": (
        "Комиссия — транзакция жұмсағаны мен төлегенінің айырмасы; ол оның соңғы төлемі деп есептеледі. Әр белгі "
        "бойынша қанша кірсе, сонша шығады, сондықтан баланс тоғысуға тиіс; балансы тоғыспайтын есеп "
        "қабылданбайды."
    ),
    "Satoshi that no seed reaches are “untraced”. That is not a finding that they are lawful.": (
        "Бірде-бір бастапқы нүкте жетпейтін сатоши «қадағаланбаған» деп аталады. Бұл оның заңдылығы туралы "
        "тұжырым емес."
    ),
    "Evidence bundle of case {case}: where funds in question went on the Bitcoin chain ({network}), as "
    "attributed under {rule} up to block {height}.": (
        "{case} ісі бойынша дәлелдер пакеті: даулы қаражаттың Bitcoin тізбегінде ({network}) қайда кеткені, "
        "{rule} қағидасы бойынша {height}-блокқа дейін жатқызылғандай."
    ),
    "START with report/{file} (one page, opens in any browser, loads nothing).": (
        "МЫНАДАН БАСТАҢЫЗ: report/{file} (бір бет, кез келген браузерде ашылады, ештеңе жүктемейді)."
    ),
    "CHECK IT WITHOUT TRUSTING US. In this folder's parent: `sha256sum -c tagmanifest-sha256.txt "
    "manifest-sha256.txt` shows that the files agree with the manifests, not who made them: compare `sha256sum "
    "tagmanifest-sha256.txt` with the value handed over apart from this bundle. `tracer verify .` recomputes "
    "every txid, Merkle proof, header and the whole trace from the raw transactions here, without a network, and "
    "lists what no offline check can show; `python3 data/verify/verify.py` checks the same with a stock Python "
    "and nothing else, except that it replays the primary rule alone and names what it leaves out. Then ask a node "
    "of your own for the hash of block {height}; it must be": (
        "БІЗГЕ СЕНБЕЙ ТЕКСЕРІҢІЗ. Осының үстіндегі қалтада: `sha256sum -c tagmanifest-sha256.txt "
        "manifest-sha256.txt` файлдардың тізімдемелерге сәйкестігін көрсетеді, бірақ оларды кім жасағанын емес: "
        "`sha256sum tagmanifest-sha256.txt` нәтижесін пакеттен бөлек берілген мәнмен салыстырыңыз. `tracer "
        "verify .` желісіз әр транзакция идентификаторын, Меркл дәлелін, тақырыпшаны және бүкіл трассалауды "
        "осындағы бастапқы транзакциялардан қайта есептеп, желісіз тексеру көрсете алмайтын нәрселерді тізеді; "
        "`python3 data/verify/verify.py` соны кәдімгі Python-мен ғана тексереді, бірақ тек негізгі қағиданы "
        "қайталайды және нені тексермейтінін атайды. Содан кейін өз түйініңізден {height}-блоктың хешін сұраңыз; ол мынадай болуға тиіс"
    ),
    "trace/trace.json holds every figure; its SHA-256 is": "trace/trace.json барлық санды қамтиды; оның SHA-256 мәні",
    "Rows too many for trace.json lie beside it, in {files}; trace.json states the SHA-256 of each.": (
        "trace.json файлына сыймайтын жолдар оның қасында: {files}; әрқайсысының SHA-256 мәні trace.json файлында."
    ),
    "chain/ holds raw transactions, proofs and headers; case/ what the examiner asserted; method/ the rule in "
    "words; trace/tables.xlsx every table, to be opened in a spreadsheet; trace/*.csv the same for programs, plain UTF-8; "
    "trace/graph.graphml the trail for a graph program; "
    "signatures/, beside data/, whatever was signed later.": (
        "chain/ — бастапқы транзакциялар, дәлелдер және тақырыпшалар; case/ — зерттеуші мәлімдеген нәрсе; "
        "method/ — қағида сөзбен; trace/tables.xlsx — кесте редакторында ашуға арналған барлық "
        "кестелер; trace/*.csv — сол кестелер бағдарламалар үшін, жай UTF-8; trace/graph.graphml — граф бағдарламасына арналған із; "
        "signatures/, data/ қасында, — кейін қол қойылғанның бәрі."
    ),
    "WHO SIGNED IT, AND SINCE WHEN IT EXISTS. In the same folder, with openssl alone, where signatures/ holds these "
    "files (a reviewer's are reviewer.pem and tagmanifest.reviewer.ed25519.sig; ROOTS.pem is yours, got from the "
    "authority):": (
        "КІМ ҚОЛ ҚОЙДЫ ЖӘНЕ ҚАЙ УАҚЫТТАН БЕРІ БАР. Сол папкада, тек openssl бағдарламасымен, егер бұл файлдар "
        "signatures/ ішінде болса (тексерушінікі — reviewer.pem және tagmanifest.reviewer.ed25519.sig; ROOTS.pem — "
        "куәландырушы орталықтан өзіңіз алған файл):"
    ),
    "Compare the SHA-256 of the key, which the second command prints, with the one on the signed paper.": (
        "Екінші команда шығаратын кілттің SHA-256 мәнін қол қойылған қағаздағымен салыстырыңыз."
    ),
}
