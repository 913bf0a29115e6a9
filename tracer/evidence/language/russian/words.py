"""Russian of the field’s words: rules, ends, natures, terms."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "value whose way is asked about; the words judge nobody": (
        "ценность, путь которой выясняется; слово никого не обвиняет"
    ),
    "satoshi that a declared rule attributes to a label in a coin": (
        "сатоши, которые объявленное правило относит к метке в данной монете"
    ),
    "what no seed of the case reaches; no statement that it is lawful": (
        "то, чего не достигает ни одна исходная точка дела; это не утверждение о законности"
    ),
    "the claim that a seed belongs to: whose loss, which offence": (
        "требование, к которому относится исходная точка: чья потеря, какое деяние"
    ),
    "a coin at which a label’s trail starts, as the case asserts": (
        "монета, с которой начинается след метки, как утверждается по делу"
    ),
    "an output of a transaction, as something that can be spent": "выход транзакции как то, что может быть потрачено",
    "the accounting convention that attributes what goes in to what comes out": (
        "учётное соглашение, относящее поступившее к израсходованному"
    ),
    "why a trail stops at a coin": "почему след останавливается на монете",
    "seeds equal the sum of all ends, to the satoshi": (
        "исходные суммы равны сумме всех окончаний с точностью до сатоши"
    ),
    "the least and the most under every rule that conserves value": (
        "наименьшее и наибольшее по всем правилам, сохраняющим стоимость"
    ),
    "the last block looked at": "последний рассмотренный блок",
    "wallets that the case names as the state’s": "кошельки, которые дело называет кошельками государства",
    "a coin of the trail paid to a custody wallet": "монета следа, выплаченная на кошелёк хранения",
    "value that left the state’s wallets": "ценность, покинувшая кошельки государства",
    "a command of a court or authority that the case names": "предписание суда или органа, названное в деле",
    "an order not to dispose of value": "предписание не распоряжаться ценностью",
    "an order to take value into custody": "предписание принять ценность на хранение",
    "an order by which title passes once it is in force": (
        "акт, по которому право собственности переходит после вступления его в силу"
    ),
    "an order to give value back": "предписание вернуть ценность",
    "the state’s holding after forfeiture": "активы государства после конфискации",
    "what could not be read, with the reason and the place": "то, что не удалось прочитать, с причиной и местом",
    "what a transaction spends less what it pays": "разница между потраченным и выплаченным транзакцией",
    "the smallest unit: one hundred millionth of a bitcoin": "наименьшая единица: одна стомиллионная биткоина",
    "what the chain shows and anybody can check": "то, что показывает цепочка и может проверить каждый",
    "what an accounting rule attributes": "то, что относит учётное правило",
    "a guess with an error rate; it may end a trail and never chooses": (
        "предположение с долей ошибок; оно может окончить след, но никогда не выбирает между выходами"
    ),
    "what the case says and the chain does not show": "то, что утверждается в деле и чего цепочка не показывает",
    "sat": "сат",
    "not provided": "не предоставлено",
    "Fact": "Факт",
    "Convention": "Соглашение",
    "Inference": "Предположение",
    "Asserted": "Утверждается",
    "Warning": "Внимание",
    "Note": "Примечание",
    "Contents": "Содержание",
    "FIFO": "FIFO",
    "LIFO": "LIFO",
    "TIHO": "TIHO",
    "LIBR": "LIBR",
    "haircut": "«пропорционально (haircut)»",
    "seniority": "«старшинство (seniority)»",
    "juniority": "«младшинство (juniority)»",
    "proceeds_first": "«сначала спорное (proceeds_first)»",
    "poison": "«охват (poison)»",
    "state custody": "хранение государством",
    "tagged service": "известный сервис",
    "unspent": "не потрачено",
    "CoinJoin": "CoinJoin",
    "too many outputs": "много выходов",
    "Lightning": "Lightning",
    "below threshold": "ниже порога",
    "hop limit": "предел шагов",
    "beyond time window": "вне окна времени",
    "gap": "пробел",
    "budget ran out": "исчерпан ресурс",
    "burned": "уничтожено",
    "received by a wallet that the case names as the state's": (
        "получено кошельком, который дело называет кошельком государства"
    ),
    "paid to an address that a TagPack attributes to a service": (
        "выплачено на адрес, который TagPack относит к сервису"
    ),
    "not spent at the horizon": "не потрачено на горизонте",
    "spent into a transaction that looks like a CoinJoin; not followed": (
        "потрачено в транзакцию, похожую на CoinJoin; дальше не прослеживается"
    ),
    "spent into a transaction with more outputs than the case follows": (
        "потрачено в транзакцию с большим числом выходов, чем прослеживает дело"
    ),
    "spent into a Lightning funding or close; not followed": (
        "потрачено в открытие или закрытие канала Lightning; дальше не прослеживается"
    ),
    "less than the case follows": "меньше, чем прослеживает дело",
    "as many transactions from the seed as the case follows": (
        "столько транзакций от исходной точки, сколько прослеживает дело"
    ),
    "spent after the case's time window": "потрачено после временного окна дела",
    "spent into a transaction that could not be read in full": (
        "потрачено в транзакцию, которую не удалось прочитать полностью"
    ),
    "the run's budget ended here": "здесь исчерпан ресурс расчёта",
    "in an output that nobody can spend": "в выходе, который никто не может потратить",
    "paid to miners; not followed": "уплачено майнерам; дальше не прослеживается",
    "seizure": "арест (изъятие)",
    "forfeiture": "конфискация",
    "reserve": "резерв",
    "restraint": "ограничение распоряжения",
    "return": "возврат",
}
