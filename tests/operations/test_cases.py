"""`tracer cases find`: in which cases, runs and bundles of a folder a name occurs, and as what."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from tests.asked import export_run, trace_case
from tests.commands import tracer
from tests.story import BLOCKS, CASE
from tracer.errors import CaseError
from tracer.operations.cases import CasesFound, CasesRequest, find
from tracer.operations.context import of_this_machine

RECEIPT = "eef490ec8029ca65ba3cace07b3d0bd4d6fbe8eddebe2bd2fa342e2433025b75"
"""The first receipt of the story: 3.99980000 BTC of A under FIFO (fixtures/README.md)."""
MIXED = "bcrt1qhaf5uql5gtws2hx0krrn3xyz6jcs74lyxzsu8n"
"""Where B's trail ends in the mix."""
SEED = "ef39382a3c7a82968cb7b55863638a9c7d4c5f69dd956a1ecc14d4f39b3148b1:0"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the story's case file, a run of it and a bundle of that."""
    root = tmp_path_factory.mktemp("cases")
    shutil.copytree(CASE.parent, root / "open/theft")
    trace_case(CASE, BLOCKS, root / "runs")
    export_run(root / "runs", root / "sealed")
    return root


@pytest.fixture(scope="module")
def look(folder: Path) -> Callable[[str], CasesFound]:
    """Return what looks for a name in the folder."""
    return lambda name: find(CasesRequest(name, folder), of_this_machine())


def told(found: CasesFound) -> dict[str, dict[str, tuple[int, dict[str, int] | None]]]:
    """Return what the JSON says by place, and there by key or role and rule or order: how often, satoshi by label."""
    return {
        each["place"]: {f"{row['key'] or row['role']}/{row['under']}": (row["times"], row["sat"]) for row in each["at"]}
        for each in cast("list[Any]", found.as_json()["found"])
    }


def test_a_coin_is_found_by_what_it_is_in_a_result(look: Callable[[str], CasesFound]) -> None:
    """A receipt is made by the trail, ends it, and stands under an order, with its satoshi by label and rule."""
    found = look(f"{RECEIPT}:0")
    assert list(told(found)) == ["runs", "sealed"]
    run = told(found)["runs"]
    assert run["made/fifo"] == run["end/fifo"] == (1, {"A": 399_980_000})
    assert run["made/haircut"] == (1, {"A": 323_067_693, "B": 215_378_461})
    assert run["received/2-101/2025"] == (1, None)
    assert told(found)["sealed"] == run


def test_a_transaction_is_found_by_any_of_its_coins(look: Callable[[str], CasesFound]) -> None:
    """Of a transaction its coins count too; of a coin no other one of the same transaction."""
    assert told(look(RECEIPT))["runs"]["crossed/fifo"] == (1, {"A": 400_000_000})
    assert told(look(RECEIPT))["runs"]["end/fifo"] == (1, {"A": 399_980_000})
    assert told(look(f"{RECEIPT}:7")) == {}


def test_a_seed_is_found_in_the_case_file(look: Callable[[str], CasesFound]) -> None:
    """What a case names is told by its key, capitals or not, in the case file as in what was made of it."""
    found = told(look(SEED.upper()))
    assert {place for place in found if place.endswith("case.toml")} == {"open/theft/case.toml"}
    assert found["open/theft/case.toml"] == {"seed.outpoint/None": (1, None)}
    assert found["runs"]["seed.outpoint/None"] == (1, None)
    assert found["runs"]["seed/fifo"][1] == {"A": 1_000_000_000}


def test_an_address_is_found_by_its_script(look: Callable[[str], CasesFound], folder: Path) -> None:
    """An address is found where a trail ends, in what was read, and where a descriptor or a TagPack gives it."""
    run = told(look(MIXED))["runs"]
    assert run["end/fifo"] == (1, {"B": 200_000_000})
    assert run["paid/None"][0] == 1
    assert told(look(MIXED.upper())) == told(look(MIXED))
    pack = (CASE.parent / "tags/exchange.yaml").read_text()
    tagged = next(line.split()[-1] for line in pack.splitlines() if "address:" in line)
    assert told(look(tagged))["open/theft/case.toml"] == {"stop.tags/None": (1, None)}


def test_an_address_of_a_descriptor_is_the_case_s(look: Callable[[str], CasesFound]) -> None:
    """A wallet given by a descriptor has every address of its range, though none is written in the case."""
    from tracer.chain.address import encode
    from tracer.operations.check import load_case

    case = load_case(CASE).case
    wallet = next(each for each in case.custody if each.descriptor)
    address = encode(wallet.scripts[3], case.network)
    assert address is not None
    assert "custody.descriptor/None" in told(look(address))["open/theft/case.toml"]


def test_a_text_is_found_whole_whatever_its_capitals(look: Callable[[str], CasesFound]) -> None:
    """A wallet's name is found in the case and in what the state holds; a part of it is found nowhere."""
    assert told(look("enforcement  SERVICE"))["runs"]["wallet/None"] == (1, None)
    assert told(look("Enforcement")) == {}
    assert told(look("KZ-2025-0042"))["sealed"]["case/None"] == (1, None)
    assert told(look("A"))["runs"]["label/None"] == (1, None)
    assert told(look("2-101/2025"))["runs"]["order/None"] == (1, None)


def test_what_was_looked_through_is_counted(look: Callable[[str], CasesFound]) -> None:
    """Case files, runs and bundles are counted; what lies within a run or a bundle is part of it."""
    found = look("nothing of the kind")
    assert (dict(found.searched), found.found, found.unread) == ({"case": 3, "run": 1, "bundle": 1}, (), ())


def test_what_cannot_be_read_is_named_and_stops_nothing(tmp_path: Path) -> None:
    """A file that is no TOML, a case with a fault and a changed run are named; the rest is looked through."""
    (tmp_path / "a.toml").write_text("[case\n")
    (tmp_path / "b.toml").write_bytes(CASE.read_bytes())  # whose TagPack is not here
    (tmp_path / "c.toml").write_text('[register]\nname = "X"\n')
    run = tmp_path / "run"
    trace_case(CASE, BLOCKS, run)
    (run / "trace.json").write_bytes((run / "trace.json").read_bytes()[:-9])
    found = find(CasesRequest(SEED, tmp_path), of_this_machine())
    assert [each.place for each in found.found] == ["b.toml"]
    assert [each.place for each in found.unread] == ["a.toml", "b.toml", "run"]
    assert all(each.why for each in found.unread)
    assert dict(found.searched) == {"case": 1, "run": 1, "bundle": 0}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (" ", "no name to look for"),
        (MIXED[:-1] + "m", "its checksum is wrong"),
        ("5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ", "keep it out of the case"),
    ],
)
def test_a_name_that_is_none_is_refused(name: str, said: str, tmp_path: Path) -> None:
    """A damaged name finds nothing and must not be taken for an answer; a secret is not looked for."""
    with pytest.raises(CaseError, match=said):
        find(CasesRequest(name, tmp_path), of_this_machine())


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    """What is no folder is named."""
    with pytest.raises(CaseError, match="is not a folder"):
        find(CasesRequest("A", tmp_path / "none"), of_this_machine())


def test_links_are_not_followed(folder: Path, tmp_path: Path) -> None:
    """A link may lead anywhere, round in a ring too: it is not followed."""
    (tmp_path / "link").symlink_to(folder)
    (tmp_path / "case.toml").symlink_to(CASE)
    assert dict(find(CasesRequest("A", tmp_path), of_this_machine()).searched) == {"case": 0, "run": 0, "bundle": 0}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("where a trail ends (fifo)", "Found in 2 of them")),
        ("ru", ("место, где след кончается (fifo)", "Найдено мест: 2")),
        ("kk", ("із аяқталатын жер (fifo)", "Табылған жер саны: 2")),
    ],
)
def test_the_screen_says_it_in_three_languages(folder: Path, language: str, said: tuple[str, ...]) -> None:
    """What is found is said in words, with amounts in bitcoin."""
    shown = tracer("--language", language, "cases", "find", f"{RECEIPT}:0", folder)
    assert shown.code == 0
    assert all(each in shown.out for each in (*said, "A 3.99980000 BTC"))
