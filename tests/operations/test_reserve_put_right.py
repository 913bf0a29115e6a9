"""A period that was closed on an observation without one of its coins: what was found later lies beside, and restates.

What a closed period rests on, and whatever that builds on, is never replaced.
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.operations import checked_by_all
from tests.operations.lying_sources import as_node, lying
from tests.reserve import story_two
from tests.reserve.closing import DAYS, LAST_ACTS, admit, begun, context, file_acts
from tests.reserve.folders import look
from tests.reserve.small_ledgers import history_of
from tests.reserve_story import PERIODS
from tracer.errors import IntegrityError
from tracer.operations import reserve_entered, reserve_observations, reserve_sealed
from tracer.operations.reserve_check import RegisterCheckRequest, check_register
from tracer.operations.reserve_close import CloseRequest, close
from tracer.operations.reserve_closed_otherwise import gone_before
from tracer.operations.reserve_export import StatementExportRequest, export
from tracer.operations.reserve_observe import Observed
from tracer.operations.reserve_searched import LastSearch, last_search
from tracer.operations.reserve_status import StatusRequest, reserve_status
from tracer.operations.verify import VerifyRequest, verify
from tracer.reserve.period_rows import PeriodStatement
from tracer.reserve.profiles import Profile

FALSE = "0000138-93a102b6"
"""The observation of the second quarter's closing block."""
HIDDEN = 49_990_000
"""What the block at height 118 pays into the seizure wallet."""
CLOSING = PERIODS["2025Q2"]["books_sat"]["closing"]
HIDING = "ab65ff5016cfceb86a4f05a73216e2d5e5d1c1b2050fb3913f2b1e12e9f31d55"
"""The transaction that pays it."""
NOT_KNOWN = 'of 0.49990000 BTC in "Agency seizure wallet" came at height 118; observation {} does not know it.'
PUT_RIGHT = "Period 2025Q2 was closed on it: observe again with --at 138, then close 2025Q2-r1."

ELSEWHERE = "bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202"
"""An address that the register does not have."""


def seen(folder: Path, at: str) -> Observed:
    """Look at the story's blocks, all of them."""
    return look(folder, story_two.BLOCKS, at)


def missing(observed: Observed) -> list[str]:
    """Return the sentences about what is missing, without the coin's name."""
    found = observed.observation.faults
    return [each.text.split(" ", 2)[2] for each in found if each.kind.value == "missing"]


def files(folder: Path, name: str) -> tuple[dict[str, bytes], bytes]:
    """Return the bytes of an observation and of what lies beside it."""
    return reserve_observations.files_of(folder, name), (folder / reserve_observations.path_of(name)).read_bytes()


def closed_on_a_lie(folder: Path, monkeypatch: pytest.MonkeyPatch, looks: Sequence[str]) -> Path:
    """Return a register whose second quarter was closed after looks at a node that leaves out block 118."""
    register = begun(folder)
    file_acts(register, LAST_ACTS["2025Q2"])
    with as_node(monkeypatch), lying(monkeypatch, 118):
        for at in looks:
            seen(register, at)
    assert closed(register, "2025Q2").books.books.closing == CLOSING - HIDDEN
    return register


def closed_without(folder: Path, monkeypatch: pytest.MonkeyPatch, height: int, *periods: str) -> Path:
    """Return a register whose quarters were closed on a node that leaves out what a block pays."""
    register = begun(folder)
    for period in periods:
        file_acts(register, LAST_ACTS[period])
        if period == "2025Q3":
            admit(register, 1)
        with as_node(monkeypatch), lying(monkeypatch, height):
            seen(register, DAYS[period])
        closed(register, period)
    return register


def closed(register: Path, period: str) -> PeriodStatement:
    """Close a period."""
    return close(CloseRequest(register, period), context()).statement


def told(register: Path) -> tuple[list[str], int]:
    """Return what `status` alarms as missing, without the coin's name, and the exit code of `check`."""
    shown = reserve_status(StatusRequest(register), context()).status.alarms
    alarms = [each.text.split(" ", 2)[2] for each in shown if each.kind == "missing"]
    try:
        return alarms, 0 if check_register(RegisterCheckRequest(register), context()).faults == () else 2
    except IntegrityError as error:
        named = [line.split(" ", 2)[2] for line in str(error).splitlines()]
    return alarms, 4 if set(named) <= set(alarms) else -1


@pytest.fixture
def false(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a register that was closed on one look at such a node."""
    return closed_on_a_lie(tmp_path, monkeypatch, [DAYS["2025Q2"]])


def test_what_a_look_finds_otherwise_lies_beside_what_a_period_was_closed_on(false: Path) -> None:
    """The closed one keeps every byte; the coin is told by each look then; a second look adds no third."""
    before = files(false, FALSE)
    first = seen(false, DAYS["2025Q2"])
    assert (first.name, first.beside, first.sealed_by, first.exit_code) == (f"{FALSE}-r1", FALSE, "2025Q2", 4)
    assert missing(first) == [NOT_KNOWN.format(FALSE)]
    again = seen(false, DAYS["2025Q2"])
    assert (again.name, again.beside, again.sealed_by, again.exit_code) == (f"{FALSE}-r1", None, None, 4)
    assert missing(again) == [f"{NOT_KNOWN.format(FALSE)} {PUT_RIGHT}"]
    assert (files(false, FALSE), reserve_observations.names(false)) == (before, (FALSE, f"{FALSE}-r1"))
    assert last_search(false, "KZ-EXAMPLE", FALSE) == LastSearch(FALSE, "node")
    assert last_search(false, "KZ-EXAMPLE", f"{FALSE}-r1") == LastSearch(f"{FALSE}-r1", "file")
    assert told(false) == ([f"{NOT_KNOWN.format(FALSE)} {PUT_RIGHT}"], 4)


def test_a_restatement_puts_it_right(false: Path) -> None:
    """It has the coin, needs no act, names what came in; then nothing is told, and what comes later opens with it."""
    seen(false, DAYS["2025Q2"])
    made = closed(false, "2025Q2-r1")
    assert made.restates is not None
    assert (made.restates.acts, made.restates.later) == ((), ())
    assert made.restates.reason == "transactions of the chain that 2025Q2 does not have: 1"
    assert made.books.books.closing == CLOSING
    assert told(false)[0] == [NOT_KNOWN.format(FALSE)]  # by the look itself, until the next block is looked at
    last = seen(false, DAYS["2025Q2"])
    assert (last.name, last.sealed_by, last.exit_code) == (f"{FALSE}-r1", "2025Q2-r1", 0)
    later = seen(false, "150")
    assert (later.base, missing(later)) == (f"{FALSE}-r1", [])
    assert told(false) == ([], 0)
    file_acts(false, LAST_ACTS["2025Q3"])
    admit(false, 1)
    seen(false, DAYS["2025Q3"])
    assert closed(false, "2025Q3").books.books.opening == CLOSING


def test_an_alarm_of_a_closing_ends_with_its_restatement(false: Path) -> None:
    """The last observation still has it in its file; status says what is so now."""
    seen(false, DAYS["2025Q2"])
    assert missing(seen(false, "150")) == [f"{NOT_KNOWN.format(FALSE)} {PUT_RIGHT}"]
    assert told(false) == ([f"{NOT_KNOWN.format(FALSE)} {PUT_RIGHT}"], 4)
    closed(false, "2025Q2-r1")
    assert told(false) == ([], 0)


def test_a_bundle_is_refused_until_then(false: Path, tmp_path: Path) -> None:
    """No profile of the false statement is exported between the look that finds the coin and its restatement."""
    for number in range(3):
        if number == 1:
            seen(false, DAYS["2025Q2"])
            for profile in Profile:
                with pytest.raises(IntegrityError, match=PUT_RIGHT):
                    export(StatementExportRequest(false, "2025Q2", profile, tmp_path / "no"), context())
            assert not (tmp_path / "no").exists()
            closed(false, "2025Q2-r1")
        else:
            wanted = StatementExportRequest(false, "2025Q2", Profile.PRIVATE, tmp_path / str(number), ("en",))
            assert verify(VerifyRequest(export(wanted, context()).bundle), context()).verification.failed == ()


@pytest.mark.parametrize("profile", list(Profile))
def test_its_bundle_passes_both_checks(false: Path, tmp_path: Path, profile: Profile) -> None:
    """`tracer verify` and the bundle's own programs find nothing wrong in the restatement."""
    seen(false, DAYS["2025Q2"])
    closed(false, "2025Q2-r1")
    refused_by_nobody(false, "2025Q2-r1", profile, tmp_path / "bundle")


def refused_by_nobody(register: Path, period: str, profile: Profile, bundle: Path) -> None:
    """Export a bundle and have it verified by all."""
    export(StatementExportRequest(register, period, profile, bundle, languages=("en",)), context())
    checked_by_all.refused_by_nobody(bundle)


def test_what_it_builds_on_is_not_replaced_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The closed one would get another past; what was found lies beside, and it goes on being told."""
    register = closed_on_a_lie(tmp_path, monkeypatch, ["120", DAYS["2025Q2"]])
    base, _ = reserve_observations.names(register)
    before = files(register, base)
    found = seen(register, "120")
    assert (found.name, found.beside, found.sealed_by) == (f"{base}-r1", base, "2025Q2")
    wanted = [f"{NOT_KNOWN.format(FALSE)} {PUT_RIGHT}"]
    assert missing(found) == [NOT_KNOWN.format(base), *wanted]
    assert files(register, base) == before
    assert told(register) == (wanted, 4)
    assert missing(seen(register, "121")) == wanted
    seen(register, DAYS["2025Q2"])
    closed(register, "2025Q2-r1")
    assert missing(seen(register, "150")) == []
    assert told(register) == ([], 0)


def test_a_later_period_that_lacks_the_coin_too_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told after the first was put right, until it is restated itself, and then goes on from that."""
    register = closed_without(tmp_path, monkeypatch, 200, "2025Q2", "2025Q3", "2025Q4")
    name = reserve_observations.names(register)[-1]
    seen(register, DAYS["2025Q3"])
    made = closed(register, "2025Q3-r1")
    assert made.restates is not None
    assert made.restates.later == ("2025Q4",)
    seen(register, DAYS["2025Q4"])
    found, code = told(register)
    height = int(name.partition("-")[0])
    remedy = f"Period 2025Q4 was closed on it: observe again with --at {height}, then close 2025Q4-r1."
    assert ([each for each in found if each.endswith(remedy)], code) == (
        [
            f'of {sat} BTC in "{wallet}" came at height 200; observation {name} does not know it. {remedy}'
            for sat, wallet in (("0.00010000", "State reserve wallet"), ("0.00000600", "Agency seizure wallet"))
        ],
        4,
    )
    after = closed(register, "2025Q4-r1")
    assert after.restates is not None
    opened = made.books.books.closing
    reason = f"2025Q4 opened with {opened - 10_600} satoshi, and the period before it closes with {opened} satoshi"
    reason += "; periods/2025Q3-r1/period.json was added after 2025Q4 was closed"
    assert (after.restates.reason, after.restates.acts) == (reason, ())
    assert after.books.books.opening == made.books.books.closing == PERIODS["2025Q3"]["books_sat"]["closing"]
    assert after.books.books.closing == PERIODS["2025Q4"]["books_sat"]["closing"]
    assert told(register)[1] == 0
    refused_by_nobody(register, "2025Q4-r1", Profile.PRIVATE, tmp_path / "bundle")


@pytest.mark.parametrize("is_closed", [True, False])
def test_a_source_that_is_silent_on_what_is_proven_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_closed: bool
) -> None:
    """Bytes and proof on file outlive whatever a source leaves out, at the block, above and below: nothing is filed."""
    register = begun(tmp_path)
    file_acts(register, LAST_ACTS["2025Q2"])
    seen(register, DAYS["2025Q2"])
    if is_closed:
        closed(register, "2025Q2")
    before = files(register, FALSE)
    for at in (DAYS["2025Q2"], "150", "125"):
        with lying(monkeypatch, 118), pytest.raises(IntegrityError) as refused:
            seen(register, at)
        assert str(refused.value) == (
            f"the source leaves out what observation {FALSE} proves to be in the same chain: transaction {HIDING} of "
            "block 118, the first of 1.\nNothing was filed: ask another source."
        )
    assert (reserve_observations.names(register), files(register, FALSE)) == ((FALSE,), before)
    if not is_closed:
        assert closed(register, "2025Q2").books.books.closing == CLOSING
    assert told(register) == ([], 0)


def test_an_interrupted_closing_protects_what_it_rests_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between its entry and its place a look that finds more is filed beside; the closing is finished and restated."""
    register = begun(tmp_path)
    file_acts(register, LAST_ACTS["2025Q2"])
    with as_node(monkeypatch), lying(monkeypatch, 118):
        seen(register, DAYS["2025Q2"])
    with monkeypatch.context() as patched:
        patched.setattr(reserve_sealed, "put_in_place", interrupted)
        with pytest.raises(KeyboardInterrupt):
            closed(register, "2025Q2")
    assert seen(register, DAYS["2025Q2"]).name == f"{FALSE}-r1"
    assert closed(register, "2025Q2").books.books.closing == CLOSING - HIDDEN
    assert closed(register, "2025Q2-r1").books.books.closing == CLOSING


def interrupted(*_: object) -> None:
    """Stop as whoever presses Ctrl-C does."""
    raise KeyboardInterrupt


def test_periods_that_were_away_protect_what_they_rest_on(false: Path) -> None:
    """Where the folder is away for a look the journal says what was closed; put back, it is as it was."""
    (false / "periods").rename(false / "away")
    assert seen(false, DAYS["2025Q2"]).name == f"{FALSE}-r1"
    (false / "away").rename(false / "periods")
    assert closed(false, "2025Q2-r1").books.books.closing == CLOSING


@pytest.mark.parametrize("at", [DAYS["2025Q2"], "150"])
def test_what_lies_beside_a_file_that_is_gone_is_kept(false: Path, at: str) -> None:
    """A look does not remove it, nor write another past over it: put back, the file is as it was."""
    file = false / reserve_observations.path_of(FALSE)
    before = files(false, FALSE)
    file.unlink()
    found = seen(false, at)
    assert (found.name == f"{FALSE}-r1") == (at != "150")
    assert reserve_observations.files_of(false, FALSE) == before[0]
    file.write_bytes(before[1])
    seen(false, DAYS["2025Q2"])
    assert closed(false, "2025Q2-r1").books.books.closing == CLOSING


def test_a_file_that_is_gone_is_written_again_where_the_past_is_the_same(tmp_path: Path) -> None:
    """It is what the look says; nothing lies beside it."""
    register = begun(tmp_path)
    file_acts(register, LAST_ACTS["2025Q2"])
    seen(register, DAYS["2025Q2"])
    closed(register, "2025Q2")
    (register / reserve_observations.path_of(FALSE)).unlink()
    assert seen(register, DAYS["2025Q2"]).name == FALSE
    assert told(register) == ([], 0)


def test_a_coin_that_was_gone_before_a_period_is_no_fault_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came and went before its opening is in no figure of it: once those before are put right nothing is told."""
    register = closed_without(tmp_path, monkeypatch, 118, "2025Q2", "2025Q3", "2025Q4")
    for period in ("2025Q2", "2025Q3"):
        seen(register, DAYS[period])
        assert told(register)[1] == 4
        closed(register, f"{period}-r1")
    later = seen(register, DAYS["2025Q4"])
    assert [each for each in missing(later) if "was closed on it" in each] == []
    assert told(register)[1] == 0


def test_a_coin_that_is_not_counted_is_no_fault_of_a_period(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wallet that is not of the register's own is in no figure: the look tells its coin, no period is held to it."""
    register = closed_without(tmp_path, monkeypatch, 156, "2025Q2", "2025Q3")
    (text,) = missing(seen(register, DAYS["2025Q3"]))
    assert text.startswith('of 0.07000000 BTC in "Prosecutor\'s paper wallet" came at height 156; ')
    assert "was closed on it" not in text
    assert told(register)[1] == 0
    export(StatementExportRequest(register, "2025Q3", Profile.PRIVATE, tmp_path / "out", ("en",)), context())


def with_one_more_wallet(register: Path) -> None:
    """Add a wallet to `register.toml`."""
    head, *wallets = (register / "register.toml").read_text(encoding="utf-8").split("[[wallet]]")
    last = f'\nname = "Watched"\nstage = "watched"\nbody = "KZ-AFM"\naddresses = ["{ELSEWHERE}"]\n'
    (register / "register.toml").write_text("[[wallet]]".join([head, *wallets, last]), encoding="utf-8")


def test_a_look_for_more_wallets_lies_beside_too(tmp_path: Path) -> None:
    """Where a wallet was added the closed period keeps what it rests on, and what comes later builds on the other."""
    register = begun(tmp_path)
    file_acts(register, LAST_ACTS["2025Q2"])
    seen(register, DAYS["2025Q2"])
    closed(register, "2025Q2")
    before = files(register, FALSE)
    with_one_more_wallet(register)
    found = seen(register, DAYS["2025Q2"])
    assert (found.name, found.beside, missing(found)) == (f"{FALSE}-r1", FALSE, [])
    assert files(register, FALSE) == before
    later = seen(register, "150")
    assert (later.base, missing(later)) == (f"{FALSE}-r1", [])
    assert told(register)[0] == []


def test_what_was_changed_is_written_again_all_the_same(tmp_path: Path) -> None:
    """Nothing lies beside what is not as the journal has it, even where a wallet was added since."""
    register = begun(tmp_path)
    file_acts(register, LAST_ACTS["2025Q2"])
    seen(register, DAYS["2025Q2"])
    closed(register, "2025Q2")
    with_one_more_wallet(register)
    with (register / reserve_observations.path_of(FALSE)).open("ab") as file:
        file.write(b"\n")
    found = seen(register, DAYS["2025Q2"])
    assert (found.name, found.beside, reserve_observations.names(register)) == (FALSE, None, (FALSE,))


def damaged(register: Path, name: str, end: str) -> None:
    """Remove a byte of an observation's file, or of what lies beside it; `gone`: remove both."""
    file, folder = register / reserve_observations.path_of(name), register / "observations" / name
    if end == "gone":
        file.unlink()
        shutil.rmtree(folder)
        return
    each = file if end == "file" else folder / "after.bin"
    each.write_bytes(each.read_bytes()[:-1])


@pytest.mark.parametrize("end", ["file", "folder", "gone"])
def test_the_first_one_is_mended_by_a_copy_alone_where_another_lies_beside_it(
    false: Path, tmp_path: Path, end: str
) -> None:
    """Its message says so: a look is filed as the other one, however it searches, and leaves the first as it is."""
    seen(false, DAYS["2025Q2"])
    copy = Path(shutil.copytree(false / "observations", tmp_path / "copy"))
    damaged(false, FALSE, end)
    text = f"Put it back from a copy: a look at its block is filed as {FALSE}-r1, and does not mend it."
    for number in range(2):
        changed = reserve_entered.hold(false, "KZ-EXAMPLE").changed
        assert {name: each.endswith(f" {text}") for name, each in changed.items()} == {FALSE: True}
        with pytest.raises(IntegrityError, match=text):
            check_register(RegisterCheckRequest(false), context())
        if not number:
            found = look(false, story_two.BLOCKS, DAYS["2025Q2"], whole=True)
            assert found.name == f"{FALSE}-r1"
            assert [each.text for each in found.observation.faults if each.kind.value == "changed"] == [changed[FALSE]]
    for each in (f"{FALSE}.json", *(f"{FALSE}/{file.name}" for file in (copy / FALSE).iterdir())):
        (false / "observations" / each).parent.mkdir(exist_ok=True)
        shutil.copy(copy / each, false / "observations" / each)
    assert reserve_entered.hold(false, "KZ-EXAMPLE").changed == {}
    assert closed(false, "2025Q2-r1").books.books.closing == CLOSING


@pytest.mark.parametrize(
    "act",
    [
        lambda place: shutil.rmtree(place),
        lambda place: (place / "period.json").unlink(),
        lambda place: shutil.copytree(place, place.with_name("2025Q3")),
        lambda place: place.rename(place.with_name(".2025Q2.closing")),
    ],
    ids=["gone", "statement gone", "under another name", "interrupted"],
)
def test_a_look_tells_a_closed_period_that_is_not_as_it_was_sealed(false: Path, act: Callable[[Path], object]) -> None:
    """As `check` and `status` do, in each look until it is put back; a closing that was interrupted it warns of."""
    kept = Path(shutil.copytree(false / "periods", false.with_name("kept")))
    act(false / "periods" / "2025Q2")
    if (false / "periods" / "2025Q3").exists():
        with pytest.raises(IntegrityError, match=r"periods/2025Q3/period\.json is the statement of 2025Q2"):
            seen(false, "150")
        return
    with pytest.raises(IntegrityError) as checked:
        check_register(RegisterCheckRequest(false), context())
    is_interrupted = (false / "periods" / ".2025Q2.closing").exists()
    assert (
        "Its closing was interrupted: run tracer reserve close --period 2025Q2" in str(checked.value)
    ) == is_interrupted
    shown = reserve_status(StatusRequest(false), context())
    assert (shown.exit_code, str(checked.value) in [each.text for each in shown.status.alarms]) == (4, True)
    for at in ("150", "151"):
        found = seen(false, at)
        told = [(each.subject, each.text) for each in found.observation.faults if each.kind.value == "changed"]
        assert [(subject, text.endswith(str(checked.value))) for subject, text in told] == (
            [] if is_interrupted else [("periods/2025Q2", True)]
        )
        assert is_interrupted or told[0][1].startswith("period 2025Q2 was sealed as ")
        assert (str(checked.value) in found.warnings) == is_interrupted
    shutil.rmtree(false / "periods")
    kept.rename(false / "periods")
    assert "changed" not in {each.kind.value for each in seen(false, "152").observation.faults}


@pytest.mark.parametrize("end", ["file", "folder", "gone"])
def test_the_last_one_of_a_block_is_mended_by_a_look(false: Path, end: str) -> None:
    """As its message says, whether another lies beside it or not."""
    seen(false, DAYS["2025Q2"])
    damaged(false, f"{FALSE}-r1", end)
    (text,) = reserve_entered.hold(false, "KZ-EXAMPLE").changed.values()
    assert text.endswith("Put it back, or observe again with tracer reserve observe --at 138.")
    seen(false, "138")
    assert reserve_entered.hold(false, "KZ-EXAMPLE").changed == {}


@pytest.mark.parametrize("said", ["0000138-93a102b6", "0000138-93a102b6-r2"])
def test_a_period_is_not_moved_to_another_observation(false: Path, said: str) -> None:
    """Whoever changes the name beside a statement gets an error: it recomputes to another one, or cannot be."""
    seen(false, DAYS["2025Q2"])
    closed(false, "2025Q2-r1")
    (false / "periods" / "2025Q2-r1" / "observation").write_text(f"{said}\n")
    with pytest.raises(IntegrityError, match="2025Q2-r1"):
        check_register(RegisterCheckRequest(false), context())


def test_a_coin_that_a_closing_knows_and_whose_end_it_does_not_is_not_let_pass() -> None:
    """Only what came and went before the opening, both unknown to it, is in no figure of it."""
    whole = history_of("in: -> 30@Agency\n\nout: in.0 -> 28\n\n")
    (coin,) = (each.prevout for each in whole.touches[1].transaction.inputs)
    knows_nothing, knows_its_end, knows_it = (
        replace(whole, touches=touches) for touches in ((), whole.touches[1:], whole.touches[:1])
    )
    assert gone_before(whole, 2, knows_nothing) == gone_before(whole, 3, knows_its_end) == frozenset({str(coin)})
    assert gone_before(whole, 1, knows_nothing) == frozenset()
    assert gone_before(whole, 2, knows_it) == gone_before(whole, 2, whole) == frozenset()
