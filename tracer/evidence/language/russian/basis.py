"""Russian of what the report rests on."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "Ledgers inside exchanges, payment services and mixers; other blockchains and swaps to them; Lightning channels.": (
        "Внутренний учёт бирж, платёжных сервисов и миксеров; другие блокчейны и обмены с ними; каналы Lightning."
    ),
    "The mempool: only confirmed transactions at or below the horizon were read.": (
        "Мемпул: читались только подтверждённые транзакции на горизонте и до него."
    ),
    "Who controls an address. Attribution of value is not attribution of ownership.": (
        "Кто контролирует адрес. Отнесение стоимости не есть установление принадлежности."
    ),
    "Whether any coin was bought in good faith.": "Была ли какая-либо монета приобретена добросовестно.",
    "What follows is stated by the person who signs this report. The chain does not show it.": (
        "Нижеследующее утверждает лицо, подписывающее этот документ. Цепочка этого не показывает."
    ),
    "Size, medium, packaging and condition of the exhibits: not provided.": (
        "Размер, носитель, упаковка и состояние материалов: не предоставлено."
    ),
    "Transactions are taken up once, in chain order, after everything that they spend is known. Amounts are "
    "whole satoshi. The rule in full, with worked examples: method/{file}.": (
        "Каждая транзакция рассматривается один раз, в порядке цепочки, когда известно всё, что она тратит. "
        "Суммы — целые сатоши. Правило полностью, с примерами: method/{file}."
    ),
    "Computed by custody-tracer {version}, method {number}.": (
        "Вычислено программой custody-tracer {version}, метод {number}."
    ),
    "Every figure is in trace/trace.json. The bundle holds the raw transactions, a Merkle proof for each, and "
    "the block headers up to the horizon, so the whole trace can be computed again without this tool’s author "
    "and without a network:": (
        "Все цифры содержатся в trace/trace.json. В пакете есть исходные транзакции, доказательство Меркла для "
        "каждой и заголовки блоков до горизонта, поэтому всю трассировку можно вычислить заново без автора этой "
        "программы и без сети:"
    ),
    "The first shows that the files agree with the manifests, not who made these: compare the SHA-256 of "
    "tagmanifest-sha256.txt with the one handed over apart from the bundle. The third is a verifier in one file "
    "that shares no code with the tracer and needs nothing but Python. The last command asks a node of your own "
    "for the horizon’s hash: if it is the one above, the headers, and with them every proof, belong to the chain "
    "that the node follows.": (
        "Первая команда показывает, что файлы соответствуют описям, но не кто их составил: сравните SHA-256 "
        "файла tagmanifest-sha256.txt с переданным отдельно от пакета. Третья — проверяющая программа в одном "
        "файле, не имеющая общего кода с трассировщиком и требующая только Python. Последняя спрашивает у вашего "
        "узла хеш горизонта: если он совпадает с указанным выше, заголовки, а с ними и все доказательства, "
        "принадлежат цепочке, которой следует узел."
    ),
    "What the case asserts": "Что утверждается по делу",
    "label": "метка",
    "amount, BTC": "сумма, BTC",
    "basis": "основание",
    "exhibit": "материал",
    "Seeds": "Исходные точки",
    "wallet": "кошелёк",
    "stage": "стадия",
    "known by": "известен по",
    "Custody wallets": "Кошельки хранения",
    "order": "акт",
    "kind": "вид",
    "issued by": "вынесен",
    "wallets": "кошельки",
    "Orders": "Судебные акты и постановления",
    "Questions and materials": "Вопросы и материалы",
    "description": "описание",
    "source": "источник",
    "received from": "получено от",
    "received at": "время получения",
    "Materials received": "Полученные материалы",
    "Facts are what the chain says: which coins a transaction spends and makes, in which block.": (
        "Факты — это то, что говорит цепочка: какие монеты транзакция тратит и создаёт и в каком блоке."
    ),
    "Conventions are what an accounting rule attributes: here {rule}. Bitcoin does not link the inputs of a "
    "transaction to its outputs; every such link is a convention.": (
        "Соглашения — это то, что относит учётное правило: здесь {rule}. Bitcoin не связывает входы транзакции с "
        "её выходами; всякая такая связь есть соглашение."
    ),
    "Inferences are guesses with an error rate: here only whether a transaction is a CoinJoin, Lightning or has "
    "too many outputs, where the case asks for it. They can end a trail and never choose between outputs.": (
        "Предположения — это догадки с долей ошибок: здесь лишь о том, является ли транзакция CoinJoin, "
        "относится ли к Lightning и не слишком ли много у неё выходов, если этого требует дело. Они могут "
        "окончить след и никогда не выбирают между выходами."
    ),
    "Every parameter used": "Все использованные параметры",
    "Method": "Метод исследования",
    "none": "нет",
    "what": "что",
    "why": "почему",
    "What was not searched, and what cannot be shown": "Что не исследовалось и чего показать нельзя",
    "of what": "чего",
    "Integrity, and how to check this report": "Целостность и как проверить этот документ",
    "seed": "исходная точка",
    "Materials received: not provided.": "Полученные материалы: не предоставлено.",
    "parameter": "параметр",
    "parameter’s value": "значение параметра",
    "yes": "да",
    "no": "нет",
    "on a node of your own": "на своём узле",
    "SHA-256 of {file}": "SHA-256 файла {file}",
    "SHA-256 of the case file": "SHA-256 файла дела",
    "hash of the horizon, block {height}": "хеш горизонта, блок {height}",
    "value to compare": "значение для сравнения",
    "coin": "монета",
    "asserted": "утверждено",
    "overlap": "наложение",
    "Coins that the seeds name, BTC": "Монеты, которые называют исходные точки, BTC",
    "all of it": "вся",
    "the first {amount}": "первые {amount}",
    "asserted, basis not provided": "утверждается, основание не предоставлено",
    "descriptor": "дескриптор",
    "control not verified": "контроль не проверен",
    "Questions put:": "Поставленные вопросы:",
    "Questions put: not provided.": "Поставленные вопросы: не предоставлено.",
    "Not searched:": "Не исследовалось:",
    "What no check of this bundle can show offline": "Чего никакая проверка этого пакета без сети показать не может",
    "What to compare": "Что сравнить",
}
