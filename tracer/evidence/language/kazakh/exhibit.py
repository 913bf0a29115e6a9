"""Kazakh of the interactive exhibit."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "none that can be told: newly mined, or what it spends is not among this material": (
        "белгісіз: тиындар жаңа өндірілген немесе ол жұмсаған тиындар осы материалдардың ішінде жоқ"
    ),
    "Named elsewhere on this page: {count}.": "Осы беттің басқа жерінде аталған: {count}.",
    "{name}: in “{section}”, not in the picture": "{name}: «{section}» бөлімінде, сызбада жоқ",
    "The trail, interactive": "Із, интерактивті түрде",
    "Search: transaction, address, wallet, label": "Іздеу: транзакция, мекенжай, әмиян, белгі",
    "Rule": "Қағида",
    "Label": "Белгі",
    "Follow a path": "Жолмен жүру",
    "Previous step": "Алдыңғы қадам",
    "Next step": "Келесі қадам",
    "Zoom in": "Үлкейту",
    "Zoom out": "Кішірейту",
    "Show all": "Бәрін көрсету",
    "Whole window": "Бүкіл терезеге",
    "The trail as a picture. Arrow keys move, plus and minus zoom, n and p go from transaction to transaction.": (
        "Із сурет түрінде. Бағдаршалар жылжытады, плюс пен минус масштабты өзгертеді, n мен p "
        "транзакциядан транзакцияға өтеді."
    ),
    "Facts of the transaction chosen": "Таңдалған транзакция туралы фактілер",
    "Choose a transaction in the picture, search for one, or follow a path.": (
        "Суреттен транзакция таңдаңыз, іздеп табыңыз немесе жолмен жүріңіз."
    ),
    "Keyboard": "Пернетақта",
    "With scripts allowed, this page lets you search the trail, move about in it, switch the rule and "
    "follow paths step by step. Nothing is lost without them: the picture above and the tables below say "
    "the same.": (
        "Скрипттерге рұқсат берілсе, бұл бетте ізден іздеуге, ол бойынша жылжуға, қағиданы ауыстыруға "
        "және жолдармен қадам-қадам жүруге болады. Оларсыз ештеңе жоғалмайды: жоғарыдағы сурет пен "
        "төмендегі кестелер дәл соны айтады."
    ),
    "move": "жылжыту",
    "zoom": "масштаб",
    "show all": "бәрін көрсету",
    "next, previous transaction in chain order": "тізбек ретімен келесі, алдыңғы транзакция",
    "first, last transaction": "бірінші, соңғы транзакция",
    "next, previous step of the path": "жолдың келесі, алдыңғы қадамы",
    "go to the facts": "фактілерге өту",
    "and {count} more": "тағы {count}",
    "txid": "txid",
    "block time, miner’s": "блок уақыты (майнердікі)",
    "bytes": "байт",
    "{size}, version {version}, lock time {lock}": "{size}, нұсқасы {version}, lock time {lock}",
    "raw bytes": "бастапқы байттар",
    "Transaction": "Транзакция",
    "Spends": "Жұмсайды",
    "Pays": "Төлейді",
    "input, whom the coin had paid": "кіріс, монета кімге төлеген",
    "output, whom it pays": "шығыс, кімге төлейді",
    "value, BTC": "құны, BTC",
    "from {txid}": "{txid} ішінен",
    "spent in {txid}": "{txid} ішінде жұмсалған",
    "START {amounts}": "БАСЫ {amounts}",
    "Follow the path to here": "Осы жерге дейінгі жолмен жүру",
    "{count} more are left out here; no rule attributes anything to them. They are in the raw bytes.": (
        "Мұнда тағы {count} көрсетілмеген; ешбір қағида оларға ештеңе жатқызбайды. Олар бастапқы байттарда бар."
    ),
    "The {shown} with the largest amounts of {count} are listed; all are in the raw bytes and in trace/flows.csv.": (
        "{count} ішінен сомасы ең үлкен {shown} көрсетілген; бәрі бастапқы байттарда және trace/flows.csv файлында бар."
    ),
    "In the fee, under {rule}: {amounts}": "Комиссияда, {rule} қағидасы бойынша: {amounts}",
    "What the transaction spends and pays is fact. How much of a label stands in each coin is attributed "
    "under {rule}: a convention.": (
        "Транзакцияның не жұмсап, не төлейтіні — факт. Әр монетада қай белгіден қанша бары {rule} "
        "қағидасы бойынша жатқызылған: келісім."
    ),
    "Transaction {txid}, block {height}": "{txid} транзакциясы, {height}-блок",
    "No path is chosen.": "Жол таңдалмаған.",
    "Step {step} of {count}: takes {taken}, pays {made}.": (
        "{count} қадамның {step}-қадамы: {taken} алады, {made} төлейді."
    ),
    "Step {step} of {count}: the trail starts here, {made}.": (
        "{count} қадамның {step}-қадамы: із осы жерден басталады, {made}."
    ),
    "The path ends: {end}.": "Жол аяқталды: {end}.",
    "choose one of {count} ends": "аяқталуын таңдаңыз, барлығы {count}",
    "the first {shown} of {count} ends": "{count} аяқталудың алғашқы {shown}",
    "block {height}, {txid} {why}": "{height}-блок, {txid} {why}",
    "{count} transactions found": "Табылған транзакция: {count}",
    "{count} transactions found, the first {shown} are listed": (
        "Табылған транзакция: {count}, алғашқы {shown} көрсетілген"
    ),
    "not reached under this rule and label": "осы қағида мен белгі бойынша жетпеген",
    "{rule}, primary rule": "{rule}, негізгі қағида",
    "all labels": "барлық белгілер",
    "Attributed under {rule}": "{rule} қағидасы бойынша жатқызылған",
    "Boxes are transactions, by who pays whom and not by time: each right of those that pay it, or in a band below "
    "them; below a box stand coins at which a trail ends. Transactions, coins and addresses are facts; amounts are "
    "attributed under the rule chosen.": (
        "Тіктөртбұрыштар — транзакциялар, уақыт ретімен емес, кім кімге төлейтіні бойынша: әрқайсысы өзіне төлейтіндердің "
        "оң жағында немесе олардан төменгі жолақта; олардың астында із аяқталатын монеталар тұр. Транзакциялар, монеталар "
        "мен мекенжайлар — фактілер; сомалар таңдалған қағида бойынша жатқызылған."
    ),
    "A path shown is one of many: at each transaction it goes back along the input with the largest "
    "amount attributed. The result is that of {rule}; other rules are shown beside it.": (
        "Көрсетілген жол — көптің бірі: әр транзакцияда ол ең үлкен сома жатқызылған кіріспен кері "
        "жүреді. Нәтиже {rule} қағидасынікі; басқа қағидалар қасында көрсетілген."
    ),
    "Of {all} transactions {shown} are here, those that lead to custody first; the others are in "
    "trace/transactions.csv and trace/flows.csv.": (
        "{all} транзакцияның {shown} осында, алдымен мемлекет сақтауына апаратындары; қалғандары "
        "trace/transactions.csv және trace/flows.csv файлдарында."
    ),
}
