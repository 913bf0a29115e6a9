"""Russian of the sentences that `trace.json` holds in English."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "branch {branch}, index {index} of the descriptor of seed {name} is in use, and {last} is the last index searched: "
    "what lies beyond it is no seed": (
        "ветвь {branch}, индекс {index} дескриптора исходной точки {name} используется, а последний проверенный индекс — {last}: то, что лежит за ним, исходной точкой не считается"
    ),
    "branch {branch}, index {index} of the descriptor of seed {name} lies beyond the range searched and received "
    "{amount} sat in {outpoint}, which is no seed": (
        "ветвь {branch}, индекс {index} дескриптора исходной точки {name} лежит за пределами проверенного диапазона и получил {amount} сат в {outpoint}; исходной точкой это не считается"
    ),
    "branch {branch}, index {index} of {name} is in use, and {last} is the last index searched: what lies beyond it is "
    "not taken for the wallet's": (
        "ветвь {branch}, индекс {index} кошелька {name} используется, а последний проверенный индекс — {last}: то, что лежит за ним, кошельку не приписывается"
    ),
    "branch {branch}, index {index} of {name} lies beyond the range searched and received {amount} sat in {outpoint}, "
    "which counts as no receipt of the wallet": (
        "ветвь {branch}, индекс {index} кошелька {name} лежит за пределами проверенного диапазона и получил {amount} сат в {outpoint}; поступлением в кошелёк это не считается"
    ),
    "received on {day}, before the order of {date}": "поступило {day}, до акта от {date}",
    "returned on {day}, before the order of {date}": "возвращено {day}, до акта от {date}",
    "received under an order that states no day from which it is in force": (
        "поступило по акту, в котором не указан день вступления в силу"
    ),
    "received on {day}, before the order is in force, {date}": "поступило {day}, до вступления акта в силу, {date}",
    "nothing of the {amount} sat ordered was received": "из предписанных {amount} сат не поступило ничего",
    "nothing of the {amount} sat ordered was returned": "из предписанных {amount} сат не возвращено ничего",
    "received {excess} sat more than the {amount} sat ordered": (
        "поступило на {excess} сат больше предписанных {amount} сат"
    ),
    "returned {excess} sat more than the {amount} sat ordered": (
        "возвращено на {excess} сат больше предписанных {amount} сат"
    ),
    "held in {wallet}, a reserve, with no forfeiture order for {label} in force on {day}": (
        "хранится в резервном кошельке {wallet}, хотя на {day} нет вступившего в силу акта о конфискации по метке {label}"
    ),
    "{amount} sat of {label} left {wallet} under no return order": (
        "{amount} сат метки {label} выбыло из {wallet} без акта о возврате"
    ),
    "{amount} sat of {label} arrive in coins of the state that a seed claims: one coin cannot hold both": (
        "{amount} сат метки {label} поступает в монеты государства, на которые притязает исходная точка: одна монета не может вместить и то и другое"
    ),
    "the output {outpoint} that it also spends cannot be read from this source": (
        "выход {outpoint}, который она также тратит, нельзя прочитать из этого источника"
    ),
    "a state wallet's coin is spent by a transaction whose inputs cannot all be read from this source": (
        "монету кошелька государства тратит транзакция, не все входы которой можно прочитать из этого источника"
    ),
    "any of whirlpool, wasabi2, wasabi1, joinmarket, stonewall, equal outputs; each stop names its own": (
        "любое из: whirlpool, wasabi2, wasabi1, joinmarket, stonewall, равные выходы; каждая остановка называет своё"
    ),
    "two-stage largest remainder": "наибольший остаток в две ступени",
    "terminal": "окончание следа",
    "asserted": "установлено",
    "matches": "соответствует",
    "suspected": "предполагается",
    "vetoed": "отведено",
    "only the first {count} receipts are shown": "показаны только первые поступления, числом {count}",
    "its paths would bring the exhibit beyond {links} links": "с его путями приложение превысило бы {links} звеньев",
    "the trail has more than {count} transactions": "на следе больше {count} транзакций",
    "in custody, covered by no order": "в хранении, не покрыто ни одним актом",
}
