"""E-mails, documents and rich text are read; what is not read is named, with what to do."""

import base64
import quopri
import zipfile
from email.message import EmailMessage
from io import BytesIO

import pytest

from tests.intake.names import base58, quiet, segwit, txid
from tests.intake.workbooks import simple
from tracer.chain.network import MAIN
from tracer.errors import CaseError
from tracer.intake.finding import NameFinding, NameVerdict
from tracer.intake.intake import Intake, examine
from tracer.intake.web_page import pieces

ADDRESS, LEGACY, TXID = segwit("doc", MAIN, 1, 32), base58("doc", MAIN), txid("doc")
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def taken(content: bytes, name: str) -> Intake:
    """Return the intake of a file."""
    return examine(content, name, MAIN, quiet)


def values(content: bytes, name: str) -> list[str | None]:
    """Return the names found in a file."""
    return [finding.value for finding in taken(content, name).findings]


def package(**parts: str) -> bytes:
    """Return a package of parts; `__` stands for `/` in names, `_0` for the dot."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name.replace("__", "/").replace("_0", "."), text)
    return held.getvalue()


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "koi8-r"])
@pytest.mark.parametrize("name", ["mail.eml", "saved.txt"])
def test_a_message_is_decoded(encoding: str, charset: str, name: str) -> None:
    """Whatever the transfer made of a message, its names are whole, and what it is is told by its headers."""
    body = f"Добрый день! Переведите на {ADDRESS} сегодня, деньги по адресу кошелька: {LEGACY}.\r\n".encode(charset)
    coded = {"quoted-printable": quopri.encodestring(body), "base64": base64.encodebytes(body), "8bit": body}[encoding]
    head = f"Subject: =?utf-8?B?{base64.b64encode(TXID.encode()).decode()}?=\r\nMIME-Version: 1.0\r\n"
    head += f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    found = taken(head.encode() + coded, name)
    assert [(each.value, each.place.sheet) for each in found.findings] == [
        (TXID, "headers"),
        (ADDRESS, "part 1, text/plain"),
        (LEGACY, "part 1, text/plain"),
    ]
    assert found.notes == ()


def test_a_message_without_most_headers_is_decoded() -> None:
    """One header of mail is enough to undo a break that the transfer made."""
    content = f"Content-Transfer-Encoding: quoted-printable\n\n{ADDRESS[:30]}=\n{ADDRESS[30:]} {LEGACY}\n".encode()
    assert values(content, "mail.eml") == values(content, "mail") == [ADDRESS, LEGACY]
    assert [each.verdict for each in taken(content.partition(b"\n\n")[2], "n.txt").findings] == [
        NameVerdict.DAMAGED,
        NameVerdict.RIGHT,
    ]


def test_attachments_are_read_as_the_files_they_are() -> None:
    """Workbooks, tables and messages in a message are read; what cannot be is named with what to do."""
    inner = EmailMessage()
    inner.set_content(f"inner {segwit('inner', MAIN)}")
    message = EmailMessage()
    message["Subject"] = "list"
    message.set_content("see attached")
    message.add_alternative(f"<p>see <a href='https://x.example/{LEGACY}'>it</a></p>", subtype="html")
    message.add_attachment(simple(ADDRESS), maintype="application", subtype="octet-stream", filename="list.xlsx")
    message.add_attachment(f"a;b\n{TXID};2\n".encode(), maintype="text", subtype="csv", filename="t.csv")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="scan.pdf")
    message.add_attachment(inner)
    found = taken(message.as_bytes(), "m.eml")
    assert [each.value for each in found.findings] == [LEGACY, ADDRESS, TXID, segwit("inner", MAIN)]
    assert str(found.findings[1].place).endswith("list.xlsx: Sheet, row 2, cell B2")
    assert [note for note in found.notes if "scan.pdf" in note] == [
        "part 7, scan.pdf is a PDF; copy its text into a .txt file and compare the two; it was not read"
    ]


def test_a_word_document_is_read() -> None:
    """Runs of a paragraph are joined, links and notes read; pictures are named as unread."""
    paragraph = f"<w:p><w:r><w:t>на {ADDRESS[:20]}</w:t></w:r><w:r><w:t>{ADDRESS[20:]}</w:t></w:r></w:p>"
    content = package(
        word__document_0xml=f"<w:document xmlns:w='{WORD}'><w:body><w:p/>{paragraph}</w:body></w:document>",
        word__footnotes_0xml=f"<w:footnotes xmlns:w='{WORD}'><w:p><w:r><w:t>{LEGACY}</w:t></w:r></w:p></w:footnotes>",
        word___rels__document_0xml_0rels=f"<Relationships><Relationship "
        f"Target='https://x.example/{TXID}'/></Relationships>",
        word__media__image1_0png="x",
    )
    found = taken(content, "letter.docx")
    assert {each.value for each in found.findings} == {ADDRESS, LEGACY, TXID}
    assert found.file.form == "Word document (DOCX)"
    assert str(found.findings[0].place) == "sheet word/document.xml, line 2, column 4"
    assert "holds 1 parts that were not read (pictures, objects): word/media/image1.png" in found.notes


@pytest.mark.parametrize(("kind", "form"), [("text", "(ODT)"), ("spreadsheet", "(ODS)"), ("presentation", "(ODP)")])
def test_open_documents_are_read(kind: str, form: str) -> None:
    """Texts, tables and presentations of the OpenDocument formats give their paragraphs."""
    cell = (
        f"<c:table-cell xmlns:c='c'><t:p xmlns:t='t'>{ADDRESS[:9]}<t:span>{ADDRESS[9:]}</t:span></t:p></c:table-cell>"
    )
    content = package(
        mimetype=f"application/vnd.oasis.opendocument.{kind}",
        content_0xml=f"<r>{cell}<x>{LEGACY}</x></r>",
        a_0png="x",
    )
    found = taken(content, "file.odx")
    assert [each.value for each in found.findings] == [ADDRESS, LEGACY]
    assert found.file.form.endswith(form)


def test_rich_text_is_read() -> None:
    """Formatting inside a name does not break it; escapes are letters, links are text, pictures are named."""
    text = (
        r"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0 Arial " + TXID + r";}}\pard \'ed\'e0 \u1072? {\b "
        + ADDRESS[:12] + "}" + ADDRESS[12:]
        + r'\par {\field{\*\fldinst HYPERLINK "https://x.example/' + LEGACY + r'"}{\fldrslt it}}{\pict 89504e47}}'
    )  # fmt: skip
    found = taken(text.encode(), "letter.rtf")
    assert [(each.value, str(each.place)) for each in found.findings] == [
        (ADDRESS, "line 1, column 6"),
        (LEGACY, "line 2, column 30"),
    ]
    assert found.notes == ("holds pictures or objects; what stands in them was not read",)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            b"\xd0\xcf\x11\xe0" + "__substg1.0_1000001F".encode("utf-16-le"),
            "is an Outlook message (.msg); save it as .eml",
        ),
        (b"\xd0\xcf\x11\xe0" + "Workbook".encode("utf-16-le"), "is an old workbook (.xls); save it as .xlsx"),
        (b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"), "is an old Word document (.doc); save it as .docx"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "is an Office file with a password"),
        (b"%PDF-1.4", "is a PDF; copy its text"),
        (b"\x1f\x8b\x08", "is a packed file; unpack it"),
        (b"GIF89a", "is a picture; type what it shows"),
        (package(a_0txt="x"), "is a packed file without a workbook or document in it"),
        (package(word__document_0xml="<a"), "cannot be read: word/document.xml"),
        (package(word__document_0xml="<!DOCTYPE a><a/>"), "has a document type in word/document.xml"),
    ],
)
def test_what_is_not_read_is_named_with_what_to_do(content: bytes, said: str) -> None:
    """A file of another form is refused by its name, never by that of another."""
    with pytest.raises(CaseError, match=r"^file") as refused:
        taken(content, "file")
    assert said in str(refused.value)


def test_cyrillic_code_pages_are_told_apart() -> None:
    """The page in which a text reads best is taken, so that a Cyrillic letter in an address is named as what it is."""
    damaged = ADDRESS.replace("c", "с", 1)
    for page in ("cp1251", "koi8-r", "cp866"):
        found = taken(f"Потерпевший перевёл деньги на адрес {damaged} вчера".encode(page), "n.txt")
        (finding,) = found.findings
        assert (finding.verdict, [each.value for each in finding.candidates]) == (NameVerdict.DAMAGED, [ADDRESS])
        assert "'с' (U+0441)" in finding.reason
        assert found.notes == (f"does not say its encoding; it was read as {page}",)


@pytest.mark.parametrize("unit", ["<!--", "<a ", "<a b='", "<a\n", "<![", "<", "<script>", '<a b="x" ', "<p>", "&"])
def test_a_page_whose_markup_never_closes_is_read_as_text(unit: str) -> None:
    """Markup that never ends is text and loses nothing; a name behind thousands of it is found."""
    page = unit * 5_000 + f" > {ADDRESS}"
    assert any(ADDRESS in piece.text for piece in pieces(page))


def test_a_phrase_over_cells_is_a_secret() -> None:
    """A recovery phrase with a word to a cell, down a column or along a row, is named and not shown."""
    words = [
        "legal",
        "winner",
        "thank",
        "year",
        "wave",
        "sausage",
        "worth",
        "useful",
        "legal",
        "winner",
        "thank",
        "yellow",
    ]
    for content in (
        "\n".join(f"{at};{word};x" for at, word in enumerate(words, 1)),
        ";".join(words),
        "<table>" + "".join(f"<td>{word}</td>" for word in words),
    ):
        name = "t.html" if "<" in content else "t.csv"
        (finding,) = taken(content.encode(), name).findings
        assert (finding.verdict, "over 12 cells or lines" in finding.reason) == (NameVerdict.SECRET, True)
        assert not _shown(finding, words)


def _shown(finding: NameFinding, words: list[str]) -> bool:
    return any(word in repr(finding) for word in words)


def test_messages_inside_messages_are_opened_to_a_stated_depth() -> None:
    """A message inside four others is the last that is opened; one deeper is named as unread."""
    content = f"Subject: x\nMIME-Version: 1.0\n\n{ADDRESS}\n".encode()
    for depth in range(1, 7):
        message = EmailMessage()
        message.set_content("see attached")
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename="inner.eml")
        content = message.as_bytes()
        found = taken(content, "outer.eml")
        assert [each.value for each in found.findings] == ([ADDRESS] if depth < 4 else [])
        assert any("too many messages inside one another" in note for note in found.notes) == (depth >= 4)
