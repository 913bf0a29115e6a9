"""A register's status out of what is filed: figures of both stories, and what ends with a hard alarm."""

import datetime as dt
import json
import shutil
import subprocess
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.reserve.closing import DOCUMENT
from tests.reserve.entering import enter_admissions, enter_as_it_is
from tests.reserve.exports.test_beancount import BEAN_CHECK
from tests.reserve.story_bundles import FIXTURES, bundle, context, register
from tests.story import BLOCKS, NAMES
from tracer.errors import CaseError
from tracer.formats import canonical
from tracer.operations.context import Context
from tracer.operations.reserve_admit import AdmitRequest, admit_case
from tracer.operations.reserve_check import RegisterCheckRequest, check_register
from tracer.operations.reserve_exports import ReserveExportRequest, accountants_journal, wallet_labels
from tracer.operations.reserve_observe import ObserveRequest, observe
from tracer.operations.reserve_status import ReserveStatus, StatusRequest, reserve_status
from tracer.operations.sources import ChainSource
from tracer.reserve.observation import FaultKind, ObservedFault
from tracer.reserve.observation_file import written_fault
from tracer.reserve.status import Severity
from tracer.reserve.title_rows import Title

TWO = FIXTURES / "two" / "blocks.blk"
EXPECTED = json.loads((FIXTURES / "two" / "expected.json").read_text())


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first story's register, its case admitted, observed at height 140."""
    place = register(tmp_path_factory.mktemp("first"))
    admit_case(AdmitRequest(place, bundle()), at("2025-06-02"))
    observe(ObserveRequest(place, ChainSource(str(BLOCKS)), "140"), at("2025-06-02"))
    return place


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The register carried on, both cases admitted, observed at the last block of part two."""
    place = register(tmp_path_factory.mktemp("second"), "two")
    for version in ("story", "second"):
        admit_case(AdmitRequest(place, bundle(version)), context())
    observe(ObserveRequest(place, ChainSource(str(TWO))), context())
    return place


def at(moment: str) -> Context:
    """Return who asks at noon of a day in Almaty."""
    return replace(context(), clock=lambda: int(dt.datetime.fromisoformat(f"{moment}T12:00:00+05:00").timestamp()))


def of(place: Path, day: str | None = None, today: str = "2026-01-12") -> ReserveStatus:
    """Return a register's status on a day, asked for on another."""
    return reserve_status(StatusRequest(place, None if day is None else dt.date.fromisoformat(day)), at(today))


@pytest.fixture
def changed(second: Path, tmp_path: Path) -> Path:
    """A copy of the register carried on that a test may change."""
    return Path(shutil.copytree(second, tmp_path / "register"))


@pytest.mark.parametrize("day", ["2025-06-30", None])
def test_the_first_story_holds_what_was_worked_out_by_hand(first: Path, day: str | None) -> None:
    """In the reserve wallet 1,339,850,000, titled 839,920,000, untitled 499,930,000; in all 1,389,840,000."""
    found = of(first, day, "2025-07-01")
    reserve = found.status.wallets[2]
    assert (found.status.held, reserve.held) == (1_389_840_000, 1_339_850_000)
    assert (reserve.title[Title.TITLED], reserve.title[Title.UNTITLED]) == (839_920_000, 499_930_000)
    (order,) = [each for each in found.status.orders if each.order == "1-77/2025"]
    assert (order.ordered, order.covered, order.shortfall) == (850_000_000, 839_920_000, 10_080_000)
    assert (found.exit_code, found.notes) == (0, ())
    assert found.status.block.height == (138 if day else 140)


def test_a_day_that_is_not_over_says_so(first: Path) -> None:
    """Nothing observed says what comes until the day's end: the last block is told of, with a note."""
    found = of(first, "2025-12-31")
    assert found.status.block.height == 140
    assert found.notes[0].startswith("2025-12-31 is not settled: the tip's median time is")


def test_a_day_before_the_chain_is_refused(first: Path) -> None:
    """No block closes it."""
    with pytest.raises(CaseError, match="no block of this source closes it"):
        of(first, "2008-10-31")


def test_a_register_that_was_never_observed_is_told_how(tmp_path: Path) -> None:
    """Status reads what is filed; without an observation there is nothing to read."""
    with pytest.raises(CaseError, match="has no observation yet: run tracer reserve observe"):
        of(register(tmp_path))


TITLES = {
    "2025-06-30": (0, 0, 839_920_000, 0, 549_920_000, 0),
    "2025-09-30": (50_000_000, 45_000_000, 844_920_000 - 50_000_000, 0, 864_860_000, 10_600),
    "2025-12-31": (150_000_000, 20_000_000, 899_890_000, 44_960_000, 544_920_000, 7_980_600),
}
"""Assigned, encumbered, titled, appealable, untitled, unsolicited: as the fixtures' page has them.

A status knows every act on file: of September the correction, and the assignment of 50,000,000 of the 20th that was
filed late and so is in no statement of that quarter.
"""


@pytest.mark.parametrize("day", TITLES)
def test_the_register_carried_on_holds_what_was_worked_out_by_hand(second: Path, day: str) -> None:
    """Six titles at the ends of three quarters; they add up to what is held."""
    found = of(second, day).status
    assert tuple(found.title.values()) == TITLES[day]
    assert found.held == sum(TITLES[day])
    assert found.without_title == sum(TITLES[day][3:])


def test_wallets_that_are_not_counted_are_listed(second: Path) -> None:
    """The one of another body and the one without proof of control, each with its sentence."""
    notes = [each.text for each in of(second, "2025-12-31").status.alarms if each.kind == "not-counted"]
    assert len(notes) == 2
    assert any(text.endswith("body is not this register's; watched, not counted.") for text in notes)
    assert any(text.endswith("no proof of control; listed, not counted.") for text in notes)


def test_an_open_pledge_and_an_appeal_are_told(second: Path) -> None:
    """A's 20,000,000 are pledged at the year's end, and the judgment of 25 November can still be appealed."""
    found = of(second, "2025-12-31").status
    assert [(each.kind, each.sat) for each in found.burdens] == [("pledge", 20_000_000)]
    assert [each.what.split(" against ")[0] for each in found.expiring] == ["time to appeal"]


def test_a_departure_that_no_act_names_is_a_hard_alarm(changed: Path) -> None:
    """Without the act that explains it the departure alarms, with txid, amount, wallet and height."""
    (changed / "acts" / "2025-0015.toml").unlink()
    found = of(changed)
    txid = json.loads((FIXTURES / "two" / "names.json").read_text())["transactions"]["departure"]["txid"]
    said = f'{txid} moved 0.49980000 BTC out of "Agency seizure wallet" at height 233; no act covers it.'
    assert [each.text for each in found.status.alarms if each.kind == "late"] == [said]
    assert found.exit_code == 1
    before = of(changed, "2025-07-31")
    assert ([each for each in before.status.alarms if each.kind == "late"], before.exit_code) == ([], 0)


def hard(found: ReserveStatus) -> list[tuple[str, str]]:
    """Return the kinds and sentences of what ends with 1."""
    return [(each.kind, each.text) for each in found.status.alarms if each.severity.value == "hard"]


def test_an_assignment_of_what_is_gone_is_found_by_a_check(changed: Path) -> None:
    """A check names it, a status alarms and shows all else, exports refuse; a claim on the same lot is only said."""
    head = 'date = 2025-12-20\nsigned_by = ["K. Example", "S. Sample"]\nlots = { "L-0005" = 29990000 }\n' + DOCUMENT
    act = changed / "acts" / "2025-0098.toml"
    act.write_text(f'id = "2025-0098"\nkind = "claim"\nfrom = 2025-12-20\n{head}')
    said = "act 2025-0098 {} 29990000 satoshi of L-0005; on 2025-12-20 0 are held{}."
    claims, assigns = said.format("claims", ""), said.format("assigns", " and under no earlier assignment")
    answer = check_register(RegisterCheckRequest(changed), context())
    assert (answer.faults, claims in answer.notes) == ((), True)
    before = of(changed)
    assert [each.severity.value for each in before.status.alarms if each.text == claims] == ["warning"]
    assert (before.exit_code, hard(before)) == (0, [])
    act.write_text(f'id = "2025-0098"\nkind = "assignment"\n{head}')
    assert check_register(RegisterCheckRequest(changed), context()).faults == (assigns,)
    found = of(changed)
    assert (found.exit_code, hard(found)) == (1, [("file", assigns)])
    assert (found.status.held, found.status.title) == (before.status.held, before.status.title)
    for make in (wallet_labels, accountants_journal):
        with pytest.raises(CaseError, match=r"^act 2025-0098 assigns 29990000 satoshi"):
            make(ReserveExportRequest(changed), context())
    assert "file" not in {kind for kind, _ in hard(of(changed, "2025-12-19"))}


DISPOSED = "324a49df8f4ae0af7c6c16d6a1e8f326c7d5eae399a986696334ecad68c25702"


def test_a_second_act_of_one_transaction_is_found_by_a_check(changed: Path) -> None:
    """So are lots that its coins do not hold: a check tells all of it; a status alarms and has the books without it."""
    before = of(changed)
    (changed / "acts" / "2025-0015.toml").unlink()
    txid = json.loads((FIXTURES / "two" / "names.json").read_text())["transactions"]["departure"]["txid"]
    for number, sent in (("2025-0097", DISPOSED), ("2025-0098", txid)):
        (changed / "acts" / f"{number}.toml").write_text(
            f'id = "{number}"\nkind = "disposal"\ndate = 2025-12-20\nsigned_by = ["K. Example", "S. Sample"]\n'
            f'method = "otc"\nlots = {{ "L-0005" = 29990000 }}\nbasis = "an order"\ntxid = "{sent}"\n'
            'text = { file = "texts/2025-0006.txt", '
            'sha256 = "43b0bb8b38e288b81251b1fca0971bac11a6cae1b4128b85a7fb98afc3765db6" }\n'
        )
    answer = check_register(RegisterCheckRequest(changed), context())
    twice = f"acts 2025-0005 and 2025-0097 name the same transaction {DISPOSED}."
    assert (answer.folder, answer.faults[0]) == (None, twice)
    assert answer.faults[1].startswith(f"act 2025-0098 disposes of 29990000 satoshi; {txid} pays ")
    assert answer.faults[2] == (
        f"act 2025-0098 disposes of 29990000 satoshi of L-0005; the coins that {txid} spends hold 0 of it."
    )
    found = of(changed)
    late, *files = hard(found)
    assert late[0] == "late"
    assert [text for _, text in files] == [
        f"{text.removesuffix('.')}; act {number} is left out."
        for text, number in zip(answer.faults, ("2025-0097", "2025-0098", "2025-0098"), strict=True)
    ]
    assert (found.exit_code, found.status.title) == (1, before.status.title)
    for day in ("2025-12-21", "2025-12-31"):
        on_day = hard(of(changed, day))
        assert (late in on_day, [each for each in on_day if each[0] == "file"]) == (True, files)
    shutil.rmtree(changed / "observations")
    (changed / "journal.jsonl").unlink()
    enter_admissions(changed)
    assert check_register(RegisterCheckRequest(changed), context()).faults == (twice,)


def test_acts_are_not_held_against_another_chain_than_the_wallets_have(changed: Path) -> None:
    """Where wallets changed since the last observation a check says that acts were not held against it."""
    path = changed / "register.toml"
    path.write_text(path.read_text() + ADDED)
    notes = check_register(RegisterCheckRequest(changed), context()).notes
    assert any(each.startswith("acts were not held against the chain: the register's wallets") for each in notes)


ADDED = (
    '\n[[wallet]]\nname = "Another"\nbody = "Agency (example)"\nstage = "watched"\n'
    'addresses = ["bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"]\n'
)


def test_what_an_observation_found_in_storage_alarms_still(changed: Path) -> None:
    """A coin that was missing stays an alarm, whatever acts say; what acts explain is judged again, not read."""
    (last,) = (changed / "observations").glob("*.json")
    content = last.read_bytes()
    assert content.startswith(b'{"faults":[],')
    txid = json.loads((FIXTURES / "two" / "names.json").read_text())["transactions"]["departure"]["txid"]
    left = f'{txid} moved 0.49980000 BTC out of "Agency seizure wallet" at height 233; no act covers it.'
    faults = [
        ObservedFault(FaultKind.MISSING, "x", "the coin is gone"),
        ObservedFault(FaultKind.LATE, txid, left),
        ObservedFault(FaultKind.FILE, "z", "an act was wrong"),
    ]
    rows = b",".join(canonical.dumps(written_fault(each)) for each in faults)
    last.write_bytes(content.replace(b'"faults":[]', b'"faults":[' + rows + b"]", 1))
    enter_as_it_is(changed, last.stem)
    found = of(changed)
    assert [(each.kind, each.text) for each in found.status.alarms if each.severity.value == "hard"] == [
        ("missing", "the coin is gone")
    ]
    assert found.exit_code == 1


def test_a_custodian_s_other_figure_is_a_hard_alarm(changed: Path) -> None:
    """A statement a satoshi off: both figures are told."""
    act = changed / "acts" / "2026-0001.toml"
    text = act.read_text()
    assert text.count("sat = 69985000") == 1
    act.write_text(text.replace("sat = 69985000", "sat = 69985001"))
    found = of(changed, "2025-12-31")
    (said,) = [each.text for each in found.status.alarms if each.kind == "account"]
    assert said.endswith("statement of 2025-12-31 says 69985001, the register computes 69985000.")
    assert found.exit_code == 1


def test_labels_and_journal_are_written_where_asked(second: Path, tmp_path: Path) -> None:
    """Both at a day's end, the same bytes each time; a file that is there is never written over."""
    day = dt.date(2025, 12, 31)
    for make, name in ((wallet_labels, "labels.jsonl"), (accountants_journal, "reserve.beancount")):
        request = ReserveExportRequest(second, day, tmp_path / name)
        made = make(request, context())
        assert (tmp_path / name).read_bytes() == made.content
        assert make(ReserveExportRequest(second, day), context()).content == made.content
        assert (made.as_json()["day"], made.as_json()["height"]) == ("2025-12-31", 327)
        with pytest.raises(CaseError, match="exists already"):
            make(request, context())


AGE = "the last observation is of 2025-07-01, {} days before {}: what moved since is not known."


@pytest.mark.parametrize(
    ("today", "day", "severity", "said"),
    [
        ("2025-07-03", None, None, ""),
        ("2025-07-04", None, Severity.WARNING, AGE.format(3, "today, 2025-07-04")),
        ("2025-07-08", None, Severity.WARNING, AGE.format(7, "today, 2025-07-08")),
        ("2025-07-09", None, Severity.HARD, AGE.format(8, "today, 2025-07-09")),
        ("2026-07-01", "2025-07-03", None, ""),
        ("2026-07-01", "2025-06-30", None, ""),
        ("2026-07-01", "2025-07-04", Severity.WARNING, AGE.format(3, "2025-07-04")),
        ("2026-07-01", "2025-07-09", Severity.HARD, AGE.format(8, "2025-07-09")),
        ("2025-07-09", "2025-12-31", Severity.HARD, AGE.format(8, "today, 2025-07-09")),
        ("2025-07-09", "2025-07-09", Severity.HARD, AGE.format(8, "today, 2025-07-09")),
        ("2025-06-01", None, None, ""),
    ],
)
def test_an_old_observation_is_told(
    first: Path, today: str, day: str | None, severity: Severity | None, said: str
) -> None:
    """From three days on with a warning, from eight on it alarms: whoever stops the nightly look hides nothing.

    A day that is past is judged by itself, one that is to come by today.
    """
    found = of(first, day, today)
    told = [(each.severity, each.text) for each in found.status.alarms if each.kind == "observation"]
    assert told == ([] if severity is None else [(severity, said)])
    if day is None:
        assert found.exit_code == (severity is Severity.HARD)


def test_the_age_is_counted_in_the_register_s_days(first: Path) -> None:
    """At midnight in Almaty a day older, whatever day it is elsewhere."""
    last = int(dt.datetime.fromisoformat("2025-07-04T00:00:00+05:00").timestamp())
    for moment, told in ((last - 1, 0), (last, 1)):
        found = reserve_status(StatusRequest(first), replace(context(), clock=partial(int, moment)))
        assert [each.kind for each in found.status.alarms].count("observation") == told


def test_the_journal_ends_with_the_titles_worked_out_by_hand(second: Path) -> None:
    """What accounts hold on the last day, by title: every coin of the year went through its postings."""
    content = accountants_journal(ReserveExportRequest(second, dt.date(2025, 12, 31)), context()).content.decode()
    sums = dict.fromkeys((each.value for each in Title), 0)
    for line in content.splitlines():
        words = line.split()
        if words[1:2] == ["balance"] and words[2].startswith("Assets:Wallets:"):
            sums[words[2].rpartition(":")[2].lower()] += int(words[3])
    assert tuple(sums.values()) == TITLES["2025-12-31"]
    (claim,) = [line.split()[3] for line in content.splitlines() if " balance Assets:Custodians:" in line]
    assert claim == str(100_000_000 - 30_000_000 - 15_000)


def test_titles_change_on_the_days_of_acts(second: Path) -> None:
    """The assignment of 20 September is a transaction of its day, though nothing moved then."""
    content = accountants_journal(ReserveExportRequest(second, dt.date(2025, 12, 31)), context()).content.decode()
    assert '\n2025-09-20 * "title"\n' in content


def test_what_moves_between_wallets_keeps_its_title(second: Path) -> None:
    """Of C's 160,000,000 that go to the reserve 150,000,000 are titled before and after; the fee is of the others."""
    content = accountants_journal(ReserveExportRequest(second, dt.date(2025, 12, 31)), context()).content.decode()
    txid = json.loads((FIXTURES / "two" / "names.json").read_text())["transactions"]["move-c"]["txid"]
    (block,) = [part for part in content.split("\n\n") if txid in part]
    postings = [line.split() for line in block.splitlines() if line.endswith(" SAT")]
    assert {name.removeprefix("Assets:Wallets:"): int(sat) for name, sat, _ in postings} == {
        "Border-seizure-wallet:Titled": -150_000_000,
        "Border-seizure-wallet:Untitled": -10_000_000,
        "State-reserve-wallet:Titled": 150_000_000,
        "State-reserve-wallet:Untitled": 9_990_000,
        "Expenses:Fees": 10_000,
    }


@pytest.mark.skipif(BEAN_CHECK is None, reason="bean-check is not installed; it is GPL and no part of the product")
def test_beancount_takes_the_journal_of_both_stories(first: Path, second: Path, tmp_path: Path) -> None:
    """Transfers, a deposit and a withdrawal, a joint transaction, claims and assignments: no fault in either."""
    assert BEAN_CHECK is not None
    for name, place in (("first", first), ("second", second)):
        out = tmp_path / f"{name}.beancount"
        accountants_journal(ReserveExportRequest(place, out=out), context())
        ran = subprocess.run([BEAN_CHECK, "--no-cache", out], capture_output=True, text=True, check=False)
        assert (ran.returncode, ran.stdout + ran.stderr) == (0, "")


def test_names_of_the_stories_are_the_recorded_ones() -> None:
    """Both fixtures speak of one chain: the first story's transactions are part two's too."""
    both = json.loads((FIXTURES / "two" / "names.json").read_text())["transactions"]
    assert {name: both[name]["txid"] for name in NAMES["transactions"]} == {
        name: each["txid"] for name, each in NAMES["transactions"].items()
    }
