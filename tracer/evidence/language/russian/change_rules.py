"""Russian of what change rules say: whom they look at, how they fail, why a reading or a chain ends."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "script": "скрипты",
    "history": "прежние выплаты",
    "amount": "суммы",
    "roundness": "круглость",
    "type": "тип скрипта",
    "fingerprint": "почерк кошелька",
    "shown only": "только показано",
    "names one output in {coverage} of transactions (coverage); where it names one, right in {precision} (precision); "
    "of all transactions, right in {tpr} and wrong in {fpr}; no interval is published": (
        "называет один выход в {coverage} транзакций (охват); назвав его, верно в {precision} случаев (точность); из всех "
        "транзакций верно в {tpr} и неверно в {fpr}; интервал не опубликован"
    ),
    "where it names one, right in {precision} (precision); of all transactions, right in {tpr} and wrong in {fpr}; "
    "no interval is published": (
        "назвав выход, верно в {precision} случаев (точность); из всех транзакций верно в {tpr} и неверно в {fpr}; интервал не "
        "опубликован"
    ),
    "measured on 35,257,428 two-output transactions whose change was revealed by later co-spending (Möser and Narayanan; "
    "conditional on wallets that later co-spend), which is not the population of this case": (
        "измерено на 35 257 428 транзакциях с двумя выходами, сдача которых раскрылась позднейшей совместной тратой (Möser "
        "and Narayanan; только для кошельков, которые затем тратили совместно), а это не та совокупность, что в этом деле"
    ),
    "wallets of one make build alike, and one wallet builds differently after an update; receivers may use it too": (
        "кошельки одной марки строят одинаково, а один кошелёк после обновления — иначе; им может пользоваться и получатель"
    ),
    "consolidating wallets and PayJoins spend unnecessary inputs; payments can be smaller than change": (
        "кошельки, собирающие монеты, и PayJoin тратят лишние входы; платёж может быть меньше сдачи"
    ),
    "as R3-optimal; the fee of one input is approximated": "как R3-optimal; комиссия за один вход взята приближённо",
    "prices in other currencies are not round in bitcoin; wallets may round change on purpose": (
        "цены в других валютах в биткоинах не круглые; кошелёк может округлять сдачу намеренно"
    ),
    "as R5; says nothing where values are equally precise": "как R5; молчит, где суммы одинаково точны",
    "UIH2 is common and is no sign of PayJoin; under UIH1 a small payment looks like change": (
        "UIH2 встречается часто и не есть признак PayJoin; по UIH1 малый платёж похож на сдачу"
    ),
    "a payment back to a shared or a hosted script; dust sent to where it came from": (
        "платёж обратно на общий или чужой скрипт; пыль, отправленная туда, откуда пришла"
    ),
    "a receiver's fresh script beside a change script used again; every modern receiver gives fresh scripts": (
        "новый скрипт получателя рядом со скриптом сдачи, взятым повторно; ныне каждый получатель даёт новые скрипты"
    ),
    "wallets that match the change to the payment's type (Bitcoin Core does); types hidden in script hashes": (
        "кошельки, подбирающие тип сдачи под тип платежа (так делает Bitcoin Core); типы, скрытые в хешах скриптов"
    ),
    "false clusters: unseen CoinJoins and PayJoins, shared custody, keys imported into a service": (
        "ложные кластеры: незамеченные CoinJoin и PayJoin, совместное хранение, ключи, перенесённые в сервис"
    ),
    "a cosigner who serves many wallets with one key (custodians, escrow agents)": (
        "соподписант, обслуживающий одним ключом много кошельков (хранители, эскроу-агенты)"
    ),
    "the most ordinary payment of all has this shape: it shows neither one actor nor which output is change": (
        "такую форму имеет самый обычный платёж: она не показывает ни одного лица, ни того, какой выход — сдача"
    ),
    "no verdict on a transaction that may be a mix ({rule})": (
        "о транзакции, которая может быть смешиванием, вывода нет ({rule})"
    ),
    "fewer than two spendable outputs: nothing to choose from": "меньше двух тратимых выходов: выбирать не из чего",
    "the rules contradict one another": "правила противоречат друг другу",
    "independent families agree: {families}": "независимые семейства согласны: {families}",
    "only one family of rules names an output": "выход называет лишь одно семейство правил",
    "no rule names an output": "ни одно правило не называет выхода",
    "hops: {count}, each taken for the same actor's by inference; were the hops independent and this case like those "
    "on which the rules were measured, the chance that all are right would be {chance}, the product of the precisions "
    "that Möser and Narayanan publish, without an interval": (
        "шагов: {count}, каждый принят за шаг того же лица по предположению; будь шаги независимы, а дело подобно тем, на "
        "которых измерены правила, вероятность того, что верны все, составляла бы {chance} — это произведение точностей, "
        "опубликованных Möser и Narayanan; интервала они не приводят"
    ),
    "the change is tagged as {service}'s": "сдача помечена как принадлежащая {service}",
    "the spender of the change is built differently": "транзакция, тратящая сдачу, построена иначе",
    "the change is not known to be spent": "о трате сдачи не известно",
    "the change is merged with other coins": "сдача слита с другими монетами",
    "cut after {count} hops: the chain may go on": "оборвано после {count} шагов: цепочка может продолжаться",
    "it may be a mix ({rule})": "это может быть смешиванием ({rule})",
    "no output is named as change": "ни один выход не назван сдачей",
    "several outputs are named as change": "сдачей названо несколько выходов",
    "none retained": "ни один выход не оставлен",
    "retained by the change rules": "оставлено по правилам о сдаче",
    "{outpoint} not retained": "{outpoint} не оставлен",
}
