"""Every end of a result stands in the exhibit, over drawn cases under every rule.

A search finds what the report names.
"""

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.evidence.drawn_dossiers import drawn_dossier
from tests.evidence.story import dossier_of, tell
from tracer.documents.html import as_page
from tracer.evidence.dossier import Dossier
from tracer.evidence.report.report import report
from tracer.evidence.trail_viewer.content import content
from tracer.evidence.trail_viewer.named import named
from tracer.evidence.trail_viewer.page import exhibit
from tracer.result.trace_file import TERMINALS, MethodResult
from tracer.trace.policies.registry import POLICIES

RULES = [name for name, policy in POLICIES.items() if name != "poison"]
Ends = Counter[tuple[str, str, str, int, tuple[tuple[str, int], ...]]]


def shown(dossier: Dossier) -> list[tuple[str, Ends]]:
    """Return what a reader sees of each rule: coin, terminal, place, value and amounts of every end below a box."""
    told = json.loads(content(dossier).json)
    boxes, found = len(told["transactions"]), []
    for method in told["methods"]:
        taint: dict[int, list[tuple[str, int]]] = {}
        for coin, label, sat in zip(*[iter(method["taint"])] * 3, strict=True):
            taint.setdefault(coin, []).append((told["labels"][label], sat))
        ends: Ends = Counter()
        for coin, terminal, name in zip(*[iter(method["ends"])] * 3, strict=True):
            box, vout, value, _ = told["coins"][coin]
            assert box < boxes, "an end without a box to stand below"
            assert coin in told["transactions"][box][7], "an end that its transaction does not list"
            outpoint = f"{told['txids'][box]}:{vout}"
            ends[outpoint, TERMINALS[terminal], method["names"][name], value, tuple(sorted(taint.get(coin, [])))] += 1
        found.append((method["name"], ends))
    return found


def stated(dossier: Dossier) -> list[tuple[str, Ends]]:
    """Return the same of the result."""
    methods = [each for each in (dossier.trace.main, *dossier.trace.compared) if each.reach is None]
    return [(method.name, Counter(map(_end, method.ends))) for method in methods]


def _end(end) -> tuple[str, str, str, int, tuple[tuple[str, int], ...]]:
    return str(end.outpoint), end.terminal, end.name or "", end.value, tuple(sorted(end.taint.items()))


@pytest.mark.parametrize("rule", RULES)
def test_the_ends_of_the_exhibit_are_those_of_the_result(rule: str, tmp_path: Path) -> None:
    """Over drawn cases, seeds that are ends among them, no end is missing, added, or of another amount."""
    unmoved = 0
    for number in range(12):
        dossier = drawn_dossier(number, rule, tmp_path)
        assert shown(dossier) == stated(dossier), number
        crossed = {row.txid for row in dossier.trace.main.crossings}
        unmoved += sum(end.outpoint.txid not in crossed for end in dossier.trace.main.ends)
    assert unmoved > 0


def alone(dossier: Dossier) -> Dossier:
    """Return a case whose one seed never moved."""
    main = dossier.trace.main
    seed = next(end for end in main.ends if end.terminal == "unspent")
    method: MethodResult = replace(
        main, ends=(seed,), crossings=(), spent=(), made=(), stops=(),
        seeds=(replace(main.seeds[0], outpoint=seed.outpoint),),
    )  # fmt: skip
    return replace(dossier, trace=replace(dossier.trace, methods={"fifo": method}))


def test_one_unmoved_coin_is_shown() -> None:
    """A case with one coin that never moved shows its transaction, the coin as start and end, and all it pays."""
    dossier = alone(dossier_of(tell()))
    found = content(dossier)
    told = json.loads(found.json)
    (end,) = dossier.trace.main.ends
    assert (found.shown, found.all) == (1, 1)
    assert told["txids"][0] == end.outpoint.txid
    assert told["methods"][0]["seeds"][:1] == told["methods"][0]["ends"][:1]
    assert told["places"]["left"] == [0]
    assert shown(dossier) == stated(dossier)
    assert len(told["transactions"][0][7]) == len(dossier.transaction(end.outpoint.txid).outputs)


def test_what_a_seed_was_made_from_need_not_be_held() -> None:
    """Of a transaction that no rule crosses the inputs may be unknown: they are counted, and its fee is not told."""
    dossier = alone(dossier_of(tell()))
    (end,) = dossier.trace.main.ends
    inputs = dossier.transaction(end.outpoint.txid).inputs
    others = {txid: made for txid, made in dossier.transactions.items() if txid == end.outpoint.txid}
    row = json.loads(content(replace(dossier, transactions=others)).json)["transactions"][0]
    spends = sum(each.prevout is not None for each in inputs)
    assert (row[6], row[8], row[10]) == ([], spends, None)


def found_by_search(dossier: Dossier) -> set[str]:
    """Return the names that a search finds: those of the content and those that the page is told of."""
    held, paper = content(dossier), report(dossier)
    markup = exhibit(dossier, held, named(paper)).markup
    (words,) = re.findall(r'id="exhibit-words">(.*?)</script>', markup, re.DOTALL)
    return {*held.names} | {name for name, _ in json.loads(words)["beside"]}


@pytest.mark.parametrize("number", [None, *range(4)])
def test_a_search_finds_every_name_of_the_report(number: int | None, tmp_path: Path) -> None:
    """Each txid and each address that stands in the report is found, in the picture or with its section."""
    dossier = dossier_of(tell()) if number is None else drawn_dossier(number, "fifo", tmp_path)
    text = as_page(report(dossier), b"").decode()
    txids = [txid for txid in dossier.material.raws if txid in text]
    addresses = re.findall(r"\b(?:bcrt1[02-9ac-hj-np-z]{8,}|[2mn][1-9A-HJ-NP-Za-km-z]{25,34})\b", text)
    assert txids
    assert addresses
    assert not {*txids, *addresses} - found_by_search(dossier)
