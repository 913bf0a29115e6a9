"""Periods closed over the recorded story's second part: figures by hand, and everything that is refused."""

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.fixtures_story.recorded import TWO
from tests.reserve import story_two
from tests.reserve.closing import NOW, admit, begun, closed, context, file_acts, look, salt
from tests.reserve.computing import given
from tests.reserve.entering import enter_admissions, enter_as_it_is
from tests.reserve.killing import moments, steps_of
from tracer.chain.outpoint import BlockHash
from tracer.cli.reserve.close_report import close_lines
from tracer.container import stand_alone
from tracer.errors import CaseError, IntegrityError, SourceError, TracerError
from tracer.operations import reserve_journal
from tracer.operations.closing_blocks import closing_material
from tracer.operations.reserve_check import RegisterCheckRequest, check_register
from tracer.operations.reserve_close import CloseRequest, close
from tracer.operations.reserve_diff import StatementDiffRequest, diff
from tracer.operations.reserve_files import read_register
from tracer.operations.reserve_sealed import check_sealed, read_closed
from tracer.operations.reserve_status import StatusRequest, reserve_status
from tracer.reserve import admission_file, observation_file, period_file
from tracer.reserve.days import Period
from tracer.reserve.period_rows import PeriodStatement
from tracer.reserve.periods import FiledStatement, Predecessors
from tracer.reserve.statement_files import compute, refuse_other_chain

PERIODS = ("2025Q2", "2025Q3", "2025Q3-r1", "2025Q4")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the register with every period closed; nobody writes to it."""
    register = begun(tmp_path_factory.mktemp("whole"))
    closed(register, *PERIODS)
    return register


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the register with its first period closed; nobody writes to it."""
    register = begun(tmp_path_factory.mktemp("second"))
    closed(register, "2025Q2")
    return register


@pytest.fixture
def register(second: Path, tmp_path: Path) -> Path:
    """Return a copy of the register with its first period closed."""
    return Path(shutil.copytree(second, tmp_path / "register"))


def statement(register: Path, period: str) -> PeriodStatement:
    """Return a closed statement."""
    return period_file.loads((register / "periods" / period / "period.json").read_bytes(), period)


def refused(register: Path, period: str, error: type[TracerError], now: int = NOW) -> str:
    """Return why a period is not closed."""
    before = {path: path.read_bytes() for path in register.rglob("*") if path.is_file()}
    with pytest.raises(error) as raised:
        close(CloseRequest(register, period, draw=salt), context(now))
    assert raised.type is error
    after = {path: path.read_bytes() for path in register.rglob("*") if path.is_file() and path.name != "lock"}
    assert after == {path: content for path, content in before.items() if path.name != "lock"}
    return str(raised.value)


@pytest.mark.parametrize("period", PERIODS)
def test_figures_are_those_worked_out_by_hand(whole: Path, period: str) -> None:
    """Books, wallets, title, orders and the closing block are those of the page."""
    expected, found = story_two.EXPECTED["periods"][period], statement(whole, period)
    books = period_file.as_json(found)["books_sat"]
    assert isinstance(books, Mapping)
    assert {key: str(value) for key, value in expected["books_sat"].items()} == {
        key: value for key, value in books.items() if key != "of_which_unsolicited"
    }
    assert found.books.unsolicited == expected["of_which_unsolicited_sat"]
    for name, row in expected["wallets"].items():
        own = found.wallets[name].books
        assert {key: getattr(own, key) for key in row} == row
    assert {title.value: sat for title, sat in found.title.items()} == expected["title_sat"]
    rows = {order.order: order for order in found.orders}
    for row in expected["orders"]:
        order = rows[row["order"]]
        assert (order.ordered, order.covered, order.shortfall) == (
            row["ordered_sat"], row["covered_sat"], row["shortfall_sat"],
        )  # fmt: skip
    assert (found.closing.height, found.closing.hash) == (
        expected["closing_height"],
        story_two.block(expected["closing_height"]),
    )


def test_each_statement_goes_on_from_the_one_before(whole: Path) -> None:
    """Opening is the previous closing, by block and satoshi, and its hash is inside; the restated one's stands."""
    files = {name: (whole / "periods" / name / "period.json").read_bytes() for name in PERIODS}
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    found = {name: statement(whole, name) for name in PERIODS}
    assert found["2025Q2"].opening is None
    assert [found[name].previous_sha256 for name in PERIODS] == [
        None,
        hashes["2025Q2"],
        hashes["2025Q2"],
        hashes["2025Q3-r1"],
    ]
    assert found["2025Q4"].opening == found["2025Q3-r1"].closing == found["2025Q3"].closing
    assert found["2025Q4"].books.books.opening == found["2025Q3-r1"].books.books.closing


def test_a_restatement_says_why_and_what_changed(whole: Path) -> None:
    """It names what it restates, the correction act, and every figure with both values."""
    restates = statement(whole, "2025Q3-r1").restates
    assert restates is not None
    content = (whole / "periods" / "2025Q3" / "period.json").read_bytes()
    assert (restates.period, restates.sha256) == ("2025Q3", hashlib.sha256(content).hexdigest())
    assert (restates.acts, restates.reason) == (("2025-0017",), "2025-0017 corrects 2025-0014")
    assert [(each.figure, each.was, each.now) for each in restates.figures] == [
        ("orders.2025-0014.covered_sat", "15000000", "150000000"),
        ("orders.2025-0014.ordered_sat", "15000000", "150000000"),
        ("title_sat.titled", "709920000", "844920000"),
        ("title_sat.untitled", "999860000", "864860000"),
    ]
    assert restates.later == ()
    found = diff(StatementDiffRequest(whole, "2025Q3", "2025Q3-r1"), context()).as_json()
    assert found["figures"] == [{"figure": each.figure, "was": each.was, "is": each.now} for each in restates.figures]
    assert [row["id"] for row in found["inputs"]] == [  # type: ignore[union-attr, index, call-overload]
        "acts/2025-0017.toml",
        "periods/2025Q3/period.json",
    ]


def test_late_acts_are_marked(whole: Path) -> None:
    """An act of an earlier period that it did not know is late; the others are not."""
    assert statement(whole, "2025Q4").late == ("acts/2025-0018.toml",)
    assert statement(whole, "2025Q3-r1").late == ()


def test_the_same_register_gives_the_same_bytes(whole: Path, tmp_path: Path) -> None:
    """Whatever the clock, and however often it was observed in between."""
    register = begun(tmp_path)
    for at in ("120", "137"):
        look(register, at)
    closed(register, "2025Q2")
    assert (register / "periods/2025Q2/period.json").read_bytes() == (whole / "periods/2025Q2/period.json").read_bytes()


def test_the_journal_says_what_was_closed_and_when(second: Path) -> None:
    """The entry has the statement's hash, the closing block, when it was due and on which day it was closed."""
    entry = reserve_journal.load(second, "KZ-EXAMPLE").entries[-1]
    content = (second / "periods/2025Q2/period.json").read_bytes()
    assert (entry.kind, entry.object) == ("period-closed", hashlib.sha256(content).hexdigest())
    assert entry.details == {
        "period": "2025Q2",
        "closing": f"138 {story_two.block(138)}",
        "due": "2025-07-31",
        "closed": "2026-01-12",
    }


def test_what_is_said_at_closing(register: Path) -> None:
    """Two lines: what was closed, and when it was due; a restatement adds its figures."""
    file_acts(register, "2025-0016")
    admit(register, 1)
    look(register, "2025-09-30")
    done = close(CloseRequest(register, "2025Q3", draw=salt), context())
    assert close_lines(done) == (
        f"2025Q3 closed at block 247: opening 1389840000, closing 1754790600 satoshi; SHA-256 {done.sha256}",
        "due 2025-10-31, closed 2026-01-12",
    )
    assert json.loads(json.dumps(done.as_json()))["closing"] == {"height": 247, "hash": story_two.block(247)}
    file_acts(register, "2025-0017")
    again = close(CloseRequest(register, "2025Q3-r1", draw=salt), context())
    assert close_lines(again)[2:] == (
        "restates 2025Q3: 2025-0017 corrects 2025-0014",
        "orders.2025-0014.covered_sat: 15000000 -> 150000000",
        "orders.2025-0014.ordered_sat: 15000000 -> 150000000",
        "title_sat.titled: 709920000 -> 844920000",
        "title_sat.untitled: 999860000 -> 864860000",
    )


def test_later_periods_that_change_are_named(whole: Path, tmp_path: Path) -> None:
    """A correction that reaches into a later closed period names it."""
    register = begun(tmp_path)
    closed(register, "2025Q2", "2025Q3")
    act = register / "acts/2025-0017.toml"
    look(register, "2025-12-31")
    for path in sorted((TWO / "acts").glob("*.toml")):
        if path.stem not in ("2025-0017",):
            shutil.copy(path, register / "acts")
    close(CloseRequest(register, "2025Q4", draw=salt), context())
    shutil.copy(TWO / "acts/2025-0017.toml", act)
    found = close(CloseRequest(register, "2025Q3-r1", draw=salt), context()).statement.restates
    assert found is not None
    assert found.later == ("2025Q4",)
    assert found.acts == ("2025-0017", "2025-0018")
    assert found.reason == "2025-0017 corrects 2025-0014; 2025-0018 was filed after 2025Q3 was closed"
    assert "title_sat.assigned" in [each.figure for each in found.figures]


def test_a_correction_that_changes_nothing_is_no_reason_for_what_came_late(tmp_path: Path) -> None:
    """An order corrected to what it says, beside an assignment that came late: the restatement is refused."""
    register = begun(tmp_path)
    closed(register, "2025Q2", "2025Q3")
    same = (TWO / "acts/2025-0017.toml").read_text().replace("150000000", "15000000")
    (register / "acts/2025-0017.toml").write_text(same)
    shutil.copy(TWO / "acts/2025-0018.toml", register / "acts")
    assert refused(register, "2025Q3-r1", CaseError) == (
        "2025Q3-r1 restates nothing: the corrections that 2025Q3 does not list, 2025-0017, change no figure of it. "
        "Write one that does; what came late otherwise enters the next period, marked late."
    )
    told = tracer("reserve", "close", register, "--period", "2025Q3-r1")
    assert (told.code, "restates nothing" in told.err) == (2, True)


def test_an_act_that_cannot_be_followed_without_its_correction_is_named_with_it(tmp_path: Path) -> None:
    """An assignment that came late took more than there is; what corrects it changes the figures with it."""
    register = begun(tmp_path)
    closed(register, "2025Q2", "2025Q3")
    late, text = (TWO / "acts/2025-0018.toml").read_text(), (TWO / "acts/2025-0017.toml").read_text()
    (register / "acts/2025-0018.toml").write_text(late.replace("70000000", "70000000000"))
    head, lots = text.partition("corrects")[0].replace("0017", "0019", 1), late.partition("lots")[2]
    new = f'corrects = "2025-0018"\n\n[replacement]\nkind = "assignment"\ndate = 2025-09-20\nlots{lots}'
    (register / "acts/2025-0019.toml").write_text(head + new)
    found = close(CloseRequest(register, "2025Q3-r1", draw=salt), context()).statement.restates
    assert found is not None
    assert found.acts == ("2025-0018", "2025-0019")
    assert found.reason == "2025-0018 was filed after 2025Q3 was closed; 2025-0019 corrects 2025-0018"


def test_a_sealed_period_is_never_closed_again(register: Path) -> None:
    """What was said stands; the sentence says what to do."""
    assert refused(register, "2025Q2", CaseError) == ("2025Q2 is sealed; write a correction act and close 2025Q2-r1.")
    assert refused(register, "2025Q2-r1", CaseError) == (
        "2025Q2 is sealed; write a correction act and close 2025Q2-r1."
    )


def test_a_restatement_that_changes_nothing_is_refused(register: Path) -> None:
    """A correction act that changes no figure of the period restates nothing."""
    file_acts(register, "2025-0017")
    admit(register, 1)
    look(register, "2025-09-30")
    assert refused(register, "2025Q2-r1", CaseError) == (
        "2025Q2-r1 would say the same as 2025Q2: there is nothing to restate."
    )


def test_a_departure_without_act_stops_the_closing(register: Path) -> None:
    """Every hard fault is told at once: departures without act, receipts of nothing."""
    look(register, "2025-09-30")
    said = refused(register, "2025Q3", TracerError)
    assert f"movement {story_two.txid('departure')} has no act." in said.splitlines()
    assert any(line.startswith(f"receipt {story_two.coin('seize-6.0')} of 1.6") for line in said.splitlines())


def test_a_coin_beyond_a_range_stops_the_closing(tmp_path: Path) -> None:
    """Its script is of our own descriptor, and no book has it: `check` names it too, whatever acts are on file."""
    register = begun(tmp_path)
    toml = register / "register.toml"
    toml.write_text(toml.read_text().replace("range = [0, 99]", "range = [0, 0]"))
    look(register, "2025-06-30")
    said = [line for line in refused(register, "2025Q2", TracerError).splitlines() if "Extend the range." in line]
    assert said
    assert all("and its range ends with 0: the coin is in no book." in line for line in said)
    assert set(said) <= set(check_register(RegisterCheckRequest(register), context()).faults)


def test_a_disposal_sent_otherwise_stops_the_closing(register: Path) -> None:
    """What the transaction pays others is not what its act says: both are told, and nothing is closed."""
    file_acts(register, "2025-0016")
    admit(register, 1)
    look(register, "2025-09-30")
    path = register / "acts/2025-0013.toml"
    text = path.read_text()
    assert text.count("sat = 25000000 }") == 1
    path.write_text(text.replace("sat = 25000000 }", "sat = 24999999 }"))
    to = "satoshi to 00148a15fdb5279959196b666ce51581f68703801f6d"
    assert refused(register, "2025Q3", TracerError) == (
        "sent differs from act 2025-0013: 6e9d5dd00de554dce22050112a113e1b521d81b27b0de10d92a1b41c8a3d55dd paid "
        f"25000000 {to}; the act says 24999999 {to}."
    )


def test_a_second_act_of_one_transaction_stops_the_closing_and_no_status(register: Path) -> None:
    """Beside a closed period too: the status alarms and shows all else; the closing names both acts."""
    file_acts(register, "2025-0016")
    admit(register, 1)
    look(register, "2025-09-30")
    path = register / "acts/2025-0013.toml"
    (register / "acts/2025-0097.toml").write_text(path.read_text().replace("2025-0013", "2025-0097", 1))
    twice = f"acts 2025-0013 and 2025-0097 name the same transaction {story_two.txid('interlocutory')}"
    found = reserve_status(StatusRequest(register), context(1_759_400_000))  # 2025-10-02
    assert (found.exit_code, [each.text for each in found.status.alarms if each.severity.value == "hard"]) == (
        1,
        [f"{twice}; act 2025-0097 is left out.", BEHIND.format("2025-10-02", "2026-01-12", 6)],
    )
    assert refused(register, "2025Q3", CaseError) == f"{twice}."


BEHIND = (
    "this machine's clock says {}, which is before {}, the day of entry {} of the journal: set the clock right; where "
    "that entry's time is wrong, correct the entry with tracer journal."
)


def test_a_custodian_s_statement_of_something_else_stops_the_closing(register: Path) -> None:
    """What went there and came back gives another sum than the statement says: both are told."""
    file_acts(register, "2025-0016")
    admit(register, 1)
    path = register / "acts/2025-0016.toml"
    path.write_text(path.read_text().replace("sat = 100000000", "sat = 99000000"))
    look(register, "2025-09-30")
    assert refused(register, "2025Q3", TracerError) == (
        'account "Custody account 1": statement of 2025-09-30 says 99000000, the register computes 100000000.'
    )


def test_an_observation_of_other_coins_stops_the_closing(register: Path) -> None:
    """What is on file of the closing block must have the coins that the transactions beside it leave."""
    file_acts(register, "2025-0016")
    admit(register, 1)
    look(register, "2025-09-30")
    path = register / "observations/0000247-118f06a4.json"
    found = observation_file.loads(path.read_bytes(), path.name)
    first = next(wallet for wallet in found.wallets if wallet.coins)
    less = tuple(replace(each, coins=each.coins[1:]) if each is first else each for each in found.wallets)
    path.write_bytes(observation_file.dumps(replace(found, wallets=less)))
    enter_as_it_is(register, path.stem)
    assert refused(register, "2025Q3", IntegrityError) == (
        "observations/0000247-118f06a4.json does not have the coins that the transactions beside it leave."
    )


def test_an_observation_of_another_movement_stops_the_closing(register: Path) -> None:
    """Nor does it say of a movement what the transactions beside it do not: one satoshi less."""
    file_acts(register, "2025-0016")
    admit(register, 1)
    look(register, "2025-09-30")
    path = register / "observations/0000247-118f06a4.json"
    found = observation_file.loads(path.read_bytes(), path.name)
    first = found.movements[0]
    less = (replace(first, value=first.value - 1), *found.movements[1:])
    path.write_bytes(observation_file.dumps(replace(found, movements=less)))
    enter_as_it_is(register, path.stem)
    assert refused(register, "2025Q3", IntegrityError) == (
        f"observations/0000247-118f06a4.json movements: {first.txid}: value_sat is {first.value - 1}, computed "
        f"{first.value}.\nPut it back, or observe again with tracer reserve observe --at 247."
    )


@pytest.mark.parametrize("vout", [0, 1_000])
def test_a_lot_that_is_no_part_of_its_output_stops_the_closing(register: Path, vout: int) -> None:
    """No admission writes one, and a bundle with it would be refused: one satoshi more, or an output that is none."""
    file_acts(register, "2025-0016")
    admit(register, 1)
    look(register, "2025-09-30")
    found = read_register(register, context()).admissions[1]
    place = register / "receipts" / found.case / "admission.json"
    made = story_two.view().transactions([lot.run.receipt.txid for lot in found.lots])
    ends = {lot.id: made[lot.run.receipt.txid].transaction.outputs[lot.run.receipt.vout].value for lot in found.lots}
    wrong = next(lot for lot in found.lots if lot.run.end == ends[lot.id])
    receipt = wrong.run.receipt._replace(vout=wrong.run.receipt.vout + vout)
    run = wrong.run._replace(receipt=receipt, sat=wrong.run.sat + (not vout))
    lots = tuple(replace(lot, run=run) if lot == wrong else lot for lot in found.lots)
    place.write_bytes(admission_file.dumps(replace(found, lots=lots)))
    enter_admissions(register, again=True)
    assert refused(register, "2025Q3", IntegrityError) == (
        f"the admission of case '{found.case}' is not what tracer reserve admit wrote: {wrong.id} is no part of output "
        f"{receipt} as it is here.\nPut it back, or admit the case's bundle again."
    )


def test_what_no_bundle_could_hold_is_not_closed(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A statement that the bundle's own check refuses is not sealed: nobody could ever export it."""
    file_acts(register, "2025-0016")
    admit(register, 1)
    look(register, "2025-09-30")

    def disagreeing(source: bytes, place: str, bag: Mapping[str, bytes]) -> list[tuple[str, str, str]]:
        assert {"data/period.json", "data/acts.json", "data/scripts.json", "data/salt"} <= set(bag)
        assert source == bag["data/verify/verify_title.py"] == Path(place).read_bytes()
        return [("B2", "Movements", "says 7 rows, computed 6 rows")]

    monkeypatch.setattr(stand_alone, "failed_items_of_all", disagreeing)
    assert refused(register, "2025Q3", IntegrityError) == (
        "2025Q3 is not closed, for its bundle would fail its own check: item B2 of verify_books.py, Movements: says 7 "
        "rows, computed 6 rows.\nThis is a fault of the tracer: please report it."
    )
    monkeypatch.undo()
    assert close(CloseRequest(register, "2025Q3", draw=salt), context()).statement.period == "2025Q3"


def test_an_observation_of_a_branch_that_fell_is_passed_over(register: Path) -> None:
    """The highest observation says which blocks stand; another's does not close the period."""
    file_acts(register, "2025-0016")
    admit(register, 1)
    look(register, "2025-09-30")
    found = observation_file.loads((register / "observations/0000247-118f06a4.json").read_bytes(), "observation")
    fallen = replace(found, block=replace(found.block, height=248, hash=BlockHash("cd" * 32)))
    (register / f"observations/{fallen.name}.json").write_bytes(observation_file.dumps(fallen))
    look(register, "260")
    assert close(CloseRequest(register, "2025Q3", draw=salt), context()).statement.closing.height == 247


def test_a_reorganisation_across_the_opening_is_told(whole: Path) -> None:
    """Where the opening block is another branch's, what was closed on it must be restated first."""
    found = statement(whole, "2025Q4")
    assert found.opening is not None
    material = closing_material(whole, story_two.register(), Period.parse("2025Q4")).material
    refuse_other_chain(found.opening, material)
    stale = replace(found, opening=replace(found.opening, hash=BlockHash("ab" * 32)))
    with pytest.raises(IntegrityError) as raised:
        refuse_other_chain(stale.opening, material)
    assert str(raised.value) == (
        f"the opening block {'ab' * 32} at height 247 is no ancestor of the closing block: the chain has "
        f"{story_two.block(247)} there. The period before was closed on another branch: close a restatement of it."
    )


@pytest.mark.parametrize(("at", "words"), [("2025-09-30", "2025Q4 is not closed"), ("2025-12-31", None)])
def test_the_period_before_must_be_closed(register: Path, at: str, words: str | None) -> None:
    """A period that does not go on from a closed one is refused before anything is computed."""
    file_acts(register, "9999")
    admit(register, 1)
    look(register, at)
    period = "2026Q1" if words else "2025Q4"
    before = "2025Q4" if words else "2025Q3"
    assert refused(register, period, CaseError) == (
        f"{before} is not closed; close it first: its closing is {period}'s opening."
    )


def test_an_observation_of_the_closing_block_is_needed(tmp_path: Path) -> None:
    """Without one the command to run is named."""
    register = begun(tmp_path)
    file_acts(register, "2025-0006")
    run = f"Run tracer reserve observe {register} --chain SOURCE --at 2025-06-30"
    assert refused(register, "2025Q2", CaseError) == f"no observation is of a block before the end of 2025Q2.\n{run}"
    look(register, "130")
    assert refused(register, "2025Q2", CaseError) == (
        f"no observation is of the closing block of 2025Q2: the period has blocks after 130.\n{run}"
    )


def test_a_period_that_is_not_settled_is_not_closed(tmp_path: Path) -> None:
    """Before a block's median time has come to its end, or with too few confirmations, nothing is closed."""
    register = begun(tmp_path)
    file_acts(register, "2025-0006")
    look(register, "333")
    said = refused(register, "2026Q1", SourceError, NOW + 100 * 86_400)
    assert said.startswith("2026Q1 is not settled: the tip's median time is 2026-01-05 07:")
    assert said.endswith(f"\nWhen it is, run tracer reserve observe {register} --chain SOURCE --at 2026-03-31")


def test_an_input_that_was_changed_is_told(register: Path) -> None:
    """A closed period recomputes from the inputs it lists; the first that is another file is named."""
    path = register / "acts/2025-0002.toml"
    sealed = hashlib.sha256((register / "periods/2025Q2/period.json").read_bytes()).hexdigest()
    path.write_bytes(path.read_bytes() + b"# one word more\n")
    file_acts(register, "2025-0001")
    look(register, "2025-09-30")
    said = refused(register, "2025Q3", IntegrityError)
    begins, _, rest = said.partition(" and recomputes to ")
    assert begins == f"period 2025Q2 was sealed as {sealed[:4]}…"
    assert rest[4:] == "…: its input acts/2025-0002.toml is another file."


def test_an_input_that_is_gone_is_told(register: Path) -> None:
    """A missing act is named."""
    (register / "acts/2025-0006.toml").unlink()
    with pytest.raises(IntegrityError, match=r"its input acts/2025-0006\.toml is missing\.$"):
        check_sealed(read_register(register, context()), read_closed(register))


def test_a_register_that_grew_keeps_its_closed_periods(register: Path) -> None:
    """A closed period is computed with the register it was closed with, and with the acts it lists."""
    path = register / "register.toml"
    path.write_text(path.read_text().replace('languages = ["kk", "ru", "en"]', 'languages = ["kk"]'))
    file_acts(register, "9999")
    admit(register, 1)
    check_sealed(read_register(register, context()), read_closed(register))


def test_a_statement_that_was_edited_is_told(register: Path) -> None:
    """A statement whose hash is not the one in the journal was changed, whatever it says now."""
    path = register / "periods/2025Q2/period.json"
    sealed = hashlib.sha256(path.read_bytes()).hexdigest()
    found = statement(register, "2025Q2")
    path.write_bytes(period_file.dumps(replace(found, private_root="00" * 32)))
    now = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(IntegrityError) as raised:
        check_sealed(read_register(register, context()), read_closed(register))
    assert str(raised.value) == (
        f"period 2025Q2 was sealed as {sealed[:4]}…; periods/2025Q2/period.json is now {now[:4]}…."
    )


@pytest.mark.parametrize("kept", [0, -1], ids=["gone", "its last line cut"])
def test_a_period_that_the_journal_does_not_have_is_told(register: Path, tmp_path: Path, kept: int) -> None:
    """Without the entry of its closing anyone could have replaced it: check, close, export and status end with 4."""
    journal = register / "journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    assert b'"period-closed"' in lines[-1]
    journal.write_bytes(b"".join(lines[:kept]))
    if not kept:
        journal.unlink()
    else:
        assert tracer("reserve", "close", register, "--period", "2025Q3").code == 4
    digest = hashlib.sha256((register / "periods/2025Q2/period.json").read_bytes()).hexdigest()
    said = f"period 2025Q2 lies there as {digest[:4]}…, and the journal has no entry of its closing"
    with pytest.raises(IntegrityError) as raised:
        check_sealed(read_register(register, context()), read_closed(register))
    assert str(raised.value).startswith(said)
    for words in (
        ("check", register),
        ("status", register, "--json"),
        ("export", register, "--period", "2025Q2", "--profile", "public", "--out", tmp_path / "out"),
    ):
        ended = tracer("reserve", *words)
        assert (words[0], ended.code) == (words[0], 4)
        assert said in ended.out + ended.err
    assert not (tmp_path / "out").exists()
    file_acts(register, "2025-0016")
    admit(register, 1)
    look(register, "2025-09-30")
    if not kept:
        look(register, "2025-06-30")
    assert refused(register, "2025Q3", IntegrityError).startswith(said)


def test_a_period_is_not_closed_on_an_observation_without_entry(register: Path) -> None:
    """Nobody has held it against the chain: the next look does."""
    file_acts(register, "2025-0016")
    admit(register, 1)
    look(register, "2025-09-30")
    journal = register / "journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    assert b'"observed"' in lines[-1]
    journal.write_bytes(b"".join(lines[:-1]))
    assert refused(register, "2025Q3", CaseError).startswith(
        "observation 0000247-118f06a4 has no entry in the journal: its command was interrupted"
    )
    look(register, "2025-09-30")
    close(CloseRequest(register, "2025Q3", draw=salt), context())


def test_a_closed_period_that_is_gone_is_told(register: Path) -> None:
    """The journal has it; where nothing of it waits for its place, no closing was interrupted."""
    digest = hashlib.sha256((register / "periods/2025Q2/period.json").read_bytes()).hexdigest()
    shutil.rmtree(register / "periods" / "2025Q2")
    with pytest.raises(IntegrityError) as raised:
        check_sealed(read_register(register, context()), read_closed(register))
    assert str(raised.value) == (f"period 2025Q2 was sealed as {digest[:4]}…; periods/2025Q2/period.json is missing.")


def test_a_changed_salt_is_told(register: Path) -> None:
    """It is in no entry; computing again tells."""
    path = register / "periods/2025Q2/salt"
    path.write_bytes(bytes(32))
    with pytest.raises(IntegrityError, match=r"its inputs are the same, so that the statement or the chain material"):
        check_sealed(read_register(register, context()), read_closed(register))


def test_an_opening_that_is_not_the_closing_before_is_told(register: Path) -> None:
    """Statements that do not compose are refused, with both figures."""
    path = register / "periods/2025Q2/period.json"
    found = statement(register, "2025Q2")
    books = replace(found.books.books, closing=1_389_840_001, receipts=1_419_900_001)
    forged = replace(found, books=replace(found.books, books=books))
    before = Predecessors(FiledStatement(forged, "ab" * 32), None)
    file_acts(register, "2025-0016")
    admit(register, 1)
    look(register, "2025-09-30")
    with pytest.raises(IntegrityError, match=r"^opening 1389840000 is not 2025Q2's closing 1389840001\.$"):
        compute(given(register, "2025Q3", before))
    assert path.exists()


def test_a_closing_that_was_interrupted_is_finished_by_the_next(register: Path) -> None:
    """What the journal has gets its place and is told as closed then; what it does not have is removed."""
    place = register / "periods"
    (place / "2025Q2").rename(place / ".2025Q2.closing")
    with pytest.raises(IntegrityError, match=r"Its closing was interrupted: run tracer reserve close --period 2025Q2"):
        check_sealed(read_register(register, context()), read_closed(register))
    done = close(CloseRequest(register, "2025Q2", draw=salt), context(NOW + 86_400))
    entries = reserve_journal.load(register, "KZ-EXAMPLE").entries
    assert (done.entry, done.closed.isoformat()) == (len(entries), "2026-01-12")
    assert done.sha256 == hashlib.sha256((place / "2025Q2/period.json").read_bytes()).hexdigest()
    check_sealed(read_register(register, context()), read_closed(register))
    shutil.copytree(place / "2025Q2", place / ".2025Q3.closing")
    shutil.copytree(place / "2025Q2", place / ".2025Q2.closing")
    assert "sealed" in refused_after(register, "2025Q2")
    assert [each.name for each in place.iterdir()] == ["2025Q2"]


def refused_after(register: Path, period: str) -> str:
    """Return why a period is not closed; what was left half is removed meanwhile."""
    with pytest.raises(CaseError) as raised:
        close(CloseRequest(register, period, draw=salt), context())
    return str(raised.value)


def test_without_its_entry_nothing_is_closed(register: Path) -> None:
    """A journal with a torn line takes no entry: the period is not there, and can be closed when it is mended."""
    file_acts(register, "2025-0016")
    admit(register, 1)
    look(register, "2025-09-30")
    journal = register / "journal.jsonl"
    whole = journal.read_bytes()
    journal.write_bytes(whole + b"{")
    assert "torn" in refused(register, "2025Q3", IntegrityError)
    journal.write_bytes(whole)
    close(CloseRequest(register, "2025Q3", draw=salt), context())


def test_the_check_of_a_register_computes_closed_periods_again(register: Path) -> None:
    """`tracer reserve check` says which input is another file, exit code 4."""
    assert tracer("reserve", "check", register).code == 0
    path = register / "acts/2025-0006.toml"
    path.write_bytes(path.read_bytes() + b"# one word more\n")
    wrong = tracer("reserve", "check", register)
    assert wrong.code == 4
    assert "its input acts/2025-0006.toml is another file." in wrong.err


def test_the_commands_end_as_they_find(register: Path, tmp_path: Path) -> None:
    """Closing, comparing and sealing print what they did; each refusal has its code."""
    file_acts(register, "2025-0016")
    admit(register, 1)
    assert tracer("reserve", "close", register, "--period", "2025Q3").code == 2
    look(register, "2025-09-30")
    closed_now = tracer("reserve", "close", register, "--period", "2025Q3", "--who", "R. Registrar")
    assert closed_now.code == 0
    assert closed_now.out.startswith("2025Q3 closed at block 247: opening 1389840000, closing 1754790600 satoshi; ")
    file_acts(register, "2025-0017")
    told = json.loads(tracer("reserve", "close", register, "--period", "2025Q3-r1", "--json").out)
    assert (told["period"], told["restates"]["period"], len(told["restates"]["figures"])) == ("2025Q3-r1", "2025Q3", 4)
    assert tracer("reserve", "close", register, "--period", "2025Q5").code == 2
    compared = tracer("reserve", "diff", register, "2025Q3", "2025Q3-r1")
    assert compared.code == 0
    assert compared.out.splitlines()[-3:] == [
        "title_sat.untitled: 999860000 -> 864860000",
        "input acts/2025-0017.toml is new",
        "input periods/2025Q3/period.json is new",
    ]
    assert tracer("reserve", "diff", register, "2025Q3", "2025Q4").err.strip() == (
        "Error: 2025Q4 is not closed; closed are 2025Q2, 2025Q3, 2025Q3-r1."
    )
    out = tmp_path / "public"
    sealed = tracer("reserve", "export", register, "--period", "2025Q3-r1", "--profile", "public", "--out", out)
    assert (sealed.code, sealed.err.splitlines()[-1]) == (0, f"Next: tracer verify {out}")
    assert tracer("verify", out).code == 0
    again = tracer("reserve", "export", register, "--period", "2025Q3-r1", "--profile", "public", "--out", out)
    assert again.code == 2


def test_kill_9_loses_nothing_and_leaves_nothing_half(register: Path, tmp_path: Path) -> None:
    """Killed at any of its steps a period is not closed, or closed whole; asked again, it is closed and entered."""
    file_acts(register, "2025-0016")
    admit(register, 1)
    look(register, "2025-09-30")

    def act(place: Path) -> None:
        close(CloseRequest(place, "2025Q3", draw=salt), context())

    whole = Path(shutil.copytree(register, tmp_path / "whole" / "register"))
    steps = steps_of(lambda: act(whole))
    sealed = (whole / "periods/2025Q3/period.json").read_bytes()
    seen = set()
    for moment in moments(steps):
        place = Path(shutil.copytree(register, tmp_path / str(moment) / "register"))
        steps_of(lambda place=place: act(place), moment)  # type: ignore[misc]
        found = read_closed(place)
        seen.add(tuple(found))
        if "2025Q3" in found:
            file_acts(place, "2025-0017")
            close(CloseRequest(place, "2025Q3-r1", draw=salt), context())
        else:
            act(place)
        assert (place / "periods/2025Q3/period.json").read_bytes() == sealed
        assert not [each.name for each in (place / "periods").iterdir() if each.name.startswith(".")]
        entries = reserve_journal.load(place, "KZ-EXAMPLE").entries
        named = [each.details["period"] for each in entries if each.kind == "period-closed"]
        assert named[:2] == ["2025Q2", "2025Q3"]
        assert len(named) == len({*named})
        shutil.rmtree(place)
    assert seen == {("2025Q2",), ("2025Q2", "2025Q3")}


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("publish_addresses = false", "publish_addresses = true", "publish_addresses is true and was false"),
        ('zone = "Asia/Almaty"', 'zone = "Asia/Tokyo"', "zone is Asia/Tokyo and was Asia/Almaty"),
    ],
)
def test_a_key_of_the_register_that_one_person_changed_closes_no_period(
    register: Path, tmp_path: Path, old: str, new: str, key: str
) -> None:
    """`check` ends with 2, `status` alarms, `close` refuses; a convention of two persons lets it through."""
    place = Path(shutil.copytree(register, tmp_path / "changed"))
    path = place / "register.toml"
    text = path.read_text()
    path.write_text(text.replace(old, new) if old in text else text.replace("[register]\n", f"[register]\n{new}\n"))
    assert path.read_text() != text
    said = f"register.toml: {key} when 2025Q2 was closed: put it back, or write an act of kind convention"
    ended = tracer("reserve", "check", place)
    assert (ended.code, said in ended.err) == (2, True)
    with pytest.raises(TracerError, match=re.escape(said)):
        close(CloseRequest(place, "2025Q3", draw=salt), context())
    name, _, value = new.partition(" = ")
    (place / "acts" / "2025-0090.toml").write_text(
        'id = "2025-0090"\nkind = "convention"\ndate = 2025-07-02\nsigned_by = ["K. Example", "S. Sample"]\n'
        f'name = "register"\n[values]\n{name} = {value}\n'
    )
    assert said not in tracer("reserve", "check", place).err
