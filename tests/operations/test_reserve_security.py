"""The security register of a register's folder: read by every command, alarmed by `status`."""

import datetime as dt
from pathlib import Path

import pytest

from tests.reserve.folders import register_two
from tests.reserve.security import sample
from tests.reserve.story_bundles import context
from tests.reserve.story_two import BLOCKS
from tracer.errors import CaseError
from tracer.operations.reserve_files import read_register, read_what_is_right
from tracer.operations.reserve_observe import ObserveRequest, observe
from tracer.operations.reserve_security import read_security
from tracer.operations.reserve_status import StatusRequest, reserve_status
from tracer.operations.sources import ChainSource
from tracer.reserve.security.security_rows import NO_SECURITY


def kept(folder: Path, **changed: str) -> Path:
    """File the sample's security register in a folder, some of its files other texts."""
    (folder / "security").mkdir(exist_ok=True)
    for name, content in sample.files(**changed).items():
        (folder / name).write_bytes(content)
    return folder


def test_no_folder_is_no_security_register(tmp_path: Path):
    """And so is an empty one; what is filed is read."""
    assert read_security(tmp_path) == NO_SECURITY
    (tmp_path / "security").mkdir()
    assert read_security(tmp_path) == NO_SECURITY
    assert read_security(kept(tmp_path)) == sample.security()


@pytest.mark.parametrize("name", ["iris.PNG", "deep/face.jpeg", "print.wsq"])
def test_pictures_are_refused(tmp_path: Path, name: str):
    """Whatever they show, however their names are written, wherever in the folder they lie."""
    place = kept(tmp_path) / "security" / name
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(b"")
    with pytest.raises(CaseError) as caught:
        read_security(tmp_path)
    assert caught.value.faults == (f"security/{name}: pictures do not belong here: biometrics are never kept",)


def test_its_faults_come_with_those_of_the_other_files(tmp_path: Path):
    """An act and a site that are wrong: both are told. What is right is read without it, for the night's look."""
    place = kept(register_two(tmp_path), sites="[[site]]\n")
    act = place / "acts" / "2025-0001.toml"
    act.write_text(act.read_text().replace("date = ", "dat = "))
    with pytest.raises(CaseError) as caught:
        read_register(place, context())
    told = "\n".join(caught.value.faults)
    assert "security/sites.toml: site[1].id: missing" in told
    assert "acts/2025-0001.toml: dat: unknown key" in told
    assert read_what_is_right(place, context())[0].security == NO_SECURITY


def test_a_status_alarms_of_custody(tmp_path: Path):
    """Keys of the reserve that signed nothing since their ceremony long ago; wallets without a quorum."""
    old = sample.CEREMONIES.replace("date = 2025-02-01", "date = 2024-06-01")
    place = kept(register_two(tmp_path), ceremonies=old)
    observe(ObserveRequest(place, ChainSource(str(BLOCKS))), context())
    status = reserve_status(StatusRequest(place, dt.date(2025, 12, 20)), context()).status
    told = [
        (each.severity.value, each.text) for each in status.alarms if each.kind in ("unproven-key", "quorum", "signers")
    ]
    assert told == [
        *(("warning", f'wallet "{name}" names as its quorum none.') for name in UNNAMED),
        *(("hard", f"unproven key {key}: it signed never.") for key in ("8e2ff389", "fddaae52")),
    ]


UNNAMED = (
    "Agency seizure wallet", "Enforcement service", "State reserve wallet", "Border seizure wallet",
    "Old Agency address",
)  # fmt: skip
