"""Kazakh of what the report rests on."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "Ledgers inside exchanges, payment services and mixers; other blockchains and swaps to them; Lightning channels.": (
        "Биржалардың, төлем сервистері мен миксерлердің ішкі есебі; басқа блокчейндер және олармен айырбас; "
        "Lightning арналары."
    ),
    "The mempool: only confirmed transactions at or below the horizon were read.": (
        "Мемпул: тек горизонттағы және оған дейінгі расталған транзакциялар оқылды."
    ),
    "Who controls an address. Attribution of value is not attribution of ownership.": (
        "Мекенжайды кім бақылайтыны. Құнды жатқызу — тиесілілікті анықтау емес."
    ),
    "Whether any coin was bought in good faith.": "Қандай да бір монетаның адал сатып алынғаны.",
    "What follows is stated by the person who signs this report. The chain does not show it.": (
        "Төмендегіні осы құжатқа қол қоятын тұлға мәлімдейді. Тізбек мұны көрсетпейді."
    ),
    "Size, medium, packaging and condition of the exhibits: not provided.": (
        "Материалдардың көлемі, тасығышы, қаптамасы және жай-күйі: ұсынылмаған."
    ),
    "Transactions are taken up once, in chain order, after everything that they spend is known. Amounts are "
    "whole satoshi. The rule in full, with worked examples: method/{file}.": (
        "Әр транзакция тізбек ретімен, ол жұмсайтынның бәрі белгілі болғаннан кейін бір рет қаралады. Сомалар — "
        "бүтін сатоши. Қағида толық, мысалдарымен: method/{file}."
    ),
    "Computed by custody-tracer {version}, method {number}.": (
        "custody-tracer {version} бағдарламасымен есептелді, әдіс {number}."
    ),
    "Every figure is in trace/trace.json. The bundle holds the raw transactions, a Merkle proof for each, and "
    "the block headers up to the horizon, so the whole trace can be computed again without this tool’s author "
    "and without a network:": (
        "Барлық сан trace/trace.json файлында. Пакетте бастапқы транзакциялар, әрқайсысының Меркл дәлелі және "
        "горизонтқа дейінгі блок тақырыпшалары бар, сондықтан бүкіл трассалауды осы бағдарламаның авторынсыз "
        "және желісіз қайта есептеуге болады:"
    ),
    "The first shows that the files agree with the manifests, not who made these: compare the SHA-256 of "
    "tagmanifest-sha256.txt with the one handed over apart from the bundle. The third is a verifier in one file "
    "that shares no code with the tracer and needs nothing but Python. The last command asks a node of your own "
    "for the horizon’s hash: if it is the one above, the headers, and with them every proof, belong to the chain "
    "that the node follows.": (
        "Бірінші пәрмен файлдардың тізімдемелерге сәйкестігін көрсетеді, бірақ оларды кім жасағанын емес: "
        "tagmanifest-sha256.txt файлының SHA-256 мәнін пакеттен бөлек берілгенімен салыстырыңыз. Үшіншісі — "
        "трассалаушымен ортақ коды жоқ және Python-нан басқа ештеңе талап етпейтін бір файлдағы тексеру "
        "бағдарламасы. Соңғысы өз түйініңізден горизонт хешін сұрайды: ол жоғарыдағымен бірдей болса, "
        "тақырыпшалар, олармен бірге барлық дәлел, түйін ұстанатын тізбекке тиесілі."
    ),
    "What the case asserts": "Іс бойынша мәлімделгендер",
    "label": "белгі",
    "amount, BTC": "сома, BTC",
    "basis": "негіздеме",
    "exhibit": "материал",
    "Seeds": "Бастапқы нүктелер",
    "wallet": "әмиян",
    "stage": "кезең",
    "known by": "немен белгілі",
    "Custody wallets": "Сақтау әмияндары",
    "order": "акт",
    "kind": "түрі",
    "issued by": "шығарған",
    "wallets": "әмияндар",
    "Orders": "Сот актілері мен қаулылар",
    "Questions and materials": "Сұрақтар мен материалдар",
    "description": "сипаттама",
    "source": "дереккөз",
    "received from": "кімнен алынды",
    "received at": "алынған уақыты",
    "Materials received": "Алынған материалдар",
    "Facts are what the chain says: which coins a transaction spends and makes, in which block.": (
        "Фактілер — тізбек айтатын нәрсе: транзакция қай монеталарды жұмсайды және жасайды, қай блокта."
    ),
    "Conventions are what an accounting rule attributes: here {rule}. Bitcoin does not link the inputs of a "
    "transaction to its outputs; every such link is a convention.": (
        "Келісімдер — есептік қағида жатқызатын нәрсе: мұнда {rule}. Bitcoin транзакцияның кірістерін оның "
        "шығыстарымен байланыстырмайды; әр осындай байланыс — келісім."
    ),
    "Inferences are guesses with an error rate: here only whether a transaction is a CoinJoin, Lightning or has "
    "too many outputs, where the case asks for it. They can end a trail and never choose between outputs.": (
        "Болжамдар — қателік үлесі бар жорамалдар: мұнда, іс талап етсе, тек транзакцияның CoinJoin, Lightning "
        "екені немесе шығыстары тым көп екені туралы. Олар ізді аяқтай алады және ешқашан шығыстардың бірін "
        "таңдамайды."
    ),
    "Every parameter used": "Қолданылған барлық параметр",
    "Method": "Зерттеу әдісі",
    "none": "жоқ",
    "what": "не",
    "why": "неге",
    "What was not searched, and what cannot be shown": "Не зерттелмеді және нені көрсету мүмкін емес",
    "of what": "ненің",
    "Integrity, and how to check this report": "Тұтастық және осы құжатты қалай тексеруге болады",
    "seed": "бастапқы нүкте",
    "Materials received: not provided.": "Алынған материалдар: ұсынылмаған.",
    "parameter": "параметр",
    "parameter’s value": "параметр мәні",
    "yes": "иә",
    "no": "жоқ",
    "on a node of your own": "өз түйініңізде",
    "SHA-256 of {file}": "{file} файлының SHA-256 мәні",
    "SHA-256 of the case file": "іс файлының SHA-256 мәні",
    "hash of the horizon, block {height}": "горизонт хеші, {height}-блок",
    "value to compare": "салыстырылатын мән",
    "coin": "монета",
    "asserted": "мәлімделген",
    "overlap": "қабаттасу",
    "Coins that the seeds name, BTC": "Бастапқы нүктелер атаған монеталар, BTC",
    "all of it": "тұтас",
    "the first {amount}": "алғашқы {amount}",
    "asserted, basis not provided": "мәлімделген, негіздемесі ұсынылмаған",
    "descriptor": "дескриптор",
    "control not verified": "бақылау тексерілмеген",
    "Questions put:": "Қойылған сұрақтар:",
    "Questions put: not provided.": "Қойылған сұрақтар: ұсынылмаған.",
    "Not searched:": "Зерттелмегені:",
    "What no check of this bundle can show offline": "Осы пакетті желісіз ешбір тексеру көрсете алмайтын нәрсе",
    "What to compare": "Нені салыстыру керек",
}
