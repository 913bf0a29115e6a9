"""Kazakh of the path exhibit."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "exact": ("нақты"),
    "illustrative": ("көрнекі"),
    "Paths into custody": ("Мемлекет сақтауына апаратын жолдар"),
    "Exact paths exist under FIFO only, and FIFO is not among the rules of this case: no other rule says which satoshi went where.": (
        "Нақты жолдар тек FIFO қағидасы бойынша болады, ал ол осы істің қағидалары арасында жоқ: басқа ешбір қағида қай сатошидің қайда кеткенін айтпайды."
    ),
    "Nothing reached custody under FIFO, or its paths are left out below: no exact path is shown.": (
        "FIFO қағидасы бойынша мемлекет сақтауына ештеңе жетпеді немесе жолдары төменде түсірілген: нақты жол көрсетілмеген."
    ),
    "Under FIFO every satoshi has a place in each coin. What a receipt holds therefore falls apart into the paths below, no satoshi in two of them; their amounts add up to what the receipt holds. That an input is linked to an output inside a transaction is attributed under FIFO; everything else in a link is a fact of the chain.": (
        "FIFO қағидасы бойынша әр сатошидің әр монетада орны бар. Сондықтан түсімнің ішіндегісі төмендегі жолдарға бөлінеді және бірде-бір сатоши екі жолға кірмейді; олардың сомалары қосылып, түсімнің ішіндегісін береді. Транзакция ішіндегі кіріс пен шығыстың байланысы FIFO қағидасы бойынша жатқызылған; буындағы қалғанның бәрі — тізбек фактісі."
    ),
    "Links of the exact paths; inside each, FIFO links the input to the output": (
        "Нақты жолдардың буындары; әрқайсысының ішінде кірісті шығыспен FIFO байланыстырады"
    ),
    "path": ("жол"),
    "from the seeded coin": ("бастапқы монетадан"),
    "to the receipt": ("түсімге дейін"),
    "links": ("буын"),
    "Exact paths under FIFO": ("FIFO қағидасы бойынша нақты жолдар"),
    "receipt": ("түсім"),
    "paths": ("жол саны"),
    "BTC together": ("барлығы BTC"),
    "What the exact paths bring into each receipt": ("Нақты жолдар әр түсімге не әкеледі"),
    "{height}, no. {index}": ("{height}, № {index}"),
    "link": ("буын нөмірі"),
    "input → output": ("кіріс → шығыс"),
    "block": ("блок"),
    "At most {most_paths} paths and {most_links} links are printed; all {paths} paths with {links} links are in trace/paths.csv.": (
        "Ең көбі {most_paths} жол мен {most_links} буын көрсетілген; барлығы (жол {paths}, буын {links}) trace/paths.csv файлында."
    ),
    "Illustrative only: some of the ways with the fewest links on the trail under {rule}. They show that a way exists through coins that hold the label, not how much took it, and there may be others. What could pass along several ways must not be added up.": (
        "Тек көрнекілік үшін: {rule} қағидасы бойынша іздегі буыны ең аз жолдардың кейбірі. Олар белгісі бар монеталар арқылы жол бар екенін көрсетеді, онымен қанша өткенін емес; басқа жолдар да болуы мүмкін. Бірнеше жолмен өтуі мүмкін нәрсені қосуға болмайды."
    ),
    "way": ("жол (көрнекі)"),
    "Illustrative ways, without amounts": ("Көрнекі жолдар, сомасыз"),
    "Links of the illustrative ways": ("Көрнекі жолдардың буындары"),
    "kind of path": ("жол түрі"),
    "Receipts whose paths are left out": ("Жолдары түсірілген түсімдер"),
    "{shown} of {all} are printed; all are in trace/trace.json, under paths.": (
        "Көрсетілгені: {all} ішінен {shown}; барлығы trace/trace.json файлында, paths кілтінде."
    ),
}
