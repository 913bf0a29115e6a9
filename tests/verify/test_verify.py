"""The check of a bundle: every change is found and named; what cannot be shown is said; nothing escapes."""

import dataclasses
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest

from tests.asked import write_bundle
from tests.counts import chosen
from tests.evidence.chain import script_of, serialize
from tests.evidence.parts import Part, edited, narrowed, with_bytes
from tests.evidence.remembering import derive, replaying
from tests.evidence.story import Story, case_of, material_of, run_of, tags_of, tell
from tracer import __version__
from tracer.case import case_file
from tracer.case.case import Case
from tracer.chain import merkle
from tracer.chain.outpoint import BlockRef
from tracer.chain.view import ChainView
from tracer.container.bag import check_bag, make_bag
from tracer.container.chain_tables import PROOFS
from tracer.container.verification import StepVerdict, Verification
from tracer.errors import CaseError
from tracer.evidence.run_folder import RunFolder
from tracer.formats import canonical
from tracer.trace.budget import UNLIMITED, RunBudget
from tracer.verify.replayed import Replayed, replay
from tracer.verify.verify import steps, verify

STORY = tell()


def engine_run(story: Story) -> RunFolder:
    """Return the story's run, its document computed by the real engine."""
    case = case_file.parse(case_of(story), "case.toml")
    data = replay(story.chain, case, [("packs/services.yaml", tags_of())], story.chain.tip(), UNLIMITED).documents.trace
    base = run_of(story)
    return RunFolder(
        trace=data,
        case=base.case,
        tags=base.tags,
        material=material_of(story),
        version=base.version,
        source=base.source,
        warnings=(),
    )


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a sound bundle; tests work on copies."""
    target = tmp_path_factory.mktemp("sealed") / "bundle"
    write_bundle(engine_run(STORY), target)
    return target


@pytest.fixture
def copy(sealed: Path, tmp_path: Path) -> Path:
    """Return a copy of the sound bundle."""
    shutil.copytree(sealed, tmp_path / "bundle")
    return tmp_path / "bundle"


def failed(verification: Verification) -> dict[str, list[str]]:
    """Return the findings of every failed step by its number."""
    return {
        step.number: [str(finding) for finding in step.findings]
        for step in verification.steps
        if step.verdict is StepVerdict.FAIL
    }


def resealed(path: Path) -> Path:
    """Make all manifests again, as a forger would."""
    payload = {
        str(file.relative_to(path / "data")): file.read_bytes() for file in (path / "data").rglob("*") if file.is_file()
    }
    lines = (path / "bag-info.txt").read_text().splitlines()
    entries = dict(line.split(": ", 1) for line in lines if not line.startswith("Payload-Oxum"))
    shutil.rmtree(path)
    for name, content in make_bag(payload, entries).items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path


def test_a_sound_bundle_passes_every_step_that_can_be_checked(sealed: Path) -> None:
    """Steps 1 to 8 pass; the rest is listed as not checked, each with a reason."""
    verification = verify(sealed).verification
    verdicts = {step.number: step.verdict for step in verification.steps}
    assert [verdicts[number] for number in "12345678"] == [StepVerdict.PASS] * 8
    assert verification.passed
    rest = [step for step in verification.steps if step.number.startswith("9.")]
    assert [step.title for step in rest] == [
        "Unspent coins", "No spend left out", "Choice of the horizon", "Witnesses", "Transactions in a block",
        "Best chain", "Exhibits", "Assertions of the case",
    ]  # fmt: skip
    assert all(step.verdict is StepVerdict.NOT_CHECKED and step.reason for step in rest)
    assert str(rest[0].command).startswith("bitcoin-cli -chain=regtest gettxout ")
    assert rest[5].command == "bitcoin-cli -chain=regtest getblockhash 25"


def test_the_engine_gives_the_figures_worked_out_by_hand(sealed: Path) -> None:
    """The document in the bundle has, under FIFO, the terminals that the story states by hand."""
    found = json.loads((sealed / "data/trace/trace.json").read_bytes())["methods"]["fifo"]
    by_hand = json.loads(run_of(STORY).trace)["methods"]["fifo"]
    assert found["labels"] == by_hand["labels"]
    for key in ("spent", "made", "coins"):
        taints = {row["outpoint"]: (row["taint_sat"], row.get("terminal")) for row in found[key]}
        expected = {row["outpoint"]: (row["taint_sat"], row.get("terminal")) for row in by_hand[key]}
        seeds = {str(STORY.coins["A0"]), str(STORY.coins["B0"])} if key == "made" else set()
        assert taints == {outpoint: row for outpoint, row in expected.items() if outpoint not in seeds}


def test_the_result_can_be_read_by_a_program(sealed: Path) -> None:
    """The verification is JSON with a verdict per step."""
    told = verify(sealed).verification.as_json()
    assert told["passed"] is True
    assert json.loads(canonical.dumps(told))["steps"][0]["verdict"] == "PASS"


def _names(sealed: Path) -> list[str]:
    return sorted(str(path.relative_to(sealed)) for path in sealed.rglob("*") if path.is_file())


def _named(path: Path) -> list[str]:
    """Take every step of a check, and return what the first of them found."""
    bag = check_bag(path)
    return failed(Verification(tuple(steps(bag, replaying(bag.files), derive=derive))))["1"]


def test_every_file_changed_missing_or_joined_by_a_stranger_fails_and_is_named(copy: Path) -> None:
    """For files of each folder and form in turn: flip a byte, delete it, put a stranger beside it."""
    for name in chosen(_names(copy), lambda name: (Path(name).parent, Path(name).suffix), suite=2):
        place = copy / name
        content = place.read_bytes()
        middle = len(content) // 2
        place.write_bytes(content[:middle] + bytes((content[middle] ^ 1,)) + content[middle + 1 :] if content else b"x")
        assert any(text.startswith(f"{name}: ") for text in _named(copy)), name
        place.unlink()
        assert any(text.startswith(f"{name}: ") for text in _named(copy)), name
        place.write_bytes(content)
        stranger = place.with_name("stranger")
        stranger.write_bytes(b"")
        beside = str(stranger.relative_to(copy))
        assert any(text.startswith(f"{beside}: ") for text in _named(copy)), name
        stranger.unlink()
    assert verify(copy).verification.passed


REPLACED = (
    ("data/trace/trace.json", b"974980000", b"974980001", "7"),
    ("data/trace/trace.json", b'"Reserve 1"', b'"Reserve 2"', "7"),
    ("data/report/report.en.html", b"9.74980000", b"9.94980000", "8"),
    ("data/trace/flow.svg", b"Agency seizure wallet", b"Agency seizure wa11et", "8"),
    ("data/case/case.toml", b"transfer act 17", b"transfer act 18", "6"),
    ("data/bundle.json", b"Asia/Almaty", b"Asia/Tashkent", "8"),
    ("data/case/tags/001-services.yaml", b"Some Exchange", b"Other Exchange", "6"),
    ("bag-info.txt", b"2026-05-29", b"2026-05-30", "8"),
    ("data/bundle.json", b"18000", b"21600", "8"),
)
"""Texts of a bundle's files, each with another in its place, and the step that finds it."""

STRANGERS = (("data/trace/extra.csv", "8"), ("data/chain/notes.txt", "1"))
"""Files that no bundle has, and the step that finds each."""


def _replace(path: Path, name: str, old: bytes, new: bytes) -> None:
    place = path / name
    content = place.read_bytes()
    assert old in content
    place.write_bytes(content.replace(old, new))


def _replaced(name: str, old: bytes, new: bytes, step: str) -> Callable[[Path], str]:
    def forge(path: Path) -> str:
        """Replace the text."""
        _replace(path, name, old, new)
        return step

    forge.__name__ = name
    return forge


def _added(name: str, step: str) -> Callable[[Path], str]:
    def forge(path: Path) -> str:
        """Add the file."""
        (path / name).write_bytes(b"a\n")
        return step

    forge.__name__ = name
    return forge


def _add_scripts(path: Path) -> str:
    """List scripts of a descriptor that the case does not name."""
    (path / "data/case/scripts.json").write_bytes(canonical.dumps({"custody[1]": ["51"]}))
    return "6"


def _forge_resolved_case(path: Path) -> str:
    """Take a wallet of the state out of the case that the stand-alone verifier works from."""
    place = path / "data/case/case.json"
    case = json.loads(place.read_bytes())
    case["wallets"] = {}
    place.write_bytes(canonical.dumps(case))
    return "6"


def _forge_transaction(path: Path) -> str:
    """Replace a raw transaction by one that pays the state more."""
    raw = serialize([STORY.coins["m0"]], [(10**9, script_of("state seizure"))])
    with_bytes(path, STORY.coins["s0"].txid, lambda old: raw)
    return "2"


def _cut_transaction(path: Path) -> str:
    with_bytes(path, STORY.coins["s0"].txid, lambda raw: raw[:-1])
    return "2"


def _other_bytes(path: Path) -> str:
    """Change a witness, which no txid covers, and leave the table as it is."""
    place = path / "data/chain/transactions.dat"
    place.write_bytes(place.read_bytes().replace(b"\x01\x03sig", b"\x01\x03lie", 1))
    return "2"


def _swap_proofs(path: Path) -> str:
    def swapped(rows: list[Part]) -> list[Part]:
        first, second, *rest = rows
        return [first._replace(content=second.content), second._replace(content=first.content), *rest]

    edited(path, swapped, PROOFS)
    return "3"


def _cut_proof(path: Path) -> str:
    edited(path, lambda rows: [row._replace(content=row.content[:-1]) for row in rows], PROOFS)
    return "3"


def _move_transaction(path: Path) -> str:
    txid = STORY.coins["s0"].txid
    edited(path, lambda rows: [row._replace(place=(17, 2)) if row.name == txid else row for row in rows])
    return "3"


def _drop_proof(path: Path) -> str:
    edited(path, lambda rows: rows[1:], PROOFS)
    return "3"


def _show_less(path: Path) -> str:
    txid = STORY.coins["s0"].txid
    edited(path, lambda rows: [row._replace(content=_without(row.content, txid)) for row in rows], PROOFS)
    return "3"


def _without(proof: bytes, txid: str) -> bytes:
    return narrowed(proof, [shown for _, shown in merkle.check_proof(proof).matches if shown != txid])


def _drop_coinbase(path: Path) -> str:
    edited(path, lambda rows: [row for row in rows if row.name != STORY.chain.coinbase(17)])
    return "3"


def _forge_header(path: Path) -> str:
    place = path / "data/chain/headers.bin"
    content = bytearray(place.read_bytes())
    content[80 * 5 + 70] ^= 1
    place.write_bytes(bytes(content))
    return "4"


def _cut_headers(path: Path) -> str:
    place = path / "data/chain/headers.bin"
    place.write_bytes(place.read_bytes()[:-80])
    return "4"


def _drop_prevout(path: Path) -> str:
    edited(path, lambda rows: [row for row in rows if row.name != STORY.coins["u"].txid])
    return "5"


FORGERIES: list[Callable[[Path], str]] = [
    *(_replaced(*each) for each in REPLACED), *(_added(*each) for each in STRANGERS),
    _add_scripts, _forge_resolved_case,
    _forge_transaction, _cut_transaction, _other_bytes, _show_less,
    _swap_proofs, _cut_proof, _move_transaction, _drop_proof, _drop_coinbase,
    _forge_header, _cut_headers, _drop_prevout,
]  # fmt: skip


@pytest.mark.parametrize("forge", FORGERIES)
def test_a_forgery_with_manifests_made_again_is_still_caught(copy: Path, forge: Callable[[Path], str]) -> None:
    """Whatever is forged, with every manifest renewed, the step that looks at it fails."""
    step = forge(copy)
    found = failed(verify(resealed(copy)).verification)
    assert ("1" in found) == (step == "1")
    assert step in found, found


def test_a_forged_amount_forged_throughout_fails_the_replay(tmp_path: Path) -> None:
    """A forged result from which all annexes were rendered anew is caught by the replay alone, which names it."""
    honest = engine_run(STORY)
    forged = RunFolder(
        trace=honest.trace.replace(b"75000000", b"75000001"),
        case=honest.case,
        tags=honest.tags,
        material=honest.material,
        version=__version__,
        source="file",
        warnings=(),
    )
    write_bundle(forged, tmp_path / "bundle")
    found = failed(verify(tmp_path / "bundle").verification)
    assert list(found) == ["7"]
    assert "data/trace/trace.json: computed again it has SHA-256" in found["7"][0]


def test_a_withheld_case_is_replayed_and_its_hash_not_checked(tmp_path: Path) -> None:
    """Where descriptors were taken out the replay still passes, and the case file's hash is NOT-CHECKED."""
    from tests.case.wallets import account, ended

    base = engine_run(STORY)
    text = base.case.decode().replace('name = "Reserve 1"\n', 'name = "Reserve 1"\n#')
    descriptor = ended(f"wpkh({account(1)}/0/*)")
    text = text.replace('#addresses = ["', f'descriptor = "{descriptor}"\n#')
    case = text.encode()
    parsed = case_file.parse(case, "case.toml")
    data = replay(
        STORY.chain, parsed, [("packs/services.yaml", tags_of())], STORY.chain.tip(), UNLIMITED
    ).documents.trace
    write_bundle(
        RunFolder(
            trace=data,
            case=case,
            tags=base.tags,
            material=base.material,
            version=__version__,
            source="file",
            warnings=(),
        ),
        tmp_path / "bundle",
    )
    verification = verify(tmp_path / "bundle").verification
    assert verification.passed, failed(verification)
    step = next(step for step in verification.steps if step.number == "6.1")
    assert step.verdict is StepVerdict.NOT_CHECKED
    assert hashlib.sha256(case).hexdigest() in step.reason


def _of_another_version(path: Path, *names: str) -> Verification:
    for name in names:
        place = path / "data" / name
        place.write_bytes(
            place.read_bytes().replace(b'"version":"' + __version__.encode() + b'"', b'"version":"9.9.9"')
        )
    about = path / "data/bundle.json"
    digest = hashlib.sha256((path / "data/trace/trace.json").read_bytes()).hexdigest()
    told = json.loads(about.read_bytes())
    about.write_bytes(canonical.dumps(told | {"trace_sha256": digest}))
    return verify(resealed(path)).verification


def test_a_bundle_that_names_another_version_than_its_result_fails(copy: Path) -> None:
    """`bundle.json` cannot excuse an altered annex by naming another version than `trace.json` does."""
    found = failed(_of_another_version(copy, "bundle.json"))
    assert "data/bundle.json: says that version '9.9.9' made it; trace.json says version '0.2.0'" in found["8"]


def test_a_bundle_with_another_edition_of_time_zones_is_not_decided(copy: Path) -> None:
    """Where days were computed with another edition, nothing is found wanting.

    Both editions are named, and which to use.
    """
    place = copy / "data/trace/trace.json"
    edition = json.loads(place.read_bytes())["parameters"]["time_zones"]
    place.write_bytes(place.read_bytes().replace(f'"time_zones":"{edition}"'.encode(), b'"time_zones":"1999.1"'))
    _replace(copy, "data/bundle.json", b"18000", b"21600")
    verification = _of_another_version(copy)
    assert (failed(verification), verification.passed) == ({}, False)
    assert verification.undecided.startswith(
        "computed with edition '1999.1' of the time zones, here edition " + edition
    )
    assert verification.undecided.endswith("install that edition of tzdata and check again")
    assert verification.left == ("6", "7", "8")


HOSTILE_FILES: list[tuple[str, bytes]] = [
    ("data/trace/trace.json", b"[" * 1_000_000),
    ("data/trace/trace.json", b"{}"),
    ("data/trace/trace.json", b'{"schema":1,"methods":{}}'),
    ("data/trace/trace.json", b"\xff\xfe"),
    ("data/case/case.toml", b"[" * 100_000),
    ("data/case/case.toml", b""),
    ("data/case/scripts.json", b'{"withheld:x":["zz"]}'),
    ("data/case/tags/001-services.yaml", b"&a [*a, *a]"),
    ("data/case/tags/001-services.yaml", b"{" * 100_000),
    ("data/bundle.json", b"1e400"),
    ("data/bundle.json", b'{"clock":{"offsets":[[0,99999999]]},"software":{"version":"x"}}'),
    ("data/chain/heights.json", b'{"transactions":{"%s":[9007199254740991,1]},"coinbases":{}}' % (b"a" * 64)),
    ("data/chain/transactions.csv", b"txid,height,index,offset,length,sha256\n"),
    ("data/chain/transactions.csv", b"\xff" * 1000),
    ("data/chain/transactions.csv", b""),
    ("data/chain/transactions.dat", b"\xff" * 100),
    ("data/chain/proofs.csv", b"block,height,offset,length,sha256\n%s,9,0,1,%s\n" % (b"a" * 64, b"a" * 64)),
    ("data/chain/proofs.dat", b"\xff" * 200),
    ("data/chain/network.json", b'{"network":"main","first_height":0}'),
    ("data/chain/network.json", b'{"network":"regtest","first_height":9007199254740991}'),
    ("data/chain/headers.bin", bytes(80)),
    ("data/chain/headers.bin", b""),
    ("data/chain/x", b""),
    ("manifest-sha256.txt", b"\x00" * 1000),
    ("signatures/../evil", b""),
]


@pytest.mark.parametrize("again", [False, True], ids=["as found", "resealed"])
@pytest.mark.parametrize(("name", "content"), HOSTILE_FILES)
def test_a_hostile_file_gives_findings_and_no_traceback(copy: Path, name: str, content: bytes, again: bool) -> None:
    """Deep, cut, absurd or lying files: the check ends with a FAIL that names a file."""
    (copy / "signatures").mkdir()
    (copy / name).write_bytes(content)
    if again:
        resealed(copy)
    verification = verify(copy).verification
    if again and name in ("manifest-sha256.txt", "signatures/../evil"):
        assert verification.passed
    else:
        assert not verification.passed
        assert any(step.findings for step in verification.steps)


def test_links_pipes_and_folders_in_place_of_files_give_findings(copy: Path) -> None:
    """A payload file that became a link, a pipe or a folder is named and never opened."""
    for name, make in (
        ("data/trace/coins.csv", lambda place: place.symlink_to("/dev/zero")),
        ("data/trace/orders.csv", os.mkfifo),
        ("data/trace/gaps.csv", Path.mkdir),
    ):
        place = copy / name
        place.unlink()
        make(place)
    found = failed(verify(copy).verification)["1"]
    assert "data/trace/coins.csv: is a symbolic link" in found
    assert "data/trace/orders.csv: is neither a file nor a folder" in found
    assert "data/trace/gaps.csv: is an empty folder" in found


def test_thousands_of_strangers_are_all_named(copy: Path) -> None:
    """Five thousand strangers give five thousand findings, quickly, and none of them is opened."""
    for number in range(5000):
        (copy / f"data/stranger-{number}").write_bytes(b"")
    found = failed(verify(copy).verification)["1"]
    assert len({text for text in found if text.startswith("data/stranger-")}) == 5_000


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    """A bundle that is not there is the analyst's mistake, not a failed check."""
    with pytest.raises(CaseError, match="is not a folder"):
        verify(tmp_path / "nothing")


def test_an_empty_folder_fails(tmp_path: Path) -> None:
    """An empty folder fails with every missing file named."""
    found = failed(verify(tmp_path).verification)["1"]
    assert {"bagit.txt: is missing", "tagmanifest-sha256.txt: is missing", "data/trace/trace.json: is missing"} <= set(
        found
    )


def test_a_replay_that_cannot_run_is_a_finding(sealed: Path) -> None:
    """A replay that raises one of the tracer's errors fails the step with its words."""

    def broken(
        view: ChainView, case: Case, tags: Sequence[tuple[str, bytes]], horizon: BlockRef, budget: RunBudget = UNLIMITED
    ) -> Replayed:
        raise CaseError("no such seed")

    found = failed(verify(sealed, replay=broken).verification)
    assert found == {"7": ["data/trace/trace.json: cannot be computed again: no such seed"]}


few = partial(replay, most=2)
"""A replay that puts more than two rows of a key into a file of their own."""


@pytest.fixture(scope="module")
def divided(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a sound bundle whose result has files of rows; tests work on copies."""
    base, case = engine_run(STORY), case_file.parse(case_of(STORY), "case.toml")
    result = few(STORY.chain, case, [("packs/services.yaml", tags_of())], STORY.chain.tip(), UNLIMITED).documents
    target = tmp_path_factory.mktemp("divided") / "bundle"
    write_bundle(dataclasses.replace(base, trace=result.trace, beside=result.beside), target)
    return target


def test_a_bundle_whose_result_has_files_of_rows_passes(divided: Path) -> None:
    """The files beside `trace.json` belong to the bundle, are recomputed with it, and its README names them."""
    verification = verify(divided, replay=few).verification
    assert verification.passed, failed(verification)
    verdicts = {step.number: step.verdict for step in verification.steps}
    assert [verdicts[number] for number in "12345678"] == [StepVerdict.PASS] * 8
    named = {row.name for row in (divided / "data/trace").glob("*.fifo.csv")}
    assert named == {f"{key}.fifo.csv" for key in ("coins", "transactions", "spent", "made")}
    readme = " ".join((divided / "data/00_README.en.txt").read_text().split())
    assert "lie beside it, in trace/coins.fifo.csv, trace/transactions.fifo.csv, trace/" in readme


def test_annexes_say_the_same_wherever_the_rows_lie(sealed: Path, divided: Path) -> None:
    """Tables made of rows from files are, to the byte, those of a result in one file."""
    for name in ("coins.csv", "transactions.csv", "graph.graphml", "flow.svg", "worksheet.csv", "receipts.csv"):
        assert (divided / "data/trace" / name).read_bytes() == (sealed / "data/trace" / name).read_bytes(), name


def test_a_row_forged_in_a_file_fails(divided: Path, tmp_path: Path) -> None:
    """A forger who makes the manifests again does not have the hash in `trace.json`; with it, the replay differs."""
    copy = Path(shutil.copytree(divided, tmp_path / "bundle"))
    rows, trace = copy / "data/trace/coins.fifo.csv", copy / "data/trace/trace.json"
    honest = rows.read_bytes()
    rows.write_bytes(honest.replace(b'"custody"', b'"service"'))
    assert rows.read_bytes() != honest
    found = failed(verify(resealed(copy), replay=few).verification)["1"]
    assert [text for text in found if "coins.fifo.csv is not the file that trace.json names" in text]
    old, new = (hashlib.sha256(each).hexdigest().encode() for each in (honest, rows.read_bytes()))
    trace.write_bytes(trace.read_bytes().replace(old, new))
    found = failed(verify(resealed(copy), replay=few).verification)["7"]
    assert found[0].endswith("it differs under 'methods'")


def test_a_file_of_rows_that_the_result_does_not_name_is_a_stranger(copy: Path) -> None:
    """Only what `trace.json` names belongs beside it, whatever its name."""
    (copy / "data/trace/coins.fifo.csv").write_bytes(b"outpoint\n")
    found = failed(verify(resealed(copy)).verification)
    assert found == {"8": ["data/trace/coins.fifo.csv: does not belong to the bundle"]}


def test_the_stand_alone_verifier_computes_rows_that_lie_in_files(sealed: Path, divided: Path, tmp_path: Path) -> None:
    """A divided result gets the verdicts of one in one file, is held to its rows' digest, and its files are named."""
    whole, apart = alone(sealed), alone(divided)
    assert "FAIL" not in whole.values()
    assert apart == whole
    (line,) = (line for line in said_alone(divided).splitlines() if "did not open" in line)
    assert "data/trace/coins.fifo.csv, " in line
    copy = Path(shutil.copytree(divided, tmp_path / "bundle"))
    trace = copy / "data/trace/trace.json"
    digest = json.loads(trace.read_bytes())["methods"]["fifo"]["coins"]["digest"].encode()
    trace.write_bytes(trace.read_bytes().replace(digest, digest[::-1]))
    assert [number for number, verdict in alone(resealed(copy)).items() if verdict == "FAIL"] == ["7"]


def said_alone(folder: Path) -> str:
    """Return what the stand-alone verifier of a bundle says of it."""
    command = [sys.executable, "-I", "-S", str(folder / "data/verify/verify.py"), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stdout


def alone(folder: Path) -> dict[str, str]:
    """Return the stand-alone verifier's verdicts by item."""
    found = re.findall(r"^([A-Z-]+) +([0-9.]+)  ", said_alone(folder), re.MULTILINE)
    return {number: verdict for verdict, number in found}
