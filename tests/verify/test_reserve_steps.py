"""A statement's bundle is checked step by step; what is wrong is named by its step and its file."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.reserve import closing
from tracer.container.bag import check_bag, make_bag
from tracer.container.verification import StepVerdict, Verification
from tracer.disk import capacity
from tracer.disk.capacity import BeyondCapacityError
from tracer.formats import canonical
from tracer.reserve import public_file, statement_bundle
from tracer.reserve.profiles import Profile
from tracer.verify.verify import verify

Files = dict[str, bytes]
NUMBERED = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return sound bundles: of the first quarter, of the restated one, of the last; in each profile."""
    folder = tmp_path_factory.mktemp("bundles")
    register = closing.begun(folder)
    closing.closed(register, "2025Q2", "2025Q3", "2025Q3-r1", "2025Q4")
    found = {}
    for period in ("2025Q2", "2025Q3-r1", "2025Q4"):
        for profile in Profile:
            name = f"{period} {profile.value}"
            found[name] = folder / name.replace(" ", "-")
            closing.exported(register, period, profile, found[name])
    return found


@pytest.fixture
def payload(bundles: dict[str, Path]) -> Files:
    """Return the payload of the restated quarter's private bundle, to do harm to."""
    return dict(check_bag(bundles["2025Q3-r1 private"]).payload)


def sealed(payload: Files, folder: Path) -> Path:
    """Write a bundle of a payload with all manifests made again, as a forger does."""
    said = public_file.loads(payload["public.json"], "public.json")
    for name, content in make_bag(payload, statement_bundle.entries(said)).items():
        (folder / "bundle" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "bundle" / name).write_bytes(content)
    return folder / "bundle"


def edit(payload: Files, name: str, *path: str | int, to: object) -> None:
    """Give a value of a JSON file another one, in canonical form."""
    value = json.loads(payload[name])
    place = value
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = to
    payload[name] = canonical.dumps(value)


def failed(verification: Verification) -> dict[str, str]:
    """Return the first finding of each step that failed."""
    return {step.number: str(step.findings[0]) for step in verification.steps if step.verdict is StepVerdict.FAIL}


@pytest.mark.parametrize("period", ["2025Q2", "2025Q3-r1", "2025Q4"])
@pytest.mark.parametrize("profile", ["private", "auditor"])
def test_a_sound_bundle_passes_every_step(bundles: dict[str, Path], period: str, profile: str) -> None:
    """From manifests to documents; the stand-alone check in the bundle finds nothing either."""
    bundle = bundles[f"{period} {profile}"]
    found = verify(bundle).verification
    assert found.passed
    passed = [step.number for step in found.steps if step.verdict is StepVerdict.PASS]
    assert passed == NUMBERED
    command = [sys.executable, "-I", str(bundle / "data/verify/verify_title.py"), str(bundle)]
    alone = subprocess.run(command, capture_output=True, text=True, check=False)
    assert alone.returncode == 0, alone.stdout


def test_a_public_bundle_says_what_it_does_not_show(bundles: dict[str, Path]) -> None:
    """Only arithmetic, seal and documents are looked at; that the figures are the register's is said not to be."""
    found = verify(bundles["2025Q4 public"]).verification
    assert found.passed
    assert [step.number for step in found.steps if step.verdict is StepVerdict.PASS] == ["1", "2", "3"]
    (figures,) = [step for step in found.steps if step.title == "Figures"]
    root = json.loads(check_bag(bundles["2025Q4 private"]).payload["period.json"])["private_root"]
    assert root in figures.reason


@pytest.mark.parametrize("name", ["2025Q4 public", "2025Q3-r1 auditor", "2025Q4 private"])
def test_a_command_for_a_node_names_the_chain(bundles: dict[str, Path], name: str) -> None:
    """Without it the reader's node answers for the main chain, and another block than the statement's."""
    commands = [step.command for step in verify(bundles[name]).verification.steps if step.command]
    asked = [command for command in commands if "bitcoin-cli" in command]
    assert asked
    assert all(command.startswith("bitcoin-cli -chain=regtest ") for command in asked), asked


def test_public_and_private_bundles_have_one_root(bundles: dict[str, Path]) -> None:
    """What is published is bound to the private statement, and holds nothing else of it."""
    public, private = (check_bag(bundles[f"2025Q4 {name}"]).payload for name in ("public", "private"))
    assert public["public.json"] == private["public.json"]
    assert {name.partition("/")[0] for name in public} == {"bundle.json", "public.json", "statement", "verify"}
    assert json.loads(public["bundle.json"])["period_sha256"] is None


def test_an_auditor_sees_no_descriptor_and_no_name(bundles: dict[str, Path]) -> None:
    """Not one key, nor anybody who signed, is anywhere in the bundle."""
    files = check_bag(bundles["2025Q4 auditor"]).payload
    private = check_bag(bundles["2025Q4 private"]).payload
    names = {line for name in private if name.startswith("acts/") for line in _signers(private[name])}
    assert names
    text = b"\n".join(files[name] for name in files if not name.startswith("chain/"))
    assert b"tpub" not in text
    assert not [name for name in names if name.encode() in text]
    assert "salt" not in files


def _signers(act: bytes) -> list[str]:
    import tomllib

    found = tomllib.loads(act.decode()).get("signed_by", [])
    return [str(name) for name in found]


def test_what_no_offline_check_shows_comes_with_its_command(bundles: dict[str, Path]) -> None:
    """Best chain and completeness need a node; the commands name its chain."""
    steps = {step.title: step for step in verify(bundles["2025Q3-r1 auditor"]).verification.steps}
    assert steps["Best chain"].command == "bitcoin-cli -chain=regtest getblockhash 247"
    assert steps["Completeness"].command == "bitcoin-cli -chain=regtest scantxoutset start '[\"raw(SCRIPT)\"]'"
    wanted = {
        "Witnesses",
        "Wallets",
        "Lots",
        "Earlier statements",
        "Later periods",
        "What was withheld",
        "Private root",
    }
    assert wanted <= {title for title, step in steps.items() if step.verdict is StepVerdict.NOT_CHECKED}


def _figure(*path: str | int, to: object) -> Callable[[Files], None]:
    return lambda files: edit(files, "period.json", *path, to=to)


def _gone(name: str) -> Callable[[Files], None]:
    def harm(files: Files) -> None:
        del files[name]

    return harm


def _act(old: bytes, new: bytes, number: str) -> Callable[[Files], None]:
    def harm(files: Files) -> None:
        name = f"acts/{number}.toml"
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)

    return harm


def _cut(name: str, size: int) -> Callable[[Files], None]:
    def harm(files: Files) -> None:
        files[name] = files[name][:-size]

    return harm


def _earlier_block(files: Files) -> None:
    """Let the headers end a block earlier; those that follow settle that one as well."""
    headers, after = files["chain/headers.bin"], files["chain/after.bin"]
    files["chain/headers.bin"], files["chain/after.bin"] = headers[:-80], headers[-80:] + after[:-80]


def _added(name: str, content: bytes) -> Callable[[Files], None]:
    def harm(files: Files) -> None:
        files[name] = content

    return harm


HARM: dict[str, tuple[Callable[[Files], None], str, str]] = {
    "a header less after the closing block": (_cut("chain/after.bin", 80), "4", "data/chain/after.bin: has 320 bytes"),
    "no header after it": (_gone("chain/after.bin"), "4", "data/chain/after.bin: has 0 bytes"),
    "the closing block left out": (_cut("chain/headers.bin", 80), "4", "data/chain/headers.bin: "),
    "a block earlier": (
        _earlier_block,
        "4",
        "data/chain/headers.bin: ends with block 246, which does not close 2025Q3-r1",
    ),
    "a lot of more than its output": (
        lambda files: edit(files, "receipts/KZ-2025-0042/admission.json", "lots", 4, "sat", to="29990001"),
        "6",
        "data/receipts/KZ-2025-0042/admission.json: L-0005 is no part of output ",
    ),
    "another observation": (
        lambda files: edit(files, "observations/0000247-118f06a4.json", "wallets", 0, "coins", to=[]),
        "5",
        "data/observations/0000247-118f06a4.json: is another one",
    ),
    "no observation": (_gone("observations/0000247-118f06a4.json"), "5", "data/observations/0000247-118f06a4.json: "),
    "an act of one person": (
        _act(b'"S. Sample"', b'"K. Example"', "2025-0013"),
        "6",
        "data/acts/2025-0013.toml: ",
    ),
    "an act that is not TOML": (_added("acts/2025-0010.toml", b"= 1"), "6", "data/acts/2025-0010.toml: "),
    "no register": (_gone("register.toml"), "6", "data/register.toml: is missing"),
    "no statement": (_gone("period.json"), "6", "data/period.json: is missing"),
    "an order of more": (
        _act(b"amount_sat = 850000000", b"amount_sat = 850000001", "2025-0006"),
        "8",
        "data/period.json: orders.2025-0006.ordered_sat is 850000000; computed it is 850000001",
    ),
    "an act left out": (_gone("acts/2025-0017.toml"), "7", "data/period.json: cannot be computed again: "),
    "a receipt of more": (
        _figure("books_sat", "receipts", to="1"),
        "7",
        "data/period.json: books_sat.receipts is 1; computed it is 539960600",
    ),
    "a title of more": (
        _figure("title_sat", "titled", to="844920001"),
        "8",
        "data/period.json: title_sat.titled is 844920001; computed it is 844920000",
    ),
    "an input's hash": (
        _figure("inputs", 0, "sha256", to="00" * 32),
        "9",
        "data/period.json: computed again it differs under inputs",
    ),
    "a root": (_figure("private_root", to="00" * 32), "9", "data/period.json: computed again it differs under private"),
    "another salt": (_added("salt", bytes(32)), "9", "data/period.json: computed again it differs under private_root"),
    "no salt": (_gone("salt"), "9", "data/salt: the salt has 0 bytes, not 32"),
    "another statement before": (
        lambda files: edit(files, "previous.json", "private_root", to="00" * 32),
        "6",
        "data/period.json: the earlier statement with SHA-256 ",
    ),
    "a document of another figure": (
        _added("statement/books.csv", b"1"),
        "10",
        "data/statement/books.csv: is not what the rest of the bundle gives",
    ),
    "acts for another verifier": (
        lambda files: edit(files, "acts.json", "acts", 0, "amount_sat", to="1"),
        "10",
        "data/acts.json: is not what the rest of the bundle gives",
    ),
    "scripts that are not met": (
        lambda files: edit(
            files, "scripts.json", "beyond", "Enforcement service", to=[{"script": "51", "branch": 0, "index": 9}]
        ),
        "10",
        "data/scripts.json: is not what the rest of the bundle gives",
    ),
    "a file more": (_added("acts/note.txt", b"x"), "10", "data/acts/note.txt: does not belong to the bundle"),
    "what was published": (
        lambda files: edit(files, "public.json", "body", to="Nobody"),
        "10",
        "data/public.json: is not what the rest of the bundle gives",
    ),
}


@pytest.mark.parametrize("what", HARM)
def test_harm_is_named_by_its_step_and_file(payload: Files, tmp_path: Path, what: str) -> None:
    """Whatever is changed, with every manifest made again, the step that computes it says so, and no exception."""
    harm, number, said = HARM[what]
    harm(payload)
    found = verify(sealed(payload, tmp_path)).verification
    assert not found.passed
    assert number in failed(found), failed(found)
    assert any(
        str(finding).startswith(said) for step in found.steps if step.number == number for finding in step.findings
    ), failed(found)


def test_another_release_s_bundle_is_not_decided(payload: Files, tmp_path: Path) -> None:
    """Its chain is checked, its figures are left to that release: exit code 2; what is wrong is still wrong."""
    edit(payload, "bundle.json", "software", "version", to="9.1")
    bundle = sealed(payload, tmp_path)
    ended = tracer("verify", bundle)
    assert ended.code == 2
    assert "install that release of custody-tracer" in " ".join(ended.out.split())
    found = verify(bundle).verification
    assert [step.number for step in found.steps if step.verdict is StepVerdict.PASS] == ["1", "2", "3", "4"]
    assert found.left == ("5", "6", "7", "8", "9", "10")
    (bundle / "data/acts/2025-0001.toml").write_text("")
    assert tracer("verify", bundle).code == 1


def test_no_release_is_called_that(payload: Files, tmp_path: Path) -> None:
    """A version that no release can have is this one's to judge, and wanting."""
    edit(payload, "bundle.json", "software", "version", to="the true one")
    assert tracer("verify", sealed(payload, tmp_path)).code == 1


def test_more_than_is_judged_gives_no_verdict(payload: Files, tmp_path: Path) -> None:
    """A file of a register beyond the limit ends the check without one, exit code 3."""
    payload["acts/2025-0001.toml"] = b" " * (capacity.STATEMENT_FILE + 1)
    bundle = sealed(payload, tmp_path)
    with pytest.raises(BeyondCapacityError, match="has more than 67108864 bytes"):
        verify(bundle)
    assert tracer("verify", bundle).code == 3


@pytest.mark.parametrize("name", ["bundle.json", "chain/network.json", "scripts.json", "acts/2025-0001.toml"])
@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b'{"kind":"reserve"}'])
def test_a_file_of_another_form_gives_a_finding(payload: Files, tmp_path: Path, name: str, content: bytes) -> None:
    """Never an exception: the bundle fails."""
    payload[name] = content
    found = verify(sealed(payload, tmp_path)).verification
    assert not found.passed


def test_a_file_changed_after_sealing_is_named(bundles: dict[str, Path], tmp_path: Path) -> None:
    """The manifests name it first; exit code 1."""
    bundle = Path(shutil.copytree(bundles["2025Q4 public"], tmp_path / "bundle"))
    (bundle / "data/statement/books.csv").write_text("x")
    ended = tracer("verify", bundle)
    assert ended.code == 1
    assert "data/statement/books.csv: its SHA256 is not the one in manifest-sha256.txt" in " ".join(ended.out.split())
