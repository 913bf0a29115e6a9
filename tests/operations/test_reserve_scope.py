"""Wallets come into the books and leave them by acts of scope alone, once a period is closed."""

import datetime as dt
import json
import re
import shutil
from pathlib import Path

import pytest

from tests.reserve import story_two, verifying
from tests.reserve.closing import admit, begun, closed, context, exported, file_acts, look, salt
from tests.reserve.folders import look as observed
from tracer.chain import address
from tracer.chain.amount import as_bitcoin
from tracer.chain.network import REGTEST
from tracer.cli.reserve.observation_report import print_observed
from tracer.cli.reserve.status_report import print_status
from tracer.errors import CaseError, TracerError
from tracer.operations import reserve_observations
from tracer.operations.reserve_check import RegisterCheckRequest, check_register
from tracer.operations.reserve_close import CloseRequest, close
from tracer.operations.reserve_observe import Observed
from tracer.operations.reserve_status import StatusRequest, reserve_status
from tracer.operations.verify import VerifyRequest, verify
from tracer.reserve.period_rows import PeriodStatement
from tracer.reserve.profiles import Profile
from tracer.reserve.status import Status

ACT = """
id = "2025-0016"
kind = "scope"
date = {day}
text = {{ file = "texts/2025-0006.txt", sha256 = "43b0bb8b38e288b81251b1fca0971bac11a6cae1b4128b85a7fb98afc3765db6" }}
signed_by = ["A. Example", "B. Example"]
wallet = "{wallet}"
{keys}
reason = "Control was shown."
"""
ENTERS, LEAVES = "enters = true", "leaves = true"
OLD = '[[wallet]]\nname = "Old Agency address"'


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the register with its first period closed and its second observed; nobody writes to it."""
    register = begun(tmp_path_factory.mktemp("second"))
    closed(register, "2025Q2")
    file_acts(register, "2025-0015")
    admit(register, 1)
    look(register, "2025-09-30")
    return register


@pytest.fixture
def register(second: Path, tmp_path: Path) -> Path:
    """Return a copy of the register."""
    return Path(shutil.copytree(second, tmp_path / "register"))


def edited(register: Path, old: str, new: str) -> None:
    """Change one place of `register.toml`."""
    path = register / "register.toml"
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


def payee() -> str:
    """Return the address that a departure of the second quarter pays: a thief's."""
    txid = story_two.txid("departure")
    transaction = story_two.view().transactions([txid])[txid].transaction
    ours = {each.script for wallet in story_two.register().wallets for each in wallet.scripts}
    script = next(each.script for each in transaction.outputs if each.script not in ours)
    return address.display(script, REGTEST)


def wallet(name: str, place: str) -> str:
    """Return a wallet of one address, to stand before another."""
    body = "Border Service (example)"
    return f'[[wallet]]\nname = "{name}"\nbody = "{body}"\nstage = "reserve"\naddresses = ["{place}"]\n\n'


def told(register: Path) -> tuple[str, ...]:
    """Return what is wrong with the wallets: `observe`, `check`, `status` and `close` say the same."""
    found = observed(register, story_two.BLOCKS, "2025-09-30")
    texts = tuple(fault.text for fault in found.observation.faults if fault.kind.value == "scope")
    assert found.exit_code == (1 if texts or found.observation.faults else 0)
    check = check_register(RegisterCheckRequest(register), context())
    assert check.faults == texts
    status = reserve_status(StatusRequest(register), context()).status
    assert tuple(each.text for each in status.alarms if each.kind == "scope") == texts
    if texts:
        with pytest.raises(TracerError) as raised:
            close(CloseRequest(register, "2025Q3", draw=salt), context())
        assert str(raised.value).splitlines() == list(texts)
        assert not (register / "periods/2025Q3").exists()
    return texts


def test_a_register_that_did_not_change_is_right(register: Path) -> None:
    """Nothing is said."""
    assert told(register) == ()


def test_a_wallet_added_by_hand_is_told(register: Path) -> None:
    """The thief's address as a wallet of ours makes the theft a transfer: the wallet is named instead."""
    edited(register, OLD, wallet("Second vault", payee()) + OLD)
    assert told(register) == (
        'wallet "Second vault" has 1 script in the books that was not in those of 2025Q2: write an act of scope, '
        "signed by two persons, by which it enters.",
    )


def test_a_wallet_dropped_is_told(register: Path) -> None:
    """What was in the books stays in the register, whatever happens to it."""
    path = register / "register.toml"
    text = path.read_text()
    path.write_text(re.sub(r'\[\[wallet\]\]\nname = "Old Agency address".*?\n\n', "", text, flags=re.DOTALL))
    assert told(register) == (
        'wallet "Old Agency address" was in the books of 2025Q2 and is not in register.toml; put it back: a wallet '
        "leaves the books by an act of scope, and its lines stay.",
    )


@pytest.mark.parametrize("stage", ["recorded", "watched"])
def test_a_wallet_whose_stage_takes_it_out_is_told(register: Path, stage: str) -> None:
    """What counts nowhere was in the books."""
    edited(register, 'stage = "forfeiture"', f'stage = "{stage}"')
    assert told(register) == (
        f'wallet "Enforcement service" was in the books of 2025Q2; by its stage, {stage}, and its body it is not now; '
        "put it back: a wallet leaves the books by an act of scope, and its lines stay.",
    )


def test_a_wallet_whose_stage_lets_it_in_is_told(register: Path) -> None:
    """A recorded wallet enters when control is shown, which two persons sign."""
    edited(register, 'stage = "recorded"', 'stage = "seizure"')
    assert told(register) == (
        'wallet "Prosecutor\'s paper wallet" has 1 script in the books that was not in those of 2025Q2: write an act '
        "of scope, signed by two persons, by which it enters.",
    )


def test_a_stage_within_the_books_is_free(register: Path) -> None:
    """From seizure to forfeiture nothing enters the sum and nothing leaves it."""
    edited(register, 'stage = "forfeiture"', 'stage = "retired"')
    assert told(register) == ()


def ranged(register: Path, last: int) -> None:
    """Let the first wallet's range end elsewhere."""
    path = register / "register.toml"
    path.write_text(path.read_text().replace("range = [0, 99]", f"range = [0, {last}]", 1))


def test_a_range_cut_or_longer_is_told(register: Path) -> None:
    """Scripts count like wallets: those lost and those that are new."""
    ranged(register, 98)
    assert told(register) == (
        'wallet "Agency seizure wallet" has lost 2 scripts that were in the books of 2025Q2; put it back: a wallet '
        "leaves the books by an act of scope, and its lines stay.",
    )
    path = register / "register.toml"
    path.write_text(path.read_text().replace("range = [0, 98]", "range = [0, 100]", 1))
    assert told(register) == (
        'wallet "Agency seizure wallet" has 2 scripts in the books that were not in those of 2025Q2: write an act of '
        "scope, signed by two persons, by which they enter; it names them by range.",
    )


def filed(register: Path, day: str, name: str, keys: str) -> None:
    """File an act of scope."""
    (register / "acts/2025-0016.toml").write_text(ACT.format(day=day, wallet=name, keys=keys))


def test_a_wallet_enters_by_an_act_of_two_persons(register: Path) -> None:
    """Then it is in the books from that day on, and the departure to it before stays a departure."""
    edited(register, OLD, wallet("Second vault", payee()) + OLD)
    filed(register, "2025-09-30", "Second vault", ENTERS)
    assert told(register) == ()
    found = observed(register, story_two.BLOCKS, "2025-09-30").observation
    departure = next(each for each in found.movements if each.txid == story_two.txid("departure"))
    assert departure.kind.value == "disposal"


def test_a_longer_range_enters_by_an_act(register: Path) -> None:
    """The act names the part that is new; one that names less leaves the rest to be told."""
    ranged(register, 101)
    filed(register, "2025-09-01", "Agency seizure wallet", f"range = [100, 101]\n{ENTERS}")
    assert told(register) == ()
    filed(register, "2025-09-01", "Agency seizure wallet", f"range = [100, 100]\n{ENTERS}")
    assert [text[:53] for text in told(register)] == ['wallet "Agency seizure wallet" has 2 scripts in the b']


OWN = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
"""An address of nobody's in the story."""


def with_address(register: Path, place: str) -> str:
    """Add an address to the wallet of the old agency; return that which it has."""
    path = register / "register.toml"
    before, name, after = path.read_text().partition('name = "Old Agency address"')
    first = re.search(r'addresses = \["([A-Za-z0-9]+)"\]', after)
    assert first is not None
    path.write_text(before + name + after.replace(first[0], f'addresses = ["{first[1]}", "{place}"]', 1))
    return first[1]


def test_a_wallet_of_addresses_gains_one_by_an_act_that_names_it(register: Path) -> None:
    """Its other address stays in the books; the period closes, and the next is compared with both."""
    with_address(register, OWN)
    assert told(register) == (
        'wallet "Old Agency address" has 1 script in the books that was not in those of 2025Q2: write an act of '
        "scope, signed by two persons, by which it enters; it names it by addresses.",
    )
    filed(register, "2025-09-01", "Old Agency address", f'addresses = ["{OWN}"]\n{ENTERS}')
    assert told(register) == ()
    closed_with_all(register)
    assert check_register(RegisterCheckRequest(register), context()).faults == ()
    exported(register, "2025Q3", Profile.PRIVATE, register.parent / "bundle")
    assert verify(VerifyRequest(register.parent / "bundle"), context()).exit_code == 0
    rows = json.loads((register.parent / "bundle" / "data" / "acts.json").read_bytes())["acts"]
    (row,) = [row for row in rows if row["kind"] == "scope"]
    assert (row["range"], row["scripts"]) == (None, [address.decode(OWN, REGTEST).hex()])
    edited(register, f', "{OWN}"', "")
    faults = check_register(RegisterCheckRequest(register), context()).faults
    assert faults == (f"acts/2025-0098.toml: addresses[1]: {OWN!r} is no address of wallet 'Old Agency address'",)


def test_what_an_act_of_scope_may_name_of_a_wallet(register: Path) -> None:
    """All of it lets in what was in; a range it has none of; another's address it has not."""
    first = with_address(register, OWN)
    filed(register, "2025-09-01", "Old Agency address", ENTERS)
    assert told(register) == (
        'act 2025-0016 lets "Old Agency address" into the books, of which 1 script was in those of 2025Q2 already: '
        "name what enters alone, by addresses.",
    )
    for keys, said in (
        (
            "range = [0, 0]",
            "range: wallet 'Old Agency address' is one of addresses: name those of the act in addresses",
        ),
        (f'range = [0, 0]\naddresses = ["{OWN}"]', "expected range or addresses, not both"),
        (f'addresses = ["{payee()}"]', f"addresses[1]: {payee()!r} is no address of wallet 'Old Agency address'"),
        ("addresses = []", "addresses: expected a list of addresses that is not empty"),
    ):
        filed(register, "2025-09-01", "Old Agency address", f"{keys}\n{ENTERS}")
        assert check_register(RegisterCheckRequest(register), context()).faults == (f"acts/2025-0016.toml: {said}",)
    filed(register, "2025-09-01", "Old Agency address", f'addresses = ["{first}"]\n{ENTERS}')
    assert 'act 2025-0016 lets "Old Agency address" into the books, which was in those of 2025Q2 already.' in told(
        register
    )


def test_an_address_lost_beside_one_that_enters_is_told_as_lost(register: Path) -> None:
    """The act that lets the other in is not to blame."""
    first = with_address(register, OWN)
    edited(register, f'"{first}", ', "")
    filed(register, "2025-09-01", "Old Agency address", f'addresses = ["{OWN}"]\n{ENTERS}')
    assert told(register) == (
        'wallet "Old Agency address" has lost 1 script that was in the books of 2025Q2; put it back: a wallet leaves '
        "the books by an act of scope, and its lines stay.",
    )


def test_an_address_leaves_by_an_act_that_names_it(register: Path) -> None:
    """Of a descriptor's wallet too: what its coins hold leaves the books, and the other scripts' stay."""
    name = "Border seizure wallet"
    held = holding(register, name)
    script = min(held)
    assert len(held) > 1
    filed(register, "2025-09-30", name, f'addresses = ["{address.display(script, REGTEST)}"]\n{LEAVES}')
    assert told(register) == ()
    statement = closed_with_all(register)
    books = statement.wallets[name].books
    assert (books.scope, books.closing) == (-held[script], sum(held.values()) - held[script])
    exported(register, "2025Q3", Profile.PRIVATE, register.parent / "bundle")
    alone = verifying.run(register.parent / "bundle")
    assert (alone.code, alone.failed, alone.verdicts["Books"]) == (0, [], "PASS")


def closed_with_all(register: Path) -> PeriodStatement:
    """Give the act of scope another number, file the story's own in its place, and close the period."""
    act = register / "acts/2025-0016.toml"
    act.with_name("2025-0098.toml").write_text(act.read_text().replace("2025-0016", "2025-0098", 1))
    file_acts(register, "2025-0016")
    look(register, "2025-09-30")
    return close(CloseRequest(register, "2025Q3", draw=salt), context()).statement


def holding(register: Path, name: str) -> dict[bytes, int]:
    """Return what each script of a wallet holds at the last observation, in satoshi."""
    observation, _ = reserve_observations.read(register, reserve_observations.names(register)[-1])
    wallet = next(each for each in story_two.register().wallets if each.name == name)
    places = {(each.branch, each.index): each.script for each in wallet.scripts}
    found: dict[bytes, int] = {}
    for coin in next(each for each in observation.wallets if each.name == name).coins:
        script = places[coin.branch, coin.index]
        found[script] = found.get(script, 0) + coin.value
    return found


@pytest.mark.parametrize("day", ["2025-06-30", "2025-05-01"])
def test_an_act_of_scope_dated_into_a_closed_period_is_named(register: Path, day: str) -> None:
    """What was closed is changed by a restatement alone."""
    filed(register, day, "Enforcement service", LEAVES)
    assert told(register) == (
        f'act 2025-0016 of {day} changes the scope of "Enforcement service" in 2025Q2, which is closed: date it after '
        "2025-06-30, or write a correction act and close a restatement.",
    )


def test_an_act_that_lets_in_what_was_in_is_named(register: Path) -> None:
    """By it the wallet would have been out before."""
    filed(register, "2025-09-01", "Enforcement service", ENTERS)
    assert told(register) == (
        'act 2025-0016 lets "Enforcement service" into the books, which was in those of 2025Q2 already.',
    )


def test_acts_of_scope_that_say_the_same_twice_are_refused(register: Path) -> None:
    """What left cannot leave again; check and close name both acts."""
    filed(register, "2025-08-01", "Enforcement service", LEAVES)
    again = ACT.format(day="2025-09-01", wallet="Enforcement service", keys=LEAVES)
    (register / "acts/2025-0017.toml").write_text(again.replace("0016", "0017"))
    fault = 'acts/2025-0017.toml: "Enforcement service": act 2025-0016 of 2025-08-01 takes it out of the books already.'
    assert check_register(RegisterCheckRequest(register), context()).faults == (fault,)
    with pytest.raises(CaseError) as raised:
        close(CloseRequest(register, "2025Q3", draw=salt), context())
    assert raised.value.faults == (fault,)
    (register / "acts/2025-0017.toml").write_text(again.replace("0016", "0017").replace(LEAVES, ENTERS))
    assert check_register(RegisterCheckRequest(register), context()).faults == ()


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_out_of_all_years_is_a_fault(register: Path, day: str) -> None:
    """An act of such a day is named by check; status of such a day says what is wrong."""
    words = f"{day} is no day of the years 1970 to 9998"
    with pytest.raises(CaseError, match=words):
        reserve_status(StatusRequest(register, dt.date.fromisoformat(day)), context())
    filed(register, day, "Enforcement service", LEAVES)
    check = check_register(RegisterCheckRequest(register), context())
    assert check.faults == (f"acts/2025-0016.toml: date: {words}",)


def test_nothing_is_asked_before_a_period_is_closed(tmp_path: Path) -> None:
    """The first period has the wallets that its register has."""
    place = begun(tmp_path)
    file_acts(place, "2025-0006")
    edited(place, 'stage = "recorded"', 'stage = "seizure"')
    look(place, "2025-06-30")
    edited(place, 'stage = "forfeiture"', 'stage = "retired"')
    look(place, "2025-06-30")
    assert check_register(RegisterCheckRequest(place), context()).faults == ()
    assert close(CloseRequest(place, "2025Q2", draw=salt), context()).statement.period == "2025Q2"


def test_a_restatement_goes_by_acts_too(register: Path) -> None:
    """A correction act alone does not let a wallet into what is restated."""
    file_acts(register, "2025-0017")
    edited(register, 'stage = "recorded"', 'stage = "seizure"')
    with pytest.raises(TracerError, match=r"Prosecutor's paper wallet.* signed by two persons"):
        close(CloseRequest(register, "2025Q2-r1", draw=salt), context())


def test_without_the_closed_register_the_observation_says_so(register: Path) -> None:
    """What cannot be compared is a fault, and the observation is made."""
    (register / "periods/2025Q2/register.toml").write_text("changed")
    found = observed(register, story_two.BLOCKS, "2025-09-30").observation
    assert [each.text for each in found.faults if each.kind.value == "scope"] == [
        "which wallets were in the books is not known: period 2025Q2: its input register.toml is another file."
    ]
    (register / "periods/2025Q2/register.toml").unlink()
    found = observed(register, story_two.BLOCKS, "2025-09-30").observation
    assert [each.text for each in found.faults if each.kind.value == "scope"] == [
        "which wallets were in the books is not known: period 2025Q2: its input register.toml is missing."
    ]


BORDER, HELD, BORDERS = "Border seizure wallet", 1_754_790_600, 264_950_000
"""What was in the books on 2025-09-30, and what of it in that wallet: the hand's table of the third quarter."""


def same_held(register: Path, at: str) -> tuple[Observed, Status]:
    """Return what `observe` and `status` say of a day: held, by titles too, is one figure; the rest is not counted."""
    look = observed(register, story_two.BLOCKS, at)
    found = reserve_status(StatusRequest(register), context()).status
    said, told = look.as_json(), found.as_json()
    wallets = [row for row in found.wallets if row.counted]
    assert look.held == found.held == sum(found.title.values()) == sum(row.held for row in wallets)
    assert (said["held_sat"], told["held_sat"]) == (str(look.held),) * 2
    filed = json.loads((register / f"observations/{look.name}.json").read_bytes())["wallets"]
    assert look.held + look.outside == sum(int(row["held_sat"]) for row in filed)
    assert [int(row["held_sat"]) for row in filed] == [row.held + row.outside * row.counted for row in found.wallets]
    assert (said["wallets"], said["not_counted_sat"]) == (filed, str(sum(row.outside for row in found.wallets)))
    return look, found


def test_what_an_act_took_out_is_held_by_nobody_s_word(register: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its stage stays, and it is in no sum: of `observe`, of `status`, of the period that is closed with the day."""
    filed(register, "2025-09-30", BORDER, LEAVES)
    look, found = same_held(register, "2025-09-30")
    row = next(each for each in found.wallets if each.name == BORDER)
    assert (found.held, row.counted, row.held, row.outside) == (HELD - BORDERS, False, BORDERS, BORDERS)
    assert row.as_json()["title_sat"] is None
    assert row.notes == (
        f'wallet "{BORDER}": act 2025-0016 took it out of the books on 2025-09-30; listed, not counted.',
    )
    assert [each.text for each in found.alarms if each.kind == "not-counted"].count(row.notes[0]) == 1
    print_status(found)
    print_observed(look)
    screen = capsys.readouterr().out
    assert f"not counted: 2.64950000 BTC in {BORDER}\n" in screen
    assert re.search(rf"\n{BORDER} \(not counted\) +\d+ +2\.64950000\n", screen)
    assert re.search(r"\nheld +\d+ +14\.89840600\n", screen)
    early = reserve_status(StatusRequest(register, dt.date(2025, 9, 28)), context()).status
    before = next(each for each in early.wallets if each.name == BORDER)
    assert (early.held, before.counted, before.outside, before.notes) == (sum(early.title.values()), True, 0, ())
    assert closed_with_all(register).books.books.closing == HELD - BORDERS


def test_what_an_act_lets_in_is_not_held_before_it(register: Path) -> None:
    """On a day before the act nothing of it is held, on its own day the 49,980,000 that the departure paid it."""
    edited(register, OLD, wallet("Second vault", payee()) + OLD)
    filed(register, "2025-09-30", "Second vault", ENTERS)
    _, found = same_held(register, "2025-09-30")
    row = next(each for each in found.wallets if each.name == "Second vault")
    assert (row.counted, row.outside, row.notes, row.held) == (True, 0, (), 49_980_000)
    assert found.held == HELD + 49_980_000
    early = reserve_status(StatusRequest(register, dt.date(2025, 9, 28)), context()).status
    before = next(each for each in early.wallets if each.name == "Second vault")
    assert (before.counted, before.held, early.held) == (False, row.held, sum(early.title.values()))
    assert before.notes == (
        'wallet "Second vault": act 2025-0016 lets it into the books on 2025-09-30; until then listed, not counted.',
    )


def test_of_a_wallet_of_which_a_part_left_the_rest_is_held(register: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both parts are shown: what is in the books with its title, and what is not counted."""
    look_at = holding(register, BORDER)
    script = min(look_at)
    filed(register, "2025-09-30", BORDER, f'addresses = ["{address.display(script, REGTEST)}"]\n{LEAVES}')
    look, found = same_held(register, "2025-09-30")
    row = next(each for each in found.wallets if each.name == BORDER)
    out = look_at[script]
    assert (row.counted, row.held, row.outside) == (True, BORDERS - out, out)
    assert row.as_json()["not_counted_sat"] == str(out)
    scripts = len(next(each for each in story_two.register().wallets if each.name == BORDER).scripts)
    assert row.notes == (
        f'wallet "{BORDER}": act 2025-0016 took 1 of its {scripts} scripts out of the books on 2025-09-30; what it '
        "holds is listed, not counted.",
    )
    print_status(found)
    print_observed(look)
    screen = capsys.readouterr().out
    assert f"not counted: {as_bitcoin(out)} BTC in {BORDER}\n" in screen
    assert re.search(rf"\n{BORDER} +\d+ +{as_bitcoin(BORDERS - out)}\n{BORDER} \(not counted\) +1 ", screen)
