"""Kazakh of the trail."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "The trail under {rule}, by who pays whom and not by time: each transaction right of those that pay it, or in a "
    "band below them": (
        "{rule} қағидасы бойынша із, уақыт ретімен емес, кім кімге төлейтіні бойынша: әр транзакция өзіне төлейтіндердің "
        "оң жағында немесе олардан төменгі жолақта"
    ),
    "Which transaction spends which coin, and whom an output pays, is fact. How much of a label goes from a "
    "transaction into each of its outputs is attributed under {rule}.": (
        "Қай транзакция қай монетаны жұмсайтыны және шығыс кімге төлейтіні — факт. Транзакциядан оның әр "
        "шығысына белгіден қанша өтетіні {rule} қағидасы бойынша жатқызылған."
    ),
    "Transactions that moved funds in question, in chain order, BTC": (
        "Даулы қаражатты қозғаған транзакциялар, тізбек ретімен, BTC"
    ),
    "block {height}, no. {index}": "{height}-блок, № {index}",
    "The trail": "Із",
    "Transactions": "Транзакциялар",
    "That a transaction is a CoinJoin is guessed by the rule “{rule}”. It ends a trail and never chooses between "
    "outputs; ordinary payouts of equal amounts can look the same.": (
        "Транзакцияның CoinJoin екені «{rule}» қағидасы бойынша болжанған. Ол ізді аяқтайды және ешқашан "
        "шығыстардың бірін таңдамайды; тең сомалардың кәдімгі төлемдері де осылай көрінуі мүмкін."
    ),
    "Where the trail ends": "Із неде аяқталды",
    "{shown} of {all} rows are printed; all {all} are in trace/{name} and trace/{result}.": (
        "Көрсетілген жол: {all} ішінен {shown}; барлық {all} жол trace/{name} және trace/{result} файлдарында."
    ),
    "Collisions: satoshi claimed by one label and already held by another": (
        "Коллизиялар: бір белгі талап ететін, ал басқасы ұстап тұрған сатоши"
    ),
    "Gaps and collisions": "Олқылықтар мен коллизиялар",
    "place and time": "орны мен уақыты",
    "funds in question in": "кірген даулы қаражат",
    "of them in the fee": "оның комиссиядағысы",
    "Times are block times, declared by the miners; the order is that of the chain.": (
        "Уақыт — майнер мәлімдеген блок уақыты; рет — тізбек реті."
    ),
    "made": "жасалды",
    "Coins at which the trail ends, in chain order, BTC": "Із аяқталатын монеталар, тізбек ретімен, BTC",
    "held by label": "ұстайтын белгі",
    "claimed by label": "талап ететін белгі",
    "That an address belongs to a service is what the TagPack says of it.": (
        "Мекенжайдың сервиске тиесілі екенін тегтер жинағы (TagPack) мәлімдейді."
    ),
    "What could not be known": "Нені білу мүмкін болмады",
    "No gap: everything that the trail needed could be read.": "Олқылық жоқ: ізге қажеттінің бәрі оқылды.",
    "The first claim stays; the second is its label’s overlap.": (
        "Алғашқы талап қалады; екіншісі — өз белгісінің қабаттасуы."
    ),
    "No collision: no satoshi was claimed under two labels.": (
        "Коллизия жоқ: бірде-бір сатоши екі белгіге жатқызылмаған."
    ),
    "second book": "екінші есеп",
}
