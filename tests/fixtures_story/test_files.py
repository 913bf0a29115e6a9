import re
import tomllib
from collections.abc import Mapping
from hashlib import sha256

from fixtures.recorder.plot import HORIZON, STALE, STORY, TIP, Scene
from tests.fixtures_story import recorded

ROW = re.compile(r"^\| `((?:story|golden|reserve|clearance)/[^`]+)` \|.*\| `([0-9a-f]{64})` \|$", re.MULTILINE)


def listed() -> dict[str, str]:
    """Return the hashes that the page states, by path."""
    return dict(ROW.findall((recorded.FIXTURES / "README.md").read_text(encoding="utf-8")))


def digest(path: str) -> str:
    """Return the SHA-256 of a file of the fixtures."""
    return sha256((recorded.FIXTURES / path).read_bytes()).hexdigest()


def test_page_lists_every_file() -> None:
    """The page names each recorded file and each golden bundle, and no file that is not there.

    Of the registers' acts each states its own text's hash instead.
    """
    present = {
        path.relative_to(recorded.FIXTURES).as_posix()
        for folder in (recorded.STORY, *(recorded.FIXTURES / each for each in ("golden", "reserve", "clearance")))
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"} and path.parent.name not in {"acts", "texts"}
    }
    assert present == set(listed())


def test_page_states_the_hashes() -> None:
    """Each file has the SHA-256 that the page states."""
    assert {path: digest(path) for path in listed()} == listed()


def test_exhibits_have_the_hashes_of_the_case() -> None:
    """The exhibits in the folder are those that the case file names."""
    case = tomllib.loads((recorded.STORY / "case.toml").read_text(encoding="utf-8"))
    stated = {f"story/{exhibit['file']}": exhibit["sha256"] for exhibit in case["exhibit"]}
    assert len(stated) == 3
    assert {path: digest(path) for path in stated} == stated


def test_case_holds_no_private_key() -> None:
    """The wallets of the case are watch-only: public keys, two of three and three of five, with a checksum."""
    case = tomllib.loads((recorded.STORY / "case.toml").read_text(encoding="utf-8"))
    seizure, reserve = (wallet["descriptor"] for wallet in case["custody"] if "descriptor" in wallet)
    for descriptor, required, holders in ((seizure, 2, 3), (reserve, 3, 5)):
        assert re.fullmatch(rf"wsh\(sortedmulti\({required},.*\)\)#[a-z0-9]{{8}}", descriptor)
        assert descriptor.count("tpub") == holders
        assert "prv" not in descriptor


def test_file_is_not_in_order_of_height() -> None:
    """The file holds a child before its parent, a block far from its place, and the stale branch first."""
    found = [block.hash for block in recorded.blocks()]
    place = {hash_: number for number, hash_ in enumerate(found)}
    best, stale = recorded.names()["best"], recorded.names()["stale"]
    assert len(found) == len(place) == TIP + 1 + len(STALE)
    assert place[best["106"]] < place[best["105"]]
    assert place[best["130"]] < place[best["126"]]
    assert place[stale["112"]] < place[stale["113"]] < place[best["112"]]


def test_file_is_small() -> None:
    """The recorded chain stays small enough to be read in a moment and kept in the repository."""
    assert (recorded.STORY / "blocks.blk").stat().st_size < 300_000


def values(scenes: list[Scene]) -> Mapping[str, int]:
    """Return the satoshi of every output, by its name."""
    return {f"{scene.name}.{vout}": pay.value for scene in scenes for vout, pay in enumerate(scene.pays)}


def test_only_the_mix_looks_like_one() -> None:
    """The equal-output rule meets one transaction: more than one input, clamp(outputs / 2, 2, 5) equal outputs."""
    scenes = [scene for chapter in (*STORY, *STALE) for scene in chapter.scenes]
    met = set()
    for scene in scenes:
        amounts = [pay.value for pay in scene.pays]
        most = max(amounts.count(amount) for amount in amounts)
        if len(scene.spends) > 1 and most >= min(max(len(amounts) / 2, 2), 5):
            met.add(scene.name)
    assert met == {"mix"}


def test_plot_spends_what_it_made() -> None:
    """Every spend names an earlier output, no output is spent twice on the best chain, every fee is stated right."""
    scenes = [scene for chapter in STORY for scene in chapter.scenes]
    known = {"coinbase-1.0": 5_000_000_000, "coinbase-2.0": 5_000_000_000, **values(scenes)}
    spent = [name for scene in scenes for name in scene.spends]
    assert len(spent) == len(set(spent))
    page = (recorded.FIXTURES / "README.md").read_text(encoding="utf-8")
    for chapter in STORY:
        for index, scene in enumerate(chapter.scenes, start=1):
            fee = sum(known[name] for name in scene.spends) - sum(pay.value for pay in scene.pays)
            row = re.search(rf"^\| {chapter.height}:{index} \| {scene.name} \|.*\| ([0-9,]+) \|$", page, re.MULTILINE)
            assert row is not None, f"the page does not list {scene.name} at {chapter.height}:{index}"
            assert int(row[1].replace(",", "")) == fee


def test_something_lies_above_the_horizon() -> None:
    """The last transaction of the story lies above the horizon, which itself is six confirmations deep."""
    assert STORY[-1].height > HORIZON
    assert TIP - HORIZON + 1 == 6
