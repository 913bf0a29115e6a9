"""A realistic messy workbook becomes a checked case skeleton; what is damaged is reported, never changed."""

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from tests.intake.names import quiet, txid
from tests.intake.workbooks import messy
from tracer.case import case_file
from tracer.chain.amount import Sats
from tracer.chain.network import MAIN, REGTEST
from tracer.chain.outpoint import BlockHash, BlockRef, Outpoint, Position, Txid
from tracer.chain.transaction import Confirmed, Output, Transaction
from tracer.chain.view import Created, FirstPaid, Original, Spender
from tracer.errors import CaseError
from tracer.intake.chain_support import ask_chain
from tracer.intake.finding import NameFinding, NameKind, NameVerdict, Support
from tracer.intake.intake import Intake, examine
from tracer.intake.listing import listing
from tracer.intake.new_case import quoted
from tracer.operations.intake import case_text

BOOK = messy()


class Unasked:
    """What an intake never asks of a chain."""

    def block_hash(self, height: int) -> BlockHash:
        raise AssertionError("asked for a block's hash")

    def spenders(self, outpoints: Sequence[Outpoint]) -> Mapping[Outpoint, Spender]:
        raise AssertionError("asked for spenders")

    def prevouts(self, confirmed: Confirmed) -> tuple[Output | None, ...]:
        raise AssertionError("asked for prevouts")

    def paid_to(self, scripts: Collection[bytes], first: int, last: int) -> Sequence[Created]:
        raise AssertionError("asked for payments")

    def first_paid(self, scripts: Collection[bytes], last: int) -> FirstPaid | None:
        raise AssertionError("asked for first payments")

    def originals(self, txids: Sequence[Txid]) -> Iterator[Original]:
        raise AssertionError("asked for bytes")

    def merkle_proof(self, height: int, txids: Sequence[Txid]) -> bytes:
        raise AssertionError("asked for a proof")


class Chain(Unasked):
    """What an intake asks: which of these transactions are here, each of fifty outputs, and the headers of blocks."""

    network = REGTEST
    first_height = 0

    def __init__(self, txids: set[str]) -> None:
        self._txids = txids

    def headers(self, first: int, last: int) -> list[bytes]:
        return [height.to_bytes(80, "big") for height in range(first, last + 1)]

    def tip(self) -> BlockRef:
        return BlockRef(800, BlockHash("0" * 64))

    def transactions(self, txids: Sequence[Txid]) -> dict[Txid, Confirmed]:
        return {
            txid: Confirmed(Transaction(txid, 2, (), (Output(Sats(1), b""),) * 50, 0), Position(7, 1))
            for txid in txids
            if txid in self._txids
        }


@pytest.fixture(scope="module")
def taken() -> Intake:
    """Return the intake of the messy workbook."""
    return examine(BOOK.content, "Приложение 3.xlsx", REGTEST, quiet)


@pytest.fixture(scope="module")
def asked(taken: Intake) -> Intake:
    """Return it after a chain was asked that has all names but one."""
    names = [*BOOK.right.values(), *(damage.right for damage in BOOK.damaged.values())]
    return ask_chain(
        taken, Chain({name.partition(":")[0] for name in names} - {BOOK.right["Платежи", _row(BOOK.right)]}), quiet
    )


def _row(right: dict[tuple[str, str], str]) -> str:
    """Return a cell with a right txid, which the chain of these tests does not have."""
    return next(cell for sheet, cell in right if sheet == "Платежи" and cell.startswith("D"))


def by_cell(findings: tuple[NameFinding, ...]) -> dict[tuple[str | None, str | None], NameFinding]:
    """Return findings by sheet and cell."""
    return {(finding.place.sheet, finding.place.cell): finding for finding in findings}


def test_every_right_name_is_found_in_its_cell(taken: Intake) -> None:
    """Every name that is right is found where it stands, spelled as it stands."""
    found = by_cell((*taken.of(NameVerdict.RIGHT), *taken.of(NameVerdict.FORMED)))
    for place, name in BOOK.right.items():
        assert (found[place].value, found[place].written) == (name, name)
    assert {finding.kind for finding in taken.of(NameVerdict.FORMED)} == {NameKind.TXID, NameKind.OUTPOINT}
    assert {sheet for sheet, _ in found} == {"Платежи", "Заметки", "Реестр"}


def test_every_damaged_name_is_reported_unchanged(taken: Intake) -> None:
    """All twenty damaged values are reported as they are written, none with a value, and nothing else is."""
    damaged = by_cell(taken.of(NameVerdict.DAMAGED))
    assert {place: finding.written for place, finding in damaged.items()} == {
        place: damage.written for place, damage in BOOK.damaged.items()
    }
    assert len(damaged) == 20
    assert {finding.value for finding in damaged.values()} == {None}


def test_a_checksum_supports_every_damaged_address(taken: Intake) -> None:
    """Each damaged address has the right one among its candidates, supported by its checksum."""
    damaged = by_cell(taken.of(NameVerdict.DAMAGED))
    for place, damage in BOOK.damaged.items():
        if not damage.by_chain:
            supported = [each.value for each in damaged[place].candidates if each.support is Support.CHECKSUM]
            assert damage.right in supported, damage


def test_only_a_chain_supports_a_txid(taken: Intake, asked: Intake) -> None:
    """Without a chain no candidate of a txid has more than its form; with one, the one that exists is found."""
    before, after = by_cell(taken.of(NameVerdict.DAMAGED)), by_cell(asked.of(NameVerdict.DAMAGED))
    for place, damage in BOOK.damaged.items():
        if damage.by_chain:
            assert {each.support for each in before[place].candidates} <= {Support.FORM}
            assert [(each.value, each.support) for each in after[place].candidates] == [(damage.right, Support.CHAIN)]
            assert after[place].candidates[0].remark == "on the chain, block 7"


def test_a_txid_that_the_chain_lacks_is_absent(asked: Intake) -> None:
    """A txid right in form that the chain does not have cannot be used, and says so."""
    finding = by_cell(asked.findings)["Платежи", _row(BOOK.right)]
    assert (finding.verdict, finding.value) == (NameVerdict.ABSENT, None)
    assert finding.reason == "no transaction of this txid is on the chain up to block 800"


def test_a_wrong_digit_shows_only_on_a_chain() -> None:
    """A wrong hexadecimal digit leaves a right form: only a chain shows it, and has what it was."""
    right = BOOK.right["Платежи", _row(BOOK.right)]
    wrong = right[:40] + ("0" if right[40] != "0" else "1") + right[41:]
    taken = examine(wrong.encode(), "n.txt", REGTEST, quiet)
    assert taken.findings[0].verdict is NameVerdict.FORMED
    (finding,) = ask_chain(taken, Chain({right}), quiet).findings
    assert (finding.verdict, [each.value for each in finding.candidates]) == (NameVerdict.ABSENT, [right])


def test_an_output_that_the_transaction_lacks_is_absent() -> None:
    """An outpoint beyond a transaction's outputs is absent, with the outputs there are."""
    name = next(name for name in BOOK.right.values() if ":" in name)
    outpoint = f"{name.partition(':')[0]}:50"
    taken = examine(outpoint.encode(), "n.txt", REGTEST, quiet)
    (finding,) = ask_chain(taken, Chain({Outpoint.parse(outpoint).txid}), quiet).findings
    assert (finding.verdict, finding.reason) == (NameVerdict.ABSENT, "the transaction has outputs 0 to 49 only")


def test_check_names_exactly_what_is_left_to_fill_in(taken: Intake) -> None:
    """The skeleton is TOML; its faults are the empty number, method and labels, and each damaged name."""
    content = case_text(taken, "received/Приложение 3.xlsx", {}).encode()
    seeds = tomllib.loads(content.decode())["seed"]
    with pytest.raises(CaseError) as refused:
        case_file.parse(content, "new.toml")
    keys = {fault.split(": ")[1] for fault in refused.value.faults}
    written = {damage.written for damage in BOOK.damaged.values()}
    expected = {"case.id", "method.primary"}
    for number, seed in enumerate(seeds, start=1):
        expected.add(f"seed[{number}].label")
        (kind,) = {"address", "txid", "outpoint"} & set(seed)
        if seed[kind] in written:
            expected.add(f"seed[{number}].{kind}")
    assert keys == expected
    assert len(refused.value.faults) == len(expected)
    assert len(expected) == 2 + len(seeds) + 20


def test_a_filled_skeleton_is_a_case(taken: Intake) -> None:
    """Once the number, the method, the labels and the damaged names are filled in, the case is right."""
    text = case_text(
        replace(taken, findings=(*taken.of(NameVerdict.RIGHT), *taken.of(NameVerdict.FORMED))),
        "received/Приложение 3.xlsx",
        {},
    )
    text = (
        text.replace('id = ""', 'id = "C-1"')
        .replace('label = ""', 'label = "A"')
        .replace('primary = ""', 'primary = "fifo"')
    )
    case = case_file.parse(text.encode(), "new.toml")
    (exhibit,) = case.exhibits
    assert (exhibit.id, exhibit.file, exhibit.sha256) == ("E1", "received/Приложение 3.xlsx", taken.file.sha256)
    by_name = {str(seed.outpoint or seed.txid or seed.address): seed for seed in case.seeds}
    for (sheet, cell), name in BOOK.right.items():
        row = cell.lstrip("ACD")
        assert by_name[name].basis == f"E1, sheet {sheet}, row {row}, cell {cell}"


def test_candidates_stand_above_a_damaged_seed(asked: Intake) -> None:
    """Every candidate of a damaged name stands in a comment above it, with what supports it."""
    text = case_text(asked, None, {})
    for damage in BOOK.damaged.values():
        before = text[: text.index(f"= {quoted(damage.written)}\n")].rpartition("\n\n")[2]
        assert f"#   candidate {damage.right}  (" in before
    assert "# file: put a copy below the folder of this case" in text


def test_the_listing_holds_every_mention(asked: Intake) -> None:
    """The JSON has every mention with sheet, row and cell, and counts them."""
    found: dict[str, Any] = {**listing(asked)}
    assert len(found["findings"]) == len(asked.findings)
    assert found["counts"]["damaged"] == {"address": 13, "txid": 4, "outpoint": 3}
    assert found["sheets"][0] == {"sheet": "Платежи", "cells": 360 * 6 + 8}
    assert found["findings"][0] | {"candidates": []} == {
        "kind": "address", "verdict": found["findings"][0]["verdict"], "place": "sheet Платежи, row 4, cell C4",
        "sheet": "Платежи", "row": 4, "column": 3, "cell": "C4", "written": found["findings"][0]["written"],
        "value": found["findings"][0]["value"], "reason": found["findings"][0]["reason"], "candidates": [], "notes": [],
        "ledger": "",
    }  # fmt: skip


@pytest.mark.parametrize("text", ['a"b\\c', "line\nbreak\ttab", "\u202e\x00\x7f", "Ж 🦊"])
def test_quoted_text_is_toml(text: str) -> None:
    """Whatever text a file holds, quoting gives one TOML string on one line."""
    assert "\n" not in quoted(text)
    assert tomllib.loads(f"x = {quoted(text)}")["x"] == text


def test_a_chain_names_blocks_and_reversed_txids() -> None:
    """Of 64 digits a chain says: a txid, a block's hash, a txid with its bytes reversed, or nothing that it has."""
    easiest = next(
        height for height in range(801)
        if sha256(sha256(height.to_bytes(80, "big")).digest()).digest()[31] < 0x80
    )  # fmt: skip
    block = sha256(sha256(easiest.to_bytes(80, "big")).digest()).digest()[::-1].hex()
    known, turned, nothing = txid("known"), bytes.fromhex(txid("turned"))[::-1].hex(), "e" * 31 + txid("no")[31:]
    text = f"{known}\n{turned}:3\n{block}\n{bytes.fromhex(block)[::-1].hex()}\n{nothing}"
    taken = examine(text.encode(), "n.txt", REGTEST, quiet)
    assert {finding.verdict for finding in taken.findings} == {NameVerdict.FORMED}
    found = ask_chain(taken, Chain({txid("known"), txid("turned")}), quiet).findings
    assert [(each.kind.value, each.verdict.value, each.value) for each in found] == [
        ("txid", "right", known),
        ("outpoint", "absent", None),
        ("block hash", "other", None),
        ("block hash", "other", None),
        ("txid", "absent", None),
    ]
    (candidate,) = found[1].candidates
    assert (candidate.value, candidate.support, candidate.changes) == (
        f"{txid('turned')}:3", Support.CHAIN, ("its bytes in reverse order",)
    )  # fmt: skip
    assert found[2].reason == found[3].reason == f"the hash of block {easiest}, not of a transaction"


def test_a_chain_cuts_out_a_txid_run_together_with_digits() -> None:
    """Where digits stand right beside a txid, every reading is listed; the chain has one of them."""
    name = txid("cut")
    for text in (f"{name}0", f"01{name}", f"7{name}7"):
        taken = examine(text.encode(), "n.txt", REGTEST, quiet)
        assert name in [each.value for each in taken.findings[0].candidates]
        (finding,) = ask_chain(taken, Chain({name}), quiet).findings
        assert (finding.verdict, [each.value for each in finding.candidates]) == (NameVerdict.DAMAGED, [name])


def test_headers_are_read_only_for_what_can_be_a_block() -> None:
    """A hash above the network's easiest target is no block's, whichever way round, and no header is asked for."""

    class Main(Chain):
        network = MAIN

        def headers(self, first: int, last: int) -> list[bytes]:
            raise AssertionError("asked for headers")

    ask_chain(examine(txid("no").encode(), "n.txt", MAIN, quiet), Main(set()), quiet)
    with pytest.raises(AssertionError, match="asked for headers"):
        ask_chain(examine(("0" * 10 + txid("no")[10:]).encode(), "n.txt", MAIN, quiet), Main(set()), quiet)


def test_a_cell_of_twelve_chinese_words_is_a_secret() -> None:
    """The shortest secret has twelve characters, fewer than any name of the chain."""
    content = "n,note\n1,的的的的的的的的的的的在\n".encode()
    (finding,) = examine(content, "list.csv", MAIN, quiet).findings
    assert (finding.verdict, finding.place.row) == (NameVerdict.SECRET, 2)
