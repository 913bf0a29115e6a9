"""`tracer tags add` and `tags import`, as a person uses them, with slips."""

import os
import stat
from pathlib import Path

from tests.commands import Ended, tracer
from tests.story import CASE

ONE, TWO = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "3K35dyL85fR9ht7UgzPfd1gLRRXQtNTqE3"
NEW = ("--title", "Own tags", "--creator", "E. Example")


def add(pack: Path, *more: str, name: str = ONE, confidence: str = "ownership", source: str = "E1, p. 2") -> Ended:
    """Add a tag."""
    return tracer(
        "tags", "add", pack, name, "--label", "Биржа", "--confidence", confidence, "--source", source,
        "--date", "2026-05-02", *more,
    )  # fmt: skip


def test_a_pack_is_begun_and_lengthened(tmp_path: Path) -> None:
    """A new pack needs a title and a creator; the second tag comes behind the first, and the file's rights stay."""
    pack = tmp_path / "own.yaml"
    refused = add(pack)
    assert (refused.code, "say --title and --creator" in refused.err, pack.exists()) == (2, True, False)
    assert add(pack, *NEW).code == 0
    first = pack.read_bytes()
    os.chmod(pack, 0o640)
    done = add(pack, name=TWO, confidence="web_crawl")
    assert (done.code, done.out) == (0, f"{TWO}  Биржа  web_crawl  2026-05-02  E1, p. 2\n")
    assert pack.read_bytes().startswith(first)
    assert stat.S_IMODE(pack.stat().st_mode) == 0o640
    again = add(pack, name=TWO)
    assert (again.code, "holds this tag already" in again.err) == (2, True)
    assert (add(pack, *NEW, name=TWO, source="other").code, os.listdir(tmp_path)) == (2, ["own.yaml"])


def test_all_slips_of_a_tag_are_told_and_nothing_is_written(tmp_path: Path) -> None:
    """An unknown confidence, no source and a damaged address come in one message, exit 2."""
    ended = add(tmp_path / "own.yaml", *NEW, name=ONE[:-1] + "b", confidence="sure", source="")
    assert ended.code == 2
    for words in ("its checksum is wrong", "confidence: 'sure' is not known", "source: missing"):
        assert words in ended.err
    assert list(tmp_path.iterdir()) == []
    for day in ("2.5.2026", "2026-5-2", "20260502", "2026-W18-6", ""):
        assert "expected a date such as 2026-05-02" in add(tmp_path / "own.yaml", "--date", day).err


def test_a_recovery_phrase_never_gets_into_a_pack(tmp_path: Path) -> None:
    """A label that holds a secret is refused before anything is written."""
    phrase = "abandon " * 11 + "about"
    ended = add(tmp_path / "own.yaml", *NEW, "--context", phrase)
    assert (ended.code, "treat that key as exposed" in ended.err) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_a_csv_goes_into_a_pack_whole_or_not_at_all(tmp_path: Path) -> None:
    """Rows take what they leave empty from the options; those held already are passed over by name."""
    pack, table = tmp_path / "own.yaml", tmp_path / "list.csv"
    assert add(pack, *NEW).code == 0
    table.write_text(f"address;label;confidence;date\n{ONE};Биржа;;\n{TWO};Other, Ltd;web_crawl;2025-01-31\n")
    ended = tracer("tags", "import", table, pack, "--source", "E1, p. 2")
    assert (ended.code, "row 2: confidence: missing" in ended.err) == (2, True)
    ended = tracer("tags", "import", table, pack, "--source", "E1, p. 2", "--confidence", "heuristic")
    assert (ended.code, ended.out) == (0, f"{TWO}  Other, Ltd  web_crawl  2025-01-31  E1, p. 2\n")
    assert f"holds them already: 1.\n  {ONE}  Биржа\n" in ended.err
    before = pack.read_bytes()
    table.write_text(f"adress;label\n{ONE};x\n")
    assert "column 'adress' is not known; did you mean address?" in tracer("tags", "import", table, pack).err
    table.write_text("address,tx_hash,label\n" + f"{ONE},{'ab' * 32},x\n,,y\n")
    ended = tracer("tags", "import", table, pack, "--source", "s", "--confidence", "unknown")
    assert ended.err.count("expected exactly one of address, tx_hash") == 2
    assert pack.read_bytes() == before


def test_a_case_reads_what_was_written(tmp_path: Path) -> None:
    """A pack made by `tags add` stands in a case's `[stop] tags` and is read without a fault."""
    address = "bcrt1qzmyfv50xekqnsny02cgk3plch25gcnu3undj53"
    pack = tmp_path / "own.yaml"
    done = add(pack, *NEW, "--network", "regtest", "--concept", "exchange", name=address)
    assert done.code == 0, done.err
    text = CASE.read_text(encoding="utf-8")
    start = text.index("tags = [")
    own = text[:start] + 'tags = ["own.yaml"]' + text[text.index("]", start) + 1 :]
    (tmp_path / "case.toml").write_text(own, encoding="utf-8")
    checked = tracer("check", tmp_path / "case.toml")
    assert checked.code == 0, checked.err
