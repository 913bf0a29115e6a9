"""What the exhibit knows: every figure is that of the result, places are whole pixels and never overlap."""

import itertools
import json
from collections import Counter
from dataclasses import replace

import pytest

from tests.evidence.long_trail import fan, ladder, peel
from tests.evidence.story import dossier_of, tell
from tracer.documents.language.language import ENGLISH
from tracer.errors import IntegrityError
from tracer.evidence.dossier import Dossier
from tracer.evidence.trail_viewer import content as module
from tracer.evidence.trail_viewer.content import HEAD, MAX_ENDS, ROW, content
from tracer.evidence.trail_viewer.layout import GAP, WIDTH
from tracer.evidence.trail_viewer.words import about
from tracer.result.trace_file import TERMINALS


def held(dossier: Dossier) -> dict:
    """Return the content, read back."""
    return json.loads(content(dossier).json)


def outpoint(told: dict, coin: int) -> str:
    """Return a coin's name by its number."""
    txid, vout, _, _ = told["coins"][coin]
    return f"{told['txids'][txid]}:{vout}"


def test_ends_and_amounts_are_those_of_the_result() -> None:
    """Under each rule every end is there with its terminal, its name, its value and its amounts by label."""
    dossier = dossier_of(tell())
    told = held(dossier)
    assert [method["name"] for method in told["methods"]] == ["fifo", "haircut"]
    methods = [method for method in (dossier.trace.main, *dossier.trace.compared) if method.reach is None]
    for method, given in zip(methods, told["methods"], strict=True):
        taint: dict[str, dict[str, int]] = {}
        for coin, label, sat in zip(*[iter(given["taint"])] * 3, strict=True):
            taint.setdefault(outpoint(told, coin), {})[told["labels"][label]] = sat
        ends = {
            outpoint(told, coin): (TERMINALS[terminal], given["names"][name], told["coins"][coin][2])
            for coin, terminal, name in zip(*[iter(given["ends"])] * 3, strict=True)
        }
        assert ends == {str(end.outpoint): (end.terminal, end.name or "", end.value) for end in method.ends}
        assert all(taint[str(end.outpoint)] == dict(end.taint) for end in method.ends)
        fees = sum(given["fees"][2::3])
        assert fees == sum(book.terminals["fee"] for book in method.books)


def test_a_label_without_a_book_is_refused() -> None:
    """A result whose seed is of a label that has no book is not drawn: one clear message, no traceback."""
    dossier = dossier_of(tell())
    main = dossier.trace.main
    forged = replace(main, seeds=(replace(main.seeds[0], label="3"), *main.seeds[1:]))
    trace = replace(dossier.trace, methods={**dossier.trace.methods, main.name: forged})
    with pytest.raises(IntegrityError, match=r"fifo: trace\.json has no book of label '3'"):
        content(replace(dossier, trace=trace))


def test_transactions_are_facts_of_the_raw_bytes() -> None:
    """Each transaction has all its inputs and outputs with values that add up to its fee."""
    dossier = dossier_of(tell())
    told = held(dossier)
    assert told["txids"][: len(told["transactions"])] == [row.txid for row in dossier.trace.main.crossings]
    for txid, row in zip(told["txids"], told["transactions"], strict=False):
        spent = sum(told["coins"][coin][2] for coin in row[6][1::2])
        paid = sum(told["coins"][coin][2] for coin in row[7])
        transaction = dossier.transaction(txid)
        assert (len(row[6]) // 2, len(row[7])) == (len(transaction.inputs), len(transaction.outputs))
        assert row[10] == spent - paid >= 0


@pytest.mark.parametrize(
    "dossier", [dossier_of(tell()), peel(60), fan(200), ladder(40)], ids=["story", "peel", "fan", "ladder"]
)
def test_boxes_never_overlap(dossier: Dossier) -> None:
    """No box covers another, with the ends below it; places are whole numbers from the upper left corner."""
    told = held(dossier)
    places = told["places"]
    ends = Counter(told["coins"][coin][0] for coin in told["methods"][0]["ends"][::3])
    columns: dict[int, list[tuple[int, int]]] = {}
    for number in range(len(told["transactions"])):
        high = HEAD + ROW * min(ends[number], MAX_ENDS)
        columns.setdefault(places["left"][number], []).append((places["top"][number], high))
    lefts = sorted(columns)
    assert all(later - left >= WIDTH for left, later in itertools.pairwise(lefts))
    for boxes in columns.values():
        boxes.sort()
        assert all(top + high + GAP <= below for (top, high), (below, _) in itertools.pairwise(boxes))
    assert min(places["top"]) == 0
    assert lefts[0] == 0


def test_payers_stand_before_those_they_pay() -> None:
    """Within a band a box stands right of all that pay it; else it stands in a band further down."""
    told = held(ladder(60))
    left, band = told["places"]["left"], told["places"]["band"]
    pairs = 0
    for number, row in enumerate(told["transactions"]):
        for coin in row[6][1::2]:
            payer = told["coins"][coin][0]
            if payer < len(told["transactions"]):
                pairs += 1
                assert (band[payer], left[payer]) < (band[number], left[number])
    assert pairs == 120


def test_what_does_not_fit_is_left_out_and_said() -> None:
    """Beyond the limit the way to custody stays, the rest is left out, and the page says how much."""
    dossier = fan(30)
    found = content(dossier, 10)
    told = json.loads(found.json)
    receipt = next(end for end in dossier.trace.main.ends if end.terminal == "custody")
    assert (found.shown, found.all) == (10, 31)
    assert receipt.outpoint.txid in told["txids"][:10]
    said = about(found.shown, found.all, "FIFO", ENGLISH)
    assert said[0].startswith("Of 31 transactions 10 are here")
    assert about(31, 31, "FIFO", ENGLISH) == said[1:]


def test_untouched_outputs_of_a_wide_payment_are_counted() -> None:
    """Of a payment to many, outputs that no rule touches are listed up to a number; the rest is counted."""
    dossier = fan(100)
    main = dossier.trace.main
    txid = main.crossings[0].txid
    few = tuple(row for row in main.made if row.outpoint.txid != txid or row.outpoint.vout < 5)
    spent = tuple(row for row in main.spent if row.outpoint.txid != txid or row.outpoint.vout < 5)
    method = replace(main, made=few, spent=spent, crossings=main.crossings[:6])
    method = replace(
        method, ends=tuple(end for end in main.ends if end.outpoint.txid in {row.txid for row in method.crossings})
    )
    told = held(replace(dossier, trace=replace(dossier.trace, methods={"fifo": method})))
    first = told["transactions"][0]
    assert len(first[7]) == 5 + module.MAX_BESIDE
    assert first[9] == 100 - 5 - module.MAX_BESIDE
