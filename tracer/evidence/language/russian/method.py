"""Russian of the method and the first file of a bundle."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "in:  received A 20, stolen B 30, untraced 50     pays: 40, then 50, fee 10": (
        "вход:  полученные A 20, похищенные B 30, непрослеженные 50     выплаты: 40, затем 50, комиссия 10"
    ),
    "first book, haircut:  B 12 to the 40, B 15 to the 50, B 3 to the fee": (
        "первая книга, haircut:  B 12 в выход 40, B 15 в выход 50, B 3 в комиссию"
    ),
    "set aside:  40 − 12 = 28;  50 − 15 = 35;  10 − 3 = 7": "отложено:  40 − 12 = 28;  50 − 15 = 35;  10 − 3 = 7",
    "second book:  A 20 × 28 ÷ 70 = 8;  A 20 × 35 ÷ 70 = 10;  A 20 × 7 ÷ 70 = 2 to the fee": (
        "вторая книга:  A 20 × 28 ÷ 70 = 8;  A 20 × 35 ÷ 70 = 10;  A 20 × 7 ÷ 70 = 2 в комиссию"
    ),
    "in:  X 3, then Y 3     pays: 3, then 3, fee 0     origins of the second output, X before Y by name": (
        "вход:  X 3, затем Y 3     выплаты: 3, затем 3, комиссия 0     источники второго выхода, X раньше Y по имени"
    ),
    "shares:  X 1/2, Y 1/2": "доли:  X 1/2, Y 1/2",
    "forwards, X over both outputs:  1.5 and 1.5 = 2 and 1, the odd one to the first;  Y takes what is left, 1 and 2": (
        "вперёд, X по обоим выходам:  1,5 и 1,5 = 2 и 1, лишний — первому;  Y получает оставшееся, 1 и 2"
    ),
    "so the second output holds X 1, Y 2; its halves rounded by themselves would have said X 2, Y 1": (
        "итак, во втором выходе X 1, Y 2; его половины, округлённые сами по себе, дали бы X 2, Y 1"
    ),
    "FIFO and LIFO know each satoshi’s place, and need no more. Under every other rule, where the first book follows the "
    "same transaction, its satoshi are set aside first: an input counts only its value less what the first book traces in "
    "it, each output and the fee only their value less what the first book attributes to them; the received satoshi are "
    "shared over what is left. So no satoshi is counted in both books.": (
        "FIFO и LIFO знают место каждого сатоши, и большего не нужно. По всем другим правилам, если первая книга идёт через "
        "ту же транзакцию, её сатоши сначала откладываются: вход считается лишь в размере стоимости за вычетом того, что "
        "прослежено в нём первой книгой, каждый выход и комиссия — лишь в размере стоимости за вычетом того, что отнесено к "
        "ним первой книгой; полученные сатоши делятся по тому, что осталось. Так ни один сатоши не учтён в обеих книгах."
    ),
    "A walk back (tracer origin, origin.json) gives for each origin its share under haircut: a fraction of the coin’s "
    "value, exact, the product of the proportions along every way, added up.": (
        "Путь назад (tracer origin, origin.json) даёт для каждого источника его долю по правилу haircut: точную дробь от "
        "стоимости монеты — произведение долей вдоль каждого пути, сложенное по всем путям."
    ),
    "The whole satoshi beside a share (sat) are not that fraction rounded. Every origin is made a label of its own, and "
    "the haircut is done again forwards, transaction by transaction in the order of the chain, over those that the walk "
    "crossed, with the rounding of each. Labels go in ascending order of the origins’ names (txid:vout). So they are what "
    "the rule attributes, and they add up to the coin’s value.": (
        "Целые сатоши рядом с долей (sat) — не округление этой дроби. Каждый источник становится отдельной меткой, и haircut "
        "выполняется снова, вперёд, транзакция за транзакцией в порядке цепочки, по тем, через которые прошёл путь, с "
        "округлением в каждой. Метки идут по возрастанию имён источников (txid:vout). Поэтому это то, что относит правило, и "
        "в сумме они дают стоимость монеты."
    ),
    "Where coins came from": "Откуда пришли монеты",
    "in:  A 60, then untraced 40         pays: 70, then 29, fee 1": (
        "вход:  A 60, затем непрослеженное 40    платит: 70, затем 29, комиссия 1"
    ),
    "A rule that conserves value is a flow of traced satoshi through the transactions, each coin holding no more "
    "than its value; and every such flow is what some rule gives. So the most that any rule can attribute to a "
    "coin is the greatest flow from the seeds into it, and the least is its value less the greatest flow of all "
    "other money into it.": (
        "Правило, сохраняющее стоимость, есть поток прослеженных сатоши через транзакции, где каждая монета "
        "вмещает не больше своей стоимости; и каждый такой поток даёт какое-либо правило. Поэтому наибольшее, "
        "что любое правило может отнести к монете, — это наибольший поток в неё из исходных точек, а наименьшее "
        "— её стоимость за вычетом наибольшего потока в неё всех прочих денег."
    ),
    "Where a seed claims satoshi of a coin that earlier taint reaches, other money pays the claim first: of what comes "
    "into the coin only what is beyond the claim goes on, and the flow beside the bound carries both.": (
        "Где исходная точка заявляет сатоши монеты, до которой уже доходит более ранний след, прочие деньги сначала "
        "покрывают это требование: из пришедшего в монету дальше идёт лишь то, что сверх требования, и поток при границе "
        "несёт и то и другое."
    ),
    "For each bound trace.json holds a flow that attains it and a cut that lets no more through, so that it can "
    "be checked by adding up. Where the least is above zero a finding does not depend on the rule; where it is "
    "zero the finding rests wholly on the declared convention. Source: Ford and Fulkerson, “Maximal Flow through "
    "a Network” (1956).": (
        "Для каждой границы trace.json содержит поток, который её достигает, и разрез, который больше не "
        "пропускает, так что проверить её можно сложением. Где наименьшее больше нуля, вывод не зависит от "
        "правила; где оно равно нулю, вывод целиком основан на объявленном соглашении. Источник: Ford and "
        "Fulkerson, «Maximal Flow through a Network» (1956)."
    ),
    "At the seeds that the case asserts: named outputs first in the order of the file, then the outputs of named "
    "transactions, then what was paid to named addresses or descriptors, in chain order. Where a seed names an "
    "amount, the first so many satoshi of its coins in that order are meant: a convention.": (
        "С исходных точек, утверждаемых по делу: сначала названные выходы в порядке файла, затем выходы "
        "названных транзакций, затем выплаченное на названные адреса или дескрипторы в порядке цепочки. Если "
        "исходная точка называет сумму, имеются в виду первые столько сатоши её монет в этом порядке: это "
        "соглашение."
    ),
    "Where earlier taint already sits in a seeded coin it stays: the first claim wins, the seed takes what is "
    "left, and the rest is entered as overlap and listed under collisions. Asserted = seed + overlap.": (
        "Где в монете исходной точки уже находится ранее отнесённая сумма, она остаётся: первое требование имеет "
        "преимущество, исходная точка берёт оставшееся, а остальное записывается как наложение и перечисляется "
        "среди коллизий. Утверждено = исходная сумма + наложение."
    ),
    "When a coin is made, in this order: burned, custody, service, threshold, hop limit. Otherwise by what "
    "spends it at or below the horizon: nothing, a transaction that cannot be read, a CoinJoin, one beyond the "
    "time window. These last end at the coin that is spent, whole, and its fee is not split.": (
        "При создании монеты, в таком порядке: уничтожено, хранение, сервис, порог, предел шагов. Иначе — по "
        "тому, что тратит её на горизонте или до него: ничто, транзакция, которую нельзя прочитать, CoinJoin, "
        "транзакция вне временного окна. Последние оканчиваются на тратимой монете целиком, и её комиссия не "
        "делится."
    ),
    "Fees are entered in the books, label by label, and are not followed to the miners who received them.": (
        "Комиссии учитываются в балансе по каждой метке и к получившим их майнерам не прослеживаются."
    ),
    "The first book ends at the receipts of custody wallets. The second starts there and is custody accounting, "
    "not tracing: it follows the received amounts through the state’s wallets under {rule}. For each label "
    "received = held + departed + fees + overlap; overlap is what arrives in a coin whose satoshi a seed claims, for "
    "one coin cannot hold both. A move states what a transaction carried from the state’s coins to the state’s coins; "
    "what the first book brings into the same coins is a receipt. Title follows the orders.": (
        "Первый учёт оканчивается поступлениями на кошельки хранения. Второй начинается там и есть учёт "
        "хранения, а не трассировка: он ведёт поступившие суммы через кошельки государства по правилу {rule}. "
        "Для каждой метки: поступило = хранится + выбыло + комиссии + наложение; наложение — то, что приходит в монету, "
        "сатоши которой заявлены исходной точкой: одна монета не вмещает того и другого. В перемещении указано то, что "
        "транзакция перенесла из монет государства в монеты государства; то, что в те же монеты вносит первый учёт, — "
        "поступление. Право собственности следует из судебных актов."
    ),
    "out: 70 = A 60 + untraced 10;  29 = untraced 29;  fee = untraced 1": (
        "выход: 70 = A 60 + непрослеженное 10;  29 = непрослеженное 29;  комиссия = непрослеженное 1"
    ),
    "out: 70 holds A 42;  29 holds A 17 (17.4);  fee holds A 1 (0.6, the largest remainder)": (
        "выход: 70 содержит A 42;  29 содержит A 17 (17,4);  комиссия содержит A 1 (0,6, наибольший остаток)"
    ),
    "out: 70 = A 30 + untraced 40;  29 = A 29;  fee = A 1": (
        "выход: 70 = A 30 + непрослеженное 40;  29 = A 29;  комиссия = A 1"
    ),
    "out: 70 holds A 60;  29 holds none;  fee holds none": (
        "выход: 70 содержит A 60;  29 не содержит;  комиссия не содержит"
    ),
    "out: 29 holds A 29;  70 holds A 31;  fee holds none": (
        "выход: 29 содержит A 29;  70 содержит A 31;  комиссия не содержит"
    ),
    "out: with 29 retained: untraced 1 to the fee, 39 to the payment; 70 holds A 31, 29 holds A 29": (
        "выход: если 29 оставлено себе: непрослеженное 1 на комиссию, 39 на платёж; 70 содержит A 31, 29 содержит A 29"
    ),
    "out: with 29 retained: 70 holds A 60;  29 holds none;  fee holds none": (
        "выход: если 29 оставлено себе: 70 содержит A 60;  29 не содержит;  комиссия не содержит"
    ),
    "out: both outputs and the fee are reached; no amount is attributed": (
        "выход: достигнуты оба выхода и комиссия; суммы не относятся"
    ),
    "The rule {rule} (primary)": "Правило {rule} (основное)",
    "The rule {rule} (shown beside it)": "Правило {rule} (показано рядом)",
    "What every rule has in common": "Что общего у всех правил",
    "Bounds that hold under every rule": "Границы, верные при любом правиле",
    "Where it starts": "Где след начинается",
    "Where it ends": "Где след оканчивается",
    "below threshold: {amount} BTC over all labels; seeds are always followed": (
        "ниже порога: {amount} BTC по всем меткам; исходные точки прослеживаются всегда"
    ),
    "Fees": "Комиссии",
    "The state’s own wallets": "Кошельки государства",
    "What this version does not compute": "Чего эта версия не вычисляет",
    "which output of a transaction is change, and which addresses one owner controls": (
        "какой из выходов транзакции является сдачей и какие адреса контролирует один владелец"
    ),
    "payments inside Lightning channels, and what happens inside services": (
        "платежи внутри каналов Lightning и то, что происходит внутри сервисов"
    ),
    "The method": "Метод",
    "Case {case}: what was computed, and how it can be done with a pencil": (
        "Дело {case}: что вычислено и как это повторить с карандашом в руке"
    ),
    "hop limit: {hops} transactions from the nearest seed": (
        "предел шагов: {hops} (транзакций от ближайшей исходной точки)"
    ),
    "hop limit: none": "предел шагов: нет",
    "time window: block {height} is the last block followed": (
        "временное окно: последний прослеживаемый блок — {height}"
    ),
    "time window: none": "временное окно: нет",
    "CoinJoin: not looked for": "CoinJoin: не искали",
    "CoinJoin: {rule}. The detectors are joined: whichever fires ends the trail at the coin spent into the "
    "transaction. The report names the rule, its failure modes and its published error, stop by stop": (
        "CoinJoin: {rule}. Детекторы объединены: любой сработавший оканчивает след на монете, потраченной в "
        "транзакцию. Для каждой остановки указаны правило, его известные сбои и опубликованная доля ошибок"
    ),
    "Lightning: unilateral closes (commitments, by their version, locktime, sequence and outputs as in BOLT 3) and "
    "the fundings that they spend end the trail; the report names the rule, stop by stop. Cooperative closes show "
    "only in their witnesses, which a trace does not read so that it is the same from every source: the trail goes "
    "on through them": (
        "Lightning: односторонние закрытия каналов (по версии, locktime, sequence и выходам согласно BOLT 3) и "
        "открытия, которые они тратят, оканчивают след; для каждой остановки указано правило. Согласованные закрытия "
        "видны только по данным свидетеля (witness), которых трассировка не читает, чтобы быть одинаковой из любого "
        "источника: след идёт сквозь них дальше"
    ),
    "Lightning: not looked for": "Lightning: не искали",
    "CoinJoins by other rules than those named, and which output of a CoinJoin continues an input": (
        "CoinJoin по иным правилам, кроме названных, и какой выход CoinJoin продолжает какой вход"
    ),
    "Worked by hand:": "Пример, решённый вручную:",
    "Primary rule": "Основное правило",
    "Method number": "Номер метода",
    "A transaction is taken up once, in the order of the chain, after all it spends is known.": (
        "Каждая транзакция рассматривается один раз, в порядке цепочки, когда известно всё, что она тратит."
    ),
    "Amounts are whole satoshi. No fraction is ever kept.": "Суммы — целые сатоши. Дроби не хранятся никогда.",
    "The fee is what a transaction spends less what it pays, and is treated as its last payment. For each label "
    "what goes in comes out, so the books must close; a run whose books do not close is refused.": (
        "Комиссия — это разница между потраченным и выплаченным транзакцией; она считается её последним "
        "платежом. Для каждой метки сколько вошло, столько и вышло, поэтому баланс обязан сойтись; расчёт, "
        "баланс которого не сходится, отклоняется."
    ),
    "Satoshi that no seed reaches are “untraced”. That is not a finding that they are lawful.": (
        "Сатоши, которых не достигает ни одна исходная точка, «непрослежены». Это не вывод об их законности."
    ),
    "Evidence bundle of case {case}: where funds in question went on the Bitcoin chain ({network}), as "
    "attributed under {rule} up to block {height}.": (
        "Пакет доказательств по делу {case}: куда ушли спорные средства в цепочке Bitcoin ({network}), как "
        "отнесено по правилу {rule} до блока {height}."
    ),
    "START with report/{file} (one page, opens in any browser, loads nothing).": (
        "НАЧНИТЕ с report/{file} (одна страница, открывается в любом браузере, ничего не загружает)."
    ),
    "CHECK IT WITHOUT TRUSTING US. In this folder's parent: `sha256sum -c tagmanifest-sha256.txt "
    "manifest-sha256.txt` shows that the files agree with the manifests, not who made them: compare `sha256sum "
    "tagmanifest-sha256.txt` with the value handed over apart from this bundle. `tracer verify .` recomputes "
    "every txid, Merkle proof, header and the whole trace from the raw transactions here, without a network, and "
    "lists what no offline check can show; `python3 data/verify/verify.py` checks the same with a stock Python "
    "and nothing else, except that it replays the primary rule alone and names what it leaves out. Then ask a node "
    "of your own for the hash of block {height}; it must be": (
        "ПРОВЕРЬТЕ, НЕ ДОВЕРЯЯ НАМ. В папке над этой: `sha256sum -c tagmanifest-sha256.txt manifest-sha256.txt` "
        "показывает, что файлы соответствуют описям, но не кто их составил: сравните `sha256sum "
        "tagmanifest-sha256.txt` со значением, переданным отдельно от пакета. `tracer verify .` без сети заново "
        "вычисляет каждый идентификатор транзакции, доказательство Меркла, заголовок и всю трассировку по "
        "имеющимся здесь исходным транзакциям и перечисляет, чего проверка без сети показать не может; `python3 "
        "data/verify/verify.py` проверяет то же самое обычным Python и ничем больше, но повторяет только "
        "основное правило и называет то, чего не проверяет. Затем спросите у своего узла хеш блока {height}; он должен быть"
    ),
    "trace/trace.json holds every figure; its SHA-256 is": "trace/trace.json содержит все цифры; его SHA-256",
    "Rows too many for trace.json lie beside it, in {files}; trace.json states the SHA-256 of each.": (
        "Строки, которых для trace.json слишком много, лежат рядом: {files}; SHA-256 каждого файла указан в trace.json."
    ),
    "chain/ holds raw transactions, proofs and headers; case/ what the examiner asserted; method/ the rule in "
    "words; trace/tables.xlsx every table, to be opened in a spreadsheet; trace/*.csv the same for programs, plain UTF-8; "
    "trace/graph.graphml the trail for a graph program; "
    "signatures/, beside data/, whatever was signed later.": (
        "chain/ — исходные транзакции, доказательства и заголовки; case/ — что утверждал эксперт (специалист, "
        "аналитик); method/ — правило словами; trace/tables.xlsx — все таблицы, чтобы открыть в табличном редакторе; trace/*.csv — "
        "то же для программ, простой UTF-8; trace/graph.graphml — след для программы графов; signatures/, рядом с data/, — всё, что подписано позже."
    ),
    "WHO SIGNED IT, AND SINCE WHEN IT EXISTS. In the same folder, with openssl alone, where signatures/ holds these "
    "files (a reviewer's are reviewer.pem and tagmanifest.reviewer.ed25519.sig; ROOTS.pem is yours, got from the "
    "authority):": (
        "КТО ПОДПИСАЛ И С КАКОГО ВРЕМЕНИ ЭТО СУЩЕСТВУЕТ. В той же папке, одной программой openssl, если эти файлы "
        "есть в signatures/ (у проверяющего — reviewer.pem и tagmanifest.reviewer.ed25519.sig; ROOTS.pem — ваш, "
        "полученный от удостоверяющего центра):"
    ),
    "Compare the SHA-256 of the key, which the second command prints, with the one on the signed paper.": (
        "Сравните SHA-256 ключа, который печатает вторая команда, с указанным на подписанной бумаге."
    ),
}
