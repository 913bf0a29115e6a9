"""Admissions held against the journal: one editor changes no lot, before a period is closed or after."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.reserve.folders import look, register_two
from tests.reserve.story_bundles import bundle, context, register
from tests.reserve.story_two import BLOCKS
from tracer.errors import CaseError, IntegrityError
from tracer.operations.reserve_admit import AdmitRequest, admit_case
from tracer.operations.reserve_check import RegisterCheckRequest, check_register
from tracer.operations.reserve_close import CloseRequest, close
from tracer.operations.reserve_status import StatusRequest, reserve_status
from tracer.reserve import admission_file

CASE = "receipts/KZ-2025-0077"
CHANGED = f"{CASE} is not as the journal has it: it was changed since it was admitted. Put it back from a copy."
WITHOUT = (
    f"{CASE} has no entry in the journal: its command was interrupted, or the journal was cut. "
    "Admit its bundle again with tracer reserve admit, which compares it."
)


def relabelled(place: Path) -> Path:
    """Give a lot of a case that no order covers the label of one that an order does, as one editor can."""
    file = place / CASE / "admission.json"
    found = admission_file.loads(file.read_bytes(), "admission")
    lots = tuple(replace(lot, label="D") if lot.label is None else lot for lot in found.lots)
    assert lots != found.lots
    file.write_bytes(admission_file.dumps(replace(found, lots=lots)))
    return place


def test_an_edited_admission_is_told_by_every_command(tmp_path: Path):
    """`check`, `close` and `admit` end with 4, `status` and `observe` alarm with 4 and show what they can."""
    place = relabelled(register_two(tmp_path, "2025-0014"))
    with pytest.raises(IntegrityError, match=CHANGED):
        check_register(RegisterCheckRequest(place), context())
    observed = look(place, BLOCKS, "247")
    first = observed.observation.faults[0]
    assert (first.kind.exit_code, first.text) == (4, CHANGED)
    status = reserve_status(StatusRequest(place), context())
    assert status.exit_code == 4
    assert CHANGED in [alarm.text for alarm in status.status.alarms]
    with pytest.raises(IntegrityError, match=CHANGED):
        close(CloseRequest(place, "2025Q3"), context())
    with pytest.raises(IntegrityError, match=CHANGED):
        admit_case(AdmitRequest(place, bundle()), context())


def test_one_that_is_gone_or_was_put_there_is_told(tmp_path: Path):
    """The journal has it and the folder not, or the folder and the journal not."""
    place = register_two(tmp_path)
    shutil.move(place / CASE, tmp_path / "away")
    with pytest.raises(IntegrityError, match=f"{CASE} was admitted and is gone"):
        check_register(RegisterCheckRequest(place), context())
    shutil.move(tmp_path / "away", place / "receipts" / "KZ-2025-0078")
    with pytest.raises(IntegrityError, match=r"KZ-2025-0078 has no entry in the journal"):
        check_register(RegisterCheckRequest(place), context())


@pytest.fixture
def cut(tmp_path: Path) -> Path:
    """A register whose second admission was interrupted before its entry: the journal's last line is gone."""
    place = register(tmp_path, "two")
    for version in ("story", "second"):
        admit_case(AdmitRequest(place, bundle(version)), context())
    lines = (place / "journal.jsonl").read_bytes().splitlines(keepends=True)
    (place / "journal.jsonl").write_bytes(b"".join(lines[:-1]))
    return place


def test_an_interrupted_admission_is_entered_by_its_own_bundle_alone(cut: Path):
    """`check` says what to do; another bundle is refused; its own enters it as it lies there."""
    before = (cut / CASE / "admission.json").read_bytes()
    with pytest.raises(IntegrityError) as caught:
        check_register(RegisterCheckRequest(cut), context())
    assert str(caught.value) == WITHOUT
    with pytest.raises(CaseError, match="Admit its own bundle first"):
        admit_case(AdmitRequest(cut, bundle()), context())
    done = admit_case(AdmitRequest(cut, bundle("second")), context())
    assert (done.folder, done.exit_code) == (CASE, 0)
    assert (cut / CASE / "admission.json").read_bytes() == before
    assert check_register(RegisterCheckRequest(cut), context()).faults == ()


def test_an_edited_admission_without_an_entry_is_not_entered(cut: Path):
    """A journal cut by one line and an edited file: the bundle says something else."""
    with pytest.raises(IntegrityError, match="is not what its bundle gives"):
        admit_case(AdmitRequest(relabelled(cut), bundle("second")), context())
    assert check_code(cut) == 4


def check_code(place: Path) -> int:
    """Return how `tracer reserve check` ends."""
    return tracer("reserve", "check", place).code


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("trace.json", "/trace.json is not the file that was in the bundle"),
        ("case.json", "/case.json is not the file that was in the bundle"),
        ("manifest-sha256.txt", ": its manifests are not those of the bundle"),
        ("tagmanifest-sha256.txt", ": its manifests are not those of the bundle"),
    ],
)
@pytest.mark.parametrize("gone", [False, True])
def test_what_was_kept_of_a_bundle_is_what_was_in_it(tmp_path: Path, file: str, said: str, *, gone: bool):
    """A byte more in a file that lies beside the admission, or the file gone."""
    place = register(tmp_path)
    admit_case(AdmitRequest(place, bundle()), context())
    assert check_register(RegisterCheckRequest(place), context()).faults == ()
    kept = place / "receipts" / "KZ-2025-0042" / file
    kept.unlink() if gone else kept.write_bytes(kept.read_bytes() + b" ")
    with pytest.raises(IntegrityError, match=f"receipts/KZ-2025-0042{said}"):
        check_register(RegisterCheckRequest(place), context())
