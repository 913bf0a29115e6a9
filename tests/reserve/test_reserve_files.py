"""A register's folder: read with every fault of every file at once, and written by one command at a time."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.reserve.limits.limit_conventions import act_file
from tests.reserve.test_act_file import REVIEW, WAIVER
from tests.reserve.written import (
    ADMISSION,
    CLAIM,
    DOCUMENT,
    EXECUTION,
    ORDER,
    P2WPKH,
    REGISTER,
    RELEASE,
    SHA,
    TEXT,
    TEXT_SHA,
    TXID,
    changed,
)
from tracer.errors import CaseError
from tracer.journal import journal as journals
from tracer.journal.journal import Event, Journal
from tracer.operations.context import Context
from tracer.operations.reserve_files import read_register, read_what_is_right, writing
from tracer.reserve import admission_file

CONTEXT = Context()
TESTNET = "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx"
OTHER = changed(REGISTER, {'"KZ-NIC"': '"KZ-OTHER"'})


def folder(path: Path, files: Mapping[str, str | bytes] | None = None, register: str = REGISTER) -> Path:
    """Write a register's folder, with the document behind the acts of `written`; return where it lies."""
    for name, content in {"register.toml": register, "texts/order.txt": TEXT, **(files or {})}.items():
        place = path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def faults(path: Path) -> tuple[str, ...]:
    """Return the faults of a register's folder."""
    with pytest.raises(CaseError) as raised:
        read_register(path, CONTEXT)
    return raised.value.faults


def with_text(act: str, file: str = "texts/act.txt", sha256: str = TEXT_SHA) -> str:
    """Return an act with the document behind it."""
    return f'text = {{ file = "{file}", sha256 = "{sha256}" }}\n{act}'


def test_a_folder_is_read_with_its_acts_and_their_bytes(tmp_path: Path) -> None:
    """Acts come in the order of their numbers, and every file read is kept as it was."""
    files: dict[str, str | bytes] = {
        "acts/2026-0004.toml": CLAIM,
        "acts/2026-0001.toml": ORDER,
        "texts/order.txt": TEXT,
    }
    found = read_register(folder(tmp_path / "r", files), CONTEXT)
    assert found.path == tmp_path / "r"
    assert found.register.name == "KZ-NIC"
    assert [act.head.id for act in found.acts.acts] == ["2026-0001", "2026-0004"]
    assert found.content == {
        "register.toml": REGISTER.encode(),
        "acts/2026-0001.toml": ORDER.encode(),
        "acts/2026-0004.toml": CLAIM.encode(),
    }
    assert (found.admissions, found.notes) == ((), ())


def test_a_folder_without_acts_is_a_register(tmp_path: Path) -> None:
    """A register begins with nothing but itself."""
    assert read_register(folder(tmp_path / "r"), CONTEXT).acts.all == ()


def test_admissions_come_in_the_order_in_which_they_were_made(tmp_path: Path) -> None:
    """Whatever their cases are called, and whatever else lies beside them."""
    made = [replace(ADMISSION, case=case, number=number) for case, number in (("KZ-2", 1), ("KZ-1", 2))]
    files: dict[str, str | bytes] = {
        f"receipts/{each.case}/admission.json": admission_file.dumps(each) for each in made
    }
    found = read_register(folder(tmp_path / "r", {**files, "receipts/notes.txt": "?"}), CONTEXT)
    assert [each.case for each in found.admissions] == ["KZ-2", "KZ-1"]
    assert set(found.content) == {"register.toml", *files}


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    """What is wrong with acts, with documents and with files beside them comes in one answer."""
    files: dict[str, str | bytes] = {
        "acts/2026-0001.toml": changed(ORDER, {"in_force =": "force ="}),
        "acts/2026-0003.toml": EXECUTION,
        "acts/2026-0004.toml": with_text(CLAIM),
        "acts/2026-0005.toml": "id = ",
    }
    found = faults(folder(tmp_path / "r", files))
    assert [fault.split(": ")[0] for fault in found] == [f"acts/2026-000{number}.toml" for number in (1, 5, 4)]
    assert found[2] == "acts/2026-0004.toml: texts/act.txt is not there"


def test_what_acts_say_of_one_another_is_told_beside_missing_documents(tmp_path: Path) -> None:
    """As soon as every act can be read, they are compared, whatever else is wrong."""
    files = {"acts/2026-0003.toml": changed(EXECUTION, {"texts/order.txt": "texts/act.txt"}), "acts/notes.txt": "?"}
    assert faults(folder(tmp_path / "r", files)) == (
        "acts/2026-0003.toml: texts/act.txt is not there",
        "acts/notes.txt: is no act and no act names it; acts are YYYY-NNNN.toml",
        "acts/2026-0003.toml: order: no act 2026-0002 is on file",
    )


def test_a_document_with_another_hash_is_a_fault(tmp_path: Path) -> None:
    """A text changed by a byte is not the text that the act names; replacements and opinions have texts too."""
    opinion = f"""
id = "2026-0010"
kind = "opinion"
date = 2027-03-02
firm = "Auditor"
period = "2026"
scope = "all"
opinion = "qualified"
file = "texts/opinion.txt"
sha256 = "{SHA}"
"""
    correction = f"""
id = "2026-0011"
kind = "correction"
date = 2027-03-02
{DOCUMENT}signed_by = ["A", "B"]
corrects = "2026-0004"
[replacement]
{with_text(CLAIM.replace('id = "2026-0004"', ""), "texts/claim.txt", SHA)}
"""
    files: dict[str, str | bytes] = {
        "acts/2026-0001.toml": ORDER,
        "acts/2026-0004.toml": CLAIM,
        "acts/2026-0010.toml": opinion,
        "acts/2026-0011.toml": correction,
        **{f"texts/{name}.txt": TEXT + b" " for name in ("order", "opinion", "claim")},
    }
    told = "does not have the sha256 stated; the file or the act was changed"
    assert faults(folder(tmp_path / "r", files)) == (
        f"acts/2026-0001.toml: texts/order.txt {told}",
        f"acts/2026-0010.toml: texts/opinion.txt {told}",
        f"acts/2026-0011.toml: texts/order.txt {told}",
        f"acts/2026-0011.toml: texts/claim.txt {told}",
    )


def test_a_travel_rule_payload_lies_among_the_acts(tmp_path: Path) -> None:
    """A file that an act names is no stranger there; one that is missing is a fault."""
    disposal = f"""
id = "2026-0006"
kind = "disposal"
date = 2026-08-01
{DOCUMENT}signed_by = ["P-01", "P-07"]
method = "auction"
lots = {{ "L-0003" = 100000000 }}
basis = "order 1-77/2025"
counterparty = {{ name = "Winner", ivms101 = "acts/2026-0006.ivms.json" }}
"""
    place = folder(tmp_path / "r", {"acts/2026-0006.toml": disposal})
    assert faults(place) == ("acts/2026-0006.toml: acts/2026-0006.ivms.json is not there",)
    (place / "acts" / "2026-0006.ivms.json").write_text("{}")
    assert len(read_register(place, CONTEXT).acts.all) == 1


def test_acts_that_the_register_names_are_on_file(tmp_path: Path) -> None:
    """What set a price or a limit is a convention, and so is an account's contract."""
    price = '[price]\nexchanges = ["a", "b", "c"]\nset_by = "2026-0009"\n'
    text = changed(
        REGISTER,
        {
            'severity = "hard"': 'severity = "hard"\nset_by = "2026-0001"',
            'custodian = "Custodian X"': 'custodian = "Custodian X"\ncontract = "2026-0008"',
        },
    )
    assert faults(folder(tmp_path / "r", {"acts/2026-0001.toml": ORDER}, text + price)) == (
        "register.toml: price.set_by: no act 2026-0009 is on file",
        "register.toml: limit[1].set_by: 2026-0001 is an act of kind order; expected convention",
        "register.toml: account[1].contract: no act 2026-0008 is on file",
    )


def test_limits_that_acts_name_were_set_once(tmp_path: Path) -> None:
    """By the register or by an act: one that has ended may be waived and answered for still, a misspelt one not."""
    waived = WAIVER.replace('"share-max"', '"share-mx"')
    answered = REVIEW.replace("reasons =", 'answers = { "share-mx" = "sold" }\nreasons =')
    acts: dict[str, str | bytes] = {"acts/2026-0015.toml": waived, "acts/2026-0014.toml": answered}
    assert faults(folder(tmp_path / "r", acts)) == (
        "acts/2026-0014.toml: answers.share-mx: no limit 'share-mx' was ever set; did you mean share-max?",
        "acts/2026-0015.toml: limit: no limit 'share-mx' was ever set; did you mean share-max?",
    )
    ended = act_file("2026-0900", "2026-06-15", "share-mx", until="2026-07-01")
    assert len(read_register(folder(tmp_path / "s", acts | {"acts/2026-0900.toml": ended}), CONTEXT).acts.all) == 3


def test_movements_of_an_account_without_a_contract_are_not_told(tmp_path: Path) -> None:
    """A statement that names a deposit needs an account whose contract is on file; one that names none does not."""
    statement = (
        f'id = "2026-0016"\nkind = "statement"\ndate = 2026-10-02\nsigned_by = ["P-01", "P-07"]\n'
        f'account = "Custodian X, account 7"\nas_of = 2026-09-30\nsat = 5\ndeposits = ["{TXID}"]\n'
        f'file = "texts/order.txt"\nsha256 = "{TEXT_SHA}"\n'
    )
    files: dict[str, str | bytes] = {"acts/2026-0016.toml": statement, "texts/order.txt": TEXT}
    assert faults(folder(tmp_path / "r", files)) == (
        'acts/2026-0016.toml: account: "Custodian X, account 7" has no contract; whose deposits or withdrawals are '
        "named, its [[account]] names the act of its contract",
    )
    back = {"acts/2026-0016.toml": statement.replace("deposits", "withdrawals")}
    assert faults(folder(tmp_path / "back", files | back)) == faults(folder(tmp_path / "again", files))
    keys = statement.replace('id = "2026-0016"\n', "").replace('signed_by = ["P-01", "P-07"]\n', "")
    correction = (
        f'id = "2026-0017"\nkind = "correction"\ndate = 2026-10-03\n{DOCUMENT}signed_by = ["A", "B"]\n'
        f'corrects = "2026-0016"\n[replacement]\n{keys}'
    )
    none = statement.replace(f'deposits = ["{TXID}"]', "deposits = []")
    corrected = files | {"acts/2026-0016.toml": none, "acts/2026-0017.toml": correction}
    assert faults(folder(tmp_path / "corrected", corrected)) == (
        'acts/2026-0017.toml: account: "Custodian X, account 7" has no contract; whose deposits or withdrawals are '
        "named, its [[account]] names the act of its contract",
    )
    assert read_register(folder(tmp_path / "none", files | {"acts/2026-0016.toml": none}), CONTEXT).acts.all


def test_two_registers_over_one_wallet_are_refused(tmp_path: Path) -> None:
    """Of registers that lie beside one another no two sum the same coins."""
    place = folder(tmp_path / "one")
    folder(tmp_path / "two", register=OTHER)
    assert faults(place) == tuple(
        f"register.toml: wallet '{name}' has scripts in common with '{name}' of register KZ-OTHER in two: every coin"
        " stands in one register"
        for name in ("Seizure 2", "State reserve wallet")
    )


def test_a_wallet_that_another_register_only_watches_is_no_fault(tmp_path: Path) -> None:
    """Watching is not summing; another network's scripts are other coins."""
    place = folder(tmp_path / "one")
    watching = changed(OTHER, {'stage = "seizure"': 'stage = "watched"', 'stage = "reserve"': 'stage = "recorded"'})
    folder(tmp_path / "two", register=watching)
    assert read_register(tmp_path / "two", CONTEXT).notes == ()
    testnet = changed(OTHER, {'"regtest"': '"test"', P2WPKH: TESTNET})
    folder(tmp_path / "three", register=testnet)
    assert read_register(place, CONTEXT).notes == ()


def test_a_copy_and_a_broken_register_beside_it_are_told(tmp_path: Path) -> None:
    """A copy is the same register twice; what cannot be read cannot be compared."""
    place = folder(tmp_path / "one")
    folder(tmp_path / "copy")
    folder(tmp_path / "broken", register="[register")
    assert read_register(place, CONTEXT).notes == (
        "the register in broken, beside this one, cannot be read; its wallets were not compared",
        "register KZ-NIC lies in copy as well: keep one of them",
    )


def journal(path: Path, *whys: str) -> None:
    """Write a register's journal with an entry for each reason."""
    kept = Journal("KZ-NIC", (), ())
    for why in whys:
        made = Event(kind="observed", who="A", why=why, object=None, details={}, time=1_768_212_000, tool="t")
        kept = journals.append(kept, made)
    (path / "journal.jsonl").write_bytes(kept.content)


def test_a_copy_is_one_while_the_journal_of_one_goes_on_from_the_other(tmp_path: Path) -> None:
    """Each with an entry of its own is two registers over one wallet, a fault of both; a link is no copy."""
    one, copy = folder(tmp_path / "one"), folder(tmp_path / "copy")
    (tmp_path / "link").symlink_to(one)
    journal(one, "a", "b")
    journal(copy, "a")
    said = "register KZ-NIC lies in {} as well"
    assert read_register(one, CONTEXT).notes == (f"{said.format('copy')}: keep one of them",)
    older = f"{said.format('one')}, and its journal goes on beyond entry 1, the last here: this one is the older"
    (tmp_path / "link").unlink()
    assert read_register(copy, CONTEXT).notes == (older,)
    journal(copy, "a", "c", "d")
    fault = (
        "register.toml: {}, counts the same coins, and has had a journal of its own since entry 2: every coin stands "
        "in one register. Find out which of the two holds, and put the other away"
    )
    assert faults(one) == (fault.format(said.format("copy")),)
    assert faults(copy) == (fault.format(said.format("one")),)
    assert [each.text for each in read_what_is_right(one, CONTEXT)[1]] == [fault.format(said.format("copy"))]
    (copy / "journal.jsonl").write_bytes(b"?\n")
    cannot = f"{said.format('copy')}: keep one of them; their journals could not be compared"
    assert read_register(one, CONTEXT).notes == (cannot,)


def test_a_register_of_the_same_name_over_other_coins_is_no_second_one(tmp_path: Path) -> None:
    """Whatever its journal says: no coin stands in both; it is said, for bundles of both have one name."""
    one = folder(tmp_path / "one")
    two = folder(tmp_path / "two", register=changed(REGISTER, {'"regtest"': '"test"', P2WPKH: TESTNET}))
    journal(one, "a")
    journal(two, "b")
    assert read_register(one, CONTEXT).notes == ("register KZ-NIC lies in two as well: keep one of them",)


def test_what_is_no_register_says_how_one_is_begun(tmp_path: Path) -> None:
    """An empty folder and no folder are no registers, to read and to write alike."""
    for path, words in ((tmp_path / "none", "it is no folder"), (tmp_path, "it has no register.toml")):
        message = f"no register at {path}: {words}.\nBegin one with tracer reserve begin."
        assert faults(path) == (message,)
        with pytest.raises(CaseError, match="Begin one with tracer reserve begin"):
            writing(path)


def test_a_wrong_register_has_only_its_own_faults(tmp_path: Path) -> None:
    """Acts are read by the register; while it is wrong nothing is said of them."""
    place = folder(tmp_path / "r", {"acts/2026-0001.toml": "?"}, changed(REGISTER, {'"Asia/Almaty"': "1"}))
    assert faults(place) == ("register.toml: register.zone: expected an IANA time zone such as Asia/Almaty, got 1",)


def test_one_command_writes_at_a_time(tmp_path: Path) -> None:
    """Whoever comes second is told so; reading is possible meanwhile."""
    place = folder(tmp_path / "r", {"acts/2026-0004.toml": CLAIM, "acts/2026-0005.toml": RELEASE})
    with writing(place):
        with pytest.raises(CaseError, match="is being written by another tracer"), writing(place):
            raise AssertionError("two held the lock")
        assert len(read_register(place, CONTEXT).acts.acts) == 2
    with writing(place):
        pass
