"""A case's bundle admitted to a register: only a sound one, whole or not at all, each satoshi once."""

import datetime as dt
import hashlib
import json
import shutil
from pathlib import Path

import pytest

from tests.reserve.killing import moments, steps_of
from tests.reserve.story_bundles import bundle, context, register
from tests.reserve.written import TEXT, TEXT_SHA
from tracer.container.bag import TAG_MANIFEST
from tracer.errors import CaseError, IntegrityError, SourceError
from tracer.operations import reserve_admitted, reserve_journal, reserve_receipts
from tracer.operations.context import USUAL_ENTRY
from tracer.operations.reserve_admit import AdmitRequest, Admitted, admit_case, admit_taken, settled
from tracer.operations.reserve_files import read_register, writing
from tracer.reserve import admission_file
from tracer.reserve.admission import lots_in_force
from tracer.reserve.lots import Admission, Lot

CASE = "receipts/KZ-2025-0042"
KEPT = {"admission.json", "case.json", "manifest-sha256.txt", TAG_MANIFEST, "trace.json"}


def admitted(place: Path, version: str = "story") -> Admitted:
    """Admit a version of the story's case."""
    return admit_case(AdmitRequest(place, bundle(version)), context())


def seal(version: str = "story") -> str:
    """Return the SHA-256 of a bundle's tag manifest."""
    return hashlib.sha256((bundle(version) / TAG_MANIFEST).read_bytes()).hexdigest()


def read(place: Path, name: str = CASE) -> Admission:
    """Return an admission as it lies in a register."""
    return admission_file.loads((place / name / "admission.json").read_bytes(), name)


def told(lots: tuple[Lot, ...]) -> list[str]:
    """Return lots in short."""
    return [f"{lot.id} {lot.label} {lot.run.start}-{lot.run.end}" for lot in lots]


STORY = [
    "L-0001 None 0-300000000",
    "L-0002 A 300000000-699980000",
    "L-0003 A 0-90000000",
    "L-0004 B 90000000-439960000",
    "L-0005 B 0-29990000",
    "L-0006 A 0-49990000",
]
"""The story's lots, as the fixtures' page has them."""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A copy of the first story's register."""
    return register(tmp_path)


def test_a_sound_bundle_becomes_lots(place: Path) -> None:
    """Lots, bounds and orders of the case; the result, the resolved case and both manifests lie beside them."""
    done = admitted(place)
    found = read(place)
    assert done.admission == found
    assert (done.exit_code, done.folder, done.notes) == (0, CASE, ())
    assert told(found.lots) == STORY
    assert (found.lots[1].lower, found.lots[1].upper, found.lots[1].orders) == (0, 600_000_000, ("2-101/2025",))
    assert (found.case, found.bundle, found.primary) == ("KZ-2025-0042", seal(), "fifo")
    assert (found.number, str(found.admitted), found.supersedes, found.act) == (1, "2026-01-12", None, None)
    assert {each.name for each in (place / CASE).iterdir()} == KEPT
    assert (place / CASE / "trace.json").read_bytes() == (bundle() / "data/trace/trace.json").read_bytes()
    assert (place / CASE / "case.json").read_bytes() == (bundle() / "data/case/case.json").read_bytes()


def test_the_journal_says_what_was_admitted(place: Path) -> None:
    """Who, which case from which bundle, where, which lots; the object is the admission itself."""
    done = admitted(place)
    (entry,) = [each for each in reserve_journal.load(place, "KZ-EXAMPLE").entries if each.kind == "admitted"]
    assert (entry.who, entry.why, entry.seq) == ("R. Registrar", "tracer reserve admit", done.entry)
    assert entry.object == hashlib.sha256((place / CASE / "admission.json").read_bytes()).hexdigest()
    assert entry.details == {
        "case": "KZ-2025-0042", "bundle-sha256": seal(), "folder": CASE, "lots": "L-0001 to L-0006"
    }  # fmt: skip


def test_the_answer_is_json(place: Path) -> None:
    """What was admitted, rows as in the file."""
    found = json.loads(json.dumps(admitted(place).as_json()))
    assert found["lots"] == json.loads((place / CASE / "admission.json").read_bytes())["lots"]
    assert (found["admitted"], found["failed"], found["contested"], found["left_out"]) == (True, [], [], [])
    assert (found["case"], found["bundle"], found["folder"]) == ("KZ-2025-0042", seal(), CASE)


def test_the_same_bundle_twice_is_refused(place: Path) -> None:
    """Nothing is changed, and that is said."""
    admitted(place)
    before = (place / CASE / "admission.json").read_bytes()
    with pytest.raises(CaseError, match="KZ-2025-0042 is admitted already, from this very bundle; nothing was chang"):
        admitted(place)
    assert (place / CASE / "admission.json").read_bytes() == before
    assert len(list((place / "receipts").iterdir())) == 1


def copied(tmp_path: Path) -> Path:
    """Return a bundle that may be spoilt."""
    return Path(shutil.copytree(bundle(), tmp_path / "spoilt"))


@pytest.mark.parametrize("name", ["data/trace/trace.json", "data/chain/transactions.dat", "data/case/case.toml"])
def test_a_bundle_found_wanting_is_not_admitted(place: Path, tmp_path: Path, name: str) -> None:
    """One byte changed: exit code 1, the failed steps are told, the register is as it was."""
    spoilt = copied(tmp_path)
    content = bytearray((spoilt / name).read_bytes())
    content[len(content) // 2] ^= 1
    (spoilt / name).write_bytes(content)
    done = admit_case(AdmitRequest(place, spoilt), context())
    assert (done.exit_code, done.admission) == (1, None)
    assert "1" in done.verification.failed
    assert done.as_json()["admitted"] is False
    assert not (place / "receipts").exists()
    assert not reserve_journal.journal_of(place).exists()


def test_a_bundle_that_changes_after_its_check_is_not_admitted(tmp_path: Path) -> None:
    """What is taken over is what was checked: another seal is refused, and so is another byte."""
    spoilt = copied(tmp_path)
    with pytest.raises(SourceError, match="was changed while it was checked"):
        reserve_receipts.take(spoilt, "0" * 64)
    (spoilt / "data/trace/trace.json").write_bytes(b"{}")
    with pytest.raises(SourceError, match="was changed while it was checked"):
        reserve_receipts.take(spoilt, seal())


def test_a_second_case_over_the_same_theft_is_contested(place: Path) -> None:
    """Every labelled satoshi has its lot already: nothing is admitted twice, all of it is listed with its holder."""
    admitted(place)
    done = admitted(place, "other")
    assert done.admission is not None
    assert (done.folder, done.admission.number) == ("receipts/KZ-2025-0099", 2)
    assert done.admission.lots == ()
    assert [(each.label, each.run.sat, each.holder) for each in done.admission.contested] == [
        ("A", 399_980_000, "L-0002"),
        ("A", 90_000_000, "L-0003"),
        ("B", 349_960_000, "L-0004"),
        ("B", 29_990_000, "L-0005"),
        ("A", 49_990_000, "L-0006"),
    ]
    assert told(lots_in_force(read_register(place, context()).admissions)) == STORY


ACT = """id = "2025-0007"
kind = "correction"
date = 2025-10-30
text = {{ file = "texts/2025-0007.pdf", sha256 = "{text}" }}
signed_by = ["K. Example", "S. Sample"]
case = "{case}"
bundle = "{bundle}"
explains = "Victim A took back item 2 of the statement."
"""


def file_act(place: Path, content: str) -> None:
    """File the act of a later bundle, and the document behind it."""
    (place / "acts" / "2025-0007.toml").write_text(content)
    (place / "texts" / "2025-0007.pdf").write_bytes(TEXT)


def test_a_later_version_takes_an_act(place: Path) -> None:
    """Without one it is refused, and the message is the act to be written, with its next number and both bundles.

    An act that is dated after today is none yet.
    """
    admitted(place)
    with pytest.raises(CaseError) as raised:
        admitted(place, "later")
    said = str(raised.value)
    assert f"from the bundle {seal()}; this one is {seal('later')}." in said
    assert "acts/2025-0007.toml" in said
    draft = "\n".join(line.strip() for line in said.split("acts/2025-0007.toml\n")[1].splitlines())
    wanted = draft.replace("YYYY-MM-DD", "2025-10-30").replace('["…", "…"]', '["K. Example", "S. Sample"]')
    wanted = wanted.replace('"…"', f'"{TEXT_SHA}"')
    file_act(place, wanted.replace("2025-10-30", "2026-01-13"))
    with pytest.raises(CaseError, match="this one is"):
        admitted(place, "later")
    file_act(place, wanted.replace("2025-10-30", "2026-01-12"))
    assert admitted(place, "later").exit_code == 0


def test_a_later_version_keeps_the_numbers_of_what_stays(place: Path) -> None:
    """Of seize-2 A's part is now 49,950,001: a lot of its own, and what follows is untraced; all others stay.

    By hand: of merge-2's queue, A 49,950,000 + A 1 and then untraced, the first 90,000,000 go on to seize-2.
    """
    admitted(place)
    file_act(place, ACT.format(case="KZ-2025-0042", bundle=seal("later"), text=TEXT_SHA))
    done = admitted(place, "later")
    assert done.folder == f"{CASE}.2"
    found = read(place, f"{CASE}.2")
    assert (found.supersedes, found.act, found.number) == (seal(), "2025-0007", 2)
    after = lots_in_force(read_register(place, context()).admissions)
    assert told(after) == [
        "L-0001 None 0-300000000",
        "L-0002 A 300000000-699980000",
        "L-0004 B 90000000-439960000",
        "L-0005 B 0-29990000",
        "L-0006 A 0-49990000",
        "L-0007 A 0-49950001",
        "L-0008 None 49950001-90000000",
    ]
    assert {lot.bundle for lot in after} == {seal("later")}
    assert read(place).bundle == seal()


def test_what_a_later_version_lets_go_is_the_other_case_s_that_claims_it(place: Path) -> None:
    """By the result kept of its bundle, that case gets a lot with a number of its own.

    By hand: the same case under another name claims A 0-90,000,000 of seize-2, which the story's has; of it the story's
    later version keeps 49,950,001 for A.
    """
    admitted(place)
    admitted(place, "other")
    assert not read(place, "receipts/KZ-2025-0099").lots
    file_act(place, ACT.format(case="KZ-2025-0042", bundle=seal("later"), text=TEXT_SHA))
    done = admitted(place, "later").admission
    assert done is not None
    new = tuple(lot for lot in done.lots if lot.id > "L-0006")
    assert told(new) == ["L-0007 A 0-49950001", "L-0008 A 49950001-90000000"]
    assert [(lot.case, lot.bundle) for lot in new] == [
        ("KZ-2025-0042", seal("later")),
        ("KZ-2025-0099", seal("other")),
    ]
    assert new[1].orders == read(place).lots[2].orders


def test_an_act_for_another_case_or_bundle_is_none(place: Path) -> None:
    """The act names this case and this bundle, and serves once."""
    admitted(place)
    for case, sealed in (("KZ-2025-0043", seal("later")), ("KZ-2025-0042", seal())):
        file_act(place, ACT.format(case=case, bundle=sealed, text=TEXT_SHA))
        with pytest.raises(CaseError, match="is admitted already, from the bundle"):
            admitted(place, "later")
    file_act(place, ACT.format(case="KZ-2025-0042", bundle=seal("later"), text=TEXT_SHA))
    assert admitted(place, "later").exit_code == 0
    with pytest.raises(CaseError, match="from this very bundle"):
        admitted(place, "later")


def test_what_acts_count_on_is_told_where_a_lot_goes(place: Path) -> None:
    """An act names L-0003, of which the later version leaves nothing: whoever admits is told at once."""
    admitted(place)
    (place / "acts" / "2025-0008.toml").write_text(
        'id = "2025-0008"\nkind = "assignment"\ndate = 2025-10-30\nsigned_by = ["K. Example", "S. Sample"]\n'
        'lots = { "L-0003" = 5, "L-0004" = 5 }\n'
        f'text = {{ file = "texts/2025-0007.pdf", sha256 = "{TEXT_SHA}" }}\n'
    )
    file_act(place, ACT.format(case="KZ-2025-0042", bundle=seal("later"), text=TEXT_SHA))
    warned: list[str] = []
    done = admit_case(AdmitRequest(place, bundle("later")), context(warn=warned.append))
    assert done.notes == (
        "lot L-0003, which act 2025-0008 names, held 90000000 satoshi and holds 0 after this admission; correct the "
        "act where it counts on more.",
    )
    assert list(done.notes) == [words for words in warned if "L-0003" in words]


def test_a_register_of_another_network_is_refused(place: Path) -> None:
    """A regtest case says nothing of coins on the main chain."""
    toml = (place / "register.toml").read_text()
    wallets = toml.index("[[wallet]]")
    own = 'name = "X"\nbody = "National Investment Corporation (example)"\nstage = "reserve"\n'
    address = 'addresses = ["bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"]\n'
    (place / "register.toml").write_text(toml[:wallets].replace('"regtest"', '"main"') + "[[wallet]]\n" + own + address)
    shutil.rmtree(place / "acts")
    with pytest.raises(CaseError, match="is of network regtest; register KZ-EXAMPLE is of main"):
        admitted(place)
    assert not (place / "receipts").exists()


def test_one_command_writes_at_a_time(place: Path) -> None:
    """While another holds the register's lock nothing is admitted."""
    with writing(place), pytest.raises(CaseError, match="is being written by another tracer"):
        admitted(place)


def test_a_result_that_was_exchanged_is_found(place: Path) -> None:
    """The result that was kept is held against the manifests of its bundle before it is used."""
    admitted(place)
    folder = read_register(place, context())
    assert reserve_receipts.admitted_trace(folder, "KZ-2025-0042").case == "KZ-2025-0042"
    content = (place / CASE / "trace.json").read_bytes()
    (place / CASE / "trace.json").write_bytes(content.replace(b"KZ-2025-0042", b"KZ-2025-0043"))
    with pytest.raises(IntegrityError, match="is not the result that was in the bundle"):
        reserve_receipts.admitted_trace(folder, "KZ-2025-0042")


@pytest.mark.parametrize(
    ("case", "name"),
    [
        ("KZ-2026-0042", "receipts/KZ-2026-0042"),
        ("../x", "receipts/%2E%2E%2Fx"),
        ("КУИ 7", "receipts/%D0%9A%D0%A3%D0%98%207"),
        ("KZ-1.2", "receipts/KZ-1%2E2"),
    ],
)
def test_a_folder_is_named_as_its_case(case: str, name: str) -> None:
    """Whatever a case is called, its folder lies in `receipts/` and is no other case's."""
    one = Admission(
        number=1, case=case, bundle="x", primary="fifo", admitted=context_day(), lots=(), contested=(), supersedes=None
    )
    assert reserve_receipts.name_of(one, (one,)) == name


def context_day() -> dt.date:
    """Return any day."""
    return dt.date(2026, 1, 1)


@pytest.fixture(scope="module")
def taken() -> reserve_receipts.TakenBundle:
    """What is taken of the story's bundle, checked once."""
    return reserve_receipts.take(bundle(), seal())


def test_kill_9_loses_nothing_and_leaves_nothing_half(tmp_path: Path, taken: reserve_receipts.TakenBundle) -> None:
    """Killed at any of its steps a register is without the case or has all of it; asked again it has all of it.

    Either way the journal ends with one entry of the admission, and nothing half-written stays behind.
    """

    def act(place: Path) -> Admitted:
        with writing(place):
            return admit_taken(settled(place, context()), taken, USUAL_ENTRY, context())

    whole = register(tmp_path)
    steps = steps_of(lambda: act(whole))
    bare = Path(shutil.copytree(whole, tmp_path / "bare", ignore=shutil.ignore_patterns("receipts", "journal*")))
    whole = Path(shutil.move(whole, tmp_path / "elsewhere" / "register"))
    seen = set()
    for moment in moments(steps):
        place = Path(shutil.copytree(bare, tmp_path / str(moment) / "register"))
        steps_of(lambda place=place: act(place), moment)  # type: ignore[misc]
        after = read_register(place, context())
        seen.add(tuple(each.case for each in after.admissions))
        if not after.admissions or reserve_admitted.hold(after).unentered:
            act(place)
        assert sorted(path.relative_to(place) for path in (place / "receipts").rglob("*")) == sorted(
            path.relative_to(whole) for path in (whole / "receipts").rglob("*")
        )
        for name in KEPT:
            assert (place / CASE / name).read_bytes() == (whole / CASE / name).read_bytes()
        entries = reserve_journal.load(place, "KZ-EXAMPLE").entries
        assert [each.kind for each in entries].count("admitted") == 1
    assert seen == {(), ("KZ-2025-0042",)}
