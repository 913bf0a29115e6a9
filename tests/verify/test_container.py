"""The tables of transactions and proofs: what both verifiers refuse of them, and that they refuse it alike."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.asked import verified
from tests.counts import count
from tests.evidence.chain import Chain, script_of, serialize
from tests.evidence.drawn_bundles import drawn_payload, write_bag
from tests.evidence.parts import Files, Part, as_older, narrowed, parts, put
from tests.evidence.test_verifier import check, loaded
from tracer.chain import decode
from tracer.chain.outpoint import Outpoint
from tracer.container import material
from tracer.container.chain_tables import NAMES, PROOFS, TRANSACTIONS, ContainerTable
from tracer.container.material import chain_files, collect, read_chain
from tracer.disk import capacity
from tracer.disk.capacity import BeyondCapacityError
from tracer.errors import IntegrityError
from tracer.evidence.run_folder import read_run, write_run
from tracer.progress import no_progress
from tracer.verify.chain_steps import check_proofs, check_transactions

from tests.verify.test_verify import STORY, engine_run  # isort: skip

VERIFIER = loaded()

OTHERS = b"0a"[: count(suite=1, laws=2)]
"""Bytes that stand in the place of each byte in turn, beside its neighbour."""

EVERY = 8 - count(suite=1, laws=7)
"""At every so many places a file is cut or lengthened."""


def chain() -> Files:
    """Return the chain part of a bundle: a coinbase alone, then two blocks of two transactions beside theirs."""
    source = Chain()
    makers = [source.add(pays=name) for name in ("one", "two", "three", "four")]
    raws = [serialize([Outpoint(txid, 0)], [(1, script_of("state"))]) for txid in makers]
    source.add(raws[:2])
    source.add(raws[2:])
    read = [makers[0], *map(decode.txid, raws)]
    found = collect(source, read, source.tip())
    assert found is not None
    return chain_files(found)


def by_the_tracer(files: Files) -> tuple[int, str]:
    """Return the exit code that steps 2 and 3 of `tracer verify` lead to, and what they find."""
    try:
        found = read_chain(files)
    except BeyondCapacityError as error:
        return 3, str(error)
    except IntegrityError as error:
        return 1, str(error)
    findings = [*check_transactions(found, no_progress).findings, *check_proofs(found, no_progress)]
    return int(bool(findings)), "\n".join(map(str, findings))


def by_the_verifier(files: Files) -> tuple[int, str]:
    """Return the exit code that items 2 and 3 of `verify.py` lead to, and what they find."""
    own = VERIFIER.Verifier(SimpleNamespace(contents={f"data/chain/{name}": files[name] for name in sorted(files)}))
    said: list[str] = []
    for item in (own.check_transactions, own.check_merkle_proofs):
        try:
            said += item()
        except VERIFIER.NoVerdict as error:
            return 3, str(error)
        except VERIFIER.MALFORMED as error:
            said.append(f"{own.seen[-1]}: {error}")
    return int(bool(said)), "\n".join(said)


def test_what_the_changes_start_from_is_accepted_by_both() -> None:
    """Each refusal below is that of the change."""
    assert (by_the_tracer(chain()), by_the_verifier(chain())) == ((0, ""), (0, ""))
    assert [row.place for row in parts(chain(), at="")] == [(1, 0), (5, 0), (5, 1), (5, 2), (6, 0), (6, 1), (6, 2)]
    assert [row.place for row in parts(chain(), PROOFS, "")] == [(1,), (5,), (6,)]


@pytest.mark.parametrize("name", sorted(NAMES))
def test_no_byte_of_a_table_or_of_its_file_can_be_another(name: str) -> None:
    """Whichever byte is changed, to its neighbour, to a digit or a letter: both refuse, both with exit code 1."""
    files = chain()
    content = files[name]
    for at, byte in enumerate(content):
        for other in {byte ^ 1, *OTHERS} - {byte}:
            changed = files | {name: content[:at] + bytes([other]) + content[at + 1 :]}
            codes = by_the_tracer(changed)[0], by_the_verifier(changed)[0]
            assert codes == (1, 1), (name, at, other)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_table_or_its_file_cut_or_lengthened_anywhere_is_refused(name: str) -> None:
    """A byte taken out or put in, at each place, and every beginning of the file alone: both refuse alike."""
    files = chain()
    content = files[name]
    for at in range(0, len(content) + 1, EVERY):
        for other in (content[:at], content[:at] + b"0" + content[at:], content[:at] + content[at + 1 :]):
            if other != content:
                changed = files | {name: other}
                assert (by_the_tracer(changed)[0], by_the_verifier(changed)[0]) == (1, 1), (name, at, other)


Lines = list[str]


def _cell(number: int, column: int, change: Callable[[str], str]) -> Callable[[Lines], Lines]:
    """Return the change of one cell of a row, 1 being the first below the head."""

    def changed(lines: Lines) -> Lines:
        cells = lines[number].split(",")
        cells[column] = change(cells[column])
        return [*lines[:number], ",".join(cells), *lines[number + 1 :]]

    return changed


FORMS: dict[str, tuple[ContainerTable, Callable[[Lines], Lines], str]] = {
    "rows swapped": (TRANSACTIONS, lambda rows: [*rows[:2], rows[3], rows[2], *rows[4:]], "row 2, "),
    "a row doubled": (TRANSACTIONS, lambda rows: [*rows[:3], *rows[2:]], "row 3, "),
    "a row taken out": (TRANSACTIONS, lambda rows: [*rows[:2], *rows[3:]], "row 2, "),
    "the last row taken out": (TRANSACTIONS, lambda rows: [*rows[:-2], ""], "last row"),
    "overlapping": (TRANSACTIONS, _cell(2, 3, lambda cell: str(int(cell) - 1)), "row 2, "),
    "a gap": (TRANSACTIONS, _cell(2, 3, lambda cell: str(int(cell) + 1)), "row 2, "),
    "past the end": (TRANSACTIONS, _cell(-2, 4, lambda cell: str(int(cell) + 1)), "row "),
    "before the end": (TRANSACTIONS, _cell(-2, 4, lambda cell: str(int(cell) - 1)), "row "),
    "no bytes": (TRANSACTIONS, _cell(3, 4, lambda cell: "0"), "row 3, "),
    "a length beyond the most": (PROOFS, _cell(1, 3, lambda cell: str(capacity.PROOF + 1)), "row 1, "),
    "a leading zero": (TRANSACTIONS, _cell(2, 3, lambda cell: f"0{cell}"), "row 2, "),
    "a leading zero in a height": (PROOFS, _cell(2, 1, lambda cell: f"0{cell}"), "row 2, "),
    "a sign": (TRANSACTIONS, _cell(2, 1, lambda cell: f"+{cell}"), "row 2, "),
    "a blank": (TRANSACTIONS, _cell(2, 1, lambda cell: f" {cell}"), "row 2, "),
    "digits of another script": (TRANSACTIONS, _cell(2, 1, lambda cell: "\u0662"), "row 2, "),
    "too many digits": (TRANSACTIONS, _cell(2, 1, lambda cell: "9" * 11), "row 2, "),
    "capitals in a txid": (TRANSACTIONS, _cell(2, 0, str.upper), "row 2, "),
    "capitals in a hash": (PROOFS, _cell(2, 4, str.upper), "row 2, "),
    "a column more": (TRANSACTIONS, _cell(2, 5, lambda cell: f"{cell},"), "row 2, "),
    "a line feed of another system": (TRANSACTIONS, _cell(2, 5, lambda cell: f"{cell}\r"), "row 2, "),
    "no end of the last line": (TRANSACTIONS, lambda rows: rows[:-1], "last line"),
    "an empty line at the end": (TRANSACTIONS, lambda rows: [*rows, ""], "row "),
    "an empty line": (PROOFS, lambda rows: [*rows[:2], "", *rows[2:]], "row 2, "),
    "no head": (TRANSACTIONS, lambda rows: rows[1:], "begin with"),
    "another head": (PROOFS, lambda rows: [rows[0].upper(), *rows[1:]], "begin with"),
    "a mark of byte order": (PROOFS, lambda rows: ["\ufeff" + rows[0], *rows[1:]], "begin with"),
    "the SHA-256 of another": (TRANSACTIONS, _cell(2, 5, lambda cell: "ab" * 32), "row 2, "),
    "a foreign txid": (TRANSACTIONS, _cell(2, 0, lambda cell: "ab" * 32), f"row 2, {'ab' * 32}"),
    "a foreign block": (PROOFS, _cell(2, 0, lambda cell: "ab" * 32), f"row 2, {'ab' * 32}"),
    "another height": (PROOFS, _cell(-2, 1, lambda cell: "900"), "row "),
    "another index": (TRANSACTIONS, _cell(-2, 2, lambda cell: "9"), "row "),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_table_of_another_form_is_refused_and_its_row_is_named(form: str) -> None:
    """Rows out of order, twice, overlapping, with a gap, in other words than the layout's: both name the row."""
    files = chain()
    table, change, named = FORMS[form]
    lines = files[table.csv].decode().split("\n")
    files[table.csv] = "\n".join(change(lines)).encode()
    (code, said), (other, words) = by_the_tracer(files), by_the_verifier(files)
    assert (code, other) == (1, 1)
    assert named in said, said
    assert named in words, words


@pytest.mark.parametrize("order", ["swapped", "one place"])
def test_rows_that_do_not_ascend_are_refused_though_all_else_fits(order: str) -> None:
    """With offsets and hashes made anew, rows out of order or two at one place are named as rows of the table."""
    files = chain()
    rows = parts(files, at="")
    rows = [*rows[:2], rows[3], rows[2], *rows[4:]] if order == "swapped" else rows
    rows[3] = rows[3]._replace(place=rows[2].place) if order == "one place" else rows[3]
    put(files, rows, at="")
    for code, said in (by_the_tracer(files), by_the_verifier(files)):
        named = [line for line in said.splitlines() if line.startswith("data/chain/transactions.")]
        assert code == 1
        assert any(f"row 4, {rows[3].name}" in line for line in named), said


def test_bytes_between_two_rows_are_refused_though_all_else_fits() -> None:
    """A byte that no row covers, with offsets around it and hashes that fit, is named by the row behind it."""
    files = chain()
    head, first, *rest = files[TRANSACTIONS.csv].decode().splitlines()
    moved = [[*line.split(",")[:3], str(int(line.split(",")[3]) + 1), *line.split(",")[4:]] for line in rest]
    size = int(first.split(",")[4])
    data = files[TRANSACTIONS.dat]
    files[TRANSACTIONS.csv] = "".join(f"{line}\n" for line in (head, first, *map(",".join, moved))).encode()
    files[TRANSACTIONS.dat] = data[:size] + b"x" + data[size:]
    for code, said in (by_the_tracer(files), by_the_verifier(files)):
        assert (code, "row 2, " in said) == (1, True), said


def _of_another_block(rows: list[Part]) -> list[Part]:
    return [rows[0], rows[1]._replace(content=rows[0].content), *rows[2:]]


def _shows_less(rows: list[Part]) -> list[Part]:
    shown = [row.name for row in parts(chain(), at="") if row.place == (rows[1].place[0], 0)]
    return [rows[0], rows[1]._replace(content=narrowed(rows[1].content, shown)), *rows[2:]]


@pytest.mark.parametrize("change", [_of_another_block, _shows_less])
def test_a_proof_of_another_block_or_of_less_is_refused(change: Callable[[list[Part]], list[Part]]) -> None:
    """With offsets, lengths and hashes that fit: both name the row of the proof."""
    files = chain()
    put(files, change(parts(files, PROOFS, "")), PROOFS, "")
    for code, said in (by_the_tracer(files), by_the_verifier(files)):
        assert (code, "data/chain/proofs.dat: row 2, " in said) == (1, True), said


@pytest.mark.parametrize("index", [0, 1])
def test_a_proof_that_shows_more_than_the_rows_is_refused(index: int) -> None:
    """A transaction or a coinbase without a row that the proof of its block shows: both name the row of the proof."""
    files = chain()
    height = parts(files, PROOFS, "")[1].place[0]
    put(files, [row for row in parts(files, at="") if row.place != (height, index)], at="")
    for code, said in (by_the_tracer(files), by_the_verifier(files)):
        assert (code, "data/chain/proofs.dat: row 2, " in said) == (1, True), said


def test_a_txid_stands_in_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bytes at two places are refused, wherever a proof might show them."""
    files = chain()
    rows = parts(files, at="")
    put(files, [*rows, rows[-1]._replace(place=(rows[-1].place[0], 9))], at="")
    for code, said in (by_the_tracer(files), by_the_verifier(files)):
        assert code == 1
        assert f"row {len(rows) + 1}, {rows[-1].name}: " in said


@pytest.mark.parametrize("table", [TRANSACTIONS, PROOFS])
def test_more_rows_than_the_most_have_no_verdict(table: ContainerTable, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many rows as there may be are read; one more ends with exit code 3 in both, whatever else is wrong."""
    files = chain()
    rows = len(parts(files, table, ""))
    most = max(rows, len(parts(files, at="")))
    monkeypatch.setattr(capacity, "ROWS", most)
    monkeypatch.setattr(VERIFIER, "MAX_ROWS", most)
    assert (by_the_tracer(files)[0], by_the_verifier(files)[0]) == (0, 0)
    files[table.csv] += b"\n" * (most + 1 - rows)
    files[TRANSACTIONS.dat] = b""
    assert (by_the_tracer(files)[0], by_the_verifier(files)[0]) == (3, 3)


def test_a_length_of_a_raw_transaction_has_a_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row of more bytes than the most is malformed in both."""
    files = chain()
    longest = max(len(row.content) for row in parts(files, at=""))
    for most, code in ((longest, 0), (longest - 1, 1)):
        table = ContainerTable(TRANSACTIONS.name, TRANSACTIONS.schema, most)
        monkeypatch.setattr(material, "TRANSACTIONS", table)
        monkeypatch.setattr(VERIFIER, "MAX_RAW", most)
        assert (by_the_tracer(files)[0], by_the_verifier(files)[0]) == (code, code)


def _ended(path: Path) -> tuple[int, int]:
    """Return the exit codes of both verifiers; the bundles here hold no annexes, which only this release asks for."""
    found = verified(path)
    return 1 if found.failed else 2 if found.undecided else 0, check(path).code


@pytest.mark.parametrize(("version", "code"), [("0.1.0", 2), ("0.2.0", 1)])
def test_the_older_layout_is_read_of_other_releases_alone(tmp_path: Path, version: str, code: int) -> None:
    """Of another release it is checked as far as any; a bundle of this release in that layout is found wanting."""
    path = write_bag(as_older(drawn_payload(3, "fifo", tmp_path), version), tmp_path / "bundle")
    assert _ended(path) == (code, code)
    if code == 1:
        said = [str(finding) for step in verified(path).steps for finding in step.findings]
        assert "data/chain: is in the layout of an earlier release, and the bundle is not of one" in said


@pytest.mark.parametrize("version", ["0.1.0", "0.2.0"])
@pytest.mark.parametrize("strange", ["chain/heights.json", "chain/transactions.csv", "chain/notes.txt"])
def test_both_layouts_in_one_bundle_are_refused(tmp_path: Path, version: str, strange: str) -> None:
    """A file of the other layout, or of none, beside the chain's is a finding, whoever made the bundle."""
    new = drawn_payload(3, "fifo", tmp_path)
    older = as_older(new, version)
    files = older if strange != "chain/heights.json" else {**new, "trace/trace.json": older["trace/trace.json"]}
    files["bundle.json"] = older["bundle.json"]
    path = write_bag(files | {strange: b"{}"}, tmp_path / "bundle")
    assert _ended(path) == (1, 1)


def test_a_run_whose_rows_are_not_what_they_were_is_not_read(tmp_path: Path) -> None:
    """A witness changed by mistake in a run is named by row and txid; the run is not sealed."""
    write_run(engine_run(STORY), tmp_path / "run")
    shutil.copytree(tmp_path / "run", tmp_path / "other")
    place = tmp_path / "other/chain/transactions.dat"
    place.write_bytes(place.read_bytes().replace(b"\x01\x03sig", b"\x01\x03lie", 1))
    with pytest.raises(IntegrityError, match=r"transactions\.dat: row \d+, [0-9a-f]{64}: its bytes have SHA-256"):
        read_run(tmp_path / "other")
    assert json.loads((tmp_path / "run/run.json").read_bytes())["schema"] == 2
