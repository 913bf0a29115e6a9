"""`tracer letters`: drafts of the letters that ask services for their records."""

import csv
import io
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.asked import trace_case
from tests.commands import tracer
from tests.story import BLOCKS, CASE
from tracer.errors import CaseError, IntegrityError
from tracer.evidence.report.letters import addressees
from tracer.operations.context import of_this_machine
from tracer.operations.letters import Letters, LettersRequest, draft_letters

FIRST = "b6a97b7b25e832797da002d67d8de7f335faeec648c16cf1affd6d82d3e70c69:0"
SECOND = "17fb9ffe4d4dc2aeda9928d457d631d4aa5281ab95973e85b229013512927e9f:1"
"""The story's two deposits at the example exchange (fixtures/README.md): 1 BTC, and 0.3 BTC of which 0.0995 are A's."""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a run of the story."""
    out = tmp_path_factory.mktemp("letters") / "run"
    trace_case(CASE, BLOCKS, out)
    return out


def written(run: Path, out: Path, code: str | None = None) -> Letters:
    """Return the letters of a run, written."""
    return draft_letters(LettersRequest(run, out, code), of_this_machine())


def words(letter: Path) -> str:
    """Return the words of a DOCX, the tags taken out."""
    with zipfile.ZipFile(letter) as packed:
        text = packed.read("word/document.xml").decode()
    return " ".join(re.sub(r"<[^>]+>", "|", text).replace("|", " ").split())


def leads(**changed: str) -> bytes:
    """Return a `leads.csv` of one deposit, some of its cells changed; one changed to nothing is left out."""
    cells = {
        "kind": "service deposit", "txid": "ab" * 32, "vout": "1", "address": "bcrt1q", "value_sat": "5",
        "taint_sat": "3", "rules": "fifo haircut", "at": "X", "height": "7", "block": "00" * 32,
        "time_utc": "2025-03-15T02:00:00Z", "tag_source": "a source", "tag_confidence": "ownership",
        "tag_pack": f"tags/x.yaml, line 4, sha256 {'0' * 64}", "actor_legal_name": "", "actor_jurisdictions": "",
        "actor_pack": "",
    } | changed  # fmt: skip
    text = io.StringIO()
    table = csv.DictWriter(text, [name for name, cell in cells.items() if cell is not None], extrasaction="ignore")
    table.writeheader()
    table.writerow(cells)
    return text.getvalue().encode()


def test_a_service_is_asked_about_its_deposits(run: Path, tmp_path: Path) -> None:
    """One letter a service names every deposit by coin and address, with amounts, block, its hash in the run, time."""
    done = written(run, tmp_path / "out")
    assert done.as_json() == [
        {
            "file": "request-01-example-exchange.en.docx",
            "service": "Example Exchange",
            "deposits": 2,
            "value_sat": 130_000_000,
            "in_question_sat": 109_950_000,
        }
    ]
    said = words(tmp_path / "out/request-01-example-exchange.en.docx")
    for each in (
        FIRST, SECOND, "1.00000000", "0.30000000", "0.09950000", "1.30000000", "1.09950000", "block 106",
        "2025-03-15 02:00:00 UTC", "2025-03-15 07:00:00 +05:00", "n3kjcSegn6ohdhfvPQ6anJnCJXBsT9Q6UE",
        "257500121000042", "https://exchange.example/deposits", "tags/exchange.yaml, line 12, 13, SHA-256 7984b95d",
    ):  # fmt: skip
        assert each in said, each


def test_facts_conventions_and_assertions_stand_apart(run: Path, tmp_path: Path) -> None:
    """What the chain shows is a fact, how much is in question a convention, whose an address is somebody's word."""
    written(run, tmp_path / "out")
    said = words(tmp_path / "out/request-01-example-exchange.en.docx")
    grounds = said.partition("4. What this rests on")[2]
    assert re.findall("Fact|Convention|Asserted", grounds) == ["Fact", "Convention", "Asserted", "Fact"]
    assert "is not established" in said
    assert "This is a draft." in said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("ru", ("Запрос сведений", "1,09950000", "15.03.2025 07:00:00 +05:00", "строка 12, 13", "Правовое основание")),
        ("kk", ("Мәліметтер сұрату", "1,09950000", "12, 13-жол", "Сұратудың құқықтық негізі")),
    ],
)
def test_letters_are_written_in_the_language_asked_for(
    run: Path, tmp_path: Path, code: str, said: tuple[str, ...]
) -> None:
    """A letter follows the language asked for, else the case's; names, coins and hashes stay."""
    written(run, tmp_path / "out", code)
    text = words(tmp_path / f"out/request-01-example-exchange.{code}.docx")
    assert all(each in text for each in (*said, FIRST, "Example Exchange")), text
    english = words_of_english(text)
    assert english <= {"Example", "Exchange", "Agency", "Financial", "Monitoring"}, english


def words_of_english(text: str) -> set[str]:
    """Return the words of Latin letters that begin with a capital and are no name of the format."""
    return set(re.findall(r"\b[A-Z][a-z]{4,}\b", text))


def test_letters_have_the_same_bytes_again(run: Path, tmp_path: Path) -> None:
    """The same run gives the same bytes, whatever the clock."""
    written(run, tmp_path / "a")
    written(run, tmp_path / "b")
    name = "request-01-example-exchange.en.docx"
    assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_services_come_by_name_with_what_an_actor_pack_says() -> None:
    """A service is one addressee, whichever of its rows names its company."""
    one, other = leads(at="B", actor_legal_name="B Ltd"), leads(at="'=A").decode().splitlines()[1]
    found = addressees(one + f"{other}\r\n".encode())
    assert [(each.name, each.legal_name) for each in found] == [("=A", ""), ("B", "B Ltd")]
    (deposit,) = found[1].deposits
    assert (deposit.outpoint, deposit.value, deposit.in_question) == ("ab" * 32 + ":1", 5, 3)
    assert deposit.moment == 1_742_004_000
    assert addressees(leads(kind="stop")) == ()


@pytest.mark.parametrize(
    "changed",
    [{"value_sat": "1.5"}, {"time_utc": "yesterday"}, {"tag_pack": "a pack"}, {"vout": ""}, {"rules": None}],
)
def test_a_list_that_is_not_of_the_form_written_is_refused(changed: dict[str, Any]) -> None:
    """A row that cannot be read stops it: a letter with a deposit missing would be believed."""
    with pytest.raises(IntegrityError, match=r"^leads\.csv is not of the form written"):
        addressees(leads(**changed))


def test_a_changed_run_gives_no_letter(run: Path, tmp_path: Path) -> None:
    """The run's own hashes hold its leads."""
    shutil.copytree(run, tmp_path / "run")
    place = tmp_path / "run/leads.csv"
    place.write_bytes(place.read_bytes().replace(b"30000000", b"40000000"))
    with pytest.raises(IntegrityError):
        written(tmp_path / "run", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_where_no_service_was_reached_it_is_said(tmp_path: Path) -> None:
    """A case without tags reaches no service: that is said, and no empty folder is left."""
    case = tmp_path / "case.toml"
    shutil.copytree(CASE.parent / "received", tmp_path / "received")
    case.write_text(re.sub(r"(?m)^tags = .*\n", "", CASE.read_text()))
    trace_case(case, BLOCKS, tmp_path / "run")
    with pytest.raises(CaseError, match="nobody to ask for records"):
        written(tmp_path / "run", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("language", "said"), [("en", "2 deposits"), ("ru", "2 депозита"), ("kk", "2 депозит")])
def test_the_screen_names_each_letter(run: Path, tmp_path: Path, language: str, said: str) -> None:
    """What was written is named, with its deposits and their value; what exists is not written over."""
    out = tmp_path / "out"
    shown = tracer("--language", language, "letters", run, "--out", out)
    assert (shown.code, shown.out) == (0, "")
    assert all(each in shown.err.replace("\xa0", " ") for each in ("request-01", said, "1.30000000 BTC"))
    assert tracer("letters", run, "--out", out).code == 2
