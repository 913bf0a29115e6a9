"""Every file that the product writes is opened in one of two ways, neither of which follows a symbolic link."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SAFE = {"O_EXCL", "O_NOFOLLOW"}
"""Either fails where the name is a symbolic link; the first also where anything is there."""
BY_NAME = {
    "tracer/cli/spoken_help.py": 1,  # paragraphs of a help, not a file
    "tracer/signatures/openssl.py": 1,  # below a temporary folder of its own
}
"""Files that may write by other means, and how often."""


def faults(source: str) -> list[int]:
    """Return the lines at which a file is opened to be written through whatever its name leads to.

    What is called `handle` is open already.
    """
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        words = {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
        opens, is_handle = name == "open", bool(node.args) and ast.unparse(node.args[0]) == "handle"
        given = (*node.args, *(key.value for key in node.keywords))
        modes = [each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        by_mode = opens and not is_handle and any(len(mode) < 4 and set(mode) & set("wa+") for mode in modes)
        made = opens and "O_CREAT" in words and not words & SAFE
        if by_mode or made or name in ("write_text", "write_bytes"):
            found.append(node.lineno)
    return found


def test_no_file_is_written_through_a_link() -> None:
    """Files are made under names that nobody can know before, or opened so that a symbolic link is refused."""
    found = {path.relative_to(ROOT).as_posix(): faults(path.read_text()) for path in (ROOT / "tracer").rglob("*.py")}
    wrong = {name: lines for name, lines in found.items() if len(lines) != BY_NAME.get(name, 0)}
    assert wrong == {}


ONCE = {
    "os.O_EXCL": "tracer/disk/files.py",
    "csv.writer": "tracer/formats/cells.py",
    "csv.DictWriter": "tracer/result/row_files.py",  # cells that read back as they were
    "tempfile.mkstemp": None,
}
"""What makes a file or a table, and the one module that may: everybody else asks it."""


def places(words: str) -> list[str]:
    """Return the modules that name this, as often as they do."""
    found = []
    for path in sorted((ROOT / "tracer").rglob("*.py")):
        if path.parent.name != "verifier":
            tree = ast.walk(ast.parse(path.read_text()))
            count = sum(isinstance(node, ast.Attribute) and ast.unparse(node) == words for node in tree)
            found += [path.relative_to(ROOT).as_posix()] * count
    return found


@pytest.mark.parametrize("words", sorted(ONCE))
def test_a_file_and_a_table_are_made_in_one_place(words):
    """New files, files put in the place of others and CSV tables each have one maker, so one place to mend."""
    assert places(words) == ([] if ONCE[words] is None else [ONCE[words]])


def test_cells_are_made_safe_in_one_place() -> None:
    """The signs that start a formula stand once; every module that makes CSV takes the guard from there."""
    texts = {path.relative_to(ROOT).as_posix(): path.read_text() for path in (ROOT / "tracer").rglob("*.py")}
    assert [name for name, text in texts.items() if "\uff1d" in text] == ["tracer/formats/cells.py"]
    makers = {name for name, text in texts.items() if "csv.DictWriter" in text or ".to_csv(" in text}
    assert makers == {"tracer/result/row_files.py"}
    assert all("from tracer.formats.cells import" in texts[name] for name in makers)


def test_what_would_follow_a_link_is_found() -> None:
    """Opened by a mode that writes, by path, or made without being refused where a link lies."""
    assert faults("open(p, 'wb')") == faults("p.open('r+b')") == faults("p.open(mode='a')") == [1]
    assert faults("p.write_text('x')") == faults("os.open(p, os.O_RDWR | os.O_CREAT)") == [1]
    assert faults("open(p, 'rb')") == faults("os.open(p, os.O_CREAT | os.O_EXCL)") == faults("p.open()") == []
