"""`tracer reserve check`: every fault of every file, and what a reader of a right register should know."""

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.case.wallets import PRIVATE, multisig
from tests.commands import ROOT, tracer
from tests.reserve import story_two
from tests.reserve.entering import enter_admissions
from tests.reserve.folders import look, register_two
from tests.reserve.limits.limit_conventions import act_file
from tests.reserve.statements import statement
from tests.reserve.test_observation import story as observed_story
from tests.reserve.test_reserve_files import folder
from tests.reserve.written import ADMISSION, CLAIM, DISPOSAL, ORDER, REGISTER, RESERVE, TEXT, TXID, changed
from tracer.chain.outpoint import Outpoint
from tracer.cli.reserve.group import COMMANDS
from tracer.errors import IntegrityError
from tracer.operations import reserve_journal, reserve_observations
from tracer.operations.context import Context
from tracer.operations.reserve_check import RegisterCheckRequest, check_register
from tracer.reserve import admission_file, observation, observation_file, period_file
from tracer.reserve.acts import LotId
from tracer.reserve.period_rows import PeriodInput
from tracer.reserve.satoshi_runs import SatoshiRun

STORY = ROOT / "fixtures" / "reserve" / "two"
CONTEXT = Context(clock=lambda: 1_796_083_200)
"""Of 1 December 2026, when every act of these tests was signed."""


def notes(path: Path) -> tuple[str, ...]:
    """Return what a reader of a right register should know."""
    answer = check_register(RegisterCheckRequest(path), CONTEXT)
    assert answer.faults == ()
    return answer.notes


def right(path: Path, files: Mapping[str, str | bytes] | None = None, register: str = REGISTER) -> Path:
    """Write a register whose limit is set by an act."""
    act = act_file("2026-0900", "2026-06-15", "share-max", kind='"share_excl"', max='"0.0100"', severity='"hard"',
                   from_="2026-07-01")  # fmt: skip
    text = changed(register, {'severity = "hard"': 'severity = "hard"\nset_by = "2026-0900"'})
    return folder(path, {**(files or {}), "acts/2026-0900.toml": act}, text)


def test_persons_who_may_be_one_are_pointed_out(tmp_path: Path) -> None:
    """Where two persons are demanded, names that differ by a tail or in print are a note; nothing is refused."""
    signed, authorised = '["K. Barnes", "K. Bames"]', '[{ person = "\u049a. Ли", date = 2026-08-01 }, '
    text = changed(DISPOSAL, {'["P-01", "P-07"]': signed})
    text += f'authorised = {authorised}{{ person = "\u041a. Ли", date = 2026-08-01 }}]\n'
    found = notes(right(tmp_path / "r", {"acts/2026-0006.toml": text, "texts/order.txt": TEXT}))
    assert [note for note in found if "look alike" in note] == [
        "acts/2026-0006.toml: signed_by: 'K. Barnes' and 'K. Bames' look alike: see that they are two persons.",
        "acts/2026-0006.toml: authorised: '\u049a. Ли' and '\u041a. Ли' look alike: see that they are two persons.",
    ]


def test_a_table_that_holds_a_private_key_is_refused(tmp_path: Path) -> None:
    """Tables are sealed in bundles: a key in one is told by its line, and never shown."""
    table = f"as_of,source\n2026-01-01,{PRIVATE}\n"
    place = right(tmp_path / "r", {"tables/reserves.csv": table})
    assert check_register(RegisterCheckRequest(place), CONTEXT).faults == (
        "tables/reserves.csv: holds an extended private key in line 2: take it out, and treat that key as exposed",
    )


def test_a_table_that_holds_a_key_in_hexadecimal_is_refused(tmp_path: Path) -> None:
    """The name of its column says what it is."""
    table = f"as_of,source,private_key\n2026-01-01,bank,{'7a' * 32}\n"
    place = right(tmp_path / "r", {"tables/reserves.csv": table})
    assert check_register(RegisterCheckRequest(place), CONTEXT).faults == (
        "tables/reserves.csv: holds a private key in hexadecimal in line 2: take it out, and treat that key as exposed",
    )


def test_a_quorum_that_one_holder_meets_is_told(tmp_path: Path) -> None:
    """The wallet, the key, and how many of the signatures needed its holder gives: never more than are needed."""
    strange = multisig(1, 1, 1, 2, needed=2, steps="/7/*")
    found = notes(right(tmp_path / "r", register=changed(REGISTER, {RESERVE: strange})))
    key = strange.split(",")[1].partition("/")[0]
    assert found[0] == (
        f'wallet "State reserve wallet": one key stands 3 times among the 4 of its descriptor, {key}: whoever holds it '
        "gives 2 of the 2 signatures needed."
    )


def test_wallets_that_do_not_count_are_named(tmp_path: Path) -> None:
    """A wallet of another body is watched, one without proof of control is listed; neither is counted."""
    strange = {"Another body's": "FBI", 'stage = "watched"': 'stage = "reserve"'}
    recorded = {"Seizure 2": "Collins", 'stage = "seizure"': 'stage = "recorded"'}
    assert notes(right(tmp_path / "r", register=changed(REGISTER, strange | recorded))) == (
        'wallet "Collins": no proof of control; listed, not counted.',
        'wallet "FBI": body is not this register\'s; watched, not counted.',
    )
    nothing = changed(REGISTER, {'"seizure"': '"watched"', 'stage = "reserve"': 'stage = "watched"'})
    assert notes(right(tmp_path / "s", register=nothing))[-1] == (
        "no wallet counts: each is watched, recorded or another body's."
    )


def test_an_unusual_dust_limit_is_named(tmp_path: Path) -> None:
    """Receipts up to it pass unexplained: a reader should know of a limit above the usual one."""
    usual = changed(REGISTER, {'zone = "Asia': 'dust_sat = 10000\nzone = "Asia'})
    assert len(notes(right(tmp_path / "r", register=usual))) == 1
    more = changed(REGISTER, {'zone = "Asia': 'dust_sat = 10001\nzone = "Asia'})
    assert notes(right(tmp_path / "elsewhere" / "s", register=more))[0] == (
        "dust_sat 10001: receipts up to it, more than the usual 10000, need no lot, order or act."
    )


def test_an_order_in_force_before_its_own_date_is_named(tmp_path: Path) -> None:
    """It may be a slip of the pen, and is none of the program's business to refuse.

    An order that supersedes another may say since when that one was in force.
    """
    early = changed(ORDER, {"in_force = 2026-05-20": "in_force = 2026-05-01"})
    assert "acts/2026-0001.toml: in force since 2026-05-01, before its own date, 2026-05-02." in notes(
        right(tmp_path / "r", {"acts/2026-0001.toml": early})
    )
    reduced = changed(early, {'id = "2026-0001"': 'id = "2026-0099"\nsupersedes = "2026-0001"'})
    several = notes(right(tmp_path / "elsewhere" / "s", {"acts/2026-0001.toml": ORDER, "acts/2026-0099.toml": reduced}))
    assert [text for text in several if "before its own date" in text] == []


def test_a_limit_that_is_not_what_its_act_set_is_named(tmp_path: Path) -> None:
    """By the register's file and the act; before any period is closed."""
    text = changed(REGISTER, {'max = "0.0100"': 'max = "0.9900"'})
    answer = check_register(RegisterCheckRequest(right(tmp_path / "r", register=text)), CONTEXT)
    assert answer.faults == (
        'register.toml: limit "share-max": max is 0.99, but act 2026-0900 set 0.01: a limit changes by an act of kind '
        'convention with name = "limit/share-max", signed by two persons, from its day on',
    )


def test_a_case_or_label_that_nothing_has_is_named(tmp_path: Path) -> None:
    """An order over a case that is not admitted, or over a label without a lot, covers nothing, and it is said."""
    place = right(tmp_path / "r", {"acts/2026-0001.toml": ORDER})
    lacking = "acts/2026-0001.toml: case: no bundle of KZ-2026-0042 is admitted; until then the order covers nothing."
    assert lacking in notes(place)
    right(place, {"receipts/KZ-2026-0042/admission.json": admission_file.dumps(ADMISSION)})
    enter_admissions(place)
    known = {str(lot.label) for lot in ADMISSION.lots if lot.case == "KZ-2026-0042"}
    told = [note for note in notes(place) if note.startswith("acts/2026-0001.toml: ")]
    assert told == [
        f"acts/2026-0001.toml: labels: no lot of KZ-2026-0042 has label {label}; nothing of it is covered."
        for label in ("A", "B")
        if label not in known
    ]
    assert len(told) == 1


def test_lots_that_acts_name_are_those_of_admitted_cases(tmp_path: Path) -> None:
    """As soon as a case is admitted, an unknown lot and more than a lot has are faults."""
    files = {"acts/2026-0004.toml": CLAIM, "acts/2026-0006.toml": DISPOSAL}
    place = right(tmp_path / "r", files)
    assert notes(place) == ("wallet \"Another body's\": body is not this register's; watched, not counted.",)
    right(place, {"receipts/KZ-2026-0042/admission.json": admission_file.dumps(ADMISSION)})
    enter_admissions(place)
    answer = check_register(RegisterCheckRequest(place), CONTEXT)
    assert answer.faults == (
        "acts/2026-0004.toml: lots.L-0002: 3 satoshi are more than the lot has, 2",
        "acts/2026-0006.toml: lots.L-0003: no admitted case has this lot",
    )
    more = replace(ADMISSION.lots[0], id=LotId("L-0003"), run=SatoshiRun(Outpoint.parse(f"{TXID}:1"), 0, 100_000_000))
    most = replace(ADMISSION.lots[0], run=SatoshiRun(Outpoint.parse(f"{TXID}:0"), 0, 3))
    whole = replace(ADMISSION, lots=(most, more))
    right(place, {"receipts/KZ-2026-0042/admission.json": admission_file.dumps(whole)})
    enter_admissions(place, again=True)
    assert len(notes(place)) == 1


def test_an_amount_typed_in_the_wrong_unit_is_refused_once_the_chain_was_observed(tmp_path: Path) -> None:
    """A new act asks for no more than everything that was in the wallets since the last closed period."""
    place = register_two(tmp_path)
    order = place / "acts" / "2025-0001.toml"
    order.write_text(changed(order.read_text(), {"amount_sat = 600000000": "amount_sat = 62000000000000"}))
    assert len(notes(place)) == 4
    look(place, story_two.BLOCKS, "247")
    found = look(place, story_two.BLOCKS).observation
    answer = check_register(RegisterCheckRequest(place), CONTEXT)
    assert answer.faults == (
        "acts/2025-0001.toml: amount_sat 62000000000000 exceeds everything in the wallets"
        f" ({observation.most_held(found)}).",
    )


def test_an_order_for_more_than_came_is_noted(tmp_path: Path) -> None:
    """A court may command more than there is."""
    place = register_two(tmp_path)
    order = place / "acts" / "2025-0001.toml"
    order.write_text(changed(order.read_text(), {"amount_sat = 600000000": "amount_sat = 6000000000"}))
    found = look(place, story_two.BLOCKS).observation
    (place / "journal.jsonl").unlink()
    enter_admissions(place)
    assert notes(place)[-2:] == (
        "acts/2025-0001.toml: amount_sat 6000000000 is more than everything in the wallets"
        f" ({observation.most_held(found)}), a shortfall.",
        f"observation {found.name} has no entry in the journal: its command was interrupted, or the journal was cut. "
        "The next tracer reserve observe holds it against the chain and enters it.",
    )


def test_an_act_that_a_closed_period_knows_is_compared_no_more(tmp_path: Path) -> None:
    """Of an old order the coins may be gone."""
    place = Path(shutil.copytree(STORY, tmp_path / "two"))
    whole = observed_story("2025Q4", "2026-0001")
    found = replace(whole, wallets=(), movements=whole.movements[:1])
    assert observation.most_held(found) == 0
    folder(
        place,
        {reserve_observations.path_of(found.name): observation_file.dumps(found)},
        (STORY / "register.toml").read_text(),
    )
    with pytest.raises(IntegrityError, match="is missing, the folder of what the observation rests on") as error:
        check_register(RegisterCheckRequest(place), CONTEXT)
    told = "acts/2025-0005.toml: lots.L-0005 29990000 exceeds everything in the wallets (0)."
    assert told in error.value.__notes__
    known = tuple(
        PeriodInput(f"acts/{file.name}", hashlib.sha256(file.read_bytes()).hexdigest(), False)
        for file in sorted((place / "acts").iterdir())
    )
    content = period_file.dumps(replace(statement(), inputs=known))
    folder(place, {f"periods/{statement().period}/period.json": content}, (STORY / "register.toml").read_text())
    with pytest.raises(IntegrityError, match=r"/observation is missing\.$"):  # what is looked at after the amounts
        check_register(RegisterCheckRequest(place), CONTEXT)


def test_a_journal_that_was_changed_is_no_fault_of_the_person_s(tmp_path: Path) -> None:
    """It is stored data that is not what was written."""
    place = folder(tmp_path / "r", {"journal.jsonl": "{}\n"})
    with pytest.raises(IntegrityError):
        check_register(RegisterCheckRequest(place), CONTEXT)


def test_a_closed_period_that_is_gone_is_told_by_the_journal(tmp_path: Path) -> None:
    """Whoever takes a statement away cannot take its entry away."""
    with pytest.raises(IntegrityError, match=r"period 2026Q3 was sealed as abab.*; periods/2026Q3/.* is missing"):
        check_register(RegisterCheckRequest(_unsealed(folder(tmp_path / "r"))), Context())


def _unsealed(place: Path) -> Path:
    """Enter the closing of a period that does not lie there; return the register."""
    details = {"period": "2026Q3"}
    reserve_journal.enter(
        place, "KZ-NIC", CONTEXT, kind="period-closed", why="closed", object_="ab" * 32, details=details
    )
    return place


WRONGS = {
    "register.toml": "[register\n",
    "acts/2026-0001.toml": "id = 1\n",
    "acts/2026-0006.toml": DISPOSAL,
}
"""What a person may have written wrongly; the last is an act of a lot that is not known once a case is admitted."""


@pytest.mark.parametrize("file", WRONGS)
def test_what_is_no_longer_what_was_sealed_is_told_whatever_people_wrote(tmp_path: Path, file: str) -> None:
    """The faults of files never hide it: both are told, and the exit code is the graver one, 4."""
    admitted = {"receipts/KZ-2026-0042/admission.json": admission_file.dumps(ADMISSION)}
    places = [folder(tmp_path / name / "r", admitted) for name in "ab"]
    for each in places:
        enter_admissions(each)
        folder(each, {file: WRONGS[file]}, WRONGS[file] if file == "register.toml" else REGISTER)
    wrong = check_register(RegisterCheckRequest(places[0]), CONTEXT)
    assert wrong.faults
    place = _unsealed(places[1])
    with pytest.raises(IntegrityError, match=r"period 2026Q3 was sealed as abab.*is missing") as raised:
        check_register(RegisterCheckRequest(place), CONTEXT)
    assert tuple(raised.value.__notes__) == wrong.faults
    told = tracer("reserve", "check", place)
    assert (told.code, told.out) == (4, "")
    assert wrong.faults[0].partition("\n")[0] in told.err
    assert "Error: period 2026Q3 was sealed" in told.err


def test_an_admission_that_no_command_wrote_is_told_whatever_people_wrote(tmp_path: Path) -> None:
    """Of a register whose acts cannot be read the admissions are read all the same."""
    files = {"acts/2026-0001.toml": "id = 1\n", "receipts/KZ-2026-0042/admission.json": "{}"}
    with pytest.raises(IntegrityError, match=r"admission\.json: schema is missing"):
        check_register(RegisterCheckRequest(folder(tmp_path / "r", files)), CONTEXT)


def test_a_journal_that_does_not_say_whose_it_is_is_told_whatever_people_wrote(tmp_path: Path) -> None:
    """Where `register.toml` cannot be read either, nothing says whose the journal is; it is read all the same."""
    with pytest.raises(IntegrityError, match=r"journal\.jsonl line 1"):
        check_register(RegisterCheckRequest(folder(tmp_path / "r", {"journal.jsonl": "{}\n"}, "[register\n")), CONTEXT)


def test_the_command_ends_as_it_finds(tmp_path: Path) -> None:
    """0 where the register is right, 2 where it is wrong, 4 where stored data is not what was written."""
    right = tracer("reserve", "check", STORY)
    assert right.code == 0
    assert right.out.startswith(f"{STORY}: right. Register KZ-EXAMPLE on regtest: 7 wallets, 34 acts, 33 in force, ")
    assert 'Warning: wallet "Prosecutor\'s paper wallet": no proof of control; listed, not counted.' in right.err
    place = Path(shutil.copytree(STORY, tmp_path / "two"))
    (place / "acts" / "2025-0001.toml").unlink()
    (place / "texts" / "2025-0002.txt").write_text("another")
    (place / "texts" / "2025-0003.txt").unlink()
    wrong = tracer("reserve", "check", place, "--json")
    told = json.loads(wrong.out)
    assert (wrong.code, told["ok"]) == (2, False)
    assert told["faults"] == [
        "acts/2025-0002.toml: texts/2025-0002.txt does not have the sha256 stated; the file or the act was changed",
        "acts/2025-0003.toml: texts/2025-0003.txt is not there",
    ]
    (place / "journal.jsonl").write_text("{}\n")
    shutil.copytree(STORY / "texts", place / "texts", dirs_exist_ok=True)
    assert tracer("reserve", "check", place).code == 4


def test_begin_is_a_command(tmp_path: Path) -> None:
    """It says what to do next, and refuses a folder that is there."""
    place = tmp_path / "KZ-NIC"
    words = ("reserve", "begin", place, "--network", "main", "--name", "National Investment Corporation")
    begun = tracer(*words, "--who", "A. Clerk")
    assert (begun.code, begun.err) == (0, f"Next: tracer reserve check {place}\n")
    assert begun.out == f"{place / 'register.toml'}: fill it in.\n"
    assert '"who":"A. Clerk"' in (place / "journal.jsonl").read_text()
    assert tracer(*words).code == 2
    assert "exists already" in tracer(*words).err
    told = tracer("reserve", "check", place)
    assert (told.code, told.out) == (2, "")
    assert "wallet[1].name: expected a name" in told.err


@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_of_the_register_has_one_example(name: str) -> None:
    """Each command's help ends with an example of that command, and the group lists it."""
    ended = tracer("reserve", name, "--help")
    assert (ended.code, f"Example:\n    tracer reserve {name}" in ended.out) == (0, True)
    assert f"\n  {name} " in tracer("reserve", "--help").out


def test_a_command_that_is_none_is_told() -> None:
    """A slip of the pen gets a suggestion."""
    ended = tracer("reserve", "chek")
    assert (ended.code, "no command 'chek'; did you mean 'check'?" in ended.err) == (2, True)
