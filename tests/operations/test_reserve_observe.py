"""The register's observations: filed whole or not at all, built on one another, the same from every source."""

import json
import shutil
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.evidence.chain import Chain
from tests.fixtures_story.recorded import TWO
from tests.reserve import story_two
from tests.reserve.drawn_chains import Drawn
from tests.reserve.folders import NOW, look, plain_register, plain_toml, register_two, written
from tests.reserve.killing import moments, steps_of
from tests.reserve.statements import statement
from tracer import moments as times
from tracer.chain.outpoint import Outpoint
from tracer.errors import CaseError, IntegrityError, SourceError
from tracer.ingest.block_file import FileView
from tracer.ingest.file_blocks import FileBlocks
from tracer.operations import reserve_entered, reserve_journal, reserve_observations
from tracer.operations.context import Context
from tracer.operations.reserve_observe import Observed
from tracer.operations.reserve_periods import CLOSED
from tracer.reserve import act_file, period_file, register_file
from tracer.reserve.days import observed_block
from tracer.reserve.observation import FaultKind, Observation
from tracer.reserve.observation_file import loads
from tracer.reserve.period_rows import PeriodBlock, PeriodInput
from tracer.reserve.register import Register
from tracer.reserve.watching import watch, watch_list
from tracer.store import ingest

WALLETS = {"Agency": ["Agency/0/0", "Agency/0/1"], "Reserve": ["Reserve/0/0"]}


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder but the lock and the journal."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name not in ("lock", "journal.jsonl"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(files)}


def kinds(observed) -> list[tuple[str, str]]:
    """Return the faults' kinds and subjects."""
    return [(fault.kind.value, fault.subject) for fault in observed.observation.faults]


def test_the_story_is_observed_quarter_by_quarter(tmp_path: Path) -> None:
    """Each quarter's closing block holds what was worked out; each observation builds on the one before it."""
    folder = register_two(tmp_path)
    bases = []
    for period, day in (("2025Q2", "2025-06-30"), ("2025Q3", "2025-09-30"), ("2025Q4", "2025-12-31")):
        expected = story_two.EXPECTED["periods"][period]
        observed = look(folder, story_two.BLOCKS, day)
        assert (observed.held, observed.observation.block.height) == (
            expected["books_sat"]["closing"],
            expected["closing_height"],
        )
        assert observed.is_sealable
        bases.append(observed.base)
    assert bases == [None, *reserve_observations.names(folder)[:2]]
    register = story_two.register()
    last = reserve_observations.last(folder, register)
    assert last.observation == loads(last.content, "x") == observed.observation
    assert last.history.touches[-1].transaction.txid == story_two.txid("bring")
    assert last.held.is_sealable


def test_an_observation_is_entered_in_the_journal(tmp_path: Path) -> None:
    """Its kind, its file's hash, its name and how many faults there were."""
    folder = register_two(tmp_path)
    observed = look(folder, story_two.BLOCKS, "138")
    entry = reserve_journal.load(folder, "KZ-EXAMPLE").entries[-1]
    name = observed.observation.name
    content = (folder / "observations" / f"{name}.json").read_bytes()
    assert (entry.kind, entry.object, entry.who) == ("observed", sha256(content).hexdigest(), "a test")
    assert dict(entry.details) == {
        "observation": name,
        "folder": reserve_entered.folder_digest(folder, name),
        "faults": str(len(observed.observation.faults)),
        "searched": "file",
    }
    assert observed.sha256 == entry.object
    told = observed.as_json()
    assert (told["name"], told["entry"], told["held_sat"], told["base"]) == (name, 4, "1389840000", None)


def test_steps_file_what_one_look_files(tmp_path: Path) -> None:
    """Observed at four heights the last file is that of a register observed once; so is everything it rests on."""
    once, often = register_two(tmp_path / "a"), register_two(tmp_path / "b")
    for height in ("130", "200", "236", "327"):
        look(often, story_two.BLOCKS, height)
    observed = look(once, story_two.BLOCKS, "327")
    name = observed.observation.name
    files = [(folder / "observations" / f"{name}.json").read_bytes() for folder in (once, often)]
    assert files[0] == files[1]
    register = story_two.register()
    whole, parts = (reserve_observations.last(folder, register) for folder in (once, often))
    assert whole.history == parts.history
    assert dict(whole.held.material.raws) == dict(parts.held.material.raws)
    assert dict(whole.held.material.proofs) == dict(parts.held.material.proofs)
    assert whole.held.material.headers == parts.held.material.headers


def test_looking_again_writes_the_same(tmp_path: Path) -> None:
    """A second look at the same block changes no file; an act that was filed since changes what it says."""
    folder = register_two(tmp_path, "2025-0014")
    first = look(folder, story_two.BLOCKS, "236")
    before = tree(folder)
    look(folder, story_two.BLOCKS, "236")
    assert tree(folder) == before
    departure = (FaultKind.LATE.value, story_two.txid("departure"))
    assert departure in kinds(first)
    shutil.copy(TWO / "acts" / "2025-0015.toml", folder / "acts")
    again = look(folder, story_two.BLOCKS, "236")
    assert departure not in kinds(again)
    assert loads((folder / "observations" / f"{again.observation.name}.json").read_bytes(), "x") == again.observation
    assert [entry.kind for entry in reserve_journal.load(folder, "KZ-EXAMPLE").entries] == [
        "opened", *["admitted"] * 2, *["observed"] * 3
    ]  # fmt: skip


def test_a_store_gives_the_same_file_and_a_file_completes_its_folder(tmp_path: Path) -> None:
    """Over a store, which keeps no raw bytes, the observation is the same to the byte; a file of blocks adds them."""
    store = tmp_path / "store"
    ingest.ingest(FileBlocks(story_two.BLOCKS), store)
    one, other = register_two(tmp_path / "a"), register_two(tmp_path / "b")
    for height in ("247", "327"):
        from_store, from_file = look(one, store, height), look(other, story_two.BLOCKS, height)
        assert from_store.sha256 == from_file.sha256
        assert (from_store.is_sealable, from_file.is_sealable) == (False, True)
    register = story_two.register()
    assert reserve_observations.last(one, register).history == reserve_observations.last(other, register).history
    completed = look(one, story_two.BLOCKS, "327")
    assert (completed.is_sealable, completed.sha256) == (True, from_file.sha256)
    held = reserve_observations.last(one, register).held
    assert held.is_sealable
    assert dict(held.material.raws) == dict(reserve_observations.last(other, register).held.material.raws)
    look(one, store, "327")
    assert reserve_observations.last(one, register).held.is_sealable


def test_a_departure_alarms_with_the_block_that_holds_it(tmp_path: Path) -> None:
    """One block after a departure it is told; the nights before are silent."""
    folder = plain_register(tmp_path, WALLETS)
    view = Chain()
    coin = Outpoint(view.add(pays="Agency/0/0", sat=10_000), 0)
    file = tmp_path / "blocks.dat"
    assert look(folder, written(file, view)).exit_code == 0
    view.add([Drawn(0).pay([coin], [(9_000, "nobody")])])
    alarmed = look(folder, written(file, view))
    assert alarmed.exit_code == 1
    assert [fault.text for fault in alarmed.observation.faults] == [
        f"{next(t for t, (at, _) in view.index().items() if at.height == 2 and at.index)} moved 0.00009000 BTC out of "
        '"Agency" at height 2; no act covers it.'
    ]


SECOND = """id = "2025-0097"
kind = "disposal"
date = 2025-08-20
text = {{ file = "texts/2025-0006.txt", sha256 = "43b0bb8b38e288b81251b1fca0971bac11a6cae1b4128b85a7fb98afc3765db6" }}
signed_by = ["A. Example", "B. Example"]
method = "otc"
lots = {{ "L-0005" = 29990000 }}
basis = "an order"
txid = "{txid}"
"""
THEFT = (FaultKind.LATE.value, story_two.txid("departure"))


def with_act(folder: Path, number: str, content: str) -> str:
    """File an act; return its file's name in the register."""
    name = f"acts/{number}.toml"
    (folder / name).write_text(content)
    return name


def filed(folder: Path, observed: Observed) -> Observation:
    """Return what an observation's file says, as `status` reads it."""
    return reserve_observations.read(folder, observed.observation.name)[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            SECOND.format(txid="324a49df8f4ae0af7c6c16d6a1e8f326c7d5eae399a986696334ecad68c25702"),
            "acts 2025-0005 and 2025-0097 name the same transaction 324a49df8f4ae0af7c6c16d6a1e8f326c7d5eae399a98669633"
            "4ecad68c25702; act 2025-0097 is left out.",
        ),
        (SECOND.format(txid=story_two.txid("departure")), "act 2025-0097 disposes of 29990000 satoshi"),
        ("id = ", "acts/2025-0097.toml: line 1: nothing stands behind the ="),
        (
            SECOND.format(txid="ab" * 32).replace("method", "methods"),
            "acts/2025-0097.toml: method: missing; expected one of ",
        ),
        (SECOND.format(txid="ab" * 32).replace("id =", 'corrects = "2025-0001"\nid =', 1), "corrects"),
    ],
    ids=["twice", "lots", "broken", "unknown", "misplaced"],
)
def test_no_wrong_act_stops_the_alarm(tmp_path: Path, content: str, words: str) -> None:
    """It counts for nothing and is told; the departure that no act covers alarms, and the observation is filed."""
    folder = register_two(tmp_path, "2025-0014")
    before = look(folder, story_two.BLOCKS, "236")
    name = with_act(folder, "2025-0097", content)
    found = look(folder, story_two.BLOCKS, "236")
    assert THEFT in kinds(before)
    assert found.exit_code == 1
    files = [fault for fault in found.observation.faults if fault.kind is FaultKind.FILE]
    assert {fault.subject for fault in files} == {name}
    assert words in files[0].text
    assert files[0].text.endswith("left out.")
    assert [each for each in kinds(found) if each[0] != "file"] == kinds(before)
    assert filed(folder, found) == found.observation
    assert (found.observation.wallets, found.observation.movements) == (
        before.observation.wallets,
        before.observation.movements,
    )


def test_where_only_files_are_wrong_the_observation_ends_with_2(tmp_path: Path) -> None:
    """Nothing alarms without the act that is wrong; that is said and filed all the same."""
    folder = register_two(tmp_path)
    assert look(folder, story_two.BLOCKS).exit_code == 0
    name = with_act(folder, "2026-0097", "id = ")
    found = look(folder, story_two.BLOCKS)
    assert (found.exit_code, kinds(found)) == (2, [("file", name)])
    assert filed(folder, found).exit_code == 2
    (folder / name).unlink()
    (folder / "acts" / "notes.txt").write_text("?")
    found = look(folder, story_two.BLOCKS)
    assert (found.exit_code, [fault.text for fault in found.observation.faults]) == (
        2,
        ["acts/notes.txt: is no act and no act names it; acts are YYYY-NNNN.toml"],
    )


def test_an_act_that_is_no_file_is_named_within_the_register(tmp_path: Path) -> None:
    """What is filed does not say where on a machine the register lies."""
    folder = register_two(tmp_path)
    (folder / "acts" / "2026-0097.toml").mkdir()
    found = look(folder, story_two.BLOCKS)
    assert [fault.text for fault in found.observation.faults] == [
        "act acts/2026-0097.toml is not a regular file; the act is left out."
    ]


def test_an_act_whose_document_is_another_covers_nothing(tmp_path: Path) -> None:
    """The departure that it explains alarms until the document is what the act says it is."""
    folder = register_two(tmp_path)
    document = folder / document_of(folder, "2025-0015")
    right = document.read_bytes()
    document.write_bytes(right + b" ")
    found = look(folder, story_two.BLOCKS)
    assert (found.exit_code, THEFT in kinds(found)) == (1, True)
    told = "does not have the sha256 stated; the file or the act was changed; the act is left out."
    assert [fault.text.endswith(told) for fault in found.observation.faults if fault.kind is FaultKind.FILE] == [True]
    document.unlink()
    assert THEFT in kinds(look(folder, story_two.BLOCKS))
    document.write_bytes(right)
    assert look(folder, story_two.BLOCKS).exit_code == 0


def document_of(folder: Path, number: str) -> str:
    """Return the document that an act names."""
    name = f"acts/{number}.toml"
    text = act_file.parse((folder / name).read_bytes(), name, _register(folder)).head.text
    assert text is not None
    return text.file


def test_a_statement_of_an_account_without_contract_covers_nothing(tmp_path: Path) -> None:
    """Where the contract is gone, what the statement calls a deposit is a departure again."""
    folder = register_two(tmp_path)
    (folder / "acts" / "2024-0001.toml").unlink()
    found = look(folder, story_two.BLOCKS)
    assert found.exit_code == 1
    deposit = "1dedaca93d53288f6b62b4ab6d9ff78375da2270e25779f40d314de3dacff7f1"
    assert [each for each in kinds(found) if each[0] in ("late", "file")] == [
        ("late", deposit),
        ("file", "register.toml"),
        ("file", "acts/2025-0016.toml"),
        ("file", "acts/2026-0001.toml"),
    ]
    assert found.observation.faults[-1].text == (
        "acts/2026-0001.toml: no contract of its account is on file; act 2026-0001 is left out."
    )


def test_a_register_toml_that_is_wrong_stops_it(tmp_path: Path) -> None:
    """Without it nobody knows what to look for."""
    folder = register_two(tmp_path)
    (folder / "register.toml").write_text("[register")
    with pytest.raises(CaseError, match=r"register\.toml"):
        look(folder, story_two.BLOCKS)
    assert reserve_observations.names(folder) == ()


def test_a_reorganisation_is_told_once_and_built_beside(tmp_path: Path) -> None:
    """The observation of a block that is gone stays; the next one names it, ends with 4 and builds on the last good."""
    folder = plain_register(tmp_path, WALLETS)
    view, file = Chain(), tmp_path / "blocks.dat"
    view.add(pays="Agency/0/0", sat=5_000)
    good = look(folder, written(file, view))
    view.add(pays="Agency/0/1", sat=6_000)
    gone = look(folder, written(file, view))
    other = Chain(view.heads[:2], view.blocks[:2])
    other.add(pays="Reserve/0/0", sat=7_000)
    other.add()
    found = look(folder, written(file, other))
    assert (found.exit_code, kinds(found)) == (4, [("reorged", gone.observation.name)])
    assert (found.base, found.held) == (good.observation.name, 12_000)
    assert found.observation == look(folder, file).observation
    other.add()
    after = look(folder, written(file, other))
    assert (after.exit_code, after.base) == (0, found.observation.name)
    assert look(folder, file, "2").exit_code == 0
    assert set(reserve_observations.names(folder)) >= {gone.observation.name, good.observation.name}
    register_last = reserve_observations.last(folder, _register(folder))
    assert register_last.observation == after.observation


@pytest.mark.parametrize("at", ["1", "2"])
def test_an_observation_of_a_lost_block_above_the_one_looked_at_is_told(tmp_path: Path, at: str) -> None:
    """A look at an earlier block names it (4), whether that block is of both branches; what holds is the look's own."""
    folder = plain_register(tmp_path, WALLETS)
    view, file = Chain(), tmp_path / "blocks.dat"
    view.add(pays="Agency/0/0", sat=5_000)
    view.add(pays="Agency/0/1", sat=6_000)
    view.add()
    gone = look(folder, written(file, view)).observation.name
    other = Chain(view.heads[:2], view.blocks[:2])
    for _ in range(3):
        other.add(pays="Reserve/0/0", sat=7_000)
    found = look(folder, written(file, other), at)
    (told,) = found.observation.faults
    assert (found.exit_code, told.kind.value, told.subject) == (4, "reorged", gone)
    assert told.text == (
        f"observation {gone} lies above block {at}, {found.observation.block.hash}, and the chain has another block in "
        "place of its own: the chain was reorganised at or below height 3. Look again at what was decided on it, and "
        "observe the chain's last block."
    )
    assert reserve_observations.stale_of(folder, found.observation.name) == (gone,)
    assert reserve_observations.last(folder, _register(folder)).observation == found.observation
    assert look(folder, file, at).observation == found.observation
    assert look(folder, file).exit_code == 0


def test_a_branch_that_came_back_is_told_by_the_last_look(tmp_path: Path) -> None:
    """Of two observations that each say the other's block is gone, the one looked at last counts."""
    folder = plain_register(tmp_path, WALLETS)
    view, file = Chain(), tmp_path / "blocks.dat"
    view.add(pays="Agency/0/0", sat=5_000)
    look(folder, written(file, view))
    other = Chain(view.heads[:2], view.blocks[:2])
    view.add(pays="Agency/0/1", sat=6_000)
    mine = look(folder, written(file, view)).observation
    other.add()
    other.add()
    theirs = look(folder, written(file, other)).observation
    assert reserve_observations.last(folder, _register(folder)).observation == theirs
    view.add()
    view.add()
    back = look(folder, written(file, view), "2").observation
    assert [(each.kind.value, each.subject) for each in back.faults] == [("reorged", theirs.name)]
    assert back.name == mine.name
    assert reserve_observations.last(folder, _register(folder)).observation == back


def _register(folder: Path) -> Register:
    return register_file.parse((folder / "register.toml").read_bytes(), "register.toml")


def test_a_source_that_is_behind_is_said_to_be(tmp_path: Path) -> None:
    """An observation above the source's last block is no reorganisation yet."""
    folder = plain_register(tmp_path, WALLETS)
    view, file = Chain(), tmp_path / "blocks.dat"
    view.add(pays="Agency/0/0", sat=5_000)
    written(file, view)
    view.add()
    above = look(folder, written(tmp_path / "more.dat", view))
    behind = look(folder, file)
    assert behind.exit_code == 0
    assert behind.warnings == (
        f"observation {above.observation.name} lies above the source's last block, 1: the source is behind, or its "
        "chain was reorganised.",
    )


def test_a_wallet_added_later_is_looked_for_from_the_start(tmp_path: Path) -> None:
    """The next observation builds on nothing, and is that of a register that had the wallet from the beginning."""
    folder, whole = plain_register(tmp_path, {"Agency": ["Agency/0/0"]}), plain_register(tmp_path / "w", WALLETS)
    view, file = Drawn(5).draw(8), tmp_path / "blocks.dat"
    first = look(folder, written(file, view))
    view.draw(2)
    look(folder, written(file, view), "8")
    (folder / "register.toml").write_text(plain_toml(WALLETS))
    with pytest.raises(CaseError, match=rf"wallets have changed since observation {first.observation.name}"):
        reserve_observations.last(folder, _register(folder))
    second, at_once = look(folder, written(file, view)), look(whole, file)
    assert (second.base, second.sha256) == (None, at_once.sha256)
    again = look(folder, file, "8")
    assert again.observation == look(whole, file, "8").observation
    digest = watch_list(_register(folder)).digest
    assert reserve_observations.read_chunk(folder, first.observation.name).watched == digest
    assert look(folder, file).sha256 == at_once.sha256
    assert (
        reserve_observations.last(folder, _register(folder)).history
        == reserve_observations.last(whole, _register(whole)).history
    )


def test_stored_coins_are_held_against_the_chain(tmp_path: Path) -> None:
    """An observation whose coin was altered is a fault that ends with 4, and nothing is built on it."""
    folder = plain_register(tmp_path, WALLETS)
    view, file = Chain(), tmp_path / "blocks.dat"
    coin = Outpoint(view.add(pays="Agency/0/1", sat=5_000), 0)
    first = look(folder, written(file, view))
    path = folder / "observations" / f"{first.observation.name}.json"
    path.write_bytes(path.read_bytes().replace(b'"5000"', b'"6000"'))
    view.add()
    found = look(folder, written(file, view))
    name = first.observation.name
    assert (found.exit_code, kinds(found), found.base) == (4, [("amount", str(coin)), ("changed", name)], None)
    assert found.held == 5_000
    view.add()
    again = look(folder, written(file, view))
    assert (again.exit_code, kinds(again), again.base) == (4, [("changed", name)], None)
    mended = look(folder, file, "1")
    assert (mended.exit_code, mended.sha256) == (0, first.sha256)
    assert mended.warnings[-1].endswith("It is written again.")
    view.add()
    assert look(folder, written(file, view)).exit_code == 0


def test_what_is_damaged_says_how_it_is_made_again(tmp_path: Path) -> None:
    """A folder that is missing or altered is told with 4, nothing is built on it, and it is made again by a look."""
    folder = plain_register(tmp_path, WALLETS)
    view, file = Chain(), tmp_path / "blocks.dat"
    view.add(pays="Agency/0/1", sat=5_000)
    first = look(folder, written(file, view)).observation.name
    view.add()
    look(folder, written(file, view), "1")
    before = tree(folder)
    for damage in (
        lambda place: shutil.rmtree(place),
        lambda place: (place / "headers.bin").write_bytes(b""),
        lambda place: (place / "headers.bin").write_bytes(view.heads[0]),
    ):
        damage(folder / "observations" / first)
        found = look(folder, file)
        assert (found.exit_code, kinds(found), found.base) == (4, [("changed", first)], None)
        assert f"observe again with tracer reserve observe --at {int(first[:7])}" in found.observation.faults[0].text
        assert found.held == 5_000
        with pytest.raises(IntegrityError, match=r"was changed since it was observed"):
            reserve_entered.refuse_changed(folder, "KZ-NIC")
        look(folder, file, "1")
        last = found.observation.name
        assert {path: content for path, content in tree(folder).items() if last not in path} == before
    assert look(folder, file).base == first


def test_what_looked_for_other_scripts_is_not_built_on(tmp_path: Path) -> None:
    """Where an observation was made again with other wallets, one that builds on it must be made again too."""
    folder, fewer = plain_register(tmp_path, WALLETS), {"Reserve": ["Reserve/0/0"]}
    view, file = Drawn(7).draw(4), tmp_path / "blocks.dat"
    look(folder, written(file, view))
    view.draw(3)
    top = look(folder, written(file, view))
    (folder / "register.toml").write_text(plain_toml(fewer))
    look(folder, file, "4")
    (folder / "register.toml").write_text(plain_toml(WALLETS))
    register = _register(folder)
    with pytest.raises(IntegrityError, match=rf"looked for other scripts than {top.observation.name}, which builds on"):
        reserve_observations.last(folder, register)
    assert look(folder, file, "7").sha256 == top.sha256
    whole = watch(register, FileView.open(file), top.observation.block)
    assert reserve_observations.last(folder, register).history == whole


def test_what_an_interruption_left_is_put_right(tmp_path: Path) -> None:
    """A folder whose replacement was cut off is read, and goes back; one without its file, and parts, are removed."""
    folder = plain_register(tmp_path, WALLETS)
    view, file = Chain(), tmp_path / "blocks.dat"
    view.add(pays="Agency/0/1", sat=5_000)
    name = look(folder, written(file, view)).observation.name
    before, place = tree(folder), folder / "observations"
    (place / name).rename(place / f".{name}.replaced")
    shutil.copytree(place / f".{name}.replaced", place / f".{name}.fresh.partial")
    shutil.copytree(place / f".{name}.replaced", place / "0000009-00000000")
    (place / ".00ff.partial").write_bytes(b"x")
    assert reserve_observations.last(folder, _register(folder)).observation.name == name
    reserve_observations.clear_up(folder)
    assert tree(folder) == before
    shutil.copytree(place / name, place / f".{name}.replaced")
    reserve_observations.clear_up(folder)
    assert tree(folder) == before


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("3", "--at 3: the source holds blocks 0 to 1."),
        ("2026-02-30", "--at '2026-02-30': neither a day such as 2026-09-30 nor a height"),
        ("yesterday", "--at 'yesterday': neither a day such as 2026-09-30 nor a height"),
        ("9999-12-31", "--at '9999-12-31': neither a day such as 2026-09-30 nor a height"),
        ("2009-01-01", "2009-01-01 ends at 2009-01-01T18:00:00Z, before block 0"),
    ],
)
def test_a_place_that_is_none_is_refused(tmp_path: Path, at: str, words: str) -> None:
    """Neither a day nor a height that the source has: nothing is written."""
    folder = plain_register(tmp_path, WALLETS)
    view = Chain()
    view.add()
    with pytest.raises(CaseError) as refused:
        look(folder, written(tmp_path / "blocks.dat", view), at)
    assert words in str(refused.value)
    assert reserve_observations.names(folder) == ()


def test_a_day_that_is_not_over_is_observed_at_the_tip_and_said_so(tmp_path: Path) -> None:
    """The tip is looked at; the warning has the sentence of an unsettled period."""
    folder = plain_register(tmp_path, WALLETS)
    view = Chain()
    view.add()
    observed = look(folder, written(tmp_path / "blocks.dat", view), "2026-05-29")
    assert observed.observation.block.height == 1
    assert observed.warnings == (
        "2026-05-29 is not settled: the tip's median time is 2026-05-28 20:36:40, 22 hours before its end.",
    )


def test_a_source_that_begins_late_is_refused(tmp_path: Path) -> None:
    """Coins that came before its first block, and what spends them, would be missed in silence."""
    folder = plain_register(tmp_path, WALLETS)
    view = Chain()
    view.grow_to(20)
    file = written(tmp_path / "blocks.dat", Chain(view.heads[17:], view.blocks[17:]))
    with pytest.raises(SourceError, match="begins at block 17: what was paid before and what spends it is not seen"):
        look(folder, file)


def test_another_network_is_refused(tmp_path: Path) -> None:
    """A source of another network than the register's is named with both."""
    folder = plain_register(tmp_path, WALLETS)
    text = (folder / "register.toml").read_text().replace('network = "regtest"', 'network = "main"')
    (folder / "register.toml").write_text(text.partition("[[wallet]]")[0] + _MAIN)
    with pytest.raises(CaseError, match=r"is of network regtest; the register is of network main\.\nCorrect network"):
        look(folder, story_two.BLOCKS)


_MAIN = (
    '[[wallet]]\nname = "Agency"\nbody = "NIC"\nstage = "seizure"\n'
    'addresses = ["bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"]\n'
)


def close_on(folder: Path, period: str, found: Observation, name: str) -> None:
    """File a statement of a period whose only input is an observation."""
    block = found.block
    filed = replace(
        statement(),
        period=period,
        restates=None,
        closing=PeriodBlock(block.height, block.hash, block.mtp),
        inputs=(PeriodInput(name, "00" * 32, False),),
    )
    (folder / "periods" / period).mkdir(parents=True)
    (folder / "periods" / period / "period.json").write_bytes(period_file.dumps(filed))
    (folder / "periods" / period / "observation").write_text(f"{found.name}\n")
    reserve_journal.enter(
        folder,
        "KZ-EXAMPLE",
        Context(who="a test", clock=lambda: NOW),
        kind=CLOSED,
        why="closed",
        object_=sha256(period_file.dumps(filed)).hexdigest(),
        details={"period": period, "closing": f"{block.height} {block.hash}"},
    )


def test_an_input_of_a_closed_period_stays(tmp_path: Path) -> None:
    """A file that a closed period has among its inputs is not replaced; what is found now is told."""
    folder = register_two(tmp_path, "2025-0014")
    first = look(folder, story_two.BLOCKS, "247")
    name = f"observations/{first.observation.name}.json"
    content = (folder / name).read_bytes()
    close_on(folder, "2025Q3", first.observation, name)
    shutil.copy(TWO / "acts" / "2025-0015.toml", folder / "acts")
    again = look(folder, story_two.BLOCKS, "247")
    assert (again.sealed_by, (folder / name).read_bytes()) == ("2025Q3", content)
    assert len(again.observation.faults) < len(first.observation.faults)
    assert again.sha256 == first.sha256
    assert again.observation.since is None
    above = look(folder, story_two.BLOCKS, "327")
    assert above.observation.since is not None
    assert (above.observation.since.period, above.observation.since.height) == ("2025Q3", 247)
    assert {each.height > 247 for each in above.observation.movements} == {True}
    assert json.loads(content)["since"] is None


WAITS = (
    "Warning: observation {name} has no entry in the journal: its command was interrupted, or the journal was cut. "
    "The next tracer reserve observe holds it against the chain and enters it."
)


def screen_of(place: Path) -> tuple[int, int, list[str], list[str]]:
    """Return how `status` and `check` end, what they say of the register, and the warnings of both."""
    ended = [tracer("reserve", command, place) for command in ("status", "check")]
    lines = [line for each in ended for line in (each.out + each.err).replace(str(place), "REGISTER").splitlines()]
    warnings = [line for line in lines if line.startswith("Warning: ")]
    rest = [line for line in lines if line not in warnings and not line.startswith("The journal's head")]
    return ended[0].code, ended[1].code, rest, sorted(warnings)


@pytest.mark.parametrize("is_new", [True, False], ids=["a new one", "one written again"])
def test_kill_9_loses_nothing_and_leaves_nothing_half(tmp_path: Path, is_new: bool) -> None:
    """Killed at any of its steps the last observation is the one before or the new one, whole; asked again, the new.

    Of each observation on file the journal has an entry in the end, and nothing half-written stays behind.
    """
    store = tmp_path / "store"
    ingest.ingest(FileBlocks(story_two.BLOCKS), store)
    begun = register_two(tmp_path / "begun", "2025-0014")
    look(begun, story_two.BLOCKS, "236")
    if not is_new:
        look(begun, store, "247")
    shutil.copy(TWO / "acts" / "2025-0015.toml", begun / "acts")
    whole = Path(shutil.copytree(begun, tmp_path / "whole" / "register"))
    steps = steps_of(lambda: look(whole, story_two.BLOCKS, "247"))
    register, before = story_two.register(), reserve_observations.last(begun, story_two.register())
    after = reserve_observations.last(whole, register)
    assert after.held.is_sealable
    seen = set()
    screens = {before.content: screen_of(begun), after.content: screen_of(whole)}
    for moment in moments(steps):
        place = Path(shutil.copytree(begun, tmp_path / str(moment) / "register"))
        steps_of(lambda place=place: look(place, story_two.BLOCKS, "247"), moment)  # type: ignore[misc]
        found = reserve_observations.last(place, register)
        entered = {each.details.get("observation") for each in reserve_journal.load(place, "KZ-EXAMPLE").entries}
        waits = [WAITS.format(name=name) for name in reserve_observations.names(place) if name not in entered]
        *said, warned = screens[found.content]
        assert screen_of(place) == (*said, sorted([*warned, *waits * 2]))
        assert found.content in (before.content, after.content)
        seen.add(found.content)
        assert reserve_entered.hold(place, "KZ-EXAMPLE").changed == {}
        look(place, story_two.BLOCKS, "247")
        assert tree(place) == tree(whole)
        entries = reserve_journal.load(place, "KZ-EXAMPLE").entries
        assert {entry.details.get("observation") for entry in entries} >= set(reserve_observations.names(place))
        shutil.rmtree(place)
    assert seen == {before.content, after.content}


def test_an_observation_whose_command_was_interrupted_is_entered_by_the_next(tmp_path: Path) -> None:
    """An observation on file without an entry gets one, which says so."""
    folder = plain_register(tmp_path, WALLETS)
    view, file = Chain(), tmp_path / "blocks.dat"
    view.add()
    first = look(folder, written(file, view))
    (folder / "journal.jsonl").unlink()
    view.add()
    look(folder, written(file, view))
    _, late, usual = reserve_journal.load(folder, "KZ-NIC").entries
    assert dict(late.details) == {
        "interrupted": "entered by the next command",
        "observation": first.observation.name,
        "folder": reserve_entered.folder_digest(folder, first.observation.name),
        "searched": "file",
    }
    assert late.object == first.sha256
    assert "interrupted" not in usual.details


def test_a_source_whose_last_block_is_hours_old_is_said_to_be(tmp_path: Path) -> None:
    """From four hours on, by the one clock: height, time, and that a departure since is not seen; not at a height."""
    folder, view, file = plain_register(tmp_path, WALLETS), Chain(), tmp_path / "blocks.dat"
    view.add(pays="Agency/0/0", sat=5_000)
    written(file, view)
    tip = observed_block(view, 1)
    fresh = look(folder, file, now=tip.time + 4 * 3600 - 1)
    assert fresh.warnings == ()
    old = look(folder, file, now=tip.time + 4 * 3600)
    assert old.warnings == (
        f"the source's last block, 1, is of {times.written(tip.time)}, 4 hours before this machine's clock: the "
        "source is behind, and a departure after that block is not seen.",
    )
    assert (old.observation, old.exit_code) == (fresh.observation, 0)
    assert look(folder, file, "1", now=tip.time + 4 * 3600).warnings == ()
