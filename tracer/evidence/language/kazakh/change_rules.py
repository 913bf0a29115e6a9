"""Kazakh of what change rules say: whom they look at, how they fail, why a reading or a chain ends."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "script": "скрипттер",
    "history": "бұрынғы төлемдер",
    "amount": "сомалар",
    "roundness": "дөңгелектік",
    "type": "скрипт түрі",
    "fingerprint": "әмиян қолтаңбасы",
    "shown only": "тек көрсетілген",
    "names one output in {coverage} of transactions (coverage); where it names one, right in {precision} (precision); "
    "of all transactions, right in {tpr} and wrong in {fpr}; no interval is published": (
        "транзакциялардың {coverage} бөлігінде бір шығысты атайды (қамту); атағанда {precision} жағдайда дұрыс (дәлдік); "
        "барлық транзакцияның {tpr} бөлігінде дұрыс, {fpr} бөлігінде қате; аралығы жарияланбаған"
    ),
    "where it names one, right in {precision} (precision); of all transactions, right in {tpr} and wrong in {fpr}; "
    "no interval is published": (
        "атағанда {precision} жағдайда дұрыс (дәлдік); барлық транзакцияның {tpr} бөлігінде дұрыс, {fpr} бөлігінде қате; "
        "аралығы жарияланбаған"
    ),
    "measured on 35,257,428 two-output transactions whose change was revealed by later co-spending (Möser and Narayanan; "
    "conditional on wallets that later co-spend), which is not the population of this case": (
        "қайтарымы кейінгі бірлескен жұмсаудан ашылған, екі шығысы бар 35 257 428 транзакцияда өлшенген (Möser and "
        "Narayanan; тек кейін бірлесіп жұмсаған әмияндар үшін), бұл осы істің жиынтығы емес"
    ),
    "wallets of one make build alike, and one wallet builds differently after an update; receivers may use it too": (
        "бір маркалы әмияндар бірдей құрады, ал бір әмиян жаңартудан кейін басқаша құрады; оны алушы да қолдануы мүмкін"
    ),
    "consolidating wallets and PayJoins spend unnecessary inputs; payments can be smaller than change": (
        "монета жинайтын әмияндар мен PayJoin артық кірістерді жұмсайды; төлем қайтарымнан аз болуы мүмкін"
    ),
    "as R3-optimal; the fee of one input is approximated": "R3-optimal сияқты; бір кірістің комиссиясы жуық алынған",
    "prices in other currencies are not round in bitcoin; wallets may round change on purpose": (
        "басқа валютадағы бағалар биткоинмен дөңгелек емес; әмиян қайтарымды әдейі дөңгелектеуі мүмкін"
    ),
    "as R5; says nothing where values are equally precise": "R5 сияқты; сомалар бірдей дәл болса, ештеңе айтпайды",
    "UIH2 is common and is no sign of PayJoin; under UIH1 a small payment looks like change": (
        "UIH2 жиі кездеседі және PayJoin белгісі емес; UIH1 бойынша шағын төлем қайтарымға ұқсайды"
    ),
    "a payment back to a shared or a hosted script; dust sent to where it came from": (
        "ортақ немесе бөгде скриптке кері төлем; келген жеріне жіберілген тозаң сома"
    ),
    "a receiver's fresh script beside a change script used again; every modern receiver gives fresh scripts": (
        "қайта қолданылған қайтарым скриптінің қасындағы алушының жаңа скрипті; қазір әр алушы жаңа скрипт береді"
    ),
    "wallets that match the change to the payment's type (Bitcoin Core does); types hidden in script hashes": (
        "қайтарым түрін төлем түріне сәйкестендіретін әмияндар (Bitcoin Core солай істейді); скрипт хештерінде жасырылған түрлер"
    ),
    "false clusters: unseen CoinJoins and PayJoins, shared custody, keys imported into a service": (
        "жалған кластерлер: байқалмаған CoinJoin мен PayJoin, бірлескен сақтау, сервиске көшірілген кілттер"
    ),
    "a cosigner who serves many wallets with one key (custodians, escrow agents)": (
        "көп әмиянға бір кілтпен қызмет ететін бірге қол қоюшы (сақтаушылар, эскроу агенттері)"
    ),
    "the most ordinary payment of all has this shape: it shows neither one actor nor which output is change": (
        "ең кәдімгі төлемнің пішіні осындай: ол бір тұлғаны да, қай шығыстың қайтарым екенін де көрсетпейді"
    ),
    "no verdict on a transaction that may be a mix ({rule})": (
        "араластыру болуы мүмкін транзакция туралы қорытынды жоқ ({rule})"
    ),
    "fewer than two spendable outputs: nothing to choose from": "жұмсалатын шығыс екеуден аз: таңдайтын ештеңе жоқ",
    "the rules contradict one another": "қағидалар бір-біріне қайшы",
    "independent families agree: {families}": "тәуелсіз топтар келіседі: {families}",
    "only one family of rules names an output": "шығысты қағидалардың бір тобы ғана атайды",
    "no rule names an output": "бірде-бір қағида шығысты атамайды",
    "hops: {count}, each taken for the same actor's by inference; were the hops independent and this case like those "
    "on which the rules were measured, the chance that all are right would be {chance}, the product of the precisions "
    "that Möser and Narayanan publish, without an interval": (
        "қадам саны: {count}, әрқайсысы болжам бойынша сол тұлғанікі деп алынған; қадамдар тәуелсіз, ал іс қағидалар "
        "өлшенген істерге ұқсас болса, бәрінің дұрыс болу ықтималдығы {chance} болар еді — бұл Möser мен Narayanan "
        "жариялаған дәлдіктердің көбейтіндісі; аралығы келтірілмеген"
    ),
    "the change is tagged as {service}'s": "қайтарым {service} меншігі деп белгіленген",
    "the spender of the change is built differently": "қайтарымды жұмсайтын транзакция басқаша құрылған",
    "the change is not known to be spent": "қайтарымның жұмсалғаны белгісіз",
    "the change is merged with other coins": "қайтарым басқа монеталармен біріктірілген",
    "cut after {count} hops: the chain may go on": "{count} қадамнан кейін үзілген: тізбек жалғасуы мүмкін",
    "it may be a mix ({rule})": "бұл араластыру болуы мүмкін ({rule})",
    "no output is named as change": "бірде-бір шығыс қайтарым деп аталмаған",
    "several outputs are named as change": "қайтарым деп бірнеше шығыс аталған",
    "none retained": "бірде-бір шығыс қалдырылмаған",
    "retained by the change rules": "қайтарым қағидалары бойынша қалдырылған",
    "{outpoint} not retained": "{outpoint} қалдырылмаған",
}
