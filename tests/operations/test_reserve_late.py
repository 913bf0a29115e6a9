"""Acts dated within a period that was closed, and entered after it: told with every figure, closed over, restated."""

import shutil
from pathlib import Path

import pytest

from tests.fixtures_story.recorded import TWO
from tests.operations.checked_by_all import refused_by_nobody
from tests.operations.test_reserve_scope import ACT as SCOPE
from tests.operations.test_reserve_scope import ENTERS, OLD, edited, payee, wallet
from tests.reserve import story_two
from tests.reserve.closing import DOCUMENT, begun, closed, context, exported, file_acts, look, salt
from tracer.cli.reserve.close_report import close_lines
from tracer.errors import CaseError, TracerError
from tracer.operations.reserve_check import RegisterCheckRequest, check_register
from tracer.operations.reserve_close import ClosedNow, CloseRequest, close
from tracer.operations.reserve_files import read_register
from tracer.operations.reserve_late import said_otherwise
from tracer.operations.reserve_status import StatusRequest, reserve_status
from tracer.reserve.profiles import Profile

LATE = "2025-0040"
_ORDER = f"""id = "{LATE}"
kind = "order"
date = 2025-09-15
{DOCUMENT}signed_by = ["J. Example"]
authority = "Court of Example City"
order = "1-200/2025"
"""
ACTS = {
    "title": f"""{_ORDER}order_kind = "forfeiture"
in_force = 2025-09-20
amount_sat = 249990000
outpoints = ["{story_two.coin("late.0")}"]
""",
    "receipt": f"""{_ORDER}order_kind = "seizure"
amount_sat = 10000
outpoints = ["{story_two.coin("dust.0")}"]
""",
    "appeal": f"""id = "{LATE}"
kind = "correction"
date = 2025-09-25
{DOCUMENT}signed_by = ["S. Sample", "T. Trial"]
corrects = "2025-0006"

[replacement]
kind = "order"
date = 2025-06-02
authority = "Court of Example City"
order = "1-77/2025"
order_kind = "forfeiture"
in_force = 2025-06-20
appeal_until = 2025-10-10
case = "KZ-2025-0042"
labels = ["A", "B"]
amount_sat = 850000000
wallets = ["Enforcement service", "State reserve wallet"]
""",
    "disposal": (TWO / "acts" / "2025-0013.toml")
    .read_text()
    .replace('id = "2025-0013"', f'id = "{LATE}"\nsupersedes = "2025-0013"')
    .replace("Buyer 3", "Buyer 4"),
}
SALE = f"movements.{story_two.txid('interlocutory')}:disposal"
OTHERWISE = {
    # seized coin `late.0` forfeited: 709,920,000 + 249,990,000 with title
    "title": [
        ("title_sat.titled", "709920000", "959910000"),
        ("title_sat.untitled", "999860000", "749870000"),
    ],
    # 10,000 of dust are no dust any more
    "receipt": [
        ("title_sat.unsolicited", "10600", "600"),
        ("title_sat.untitled", "999860000", "999870000"),
    ],
    # 694,920,000 titled of judgment 1-77 and 45,000,000 encumbered may still be appealed; C's 15,000,000 stay
    "appeal": [
        ("title_sat.appealable", "0", "739920000"),
        ("title_sat.encumbered", "45000000", "0"),
        ("title_sat.titled", "709920000", "15000000"),
    ],
    # the sale before judgment is by another act, that names another buyer
    "disposal": [(f"{SALE}.act", "2025-0013", LATE)],
}
"""Of the third quarter, by hand, from the figures on the fixtures' page."""


@pytest.fixture(scope="module")
def third(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the register with two quarters closed; nobody writes to it."""
    register = begun(tmp_path_factory.mktemp("third"))
    closed(register, "2025Q2", "2025Q3")
    return register


@pytest.fixture(params=list(ACTS))
def late(request: pytest.FixtureRequest, third: Path, tmp_path: Path) -> tuple[str, Path]:
    """Return what an act is that came late, and a register on whose file it is."""
    register = Path(shutil.copytree(third, tmp_path / "register"))
    (register / "acts" / f"{LATE}.toml").write_text(ACTS[request.param])
    return request.param, register


def fourth(register: Path) -> ClosedNow:
    """File the acts of the fourth quarter but the assignment that came late there, and close it."""
    for act in sorted((TWO / "acts").glob("*.toml")):
        if act.stem > "2025-0018":
            shutil.copy(act, register / "acts")
    look(register, "2025-12-31")
    return close(CloseRequest(register, "2025Q4", draw=salt), context())


def told(texts: list[str], kind: str) -> list[str]:
    """Return the sentences on the third quarter, each held to every figure that would be another."""
    found = [text for text in texts if text.startswith(f"2025Q3 was closed without {LATE} and stands as it was said")]
    for text in found:
        for figure, was, now in OTHERWISE[kind]:
            assert f" {figure}: {was or 'nothing'} -> {now}" in text
    return found


def test_what_came_late_is_told_with_every_figure(late: tuple[str, Path]) -> None:
    """Check and status say which period would be otherwise, by how much; nothing that was sealed is another."""
    kind, register = late
    sealed = {path: path.read_bytes() for path in (register / "periods").rglob("*") if path.is_file()}
    checked = check_register(RegisterCheckRequest(register), context())
    assert (checked.faults, len(told(list(checked.notes), kind))) == ((), 1)
    status = reserve_status(StatusRequest(register), context()).status
    warned = [each for each in status.alarms if each.kind == "restatement"]
    assert len(told([each.text for each in warned], kind)) == 1
    assert {each.severity.value for each in warned} == {"warning"}
    assert {path: path.read_bytes() for path in sealed} == sealed


def test_the_next_period_closes_over_it_and_says_so(late: tuple[str, Path]) -> None:
    """The act is marked late, the closing tells the difference, books close; afterwards only check goes on telling."""
    kind, register = late
    done = fourth(register)
    assert done.statement.late == (f"acts/{LATE}.toml",)
    assert len(told(list(close_lines(done)), kind)) == 1
    rows = [row for row in done.as_json()["otherwise"] if row["period"] == "2025Q3"]  # type: ignore[union-attr, index, call-overload]
    assert [row["acts"] for row in rows] == [[LATE]]  # type: ignore[index, call-overload]
    said = {(row["figure"], row["was"], row["is"]) for row in rows[0]["figures"]}  # type: ignore[index, call-overload, union-attr]
    assert set(OTHERWISE[kind]) <= said
    books = done.statement.books.books
    assert (books.opening, books.closing) == (1_754_790_600, 1_667_750_600)
    status = reserve_status(StatusRequest(register), context()).status
    assert [each.text for each in status.alarms if each.kind == "restatement"] == []
    assert len(told(list(check_register(RegisterCheckRequest(register), context()).notes), kind)) == 1
    for profile in Profile if kind == "title" else (Profile.PRIVATE,):
        bundle = register.parent / profile.value
        exported(register, "2025Q4", profile, bundle)
        refused_by_nobody(bundle)


def test_a_restatement_of_the_old_period_takes_it_in(late: tuple[str, Path]) -> None:
    """Without a correction there is none; with one every figure stands with both values, and check is still."""
    kind, register = late
    if kind != "appeal":
        with pytest.raises(CaseError, match="2025Q3 is sealed; write a correction act and close 2025Q3-r1"):
            close(CloseRequest(register, "2025Q3-r1", draw=salt), context())
        file_acts(register, "2025-0017")
    done = close(CloseRequest(register, "2025Q3-r1", draw=salt), context())
    restates = done.statement.restates
    assert restates is not None
    assert restates.acts == ((LATE,) if kind == "appeal" else ("2025-0017", LATE))
    figures = {each.figure: (each.was, each.now) for each in restates.figures}
    for figure, was, now in OTHERWISE[kind]:
        by_the_other = 135_000_000 if kind != "appeal" and was is not None else 0
        sign = {"title_sat.titled": 1, "title_sat.untitled": -1}.get(figure, 0)
        expected = str(int(now) + sign * by_the_other) if sign else now
        assert figures[figure] == (was, expected)
    assert told(list(check_register(RegisterCheckRequest(register), context()).notes), kind) == []
    exported(register, "2025Q3-r1", Profile.PRIVATE, register.parent / "bundle")
    refused_by_nobody(register.parent / "bundle")


def test_a_late_act_that_takes_what_had_no_title_stops_everything(third: Path, tmp_path: Path) -> None:
    """The untraced would pay the fee of a sale: check ends with a fault, status alarms, neither period is closed."""
    register = Path(shutil.copytree(third, tmp_path / "register"))
    taken = ACTS["disposal"].replace('"L-0008" = 25010000', '"L-0008" = 25000000, "L-0009" = 10000')
    (register / "acts" / f"{LATE}.toml").write_text(taken)
    file_acts(register, "2025-0017")
    fault = f"{story_two.txid('interlocutory')} disposed of 0.00010000 BTC without title by act {LATE}"
    assert [each.startswith(fault) for each in check_register(RegisterCheckRequest(register), context()).faults] == [
        True
    ]
    alarms = reserve_status(StatusRequest(register), context()).status.alarms
    assert {each.severity.value for each in alarms if each.text.startswith(fault)} == {"hard"}
    (otherwise,) = [each.text for each in alarms if each.kind == "restatement"]
    assert "reconciliation.faults[].fault: nothing -> untitled" in otherwise
    for period in ("2025Q3-r1", "2025Q4"):
        look(register, "2025-12-31")
        with pytest.raises(TracerError, match=fault):
            close(CloseRequest(register, period, draw=salt), context())


def test_what_cannot_be_computed_with_a_late_act_is_said(third: Path, tmp_path: Path) -> None:
    """An assignment of more of a lot than there is: no figure is guessed, the reason is told."""
    register = Path(shutil.copytree(third, tmp_path / "register"))
    text = (TWO / "acts" / "2025-0018.toml").read_text().replace("70000000", "70000000000")
    (register / "acts" / "2025-0018.toml").write_text(text)
    (found,) = [
        each.text
        for each in reserve_status(StatusRequest(register), context()).status.alarms
        if each.kind == "restatement"
    ]
    assert found.startswith("2025Q3 was closed without 2025-0018; what it would say with that is not known: ")


def test_a_late_act_that_changes_nothing_is_no_news(third: Path, tmp_path: Path) -> None:
    """A convention of words alone says nothing of the closed period, and nothing is told of it."""
    register = Path(shutil.copytree(third, tmp_path / "register"))
    act = f'id = "{LATE}"\nkind = "convention"\ndate = 2025-08-01\nsigned_by = ["A. One", "B. Two"]\nname = "words"\n'
    (register / "acts" / f"{LATE}.toml").write_text(f'{act}values = {{ said = "nothing" }}\n')
    notes = check_register(RegisterCheckRequest(register), context()).notes
    assert [text for text in notes if "was closed without" in text] == []


def test_figures_of_another_release_are_not_guessed(
    third: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another release closed it alone computes again; the act is named all the same."""
    register = Path(shutil.copytree(third, tmp_path / "register"))
    (register / "acts" / f"{LATE}.toml").write_text(ACTS["title"])
    monkeypatch.setattr("tracer.operations.reserve_sealed.__version__", "9.9.9")
    folder = read_register(register, context())
    assert [each.text for each in said_otherwise(folder)] == [
        f"2025Q3 was closed without {LATE}; what it would say with that is not known: another release closed it, "
        "which alone computes it again."
    ]


def with_found(register: Path) -> None:
    """Add a wallet to a register that closed periods know nothing of, and an act of a later day that lets it in."""
    edited(register, OLD, wallet("Found", payee()) + OLD)
    act = SCOPE.format(day="2026-01-05", wallet="Found", keys=ENTERS).replace("2025-0016", "2026-0899", 1)
    (register / "acts" / "2026-0899.toml").write_text(act)


def test_a_wallet_that_was_added_hides_no_figure(third: Path, tmp_path: Path) -> None:
    """What another late act changes is told to the figure, and the act of the new wallet is blamed on no quarter."""
    register = Path(shutil.copytree(third, tmp_path / "register"))
    (register / "acts" / f"{LATE}.toml").write_text(ACTS["title"])
    alone = [each.text for each in said_otherwise(read_register(register, context()))]
    with_found(register)
    assert [each.text for each in said_otherwise(read_register(register, context()))] == alone
    assert [each.startswith(f"2025Q3 was closed without {LATE} and stands as it was said; ") for each in alone] == [
        True
    ]


def test_an_act_of_a_quarter_that_names_a_new_wallet_stands_apart(third: Path, tmp_path: Path) -> None:
    """An order of the quarter over the new wallet is named; beside it stand the figures of the other act."""
    register = Path(shutil.copytree(third, tmp_path / "register"))
    (register / "acts" / f"{LATE}.toml").write_text(ACTS["title"])
    alone = [each.text for each in said_otherwise(read_register(register, context()))]
    with_found(register)
    order = ACTS["title"].replace(LATE, "2025-0041").replace("1-200/2025", "1-201/2025")
    (register / "acts" / "2025-0041.toml").write_text(f'{order}wallets = ["Found"]\n')
    assert [each.text for each in said_otherwise(read_register(register, context()))] == [
        "2025Q3 was closed without 2025-0041; what it would say with that is not known: its register does not have "
        "every wallet, account and script that is named there.",
        *alone,
    ]
