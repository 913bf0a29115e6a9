"""Files of forms that are not read here, told by their first bytes, each with what to do.

Source: the signatures of PDF, PNG, JPEG, RAR, 7-Zip, gzip and SQLite; MS-CFB (the container of old Office files and of
Outlook messages, whose streams have names in UTF-16), MS-OFFCRYPTO (the stream of a file with a password).
"""

_PICTURE = "is a picture; type what it shows into a .txt file and compare the two"
_PACKED = "is a packed file; unpack it and name the file inside"
_CONTAINER = b"\xd0\xcf\x11\xe0"
_STARTS = {
    b"%PDF": "is a PDF; copy its text into a .txt file and compare the two",
    b"\x89PNG": _PICTURE,
    b"\xff\xd8\xff": _PICTURE,
    b"GIF8": _PICTURE,
    b"II*\0": _PICTURE,
    b"MM\0*": _PICTURE,
    b"Rar!": _PACKED,
    b"7z\xbc\xaf": _PACKED,
    b"\x1f\x8b": _PACKED,
    b"BZh": _PACKED,
    b"\xfd7zXZ": _PACKED,
    b"SQLite format 3": "is a database; export its tables as CSV and name those",
    b"!BDN": "is an Outlook archive (.pst); save the messages in it as .eml and name those",
}
_STREAMS = (
    ("EncryptedPackage", "is an Office file with a password; save it without one"),
    ("__substg1.0_", "is an Outlook message (.msg); save it as .eml or as text, its attachments apart, and name those"),
    (
        "__properties_version1.0",
        "is an Outlook message (.msg); save it as .eml or as text, its attachments apart, and name those",
    ),
    ("WordDocument", "is an old Word document (.doc); save it as .docx"),
    ("PowerPoint Document", "is an old presentation (.ppt); save it as .pptx"),
    ("Workbook", "is an old workbook (.xls); save it as .xlsx"),
    ("Book", "is an old workbook (.xls); save it as .xlsx"),
)


def fault(content: bytes) -> str | None:
    """Return what is said of a file of a form not read here; None where its first bytes do not show one."""
    if content.startswith(_CONTAINER):
        for stream, advice in _STREAMS:
            if stream.encode("utf-16-le") in content:
                return advice
        return "is an old or encrypted Office file; save it as .xlsx or .docx without a password"
    return next((advice for start, advice in _STARTS.items() if content.startswith(start)), None)
