"""Kazakh of the first pages: titles, books, orders, bounds."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "Analytical note on the tracing of bitcoin": "Биткоиндерді қадағалау туралы талдамалық анықтама",
    "Specialist’s opinion on the tracing of bitcoin": "Биткоиндерді қадағалау туралы маманның қорытындысы",
    "Expert’s opinion on the tracing of bitcoin": "Биткоиндерді қадағалау туралы сарапшының қорытындысы",
    "This is an analyst’s note. It supports decisions and orders; it is not the opinion of a specialist or an "
    "expert, and nobody has warned its author of liability for a false opinion.": (
        "Бұл — талдаушының анықтамасы. Ол шешімдер мен қаулыларға негіз болады; ол маманның немесе сарапшының "
        "қорытындысы емес, оның авторы жалған қорытынды үшін жауаптылық туралы ескертілмеген."
    ),
    "A specialist’s opinion must carry the specialist’s signature and qualification; both are outside this file.": (
        "Маманның қорытындысында оның қолы мен біліктілігі туралы мәлімет болуға тиіс; екеуі де осы файлдан тыс."
    ),
    "An expert’s opinion is complete only with the order that commissioned it, the signed warning of liability "
    "for a knowingly false opinion, and the expert’s signature; all three are outside this file.": (
        "Сарапшының қорытындысы тағайындау туралы қаулымен, көрінеу жалған қорытынды үшін жауаптылық туралы қол "
        "қойылған ескертумен және сарапшының қолымен ғана толық болады; үшеуі де осы файлдан тыс."
    ),
    "The books of at least one label do not close. Do not rely on any figure of this report.": (
        "Кемінде бір белгінің балансы тоғыспайды. Осы құжаттың бірде-бір санына сүйенбеңіз."
    ),
    "{gaps}: parts of the trail could not be read. Section “Gaps and collisions” lists them.": "{gaps}: іздің бөліктері оқылмады. Тізбесі «Олқылықтар мен коллизиялар» бөлімінде.",
    "{counted} between orders and the chain: section “Orders” lists them.": "Актілер мен тізбек арасында {counted}. Тізбесі «Сот актілері мен қаулылар» бөлімінде.",
    "Case": "Іс",
    "Criminal case no.": "Қылмыстық іс № (СДТБТ)",
    "Authority": "Орган",
    "Examiner": "Зерттеуді жүргізген",
    "Reviewer": "Рецензент",
    "Supersedes": "Ауыстыратын құжаты",
    "Network": "Желі",
    "Horizon": "Горизонт",
    "block {height}, {when}": "{height}-блок, {when}",
    "{rule}, declared by the examiner": "{rule}, зерттеуді жүргізген адам жариялаған",
    "Whatever rule is used, as long as it makes no satoshi and loses none in any transaction, between the least "
    "and the most stated here of the funds in question is in the coins named. This follows from the values of "
    "the coins alone, for the seeds, the stops and the horizon of this case, before min_sat and max_hops: the "
    "threshold and the hop limit end trails by amounts and distances that differ from rule to rule, so they are "
    "not applied here. It ranges over accounting conventions, not over ownership.": (
        "Қандай қағида қолданылса да, егер ол бірде-бір транзакцияда сатошиді жасамаса және жоғалтпаса, аталған "
        "монеталарда даулы қаражат мұнда көрсетілген ең азынан кем емес және ең көбінен артық емес. Бұл осы "
        "істің бастапқы нүктелері, тоқтаулары мен горизонты жағдайында монеталардың құнынан ғана шығады, min_sat "
        "пен max_hops қолданылғанға дейін: табалдырық пен қадам шегі іздерді әр қағидада әртүрлі сома мен "
        "қашықтықта аяқтайды, сондықтан олар мұнда қолданылмайды. Сөз тиесілілік туралы емес, есептік келісімдер "
        "туралы."
    ),
    "What holds under every rule": "Кез келген қағида бойынша дұрыс нәрсе",
    "the declared rule’s figure is lower, which cannot be: rely on neither": (
        "жарияланған қағиданың саны төмен, бұлай болуы мүмкін емес: екеуіне де сүйенбеңіз"
    ),
    "the hop limit": "қадам шегі",
    "the threshold": "табалдырық",
    "Custody wallets, BTC": "Сақтау әмияндары, BTC",
    "Wallets named by an order, BTC": "Актіде аталған әмияндар, BTC",
    "No bounds were computed, so every amount of this report rests on the rule named beside it.": (
        "Шектер есептелмеді, сондықтан осы құжаттың әр сомасы қасында аталған қағидаға негізделген."
    ),
    "Some bounds are partial: a budget ran out, or claims to coins that taint already reaches stand in each "
    "other’s way. They hold, and the true interval may be narrower.": (
        "Кейбір шектер ішінара: есептеу ресурсы таусылды немесе із жетіп қойған монеталарға қойылған талаптар бір-"
        "біріне кедергі келтіреді. Олар дұрыс, ал шынайы аралық тарырақ болуы мүмкін."
    ),
    "All {count} bounds, those of other coins too, are in trace/bounds.csv.": (
        "Барлық шек (жиыны {count}), оның ішінде басқа монеталардың шектері, trace/bounds.csv файлында."
    ),
    "The cut that proves each, and the flow that shows it is tight (left out on very long trails), are in "
    "trace/trace.json, under bound_proofs.": (
        "Әрқайсысын дәлелдейтін қима және оған жетуге болатынын көрсететін ағын (өте ұзын іздерде түсіріледі) "
        "trace/trace.json файлында, bound_proofs кілтінде."
    ),
    "coins of": "кімнің монеталары",
    "so": "тұжырым",
    "{text} (partial)": "{text} (ішінара)",
    "trails were ended on the way by {cuts} of this case, so the declared rule’s figure is lower": (
        "іздер жолда осы істің шектеулерінде аяқталды ({cuts}), сондықтан жарияланған қағиданың саны төмен"
    ),
    "{shown} of {all} rows on receipts are printed.": "Түсімдер туралы көрсетілген жол: {all} ішінен {shown}.",
    "least": "ең азы",
    "under {rule}": "{rule} қағидасы бойынша",
    "most": "ең көбі",
    "nothing, under any rule": "ешбір қағида бойынша ештеңе",
    "Receipts, BTC": "Түсімдер, BTC",
    "all together": "барлығы бірге",
    "rests wholly on the declared convention": "толығымен жарияланған келісімге негізделген",
    "the same under every rule": "кез келген қағида бойынша бірдей",
    "at least the first figure under every rule": "кез келген қағида бойынша бірінші саннан кем емес",
    "Closed books": "Тоғысқан баланс",
    "Of {seed} BTC of funds in question under label {label}, {custody} BTC reached state custody as attributed "
    "under {rule}. The rest: {rest}.": (
        "{label} белгісі бойынша {seed} BTC даулы қаражаттан мемлекет сақтауына {custody} BTC жетті, {rule} "
        "қағидасы бойынша жатқызылғандай. Қалғаны: {rest}."
    ),
    "in force: {date}": "күшіне енген күні: {date}",
    "The figures of this report are those of {rule}, declared by the examiner.": (
        "Осы құжаттың сандары зерттеуді жүргізген адам жариялаған {rule} қағидасы бойынша алынған."
    ),
    "Reason given: {reason}.": "Көрсетілген себебі: {reason}.",
    "The rule {rule} gives reach and no amounts: {outputs} in {transactions} have at least one ancestor among "
    "the seeds. That is no measure of how much of anything is in them.": (
        "{rule} қағидасы сома емес, қамту береді; бастапқы нүктелердің арасында кемінде бір арғы тегі барлары: "
        "{outputs}, {transactions}. Бұл оларда қандай да бір нәрсенің қанша екенінің өлшемі емес."
    ),
    "Where every satoshi of each label ended": "Әр белгінің әр сатошиі неде аяқталды",
    "{amount} BTC of label {label}": "{label} белгісінің {amount} BTC",
    "date": "күні",
    "Orders and what arrived under them, BTC": "Актілер және олар бойынша түскені, BTC",
    "The same seeds under other rules": "Сол бастапқы нүктелер басқа қағидалар бойынша",
    "What the ends mean": "Аяқталулар нені білдіреді",
    "All amounts are bitcoin with eight decimals; {satoshi} is one satoshi. How much of a label a coin holds is "
    "attributed under {rule}. “Untraced” means that no seed of this case reaches it; it says nothing else.": (
        "Барлық сома сегіз таңбалы биткоинмен көрсетілген; {satoshi} — бір сатоши. Монетада белгіден қанша бар "
        "екені {rule} қағидасы бойынша жатқызылған. «Қадағаланбаған» деген оған істің бірде-бір бастапқы нүктесі "
        "жетпейтінін ғана білдіреді."
    ),
    "asserted by the case": "іс бойынша мәлімделген",
    "seeds": "бастапқы сомалар",
    "sum of the ends": "аяқталулар қосындысы",
    "books close": "баланс тоғысады",
    "DO NOT CLOSE": "ТОҒЫСПАЙДЫ",
    "label {label}": "{label} белгісі",
    "ordered": "бұйырылған",
    "short": "жетіспейді",
    "excess": "артық",
    "rule": "қағида",
    "Other rules are shown beside it, never instead of it.": "Басқа қағидалар оның орнына емес, қатар көрсетілген.",
    "end": "аяқталуы",
    "Nothing ended as: {ends}.": "Мұндай аяқталу жоқ: {ends}.",
    "nothing": "ештеңе",
    "overlap with earlier taint": "бұрын жатқызылғанмен қабаттасу",
    "all close": "барлығы тоғысады",
    "NO": "ЖОҚ",
    "together": "бірге",
    "The following does not agree with the orders.": "Төмендегі актілермен сәйкес келмейді.",
    "Disagreements": "Сәйкессіздіктер",
    "Received under no order: {amounts}.": "Актілерден тыс түскені: {amounts}.",
    "Nothing was received outside the orders.": "Актілерден тыс ештеңе түспеген.",
    "Label {label}, BTC under each rule": "{label} белгісі, әр қағида бойынша BTC",
    "The case names no order, so nothing can be reconciled with one.": (
        "Іс бірде-бір актіні атамайды, сондықтан салыстыратын ештеңе жоқ."
    ),
    "what was found": "не анықталды",
    "{rule} (primary)": "{rule} (негізгі)",
    "{amount} {end}": "{end} — {amount}",
}
