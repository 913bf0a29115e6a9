"""The reference of the security register says what its readers take, and nothing else."""

import ast
import inspect
import re

import pytest

from tests.commands import ROOT
from tracer.errors import CaseError
from tracer.formats.fields import NAME, PROSE
from tracer.reserve.security import security_file

TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROW = re.compile(r"\| `([a-z0-9_]+)` \| (.*?) \| (.*?) \| .*\|")
WORDS = {"name": NAME, "text": PROSE, "a path": "a path", "a currency such as USD": "a currency such as USD"}
SECTIONS = {
    found[1]: {row[1]: row[2] for row in ROW.finditer(section)}
    for section in re.split("^## ", TEXT, flags=re.MULTILINE)[1:]
    if (found := re.match(r"`([a-z]+\.toml)`: `\[\[[a-z]+\]\]`", section))
}


def words() -> set[str]:
    """Return every text of the reader's source that could be a key."""
    constants = (
        each for each in ast.walk(ast.parse(inspect.getsource(security_file))) if isinstance(each, ast.Constant)
    )
    texts = {each.value for each in constants if isinstance(each.value, str)}
    return {text for text in texts if re.fullmatch("[a-z][a-z0-9_]*", text) and text != "backup"}


def test_every_file_is_in_the_document():
    """No more and no fewer, each with its table."""
    assert set(SECTIONS) == set(security_file.FILES)
    for name, table in security_file.FILES.items():
        assert f"`{name}`: `[[{table}]]`" in TEXT


@pytest.mark.parametrize("name", SECTIONS)
def test_every_key_is_documented_as_the_reader_takes_it(name: str):
    """Keys, types, units and limits are those of the reader's own messages."""
    table = security_file.FILES[name]
    text = f"[[{table}]]\n" + "\n".join(f"{word} = 0.5" for word in sorted(words()))
    with pytest.raises(CaseError) as caught:
        security_file.parse({f"security/{name}": text.encode()})
    at = re.compile(rf"security/{name}: {table}\[1\]\.([a-z0-9_]+): expected (.*), got 0\.5(?:\n.*)*")
    taken = {found[1]: found[2] for fault in caught.value.faults if (found := at.fullmatch(fault))}
    assert {key: WORDS.get(what, what) for key, what in SECTIONS[name].items()} == taken
