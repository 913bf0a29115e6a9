"""Kazakh of the workbook's first sheet."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "wallets of the state whose coins it spends": "тиындары жұмсалатын мемлекет әмияндары",
    "wallets of the state that it pays": "төлем алатын мемлекет әмияндары",
    "what the wallet is for: seizure, forfeiture or reserve": "әмиян не үшін: тыйым салу (алып қою), тәркілеу немесе резерв",
    "coins held there": "сонда жатқан монеталар",
    "what is bounded: a coin, a wallet or an order": "не бағаланады: монета, әмиян немесе акт",
    "which one": "нақты қайсысы",
    "the least under any rule that conserves value": "құнды сақтайтын кез келген қағида бойынша ең азы",
    "the most under any rule that conserves value": "құнды сақтайтын кез келген қағида бойынша ең көбі",
    "whether a budget cut the computation, so that the interval may be wider than need be": "есептеу шекпен үзілді ме, сондықтан аралық қажеттен кең болуы мүмкін",
    "number of the path": "жолдың нөмірі",
    "the rule by which it was found": "ол табылған қағида",
    "coin at which the path starts": "жол басталатын монета",
    "coin at which it arrives": "ол жететін монета",
    "number of the step in its path": "жолдағы қадам нөмірі",
    "input that spends it, the first being 0": "оны жұмсайтын кіріс; біріншісі — 0",
    "coin that is spent": "жұмсалған монета",
    "output that is paid, the first being 0": "төленетін шығыс; біріншісі — 0",
    "what the rule looks at": "қағида неге қарайды",
    "output that the rule names as change": "қағида қайтарым деп атайтын шығыс",
    "outputs that the rule leaves possible": "қағида мүмкін деп қалдыратын шығыстар",
    "what it looked at": "ол неге қарады",
    "output on which the rules agree": "қағидалар келісетін шығыс",
    "label that holds the satoshi": "сатошилер тиесілі белгі",
    "label that claims them too": "оларға да талап қоятын белгі",
    "spent or made, in, out or fee": "жұмсалған немесе жасалған, кіріс, шығыс немесе комиссия",
    "place among inputs or outputs, the first being 0": "кірістер немесе шығыстар арасындағы орны; біріншісі — 0",
    "the last of several that follow one another and are alike": "қатар тұрған бірдей бірнешеуінің соңғысы",
    "place of the run of satoshi inside the coin": "монета ішіндегі сатоши бөлігінің орны",
    "whether the sum done again agrees with trace.json": "қайта есептеу trace.json-мен сәйкес келе ме",
    "kind of the order, of the movement or of the path": "актінің, қозғалыстың немесе жолдың түрі",
    "why it could not be known, or why no output is named": "неге белгісіз қалды немесе шығыс неге аталмады",
    "every table, to be opened in a spreadsheet": "барлық кестелер, кесте редакторында ашу үшін",
    "the same tables for programs, plain UTF-8": "сол кестелер бағдарламалар үшін, жай UTF-8",
    "Every table of trace/*.csv has a sheet here. Those files are plain UTF-8 for programs; a spreadsheet may show letters of theirs wrongly, and this workbook is the one to open.": "trace/*.csv кестелерінің әрқайсысына мұнда бір парақ сәйкес. Ол файлдар — бағдарламаларға арналған жай UTF-8; кесте редакторы олардың әріптерін қате көрсетуі мүмкін, ашатыны — осы кітап.",
    "wallet of the state, as the case names it": "мемлекет әмияны, іс атағандай",
    "the coin: the transaction that made it, and the number of its output": (
        "монета: оны жасаған транзакция және шығыс нөмірі"
    ),
    "height of the block": "блок биіктігі",
    "time of the block, declared by the miner, UTC": "майнер мәлімдеген блок уақыты, UTC",
    "what the coin is worth in all": "монетаның бүкіл құны",
    "the claim: whose loss, which offence": "белгі: кімнің шығыны, қандай іс-әрекет",
    "funds in question in it, attributed under the rule": "ондағы даулы қаражат, қағида бойынша жатқызылған",
    "address paid; empty where the script has none": "төленген мекенжай; скриптте болмаса — бос",
    "orders that cover the receipt": "түсімді қамтитын актілер",
    "order, as the case names it": "акт, іс атағандай",
    "labels that the order names": "актіде аталған белгілер",
    "what the order states": "актіде бұйырылғаны",
    "what was received under it": "ол бойынша түскені",
    "what is lacking": "жетпейтіні",
    "what is beyond it": "артығы",
    "coins received under it": "ол бойынша түскен монеталар",
    "in what it disagrees with the chain": "тізбекпен неде сәйкес емес",
    "the accounting rule": "жатқызу қағидасы",
    "what the case’s seeds assert": "істің бастапқы нүктелері мәлімдейтін сома",
    "of it already held by an earlier claim": "оның бұрынғы талапқа жатқызылып қойғаны",
    "what is followed": "қадағаланатын сома",
    "why the trail ends there": "із неге сонда аяқталады",
    "wallet or service at which it ends": "ол аяқталатын әмиян немесе сервис",
    "type of the script, by Bitcoin Core’s name": "скрипт түрі, Bitcoin Core атауы бойынша",
    "the transaction": "транзакция",
    "place of the transaction in its block, the first being 0": "транзакцияның блоктағы орны, біріншісі — 0",
    "funds in question that it spends": "ол жұмсайтын даулы қаражат",
    "of them in its fee": "оның комиссиядағысы",
    "Tables of case {id}, {network}, up to block {height}": "{id} ісінің кестелері, {network}, {height}-блокқа дейін",
    "Amounts are whole satoshi ({coin} satoshi are one bitcoin), attributed under {rule} unless a row names "
    "another rule: a convention, not a fact of the chain.": (
        "Сомалар — бүтін сатоши ({coin} сатоши бір биткоинді құрайды), жол басқа қағиданы атамаса, {rule} "
        "қағидасы бойынша жатқызылған: бұл тізбек фактісі емес, келісім."
    ),
    "Times are block times, declared by the miners, in UTC.": "Уақыт — майнер мәлімдеген блок уақыты, UTC бойынша.",
    "A text that a spreadsheet could take for a formula has an apostrophe before it.": (
        "Кесте бағдарламасы формула деп қабылдауы мүмкін мәтіннің алдында апостроф тұр."
    ),
    "Names of sheets and columns are those of the CSV files, the same in every language.": (
        "Парақтар мен бағандардың атаулары CSV файлдарындағыдай, барлық тілде бірдей."
    ),
    "Computed from trace.json with SHA-256 {hash}.": "SHA-256 мәні {hash} болатын trace.json файлынан есептелген.",
    "Sheet {sheet}: rows under {rule} only, {kept} of {all}; all rules are in {sheet}.csv.": (
        "{sheet} парағы: тек {rule} қағидасы бойынша жолдар, {all} ішінен {kept}; барлық қағида {sheet}.csv файлында."
    ),
    "Sheet {sheet}: the first {kept} of {all} rows; all are in {sheet}.csv.": (
        "{sheet} парағы: {all} жолдың алғашқы {kept} жолы; барлығы {sheet}.csv файлында."
    ),
    "Sheet {sheet}: a cell is too long for a spreadsheet and ends in …; it is whole in {sheet}.csv.": (
        "{sheet} парағы: ұяшық кестеге тым ұзын және … белгісімен аяқталады; ол {sheet}.csv файлында толық."
    ),
    "column": "баған",
    "what it holds": "онда не бар",
}
