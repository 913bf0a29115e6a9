"""A case in letters that the printed font lacks: checked, traced, sealed and verified like any other."""

from pathlib import Path
from shutil import copytree

import pytest

from tests.commands import tracer
from tests.story import BLOCKS, STORY

SERVICE = "币安 ธนาคาร 😀 محمد אברהם कृष्ण n\u0336 𠜎"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the story's case with a label, an id and a service in letters of many scripts."""
    folder = tmp_path_factory.mktemp("scripts") / "story"
    copytree(STORY, folder)
    path = folder / "case.toml"
    text = path.read_text().replace('label = "A"', 'label = "币安A"').replace('labels = ["A"', 'labels = ["币安A"')
    path.write_text(text.replace("KZ-2025-0042", "案件-42"))
    pack = folder / "tags" / "exchange.yaml"
    pack.write_text(pack.read_text().replace("Example Exchange", SERVICE))
    return path


def test_check_says_what_the_pages_cannot_show(case: Path) -> None:
    """Each text is named once with its place and what stands for it; a case in Latin and Cyrillic is told nothing."""
    ended = tracer("check", case)
    assert ended.code == 0
    assert "case.id: the PDF shows '案件-42' as '[U+6848 U+4EF6]-42'" in ended.err
    assert ended.err.count("'币安A'") == 1
    assert "seed[1].label: the PDF shows '币安A'" in ended.err
    assert "tags/exchange.yaml: the PDF shows letters of 2 labels as numbers" in ended.err
    assert "PDF" not in tracer("check", STORY / "case.toml").err


def test_a_bundle_in_any_script_is_sealed_and_verifies(case: Path, tmp_path: Path) -> None:
    """The bundle is written, verifies, and its HTML, Markdown and tables have the exact text."""
    assert tracer("trace", case, "--chain", BLOCKS, "--out", tmp_path / "run").code == 0
    ended = tracer("export", tmp_path / "run", "--out", tmp_path / "bundle")
    assert ended.code == 0, ended.err
    assert tracer("verify", tmp_path / "bundle").code == 0
    data = tmp_path / "bundle" / "data"
    assert SERVICE in (data / "report" / "report.en.html").read_text()
    assert SERVICE in (data / "trace" / "coins.csv").read_text()
    assert "币安A" in (data / "trace" / "flow.svg").read_text()
