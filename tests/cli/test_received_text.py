"""A tag whose name commands a terminal: on every screen and in every table it is a text on one line."""

import csv
import re
from io import StringIO
from pathlib import Path
from shutil import copytree

import pytest

from tests.commands import tracer
from tests.story import BLOCKS, STORY

ADDRESS = "bcrt1qzmyfv50xekqnsny02cgk3plch25gcnu3undj53"
SHOWN = r"Биржа\u001b[2J\u0000\u202e\u000d\u000a9 PASS"
_LABEL = r'label: "Биржа\e[2J\0\u202e\r\n9 PASS"'
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the story's case with an exchange whose name clears a screen, turns text and begins a line."""
    folder = tmp_path_factory.mktemp("hostile") / "story"
    copytree(STORY, folder)
    pack = folder / "tags" / "exchange.yaml"
    pack.write_text(pack.read_text().replace("label: Example Exchange", _LABEL))
    return folder / "case.toml"


@pytest.fixture(scope="module")
def bundle(case: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return its bundle; the run lies beside it."""
    out = tmp_path_factory.mktemp("out")
    ended = tracer("trace", case, "--chain", BLOCKS, "--out", out / "run")
    assert ended.code == 0, ended.err
    assert not _FORBIDDEN.search(ended.out + ended.err)
    ended = tracer("export", out / "run", "--out", out / "bundle")
    assert ended.code == 0, ended.err
    return out / "bundle"


def test_look_shows_the_name_on_one_line(case: Path) -> None:
    """`look` of an address and of the transaction that pays it name the tag without obeying it."""
    pack = case.parent / "tags" / "exchange.yaml"
    for asked in (ADDRESS,):
        ended = tracer("look", asked, "--chain", BLOCKS, "--tags", pack)
        assert ended.code == 0, ended.err
        assert SHOWN in ended.out
        assert not _FORBIDDEN.search(ended.out)
        assert not [line for line in ended.out.splitlines() if line.startswith("9 PASS")]


def test_every_table_is_of_one_line_a_row(bundle: Path) -> None:
    """Each CSV of the bundle and of the run has as many lines as rows, and no control character in any."""
    named = 0
    for path in [*(bundle / "data" / "trace").glob("*.csv"), *(bundle.parent / "run").glob("*.csv")]:
        text = path.read_bytes().decode()
        assert not _FORBIDDEN.search(text), path.name
        assert len(list(csv.reader(StringIO(text)))) == text.count("\n"), path.name
        assert not text.startswith("\ufeff")
        named += SHOWN in text
    assert named >= 2


def test_batch_and_verify_show_no_command(case: Path, bundle: Path, tmp_path: Path) -> None:
    """A night over the case, its tables and the check of its bundle obey nothing of the name."""
    (tmp_path / "jobs.csv").write_text(f"case\n{case}\n")
    ended = tracer("batch", tmp_path / "jobs.csv", "--chain", BLOCKS, "--out", tmp_path / "night", "--workers", "1")
    assert ended.code == 0, ended.err
    checked = tracer("verify", bundle)
    assert checked.code == 0, checked.out
    tables = "".join(path.read_text() for path in (tmp_path / "night").glob("*.csv"))
    assert not _FORBIDDEN.search(ended.out + ended.err + checked.out + tables)
