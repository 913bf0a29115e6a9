"""A case file to fill in: every key of its reader with what it means, in the user's language.

What must be given stands empty, everything else behind a `#` without a blank: the value that holds without it, or an
example. What an intake found takes the place of the empty exhibit and seed.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tracer.documents.language.language import ENGLISH, Language, phrase

_WIDTH = 118


class TemplateKey(NamedTuple):
    """A key, a value as TOML writes it, and what it means; one that `is_given` is needed wherever its table stands."""

    key: str
    value: str
    meaning: str
    is_given: bool = False


class TemplateTable(NamedTuple):
    """A table with its brackets, what it is for, and its keys; one that `is_given` no case can be without."""

    heading: str
    meaning: str
    keys: tuple[TemplateKey, ...]
    is_given: bool = False


HEAD = (
    phrase(
        "A key behind # may be left out; take the # away to use it. Beside it stands what holds without it, or an "
        "example."
    ),
    phrase(
        "Texts stand in straight quotation marks, days as 2026-05-02 without any, amounts in whole satoshi: one "
        "bitcoin is 100000000."
    ),
    phrase(
        "No private key and no recovery phrase belongs into this file; only addresses, transactions and watch-only "
        "descriptors are read."
    ),
)
"""How the file is filled in."""

TABLES = (
    TemplateTable(
        "[case]",
        phrase("The case itself."),
        (
            TemplateKey(
                "id",
                '""',
                phrase("The number under which the case is filed; it names runs and reports."),
                is_given=True,
            ),
            TemplateKey(
                "network",
                '""',
                phrase("The chain: main is Bitcoin itself; test, testnet4, signet and regtest are for trials."),
                is_given=True,
            ),
            TemplateKey("title", '"Theft of 14 March 2026"', phrase("Printed at the head of the report.")),
            TemplateKey(
                "criminal_case_no", '"…"', phrase("Printed in the report; without it stands that it was not provided.")
            ),
            TemplateKey("authority", '"…"', phrase("Who commissioned the examination.")),
            TemplateKey(
                "questions",
                '["How much of the loss reached wallets of the state?"]',
                phrase("What the report has to answer, in this order."),
            ),
            TemplateKey("examiner", '"…"', phrase("Who signs.")),
            TemplateKey("reviewer", '"…"', phrase("Who reviews: another person than the examiner.")),
            TemplateKey(
                "role",
                '"analyst"',
                phrase("analyst, specialist or expert: decides the report's title and the warnings it carries."),
            ),
            TemplateKey("supersedes", '"…"', phrase("An earlier report that this one replaces.")),
            TemplateKey("language", '"en"', phrase("Of the report and of every document: en, ru or kk.")),
            TemplateKey("timezone", '"Asia/Almaty"', phrase("A time zone that is shown beside UTC.")),
            TemplateKey(
                "disclose_descriptors",
                "false",
                phrase(
                    "Whether the bundle holds descriptors; else only a salted hash of each and the scripts that the "
                    "trail meets."
                ),
            ),
        ),
        is_given=True,
    ),
    TemplateTable(
        "[[exhibit]]",
        phrase("The materials received; one [[exhibit]] for each."),
        (
            TemplateKey("id", '"E1"', phrase("What seeds, wallets and orders refer to."), is_given=True),
            TemplateKey("description", '"Statement of the exchange"', phrase("What it is.")),
            TemplateKey("source", '"…"', phrase("Where it comes from.")),
            TemplateKey("received_from", '"…"', phrase("Who handed it over.")),
            TemplateKey(
                "received_at", "2026-03-16T10:00:00+05:00", phrase("When: day, T, time and the offset from UTC.")
            ),
            TemplateKey(
                "file",
                '"received/statement.pdf"',
                phrase("Where the file lies, from the folder of this case, with forward slashes."),
            ),
            TemplateKey("sha256", '"…"', phrase("Its hash, 64 digits; checked wherever the file is there.")),
        ),
    ),
    TemplateTable(
        "[[seed]]",
        phrase(
            "Where the trace starts; one [[seed]] for each coin, with just one of outpoint, txid, address and "
            "descriptor."
        ),
        (
            TemplateKey(
                "label",
                '""',
                phrase("The claim: whose loss, which offence. Several seeds may share one."),
                is_given=True,
            ),
            TemplateKey(
                "outpoint",
                '""',
                phrase("One output: the transaction's 64 digits, a colon and the output's number, counted from 0."),
                is_given=True,
            ),
            TemplateKey("txid", '"…"', phrase("Instead: every output of a transaction.")),
            TemplateKey("address", '"…"', phrase("Instead: every output paid to an address.")),
            TemplateKey(
                "descriptor",
                '"…"',
                phrase("Instead: every output paid to a script of a watch-only descriptor, with its checksum."),
            ),
            TemplateKey(
                "range", "[0, 999]", phrase("The first and the last index that the descriptor is derived for.")
            ),
            TemplateKey(
                "amount_sat", "50000000", phrase("Only the first so many satoshi: a convention, and printed as one.")
            ),
            TemplateKey("from_height", "0", phrase("Of an address or a descriptor: the first block looked at.")),
            TemplateKey("to_height", "900000", phrase("Of an address or a descriptor: the last block looked at.")),
            TemplateKey("exhibit", '"E1"', phrase("The id of the exhibit that says so.")),
            TemplateKey(
                "basis",
                '"named on page 2"',
                phrase("Where in it; without it the report says that the basis was not provided."),
            ),
        ),
        is_given=True,
    ),
    TemplateTable(
        "[[custody]]",
        phrase("Wallets that the state is said to control; one [[custody]] for each. Without any no receipt is found."),
        (
            TemplateKey("name", '"Agency seizure wallet"', phrase("What orders and targets refer to."), is_given=True),
            TemplateKey("descriptor", '"…"', phrase("A watch-only descriptor with its checksum.")),
            TemplateKey("addresses", '["…"]', phrase("Instead of a descriptor: the addresses.")),
            TemplateKey(
                "range", "[0, 999]", phrase("The first and the last index that the descriptor is derived for.")
            ),
            TemplateKey(
                "stage",
                '"seizure"',
                phrase("seizure, forfeiture or reserve: how far the state's title has come where coins lie here."),
                is_given=True,
            ),
            TemplateKey(
                "basis",
                '"transfer act 17"',
                phrase("By what it is known; without it the report says that control was not verified."),
            ),
            TemplateKey("exhibit", '"E1"', phrase("The id of the exhibit that says so.")),
        ),
    ),
    TemplateTable(
        "[[order]]",
        phrase(
            "What courts and authorities commanded; one [[order]] for each. Without any nothing is compared with "
            "what was ordered."
        ),
        (
            TemplateKey("id", '"2-1234/2026"', phrase("The order's number."), is_given=True),
            TemplateKey(
                "kind",
                '"seizure"',
                phrase("restraint, seizure, forfeiture or return: what it commands."),
                is_given=True,
            ),
            TemplateKey(
                "date",
                "2026-05-02",
                phrase("Its day; within one kind earlier orders are satisfied first."),
                is_given=True,
            ),
            TemplateKey("in_force", "2026-05-20", phrase("The day from which title passes.")),
            TemplateKey("issued_by", '"…"', phrase("By whom.")),
            TemplateKey("labels", '["A"]', phrase("The claims it covers: labels of seeds."), is_given=True),
            TemplateKey("amount_sat", "12000000000", phrase("How much it orders; without it nothing can fall short.")),
            TemplateKey("custody", '["Agency seizure wallet"]', phrase("The wallets it names."), is_given=True),
            TemplateKey("exhibit", '"E1"', phrase("The id of the exhibit that holds it.")),
        ),
    ),
    TemplateTable(
        "[method]",
        phrase("The accounting rules."),
        (
            TemplateKey(
                "primary",
                '""',
                phrase(
                    "The rule that the examiner declares for the whole case: fifo, haircut, lifo, tiho, seniority, "
                    "juniority, libr or proceeds_first."
                ),
                is_given=True,
            ),
            TemplateKey("reason", '"…"', phrase("Why this one; printed.")),
            TemplateKey(
                "compare",
                '["fifo", "haircut"]',
                phrase("Rules shown beside it, never instead of it; [] shows none, poison can stand only here."),
            ),
            TemplateKey(
                "retained",
                '["…"]',
                phrase("Outputs declared to be change; libr and proceeds_first are defined only with them."),
            ),
        ),
        is_given=True,
    ),
    TemplateTable(
        "[horizon]",
        phrase("The block up to which the case looks."),
        (
            TemplateKey(
                "height",
                "900000",
                phrase("The last block looked at; without it the highest that has enough confirmations."),
            ),
            TemplateKey("hash", '"…"', phrase("That block's hash.")),
            TemplateKey("confirmations", "6", phrase("How many confirmations it must have, the tip counting as one.")),
        ),
    ),
    TemplateTable(
        "[stop]",
        phrase("Where trails end besides custody and the horizon."),
        (
            TemplateKey(
                "min_sat", "1000", phrase("A coin with less, over all labels, ends the trail; a seed never does.")
            ),
            TemplateKey("max_hops", "0", phrase("Hops from the seeds at which trails end; 0: no limit.")),
            TemplateKey("to_height", "0", phrase("The last block of the case's window; 0: no limit.")),
            TemplateKey("fan_out", "0", phrase("Transactions with more outputs end a trail; 0: no limit.")),
            TemplateKey("coinjoin", "true", phrase("Whether a suspected CoinJoin ends a trail.")),
            TemplateKey(
                "lightning", "true", phrase("Whether the funding or closing of a Lightning channel ends a trail.")
            ),
            TemplateKey(
                "tags",
                '["tags/exchanges.yaml"]',
                phrase(
                    "TagPacks, by path from the folder of this case; an output paid to a tagged service ends the trail."
                ),
            ),
        ),
    ),
    TemplateTable(
        "[[target]]",
        phrase("For tracer origin: whose origin is asked for, with just one of the two keys."),
        (
            TemplateKey("outpoint", '"…"', phrase("One coin.")),
            TemplateKey("custody", '"Agency seizure wallet"', phrase("Instead: every receipt of this wallet.")),
        ),
    ),
    TemplateTable(
        "[[answer]]",
        phrase("The examiner's answers, one for a question; they are printed first in the report."),
        (
            TemplateKey("question", "1", phrase("The number of a question of [case], counted from 1."), is_given=True),
            TemplateKey("text", '"…"', phrase("The answer."), is_given=True),
            TemplateKey(
                "form",
                '"categorical"',
                phrase("categorical, probable or not possible to determine: how sure the examiner is."),
                is_given=True,
            ),
        ),
    ),
    TemplateTable(
        "[[price]]",
        phrase("Money beside bitcoin, as the case asserts it."),
        (
            TemplateKey("date", "2026-03-14", phrase("The day of the price."), is_given=True),
            TemplateKey("currency", '"KZT"', phrase("The currency, by its three capital letters."), is_given=True),
            TemplateKey(
                "per_btc",
                '"31250000.00"',
                phrase("What one bitcoin was worth, in quotation marks, with a point."),
                is_given=True,
            ),
            TemplateKey(
                "what", '"theft"', phrase("theft, seizure, judgment or today: of which occasion."), is_given=True
            ),
            TemplateKey("source", '"…"', phrase("Where it was published.")),
            TemplateKey("exhibit", '"E1"', phrase("The id of the exhibit that holds it.")),
        ),
    ),
    TemplateTable(
        "[[remark]]",
        phrase("Notes printed beside what they are on."),
        (
            TemplateKey(
                "on",
                '"…"',
                phrase(
                    "What it stands beside: a txid, an outpoint, an address, the id of an order or the name of a "
                    "wallet."
                ),
                is_given=True,
            ),
            TemplateKey("text", '"…"', phrase("The note."), is_given=True),
            TemplateKey("author", '"…"', phrase("Whose it is."), is_given=True),
        ),
    ),
)
"""Every table and key of the case file, in the order in which a case is filled in."""


def template(
    language: Language = ENGLISH,
    command: str = "tracer new",
    values: Mapping[str, str] | None = None,
    filled: Mapping[str, str] | None = None,
) -> str:
    """Return a case file to fill in.

    Args:
        language: of the explanations; where it is not English it is the case's too.
        command: what began the case.
        values: values as TOML writes them, by place such as `case.network`.
        filled: tables as TOML writes them, by heading, that take the place of an empty one.
    """
    given = {"case.language": f'"{language.code}"'} if language.code != ENGLISH.code else {}
    lines = [
        *_remark(
            language.say(
                "A case begun by {command}. What is empty is yours to fill in: tracer check names all of it.",
                command=command,
            )
        ),
        *(line for each in HEAD for line in _remark(language.word(each))),
    ]
    for table in TABLES:
        lines += ["", *_table(table, language, {**given, **(values or {})}, (filled or {}).get(table.heading))]
    return "\n".join(lines) + "\n"


def _table(table: TemplateTable, language: Language, values: Mapping[str, str], filled: str | None) -> Iterator[str]:
    """Yield a table's lines: explained, then what fills it."""
    is_given = table.is_given and filled is None
    yield from _remark(language.word(table.meaning))
    yield table.heading if is_given else f"#{table.heading}"
    for each in table.keys:
        value = values.get(f"{table.heading.strip('[]')}.{each.key}")
        yield from _remark(language.word(each.meaning))
        yield f"{'' if is_given and (each.is_given or value) else '#'}{each.key} = {value or each.value}"
    if filled is not None:
        yield ""
        yield filled.rstrip("\n")


def _remark(text: str) -> Iterator[str]:
    """Yield a sentence as remarks, broken between words."""
    line = "#"
    for word in text.split(" "):
        if len(line) + len(word) >= _WIDTH:
            yield line
            line = "#"
        line += f" {word}"
    yield line
