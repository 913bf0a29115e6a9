"""`tracer explore`: a trail opened from lines typed or piped in, its books closed after each."""

import json
import subprocess
import sys

import pytest

from fixtures.patience import PATIENCE
from tests.commands import ROOT, Ended
from tracer.chain.outpoint import Txid
from tracer.errors import CaseError
from tracer.operations.context import Context
from tracer.operations.explore import Exploration, ExploreRequest, explore
from tracer.operations.sources import ChainSource

CASE = ROOT / "fixtures" / "story" / "case.toml"
CHAIN = ROOT / "fixtures" / "story" / "blocks.blk"
THEFT = "ef39382a3c7a82968cb7b55863638a9c7d4c5f69dd956a1ecc14d4f39b3148b1:0"
PEEL = Txid("b6a97b7b25e832797da002d67d8de7f335faeec648c16cf1affd6d82d3e70c69")


def typed(lines: str, *options: str) -> Ended:
    """Run the command over the story with these lines as its input."""
    command = [sys.executable, "-m", "tracer", "explore", str(CASE), "--chain", str(CHAIN), *options]
    ran = subprocess.run(command, input=lines, capture_output=True, text=True, timeout=PATIENCE, cwd=ROOT, check=False)
    return Ended(ran.returncode, ran.stdout, ran.stderr)


def told(lines: str, *options: str) -> list[dict]:
    """Return what the command prints of these lines as JSON, without where one stood before the first."""
    ended = typed(lines, "--json", *options)
    assert ended.code == 0, ended.err
    return [json.loads(line) for line in ended.out.splitlines()][1:]


def begun(rule: str | None = None) -> Exploration:
    """Return an exploration of the story with nothing opened."""
    return explore(ExploreRequest(CASE, ChainSource(str(CHAIN)), rule), Context())


def test_the_story_opened_to_its_end_has_the_books_of_the_run() -> None:
    """A's 10.5 and B's 6.3 end as README.md shows them under FIFO."""
    (seen,) = told("follow\n")
    a, b = (seen["books"][label]["terminals"] for label in "AB")
    assert (a["custody"], a["service"], a["mix"]) == (539_970_000, 109_950_000, 200_000_000)
    assert (b["custody"], b["unspent"], b["mix"]) == (379_950_000, 50_000_000, 200_000_000)
    assert not seen["provisional"]
    assert seen["waiting"] == []
    assert "unopened" not in a | b


def test_the_first_click() -> None:
    """1 BTC of A ends at a service, 8.9999 wait, and 10,000 satoshi are the fee; all by hand from the chain."""
    before, first = [json.loads(line) for line in typed("open 1\n", "--json").out.splitlines()]
    assert before["books"]["A"]["terminals"] == {"unopened": 1_050_000_000}
    assert before["waiting"][0]["outpoint"] == THEFT
    assert before["waiting"][0]["spender"] == {"txid": PEEL, "height": 106}
    assert first["books"]["A"]["terminals"] == {"service": 100_000_000, "unopened": 949_990_000, "fee": 10_000}


def test_undo_redo_and_branches() -> None:
    """Each step stays; a step after undo begins a branch, and go finds the other again."""
    seen = told("open 1\nopen 1\nundo\nopen 2\ngo 2\nundo\nundo\nredo\n")
    assert [(each["number"], each["at"]) for each in seen] == [
        (1, 1), (2, 2), (2, 1), (3, 3), (3, 2), (3, 1), (3, 0), (3, 1)
    ]  # fmt: skip
    assert seen[4]["books"] == seen[1]["books"]
    assert seen[2]["books"] == seen[0]["books"]


def test_closing_takes_off_what_is_no_longer_reached() -> None:
    """With the first transaction of A's way closed again, only B's way is open, and A's seed waits as before."""
    opened, _, closed = told(f"open all\nfollow\nclose {PEEL}\n")
    assert opened["opened"] == 5
    assert closed["books"]["A"]["terminals"]["unopened"] >= 1_000_000_000
    found = begun()
    found.open([PEEL])
    found.open({each.spender.txid for each in found.seen.waiting})
    found.close(PEEL)
    assert found.seen.taken_up == found.history.opened


def test_trying_opens_nothing_and_says_what_would_open() -> None:
    """From the start all twelve transactions of the story are found; three where three are asked for."""
    (tried,) = told("try\n")
    assert len(tried["would_open"]) == 12
    (few,) = told("try most 3\n")
    assert (len(few["would_open"]), few["held_back"]) == (3, True)
    assert (
        "It would open 12 transactions and leave 0.00000000 BTC not opened, of 16.80000000 now." in typed("try\n").out
    )


def test_another_rule_beside() -> None:
    """The same twelve transactions under haircut give A 5.94546855 in custody; where one stands stays FIFO's."""
    _, beside, after = told("follow\nrule haircut\nundo\n")
    assert beside["books"]["A"]["custody"] == 594_546_855
    assert after["at"] == 0
    ended = typed("follow\nrule haircut\n")
    assert "A under haircut: state custody 5.94546855, here 5.39970000" in ended.out


def test_kept_and_the_rest_close() -> None:
    """Three are kept; of the other eight, in = out + ended + fees, to the satoshi."""
    _, drawn = told("follow\nkept 3\n")
    rest = drawn["rest"]
    assert (len(drawn["kept"]), rest["transactions"]) == (3, 8)
    for label in "AB":
        parts = [rest[part].get(label, 0) for part in ("went_out", "ended", "fees")]
        assert rest["came_in"][label] == sum(parts)


def test_a_branch_closes() -> None:
    """What comes into a branch leaves it, ends or is paid as fees."""
    _, found = told(f"follow\nbranch {PEEL}\n")
    assert found["branch"][0] == PEEL
    assert found["came_in"] == {"A": 1_000_000_000}
    assert sum(sum(found[part].values()) for part in ("left", "ended", "fees")) == 1_000_000_000


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("opn 1", "no line begins with 'opn'; did you mean 'open'?"),
        ("dance", "no line begins with 'dance'; type help"),
        ("open 9", "no coin 9 waits: there are 5; type list"),
        ("open", "this takes a coin's number, a txid or all, and nothing else"),
        ("open x1", "a coin's number is a whole number, not 'x1'"),
        ("open " + "ab" * 32, "spends nothing that waits; type list"),
        ("open " + "xy" * 32, "is no txid: that has 64 digits from 0 to f"),
        ("close " + "ab" * 32, "is not open"),
        ("go 7", "there is no step 7: the last one is 0"),
        ("undo now", "this takes nothing, and 'now' stands after it"),
        ("rule poison", "no rule 'poison' to explore under: there are fifo, haircut"),
        ("follow label C", "the case has no label 'C': there are A, B"),
        ("follow until 5", "'until' is no condition, or stands twice: there are label, min, to, most"),
        ("follow most 5 most 6", "'most' is no condition, or stands twice"),
        ("follow min", "'min' has no value: a condition is a word and a value"),
        ("follow min 0,5", "'0,5' is no amount of bitcoin, as 0.25 is"),
        ("follow most 0", "most is 1 or more"),
        ("branch " + "ab" * 32, "does not cross transaction"),
        ("kept many", "a number of transactions is a whole number, not 'many'"),
    ],
)
def test_a_wrong_line_does_nothing_and_says_why(line: str, message: str) -> None:
    """One clear message, and the lines after it are done as if it had not been there."""
    ended = typed(f"{line}\nopen 1\n")
    assert ended.code == 2
    assert message in ended.err
    assert "step 1 of 1, 1 transaction open" in ended.out


def test_a_rule_without_amounts_is_refused() -> None:
    """Poison gives reach and no amounts, so no books could close."""
    ended = typed("", "--rule", "poison")
    assert ended.code == 2
    assert "no rule 'poison' to explore under" in ended.err


def test_help_names_every_line() -> None:
    """What can be typed is said in one screen."""
    ended = typed("help\nquit\nopen 1\n")
    for verb in ("open", "follow", "try", "close", "undo", "redo", "go", "list", "trail", "rule", "kept", "branch"):
        assert f"{verb} " in ended.out or f"{verb}," in ended.out
    assert "step 1" not in ended.out


def test_nothing_more_than_the_limit_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit it is a run's business; the step is not taken."""
    monkeypatch.setattr("tracer.operations.explore.MOST_OPENED", 3)
    found = begun()
    with pytest.raises(CaseError, match="5 transactions would be open; by hand it is 3 at most"):
        found.open({each.spender.txid for each in found.seen.waiting})
    assert found.history.steps == ()
