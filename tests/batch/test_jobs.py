"""Which case files JOBS names."""

import os
import re
import unicodedata
from pathlib import Path

import pytest

from tracer.batch.jobs import Job, find_jobs
from tracer.errors import CaseError


def _names(jobs, out):
    return [job.name for job in find_jobs(str(jobs), out)]


@pytest.fixture
def cases(tmp_path: Path):
    """Give a folder with three cases, one of them deeper, and something else."""
    for name in ("b.toml", "a.toml", "north/case.toml", "notes.txt"):
        path = tmp_path / "cases" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    return tmp_path / "cases"


def test_a_folder_stands_for_every_case_below_it(cases, tmp_path: Path):
    """Jobs come in ascending order of their names, which do not say where the folder lies."""
    assert _names(cases, tmp_path / "out") == ["a.toml", "b.toml", "north/case.toml"]


def test_what_the_batch_itself_wrote_is_no_job(cases):
    """The copies of cases in runs below --out are not taken for cases."""
    (cases / "out" / "cases" / "a" / "run").mkdir(parents=True)
    (cases / "out" / "cases" / "a" / "run" / "case.toml").write_text("")
    assert _names(cases, cases / "out") == ["a.toml", "b.toml", "north/case.toml"]


def test_the_copy_of_a_case_in_a_run_is_no_job(cases, tmp_path: Path):
    """A case traced or sealed beside its file is one job, not three that contest each other."""
    for copy, result in (("run/case.toml", "run/trace.json"), ("b/data/case/case.toml", "b/data/trace/trace.json")):
        for name in (copy, result):
            (cases / name).parent.mkdir(parents=True, exist_ok=True)
            (cases / name).write_text("")
    assert _names(cases, tmp_path / "out") == ["a.toml", "b.toml", "north/case.toml"]


def test_a_pattern_is_seen_from_its_fixed_part(cases, tmp_path: Path):
    """A pattern names the same jobs as the folder it starts from."""
    assert _names(cases / "*.toml", tmp_path / "out") == ["a.toml", "b.toml"]
    assert _names(cases / "**" / "*.toml", tmp_path / "out") == ["a.toml", "b.toml", "north/case.toml"]
    assert _names(cases / "a.toml", tmp_path / "out") == ["a.toml"]


def test_a_csv_names_cases_as_seen_from_itself(cases, tmp_path: Path):
    """Paths of the column `case` are relative to the CSV.

    One named twice is one job; one not there is a job that fails.
    """
    (cases / "jobs.csv").write_text("who,case\nx,b.toml\ny,north/case.toml\nz,./b.toml\nw,none.toml\n")
    assert _names(cases / "jobs.csv", tmp_path / "out") == ["b.toml", "none.toml", "north/case.toml"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("path\na.toml\n", "has no column 'case'"),
        ("case,who\na.toml,x\n,y\n", "no case in row 2"),
        ("case\n", "names no case file"),
        ("", "has no column 'case'"),
        ("who;path\nx;a.toml\n", "has no column 'case'"),
        ("case;who\na.toml;x\n;y\n", "no case in row 2"),
    ],
)
def test_a_csv_that_says_nothing_is_refused(cases, tmp_path: Path, content: str, words: str):
    """A CSV without the column, or with an empty cell in it, is the analyst's to correct."""
    (cases / "jobs.csv").write_text(content)
    with pytest.raises(CaseError, match=words):
        find_jobs(str(cases / "jobs.csv"), tmp_path / "out")


def test_a_csv_that_is_no_text_is_refused(cases, tmp_path: Path):
    """A spreadsheet saved in another encoding is refused, not guessed at."""
    (cases / "jobs.csv").write_bytes(b"case\n\xff\xfe.toml\n")
    with pytest.raises(CaseError, match="is not UTF-8"):
        find_jobs(str(cases / "jobs.csv"), tmp_path / "out")


@pytest.mark.parametrize("jobs", ["none", "none/*.toml", "[", ""])
def test_nothing_named_is_refused(tmp_path: Path, jobs: str) -> None:
    """JOBS that names no case file is an error, not an empty batch."""
    with pytest.raises(CaseError, match="names no case file"):
        find_jobs(str(tmp_path / jobs) if jobs else str(tmp_path), tmp_path / "out")


def test_every_job_has_a_folder_of_its_own(cases, tmp_path: Path):
    """A plain name is kept; one that no file system would take is changed and marked with its hash."""
    for name in ("a b.toml", "a_b.toml", "дело.toml", ".toml", "..x.toml", f"{'long' * 40}.toml"):
        (cases / name).write_text("")
    folders = {job.name: job.folder for job in find_jobs(str(cases), tmp_path / "out")}
    assert folders["a.toml"] == "a"
    assert folders["a_b.toml"] == "a_b"
    assert folders["a b.toml"].startswith("a_b-")
    assert folders["north/case.toml"].startswith("north_case-")
    assert len(set(folders.values())) == len(folders) == 9
    assert all(0 < len(folder) < 100 and folder[0] != "." and "/" not in folder for folder in folders.values())


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("дело.toml", "дело"),
        ("Іс-2026_Әлия.ұлы.toml", "Іс-2026_Әлия.ұлы"),
        ("KZ-1.toml", "KZ-1"),
        ("Дело № 5.toml", "Дело___5-2dd250bd"),
        ("северный/дело.toml", "северный_дело-"),
        ("де\u200bло.toml", "де_ло-"),
        ("д\u0483ело.toml", "д_ело-"),
        ("дело\u202e.toml", "дело_-"),
        ("事件.toml", "__-"),
    ],
)
def test_a_name_in_cyrillic_stays_readable_in_a_batch_s_folders(name: str, folder: str) -> None:
    """Letters of Russian and Kazakh stay; blanks, slashes, hidden signs and other scripts are changed and marked."""
    found = Job(name, Path(name)).folder
    assert found.startswith(folder)
    assert found == folder or re.fullmatch(r"[0-9a-f]{8}", found.rpartition("-")[2])


def test_letters_in_parts_give_the_whole_ones_and_a_mark_of_their_own(tmp_path: Path) -> None:
    """`й` written as two signs reads as `й`, and two cases whose names read alike share no folder."""
    whole, parts = Job("район.toml", tmp_path), Job(unicodedata.normalize("NFD", "район.toml"), tmp_path)
    assert whole.folder == "район"
    assert parts.folder.startswith("район-")
    assert parts.folder != whole.folder


@pytest.mark.parametrize(
    "content",
    [
        "кто;case\nx;b.toml\ny;north/case.toml\n",
        "case\twho\nb.toml\tx\nnorth/case.toml\ty\n",
        'who;"case"\n"x,y";b.toml\nz;north/case.toml\n',
        "\ufeffcase;note\r\nb.toml;one, two\r\nnorth/case.toml;\r\n",
    ],
)
def test_a_csv_of_jobs_may_be_parted_by_semicolons_or_tabs(cases, tmp_path: Path, content: str):
    """As spreadsheets set to Russian or Kazakh write it; commas inside a cell part nothing then."""
    (cases / "jobs.csv").write_bytes(content.encode())
    assert _names(cases / "jobs.csv", tmp_path / "out") == ["b.toml", "north/case.toml"]


def test_a_name_that_is_no_text_is_a_job_like_others(cases, tmp_path: Path):
    """A file name that is not UTF-8 stops no batch: its bytes are shown; two that would read the same are refused."""
    os.rename(cases / "b.toml", os.fsencode(cases) + b"/b\xff.toml")
    assert _names(cases, tmp_path / "out") == ["a.toml", "b\\xff.toml", "north/case.toml"]
    for job in find_jobs(str(cases), tmp_path / "out"):
        assert (job.path.is_file(), job.folder.isascii()) == (True, True)
    (cases / "b\\xff.toml").write_text("")
    with pytest.raises(CaseError, match="two case files would share one folder"):
        find_jobs(str(cases), tmp_path / "out")
