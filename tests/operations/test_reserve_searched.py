"""Observations held against a search from the first block: what one answer left out is told, whoever is asked next."""

import json
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.evidence.chain import Chain
from tests.operations.lying_sources import as_node, lying
from tests.reserve import story_two
from tests.reserve.closing import DAYS, LAST_ACTS, begun, context, file_acts
from tests.reserve.drawn_chains import Drawn
from tests.reserve.folders import look, plain_register, plain_toml, written
from tracer.chain import decode
from tracer.chain.outpoint import Outpoint
from tracer.cli.reserve.close_report import close_lines
from tracer.errors import IntegrityError
from tracer.ingest.file_blocks import FileBlocks
from tracer.operations import reserve_journal, reserve_observations
from tracer.operations.reserve_check import RegisterCheckRequest, check_register
from tracer.operations.reserve_close import CloseRequest, close
from tracer.operations.reserve_observe import Observed
from tracer.operations.reserve_searched import LastSearch, last_search, search_to_repeat
from tracer.operations.reserve_status import StatusRequest, reserve_status
from tracer.store import ingest

WALLETS = {"Agency": ["Agency/0/0", "Agency/0/1"], "Reserve": ["Reserve/0/0"]}
HIDDEN = "dcd6423f"
"""The first digits of the story's receipt of 3,000,000 satoshi at block 300, which nothing spends."""

PUT_RIGHT = "closed on it: observe again with --at 138, then close 2025Q2-r1."


def missing(observed: Observed) -> list[str]:
    """Return the sentences about what is missing."""
    return [fault.text for fault in observed.observation.faults if fault.kind.value == "missing"]


def test_a_receipt_that_one_answer_left_out_is_found_by_the_next_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file is searched from its first block each time: the coin is named with txid, amount and wallet, and held."""
    folder = begun(tmp_path)
    file_acts(folder, "9999")
    with lying(monkeypatch, 300):
        first = look(folder, story_two.BLOCKS, "305")
    assert (first.held, first.searched) == (1_634_760_600, "file")
    found = look(folder, story_two.BLOCKS, "333")
    (told,) = missing(found)
    assert told.startswith(f"coin {HIDDEN}")
    assert told.endswith(
        f' of 0.03000000 BTC in "Old Agency address" came at height 300; observation {first.observation.name} does '
        "not know it."
    )
    assert (found.exit_code, found.base, found.held) == (4, None, 1_667_750_600)
    again = look(folder, story_two.BLOCKS, "333")
    assert (missing(again), again.held) == ([told], 1_667_750_600)


def test_over_a_store_the_whole_is_searched_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its index finds what pays a script at once; the fault is the same."""
    folder, view = plain_register(tmp_path, WALLETS), Chain()
    coin = view.add(pays="Agency/0/0", sat=7_000)
    view.add(pays="Agency/0/1", sat=6_000)
    with lying(monkeypatch, 1):
        look(folder, written(tmp_path / "blocks.dat", view))
    view.add()
    store = tmp_path / "store"
    ingest.ingest(FileBlocks(written(tmp_path / "more.dat", view)), store)
    found = look(folder, store)
    assert missing(found)[0].startswith(f'coin {coin}:0 of 0.00007000 BTC in "Agency" came at height 1; observation ')
    assert (found.held, found.searched) == (13_000, "store")


def test_a_node_is_searched_from_its_first_block_when_that_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without `whole` nothing is told, and it is said that nothing was searched; with it the coin is."""
    folder, view, file = plain_register(tmp_path, WALLETS), Chain(), tmp_path / "blocks.dat"
    coin = view.add(pays="Agency/0/0", sat=7_000)
    view.add(pays="Agency/0/1", sat=6_000)
    with as_node(monkeypatch):
        with lying(monkeypatch, 1):
            first = look(folder, written(file, view)).observation.name
        view.add()
        quiet = look(folder, written(file, view))
        assert (missing(quiet), quiet.searched, quiet.base, quiet.held) == ([], None, first, 6_000)
        view.add()
        found = look(folder, written(file, view), whole=True)
    assert [each.partition(" in ")[0] for each in missing(found)] == [f"coin {coin}:0 of 0.00007000 BTC"]
    assert (found.exit_code, found.base, found.held, found.searched) == (4, None, 13_000, "node")


@pytest.mark.parametrize(
    ("is_spent", "words"),
    [(True, "came at height 1 and is spent by"), (False, "came at height 1; observation")],
    ids=["spent since", "unspent"],
)
def test_a_coin_that_came_and_went_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_spent: bool, words: str
) -> None:
    """Whether the coin left out is held or was spent since, it is one fault, that names what spends it."""
    folder, view, file = plain_register(tmp_path, WALLETS), Chain(), tmp_path / "blocks.dat"
    coin = view.add(pays="Agency/0/0", sat=7_000)
    with lying(monkeypatch, 1):
        look(folder, written(file, view))
    view.add([Drawn(0).pay([Outpoint(coin, 0)], [(6_000, "Reserve/0/0")])] if is_spent else [])
    (told,) = missing(look(folder, written(file, view)))
    assert words in told


def test_what_spends_a_hidden_coin_is_told_over_a_node_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though it is not searched again: what spends a script of ours cannot have come from outside."""
    folder, view, file = plain_register(tmp_path, WALLETS), Chain(), tmp_path / "blocks.dat"
    coin = view.add(pays="Agency/0/0", sat=7_000)
    view.add()
    with as_node(monkeypatch):
        with lying(monkeypatch, 1):
            first = look(folder, written(file, view)).observation.name
        move = Drawn(0).pay([Outpoint(coin, 0)], [(6_000, "Reserve/0/0")])
        view.add([move])
        found = look(folder, written(file, view))
    assert missing(found) == [
        f'coin {coin}:0 of 0.00007000 BTC in "Agency" came at height 1 and is spent by {decode.txid(move)}; '
        f"observation {first} does not know it."
    ]
    assert (found.base, found.searched) == (None, "node")


def test_a_search_says_where_it_ended_and_by_whom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal keeps it beside the observation; a look that adds to it names the search that it rests on."""
    folder, view, file = plain_register(tmp_path, WALLETS), Chain(), tmp_path / "blocks.dat"
    view.add(pays="Agency/0/0", sat=7_000)
    with as_node(monkeypatch):
        first = look(folder, written(file, view)).observation.name
        view.add()
        second = look(folder, written(file, view)).observation.name
    entries = reserve_journal.load(folder, "KZ-NIC").entries
    assert [entry.details.get("searched") for entry in entries if entry.kind == "observed"] == ["node", None]
    rests = last_search(folder, "KZ-NIC", second)
    assert rests is not None
    assert (rests.name, rests.height, rests.kind) == (first, 1, "node")
    how = f"Hold it against another source: tracer reserve observe {folder} --chain SOURCE --at"
    assert search_to_repeat(folder, "KZ-NIC", first) == (
        f"The chain was last searched from its first block to block 1, by one node's word. {how} 1 --whole"
    )
    assert search_to_repeat(folder, "KZ-NIC", second) == (
        "The chain was last searched from its first block to block 1, by one node's word; what a look since then was "
        f"not told of, or it, is in no observation. {how} 2 --whole"
    )
    look(folder, file)
    assert search_to_repeat(folder, "KZ-NIC", second) is None


def test_an_interrupted_look_rests_on_the_search_that_entered_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was left without an entry is held against a search from the first block, and its entry says of what."""
    folder, view, file = plain_register(tmp_path, WALLETS), Chain(), tmp_path / "blocks.dat"
    view.add(pays="Agency/0/0", sat=7_000)
    with as_node(monkeypatch):
        first = look(folder, written(file, view)).observation.name
    (folder / "journal.jsonl").unlink()
    assert last_search(folder, "KZ-NIC", first) is None
    view.add()
    look(folder, written(file, view))
    entries = [each.details for each in reserve_journal.load(folder, "KZ-NIC").entries if each.kind == "observed"]
    assert [("interrupted" in each, each["searched"]) for each in entries] == [(True, "file"), (False, "file")]
    assert last_search(folder, "KZ-NIC", first) == LastSearch(first, "file")


def test_an_interrupted_look_of_other_scripts_rests_on_no_search(tmp_path: Path) -> None:
    """Where a wallet was added since, what lies there is not searched for again, and its entry does not say so."""
    folder, view, file = plain_register(tmp_path, WALLETS), Chain(), tmp_path / "blocks.dat"
    view.add(pays="Agency/0/0", sat=7_000)
    look(folder, written(file, view))
    (folder / "journal.jsonl").unlink()
    (folder / "register.toml").write_text(plain_toml({**WALLETS, "Later": ["Later/0/0"]}), encoding="utf-8")
    view.add()
    look(folder, written(file, view))
    entries = [each.details for each in reserve_journal.load(folder, "KZ-NIC").entries if each.kind == "observed"]
    assert [each.get("searched") for each in entries] == [None, "file"]


def check(folder: Path) -> tuple[str, ...]:
    """Return the notes of a check, which raises where file and folder do not say the same."""
    return check_register(RegisterCheckRequest(folder), context()).notes


def test_looking_again_at_a_block_replaces_the_file_and_what_lies_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the first look was not told of is named, both are replaced, `check` passes, the next look builds on it."""
    folder, view, file = plain_register(tmp_path, WALLETS), Chain(), tmp_path / "blocks.dat"
    coin = view.add(pays="Agency/0/0", sat=7_000)
    view.add(pays="Agency/0/1", sat=6_000)
    with lying(monkeypatch, 1):
        first = look(folder, written(file, view)).observation.name
    again = look(folder, file)
    text = f'coin {coin}:0 of 0.00007000 BTC in "Agency" came at height 1; observation {first} does not know it.'
    assert (missing(again), again.exit_code, again.held) == ([text], 4, 13_000)
    (filed,) = reserve_observations.names(folder)
    assert {coin} < set(reserve_observations.held(folder, filed).material.positions)
    assert check(folder) == ()
    assert missing(look(folder, file)) == []
    view.add()
    later = look(folder, written(file, view))
    assert (missing(later), later.base, later.held) == ([], first, 13_000)


def test_a_node_is_searched_whole_before_it_replaces_an_observation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What goes on from a false observation does not take a coin out of a true one of the same block."""
    folder, view, file = plain_register(tmp_path, WALLETS), Chain(), tmp_path / "blocks.dat"
    coin = view.add(pays="Agency/0/0", sat=7_000)
    view.add(pays="Agency/0/1", sat=6_000)
    with as_node(monkeypatch), lying(monkeypatch, 1):
        first = look(folder, written(file, view)).observation.name
    view.add()
    true = look(folder, written(file, view))
    with as_node(monkeypatch):
        again = look(folder, file)
    told = f'coin {coin}:0 of 0.00007000 BTC in "Agency" came at height 1; observation {first} does not know it.'
    assert (missing(true), missing(again)) == ([told], [told])
    assert (again.searched, again.held, again.sha256) == ("node", 13_000, true.sha256)


def test_a_false_closing_is_told_until_it_is_put_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the look that finds it, by each one after it, by `check` and by `status`: coin, amount, wallet and period."""
    folder = begun(tmp_path)
    file_acts(folder, LAST_ACTS["2025Q2"])
    with as_node(monkeypatch), lying(monkeypatch, 118):
        name = look(folder, story_two.BLOCKS, DAYS["2025Q2"]).observation.name
    close(CloseRequest(folder, "2025Q2"), context())
    first = look(folder, story_two.BLOCKS, "150")
    (text,) = missing(first)
    assert (first.base, first.exit_code) == (None, 4)
    assert f' of 0.49990000 BTC in "Agency seizure wallet" came at height 118; observation {name} does not' in text
    for at in ("151", "152"):
        later = look(folder, story_two.BLOCKS, at)
        assert (missing(later), later.exit_code) == ([f"{text} Period 2025Q2 was {PUT_RIGHT}"], 4)
        with pytest.raises(IntegrityError, match=rf"does not know it\. Period 2025Q2 was {PUT_RIGHT}$"):
            check(folder)
        status = reserve_status(StatusRequest(folder), context())
        alarms = [each.text for each in status.status.alarms if each.kind == "missing"]
        assert (alarms, status.exit_code) == ([f"{text} Period 2025Q2 was {PUT_RIGHT}"], 1)


@pytest.mark.parametrize("what", ["register.toml", "observations"])
def test_a_closing_that_was_changed_stops_no_alarm(tmp_path: Path, what: str) -> None:
    """Where the files that a period was closed with are damaged, the look says so, and is filed with all else."""
    folder = begun(tmp_path)
    file_acts(folder, LAST_ACTS["2025Q2"])
    look(folder, story_two.BLOCKS, "120")
    name = look(folder, story_two.BLOCKS, DAYS["2025Q2"]).observation.name
    close(CloseRequest(folder, "2025Q2"), context())
    look(folder, story_two.BLOCKS, "150")
    if what == "observations":
        (folder / what / name / "proofs.dat").write_bytes(b"")
    else:
        (folder / "periods" / "2025Q2" / what).write_bytes(b"[")
    found = look(folder, story_two.BLOCKS, "151")
    told = [fault.subject for fault in found.observation.faults if fault.kind.value == "changed"]
    assert told == [name if what == "observations" else "periods/2025Q2"]
    assert (found.exit_code, found.held > 0) == (4, True)


def test_a_true_closing_is_told_by_nothing(tmp_path: Path) -> None:
    """What came or was spent after the closing block, and wallets added since, make no difference to it."""
    folder = begun(tmp_path)
    file_acts(folder, LAST_ACTS["2025Q2"])
    look(folder, story_two.BLOCKS, DAYS["2025Q2"])
    close(CloseRequest(folder, "2025Q2"), context())
    look(folder, story_two.BLOCKS, "150")
    for at in ("180", "120"):
        assert missing(look(folder, story_two.BLOCKS, at)) == []
    check(folder)
    assert "missing" not in {each.kind for each in reserve_status(StatusRequest(folder), context()).status.alarms}


def test_scripts_that_are_not_looked_for_any_more_are_not_held(tmp_path: Path) -> None:
    """A wallet that was taken out of the register since is not said to be missing on the chain."""
    folder = begun(tmp_path)
    file_acts(folder, LAST_ACTS["2025Q2"])
    look(folder, story_two.BLOCKS, DAYS["2025Q2"])
    close(CloseRequest(folder, "2025Q2"), context())
    head, *tables = (folder / "register.toml").read_text(encoding="utf-8").split("[[wallet]]")
    kept = [each for each in tables if 'name = "Agency seizure wallet"' not in each]
    assert len(kept) == len(tables) - 1
    (folder / "register.toml").write_text("[[wallet]]".join([head, *kept]), encoding="utf-8")
    found = look(folder, story_two.BLOCKS, "150")
    assert "scope" in {fault.kind.value for fault in found.observation.faults}
    assert missing(found) == []


def test_closing_says_on_which_search_the_coins_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the closing observation goes on from an earlier search, whoever closes is told so."""
    folder = begun(tmp_path)
    file_acts(folder, LAST_ACTS["2025Q2"])
    with as_node(monkeypatch):
        look(folder, story_two.BLOCKS, "130")
        look(folder, story_two.BLOCKS, DAYS["2025Q2"])
    done = close(CloseRequest(folder, "2025Q2"), context())
    assert any(
        "was last searched from its first block to block 130, by one node's word" in each for each in close_lines(done)
    )


def test_a_look_says_on_the_screen_what_was_searched(tmp_path: Path) -> None:
    """The JSON names the kind of the source; the option is one of the command."""
    folder, view, file = plain_register(tmp_path, WALLETS), Chain(), tmp_path / "blocks.dat"
    view.add(pays="Agency/0/0", sat=7_000)
    told = tracer("reserve", "observe", folder, "--chain", written(file, view), "--whole", "--json")
    assert json.loads(told.out)["searched"] == "file"
    assert reserve_observations.names(folder)
