"""What of custody and of auditors is published: numbers where the register says so, and the last opinion on file."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.reserve import verifying
from tests.reserve.closing import DOCUMENT, begun, closed, context, exported
from tests.reserve.security import sample
from tests.reserve.story_register import NO_ACTS
from tests.reserve.test_public_bundle import is_in
from tracer.container.bag import make_bag
from tracer.operations.verify import VerifyRequest, verify
from tracer.reserve.profiles import Profile
from tracer.reserve.security.published_custody import QuorumNumbers, published_custody
from tracer.reserve.terms import USUAL_SECURITY
from tracer.reserve.wallet_changes import RegisterActs

OPINION = f"""id = "2024-0900"
kind = "opinion"
date = 2025-06-20
firm = "Example & Auditors"
period = "2024"
scope = "all wallets of the register."
opinion = "qualified"
{DOCUMENT.replace("text = { ", "").replace(" }", "").replace(", sha256", chr(10) + "sha256")}"""
WORDS = {
    "en": ("Example &amp; Auditors", "with reservations", "all wallets of the register.", "3 of 5"),
    "ru": ("Example &amp; Auditors", "с оговорками", "all wallets of the register.", "3 из 5"),
    "kk": ("Example &amp; Auditors", "ескертпелермен", "all wallets of the register.", "5 ішінен 3"),
}


def closed_with(folder: Path, security: str) -> Path:
    """Return the story's register after its first quarter: an opinion on file, custody kept, with `[security]`."""
    register = begun(folder)
    path = register / "register.toml"
    text = path.read_text(encoding="utf-8")
    assert text.count('name = "State reserve wallet"\n') == 1
    text = text.replace('name = "State reserve wallet"\n', 'name = "State reserve wallet"\nquorum = "Reserve 3 of 5"\n')
    path.write_text(f"{text}\n[security]\n{security}\n", encoding="utf-8")
    (register / "security").mkdir()
    for name, content in sample.files().items():
        (register / name).write_bytes(content)
    (register / "acts" / "2024-0900.toml").write_text(OPINION, encoding="utf-8")
    later = OPINION.replace("2024-0900", "2024-0901").replace("2025-06-20", "2025-07-05")
    (register / "acts" / "2024-0901.toml").write_text(later.replace("qualified", "adverse"), encoding="utf-8")
    closed(register, "2025Q2")
    return register


@pytest.fixture(scope="module")
def closed_register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the register that publishes its quorums' numbers."""
    return closed_with(tmp_path_factory.mktemp("published"), "publish_quorums = true")


@pytest.fixture(scope="module")
def public_bundle(closed_register: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return its public bundle in three languages."""
    out = tmp_path_factory.mktemp("bundles") / "public"
    exported(closed_register, "2025Q2", Profile.PUBLIC, out, "kk", "ru", "en")
    return out


def published(bundle: Path) -> dict[str, object]:
    """Return what a bundle publishes."""
    return dict(json.loads((bundle / "data" / "public.json").read_bytes()))


def test_the_last_opinion_and_the_numbers_of_quorums_are_published(public_bundle: Path) -> None:
    """Five keys with three bodies at three sites; made in February, audited to June; nothing else of either.

    An opinion of a day behind the period's end is published with the next one.
    """
    said = published(public_bundle)
    assert said["opinion"] == {
        "firm": "Example & Auditors", "day": "2025-06-20", "period": "2024", "opinion": "qualified",
        "scope": "all wallets of the register.",
    }  # fmt: skip
    assert said["custody"] == {
        "quorums": [{"needed": 3, "keys": 5, "bodies": 3, "sites": 3}],
        "ceremony": "2025-02", "audit": "2025-06", "opinion": "unqualified",
    }  # fmt: skip
    for code, words in WORDS.items():
        (page,) = (public_bundle / "data" / "statement").glob(f"*.{code}.html")
        text = page.read_text(encoding="utf-8").replace("\u00a0", " ")
        assert [each for each in words if each not in text] == []


def test_a_key_that_is_used_no_more_lies_with_nobody() -> None:
    """On the day from which it is retired; the day before it still counts."""
    kept = sample.security(keys=f"{sample.KEYS}retired = 2025-06-30\n")
    known = replace(sample.register(), security=replace(USUAL_SECURITY, publish_quorums=True))
    found = [published_custody(kept, RegisterActs(known, NO_ACTS), dt.date(2025, 6, day)) for day in (29, 30)]
    assert [each and each.quorums for each in found] == [
        (QuorumNumbers(3, 5, 3, 3),), (QuorumNumbers(3, 5, 2, 2),),
    ]  # fmt: skip


def test_months_are_of_what_was_there_on_the_day() -> None:
    """An audit counts from its last day on, a ceremony that makes keys from its own."""
    later = sample.AUDITS.replace("U-1", "U-2").replace("until = 2025-06-30", "until = 2025-12-31")
    rotated = sample.CEREMONIES.replace('"C-1"', '"C-2"').replace("2025-02-01", "2025-09-01")
    tested = sample.CEREMONIES.replace('"C-1"', '"C-3"').replace("2025-02-01", "2025-05-01")
    kept = sample.security(
        audits=sample.AUDITS + later.replace("unqualified", "adverse"),
        ceremonies=sample.CEREMONIES + rotated + tested.replace("generate", "recover test"),
    )
    known = RegisterActs(replace(sample.register(), security=replace(USUAL_SECURITY, publish_quorums=True)), NO_ACTS)
    months = []
    for day in ("2025-01-31", "2025-06-29", "2025-06-30", "2025-09-01", "2025-12-31"):
        found = published_custody(kept, known, dt.date.fromisoformat(day))
        assert found is not None
        months.append((found.ceremony, found.audit, found.opinion))
    assert months == [
        (None, None, None),
        ("2025-02", None, None),
        ("2025-02", "2025-06", "unqualified"),
        ("2025-09", "2025-06", "unqualified"),
        ("2025-09", "2025-12", "adverse"),
    ]


def test_no_other_word_of_the_security_register_is_published(public_bundle: Path) -> None:
    """Names, cities, devices, fingerprints, insurers and auditors of `security/` are in no file of the bundle."""
    words = {f"Person {number}" for number in range(1, 8)} | {*sample.RESERVE_KEYS} | {sample.SHA}
    words |= {"Astana", "Almaty", "Shymkent", "Model T", "SN-1", "Insurer", "Custodian X", "30107/17", "CCSS", "I-1"}
    texts = {
        str(file): file.read_text(encoding="utf-8", errors="replace")
        for file in (public_bundle / "data").rglob("*")
        if file.is_file() and file.suffix in (".json", ".html", ".csv")
    }
    assert len(texts) >= 5
    leaks = {name: [each for each in words if is_in(each, text)] for name, text in texts.items()}
    assert {name: found for name, found in leaks.items() if found} == {}


@pytest.mark.parametrize("profile", [Profile.PRIVATE, Profile.AUDITOR])
def test_every_bundle_publishes_the_same_and_verifies(
    closed_register: Path, public_bundle: Path, tmp_path: Path, profile: Profile
) -> None:
    """By both checks; what is published says the same whoever was handed the bundle."""
    out = tmp_path / "bundle"
    exported(closed_register, "2025Q2", profile, out)
    assert published(out) == published(public_bundle)
    assert verify(VerifyRequest(out), context()).verification.passed
    assert verifying.run(out).failed == []
    assert verify(VerifyRequest(public_bundle), context()).verification.passed


@pytest.mark.parametrize(("old", "new"), [(b'"qualified"', b'"adverse"'), (b'"needed":3', b'"needed":2')])
def test_another_opinion_or_number_is_found(closed_register: Path, tmp_path: Path, old: bytes, new: bytes) -> None:
    """By `verify.py` of the whole bundle, sealed again by whoever changed it."""
    out = tmp_path / "bundle"
    exported(closed_register, "2025Q2", Profile.PRIVATE, out)
    files = (each for each in (out / "data").rglob("*") if each.is_file())
    payload = {each.relative_to(out / "data").as_posix(): each.read_bytes() for each in files}
    assert payload["public.json"].count(old) == 1
    payload["public.json"] = payload["public.json"].replace(old, new)
    for name, content in make_bag(payload, {}).items():
        (out / name).write_bytes(content)
    failed = verifying.run(out).failed
    assert failed, failed
    assert not verify(VerifyRequest(out), context()).verification.passed


@pytest.mark.parametrize("security", ["publish_quorums = false", "min_sites = 2"])
def test_without_the_key_no_number_is_published(tmp_path: Path, security: str) -> None:
    """Custody is kept all the same, and not a word of it leaves."""
    register = closed_with(tmp_path, security)
    assert "custody" not in json.loads((register / "periods" / "2025Q2" / "period.json").read_bytes())
    exported(register, "2025Q2", Profile.PUBLIC, tmp_path / "bundle", "en")
    said = published(tmp_path / "bundle")
    assert ("custody" in said, "opinion" in said) == (False, True)
    (page,) = (tmp_path / "bundle" / "data" / "statement").glob("*.en.html")
    assert "must sign" not in page.read_text(encoding="utf-8")
