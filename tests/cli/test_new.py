"""`tracer new`: a case to fill in; nothing is overwritten, and the way from it to a trace is told step by step."""

from pathlib import Path

import pytest

from tests.commands import tracer
from tests.story import BLOCKS

COIN = "ef39382a3c7a82968cb7b55863638a9c7d4c5f69dd956a1ecc14d4f39b3148b1:0"


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_a_new_case_is_filled_in_and_traced(tmp_path: Path, language: str) -> None:
    """Four commands and one edit, each command named by the one before."""
    case = tmp_path / "case.toml"
    begun = tracer("new", case, "--language", language, "--network", "regtest")
    assert (begun.code, begun.out, begun.err) == (0, f"{case}: fill it in.\n", f"Next: tracer check {case}\n")
    checked = tracer("check", case)
    assert checked.code == 2
    assert [line.split(": ")[1 + line.startswith("Error")] for line in checked.err.splitlines()] == [
        "case.id",
        "seed[1].label",
        "seed[1].outpoint",
        "method.primary",
    ]
    text = case.read_text(encoding="utf-8")
    for key, value in (("id", "C-1"), ("label", "A"), ("outpoint", COIN), ("primary", "fifo")):
        text = text.replace(f'\n{key} = ""', f'\n{key} = "{value}"')
    case.write_text(text, encoding="utf-8")
    right = tracer("check", case)
    assert (right.code, right.err.splitlines()[-1]) == (0, f"Next: tracer trace {case} --chain SOURCE --out RUN")
    assert tracer("trace", case, "--chain", BLOCKS, "--out", tmp_path / "run").code == 0


def test_a_file_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    """A case file, a folder or a link that leads nowhere: exit 2, not a byte changed; nor is a folder made."""
    case = tmp_path / "case.toml"
    case.write_text("mine")
    (tmp_path / "link.toml").symlink_to(tmp_path / "nowhere.toml")
    for place in (case, tmp_path, tmp_path / "link.toml"):
        ended = tracer("new", place)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err == (
            f"Error: {place} exists already, and is left as it is.\nName another file, or remove it yourself.\n"
        )
    assert case.read_text() == "mine"
    assert not (tmp_path / "nowhere.toml").exists()
    ended = tracer("new", tmp_path / "no" / "case.toml")
    assert (ended.code, ended.err.splitlines()[0]) == (2, f"Error: {tmp_path / 'no'} is not a folder.")
