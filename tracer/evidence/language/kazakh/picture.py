"""Kazakh of the picture of the trail."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "The trail under {rule}": "{rule} қағидасы бойынша із",
    "Case {case} · {network} · horizon block {height} · amounts in BTC, attributed under {rule}: a convention, "
    "not a fact of the chain": (
        "{case} ісі · {network} · горизонт: {height}-блок · сомалар BTC-мен, {rule} қағидасы бойынша "
        "жатқызылған: тізбек фактісі емес, келісім"
    ),
    "Dark boxes are transactions, by who pays whom and not by time: each right of those that pay it, or in a band "
    "below them; slips are coins: how much of each label, and whom they pay.": (
        "Қара тіктөртбұрыштар — транзакциялар, уақыт ретімен емес, кім кімге төлейтіні бойынша: әрқайсысы өзіне "
        "төлейтіндердің оң жағында немесе олардан төменгі жолақта; карточкалар — монеталар: қай белгіден қанша және олар "
        "кімге төлейді."
    ),
    "A line that ends in a number goes on at the same number in the band below.": (
        "Санмен аяқталған сызық төмендегі жолақта сол саннан жалғасады."
    ),
    "block {height}": "{height}-блок",
    "more labels: {count}": "тағы белгі: {count}",
    "funds of label {label}": "{label} белгісінің қаражаты",
    "collapsed": "жинақталған",
    "blocks {first}–{last}": "{first}–{last}-блоктар",
    "+ untraced": "қадағаланб.",
    "fee {amount}": "комиссия {amount}",
    "in a coin of": "монетада",
    "in coins of": "монеталарда",
    "START": "БАСЫ",
    "side branches that reach no custody wallet": "сақтау әмиянына жетпейтін бүйір тармақтар",
    "a plain chain, each paid on by the next": "әрқайсысы келесісіне төлейтін қарапайым тізбек",
    "a run of transactions in chain order": "тізбек ретіндегі транзакциялар қатары",
    "{transactions} collapsed, from {txid} in blocks {first} to {last}: {why}": (
        "Жинақталған: {transactions}, {txid} бастап, {first}–{last}-блоктар: {why}"
    ),
    "fee": "комиссия",
    "STATE CUSTODY": "МЕМЛЕКЕТ САҚТАУЫ",
}
