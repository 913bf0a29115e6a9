"""One vocabulary: a screen names the end of a trail as the report does, and beside it the key that programs read."""

from pathlib import Path

from tests.commands import tracer
from tests.story import BLOCKS, CASE
from tracer.documents.words import TERMINAL_WORDS, keyed
from tracer.result.trace_file import TERMINALS


def test_every_end_has_its_word_and_its_key() -> None:
    """The word of the reports comes first; the key stands beside it wherever it is another."""
    assert [keyed(name) for name in TERMINALS] == [
        word if word == name else f"{word} ({name})" for name, word in TERMINAL_WORDS.items()
    ]
    assert (keyed("mix"), keyed("unspent"), keyed("coinbase")) == ("CoinJoin (mix)", "unspent", "coinbase")


def test_the_books_on_the_screen_say_the_words_of_the_report(tmp_path: Path) -> None:
    """The rows of the books are the report's words with the keys of trace.json; the rule is written as there."""
    ended = tracer("trace", CASE, "--chain", BLOCKS, "--out", tmp_path / "run", COLUMNS="100")
    rows = [line.split("│")[1].strip() for line in ended.out.splitlines() if line.startswith("│")]
    for row in ("state custody (custody)", "tagged service (service)", "CoinJoin (mix)", "below threshold (threshold)"):
        assert row in rows
    assert "Case books under FIFO, primary rule (BTC)" in ended.out
