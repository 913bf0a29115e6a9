"""What cannot be read is left out and alarms: no file but those that must be right hides what the others say.

Must be right: `register.toml`; for a status the last observation, for a look the journal and the closed periods.
"""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.reserve import story_two
from tests.reserve.closing import NOW, closed, context
from tests.reserve.folders import look, register_two
from tests.reserve.limits.limit_conventions import act_file
from tests.reserve.priced import begun_with_price, quote
from tests.reserve.story_bundles import context as usual
from tracer.errors import CaseError
from tracer.operations.reserve_status import ReserveStatus, StatusRequest, reserve_status
from tracer.reserve.observation import FaultKind
from tracer.reserve.status import Severity

SET = act_file("2025-0801", "2025-05-30", "out", kind='"day_out_sat"', max='"1"', severity='"soft"', from_="2025-06-01")
THEFT = story_two.txid("departure")
LIMIT = """
[[limit]]
id = "out"
kind = "day_out_sat"
max = "1"
severity = "soft"
set_by = "2025-0801"
from = 2025-06-01
"""


def spoiled(file: Path) -> None:
    """Overwrite a file with what nothing reads."""
    file.write_bytes(b"\xff{")


def replaced(file: Path) -> None:
    """Put a folder in a file's place."""
    file.unlink()
    file.mkdir()


def unreadable(file: Path) -> None:
    """Put a link to what the machine does not let anybody read in a file's place."""
    file.unlink()
    file.symlink_to("/proc/self/mem")


DAMAGES = (Path.unlink, spoiled, replaced, unreadable)
"""What becomes of a file."""


def damaged(register: Path, names: Callable[[str], bool], tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Yield copies of a register, in each one file of those chosen damaged in one way; the file's name with each."""
    files = sorted(each.relative_to(register).as_posix() for each in register.rglob("*") if each.is_file())
    for number, (name, damage) in enumerate((name, damage) for name in files if names(name) for damage in DAMAGES):
        copy = Path(shutil.copytree(register, tmp_path / str(number)))
        damage(copy / name)
        yield f"{name}, {damage.__name__}", copy
        shutil.rmtree(copy)


def hard(found: ReserveStatus) -> list[tuple[str, str]]:
    """Return the kinds and sentences of the hard alarms."""
    return [(each.kind, each.text) for each in found.status.alarms if each.severity is Severity.HARD]


def of(register: Path) -> ReserveStatus:
    """Return a register's status at the end of the second quarter."""
    return reserve_status(StatusRequest(register, dt.date(2025, 6, 30)), context(NOW))


@pytest.fixture(scope="module")
def priced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a register with a limit, a table, fixings and a closed period, observed since; nobody writes to it."""
    register = begun_with_price(tmp_path_factory.mktemp("priced"), LIMIT)
    (register / "acts" / "2025-0801.toml").write_text(SET)
    quote(register, "2025-06-28", "2025-06-30")
    closed(register, "2025Q2")
    return register


def test_no_file_hides_what_a_register_holds(priced: Path, tmp_path: Path) -> None:
    """Whatever becomes of an act, a document, an admission, a table, a fixing or a statement: holdings are told.

    What was damaged alarms, but for a quote, which a status does not read.
    """
    before = of(priced)
    assert "file" not in {kind for kind, _ in hard(before)}
    looked = 0

    def names(name: str) -> bool:
        folder = name.partition("/")[0]
        return folder in ("acts", "texts", "receipts", "tables", "fixings", "periods", "statements")

    for name, copy in damaged(priced, names, tmp_path):
        found = of(copy)
        assert found.status.held == before.status.held, name
        used = name.startswith(("acts/", "receipts/", "fixings/", "periods/")) or hard(found) != hard(before)
        assert found.exit_code in ((1, 4) if used else (before.exit_code,)), name
        looked += 1
    assert looked > 60


def test_an_act_without_its_document_is_told_and_left_out(priced: Path, tmp_path: Path) -> None:
    """Its order covers nothing, so that what it covered is untitled; every file that is wrong is one sentence."""
    copy = Path(shutil.copytree(priced, tmp_path / "register"))
    (copy / "texts" / "2025-0005.txt").unlink()
    (copy / "acts" / "2025-0006.toml").write_text("id = ")
    (copy / "security").mkdir()
    (copy / "security" / "keys.toml").write_text("x = 1\n")
    found, before = of(copy), of(priced)
    files = [text for kind, text in hard(found) if kind == "file"]
    assert "acts/2025-0005.toml: texts/2025-0005.txt is not there; the act is left out." in files
    assert any(text.startswith("acts/2025-0006.toml: ") and text.endswith("the act is left out.") for text in files)
    assert any(text.startswith("security/keys.toml: ") for text in files)
    assert found.status.held == before.status.held
    assert found.status.title != before.status.title


def test_a_table_that_is_wrong_leaves_the_value_without_it(priced: Path, tmp_path: Path) -> None:
    """Dollars are told still; what no rate is known for is not, and limits say that they are not measured."""
    copy = Path(shutil.copytree(priced, tmp_path / "register"))
    (copy / "tables" / "fx.csv").write_text("?\n")
    found = of(copy)
    assert any(kind == "file" and text.startswith("tables/fx.csv") for kind, text in hard(found))
    value, before = found.status.value, of(priced).status.value
    assert value is not None
    assert before is not None
    assert value.price == before.price


def test_a_fixing_that_is_damaged_gives_no_price(priced: Path, tmp_path: Path) -> None:
    """The one before it is taken, and the status says of which day it is; the exit code is 4."""
    copy = Path(shutil.copytree(priced, tmp_path / "register"))
    (copy / "fixings" / "2025-06-30.json").write_bytes(b"{}")
    found = of(copy)
    assert found.exit_code == 4
    assert any(kind == "changed" and text.startswith("fixings/2025-06-30.json") for kind, text in hard(found))
    assert found.status.value is not None
    assert found.status.value.price.fixing.isoformat() == "2025-06-29"


def test_no_file_stops_the_alarm(tmp_path: Path) -> None:
    """Whatever becomes of an act, a document, an admission or an observation: a departure that no act covers alarms."""
    register = register_two(tmp_path, "2025-0014")
    look(register, story_two.BLOCKS, "138")

    def names(name: str) -> bool:
        return name.partition("/")[0] in ("acts", "texts", "receipts", "statements", "observations")

    looked = 0
    for name, copy in damaged(register, names, tmp_path / "copies"):
        found = look(copy, story_two.BLOCKS, "247")
        assert ("late", THEFT) in [(each.kind.value, each.subject) for each in found.observation.faults], name
        looked += 1
    assert looked > 60


def test_lots_of_a_damaged_admission_are_not_known(tmp_path: Path) -> None:
    """Neither look nor status goes by any lot of its case: what they covered alarms, the exit code is 4."""
    register = register_two(tmp_path)
    assert look(register, story_two.BLOCKS).exit_code == 0
    (register / "receipts" / "KZ-2025-0077" / "admission.json").write_bytes(b"{}")
    found = look(register, story_two.BLOCKS)
    changed = [each for each in found.observation.faults if each.kind is FaultKind.CHANGED]
    assert [each.text for each in changed] == [
        "receipts/KZ-2025-0077 is not as the journal has it: it was changed since it was admitted. Put it back from a "
        "copy.",
        "receipts/KZ-2025-0077/admission.json: schema is missing; no lot of its case counts.",
    ]
    assert found.exit_code == 4
    unregistered = [each.subject for each in found.observation.faults if each.kind is FaultKind.UNREGISTERED]
    status = reserve_status(StatusRequest(register), usual())
    assert status.exit_code == 4
    assert changed[1].text in [text for kind, text in hard(status) if kind == "changed"]
    said = [text.partition(" ")[2].partition(" ")[0] for kind, text in hard(status) if kind == "unregistered"]
    assert said == unregistered != []


def test_admissions_that_contradict_one_another_count_for_nothing(tmp_path: Path) -> None:
    """Two cases that claim one satoshi: whose it is nobody knows, and no look stops over it."""
    register = register_two(tmp_path)
    own = register / "receipts" / "KZ-2025-0077" / "admission.json"
    other = register / "receipts" / "KZ-2025-0042" / "admission.json"
    own.write_bytes(other.read_bytes().replace(b"KZ-2025-0042", b"KZ-2025-0077").replace(b'"number":1', b'"number":2'))
    found = look(register, story_two.BLOCKS)
    told = [each.text for each in found.observation.faults if each.subject == "receipts"]
    assert [text.rpartition("; ")[2] for text in told] == ["no lot counts."]


def test_a_later_version_that_is_damaged_does_not_bring_back_the_earlier(tmp_path: Path) -> None:
    """Its lots were taken out of force: with neither the case has none."""
    register = register_two(tmp_path)
    place = register / "receipts" / "KZ-2025-0077.2"
    place.mkdir()
    (place / "admission.json").write_bytes(b"{")
    found = look(register, story_two.BLOCKS)
    assert any(each.kind is FaultKind.UNREGISTERED for each in found.observation.faults)


def test_a_wrong_register_toml_stops_a_status(tmp_path: Path) -> None:
    """Without it nobody knows whose wallets these are."""
    register = register_two(tmp_path)
    look(register, story_two.BLOCKS)
    (register / "register.toml").write_text("[register")
    with pytest.raises(CaseError, match=r"register\.toml"):
        of(register)


def test_a_journal_that_was_changed_hides_no_holdings(priced: Path, tmp_path: Path) -> None:
    """What it says counts for nothing, and the exit code is 4."""
    copy = Path(shutil.copytree(priced, tmp_path / "register"))
    lines = (copy / "journal.jsonl").read_bytes().splitlines(keepends=True)
    (copy / "journal.jsonl").write_bytes(b"".join((*lines[:1], *lines[2:])))
    found = of(copy)
    assert (found.exit_code, found.status.held) == (4, of(priced).status.held)
    assert "changed" in {kind for kind, _ in hard(found)}
