"""Russian of the first pages: titles, books, orders, bounds."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "Analytical note on the tracing of bitcoin": "Аналитическая справка о прослеживании биткоинов",
    "Specialist’s opinion on the tracing of bitcoin": "Заключение специалиста о прослеживании биткоинов",
    "Expert’s opinion on the tracing of bitcoin": "Заключение эксперта о прослеживании биткоинов",
    "This is an analyst’s note. It supports decisions and orders; it is not the opinion of a specialist or an "
    "expert, and nobody has warned its author of liability for a false opinion.": (
        "Это справка аналитика. Она служит основой для решений и постановлений; это не заключение специалиста "
        "или эксперта, и её автор не предупреждался об ответственности за ложное заключение."
    ),
    "A specialist’s opinion must carry the specialist’s signature and qualification; both are outside this file.": (
        "Заключение специалиста должно содержать его подпись и сведения о квалификации; и то и другое находится "
        "вне этого файла."
    ),
    "An expert’s opinion is complete only with the order that commissioned it, the signed warning of liability "
    "for a knowingly false opinion, and the expert’s signature; all three are outside this file.": (
        "Заключение эксперта полно лишь вместе с постановлением о назначении, подписанным предупреждением об "
        "ответственности за заведомо ложное заключение и подписью эксперта; всё это находится вне этого файла."
    ),
    "The books of at least one label do not close. Do not rely on any figure of this report.": (
        "Баланс по меньшей мере одной метки не сходится. Не полагайтесь ни на одну цифру этого документа."
    ),
    "{gaps}: parts of the trail could not be read. Section “Gaps and collisions” lists them.": "{gaps}: части следа не удалось прочитать. Перечень — в разделе «Пробелы и коллизии».",
    "{counted} between orders and the chain: section “Orders” lists them.": "{counted} между актами и цепочкой. Перечень — в разделе «Судебные акты и постановления».",
    "Case": "Дело",
    "Criminal case no.": "№ уголовного дела (ЕРДР)",
    "Authority": "Орган",
    "Examiner": "Исследование провёл",
    "Reviewer": "Рецензент",
    "Supersedes": "Заменяет документ",
    "Network": "Сеть",
    "Horizon": "Горизонт",
    "block {height}, {when}": "блок {height}, {when}",
    "{rule}, declared by the examiner": "{rule}, объявлено проводившим исследование",
    "Whatever rule is used, as long as it makes no satoshi and loses none in any transaction, between the least "
    "and the most stated here of the funds in question is in the coins named. This follows from the values of "
    "the coins alone, for the seeds, the stops and the horizon of this case, before min_sat and max_hops: the "
    "threshold and the hop limit end trails by amounts and distances that differ from rule to rule, so they are "
    "not applied here. It ranges over accounting conventions, not over ownership.": (
        "Какое бы правило ни применялось, если оно не создаёт и не теряет сатоши ни в одной транзакции, в "
        "названных монетах находится спорных средств не меньше указанного наименьшего и не больше указанного "
        "наибольшего. Это следует из одних лишь стоимостей монет при исходных точках, остановках и горизонте "
        "этого дела, до min_sat и max_hops: порог и предел шагов оканчивают следы по суммам и расстояниям, "
        "различным для разных правил, поэтому здесь они не применяются. Речь об учётных соглашениях, а не о "
        "принадлежности."
    ),
    "What holds under every rule": "Что верно при любом правиле",
    "the declared rule’s figure is lower, which cannot be: rely on neither": (
        "цифра объявленного правила ниже, чего быть не может: не полагайтесь ни на одну из них"
    ),
    "the hop limit": "предел шагов",
    "the threshold": "порог",
    "Custody wallets, BTC": "Кошельки хранения, BTC",
    "Wallets named by an order, BTC": "Кошельки, названные в акте, BTC",
    "No bounds were computed, so every amount of this report rests on the rule named beside it.": (
        "Границы не вычислялись, поэтому каждая сумма этого документа основана на правиле, названном рядом с ней."
    ),
    "Some bounds are partial: a budget ran out, or claims to coins that taint already reaches stand in each "
    "other’s way. They hold, and the true interval may be narrower.": (
        "Некоторые границы частичные: исчерпан ресурс вычисления, или требования к монетам, до которых след уже "
        "доходит, мешают друг другу. Они верны, а истинный промежуток может быть уже."
    ),
    "All {count} bounds, those of other coins too, are in trace/bounds.csv.": (
        "Все границы (всего {count}), в том числе для других монет, — в trace/bounds.csv."
    ),
    "The cut that proves each, and the flow that shows it is tight (left out on very long trails), are in "
    "trace/trace.json, under bound_proofs.": (
        "Разрез, доказывающий каждую, и поток, показывающий её достижимость (для очень длинных следов опущен), — "
        "в trace/trace.json, ключ bound_proofs."
    ),
    "coins of": "чьи монеты",
    "so": "вывод",
    "{text} (partial)": "{text} (частично)",
    "trails were ended on the way by {cuts} of this case, so the declared rule’s figure is lower": (
        "следы по пути оканчивались на ограничениях этого дела ({cuts}), поэтому цифра объявленного правила ниже"
    ),
    "{shown} of {all} rows on receipts are printed.": "Показано строк о поступлениях: {shown} из {all}.",
    "least": "наименьшее",
    "under {rule}": "по правилу {rule}",
    "most": "наибольшее",
    "nothing, under any rule": "ничего ни по какому правилу",
    "Receipts, BTC": "Поступления, BTC",
    "all together": "все вместе",
    "rests wholly on the declared convention": "целиком основано на объявленном соглашении",
    "the same under every rule": "одинаково по любому правилу",
    "at least the first figure under every rule": "не меньше первой цифры по любому правилу",
    "Closed books": "Сходящийся баланс",
    "Of {seed} BTC of funds in question under label {label}, {custody} BTC reached state custody as attributed under "
    "{rule}. The rest: {rest}.": (
        "Из {seed} BTC спорных средств по метке {label} под хранение государства поступило {custody} BTC, как отнесено по "
        "правилу {rule}. Остальное: {rest}."
    ),
    "in force: {date}": "в силе с: {date}",
    "The figures of this report are those of {rule}, declared by the examiner.": (
        "Цифры этого документа — по правилу {rule}, объявленному проводившим исследование."
    ),
    "Reason given: {reason}.": "Указанная причина: {reason}.",
    "The rule {rule} gives reach and no amounts: {outputs} in {transactions} have at least one ancestor among "
    "the seeds. That is no measure of how much of anything is in them.": (
        "Правило {rule} даёт охват, а не суммы; с хотя бы одним предком среди исходных точек: {outputs}, "
        "{transactions}. Это не мера того, сколько чего-либо в них находится."
    ),
    "Where every satoshi of each label ended": "Где окончился каждый сатоши каждой метки",
    "{amount} BTC of label {label}": "{amount} BTC метки {label}",
    "date": "дата",
    "Orders and what arrived under them, BTC": "Акты и что по ним поступило, BTC",
    "The same seeds under other rules": "Те же исходные точки по другим правилам",
    "What the ends mean": "Что значат окончания",
    "All amounts are bitcoin with eight decimals; {satoshi} is one satoshi. How much of a label a coin holds is "
    "attributed under {rule}. “Untraced” means that no seed of this case reaches it; it says nothing else.": (
        "Все суммы — в биткоинах с восемью знаками; {satoshi} — один сатоши. Сколько метки содержит монета, "
        "отнесено по правилу {rule}. «Непрослеженное» значит, что этого не достигает ни одна исходная точка "
        "дела, и ничего больше."
    ),
    "asserted by the case": "утверждено по делу",
    "seeds": "исходные суммы",
    "sum of the ends": "сумма окончаний",
    "books close": "баланс сходится",
    "DO NOT CLOSE": "НЕ СХОДИТСЯ",
    "label {label}": "метка {label}",
    "ordered": "предписано",
    "short": "недостаёт",
    "excess": "излишек",
    "rule": "правило",
    "Other rules are shown beside it, never instead of it.": "Другие правила показаны рядом, но не вместо него.",
    "end": "окончание",
    "Nothing ended as: {ends}.": "Таких окончаний нет: {ends}.",
    "nothing": "ничего",
    "overlap with earlier taint": "наложение на ранее отнесённое",
    "all close": "все сходятся",
    "NO": "НЕТ",
    "together": "вместе",
    "The following does not agree with the orders.": "Нижеследующее не согласуется с актами.",
    "Disagreements": "Расхождения",
    "Received under no order: {amounts}.": "Поступило вне актов: {amounts}.",
    "Nothing was received outside the orders.": "Вне актов ничего не поступило.",
    "Label {label}, BTC under each rule": "Метка {label}, BTC по каждому правилу",
    "The case names no order, so nothing can be reconciled with one.": (
        "Дело не называет ни одного акта, поэтому сверять не с чем."
    ),
    "what was found": "что обнаружено",
    "{rule} (primary)": "{rule} (основное)",
    "{amount} {end}": "{end} — {amount}",
}
