"""Bundles that lie, every manifest and annex made again: caught, or honestly said not to be checked."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.evidence.chain import script_of
from tests.evidence.parts import parts
from tests.evidence.story import SEIZURE, Story, tell
from tests.hostile.bounded import tracer_in
from tests.hostile.forging import (
    Files,
    as_json,
    edited,
    judge,
    material,
    rendered,
    retraced,
    shortened,
    sound,
    with_material,
    without,
)
from tracer.chain import address, decode
from tracer.chain.network import REGTEST
from tracer.container.bag import make_bag
from tracer.container.verification import StepVerdict
from tracer.documents.local_time import Clock
from tracer.operations.check import load_case
from tracer.verify.verify import verify


@pytest.fixture(scope="module")
def story() -> Story:
    """Return the story."""
    return tell()


@pytest.fixture(scope="module")
def files(story: Story) -> Files:
    """Return the payload of its sound bundle; tests work on copies."""
    return sound(story)


def test_the_workshop_seals_what_verifies(files: Files, tmp_path: Path) -> None:
    """A bundle made by the forger's tools without a change passes, so each failure below is the forgery's."""
    judged = judge(files, tmp_path)
    assert judged.failed == set()
    assert judge(retraced(files), tmp_path / "again").failed == set()


# What the check must catch, and does not.


def test_an_earlier_horizon_than_the_case_asks_for_is_caught(files: Files, story: Story, tmp_path: Path) -> None:
    """The horizon is the case's: a bundle cut off below it, which hides what came later, does not verify."""
    asked = edited(files, "case/case.toml", "[method]", f"[horizon]\nheight = {story.chain.tip().height}\n\n[method]")
    assert judge(retraced(asked), tmp_path / "honest").failed == set()
    cut = with_material(asked, shortened(material(asked), story.place("q2")))
    lying = retraced(cut)
    assert len(json.loads(lying["trace/trace.json"])["custody"]["moves"]) < 2
    assert judge(lying, tmp_path / "forged").failed


def test_a_horizon_hash_of_another_chain_than_the_case_names_is_caught(files: Files, tmp_path: Path) -> None:
    """The case's horizon hash is the one of the block up to which was traced."""
    asked = edited(files, "case/case.toml", "[method]", f'[horizon]\nhash = "{"ab" * 32}"\n\n[method]')
    assert judge(retraced(asked), tmp_path).failed


def test_a_case_that_withholds_nothing_is_held_to_its_hash(files: Files, tmp_path: Path) -> None:
    """Only a withheld descriptor excuses a case file from its SHA-256; a stray entry of scripts.json does not."""
    true_hash = json.loads(files["trace/trace.json"])["case_sha256"]
    lying = edited(files, "case/case.toml", "amount_sat = 1200000000", "amount_sat = 900000000")
    lying |= {"case/scripts.json": as_json({"custody[1]": []})}
    judged = judge(retraced(lying, true_hash), tmp_path)
    assert judged.failed


def test_the_local_times_are_those_of_the_zone(files: Files, tmp_path: Path) -> None:
    """The hours beside UTC are the zone's own: other offsets, which move a receipt to another day, are caught."""
    lying = rendered(files, lambda clock: Clock(clock.zone, clock.since, tuple(each - 7200 for each in clock.offsets)))
    assert lying["report/report.en.html"] != files["report/report.en.html"]
    judged = judge(lying, tmp_path)
    assert judged.failed or "offset" in judged.unchecked


def test_the_zone_is_the_one_of_the_case(files: Files, tmp_path: Path) -> None:
    """The report names the case's time zone and no text of a forger's."""
    words = "Asia/Almaty. The court has confirmed every figure below"
    lying = rendered(files, lambda clock: Clock(words, clock.since, clock.offsets))
    said = any(words.encode() in lying[name].replace(b"\\", b"") for name in lying if name != "bundle.json")
    judged = judge(lying, tmp_path)
    assert judged.failed, f"the report repeats the forger's words: {said}"


def test_the_version_that_rendered_is_the_one_that_computed(files: Files, tmp_path: Path) -> None:
    """An altered report does not pass as one of another version: bundle.json and trace.json name the same one."""
    about = json.loads(files["bundle.json"])
    about["software"]["version"] = "9.9.9"
    lying = edited(files, "report/report.en.html", "12.00000000", "92.00000000") | {"bundle.json": as_json(about)}
    judged = judge(lying, tmp_path)
    assert judged.failed


def test_annexes_that_were_not_checked_do_not_make_a_bundle_that_verifies(files: Files, tmp_path: Path) -> None:
    """Where a report differs and could not be rendered again, the check does not end as if all were well."""
    about = json.loads(files["bundle.json"])
    about["software"]["version"] = "9.9.9"
    lying = edited(files, "report/report.en.html", "12.00000000", "92.00000000") | {"bundle.json": as_json(about)}
    assert not judge(lying, tmp_path).verification.passed


@pytest.mark.parametrize("name", ["analyst.cms", "journal.jsonl", "tagmanifest.tsr", "node.json"])
def test_signatures_that_nobody_checked_are_said_not_to_be_checked(files: Files, name: str, tmp_path: Path) -> None:
    """A file in signatures/ that this version does not check is listed as NOT-CHECKED."""
    judged = judge(files, tmp_path, {f"signatures/{name}": b"signed, the court"})
    assert judged.failed or "ignature" in judged.unchecked


def test_witnesses_are_said_not_to_be_covered(files: Files, story: Story, tmp_path: Path) -> None:
    """A txid does not cover witnesses: bytes changed there are caught, or said not to be checked."""
    found = material(files)
    txid = story.coins["s0"].txid
    raw = found.raws[txid]
    assert b"\x01\x03sig" in raw
    lying = with_material(files, replace(found, raws={**found.raws, txid: raw.replace(b"\x03sig", b"\x03lie")}))
    (row,) = [row for row in parts(lying, at="chain/") if row.name == txid]
    assert (decode.txid(row.content), row.content == raw) == (txid, False)
    judged = judge(rendered(lying), tmp_path)
    assert judged.failed or "witness" in judged.unchecked


def test_scripts_beside_a_withheld_descriptor_are_said_not_to_be_checked(story: Story, tmp_path: Path) -> None:
    """That scripts.json holds scripts of the withheld descriptor, and all of them, is said to be unchecked."""
    honest = sound(story)
    name = "withheld:" + "cd" * 32
    seizure = address.encode(script_of("state seizure"), REGTEST)
    withheld = edited(honest, "case/case.toml", f'addresses = ["{seizure}"]', f'descriptor = "{name}"')
    strangers = [script_of("state seizure").hex(), script_of("dealer").hex()]
    lying = retraced(withheld | {"case/scripts.json": as_json({"custody[1]": strangers})})
    ends = json.loads(lying["trace/trace.json"])["methods"]["fifo"]["coins"]
    assert str(story.coins["q0"]) in [row["outpoint"] for row in ends if row.get("custody") == SEIZURE]
    judged = judge(lying, tmp_path)
    assert judged.failed or "scripts.json" in judged.unchecked


def test_a_prevout_left_out_is_said_not_to_be_checked(files: Files, story: Story, tmp_path: Path) -> None:
    """A trail ended by leaving an input's transaction out is listed among what no offline check can show."""
    mover = story.coins["u"].txid
    lying = retraced(with_material(files, without(material(files), [mover])))
    assert json.loads(lying["trace/trace.json"])["gaps"]
    judged = judge(lying, tmp_path)
    assert judged.failed or "gap" in judged.unchecked.lower()


def test_an_enormous_file_ends_without_a_verdict(files: Files, tmp_path: Path) -> None:
    """A file larger than any bundle needs is named and not read into memory, and nothing is judged."""
    judge(files, tmp_path / "bundle")
    os.truncate(tmp_path / "bundle/data/trace/coins.csv", 1 << 40)
    ended = tracer_in(2 << 30, "verify", tmp_path / "bundle")
    assert "Traceback" not in ended.stderr
    assert ended.returncode == 3
    assert "coins.csv" in ended.stderr
    assert "There is no verdict" in ended.stderr
    assert ended.stdout == ""


# What the check catches.


@pytest.mark.parametrize(
    ("name", "old", "new", "step"),
    [
        ("trace/trace.json", '"received_sat":974980000', '"received_sat":974980001', "7"),
        ("trace/trace.json", '"terminal":"custody"', '"terminal":"unspent"', "7"),
        ("trace/trace.json", '"shortfall_sat":225020000', '"shortfall_sat":0', "7"),
        ("case/case.toml", "date = 2026-06-02", "date = 2026-05-02", "6"),
        ("case/case.toml", "amount_sat = 1200000000", "amount_sat = 900000000", "6"),
        ("case/case.toml", 'name = "Reserve 1"', 'name = "Reserve 2"', "6"),
        ("case/tags/001-services.yaml", "Some Exchange", "Same Exchange", "6"),
        ("report/report.en.html", "9.74980000", "9.74980001", "8"),
        ("report/report.en.md", "9\\.74980000", "9\\.74980001", "8"),
        ("trace/coins.csv", "974980000", "974980001", "8"),
        ("trace/flow.svg", "9.74", "9.75", "8"),
        ("method/method.en.md", "First in", "Last in", "8"),
        ("bundle.json", '"horizon":{"hash":"', '"horizon":{"hash":"0', "8"),
        ("chain/network.json", '"last_height":', '"last_height":1', "8"),
    ],
)
def test_a_changed_text_is_caught(files: Files, name: str, old: str, new: str, step: str, tmp_path: Path) -> None:
    """A changed word or figure in any file fails the step that recomputes it, whatever the manifests say."""
    assert step in judge(edited(files, name, old, new), tmp_path).failed


def test_a_result_and_report_made_for_each_other_are_caught(files: Files, tmp_path: Path) -> None:
    """A result changed by hand fails the replay, though every annex was rendered from it."""
    lying = edited(files, "trace/trace.json", '"excess_sat":0', '"excess_sat":1')
    assert judge(rendered(lying), tmp_path, whole=True).failed == {"7"}


def test_another_transaction_under_a_txid_is_caught(files: Files, story: Story, tmp_path: Path) -> None:
    """A prevout's transaction with another amount no longer hashes to its name."""
    found = material(files)
    txid = story.coins["u"].txid
    raw = found.raws[txid]
    richer = raw.replace((300_000_000).to_bytes(8, "little"), (900_000_000).to_bytes(8, "little"))
    assert richer != raw
    lying = with_material(files, replace(found, raws={**found.raws, txid: richer}))
    assert "2" in judge(lying, tmp_path).failed


def test_a_transaction_moved_to_another_place_is_caught(files: Files, story: Story, tmp_path: Path) -> None:
    """A height or an index that a proof does not show fails step 3."""
    found = material(files)
    txid = story.coins["s0"].txid
    for number, place in enumerate([(20, 9), (found.positions[txid].height, 9)]):
        lying = with_material(
            files, replace(found, positions={**found.positions, txid: type(found.positions[txid])(*place)})
        )
        assert "3" in judge(lying, tmp_path / str(number)).failed


def test_a_header_changed_or_out_of_line_is_caught(files: Files, tmp_path: Path) -> None:
    """A later block time, or two headers swapped, breaks the line of headers."""
    found = material(files)
    heads = bytearray(found.headers)
    heads[80 * 20 + 68] ^= 1
    assert "4" in judge(with_material(files, replace(found, headers=bytes(heads))), tmp_path / "time").failed
    swapped = found.headers[:800] + found.headers[880:960] + found.headers[800:880] + found.headers[960:]
    assert "4" in judge(with_material(files, replace(found, headers=swapped)), tmp_path / "order").failed


def test_the_headers_of_a_regtest_chain_do_not_pass_for_mainnet(files: Files, tmp_path: Path) -> None:
    """Naming another network does not make its work up."""
    lying = edited(files, "chain/network.json", '"network":"regtest"', '"network":"main"')
    assert "4" in judge(lying, tmp_path).failed


def test_a_spender_left_out_is_said_not_to_be_checked(files: Files, story: Story, tmp_path: Path) -> None:
    """A bundle from which a spend was taken, traced again, passes; the list says that this cannot be noticed."""
    lying = retraced(with_material(files, without(material(files), [story.coins["r0"].txid])))
    judged = judge(lying, tmp_path)
    assert judged.failed == set()
    assert "a spend at or below the horizon that was left out" in judged.unchecked
    assert "no offline check shows that a coin is still unspent" in judged.unchecked


def test_a_case_of_the_forgers_own_is_said_to_be_asserted(files: Files, tmp_path: Path) -> None:
    """A bundle over another case is another bundle: it verifies, and says that the case is asserted."""
    judged = judge(retraced(edited(files, "case/case.toml", "date = 2026-06-02", "date = 2026-05-02")), tmp_path)
    assert judged.failed == set()
    assert "asserted, not shown by the chain" in judged.unchecked


@pytest.mark.parametrize(
    "name",
    ["notes.txt", "data/report/Report.en.html", "data/report/report.en.html ", "data/x\u202ey", "data/r\u00e9port.html",
     "signatures/extra.cms", "signatures/analyst.CMS", "Data/x", "data/case/tags/002-more.yaml",
     "data/chain/tx/00.bin", "fetch.txt", "manifest-md5.txt", "data/a\\b"],
)  # fmt: skip
def test_a_stranger_among_the_files_is_caught(files: Files, name: str, tmp_path: Path) -> None:
    """A file that belongs to no bundle fails the check, whatever its name looks like."""
    assert judge(files, tmp_path, {name: b"x"}).failed


def test_a_stranger_that_the_manifests_list_is_caught(files: Files, tmp_path: Path) -> None:
    """A file added to the payload and sealed with it fails step 8."""
    assert judge(files | {"report/report.ru.html": b"<p>another report"}, tmp_path).failed == {"8"}


def test_a_transaction_that_the_trace_does_not_need_is_caught(files: Files, story: Story, tmp_path: Path) -> None:
    """A true transaction with a valid proof that the case does not need is no part of its bundle."""
    surplus, place = story.coins["cb3"].txid, story.places[story.coins["cb3"].txid]
    found = material(files)
    height = place.height
    more = replace(
        found,
        positions={**found.positions, surplus: place},
        raws={**found.raws, surplus: story.chain.index()[surplus][1]},
        proofs={**found.proofs, height: story.chain.merkle_proof(height, [surplus])},
    )
    assert place.index == 0
    judged = judge(rendered(with_material(files, more)), tmp_path, whole=True)
    assert judged.failed == {"7"}
    (step,) = (step for step in judged.verification.steps if step.number == "7")
    assert f", {surplus}: is not needed" in str(step.findings[0])


def test_links_are_caught(files: Files, tmp_path: Path) -> None:
    """A symbolic link to a file or a folder is a finding, though what it leads to is right."""
    judge(files, tmp_path / "bundle")
    for number, name in enumerate(["data/report/report.en.html", "data/report"]):
        shutil.copytree(tmp_path / "bundle", tmp_path / str(number) / "bundle")
        place = tmp_path / str(number) / "bundle" / name
        place.rename(tmp_path / str(number) / "aside")
        place.symlink_to(tmp_path / str(number) / "aside")
        steps = verify(tmp_path / str(number) / "bundle").verification.steps
        assert steps[0].verdict is StepVerdict.FAIL
        assert any("symbolic link" in str(finding) for finding in steps[0].findings)


@pytest.mark.parametrize("name", ["trace/trace.json", "bundle.json", "chain/network.json", "case/scripts.json"])
@pytest.mark.parametrize(
    "text", ["[" * 100_000, "{}", "", "null", '{"schema":' + "9" * 5000 + "}", '"\\ud800"', "1e999"]
)
def test_json_of_another_shape_is_a_finding(files: Files, name: str, text: str, tmp_path: Path) -> None:
    """Deep, empty, huge or malformed JSON gives findings and never an exception."""
    for path, content in make_bag(files | {name: text.encode()}, {"Bagging-Date": "2026-01-01"}).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    found = verify(tmp_path).verification
    assert not found.passed


def test_the_other_side_can_trace_the_bundles_own_case_again(files: Files, story: Story, tmp_path: Path) -> None:
    """Each thing not checked names the command that shows it, and the command runs on what the bundle holds."""
    judged = judge(files, tmp_path)
    assert "trace the case again on a node of your own" in judged.unchecked
    loaded = load_case(tmp_path / "data/case/case.toml")
    assert [pack.file for pack in loaded.tags] == ["packs/services.yaml"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [('"version":"', '"version":"0.0.', "version"), ('"time_zones":"', '"time_zones":"19', "of the time zones")],
)
def test_a_result_of_another_version_is_named_as_such(
    files: Files, old: str, new: str, said: str, tmp_path: Path
) -> None:
    """A bundle made by another release, or with another edition of time zones, is told apart from a false one."""
    steps = judge(rendered(edited(files, "trace/trace.json", old, new)), tmp_path).verification.steps
    (replayed,) = [step for step in steps if step.number == "7"]
    assert said in " ".join([str(replayed.reason), *map(str, replayed.findings)])


def test_manifests_are_not_said_to_show_who_sealed_the_bundle(files: Files, tmp_path: Path) -> None:
    """Manifests can be made again by anyone: that a bundle is the one handed over is listed as not checked."""
    judged = judge(files, tmp_path)
    assert "tagmanifest-sha256.txt" in judged.unchecked
