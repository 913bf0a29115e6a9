"""Russian of the sections on change and on other retained outputs."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "Change, by rules that guess": "Сдача, по правилам-догадкам",
    "The trail crosses no transaction that a change rule could be asked about.": (
        "На следе нет транзакции, о которой можно спросить какое-либо правило о сдаче."
    ),
    "Which output of a transaction went back to whoever spent is not on the chain. The rules below guess it. No "
    "amount of this report rests on them, unless the case declares retained outputs; they choose between no outputs and "
    "join no addresses. What the run did not read is taken as not known. Two independent families must agree and "
    "none may contradict before an output is named. Transactions with one spendable output are not listed.": (
        "Какой выход транзакции вернулся тому, кто тратил, в цепочке не записано. Нижеследующие правила об этом догадываются. "
        "Ни одна сумма этого документа на них не основана, кроме случая, когда оставленные выходы объявлены в деле; между "
        "выходами правила не выбирают и адреса не объединяют. То, чего расчёт не читал, считается неизвестным. Чтобы выход "
        "был назван, должны согласиться два независимых семейства правил и ни одно не должно возражать. Транзакции с одним "
        "тратимым выходом не перечислены."
    ),
    "Whether a script was paid before was looked up back to the first block, up to the horizon. What paid it first is in "
    "the bundle; that nothing did is the source's word.": (
        "Выплачивалось ли на скрипт раньше, проверено от первого блока до горизонта. Что выплатило на него первым, лежит в "
        "пакете; что не выплачивало ничто, сообщает источник."
    ),
    "Whether a script was paid before was looked up back to the first block of the source only, which is not the "
    "chain's: that nothing paid it is taken as not known.": (
        "Выплачивалось ли на скрипт раньше, проверено только от первого блока источника, а это не первый блок цепочки: "
        "что на него ничто не выплачивало, считается неизвестным."
    ),
    "Whether scripts were paid before was not asked: a node would have to look through its whole chain. The rules that "
    "need it say less; a store answers.": (
        "Выплачивалось ли на скрипты раньше, не запрашивалось: узлу пришлось бы просмотреть всю цепочку. Правила, которым "
        "это нужно, говорят меньше; хранилище отвечает."
    ),
    "Change evidence on the trail’s transactions": "Признаки сдачи в транзакциях следа",
    "agreed": "согласованный выход",
    "what each rule names": "что называет каждое правило",
    "output {vout}: {rules}": "выход {vout}: {rules}",
    "none names one": "ни одно не называет",
    "looks at": "на что смотрит",
    "Change rules, and how they fail": "Правила о сдаче и как они дают сбой",
    "Of the figures above: {population}.": "О приведённых цифрах: {population}.",
    "Peel chains, if every hop were guessed right": "Цепочки отделений, если каждый шаг угадан верно",
    "from": "начиная с",
    "hops": "шагов",
    "peeled off, BTC": "отделено, BTC",
    "ends": "чем окончилась",
    "{shown} of {all} transactions are printed; all are in trace/change.csv.": (
        "Показано транзакций: {shown} из {all}; все — в trace/change.csv."
    ),
    "Transactions of the trail that were not looked at for change: {count}.": (
        "Транзакции следа, в которых сдача не рассматривалась: {count}."
    ),
    "Other retained outputs": "Другие оставленные выходы",
    "Some rules of this case rest on outputs that were declared to be retained by whoever spent, which is an "
    "inference. Below is what the same rules would give with other outputs retained.": (
        "Некоторые правила этого дела опираются на выходы, объявленные оставленными тем, кто тратил; это предположение. Ниже "
        "показано, что те же правила дали бы с другими оставленными выходами."
    ),
    "{rule}, {which}": "{rule}, {which}",
    "{rule}, {which} ({outputs})": "{rule}, {which} ({outputs})",
}
