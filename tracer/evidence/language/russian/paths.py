"""Russian of the path exhibit."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "exact": ("точный"),
    "illustrative": ("наглядный"),
    "Paths into custody": ("Пути к хранению государством"),
    "Exact paths exist under FIFO only, and FIFO is not among the rules of this case: no other rule says which satoshi went where.": (
        "Точные пути существуют только по правилу FIFO, а его среди правил этого дела нет: никакое другое правило не говорит, какой сатоши куда пошёл."
    ),
    "Nothing reached custody under FIFO, or its paths are left out below: no exact path is shown.": (
        "По правилу FIFO хранения государством ничего не достигло, либо пути опущены ниже: точных путей не показано."
    ),
    "Under FIFO every satoshi has a place in each coin. What a receipt holds therefore falls apart into the paths below, no satoshi in two of them; their amounts add up to what the receipt holds. That an input is linked to an output inside a transaction is attributed under FIFO; everything else in a link is a fact of the chain.": (
        "По правилу FIFO у каждого сатоши есть место в каждой монете. Поэтому содержимое поступления распадается на пути ниже, и ни один сатоши не входит в два из них; их суммы складываются в содержимое поступления. Связь входа с выходом внутри транзакции отнесена по правилу FIFO; всё прочее в звене — факт цепочки."
    ),
    "Links of the exact paths; inside each, FIFO links the input to the output": (
        "Звенья точных путей; внутри каждого вход с выходом связывает FIFO"
    ),
    "path": ("путь"),
    "from the seeded coin": ("от исходной монеты"),
    "to the receipt": ("к поступлению"),
    "links": ("звеньев"),
    "Exact paths under FIFO": ("Точные пути по правилу FIFO"),
    "receipt": ("поступление"),
    "paths": ("путей"),
    "BTC together": ("BTC вместе"),
    "What the exact paths bring into each receipt": ("Что точные пути приносят в каждое поступление"),
    "{height}, no. {index}": ("{height}, № {index}"),
    "link": ("звено"),
    "input → output": ("вход → выход"),
    "block": ("блок"),
    "At most {most_paths} paths and {most_links} links are printed; all {paths} paths with {links} links are in trace/paths.csv.": (
        "Показано не более {most_paths} путей и {most_links} звеньев; все (путей {paths}, звеньев {links}) — в trace/paths.csv."
    ),
    "Illustrative only: some of the ways with the fewest links on the trail under {rule}. They show that a way exists through coins that hold the label, not how much took it, and there may be others. What could pass along several ways must not be added up.": (
        "Только для наглядности: некоторые из путей с наименьшим числом звеньев на следе по правилу {rule}. Они показывают, что путь через монеты с этой меткой существует, а не сколько по нему прошло; могут быть и другие. То, что могло пройти несколькими путями, складывать нельзя."
    ),
    "way": ("путь (наглядный)"),
    "Illustrative ways, without amounts": ("Наглядные пути, без сумм"),
    "Links of the illustrative ways": ("Звенья наглядных путей"),
    "kind of path": ("вид пути"),
    "Receipts whose paths are left out": ("Поступления, пути которых опущены"),
    "{shown} of {all} are printed; all are in trace/trace.json, under paths.": (
        "Показано: {shown} из {all}; все — в trace/trace.json, ключ paths."
    ),
}
