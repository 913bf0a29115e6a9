"""Russian of conclusions, repetition, annexes, glossary."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "With the same case file, the same version and any node that has the block named as horizon on its chain, "
    "these commands give a trace.json with the SHA-256 {sha256}:": (
        "С тем же файлом дела, той же версией и любым узлом, в цепочке которого есть блок, названный горизонтом, "
        "эти команды дают trace.json с SHA-256 {sha256}:"
    ),
    "The case names no block as its horizon, so a source that holds later blocks gives another horizon and another "
    "trace.json.": (
        "Дело не называет блока горизонта, поэтому источник с более поздними блоками даёт другой горизонт и другой trace.json."
    ),
    "Trails were ended by a clock, so a new trace ends them elsewhere and gives another trace.json.": (
        "Следы оборваны по часам, поэтому новая трассировка оборвёт их в других местах и даст другой trace.json."
    ),
    "From the bundle itself tracer verify computes this one again.": (
        "Этот результат tracer verify вычисляет заново из самого пакета."
    ),
    "Every acquisition, trace, export, hand-over and verification of this case is entered in its journal, with "
    "the seeds and the rule of each run. The journal varies from run to run and so is in signatures/, beside "
    "data/; where it is missing, earlier runs were not provided.": (
        "Каждое получение данных, трассировка, выгрузка, передача и проверка по этому делу записываются в его "
        "журнал вместе с исходными точками и правилом каждого расчёта. Журнал меняется от раза к разу и потому "
        "лежит в signatures/, рядом с data/; если его нет, прежние расчёты не предоставлены."
    ),
    "This report supersedes: {report}.": "Этот документ заменяет: {report}.",
    "The answers are the examiner’s. Each is to be given in one of three forms: categorical, probable, or not "
    "possible to determine; a finding whose least is zero in the section “What holds under every rule” rests "
    "wholly on the declared convention.": (
        "Ответы даёт проводивший исследование. Каждый даётся в одной из трёх форм: категорической, вероятной или "
        "«определить не представляется возможным»; вывод, наименьшее которого в разделе «Что верно при любом "
        "правиле» равно нулю, целиком основан на объявленном соглашении."
    ),
    "categorical / probable / not possible to determine": (
        "категорическая / вероятная / определить не представляется возможным"
    ),
    "every figure, in one file that programs read": "все цифры в одном файле для программ",
    "the picture of the trail": "рисунок следа",
    "the trail for a graph program": "след для программы графов",
    "raw transactions, Merkle proofs, block headers": "исходные транзакции, доказательства Меркла, заголовки блоков",
    "the case file and the TagPacks as used": "файл дела и наборы тегов, как они использованы",
    "the rules in plain words, with examples": "правила простыми словами, с примерами",
    "a verifier that shares no code with the tracer": "проверяющая программа, не имеющая общего кода с трассировщиком",
    "signatures, time stamps, the node’s answers and the case’s journal, where given": (
        "подписи, метки времени, ответы узла и журнал дела, если они предоставлены"
    ),
    "How to do it again": "Как повторить расчёт",
    "Earlier runs of the case": "Прежние расчёты по делу",
    "Conclusions": "Выводы",
    "Annexes": "Приложения",
    "meaning": "значение",
    "Glossary": "Словарь терминов",
    "no.": "№",
    "question": "вопрос",
    "form of the answer": "форма ответа",
    "answer of the examiner": "ответ проводившего исследование",
    "Examiner: {blank}   Date: {blank}   Signature: {blank}": (
        "Исследование провёл: {blank}   Дата: {blank}   Подпись: {blank}"
    ),
    "funds in question": "спорные средства",
    "reached state custody": "достигло хранения государством",
    "share of the label": "доля метки",
    "ended elsewhere": "окончилось иначе",
    "Figures for the answers, under {rule}, BTC": "Цифры для ответов, по правилу {rule}, BTC",
    "Questions put, and the answers": "Поставленные вопросы и ответы",
    "What the bundle holds": "Что содержит пакет",
    "The words of this report in three languages": "Слова этого документа на трёх языках",
    "file": "файл",
    "content": "содержание",
    "this report on paper, to move about in, and as plain text": (
        "этот документ для печати, для просмотра на экране и простым текстом"
    ),
    "every step to be done again with a pencil": ("каждый шаг, чтобы повторить с карандашом"),
    "form of the chain of custody of the materials": ("форма журнала передачи материалов"),
    "drafts of certificates under FRE 902(13) and 902(14)": ("проекты удостоверений по правилам 902(13) и 902(14) США"),
    "the trail for GraphSense": ("след для GraphSense"),
    "materials, orders, wallets and the trail in CASE/UCO": ("материалы, акты, кошельки и след в формате CASE/UCO"),
    "Columns of tables, and what programs read, are named in English in every language.": (
        "Столбцы таблиц и всё, что читают программы, на всех языках названо по-английски."
    ),
}
