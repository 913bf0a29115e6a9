"""The bundle: everything an opponent needs, nothing that exposes a wallet, the same bytes everywhere."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from tests.asked import write_bundle
from tests.case.wallets import account, ended
from tests.evidence.story import case_of, dossier_of, run_of, tell
from tracer.case import case_file
from tracer.documents import typesetting
from tracer.errors import CaseError, IntegrityError, SourceError
from tracer.evidence import bundle
from tracer.evidence.run_folder import RunFolder, write_run

T = TypeVar("T")

AGAIN = """
import sys
from pathlib import Path
from tests.asked import write_bundle as write
from tracer.evidence.run_folder import read_run
write(read_run(Path(sys.argv[1])), Path(sys.argv[2]))
"""


@pytest.fixture(scope="module")
def run() -> RunFolder:
    """Return the story's run."""
    return run_of(tell())


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file by its path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_bundle_holds_what_was_promised(tmp_path: Path, run: RunFolder) -> None:
    """Result, tables, graph, picture, report, method, case, TagPacks, raw transactions, proofs, headers."""
    write_bundle(run, tmp_path / "bundle")
    names = set(digests(tmp_path / "bundle"))
    assert {
        "bagit.txt", "bag-info.txt", "manifest-sha256.txt", "manifest-sha512.txt", "tagmanifest-sha256.txt",
        "data/00_README.en.txt", "data/bundle.json", "data/report/report.en.md", "data/report/report.en.html",
        "data/case/case.json", "data/case/case.toml", "data/case/scripts.json", "data/case/tags/001-services.yaml",
        "data/trace/trace.json", "data/trace/graph.graphml", "data/trace/flow.svg", "data/trace/coins.csv",
        "data/chain/network.json", "data/chain/headers.bin", "data/method/method.en.md",
        "data/verify/verify.py",
    } <= names  # fmt: skip
    assert run.material is not None
    chain = {name.rpartition("/")[2] for name in names if name.startswith("data/chain/")}
    tables = {"transactions.csv", "transactions.dat", "proofs.csv", "proofs.dat"}
    assert chain == {"headers.bin", "network.json", *tables}
    held = b"".join(run.material.raws[txid] for txid in run.material.positions)
    assert (tmp_path / "bundle/data/chain/transactions.dat").read_bytes() == held
    info = (tmp_path / "bundle/bag-info.txt").read_text()
    assert "Bagging-Date: 2026-05-29\nExternal-Identifier: KZ-2026-0042\n" in info


def test_coreutils_alone_find_the_bundle_sound(tmp_path: Path, run: RunFolder) -> None:
    """`sha256sum -c` and `sha512sum -c` of the manifests pass."""
    write_bundle(run, tmp_path / "bundle")
    for tool, name in (("sha256sum", "tagmanifest-sha256.txt"), ("sha256sum", "manifest-sha256.txt"),
                       ("sha512sum", "manifest-sha512.txt")):  # fmt: skip
        subprocess.run([tool, "-c", "--strict", "--quiet", name], cwd=tmp_path / "bundle", check=True)


def test_zone_locale_and_hash_seed_change_not_one_byte(tmp_path: Path, run: RunFolder) -> None:
    """Three exports in three time zones and locales, with different hash seeds, are the same to the last byte."""
    write_run(run, tmp_path / "run")
    found = []
    for at, (zone, locale, seed) in enumerate(
        (("UTC", "C", "0"), ("Asia/Almaty", "kk_KZ.UTF-8", "1"), ("America/St_Johns", "tr_TR.UTF-8", "4242"))
    ):
        environment = {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin"}
        target = tmp_path / f"bundle{at}"
        subprocess.run(
            [sys.executable, "-c", AGAIN, str(tmp_path / "run"), str(target)],
            env=environment,
            check=True,
            cwd=Path.cwd(),
        )
        found.append(digests(target))
    assert found[0] == found[1] == found[2]


def test_nothing_in_a_bundle_says_where_it_was_made(tmp_path: Path, run: RunFolder) -> None:
    """No host, no user, no path, no source and no time of writing is in any file."""
    write_bundle(replace(run, source="node", warnings=("secret warning",)), tmp_path / "made-here")
    for path in (tmp_path / "made-here").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"made-here" not in content
            assert str(tmp_path).encode() not in content
            assert b"secret warning" not in content


def _described(run: RunFolder, disclose: bool) -> RunFolder:
    """Return the run with a descriptor instead of a wallet's address."""
    text = case_of(tell()).decode()
    wallet = text.index("addresses")
    line = text[wallet : text.index("\n", wallet)]
    descriptor = ended(f"wpkh({account(1)}/0/*)")
    text = text.replace(line, f'descriptor = "{descriptor}"')
    if disclose:
        text = text.replace('role = "analyst"', 'role = "analyst"\ndisclose_descriptors = true')
    case = text.encode()
    trace = json.loads(run.trace) | {"case_sha256": hashlib.sha256(case).hexdigest()}
    return replace(run, case=case, trace=json.dumps(trace, separators=(",", ":"), sort_keys=True).encode())


def test_a_descriptor_stays_out_of_every_file(tmp_path: Path, run: RunFolder) -> None:
    """Unless the case discloses it neither the descriptor nor its key is anywhere in the bundle."""
    write_bundle(_described(run, disclose=False), tmp_path / "bundle")
    for path in (tmp_path / "bundle").rglob("*"):
        assert not path.is_file() or account(1).encode() not in path.read_bytes()
    case = (tmp_path / "bundle/data/case/case.toml").read_bytes()
    scripts = json.loads((tmp_path / "bundle/data/case/scripts.json").read_bytes())
    assert b'descriptor = "withheld:' in case
    assert list(scripts.values()) == [[]]
    assert case_file.parse(case, "case.toml", dict.fromkeys(scripts, ())).custody[0].name == "Agency seizure wallet"


def test_a_descriptor_goes_in_where_the_case_discloses_it(tmp_path: Path, run: RunFolder) -> None:
    """With `disclose_descriptors` the case file goes in as it was filed, and `scripts.json` is empty."""
    disclosed = _described(run, disclose=True)
    write_bundle(disclosed, tmp_path / "bundle")
    assert (tmp_path / "bundle/data/case/case.toml").read_bytes() == disclosed.case
    scripts = json.loads((tmp_path / "bundle/data/case/scripts.json").read_bytes())
    assert scripts == {}


def test_an_existing_bundle_is_refused(tmp_path: Path, run: RunFolder) -> None:
    """An existing folder is refused before anything is rendered."""
    (tmp_path / "bundle").mkdir()
    with pytest.raises(CaseError, match="exists already"):
        write_bundle(run, tmp_path / "bundle")


def test_a_run_without_raw_bytes_asks_for_a_source(tmp_path: Path, run: RunFolder) -> None:
    """A run whose source kept no raw bytes cannot be sealed without one."""
    with pytest.raises(CaseError, match="Name the source they can be read from with --chain"):
        write_bundle(replace(run, material=None), tmp_path / "bundle")


def test_a_run_whose_case_was_changed_is_refused(tmp_path: Path, run: RunFolder) -> None:
    """A case file edited after the trace stops the export, and nothing is written."""
    with pytest.raises(IntegrityError, match=r"is not the case that its trace\.json was computed from"):
        write_bundle(replace(run, case=run.case.replace(b"transfer act 17", b"transfer act 18")), tmp_path / "bundle")
    assert list(tmp_path.iterdir()) == []


def test_a_result_about_transactions_that_are_not_there_is_refused(tmp_path: Path, run: RunFolder) -> None:
    """A result that names a transaction of which no bytes are held stops the export."""
    assert run.material is not None
    story = tell()
    places = {txid: at for txid, at in run.material.positions.items() if txid != story.coins["m0"].txid}
    raws = {txid: run.material.raws[txid] for txid in places}
    with pytest.raises(IntegrityError, match=r"chain/ holds no transaction [0-9a-f]{64}, which trace\.json names"):
        write_bundle(replace(run, material=replace(run.material, positions=places, raws=raws)), tmp_path / "bundle")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_while_sealing_leaves_nothing(tmp_path: Path, run: RunFolder) -> None:
    """A disk that fills up while the bundle is written leaves no part of it."""
    write_run(run, tmp_path / "run")
    code = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))\n" + AGAIN
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "run"), str(tmp_path / "bundle")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert SourceError.__name__ in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run"]


def test_pages_are_left_to_no_copy_of_a_process_that_has_set_some(monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy lacks the typesetter's threads and would wait for them for ever: from then on only tables go to a copy."""
    begun: list[Mapping[str, bytes]] = []

    def runner(work: Callable[[], T], /) -> AbstractContextManager[Callable[[], T]]:
        """Do the work at once, and note what it made."""
        made = work()
        assert isinstance(made, dict)
        begun.append(made)
        return nullcontext(lambda: made)

    monkeypatch.setattr(bundle, "_WORTH_A_PROCESS", 1)
    typesetting._fonts.cache_clear()
    typesetting._set.cache_clear()
    dossier = dossier_of(tell())
    first = bundle.derived(dossier, runner)
    assert [any(name.endswith(".pdf") for name in made) for made in begun] == [True, False]
    assert bundle.derived(dossier, runner) == first == bundle.derived(dossier)
    assert [any(name.endswith(".pdf") for name in made) for made in begun] == [True, False, False]
