"""The register's desk as a user sits at it: admit, status, labels and journal, their words and exit codes."""

import json
import shutil
import tarfile
from pathlib import Path

import pytest

from tests.commands import ROOT, Ended, tracer
from tests.reserve.story_bundles import bundle, register
from tests.story import BLOCKS

WHO = "R. Registrar"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first story's register, its case admitted and its chain observed by commands."""
    found = register(tmp_path_factory.mktemp("desk"))
    assert tracer("reserve", "admit", found, bundle(), TRACER_WHO=WHO).code == 0
    assert tracer("reserve", "observe", found, "--chain", BLOCKS, "--at", "140", TRACER_WHO=WHO).code == 0
    return found


def admitted(tmp_path: Path, *words: str | Path) -> tuple[Path, Ended]:
    """Admit something to a fresh register."""
    found = register(tmp_path)
    return found, tracer("reserve", "admit", found, *words, TRACER_WHO=WHO)


def test_an_admission_prints_its_lots(tmp_path: Path) -> None:
    """Each lot with its label, amount, places and receipt; the entry of the journal; nothing contested."""
    _, ended = admitted(tmp_path, bundle())
    assert ended.code == 0, ended.err
    rows = [" ".join(line.split()[:3]) for line in ended.out.splitlines() if line.strip().startswith("L-")]
    assert rows == [
        "L-0001 untraced 3.00000000", "L-0002 A 3.99980000", "L-0003 A 0.90000000", "L-0004 B 3.49960000",
        "L-0005 B 0.29990000", "L-0006 A 0.49990000",
    ]  # fmt: skip
    assert "Case KZ-2025-0042 admitted to receipts/KZ-2025-0042: 6 lots, 0 contested parts" in ended.out
    assert "Entered in the journal as entry" in ended.err


def test_a_contested_case_lists_what_others_hold(tmp_path: Path) -> None:
    """Every part with its amount, its places and the lot that has it."""
    found, _ = admitted(tmp_path, bundle())
    ended = tracer("reserve", "admit", found, bundle("other"), TRACER_WHO=WHO)
    words = " ".join(ended.out.split())
    assert ended.code == 0
    assert "contested: 3.99980000 BTC of A, satoshi 300000000 to 699979999 of" in words
    assert ": held by L-0002" in words
    assert "0 lots, 5 contested parts, 0 parts left out." in words


def test_a_bundle_found_wanting_ends_with_1(tmp_path: Path) -> None:
    """The steps are printed, nothing is admitted, and that is said."""
    spoilt = Path(shutil.copytree(bundle(), tmp_path / "spoilt"))
    with (spoilt / "data" / "trace" / "trace.json").open("ab") as file:
        file.write(b" ")
    found, ended = admitted(tmp_path, spoilt)
    assert ended.code == 1
    assert "FAIL" in ended.out
    assert ended.err.endswith("Nothing was admitted.\n")
    assert not (found / "receipts").exists()
    told = tracer("reserve", "admit", found, spoilt, "--json", TRACER_WHO=WHO)
    assert (told.code, json.loads(told.out)["admitted"]) == (1, False)


def test_a_bundle_of_another_version_ends_with_2(tmp_path: Path) -> None:
    """What version 0.1.0 sealed is sound as far as this one can see; its figures it does not decide on."""
    with tarfile.open(ROOT / "fixtures" / "golden" / "bundle-0.1.0.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    found, ended = admitted(tmp_path, tmp_path / "bundle")
    assert ended.code == 2
    assert "Not decided by this version" in ended.out
    assert ended.err.endswith("Nothing was admitted.\n")
    assert not (found / "receipts").exists()


def test_a_later_version_without_its_act_ends_with_2(tmp_path: Path) -> None:
    """The message is the act to be written."""
    found, _ = admitted(tmp_path, bundle())
    ended = tracer("reserve", "admit", found, bundle("later"), TRACER_WHO=WHO)
    assert ended.code == 2
    assert "Error: case KZ-2025-0042 is admitted already, from the bundle" in ended.err
    assert 'kind = "correction"' in ended.err


def test_what_is_no_bundle_and_what_is_no_register_ends_with_2(tmp_path: Path) -> None:
    """Each says which it is."""
    _, ended = admitted(tmp_path, tmp_path)
    assert (ended.code, "is no bundle" in ended.err) == (2, True)
    ended = tracer("reserve", "admit", tmp_path, bundle())
    assert (ended.code, "it has no register.toml" in ended.err) == (2, True)


def test_the_status_is_one_screen(place: Path) -> None:
    """Titles and wallets, the line of what has no title, orders with their shortfall, and that nothing alarms."""
    ended = tracer("reserve", "status", place, "--day", "2025-06-30", COLUMNS="80")
    assert (ended.code, ended.err) == (0, "")
    assert len(ended.out.splitlines()) <= 40
    assert "in the wallets without title: 5.49920000 BTC\n" in ended.out
    rows = {line.split()[0]: line.split()[1:] for line in ended.out.splitlines() if line.split()}
    assert rows["1-77/2025"][-3:] == ["8.50000000", "8.39920000", "0.10080000"]
    titled = next(line for line in ended.out.splitlines() if line.startswith("│ titled"))
    assert titled.split()[3::2] == ["8.39920000", "0.00000000", "8.39920000"]
    assert ended.out.endswith("No alarm.\n")


def test_a_hard_alarm_ends_with_1(place: Path, tmp_path: Path) -> None:
    """Without the act that names it the return is a departure: told last, in words, with exit code 1."""
    found = Path(shutil.copytree(place, tmp_path / "register"))
    (found / "acts" / "2025-0005.toml").unlink()
    ended = tracer("reserve", "status", found, "--day", "2025-07-01")
    assert ended.code == 1
    words = " ".join(ended.out.split())
    assert 'moved 0.29980000 BTC out of "Agency seizure wallet" at height 122; no act covers it.' in words
    assert ended.out.endswith("1 alarm.\n")
    told = json.loads(tracer("reserve", "status", found, "--day", "2025-07-01", "--json").out)
    assert [each["kind"] for each in told["alarms"]] == ["late"]


def test_the_json_has_the_contract_s_keys(place: Path) -> None:
    """And no other."""
    ended = tracer("reserve", "status", place, "--json")
    found = json.loads(ended.out)
    assert set(found) == {
        "day", "height", "held_sat", "title_sat", "wallets", "value", "limits", "expiring", "alarms"
    }  # fmt: skip
    assert (found["held_sat"], found["title_sat"]["untitled"], found["height"]) == ("1389840000", "549920000", 140)


def test_a_day_not_over_is_a_warning(place: Path) -> None:
    """On stderr, beside the status."""
    ended = tracer("reserve", "status", place, "--day", "2025-07-02")
    assert ended.code == 0
    assert ended.err.startswith("Warning: 2025-07-02 is not settled")


@pytest.mark.parametrize(("command", "first"), [("labels", '{"type": "output"'), ("beancount", "; The reserve of")])
def test_what_other_programs_read_is_printed_or_written(place: Path, tmp_path: Path, command: str, first: str) -> None:
    """The same bytes either way; a file that is there is refused with 2."""
    printed = tracer("reserve", command, place)
    assert (printed.code, printed.err) == (0, "")
    assert printed.out.startswith(first)
    out = tmp_path / "out"
    ended = tracer("reserve", command, place, "--out", out)
    assert (ended.code, ended.out, out.read_text()) == (0, "", printed.out)
    assert tracer("reserve", command, place, "--out", out).code == 2
