"""Russian of the state’s own wallets."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "Receipts of the state’s wallets": "Поступления на кошельки государства",
    "Custody accounting, not tracing: from the receipts on, the received amounts are followed through the "
    "state’s own wallets under {rule}. What leaves them is named and not followed. Title follows the orders, not "
    "this book.": (
        "Учёт хранения, а не трассировка: начиная с поступлений, поступившие суммы ведутся через кошельки "
        "государства по правилу {rule}. Что их покидает, называется и дальше не прослеживается. Право "
        "собственности следует из судебных актов, а не из этого учёта."
    ),
    "The same under {other}, for comparison: receipts under {rule}, moved on under {other}": (
        "То же по правилу {other}, для сравнения: поступления по правилу {rule}, далее по правилу {other}"
    ),
    "Moves within the state’s wallets, BTC": "Перемещения между кошельками государства, BTC",
    "Departures from the state’s wallets, BTC": "Выбытия из кошельков государства, BTC",
    "Held at block {height}, BTC": "Хранится на блоке {height}, BTC",
    "received": "поступило",
    "held": "хранится",
    "departed": "выбыло",
    "fees": "комиссии",
    "coin and address": "монета и адрес",
    "value": "стоимость",
    "Received = held + departed + fees, under {rule}": "Поступило = хранится + выбыло + комиссии, по правилу {rule}",
    "labels": "метки",
    "orders": "акты",
    "coins": "монет",
    "check": "проверка",
    "from → to": "откуда → куда",
    "Coins paid to custody wallets, BTC": "Монеты, выплаченные на кошельки хранения, BTC",
    "That these outputs pay these scripts, in these blocks, with these values.": (
        "Что эти выходы платят этим скриптам, в этих блоках и с этими стоимостями."
    ),
    "How much of each coin is funds in question, attributed under {rule}.": (
        "Сколько в каждой монете спорных средств, отнесено по правилу {rule}."
    ),
    "That the scripts belong to the state’s wallets.": "Что эти скрипты принадлежат кошелькам государства.",
    "transaction": "транзакция",
    "untraced, BTC": "непрослеженное, BTC",
    "Transactions that mix labels, orders or untraced coins": (
        "Транзакции, смешивающие метки, акты или непрослеженные монеты"
    ),
    "closes": "сходится",
    "DOES NOT CLOSE": "НЕ СХОДИТСЯ",
    "when": "когда",
    "in fees": "в комиссиях",
    "No coin of the trail was paid to a custody wallet.": "Ни одна монета следа не выплачена на кошелёк хранения.",
    "elsewhere": "вовне",
}
