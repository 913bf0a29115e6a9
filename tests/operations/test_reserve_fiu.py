"""`tracer reserve fiu`: transfers as CSV and as XML that satisfies a schema, of a goAML's and of an FM-1's shape."""

import csv
import datetime as dt
import hashlib
import io
import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.commands import ROOT, Ended, tracer
from tests.reserve import story_two
from tests.reserve.clearance.grounds import sources
from tests.reserve.folders import look, register_two
from tracer.errors import CaseError, SourceError
from tracer.operations import reserve_fiu
from tracer.reserve.compliance.transfer_files import as_csv, as_xml
from tracer.reserve.compliance.transfers import FIELDS, transfers
from tracer.reserve.price.prices import DayPrice, Quality

FORMS = ROOT / "tests" / "reserve" / "compliance" / "forms"
SALE = "2ede21895411c861a392246acc92c987d1c16a566f5364336e7880d76314b2be"
YEAR = [
    ("2025-05-22", "disposal", "2025-0005", 29_980_000),
    ("2025-08-20", "deposit", "2025-0016", 100_000_000),
    ("2025-09-05", "disposal", "2025-0013", 25_000_000),
    ("2025-09-12", "disposal", "2025-0015", 49_980_000),
    ("2025-10-14", "disposal", "2025-0021", 60_000_000),
    ("2025-10-14", "disposal", "2025-0021", 40_000_000),
    ("2025-10-28", "disposal", "2025-0027", 20_000_000),
    ("2025-11-06", "joint", "2025-0028", 5_980_000),
]
"""What went to others in the story's year, by `fixtures/README.md`."""


@pytest.fixture(scope="module")
def observed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the story's register, observed to its end; nobody writes to it."""
    register = register_two(tmp_path_factory.mktemp("fiu"))
    look(register, story_two.BLOCKS)
    return register


def made(register: Path, out: Path, by: Path, period: str, *more: str | Path) -> Ended:
    """Run the command."""
    return tracer("reserve", "fiu", register, "--period", period, "--by", by, "--out", out, *more)


def schema(name: str) -> tuple[str, Path]:
    """Return the option of a schema; the test skips where nothing checks schemas."""
    pytest.importorskip("xmlschema", reason="xmlschema is not installed: pip install 'custody-tracer[fiu]'")
    return "--schema", FORMS / name


def mapping(folder: Path, text: str) -> Path:
    """Write a mapping."""
    (folder / "map.toml").write_text(text, encoding="utf-8")
    return folder / "map.toml"


def columns(*fields: str) -> str:
    """Return a mapping of columns named as their fields."""
    return "".join(f'[[column]]\nheader = "{each}"\nfield = "{each}"\n' for each in fields)


def test_every_transfer_of_the_year_is_a_row(observed, tmp_path):
    """Each output to others, with its day, kind and act; a column may say the same of all."""
    text = columns("day", "kind", "act", "sat", "counterparty") + '[[column]]\nheader = "Asset"\ntext = "BTC"\n'
    ended = made(observed, tmp_path / "out.csv", mapping(tmp_path, text), "2025")
    assert (ended.code, ended.out) == (
        0,
        f"{tmp_path / 'out.csv'}: 8 transfers from 2025-01-01 to 2025-12-31; no schema was given to hold it against.\n",
    )
    rows = list(csv.reader((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()))
    assert rows[0] == ["day", "kind", "act", "sat", "counterparty", "Asset"]
    assert [(day, kind, act, int(sat)) for day, kind, act, sat, _, _ in rows[1:]] == YEAR
    assert {row[5] for row in rows[1:]} == {"BTC"}
    assert [row[4] for row in rows[1:4]] == ["", "", "Buyer 3 (example)"]


def test_a_quarter_has_its_own_transfers(observed, tmp_path):
    """By the day in the register's zone."""
    ended = made(observed, tmp_path / "q.csv", mapping(tmp_path, columns("day")), "2025Q3", "--json")
    assert json.loads(ended.out)["transfers"] == 3
    assert (tmp_path / "q.csv").read_text(encoding="utf-8") == "day\n2025-08-20\n2025-09-05\n2025-09-12\n"
    assert json.loads(ended.out)["sha256"] == hashlib.sha256((tmp_path / "q.csv").read_bytes()).hexdigest()


@pytest.mark.parametrize("form", ["goaml", "fm1"])
def test_a_report_by_a_template_satisfies_its_schema(observed, tmp_path, form):
    """Of a goAML's shape, and of an FM-1's with a namespace and attributes."""
    ended = made(observed, tmp_path / "out.xml", FORMS / f"{form}.xml", "2025", *schema(f"{form}.xsd"))
    assert ended.code == 0, ended.err
    assert ended.out.endswith("8 transfers from 2025-01-01 to 2025-12-31; it satisfies the schema.\n")
    root = ElementTree.parse(tmp_path / "out.xml").getroot()
    hashes = [each.text or "" for each in root.iter() if (each.text or "").startswith(SALE)]
    assert len(hashes) == 2
    assert "each=" not in (tmp_path / "out.xml").read_text(encoding="utf-8")
    assert "${" not in (tmp_path / "out.xml").read_text(encoding="utf-8")


def test_a_quarter_without_transfers_has_none(observed, tmp_path):
    """The element that stands for one is gone."""
    ended = made(observed, tmp_path / "out.xml", FORMS / "fm1.xml", "2025Q1", *schema("fm1.xsd"))
    assert ended.code == 0, ended.err
    text = (tmp_path / "out.xml").read_text(encoding="utf-8")
    assert "<fm:Count>0</fm:Count>" in text
    assert "Operation>" not in text


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<report_code>TRF", "<report_code>XXX", "/report/report_code: "),
        ("<amount_satoshi>${sat}</amount_satoshi>", "", "/report/transaction[1]: "),
        ("${time}", "${day}", "/report/transaction[1]/date_transaction: "),
        ("${address}", "${counterparty}", "/report/transaction[1]/t_to/account: "),
    ],
)
def test_what_does_not_satisfy_the_schema_is_not_written(observed, tmp_path, old, new, said):
    """Every fault has its place, and no file is left."""
    template = tmp_path / "t.xml"
    text = (FORMS / "goaml.xml").read_text(encoding="utf-8")
    assert old in text
    template.write_text(text.replace(old, new), encoding="utf-8")
    ended = made(observed, tmp_path / "out.xml", template, "2025", *schema("goaml.xsd"))
    assert ended.code == 2
    assert "the report does not satisfy the schema; nothing was written." in ended.err
    assert said in ended.err
    assert not (tmp_path / "out.xml").exists()


def test_a_schema_that_is_none_and_one_that_reaches_out_are_refused(observed, tmp_path):
    """No schema at all, an entity, an address on the network."""
    option, _ = schema("goaml.xsd")
    told = {
        "no.xsd": "<report/>",
        "entity.xsd": '<!DOCTYPE x [<!ENTITY e "x">]><xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>',
        "net.xsd": '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:include schemaLocation='
        '"http://127.0.0.1:9/x.xsd"/></xs:schema>',
        "broken.xsd": "<xs:schema",
    }
    for name, text in told.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        ended = made(observed, tmp_path / "out.xml", FORMS / "goaml.xml", "2025", option, tmp_path / name)
        assert ended.code == 2, (name, ended.err)
        assert not (tmp_path / "out.xml").exists()


def test_a_schema_needs_its_extra(tmp_path, monkeypatch):
    """Without xmlschema it says what to install."""
    monkeypatch.setattr(reserve_fiu, "_MODULE", "no_such_module_of_schemas")
    with pytest.raises(SourceError, match=r"pip install 'custody-tracer\[fiu\]'"):
        reserve_fiu.check_schema(b"<a/>", tmp_path / "x.xsd")


def test_a_file_that_is_there_is_not_overwritten(observed, tmp_path):
    """Nor is a schema taken with a mapping."""
    by = mapping(tmp_path, columns("day"))
    (tmp_path / "out.csv").write_text("mine")
    assert made(observed, tmp_path / "out.csv", by, "2025").code == 2
    assert (tmp_path / "out.csv").read_text() == "mine"
    ended = made(observed, tmp_path / "new.csv", by, "2025", *schema("goaml.xsd"))
    assert (ended.code, "--schema goes with a template of XML" in ended.err) == (2, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "m: column: missing; expected at least one [[column]]"),
        ('[[column]]\nheader = "a"\n', "m: column[1]: expected exactly one of field, text"),
        ('[[column]]\nheader = "a"\nfield = "txidd"\n', "txid"),
        ('[[column]]\nheader = "a"\ntext = "b"\nmore = 1\n', "m: column[1].more: unknown key"),
        (
            '[[column]]\nheader = "a"\ntext = "our profit"\n',
            'm line 3: says "profit". Say "state digital-asset reserve"',
        ),
    ],
)
def test_a_mapping_that_is_wrong_is_refused(text, said):
    """Every key is known, and the words that may not be said are not."""
    with pytest.raises(CaseError) as raised:
        as_csv(text.encode(), "m", ())
    assert said in str(raised.value)


COMMON = {"register": "R", "body": "B", "first": "f", "last": "l", "count": "0"}
ONE = '<a><b each="transfer">${txid}</b></a>'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<a>", "t is no XML"),
        ("<a/>", 't: no element has each="transfer"'),
        ('<a each="transfer"/>', "t: the outermost element stands once"),
        ('<a><b each="transfer"><c each="transfer"/></b></a>', "stands inside another"),
        ("<a>${txid}" + ONE[3:], "t: ${txid} is no field"),
        (ONE.replace("txid", "txit"), "t: ${txit} is no field; did you mean txid?"),
        ('<!DOCTYPE a [<!ENTITY x "y">]>' + ONE, "t: declares a document type or an entity"),
        ("<!doctype a>" + ONE, "t: declares a document type or an entity"),
        (ONE.replace("<a>", "<a>\n<!-- international\nreserves -->"), 't line 2: says "international reserves".'),
        (ONE.replace("<a>", "<a>5KYZdUEo39z3FPrtuX2QbbwGnNP5zTd7yyr2SC1j299sBCnWjss"), "holds a private key"),
    ],
)
def test_a_template_that_is_wrong_is_refused(text, said):
    """Also where no transfer would show it."""
    with pytest.raises(CaseError) as raised:
        as_xml(text.encode(), "t", (), COMMON)
    assert said in str(raised.value)


def test_a_template_in_another_encoding_is_refused():
    """UTF-16 could hide what a search of the text would find."""
    with pytest.raises(CaseError, match="t is not UTF-8"):
        as_xml(ONE.encode("utf-16"), "t", (), COMMON)


def test_what_is_filled_in_is_escaped_and_never_a_field(observed, tmp_path):
    """A counterparty's name is text, whatever it says."""
    register = Path(shutil.copytree(observed, tmp_path / "register"))
    act = register / "acts" / "2025-0013.toml"
    act.write_text(act.read_text(encoding="utf-8").replace("Buyer 3 (example)", "${txid} <b> & co"), encoding="utf-8")
    (tmp_path / "t.xml").write_text('<a><b each="transfer">${counterparty}</b></a>', encoding="utf-8")
    assert made(register, tmp_path / "out.xml", tmp_path / "t.xml", "2025Q3").code == 0
    root = ElementTree.parse(tmp_path / "out.xml").getroot()
    assert [each.text for each in root] == [None, "${txid} <b> & co", None]


def test_all_fields_can_be_asked_for(observed, tmp_path):
    """Each is filled for a sale to somebody, as far as the act says anything of it."""
    made(observed, tmp_path / "all.csv", mapping(tmp_path, columns(*FIELDS)), "2025Q4")
    row = next(
        each
        for each in csv.DictReader(io.StringIO((tmp_path / "all.csv").read_text(encoding="utf-8")))
        if each["txid"] == SALE
    )
    empty = [each for each in FIELDS if not row[each]]
    assert empty == ["counterparty", "licence", "screened", "screening_sha256", "fixing_day", "usd"]
    assert (row["btc"], row["gross"], row["time"], row["basis"]) == (
        "0.60000000", "118000.00", "2025-10-14T08:40:00Z", "judgment 1-77/2025",
    )  # fmt: skip


def test_a_span_has_its_first_and_its_last_day_and_no_value_of_another_day():
    """One day alone has its transfer; a fixing that is carried from an earlier day gives no value."""
    held = sources()
    day = dt.date(2025, 9, 5)

    class Carried:
        """A price of the day before."""

        def on(self, asked: dt.date) -> DayPrice | None:
            """Return the price of the eve."""
            eve = asked - dt.timedelta(days=1)
            return DayPrice(day=asked, fixing=eve, cents=11_200_000, quality=Quality.A, sha256="00" * 32)

    (row,) = transfers(held.books, held.history, Carried(), day, day)
    assert (row.day, row.fields["act"], row.fields["usd"], row.fields["number"]) == (day, "2025-0013", "", "1")
    assert transfers(held.books, held.history, None, day + dt.timedelta(days=1), dt.date(2025, 9, 11)) == ()
