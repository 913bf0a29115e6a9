"""The stand-alone verifier: what it accepts, what it refuses and under which item, held against the tracer."""

import hashlib
import importlib.util
import json
import os
import random
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

from tests.asked import export_run, trace_case, verified
from tests.counts import LAWS, asked, count
from tests.evidence.drawn_bundles import drawn_payload, write_bag
from tests.evidence.parts import Part, as_older, edited, forget, parts
from tests.evidence.remembering import passes
from tests.stand_alone import OF_A_CASE, code, unread
from tests.story import BLOCKS, CASE
from tracer import METHOD, __version__
from tracer.case.case import Label
from tracer.chain import header
from tracer.chain.network import NETWORKS
from tracer.container import bag
from tracer.container.bag import SIGNATURES, check_bag, make_bag
from tracer.container.chain_tables import PROOFS
from tracer.container.material import read_chain
from tracer.disk import capacity
from tracer.disk.capacity import BeyondCapacityError
from tracer.evidence.verifier_source import in_memory
from tracer.formats import canonical
from tracer.progress import no_progress
from tracer.trace.attribution import Attribution, Slice, joined
from tracer.trace.budget import RunBudget
from tracer.trace.policies.registry import POLICIES
from tracer.trace.terminals import Terminal
from tracer.verify.chain_steps import check_proofs

VERIFIER = OF_A_CASE
MOST_LINES_OF_CODE = 900
MOST_LINES = 1200
ITEM = re.compile(r"^(PASS|FAIL|NOT-CHECKED) +([0-9.]+)  ([^:]*): (.*)$")


class Said(NamedTuple):
    """What a run of the verifier said: exit code, verdict and text by item."""

    code: int
    verdicts: dict[str, str]
    texts: dict[str, str]

    @property
    def failed(self) -> list[str]:
        """The items that failed."""
        return [number for number, verdict in self.verdicts.items() if verdict == "FAIL"]


def check(*arguments: Path, program: Path = VERIFIER, cwd: Path | None = None) -> Said:
    """Run the verifier as an opponent does: a process of its own, nothing of the tracer in reach."""
    command = [sys.executable, "-S", "-E", str(program), *map(str, arguments)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=cwd, check=False)
    assert ran.stderr == "" or ran.returncode == 2, ran.stderr
    verdicts: dict[str, str] = {}
    texts: dict[str, str] = {}
    number = ""
    for line in ran.stdout.splitlines():
        match = ITEM.match(line)
        if match:
            number = match[2]
            verdicts[number], texts[number] = match[1], match[4]
        else:
            texts[number] += "\n" + line.strip()
    return Said(ran.returncode, verdicts, texts)


def loaded() -> ModuleType:
    """Return the verifier as a module, to reach its rules one by one."""
    spec = importlib.util.spec_from_file_location("stand_alone_verifier", VERIFIER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the story's bundle."""
    folder = tmp_path_factory.mktemp("story")
    trace_case(CASE, BLOCKS, folder / "run")
    export_run(folder / "run", folder / "bundle")
    return folder / "bundle"


@pytest.fixture
def copy(sealed: Path, tmp_path: Path) -> Path:
    """Return a copy of the bundle to do harm to."""
    return Path(shutil.copytree(sealed, tmp_path / "bundle"))


def resealed(path: Path) -> Path:
    """Make all manifests again, as a forger would."""
    data = path / "data"
    payload = {str(file.relative_to(data)): file.read_bytes() for file in data.rglob("*") if file.is_file()}
    lines = (path / "bag-info.txt").read_text().splitlines()
    entries = dict(line.split(": ", 1) for line in lines if not line.startswith("Payload-Oxum"))
    for name, content in make_bag(payload, entries).items():
        (path / name).write_bytes(content)
    return path


def digests(path: Path) -> dict[str, str]:
    """Return the SHA-256 of every file, by its path."""
    files = sorted(file for file in path.rglob("*") if file.is_file())
    return {str(file.relative_to(path)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def edit(path: Path, name: str, change: Callable[[dict], None]) -> None:
    """Change a JSON file of the bundle."""
    place = path / "data" / name
    value = json.loads(place.read_bytes())
    change(value)
    place.write_bytes(json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode())


def first(path: Path, pattern: str) -> Path:
    """Return the first file below `data` that matches."""
    return sorted((path / "data").glob(pattern))[0]


def spender(path: Path) -> str:
    """Return the txid of the last transaction that the story's primary result crosses."""
    trace = json.loads((path / "data/trace/trace.json").read_bytes())
    return trace["methods"]["fifo"]["transactions"][-1]["txid"]


# What it says of a sound bundle


def test_the_story_passes_every_item_that_can_be_checked(sealed: Path) -> None:
    """Nothing fails, everything recomputed passes, and what cannot be shown offline is named with its command."""
    said = check(sealed)
    assert said.code == 0
    assert said.failed == []
    passed = [number for number, verdict in said.verdicts.items() if verdict == "PASS"]
    assert passed == [str(number) for number in range(1, 11)]
    assert said.verdicts["11"] == "NOT-CHECKED"
    for command in ("gettxout", "getblockhash 140", "scanblocks", "deriveaddresses", "openssl", "tracer trace"):
        assert command in said.texts["11"]


def test_the_copy_inside_a_bundle_checks_that_bundle_and_writes_nothing(copy: Path, tmp_path: Path) -> None:
    """Without an argument the bundle around the file is checked, from any folder, and not a byte is written."""
    program = copy / "data/verify/verify.py"
    assert program.read_bytes() == VERIFIER.read_bytes()
    before = digests(tmp_path)
    said = check(program=program, cwd=Path("/"))
    assert said.code == 0
    assert said.verdicts["7"] == "PASS"
    assert digests(tmp_path) == before


def test_nothing_beside_the_verifier_is_imported(copy: Path) -> None:
    """A file of the bundle that is named like a part of Python is not run."""
    trap = 'import os\nos.write(1, b"trap\\n")\nraise SystemExit(0)\n'
    for name in ("json", "hashlib", "re", "tomllib", "zoneinfo"):
        (copy / f"data/verify/{name}.py").write_text(trap)
    said = check(resealed(copy), program=copy / "data/verify/verify.py")
    assert said.verdicts["7"] == "PASS"
    assert "trap" not in "".join(said.texts.values())


@pytest.mark.parametrize("arguments", [["nowhere"], ["one", "two"], ["/"], ["/etc/hosts"]])
def test_wrong_use_is_exit_2(tmp_path: Path, arguments: list[str]) -> None:
    """What is no bundle is refused with a word on how to use it."""
    assert check(*[tmp_path / each for each in arguments]).code == 2


def test_a_link_to_a_bundle_is_refused(sealed: Path, tmp_path: Path) -> None:
    """The bundle itself must be a folder, not a link to one."""
    (tmp_path / "link").symlink_to(sealed)
    assert check(tmp_path / "link").code == 2


# What it refuses: faults that leave the manifests as they were


def _flip(path: Path) -> str:
    place = first(path, "chain/transactions.dat")
    content = place.read_bytes()
    place.write_bytes(content[:20] + bytes((content[20] ^ 1,)) + content[21:])
    return place.name


def _extra(path: Path) -> str:
    (path / "data/trace/extra.csv").write_text("a\n")
    return "extra.csv"


def _extra_beside(path: Path) -> str:
    (path / "autorun.inf").write_text("a\n")
    return "autorun.inf"


def _missing(path: Path) -> str:
    place = first(path, "chain/proofs.dat")
    place.unlink()
    return place.name


def _link(path: Path) -> str:
    place = path / "data/trace/coins.csv"
    (path.parent / "coins.csv").write_bytes(place.read_bytes())
    place.unlink()
    place.symlink_to(path.parent / "coins.csv")
    return "data/trace/coins.csv: is a link or special"


def _folder_link(path: Path) -> str:
    (path / "data/outside").symlink_to("/etc")
    return "data/outside: is a link or special"


def _pipe(path: Path) -> str:
    os.mkfifo(path / "data/trace/pipe")
    return "data/trace/pipe"


def _traversal(path: Path) -> str:
    place = path / "manifest-sha256.txt"
    place.write_text(place.read_text() + "0" * 64 + "  data/../../../../etc/hosts\n")
    return "data/../../../../etc/hosts"


def _unlisted_and_endless(path: Path) -> str:
    with (path / "data/trace/more.csv").open("wb") as file:
        file.truncate(1 << 40)
    return "data/trace/more.csv"


def _stranger_beside_signatures(path: Path) -> str:
    (path / "signatures").mkdir()
    (path / "signatures/run.sh").write_text("a")
    return "signatures/run.sh: does not belong"


def _folder_below_signatures(path: Path) -> str:
    (path / "signatures/analyst.pem").mkdir(parents=True)
    (path / "signatures/analyst.pem/analyst.pem").write_text("a")
    return "signatures/analyst.pem/analyst.pem: does not belong"


def _other_tag_manifest(path: Path) -> str:
    (path / "tagmanifest-md5.txt").write_text("a")
    return "tagmanifest-md5.txt: does not belong"


def _capitals(path: Path) -> str:
    (path / "data/trace/Trace.json").write_text("{}")
    return "by capitals alone"


def _beyond_ascii(path: Path) -> str:
    (path / "data/trace/\u0442.json").write_text("{}")
    return "no bundle holds a file of this name"


def _odd_name(path: Path) -> str:
    (path / "data/trace/a\nPASS 1").write_text("a")
    return "no bundle holds a file of this name"


def _listed_twice(path: Path) -> str:
    place = path / "manifest-sha512.txt"
    line = place.read_text().splitlines()[0]
    place.write_text(place.read_text() + line + "\n")
    return line.partition("  ")[2]


PLAIN = [
    _flip, _extra, _extra_beside, _missing, _link, _folder_link, _pipe, _traversal, _odd_name,
    _listed_twice, _unlisted_and_endless, _stranger_beside_signatures, _folder_below_signatures, _other_tag_manifest,
    _capitals, _beyond_ascii,
]  # fmt: skip


@pytest.mark.parametrize("fault", PLAIN, ids=lambda fault: fault.__name__)
def test_a_file_that_is_not_the_one_sealed_fails_item_1_and_is_named(copy: Path, fault: Callable[[Path], str]) -> None:
    """Changed, added, missing, linked, special, oversized and oddly named files are found, and none is opened."""
    named = fault(copy)
    said = check(copy)
    assert said.code == 1
    assert "1" in said.failed
    assert named in said.texts["1"]


@pytest.mark.parametrize(
    ("name", "item"),
    [("chain/notes.txt", "2"), ("chain/tx/a.bin", "2"), ("chain/heights.json", "2"), ("case/tags/a/b.yaml", "6")],
)
def test_only_what_a_bundle_is_made_of_may_lie_beside_what_is_read(copy: Path, name: str, item: str) -> None:
    """A file that the manifests list, but no bundle holds, is refused beside the chain and TagPacks."""
    place = copy / "data" / name
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(b"{}")
    said = check(resealed(copy))
    assert item in said.failed
    assert item != "2" or f"data/{name}: is missing, or does not belong to the layout" in said.texts["2"]


@pytest.mark.parametrize("name", ["data/trace/notes.txt", "data/case/more/case.json"])
def test_a_file_that_nothing_reads_is_named_as_not_checked(copy: Path, name: str) -> None:
    """What lies elsewhere is listed by its name, with the command that checks it, and never passed over in silence."""
    (copy / name).parent.mkdir(exist_ok=True)
    (copy / name).write_text("a")
    said = check(resealed(copy))
    (line,) = (line for line in said.texts["11"].splitlines() if "did not open (tracer verify BUNDLE does)" in line)
    assert name in line
    assert not verified(copy).passed


def test_what_is_read_is_not_named_as_unread(sealed: Path) -> None:
    """Of a sound bundle the annexes, `bundle.json` and `scripts.json` were not opened."""
    said = check(sealed)
    (line,) = (line for line in said.texts["11"].splitlines() if "did not open" in line)
    unread = set(line.partition("does): ")[2].removesuffix(".").split(", "))
    derived = {f"data/{name}" for name in json.loads((sealed / "data/bundle.json").read_bytes())["derived"]}
    assert unread == derived | {"data/bundle.json", "data/case/scripts.json"}


@pytest.mark.parametrize(
    ("name", "old", "new"), [("bag-info.txt", "Payload-Oxum: ", "Payload-Oxum: 1"), ("bagit.txt", "UTF-8", "UTF-16")]
)
def test_what_a_bag_says_of_itself_is_compared_by_both(copy: Path, name: str, old: str, new: str) -> None:
    """A size or a declaration that is not the bag's fails both verifiers, with the manifests made again."""
    place, tags = copy / name, copy / "tagmanifest-sha256.txt"
    before = hashlib.sha256(place.read_bytes()).hexdigest()
    place.write_text(place.read_text().replace(old, new))
    tags.write_text(tags.read_text().replace(before, hashlib.sha256(place.read_bytes()).hexdigest()))
    said = check(copy)
    assert (said.code, said.failed) == (1, ["1"])
    assert name in said.texts["1"]
    assert not verified(copy).passed


def test_signatures_are_let_pass(copy: Path) -> None:
    """Files that sign the tag manifest may lie in `signatures/`; they are named among what is not checked."""
    (copy / "signatures").mkdir()
    for name in SIGNATURES:
        (copy / "signatures" / name).write_bytes(b"x")
    said = check(copy)
    assert said.code == 0
    assert all(f"signatures/{name}" in said.texts["11"] for name in SIGNATURES)


# What it refuses: faults with the manifests made again


def _raw_byte(path: Path) -> tuple[str, str]:
    return "2", _flip(path)


def _cut_transaction(path: Path) -> tuple[str, str]:
    edited(path, lambda rows: [rows[0]._replace(content=rows[0].content[:-1]), *rows[1:]])
    return "2", f"data/chain/transactions.dat: row 1, {parts(_chain(path))[0].name}"


def _sixty_four_bytes(path: Path) -> tuple[str, str]:
    raw = (
        struct.pack("<i", 2) + b"\x01" + bytes(32) + b"\0\0\0\0\x00\xff\xff\xff\xff\x01" + bytes(8) + b"\x04" + bytes(8)
    )
    name = hashlib.sha256(hashlib.sha256(raw).digest()).digest()[::-1].hex()
    edited(path, lambda rows: [*rows, Part(name, (rows[-1].place[0], 9), raw)])
    assert len(raw) == 64
    return "3", name


def _swapped_proofs(path: Path) -> tuple[str, str]:
    def swapped(rows: list[Part]) -> list[Part]:
        one, other, *rest = rows
        return [one._replace(content=other.content), other._replace(content=one.content), *rest]

    edited(path, swapped, PROOFS)
    return "3", f"data/chain/proofs.dat: row 1, {parts(_chain(path), PROOFS)[0].name}"


def _cut_proof(path: Path) -> tuple[str, str]:
    edited(path, lambda rows: [*rows[:-1], rows[-1]._replace(content=rows[-1].content[:-1])], PROOFS)
    last = parts(_chain(path), PROOFS)
    return "3", f"data/chain/proofs.dat: row {len(last)}, {last[-1].name}"


def _moved(path: Path) -> tuple[str, str]:
    txid = spender(path)
    edited(path, lambda rows: [r._replace(place=(r.place[0], 5)) if r.name == txid else r for r in rows])
    return "3", f"{txid}: no proof shows its place"


def _stranger_proof(path: Path) -> tuple[str, str]:
    edited(path, lambda rows: [*rows, rows[-1]._replace(place=(rows[-1].place[0] + 1,))], PROOFS)
    return "3", f"data/chain/proofs.dat: row {len(parts(_chain(path), PROOFS))}, "


def _named_after_another_block(path: Path) -> tuple[str, str]:
    edited(path, lambda rows: [rows[0]._replace(name="0" * 64), *rows[1:]], PROOFS)
    return "3", "data/chain/proofs.dat: row 1, " + "0" * 64


def _no_bytes_of_its_own(path: Path) -> tuple[str, str]:
    edited(path, lambda rows: [*rows[:-1], rows[-1]._replace(content=rows[-2].content)])
    rows = parts(_chain(path))
    return "2", f"row {len(rows)}, {rows[-1].name}: holds transaction {rows[-2].name}, or holds it again"


def _deep_network(path: Path) -> tuple[str, str]:
    (path / "data/chain/network.json").write_bytes(b"[" * 200_000)
    return "3", "nested deeper than 64 levels"


def _false_network(path: Path) -> tuple[str, str]:
    edit(path, "chain/network.json", lambda value: value.update({"last_height": value["last_height"] + 1}))
    return "3", "network.json: is not what the proofs and the headers show"


def _huge_integer(path: Path) -> tuple[str, str]:
    (path / "data/chain/network.json").write_bytes(b'{"network":"regtest","first_height":' + b"9" * 100_000 + b"}")
    return "3", "ValueError"


def _decimal(path: Path) -> tuple[str, str]:
    (path / "data/chain/network.json").write_bytes(b'{"network":"regtest","first_height":0.0}')
    return "3", "JSON: 0.0 is no integer"


def _key_twice(path: Path) -> tuple[str, str]:
    place = path / "data/chain/network.json"
    place.write_bytes(place.read_bytes().replace(b"{", b'{"network":"main",', 1))
    return "3", "twice"


def _forged_header(path: Path) -> tuple[str, str]:
    place = path / "data/chain/headers.bin"
    content = bytearray(place.read_bytes())
    content[80 * 70 + 68] ^= 1
    place.write_bytes(content)
    return "4", "height 7"


def _cut_headers(path: Path) -> tuple[str, str]:
    place = path / "data/chain/headers.bin"
    place.write_bytes(place.read_bytes()[:-80])
    return "4", "horizon"


def _mined_again(path: Path) -> tuple[str, str]:
    """Put another last header, with work of its own, in the place of the horizon's."""
    place = path / "data/chain/headers.bin"
    content = place.read_bytes()
    for nonce in range(10_000):
        last = content[-80:-12] + struct.pack("<I", struct.unpack("<I", content[-12:-8])[0] + 60) + content[-8:-4]
        last += struct.pack("<I", nonce)
        if hashlib.sha256(hashlib.sha256(last).digest()).digest()[31] < 0x7F:
            break
    place.write_bytes(content[:-80] + last)
    return "4", "trace.horizon.hash: trace.json says"


def _easier(path: Path) -> tuple[str, str]:
    place = path / "data/chain/headers.bin"
    content = bytearray(place.read_bytes())
    content[80 * 70 + 72 : 80 * 70 + 76] = struct.pack("<I", 0x217FFFFF)
    place.write_bytes(content)
    return "4", "height 70: its hash is above its target, or the target is none of the network"


def _deep_trace(path: Path) -> tuple[str, str]:
    (path / "data/trace/trace.json").write_bytes(b'{"a":' * 200_000)
    return "4", "nested deeper than 64 levels"


def _no_prevout(path: Path) -> tuple[str, str]:
    """Leave out a transaction whose output is spent with traced coins, and every trace of it."""
    crossed = {
        row["txid"]
        for row in json.loads((path / "data/trace/trace.json").read_bytes())["methods"]["fifo"]["transactions"]
    }
    raws = {row.name: row.content for row in parts(_chain(path)) if row.place[1]}
    lost = next(
        txid
        for txid in sorted(raws)
        if txid not in crossed and any(bytes.fromhex(txid)[::-1] in raws[each] for each in crossed)
    )
    _forget(path, lost)
    return "7", "methods.fifo.labels"


def _chain(path: Path) -> dict[str, bytes]:
    return {f"data/chain/{file.name}": file.read_bytes() for file in (path / "data/chain").iterdir()}


def _forget(path: Path, txid: str) -> None:
    files = _chain(path)
    forget(files, [txid])
    for name, content in files.items():
        (path / name).write_bytes(content)


def _no_spender(path: Path) -> tuple[str, str]:
    txid = spender(path)
    _forget(path, txid)
    return "7", "methods.fifo.coins["


def _forged_amount(path: Path) -> tuple[str, str]:
    def forge(value: dict) -> None:
        row = value["methods"]["fifo"]["coins"][0]
        row["taint_sat"] = {label: sat + 1 for label, sat in row["taint_sat"].items()}

    edit(path, "trace/trace.json", forge)
    return "7", "methods.fifo.coins[0].taint_sat"


def _added_label(path: Path) -> tuple[str, str]:
    edit(path, "trace/trace.json", lambda value: value["methods"]["fifo"]["coins"][0]["taint_sat"].update({"C": 1}))
    return "7", "methods.fifo.coins[0].taint_sat.C: trace.json says 1"


def _forged_address(path: Path) -> tuple[str, str]:
    def forge(value: dict) -> None:
        rows = [row for row in value["methods"]["fifo"]["coins"] if row["address"]]
        rows[0]["address"], rows[1]["address"] = rows[1]["address"], rows[0]["address"]

    edit(path, "trace/trace.json", forge)
    return "7", "].address: trace.json says"


def _hidden_stop(path: Path) -> tuple[str, str]:
    edit(path, "trace/trace.json", lambda value: value["methods"]["fifo"]["stops"].clear())
    return "7", "methods.fifo.stops"


def _forged_holding(path: Path) -> tuple[str, str]:
    def forge(value: dict) -> None:
        rows = [row for row in value["custody"]["holdings"] if row["taint_sat"]]
        rows[0]["taint_sat"] = {}

    edit(path, "trace/trace.json", forge)
    return "8", "custody.holdings["


def _forged_order(path: Path) -> tuple[str, str]:
    def forge(value: dict) -> None:
        value["orders"][0]["received_sat"] += 1

    edit(path, "trace/trace.json", forge)
    return "9", "trace.orders[0].received_sat"


def _hidden_fault(path: Path) -> tuple[str, str]:
    def forge(value: dict) -> None:
        rows = [row for row in value["orders"] if row["faults"]]
        rows[0]["faults"] = []

    edit(path, "trace/trace.json", forge)
    return "9", ".faults: trace.json says 0 rows"


def _hidden_mixing(path: Path) -> tuple[str, str]:
    edit(path, "trace/trace.json", lambda value: value["custody"]["mixing"].pop())
    return "8", "trace.custody.mixing"


def _other_threshold(path: Path) -> tuple[str, str]:
    edit(path, "trace/trace.json", lambda value: value["parameters"]["stop"].update({"min_sat": 5}))
    return "6", "trace.parameters.stop.min_sat: trace.json says 5"


def _other_horizon(path: Path) -> tuple[str, str]:
    edit(path, "case/case.json", lambda value: value["horizon"].update({"height": 139}))
    return "6", "trace.horizon.height: trace.json says 140, computed 139"


def _other_order(path: Path) -> tuple[str, str]:
    edit(path, "case/case.json", lambda value: value["orders"][0].update({"ordered_sat": 100_000_000}))
    return "9", "trace.orders[0].ordered_sat: trace.json says 600000000, computed 100000000"


def _other_seed(path: Path) -> tuple[str, str]:
    edit(path, "case/case.json", lambda value: sorted(value["claims"].items())[0][1][0].__setitem__(1, 40_000_000))
    return "7", "asserted_sat"


def _other_case(path: Path) -> tuple[str, str]:
    place = path / "data/case/case.toml"
    place.write_bytes(place.read_bytes().replace(b"amount_sat = 50000000\n", b"amount_sat = 40000000\n"))
    (path / "data/case/scripts.json").write_bytes(b"{}")
    edit(path, "trace/trace.json", lambda value: value.update({"case": "KZ-2025-0043"}))
    return "6", "trace.case: trace.json says KZ-2025-0043, computed KZ-2025-0042"


def _forged_bound(path: Path) -> tuple[str, str]:
    edit(
        path,
        "trace/trace.json",
        lambda value: value["bounds"][0].update({"lower_sat": value["bounds"][0]["upper_sat"]}),
    )
    return "10", "its proofs say"


def _hidden_bound(path: Path) -> tuple[str, str]:
    edit(path, "trace/trace.json", lambda value: value["bounds"].pop(0))
    return "10", "no bound of"


def _forged_cut(path: Path) -> tuple[str, str]:
    def forge(value: dict) -> None:
        proof = next(proof for proof in value["bound_proofs"] if len(proof["cut"]) > 0)
        proof["cut"].pop()

    edit(path, "trace/trace.json", forge)
    return "10", "the cut "


def _forged_flow(path: Path) -> tuple[str, str]:
    def forge(value: dict) -> None:
        proof = next(proof for proof in value["bound_proofs"] if proof["flow"])
        proof["flow"][-1][2] -= 1

    edit(path, "trace/trace.json", forge)
    return "10", "the flow "


def _strange_arc(path: Path) -> tuple[str, str]:
    """Let satoshi flow through an arc of a kind that there is not."""

    def forge(value: dict) -> None:
        proof = next(proof for proof in value["bound_proofs"] if proof["flow"])
        proof["flow"][-1][0] = "way"

    edit(path, "trace/trace.json", forge)
    return "10", "KeyError: 'way'"


def _other_scripts(path: Path) -> tuple[str, str]:
    edit(path, "case/case.json", lambda value: value["wallets"].clear())
    return "7", "methods.fifo.coins"


def _other_tags(path: Path) -> tuple[str, str]:
    place = first(path, "case/tags/*")
    place.write_bytes(place.read_bytes().replace(b"exchange", b"gambling"))
    return "6", "trace.parameters.stop.tags[0].sha256"


def _no_trace(path: Path) -> tuple[str, str]:
    (path / "data/trace/trace.json").unlink()
    return "4", "data/trace/trace.json: KeyError"


FORGED = [
    _raw_byte, _cut_transaction, _sixty_four_bytes, _swapped_proofs, _cut_proof, _moved, _stranger_proof, _deep_network,
    _named_after_another_block, _no_bytes_of_its_own, _false_network,
    _huge_integer, _decimal, _key_twice, _forged_header, _cut_headers, _mined_again, _easier, _deep_trace, _no_prevout,
    _no_spender, _forged_amount, _added_label, _forged_address, _hidden_stop, _forged_holding,
    _forged_order, _hidden_fault, _hidden_mixing, _other_threshold, _other_horizon, _other_order, _other_seed,
    _other_scripts, _other_tags, _no_trace, _other_case, _forged_bound, _hidden_bound, _forged_cut, _forged_flow,
    _strange_arc,
]  # fmt: skip


@pytest.mark.parametrize("forge", FORGED, ids=lambda forge: forge.__name__)
def test_a_forgery_with_manifests_made_again_fails_the_item_it_is_about(
    copy: Path, forge: Callable[[Path], tuple[str, str]]
) -> None:
    """The manifests agree, and the item that looks at the fault fails and names it."""
    number, named = forge(copy)
    said = check(resealed(copy))
    assert said.code == 1
    assert said.verdicts["1"] == "PASS"
    assert number in said.failed
    assert named in said.texts[number]


@pytest.mark.parametrize("forge", [*FORGED, None], ids=lambda forge: forge.__name__ if forge else "none")
def test_the_tracer_and_the_verifier_judge_alike(copy: Path, forge: Callable[[Path], tuple[str, str]] | None) -> None:
    """On each of these bundles both find a fault, or neither does."""
    if forge is not None:
        forge(copy)
    resealed(copy)
    assert passes(copy) == (forge is None)
    assert (check(copy).code == 0) == (forge is None)


def _other_method(value: dict) -> None:
    value["methods"]["haircut"]["coins"].pop()


def _haircut_in_custody(value: dict) -> None:
    value["custody"]["haircut"]["moves"].pop()


def _other_faults(value: dict) -> None:
    value["faults"].append("a fault")


@pytest.mark.parametrize(
    ("forge", "key"),
    [(_other_method, "methods.haircut"), (_haircut_in_custody, "custody.haircut"), (_other_faults, "faults")],
)
def test_what_it_leaves_to_the_tracer_is_named_as_not_checked(
    copy: Path, forge: Callable[[dict], None], key: str
) -> None:
    """A key that is not computed here is named with the command that computes it, and that command refuses a change."""
    edit(copy, "trace/trace.json", forge)
    said = check(resealed(copy))
    (line,) = (line for line in said.texts["11"].splitlines() if "did not compute (tracer verify BUNDLE does)" in line)
    assert key in line.partition("does): ")[2].removesuffix(".").split(", ")
    assert not verified(copy).passed


def _bound_faults(path: Path, forge: Callable[[dict], None]) -> list[str]:
    """Return every fault that item 10 finds once trace.json is forged, not only those that are printed."""
    edit(path, "trace/trace.json", forge)
    files = {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file()}
    module = loaded()
    verifier = module.Verifier(in_memory(module, files))
    assert [number for verdict, number, _, _ in verifier.items() if verdict == "FAIL"] == ["1", "10"]
    return list(verifier.check_bounds())


def _swapped(value: dict) -> None:
    value["bounds"][0], value["bounds"][-1] = value["bounds"][-1], value["bounds"][0]


def _doubled(value: dict) -> None:
    value["bounds"].append(value["bounds"][-1])


def _from_behind(value: dict) -> None:
    value["bounds"][0]["upper_proof"] -= len(value["bound_proofs"])


@pytest.mark.parametrize(
    ("forge", "words"),
    [
        (_swapped, "the rows do not stand in their order"),
        (_doubled, "it stands there twice, or names a proof that is not there"),
        (_from_behind, "it stands there twice, or names a proof that is not there"),
    ],
)
def test_rows_of_bounds_stand_once_in_their_order(copy: Path, forge: Callable[[dict], None], words: str) -> None:
    """True rows in another order, a row twice and a proof counted from the end are refused."""
    assert any(words in fault for fault in _bound_faults(copy, forge))


def test_an_arc_that_a_flow_uses_twice_counts_twice(copy: Path) -> None:
    """Twice what fits is not made to fit by being written down in two halves."""

    def double(value: dict) -> None:
        full = [proof for proof in value["bound_proofs"] if [kind for kind, *_ in proof["flow"]] == ["seed"]]
        (arc,) = full[0]["flow"]
        full[0]["flow"] = [arc, list(arc)]
        names.append(f"the flow does not fit through seed {arc[1]}")

    names: list[str] = []
    faults = _bound_faults(copy, double)
    assert any(names[0] in fault for fault in faults)


def test_no_search_for_a_way_past_a_cut_excuses_another(copy: Path) -> None:
    """Where a cut lets something pass, every bound that rests on it is refused, however many were looked at before."""

    def open_cuts(value: dict) -> None:
        for proof in value["bound_proofs"]:
            proof["cut"], proof["value_sat"] = [], 0
        rests = [row for row in value["bounds"] if row["upper_sat"]]
        wanted.update(
            (next(row[k] for k in ("outpoint", "custody", "order") if k in row), row["label"]) for row in rests
        )

    wanted: set[tuple[str, str | None]] = set()
    faults = _bound_faults(copy, open_cuts)
    assert len(wanted) > 10
    for name, label in wanted:
        assert f"{name}, {label or 'all labels'}: the cut lets something pass" in faults


def test_a_bound_counts_what_may_come_from_beyond_a_budget(tmp_path: Path) -> None:
    """Where a budget cuts the reach, a cut at the coin itself proves nothing: what was cut off may come there too."""

    def forget(value: dict) -> None:
        crossed = {row["txid"] for row in value["methods"]["fifo"]["transactions"]}
        values = {row["outpoint"]: row["value_sat"] for row in value["methods"]["fifo"]["coins"]}
        for row in value["bounds"]:
            name = row.get("outpoint", "")
            if name in values and name[:64] in crossed:
                row["upper_sat"], row["upper_proof"] = values[name], len(value["bound_proofs"])
                cut = {"cut": [["coin", name]], "value_sat": values[name], "exact": False, "flow": None}
                value["bound_proofs"].append(cut)
                forged.add((name, row["label"]))

    forged: set[tuple[str, str | None]] = set()
    trace_case(CASE, BLOCKS, tmp_path / "run", RunBudget(4, 0))
    export_run(tmp_path / "run", tmp_path / "bundle")
    faults = _bound_faults(tmp_path / "bundle", forget)
    assert len(forged) > 1
    for name, label in forged:
        assert f"{name}, {label or 'all labels'}: the cut lets something pass" in faults


def test_proofs_of_one_block_must_agree_on_its_number_of_transactions(tmp_path: Path) -> None:
    """A count that changes nothing on the way to the root is refused by both where another proof has another.

    Only the layout of release 0.1.0 holds more than one proof of a block.
    """
    module, refused = loaded(), 0
    payload = as_older(drawn_payload(3, "fifo", tmp_path))
    said = [*module.Verifier(in_memory(module, make_bag(payload, {"Bagging-Date": "2026-01-01"}))).items()]
    assert [verdict for verdict, *_ in said[:5]] == ["PASS"] * 5
    blocks: dict[bytes, list[str]] = {}
    for name in sorted(name for name in payload if name.startswith("chain/proof/")):
        blocks.setdefault(payload[name][:80], []).append(name)
    for name in (name for names in blocks.values() if len(names) > 1 for name in names):
        raw = payload[name]
        for stated in {*range(1, 20)} - {int.from_bytes(raw[80:84], "little")}:
            forged = raw[:80] + stated.to_bytes(4, "little") + raw[84:]
            try:
                module.climb(forged)
            except (ValueError, IndexError):
                continue
            refused += 1
            files = make_bag({**payload, name: forged}, {"Bagging-Date": "2026-01-01"})
            said = [*module.Verifier(in_memory(module, files)).items()]
            assert [number for verdict, number, _, _ in said if verdict == "FAIL"][:1] == ["3"]
            chain = {each[6:]: content for each, content in {**payload, name: forged}.items() if each[:6] == "chain/"}
            found = check_proofs(read_chain(chain), no_progress)
            assert any("another proof of block" in str(each) for each in found)
    assert refused > 3


# What it cannot read


def test_a_rule_that_it_does_not_know_is_refused(copy: Path) -> None:
    """Under a rule it has not got, nothing that rests on the rule passes."""

    def rename(value: dict) -> None:
        value["primary"] = "poison"

    edit(copy, "trace/trace.json", rename)
    edit(copy, "case/case.json", rename)
    said = check(resealed(copy))
    assert [said.verdicts[number] for number in ("6", "7", "8", "9", "10")] == ["PASS", *["FAIL"] * 4]
    assert "KeyError: 'poison'" in said.texts["7"]


# Held against the tracer


@pytest.mark.parametrize("number", range(60))
def test_it_computes_what_the_engine_computes_on_random_chains(number: int, tmp_path: Path) -> None:
    """First book, second book and orders of a drawn chain are recomputed from its bundle to the last satoshi."""
    rule = ("fifo", "haircut", "lifo", "tiho", "seniority", "juniority", "libr", "proceeds_first")[number % 8]
    said = check(write_bag(drawn_payload(number, rule, tmp_path), tmp_path / "bundle"))
    assert said.failed == []
    assert [said.verdicts[item] for item in ("6", "7", "8", "9", "10")] == ["PASS"] * 5


def _transactions(rule: str) -> Iterator[tuple[list[Attribution], list[int]]]:
    source = random.Random(rule)
    for _ in range(count(suite=100, laws=300)):
        spends = []
        for _ in range(source.randint(1, 4)):
            runs = [
                Slice(Label(source.choice(["", "A", "B", "C"])), source.choice([1, 3, 50, 999]))
                for _ in range(source.randint(1, 4))
            ]
            spends.append(joined(runs))
        left, pays = sum(sat for held in spends for _, sat in held), []
        for _ in range(source.randint(1, 5)):
            pays.append(source.choice([0, left // 3, left // 2, source.randint(0, left)]))
            left -= pays[-1]
        yield spends, [*pays, left]


@pytest.mark.parametrize("rule", [name for name, policy in POLICIES.items() if policy.conserves])
def test_each_rule_shares_as_the_tracers_rule_does(rule: str) -> None:
    """Written twice, by the same words, every rule of amounts gives the same attributions on drawn transactions."""
    share = loaded().share
    for number, (spends, pays) in enumerate(_transactions(rule)):
        kept = frozenset(range(number % len(pays)))
        theirs = POLICIES[rule].share(spends, pays, kept)
        assert share(rule, [list(held) for held in spends], pays, kept) == [list(map(tuple, p)) for p in theirs]


def _headers(source: random.Random, network: str) -> list[bytes]:
    """Return linked headers of any bits and times, without work."""
    easiest = header.compact(NETWORKS[network].pow_limit)
    parent, moment, bits, rows = bytes(32), 1_600_000_000, source.choice([easiest, 0x1C123456]), []
    for height in range(2016 * 2 + 30):
        moment += source.choice([1, 300, 600, 1300, -500]) if height % 50 else 40_000
        if height % 2016 == 0 or source.random() < 0.002:
            bits = source.choice([easiest, bits, 0x1C0FFFFF])
        shown = easiest if source.random() < 0.1 else bits
        rows.append(struct.pack("<i", 1) + parent + bytes(32) + struct.pack("<III", moment, shown, 0))
        parent = hashlib.sha256(hashlib.sha256(rows[-1]).digest()).digest()
    return rows


@pytest.mark.parametrize("network", ["main", "test", "testnet4", "signet", "regtest"])
def test_difficulty_and_time_are_judged_as_the_tracer_judges_them(network: str) -> None:
    """Over three retarget periods of drawn headers both find fault with the same heights, for the same reason."""
    rows = _headers(random.Random(network), network)
    ours = list(loaded().header_faults(rows, 2016, network))
    theirs = header.check(rows, 2016, NETWORKS[network]).faults
    unknown = {
        height
        for row in header.check(rows, 2016, NETWORKS[network]).unchecked
        for height in range(row.first, row.last + 1)
    }
    for word, their in (
        ("its bits are not", "its bits are"),
        ("is not after the median", "median"),
        ("600 seconds", "BIP 94"),
    ):
        mine = {int(text.split()[1][:-1]) for text in ours if word in text} - unknown
        others = {fault.height for fault in theirs if their in fault.text and "target" not in fault.text} - unknown
        assert mine == others, word
    assert len(ours) > 100


def test_its_lists_are_the_tracers() -> None:
    """Terminals and networks are those of the tracer."""
    module = loaded()
    assert list(module.TERMINALS) == [terminal.value for terminal in Terminal]
    for name, (easiest, height, genesis) in module.NETWORKS.items():
        network = NETWORKS[name]
        assert (height, genesis) == (network.bip34_height, network.genesis)
        assert easiest == header.compact(network.pow_limit)


def test_its_limits_are_the_tracers() -> None:
    """Counts and bytes beyond which nothing is judged, and the names known below `signatures/`, are one table."""
    module = loaded()
    names = "FILES FILE TOTAL SOURCES ROWS RAW PROOF HEADERS ENDS"
    assert {name: getattr(module, f"MAX_{name}") for name in names.split()} == {
        name: getattr(capacity, name) for name in names.split()
    }
    assert (module.MAX_WEIGHT, module.WEIGHTS) == (capacity.JSON_WEIGHT, capacity.WEIGHTS)
    assert module.LARGER * module.MAX_WEIGHT == capacity.LARGE_JSON_WEIGHT
    assert (module.MAX_DEPTH, module.MAX_INTEGER) == (canonical.MAX_DEPTH, canonical.MAX_INTEGER)
    assert module.SIGNATURES == SIGNATURES
    assert module.TAG_FILES == bag.TAG_FILES
    assert (__version__, METHOD) == (module.VERSION, module.METHOD)
    for name in ("data/chain/a", "data/case/b", "data/trace/trace.json", "data/bundle.json", "data/trace/coins.csv"):
        assert module.is_source(name) == capacity.is_source(name)
    for raw in (b"[],{}", "\u0442\U0001f600,".encode(), b'"\\ud83d\\ude00"', b""):
        assert module.weight(raw) == capacity.weight(raw)


def test_a_large_bundle_is_judged_by_whoever_asks_for_it(tmp_path: Path) -> None:
    """Between the two limits both verifiers say no verdict, and how to get one; beyond the second there is none."""
    module, bracket = loaded(), 77  # 72 bytes, and 5 as a letter
    heavier = capacity.LARGE_JSON_WEIGHT if asked() == LAWS else capacity.JSON_WEIGHT
    for weight, is_within in {capacity.JSON_WEIGHT: True, heavier: heavier == capacity.JSON_WEIGHT}.items():
        files = {"case/a.json": b"[" * (weight // bracket + 1), "trace/trace.json": b"{}"}
        folder = write_bag(files, tmp_path / str(weight))
        for large, is_judged in ((False, False), (True, is_within)):
            with nullcontext() if is_judged else pytest.raises(BeyondCapacityError, match="weigh more than"):
                assert check_bag(folder, large).findings == ()
            with nullcontext() if is_judged else pytest.raises(module.NoVerdict, match="weigh more than"):
                assert module.Folder(str(folder), large).faults == []
        words = [sys.executable, str(VERIFIER), "--large", str(folder)]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert (done.returncode, "NO VERDICT" in done.stdout) == ((1, False) if is_within else (3, True))


# What it is


def test_older_pythons_check_the_same(sealed: Path) -> None:
    """A Python 3.9 or 3.10 checks every item as well."""
    older = next((found for found in map(shutil.which, ("python3.9", "python3.10")) if found and _works(found)), None)
    if older is None:
        pytest.skip("no Python 3.9 or 3.10 on this machine")
    ran = subprocess.run([older, VERIFIER, sealed], capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.count("PASS") == 10


@pytest.mark.parametrize("output", ["| exec true", ">&-", ">/dev/full"])
def test_a_verdict_that_nobody_can_read_is_exit_3(sealed: Path, output: str) -> None:
    """A reader that left, a closed output and a full disk never end with the codes of a verdict, nor in a traceback."""
    assert unread(VERIFIER, sealed, output) == (3, "", "")


def _works(program: str) -> bool:
    return subprocess.run([program, "-c", "pass"], capture_output=True, check=False).returncode == 0


def test_it_is_short_enough_to_be_read() -> None:
    """It has at most 900 lines of code, 1,200 with docstrings and blanks, none of them longer than the project's."""
    text = VERIFIER.read_text()
    assert len(code(text)) <= MOST_LINES_OF_CODE
    assert len(text.splitlines()) <= MOST_LINES
    assert max(map(len, text.splitlines())) <= 120


def test_it_is_quick(sealed: Path) -> None:
    """The story takes less than two seconds of a processor, the start of Python included, however busy the machine."""
    before = os.times()
    check(sealed)
    after = os.times()
    assert after.children_user + after.children_system - before.children_user - before.children_system < 2
