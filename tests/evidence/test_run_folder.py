"""The run's folder: what `trace` writes is what `export` reads."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from tests.asked import export_run, trace_case
from tests.evidence.story import run_of, tell
from tests.story import BLOCKS, CASE, story_run
from tracer.disk import capacity
from tracer.errors import CaseError, IntegrityError
from tracer.evidence.run_folder import RunFolder, read_run, refuse_too_large, write_run
from tracer.evidence.tag_names import stored_names
from tracer.operations.context import Context
from tracer.operations.diff import DiffRequest, diff
from tracer.operations.show import ShowRequest, show
from tracer.result.document import document


@pytest.fixture(scope="module")
def run() -> RunFolder:
    """Return the story's run."""
    return run_of(tell())


def test_a_run_is_read_back_as_it_was_written(tmp_path: Path, run: RunFolder) -> None:
    """Result, case, TagPacks, material and warnings come back equal."""
    told = replace(run, warnings=("the file's last record is cut",), leads=b"kind,reason\n")
    write_run(told, tmp_path / "run")
    assert read_run(tmp_path / "run") == told
    assert (tmp_path / "run/case.toml").read_bytes() == run.case


def test_a_run_that_no_verifier_would_judge_is_not_sealed(tmp_path: Path, run: RunFolder) -> None:
    """A result that weighs more than the limits let a bundle's JSON weigh is refused at once, with what to do."""
    most = capacity.JSON_WEIGHT // 77  # a bracket weighs 72 bytes, and 5 as a letter
    refuse_too_large(replace(run, trace=b"[" * most), tmp_path / "run")
    write_run(replace(run, trace=b"[" * (most + 1)), tmp_path / "run")
    with pytest.raises(CaseError, match=r"its trace\.json and the rows beside it would take 896 MiB") as refused:
        export_run(tmp_path / "run", tmp_path / "bundle")
    assert "--max-transactions" in str(refused.value)
    assert not (tmp_path / "bundle").exists()
    rows = capacity.JSON_WEIGHT // 709  # a line's end weighs 700 bytes, and 9 as a letter
    refuse_too_large(replace(run, trace=b"", beside={"coins.fifo.csv": b"\n" * rows}), tmp_path)
    with pytest.raises(CaseError, match="rows beside it would take 896 MiB"):
        refuse_too_large(replace(run, trace=b"", beside={"coins.fifo.csv": b"\n" * (rows + 1)}), tmp_path)


def test_a_large_run_is_sealed_for_whoever_asks_for_it(tmp_path: Path, run: RunFolder) -> None:
    """Four times the weight is let in where it is asked for, and the refusal says so only where that would help."""
    row = 709  # a line's end weighs 700 bytes, and 9 as a letter
    most = capacity.LARGE_JSON_WEIGHT // row
    largest = replace(run, trace=b"", beside={"coins.fifo.csv": b"\n" * most})
    refuse_too_large(largest, tmp_path, large=True)
    with pytest.raises(CaseError, match=r"or seal it with --large: whoever checks it needs --large too"):
        refuse_too_large(largest, tmp_path)
    larger = replace(run, trace=b"", beside={"coins.fifo.csv": b"\n" * (most + 1)})
    for large in (False, True):
        with pytest.raises(CaseError, match=r"fewer rules compared\.$"):
            refuse_too_large(larger, tmp_path, large)


def test_a_run_without_raw_bytes_has_no_chain_folder(tmp_path: Path, run: RunFolder) -> None:
    """Where the source kept no raw bytes the run says so by having none."""
    write_run(replace(run, material=None), tmp_path / "run")
    assert not (tmp_path / "run/chain").exists()
    assert read_run(tmp_path / "run").material is None


def test_tagpacks_are_stored_in_the_order_of_the_case_under_safe_names() -> None:
    """Stored names keep order and the last part of the name, and nothing that could lead elsewhere."""
    assert stored_names(["packs/ofac.yaml", "../../etc/pass wd", "c:\\x\\b.yaml", ".."]) == (
        "001-ofac.yaml",
        "002-pass_wd",
        "003-b.yaml",
        "004-..",
    )


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    """A folder without a result is the analyst's mistake, and says what is missing."""
    with pytest.raises(CaseError, match=r"is not a run: it holds no trace\.json"):
        read_run(tmp_path)


def test_a_run_that_was_tampered_with_is_refused(tmp_path: Path, run: RunFolder) -> None:
    """A link inside a run is not followed: nothing is exported from it."""
    write_run(run, tmp_path / "run")
    (tmp_path / "run/tags/002-x.yaml").symlink_to("/etc/passwd")
    with pytest.raises(IntegrityError, match=r"002-x\.yaml: is a symbolic link"):
        read_run(tmp_path / "run")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("trace.json", b"{}", "trace.json is another file"),
        ("case.toml", b"[case]", "case.toml is another file"),
        ("leads.csv", b"kind,reason\n", "leads.csv is another file"),
        ("tags/001-services.yaml", None, "tags/001-services.yaml is missing"),
        ("tags/002-more.yaml", b"a: 1", "tags/002-more.yaml is another file"),
        ("run.json", b'{"schema":1,"version":"0.1.0","source":"file","warnings":[]}', "run.json: files is missing"),
    ],
)
def test_a_run_changed_by_hand_is_refused(
    tmp_path: Path, run: RunFolder, name: str, content: bytes | None, said: str
) -> None:
    """A result, a case or a TagPack that is not the one written, or is not there, is named: nothing is exported."""
    write_run(replace(run, leads=b"kind\n"), tmp_path / "run")
    place = tmp_path / "run" / name
    if content is None:
        place.unlink()
        place.parent.rmdir()
    else:
        place.write_bytes(content)
    with pytest.raises(IntegrityError, match=said.replace(".", r"\.")):
        read_run(tmp_path / "run")


def divided() -> RunFolder:
    """Return a run of the recorded story whose result has files of rows."""
    result = document(story_run(), 2)
    return RunFolder(
        trace=result.trace,
        case=CASE.read_bytes(),
        tags=(),
        material=None,
        version="0.1.0",
        source="file",
        warnings=(),
        beside=result.beside,
    )


def test_files_of_rows_lie_in_the_run_and_are_read_back(tmp_path: Path) -> None:
    """Rows too many for `trace.json` lie beside it; `diff` reads them there, and finds no difference to one file."""
    told = divided()
    write_run(told, tmp_path / "run")
    assert read_run(tmp_path / "run") == told
    assert "coins.fifo.csv" in told.beside
    write_run(replace(told, trace=document(story_run()).trace, beside={}), tmp_path / "one")
    found = diff(DiffRequest(tmp_path / "one", tmp_path / "run"), Context()).found
    assert not found.same
    assert not any((found.moved, found.left, found.shifts, found.holdings, found.gaps_opened, found.causes))


def test_the_page_of_a_run_shows_rows_that_lie_beside(tmp_path: Path) -> None:
    """`show` draws the same page, but for the hash of the result."""
    told, single = divided(), document(story_run()).trace
    write_run(told, tmp_path / "run")
    write_run(replace(told, trace=single, beside={}), tmp_path / "one")
    pages = []
    for name, trace in (("run", told.trace), ("one", single)):
        show(ShowRequest(tmp_path / name, tmp_path / f"{name}.html"), Context())
        pages.append((tmp_path / f"{name}.html").read_text().replace(hashlib.sha256(trace).hexdigest(), ""))
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    ("content", "said"), [(b"outpoint\n", "coins.fifo.csv is another file"), (None, "coins.fifo.csv is missing")]
)
def test_a_file_of_rows_changed_by_hand_is_refused(tmp_path: Path, content: bytes | None, said: str) -> None:
    """A run whose rows were changed or taken away is not sealed."""
    write_run(divided(), tmp_path / "run")
    place = tmp_path / "run/coins.fifo.csv"
    place.unlink()
    if content is not None:
        place.write_bytes(content)
    with pytest.raises(IntegrityError, match=said.replace(".", r"\.")):
        read_run(tmp_path / "run")


def test_a_file_of_rows_that_the_run_did_not_give_is_not_sealed(tmp_path: Path, run: RunFolder) -> None:
    """A file of rows that the result does not name is not sealed beside it, known to `run.json` or not."""
    case = CASE.read_bytes()
    traced = trace_case(CASE, BLOCKS, tmp_path / "honest").run
    assert traced.case == case
    write_run(replace(traced, beside={"coins.fifo.csv": b"outpoint\n"}), tmp_path / "run")
    with pytest.raises(IntegrityError, match=r"holds coins\.fifo\.csv, which its trace\.json does not name"):
        export_run(tmp_path / "run", tmp_path / "bundle")


def test_raw_transactions_cut_short_are_named_by_their_place_in_the_run(tmp_path: Path) -> None:
    """A run whose raw transactions are cut is refused with its file and row, and what to do."""
    trace_case(CASE, BLOCKS, tmp_path / "run")
    place = tmp_path / "run" / "chain" / "transactions.dat"
    place.write_bytes(place.read_bytes()[:-5])
    with pytest.raises(IntegrityError) as caught:
        read_run(tmp_path / "run")
    said = str(caught.value)
    assert said.startswith(f"{tmp_path / 'run'} is not as it was written: chain/transactions.csv: row ")
    assert said.endswith("\nTrace the case again.")
