"""Observations on file held against the journal: what was hidden in one is told, and hides nothing from the next."""

import json
import re
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.evidence.chain import Chain
from tests.reserve.drawn_chains import Drawn
from tests.reserve.entering import enter_as_it_is, hide
from tests.reserve.folders import NOW, look, plain_register, written
from tracer.chain.outpoint import Outpoint, Txid
from tracer.errors import IntegrityError
from tracer.operations import reserve_entered, reserve_journal, reserve_observations
from tracer.operations.context import Context
from tracer.operations.observation_waiting import digest
from tracer.operations.reserve_check import RegisterCheckRequest, check_register
from tracer.operations.reserve_entered import hold
from tracer.operations.reserve_observe import Observed
from tracer.operations.reserve_status import StatusRequest, reserve_status

WALLETS = {"Agency": ["Agency/0/0", "Agency/0/1"], "Reserve": ["Reserve/0/0"]}
NAME = "KZ-NIC"


class Watched:
    """A register that holds two coins, observed at block 2; one of them is then moved."""

    def __init__(self, folder: Path) -> None:
        """Make it."""
        self.folder = plain_register(folder, WALLETS)
        self.view, self.file = Chain(), folder / "blocks.dat"
        self.coin = Txid(self.view.add(pays="Agency/0/0", sat=10_000))
        self.other = Txid(self.view.add(pays="Agency/0/1", sat=5_000))
        self.first = self.look().observation.name

    def look(self, at: str | None = None) -> Observed:
        """Observe."""
        return look(self.folder, written(self.file, self.view), at)

    def spend(self, *outputs: tuple[int, str]) -> None:
        """Spend the first coin."""
        self.view.add([Drawn(0).pay([Outpoint(self.coin, 0)], list(outputs))])

    def check(self) -> tuple[str, ...]:
        """Return the notes of a check."""
        return check_register(RegisterCheckRequest(self.folder), context()).notes


def context() -> Context:
    """Return who asks."""
    return Context(who="a test", clock=lambda: NOW)


def kinds(observed: Observed) -> list[tuple[str, str]]:
    """Return the faults' kinds and subjects."""
    return [(fault.kind.value, fault.subject) for fault in observed.observation.faults]


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    """Return a register that is observed."""
    return Watched(tmp_path)


def node_words(folder: Path) -> None:
    """Put one more file beside an observation."""
    (folder / "node.json").write_bytes(b"{}")


@pytest.mark.parametrize(
    ("alter", "what"),
    [
        (lambda it: hide(it.folder, it.first, it.coin), ".json"),
        (lambda it: hide(it.folder, it.first, it.coin, also_beside=False), ".json"),
        (lambda it: node_words(it.folder / "observations" / it.first), ""),
        (lambda it: shutil.rmtree(it.folder / "observations" / it.first), ""),
    ],
    ids=["file and folder", "file", "one file more", "folder gone"],
)
def test_what_was_changed_is_named(watched: Watched, alter: Callable[[Watched], None], what: str) -> None:
    """Check and, where it can tell figures at all, status end with 4 and name the file or the folder."""
    assert hold(watched.folder, NAME).changed == {}
    assert not [note for note in watched.check() if "observation" in note]
    alter(watched)
    said = (
        f"observations/{watched.first}{what} is not as the journal has it: it was changed since it was observed. "
        "Put it back, or observe again with tracer reserve observe --at 2."
    )
    assert dict(hold(watched.folder, NAME).changed) == {watched.first: said}
    with pytest.raises(IntegrityError) as raised:
        watched.check()
    assert str(raised.value) == said
    if (watched.folder / "observations" / watched.first).is_dir():
        found = reserve_status(StatusRequest(watched.folder), context())
        assert found.exit_code == 4
        assert ("changed", said) in [(each.kind, each.text) for each in found.status.alarms]


def test_a_hidden_coin_does_not_hide_its_departure(watched: Watched) -> None:
    """The next observation says what was changed, builds on nothing and alarms; looking again mends the first."""
    before = (watched.folder / "observations" / f"{watched.first}.json").read_bytes()
    hide(watched.folder, watched.first, watched.coin)
    watched.spend((9_000, "nobody"))
    found = watched.look()
    told = kinds(found)
    assert [kind for kind, _ in told] == ["changed", "late"]
    assert (told[0][1], found.base, found.exit_code, found.held) == (watched.first, None, 4, 5_000)
    mended = watched.look("2")
    assert (watched.folder / "observations" / f"{watched.first}.json").read_bytes() == before
    assert mended.warnings[-1].endswith("--at 2. It is written again.")
    assert hold(watched.folder, NAME).changed == {}


def test_without_its_entry_an_observation_is_held_against_the_chain(watched: Watched) -> None:
    """A journal that was cut does not make a changed observation true; one that is the chain's is entered."""
    (watched.folder / "journal.jsonl").unlink()
    said = f"observation {watched.first} has no entry in the journal: its command was interrupted, or the journal was "
    assert watched.check()[-1].startswith(said)
    assert reserve_status(StatusRequest(watched.folder), context()).notes[-1].startswith(said)
    hide(watched.folder, watched.first, watched.coin)
    watched.spend((9_000, "nobody"))
    found = watched.look()
    assert [kind for kind, _ in kinds(found)] == ["changed", "late"]
    assert "has no entry in the journal and is not what the chain holds" in found.observation.faults[0].text
    assert hold(watched.folder, NAME).unentered == (watched.first,)
    watched.look("2")
    assert hold(watched.folder, NAME).unentered == ()


def test_a_departure_that_was_hidden_whole_is_not_entered(watched: Watched) -> None:
    """Without an entry what lies beside it is held against the chain, though the coins of its block are right."""
    watched.spend((9_000, "nobody"))
    second = watched.look()
    (late,) = [subject for kind, subject in kinds(second) if kind == "late"]
    (watched.folder / "journal.jsonl").unlink()
    hide(watched.folder, second.observation.name, Txid(late))
    watched.view.add()
    told = kinds(watched.look())
    assert ("changed", second.observation.name) in told
    assert ("late", late) in told


def test_what_was_put_beside_an_observation_is_gone_when_it_is_written_again(watched: Watched) -> None:
    """Not only its own files are put right."""
    place = watched.folder / "observations" / watched.first
    node_words(place)
    watched.look("2")
    assert not (place / "node.json").exists()
    assert hold(watched.folder, NAME).changed == {}


def test_only_a_look_enters_an_observation(watched: Watched) -> None:
    """An entry of another kind with the same words makes nothing true."""
    hide(watched.folder, watched.first, watched.coin)
    reserve_journal.enter(
        watched.folder,
        NAME,
        context(),
        kind="register-begun",
        why="altered",
        object_=sha256((watched.folder / reserve_observations.path_of(watched.first)).read_bytes()).hexdigest(),
        details={
            reserve_entered.NAME: watched.first,
            reserve_entered.FOLDER: reserve_entered.folder_digest(watched.folder, watched.first),
        },
    )
    assert set(hold(watched.folder, NAME).changed) == {watched.first}


def test_a_coin_missing_in_the_file_alone_is_not_entered(watched: Watched) -> None:
    """Without an entry the file's own coins are held against the chain too."""
    (watched.folder / "journal.jsonl").unlink()
    hide(watched.folder, watched.first, watched.other, also_beside=False)
    watched.view.add()
    assert ("changed", watched.first) in kinds(watched.look())


@pytest.mark.parametrize(
    "changes",
    [
        {b'"value_sat":"5000"': b'"value_sat":"4999"', b'"held_sat":"15000"': b'"held_sat":"14999"'},
        {b'"height":2': b'"height":1'},
        {b'"name":"Agency"': b'"name":"Reserve"', b'"name":"Reserve"': b'"name":"Agency"'},
    ],
    ids=["value", "height", "wallet"],
)
def test_a_check_holds_the_last_file_against_what_lies_beside_it(watched: Watched, changes: dict[bytes, bytes]) -> None:
    """A journal written along with an altered file hides it from nobody: what a coin is worth, and whose it is."""
    assert watched.check() is not None
    file = watched.folder / "observations" / f"{watched.first}.json"
    front, coins, back = file.read_bytes().partition(b'"wallets":')
    back = re.sub(b"|".join(changes), lambda found: changes[found[0]], back)
    file.write_bytes(front + coins + back)
    enter_as_it_is(watched.folder, watched.first)
    with pytest.raises(IntegrityError, match=r"does not have the coins that the transactions beside it leave"):
        watched.check()


def test_a_check_holds_the_last_file_s_block_against_the_headers(watched: Watched) -> None:
    """Its times are those of the header beside it."""
    file = watched.folder / "observations" / f"{watched.first}.json"
    content = file.read_bytes()
    file.write_bytes(re.sub(rb'"time":"[0-9]{4}', b'"time":"1999', content))
    assert file.read_bytes() != content
    enter_as_it_is(watched.folder, watched.first)
    with pytest.raises(IntegrityError, match=r"json says another time or hash of its block than the headers") as error:
        watched.check()
    assert "coins" not in str(error.value)


def test_a_look_builds_nothing_on_such_a_file_and_says_so(watched: Watched) -> None:
    """A journal written along with it hides it from no look: what came since is told all the same."""
    file = watched.folder / "observations" / f"{watched.first}.json"
    file.write_bytes(re.sub(rb'"time":"[0-9]{4}', b'"time":"1999', file.read_bytes()))
    enter_as_it_is(watched.folder, watched.first)
    watched.spend((10_000, "thief"))
    found = watched.look()
    assert [kind for kind, _ in kinds(found)][:1] == ["changed"]
    assert "says another time or hash of its block" in found.observation.faults[0].text
    assert "late" in {kind for kind, _ in kinds(found)}
    assert (found.exit_code, found.base) == (4, None)


def test_a_check_prints_the_head_of_the_journal(watched: Watched) -> None:
    """A line to be kept elsewhere; whoever cuts or writes the journal anew does not give it again."""
    head = str(reserve_journal.load(watched.folder, NAME).head)
    assert re.fullmatch("[1-9]:[0-9a-f]{64}", head)
    printed = tracer("reserve", "check", watched.folder)
    assert printed.out.endswith(f"\nThe journal's head, to be kept where no writer of the register is: {head}\n")
    assert json.loads(tracer("reserve", "check", watched.folder, "--json").out)["head"] == head
    (watched.folder / "journal.jsonl").unlink()
    assert "journal's head" not in tracer("reserve", "check", watched.folder).out


def test_what_spends_a_coin_that_was_hidden_is_told(watched: Watched) -> None:
    """With a forged journal the inputs tell: what spends a script of ours cannot have come from outside."""
    hide(watched.folder, watched.first, watched.coin)
    enter_as_it_is(watched.folder, watched.first)
    watched.spend((9_000, "Reserve/0/0"))
    found = watched.look()
    outpoint = Outpoint(watched.coin, 0)
    (fault,) = [each for each in found.observation.faults if each.kind.value == "missing"]
    (moved,) = [each for each in found.observation.movements if each.kind.value == "transfer"]
    assert fault.text == (
        f'coin {outpoint} of 0.00010000 BTC in "Agency" came at height 1 and is spent by {moved.txid}; observation '
        f"{watched.first} does not know it."
    )
    assert (found.exit_code, found.base) == (4, None)


def test_an_observation_that_stands_is_built_on(watched: Watched) -> None:
    """Nothing is told where nothing was changed."""
    watched.spend((9_000, "Reserve/0/0"))
    found = watched.look()
    assert (found.base, [kind for kind, _ in kinds(found) if kind in ("missing", "changed")]) == (watched.first, [])


def test_an_earlier_look_does_not_count(watched: Watched) -> None:
    """What lies there is to be what the last look entered, though the journal has it of one before."""
    name = watched.first
    path = watched.folder / reserve_observations.path_of(name)
    content = path.read_bytes()
    path.write_bytes(content + b"\n")
    enter_as_it_is(watched.folder, name)
    assert hold(watched.folder, NAME).changed == {}
    path.write_bytes(content)
    assert dict(hold(watched.folder, NAME).changed) == {
        name: f"observations/{name}.json is of an earlier look than the last one that the journal has of it, entry 3: "
        "an older copy lies in its place. Put it back, or observe again with tracer reserve observe --at 2."
    }


def test_a_digest_is_of_names_and_contents() -> None:
    """Another name, another content or another file is another digest."""
    files = {"a": b"1", "b": b"2"}
    others = ({"a": b"2", "b": b"1"}, {"a": b"1"}, {"a": b"1", "c": b"2"}, {**files, "c": b""})
    assert digest(dict(reversed(files.items()))) == digest(files)
    assert digest(files) not in {digest(each) for each in others}


def test_the_newest_observation_that_is_gone_is_told(watched: Watched) -> None:
    """Who takes a night's look away hides its alarm from nobody: `check` and `status` end with 4, the next look too."""
    watched.spend((10_000, "Dave/0/0"))
    name = watched.look().observation.name
    (watched.folder / "observations" / f"{name}.json").unlink()
    shutil.rmtree(watched.folder / "observations" / name)
    height = int(name.partition("-")[0])
    said = (
        f"observations/{name}.json was observed and is gone. Put it back, or observe again with tracer reserve observe "
        f"--at {height}."
    )
    with pytest.raises(IntegrityError) as caught:
        watched.check()
    assert str(caught.value) == said
    status = reserve_status(StatusRequest(watched.folder), context())
    assert (status.exit_code, said in [each.text for each in status.status.alarms]) == (4, True)
    again = watched.look(str(height))
    assert ("changed", name) not in kinds(again)
    assert watched.check() == ()
