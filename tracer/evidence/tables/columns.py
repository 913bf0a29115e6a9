"""The columns of the result's tables: one name, one kind and one meaning each, in whichever table it stands."""

from collections.abc import Mapping

from tracer.documents.language.language import phrase
from tracer.documents.words import TERMINAL_MEANINGS
from tracer.formats.table_schema import CellKind, TableColumn, TableSchema
from tracer.result.trace_file import TERMINALS

TEXT, NUMBER, SATOSHI, TIME, HASH, OUTPOINT = CellKind

COLUMNS: Mapping[str, TableColumn] = {
    column.name: column
    for column in (
        TableColumn("custody", TEXT, phrase("wallet of the state, as the case names it")),
        TableColumn(
            "outpoint", OUTPOINT, phrase("the coin: the transaction that made it, and the number of its output")
        ),
        TableColumn("height", NUMBER, phrase("height of the block")),
        TableColumn("time_utc", TIME, phrase("time of the block, declared by the miner, UTC")),
        TableColumn("value_sat", SATOSHI, phrase("what the coin is worth in all")),
        TableColumn("label", TEXT, phrase("the claim: whose loss, which offence")),
        TableColumn("taint_sat", SATOSHI, phrase("funds in question in it, attributed under the rule")),
        TableColumn("address", TEXT, phrase("address paid; empty where the script has none")),
        TableColumn("orders", TEXT, phrase("orders that cover the receipt")),
        TableColumn("order", TEXT, phrase("order, as the case names it")),
        TableColumn("kind", TEXT, phrase("kind of the order, of the movement or of the path")),
        TableColumn("labels", TEXT, phrase("labels that the order names")),
        TableColumn("ordered_sat", SATOSHI, phrase("what the order states")),
        TableColumn("received_sat", SATOSHI, phrase("what was received under it")),
        TableColumn("shortfall_sat", SATOSHI, phrase("what is lacking")),
        TableColumn("excess_sat", SATOSHI, phrase("what is beyond it")),
        TableColumn("receipts", TEXT, phrase("coins received under it")),
        TableColumn("faults", TEXT, phrase("in what it disagrees with the chain")),
        TableColumn("method", TEXT, phrase("the accounting rule")),
        TableColumn("asserted_sat", SATOSHI, phrase("what the case’s seeds assert")),
        TableColumn("overlap_sat", SATOSHI, phrase("of it already held by an earlier claim")),
        TableColumn("seed_sat", SATOSHI, phrase("what is followed")),
        TableColumn("terminal", TEXT, phrase("why the trail ends there")),
        TableColumn("at", TEXT, phrase("wallet or service at which it ends")),
        TableColumn("script", TEXT, phrase("type of the script, by Bitcoin Core’s name")),
        TableColumn("txid", HASH, phrase("the transaction")),
        TableColumn("index", NUMBER, phrase("place of the transaction in its block, the first being 0")),
        TableColumn("taint_in_sat", SATOSHI, phrase("funds in question that it spends")),
        TableColumn("taint_fee_sat", SATOSHI, phrase("of them in its fee")),
        TableColumn("reason", TEXT, phrase("why it could not be known, or why no output is named")),
        TableColumn("from", TEXT, phrase("wallets of the state whose coins it spends")),
        TableColumn("to", TEXT, phrase("wallets of the state that it pays")),
        TableColumn("stage", TEXT, phrase("what the wallet is for: seizure, forfeiture or reserve")),
        TableColumn("coins", TEXT, phrase("coins held there")),
        TableColumn("target_kind", TEXT, phrase("what is bounded: a coin, a wallet or an order")),
        TableColumn("target", TEXT, phrase("which one")),
        TableColumn("lower_sat", SATOSHI, phrase("the least under any rule that conserves value")),
        TableColumn("upper_sat", SATOSHI, phrase("the most under any rule that conserves value")),
        TableColumn(
            "partial",
            TEXT,
            phrase("whether a budget cut the computation, so that the interval may be wider than need be"),
        ),
        TableColumn("path", NUMBER, phrase("number of the path")),
        TableColumn("rule", TEXT, phrase("the rule by which it was found")),
        TableColumn("seed", OUTPOINT, phrase("coin at which the path starts")),
        TableColumn("receipt", OUTPOINT, phrase("coin at which it arrives")),
        TableColumn("sat", SATOSHI, phrase("satoshi")),
        TableColumn("link", NUMBER, phrase("number of the step in its path")),
        TableColumn("vin", NUMBER, phrase("input that spends it, the first being 0")),
        TableColumn("spent", OUTPOINT, phrase("coin that is spent")),
        TableColumn("vout", NUMBER, phrase("output that is paid, the first being 0")),
        TableColumn("family", TEXT, phrase("what the rule looks at")),
        TableColumn("names_vout", NUMBER, phrase("output that the rule names as change")),
        TableColumn("not_ruled_out", TEXT, phrase("outputs that the rule leaves possible")),
        TableColumn("looked_at", TEXT, phrase("what it looked at")),
        TableColumn("agreed_vout", NUMBER, phrase("output on which the rules agree")),
        TableColumn("holder", TEXT, phrase("label that holds the satoshi")),
        TableColumn("claimant", TEXT, phrase("label that claims them too")),
        TableColumn("side", TEXT, phrase("spent or made, in, out or fee")),
        TableColumn("number", NUMBER, phrase("place among inputs or outputs, the first being 0")),
        TableColumn("last_number", NUMBER, phrase("the last of several that follow one another and are alike")),
        TableColumn("run", NUMBER, phrase("place of the run of satoshi inside the coin")),
        TableColumn("agrees", TEXT, phrase("whether the sum done again agrees with trace.json")),
        *(TableColumn(f"{name}_sat", SATOSHI, TERMINAL_MEANINGS[name]) for name in TERMINALS),
    )
}
"""Every column, by its name."""


def schema(name: str, row: str, columns: str) -> TableSchema:
    """Return the schema of a table; `columns` are names out of `COLUMNS` with blanks between.

    Raises:
        KeyError: a column is not among them.
    """
    return TableSchema(name, row, tuple(COLUMNS[column] for column in columns.split()))
