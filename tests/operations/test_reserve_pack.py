"""An auditor's pack of the story's year: its bundles replay, coins are drawn by his nonce, it names the one before."""

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization as forms

from tests.commands import ROOT, tracer
from tests.operations.test_reserve_encrypted import KEYS, certificate
from tests.reserve.closing import begun, closed, context, salt
from tests.reserve.security import sample as custody
from tracer.chain.outpoint import Outpoint
from tracer.errors import CaseError, IntegrityError
from tracer.operations import reserve_journal
from tracer.operations.reserve_close import CloseRequest, close
from tracer.operations.reserve_pack import Packed, PackRequest, pack
from tracer.operations.reserve_prove import ProveRequest, ask
from tracer.operations.verify import VerifyRequest, verify
from tracer.reserve.audit import pack_file
from tracer.reserve.audit.custody_roles import custody_by_role
from tracer.reserve.security.security_rows import NO_SECURITY
from tracer.verify.pack_steps import verify_pack

NONCE = "9f0e8d7c6b5a49382716054f3e2d1c0b"
UNASKED = "Before the last of these statements was closed, no proof of control was asked for; "
YEAR = ("2025Q2", "2025Q3", "2025Q3-r1", "2025Q4")


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the story's register, its year closed and with custody on file."""
    place = begun(tmp_path_factory.mktemp("packed"))
    closed(place, *YEAR)
    (place / "security").mkdir(exist_ok=True)
    for name, content in custody.files().items():
        (place / name).write_bytes(content)
    return place


def packed(register: Path, out: Path, **changed: object) -> Packed:
    """Pack the year for an auditor, in English."""
    asked: dict = {"period": "2025", "nonce": NONCE, "count": 2, "languages": ("en",)} | changed
    return pack(PackRequest(register=register, out=out, **asked), context())


@pytest.fixture(scope="module")
def year(register: Path, tmp_path_factory: pytest.TempPathFactory) -> Packed:
    """Return the year's pack, in three languages; nobody writes to it."""
    out = tmp_path_factory.mktemp("year") / "pack"
    return packed(register, out, languages=("kk", "ru", "en"))


@pytest.fixture
def copy(year: Packed, tmp_path: Path) -> Path:
    """Return a copy of the year's pack."""
    return Path(shutil.copytree(year.out, tmp_path / "pack"))


def failing(folder: Path) -> dict[str, list[str]]:
    """Return what each failed step found."""
    return {
        step.number: [str(each) for each in step.findings]
        for step in verify_pack(folder).steps
        if step.verdict.value == "FAIL"
    }


def test_the_year_s_pack_replays(year: Packed) -> None:
    """Every statement of the year, the restatement among them; each bundle passes, and the pack by command."""
    assert tuple(year.pack.bundles) == YEAR
    assert year.pack.missing == ("2025Q1",)
    found = verify(VerifyRequest(year.out), context())
    assert (found.exit_code, found.entry) == (0, None)
    assert found.verification.failed == ()
    passed = [step.number for step in found.verification.steps if step.verdict.value == "PASS"]
    assert passed == ["1", "2.1", "2.2", "2.3", "2.4", "3", "4"]
    ended = tracer("verify", year.out)
    assert ended.code == 0
    assert "Bundle of 2025Q3-r1" in ended.out
    assert "are these all wallets" in re.sub(r"\s+", " ", ended.out)


def test_the_bundles_of_a_pack_are_auditors_and_verify_alone(year: Packed) -> None:
    """Each is what `export` writes; its seal is the pack's."""
    for period, seal in year.pack.bundles.items():
        place = year.out / "bundles" / period
        assert json.loads((place / "data" / "bundle.json").read_bytes())["profile"] == "auditor"
        found = verify(VerifyRequest(place), context())
        assert (found.exit_code, found.seal) == (0, seal)


def test_the_sample_is_the_least_numbers_by_pencil(year: Packed) -> None:
    """SHA-256 over the nonce's bytes, the txid reversed and the output's number, over the coins of the last closing."""
    lines = (year.out / "coins.txt").read_text(encoding="ascii").splitlines()
    last = json.loads((year.out / "bundles" / YEAR[-1] / "data" / "period.json").read_bytes())
    assert sum(int(line.split()[1]) for line in lines) == int(last["books_sat"]["closing"])
    assert hashlib.sha256((year.out / "coins.txt").read_bytes()).hexdigest() == last["reconciliation"]["coins_sha256"]
    numbers = {}
    for line in lines:
        txid, vout = line.split()[0].split(":")
        place = bytes.fromhex(NONCE) + bytes.fromhex(txid)[::-1] + int(vout).to_bytes(4, "little")
        numbers[f"{txid}:{vout}"] = hashlib.sha256(place).hexdigest()
    said = json.loads((year.out / "sample.json").read_bytes())
    assert [each["outpoint"] for each in said["coins"]] == sorted(numbers, key=lambda each: numbers[each])[:2]
    assert [each["number"] for each in said["coins"]] == sorted(numbers.values())[:2]


@pytest.mark.parametrize("code", ["kk", "ru", "en"])
def test_the_letter_lists_every_wallet_and_is_a_draft(year: Packed, register: Path, code: str) -> None:
    """In three languages: wallets and what they are, the last statement's hash, room for two signatures."""
    text = (year.out / f"letter.{code}.txt").read_text(encoding="utf-8")
    for name in re.findall(r'^name = "(.*)"$', (register / "register.toml").read_text(encoding="utf-8"), re.M)[1:]:
        assert name in text or name == "Custodian X, account 7", name
    period = year.out / "bundles" / YEAR[-1] / "data" / "period.json"
    assert hashlib.sha256(period.read_bytes()).hexdigest() in text
    assert text.startswith({"kk": "Кепілдік хаттың ЖОБАСЫ", "ru": "ПРОЕКТ", "en": "DRAFT"}[code])
    assert text.count("____________") == 4
    assert "xpub" not in text
    assert "tpub" not in text


def test_the_letter_says_what_is_counted(year: Packed) -> None:
    """A wallet of another body is watched, one without proof of control is known from documents."""
    text = (year.out / "letter.en.txt").read_text(encoding="utf-8")
    assert "Customs evidence wallet (Customs Committee (example)): of another body; watched, not counted" in text
    assert "Prosecutor's paper wallet (" in text
    assert "): known from documents, control not shown; not counted" in text
    assert "counted; scripts watched: 200" in text
    assert f"8. {UNASKED}" in text


def test_the_letter_stays_true_where_a_proof_is_asked_for_after_the_closing(register: Path, tmp_path: Path) -> None:
    """It speaks of the statements as they were closed: what was asked for since, none of them says."""
    late = Path(shutil.copytree(register, tmp_path / "register"))
    ask(ProveRequest(late, YEAR[-1], NONCE), context())
    packed(late, tmp_path / "pack")
    assert UNASKED in (tmp_path / "pack" / "letter.en.txt").read_text(encoding="utf-8")


def test_custody_tells_opinions_terms_and_what_custodians_answer_for(year: Packed) -> None:
    """What an auditor holds against the originals; of each custodian no name."""
    said = json.loads((year.out / "custody.json").read_bytes())
    assert (said["audits"][0]["opinion"], said["audits"][0]["open_findings"]) == ("unqualified", 0)
    assert (said["policies"][0]["aggregate_hundredths"], said["policies"][0]["reviewed"]) == (None, "2025-05-01")
    assert (said["attestations"][0]["from"], said["attestations"][0]["until"]) == ("2025-01-01", "2026-03-31")
    assert said["custodians"] == [
        {"until": "2026-12-31", "cap_hundredths": "100", "currency": "USD", "sub_custodians": 0}
    ]
    assert "Custodian X" not in json.dumps(said)


def test_custody_stands_by_role(year: Packed) -> None:
    """Who holds a key is a number, the same one in ceremonies; no name, city, serial or fingerprint stands there."""
    text = (year.out / "custody.json").read_text(encoding="utf-8")
    said = json.loads(text)
    assert [each["holder"] for each in said["quorums"][0]["keys"]] == [f"person {number}" for number in range(1, 6)]
    assert said["ceremonies"][0]["witnesses"] == ["person 6", "person 7"]
    assert said["persons"][2] == {
        "person": "person 3", "role": "holder", "body": "body 2", "since": "2025-01-01", "until": None,
    }  # fmt: skip
    for word in ("Person 1", "NIC", "Astana", "Shymkent", "SN-1", "Model T", *custody.RESERVE_KEYS, "S-1", "P-1"):
        assert word not in text
    assert set(custody_by_role(NO_SECURITY)) == set(said)
    assert all(rows == [] for rows in custody_by_role(NO_SECURITY).values())


def test_a_pack_names_the_one_before(register: Path, year: Packed, tmp_path: Path) -> None:
    """By the hash of its pack.json, which the journal has; the first names none."""
    assert year.pack.previous is None
    assert year.sha256 == hashlib.sha256((year.out / "pack.json").read_bytes()).hexdigest()
    next_one = packed(register, tmp_path / "quarter", period="2025Q4", count=1)
    assert next_one.pack.previous == year.sha256
    assert tuple(next_one.pack.bundles) == ("2025Q4",)
    assert next_one.pack.missing == ()
    entry = reserve_journal.load(register, "KZ-EXAMPLE").entries[-1]
    assert (entry.kind, entry.object, entry.details["nonce"]) == ("packed", next_one.sha256, NONCE)
    size = int(next_one.pack.journal.split(":")[0])
    assert size == entry.seq - 1
    assert failing(next_one.out) == {}
    restated = packed(register, tmp_path / "restated", period="2025Q3")
    assert restated.pack.previous == next_one.sha256
    assert tuple(restated.pack.bundles) == ("2025Q3", "2025Q3-r1")
    assert failing(restated.out) == {}


def test_the_same_pack_has_the_same_bundles(register: Path, year: Packed, tmp_path: Path) -> None:
    """Seals, coins and sample are the same whenever it is packed; with another nonce another sample is drawn."""
    again = packed(register, tmp_path / "again", languages=("kk", "ru", "en"))
    assert again.pack.bundles == year.pack.bundles
    assert again.pack.files == year.pack.files
    other = packed(register, tmp_path / "other", nonce=NONCE[::-1], languages=("kk", "ru", "en"))
    assert other.pack.bundles == year.pack.bundles
    assert {name for name in year.pack.files if other.pack.files[name] != year.pack.files[name]} == {"sample.json"}


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("letter.en.txt", "1"),
        ("custody.json", "1"),
        ("sample.json", "1"),
        ("bundles/2025Q3/data/period.json", "2.2"),
        ("bundles/2025Q4/tagmanifest-sha256.txt", "2.4"),
    ],
)
def test_a_changed_file_is_found(copy: Path, name: str, step: str) -> None:
    """In the pack or in a bundle of it."""
    content = (copy / name).read_bytes()
    (copy / name).write_bytes(content[:-2] + bytes((content[-2] ^ 1,)) + content[-1:])
    found = failing(copy)
    assert step in found
    assert name.split("/")[-1] in " ".join(found[step])


def test_what_a_bundle_s_own_check_finds_is_told_with_its_step(copy: Path) -> None:
    """A statement in a bundle was changed: its own steps say which, and the bundle that is right stays right."""
    (copy / "bundles/2025Q3/data/public.json").write_bytes(b"{}")
    (found,) = [each for number, each in failing(copy).items() if number == "2.2"]
    assert any(each.startswith("bundles/2025Q3/data/public.json: step 1: ") for each in found)
    assert "2.1" not in failing(copy)


def test_another_bundle_of_the_same_statement_is_not_the_packs(register: Path, copy: Path, tmp_path: Path) -> None:
    """A bundle that is right by itself, in one language instead of three, has another seal."""
    other = packed(register, tmp_path / "other", period="2025Q2")
    shutil.rmtree(copy / "bundles" / "2025Q2")
    shutil.copytree(other.out / "bundles" / "2025Q2", copy / "bundles" / "2025Q2")
    assert failing(copy) == {"2.1": ["bundles/2025Q2/tagmanifest-sha256.txt: is not the pack's"]}


def test_files_that_nobody_names_and_that_are_gone_are_found(copy: Path) -> None:
    """And a bundle that is gone."""
    (copy / "more.txt").write_text("more")
    (copy / "letter.ru.txt").unlink()
    shutil.rmtree(copy / "bundles" / "2025Q2")
    found = failing(copy)
    assert found["1"] == ["letter.ru.txt: is missing", "more.txt: is named by nothing in the pack"]
    assert "2.1" in found
    assert "3" in found
    assert verify(VerifyRequest(copy), context()).exit_code == 1


def rewritten(folder: Path, **changed: object) -> None:
    """Write `pack.json` again with other values, every hash of a file put right."""
    said = json.loads((folder / "pack.json").read_bytes()) | changed
    said["files"] = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in said["files"]}
    pack = pack_file.AuditorPack(
        register=said["register"],
        period=said["period"],
        nonce=said["nonce"],
        count=said["sample"],
        bundles={row["period"]: row["seal"] for row in said["bundles"]},
        files=said["files"],
        previous=said["previous_sha256"],
        journal=said["journal"],
        missing=said["missing"],
    )
    (folder / "pack.json").write_bytes(pack_file.dumps(pack))


def test_a_sample_that_was_steered_is_found(copy: Path) -> None:
    """With its hash put right: drawn by another nonce, smaller than asked, or over coins that are not the closing's."""
    rewritten(copy, nonce=NONCE[::-1])
    assert failing(copy) == {"4": ["sample.json: is not what the nonce draws from these coins"]}
    rewritten(copy, nonce=NONCE, sample=1)
    assert failing(copy) == {"4": ["sample.json: is not what the nonce draws from these coins"]}
    coins = copy / "coins.txt"
    lines = coins.read_bytes().splitlines(keepends=True)
    said = json.loads((copy / "sample.json").read_bytes())
    spared = next(line for line in lines if Outpoint.parse(line.decode().split()[0]) == Outpoint.parse(
        said["coins"][0]["outpoint"]
    ))  # fmt: skip
    coins.write_bytes(b"".join(line for line in lines if line != spared))
    rewritten(copy, sample=2)
    found = failing(copy)["4"]
    assert found[0] == "coins.txt: are not the coins that the last statement closes with"
    coins.write_bytes(b"no coins\n")
    rewritten(copy)
    assert failing(copy)["4"][-1] == "coins.txt: is no list of coins"


def test_a_pack_without_one_of_its_statements_is_found(copy: Path) -> None:
    """The quarter in the middle taken out, and the pack's own list put right."""
    rows = [row for row in json.loads((copy / "pack.json").read_bytes())["bundles"] if row["period"] != "2025Q3"]
    shutil.rmtree(copy / "bundles" / "2025Q3")
    rewritten(copy, bundles=rows)
    assert failing(copy)["3"] == [
        "bundles/2025Q3-r1/data/period.json: restates a statement that is not in this pack",
    ]
    rows = [row for row in rows if row["period"] != "2025Q3-r1"]
    shutil.rmtree(copy / "bundles" / "2025Q3-r1")
    rewritten(copy, bundles=rows)
    assert failing(copy)["3"] == [
        "bundles/2025Q4/data/period.json: does not go on from a statement of this pack",
    ]


def test_a_pack_that_says_what_its_form_is_not_is_found(copy: Path) -> None:
    """One step, one finding; keys are never looked over."""
    content = (copy / "pack.json").read_bytes()
    (copy / "pack.json").write_bytes(content.replace(b'"kind"', b'"more":1,"kind"'))
    found = verify_pack(copy)
    assert [step.number for step in found.steps] == ["1"]
    assert found.failed == ("1",)
    with pytest.raises(CaseError, match="has no signatures of its own"):
        verify(VerifyRequest(copy, earlier="1:" + "0" * 64), context())


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"nonce": "9F"}, "expected 32 lower-case hexadecimal digits"),
        ({"period": "2024"}, "nothing of 2024 is closed."),
        ({"period": "2025Q3-r1"}, "nothing of 2025Q3-r1 is closed."),
        ({"languages": ("de",)}, "--language de: documents are written in"),
    ],
)
def test_what_cannot_be_packed_leaves_nothing(register: Path, tmp_path: Path, changed: dict, message: str) -> None:
    """Exit 2, no folder, no entry."""
    before = (register / "journal.jsonl").read_bytes()
    with pytest.raises(CaseError, match=re.escape(message)):
        packed(register, tmp_path / "pack", **changed)
    assert not (tmp_path / "pack").exists()
    assert (register / "journal.jsonl").read_bytes() == before


def test_a_register_that_says_something_else_is_not_packed(register: Path, tmp_path: Path) -> None:
    """A statement that was changed after it was sealed ends it."""
    place = Path(shutil.copytree(register, tmp_path / "register"))
    statement = place / "periods" / "2025Q2" / "period.json"
    statement.write_bytes(statement.read_bytes().replace(b'"2025Q2"', b'"2025Q1"'))
    with pytest.raises(IntegrityError):
        packed(place, tmp_path / "pack")
    shutil.copy(register / "periods" / "2025Q2" / "period.json", statement)
    observed = sorted((place / "observations").glob("*.json"))[0]
    observed.write_bytes(observed.read_bytes() + b"\n")
    with pytest.raises(IntegrityError):
        packed(place, tmp_path / "pack", period="2025Q4")
    assert not (tmp_path / "pack").exists()


def test_the_command_packs_and_says_what_is_missing(register: Path, tmp_path: Path) -> None:
    """A quarter that was never closed is named; the next command is told."""
    asked = ("--period", "2025", "--nonce", NONCE, "--sample", "1", "--language", "en", "--who", "A. Auditor")
    place = Path(shutil.copytree(register, tmp_path / "register"))  # the command enters it at its own time
    ended = tracer("reserve", "pack", place, *asked, "--out", tmp_path / "pack", "--json")
    assert ended.code == 0
    assert json.loads(ended.out)["periods"] == list(YEAR)
    assert "Warning: 2025Q1 is not closed and not in the pack." in ended.err
    assert f"Next: tracer verify {tmp_path / 'pack'}" in ended.err


def test_a_pack_is_encrypted_to_the_auditor(register: Path, tmp_path: Path) -> None:
    """One file that the commands of the document open; the pack in it verifies, and the journal says to whom."""
    key = tmp_path / "KEY.pem"
    plain = forms.NoEncryption()
    key.write_bytes(KEYS[0].private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, plain))
    done = packed(register, tmp_path / "pack.cms", period="2025Q2", to=(certificate(tmp_path / "auditor.pem"),))
    assert done.encrypted is not None
    opened = "openssl cms -decrypt -binary -inform DER -in pack.cms -inkey KEY.pem | tar xf -"
    assert opened in (ROOT / "docs" / "auditor.md").read_text(encoding="utf-8")
    subprocess.run(["sh", "-c", opened], cwd=tmp_path, check=True)
    place = tmp_path / "KZ-EXAMPLE-2025Q2-pack"
    assert place.name == done.encrypted.folder
    assert failing(place) == {}
    entry = reserve_journal.load(register, "KZ-EXAMPLE").entries[-1]
    assert entry.details["encrypted-sha256"] == hashlib.sha256((tmp_path / "pack.cms").read_bytes()).hexdigest()
    assert entry.details["recipient-1"] == done.encrypted.to[0].fingerprint


def test_the_year_s_own_statement_is_packed_where_it_was_closed(tmp_path: Path) -> None:
    """A year closed over its quarters goes on from where its first quarter does, and replays beside them."""
    place = begun(tmp_path)
    closed(place, *YEAR)
    close(CloseRequest(place, "2025", draw=salt), context())
    done = packed(place, tmp_path / "pack")
    assert tuple(done.pack.bundles) == (*YEAR[:3], "2025", "2025Q4")
    assert failing(done.out) == {}
