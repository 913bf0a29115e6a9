"""The chain-of-custody form of a case, out of its journal, to be printed and signed by hand.

Source: NIST sample chain-of-custody form (item, date and time, released by, received by, comments);
ISO/IEC 27037:2012, 6.1 (identifier, who, when, where, why, under what authority).
"""

import textwrap

from tracer.case.case import Case, Exhibit
from tracer.seal.journal import Entry, Journal
from tracer.seal.kinds import BY_PERSONS, DETAILS, words

_WIDTH = 100
_NONE = "not provided"


def custody_form(case: Case, journal: Journal) -> str:
    """Return the form as plain text, at most 100 characters wide."""
    head = [
        "CHAIN OF CUSTODY",
        "",
        *_field("Case", case.id),
        *_field("Criminal case no.", case.criminal_case_no or _NONE),
        *_field("Authority", case.authority or _NONE),
        *_field("Examiner", case.examiner or _NONE),
        *_field("Reviewer", case.reviewer or _NONE),
        "",
        "ITEMS",
        *(line for exhibit in case.exhibits for line in _item(exhibit)),
        *([] if case.exhibits else [f"  {_NONE}"]),
        "",
        "EVENTS",
    ]
    rows = [line for entry in journal.entries for line in _event(entry)] or [f"  {_NONE}"]
    tail = [
        "",
        "FINAL DISPOSITION (returned / forfeited / transferred to reserve / sold / destroyed), act no.:",
        "",
        "  " + "_" * 60,
        "",
        *_field("Journal's head", str(journal.head)),
    ]
    return "\n".join([*head, *rows, *tail]) + "\n"


def _item(exhibit: Exhibit) -> list[str]:
    received = exhibit.received_at.isoformat() if exhibit.received_at else _NONE
    return [
        *_field(f"  {exhibit.id}", exhibit.description or _NONE),
        *_field("    source", exhibit.source or _NONE),
        *_field("    received", f"{received} from {exhibit.received_from or _NONE}"),
        *_field("    SHA-256", exhibit.sha256 or _NONE),
    ]


def _event(entry: Entry) -> list[str]:
    """Return one event, with a place for the signature of each person who entered or witnessed it."""
    lines = [
        *_field(f"  {entry.seq}. {entry.time_utc}", f"{words(entry.kind)}: {entry.why}"),
        *_field("    by", entry.who),
    ]
    if entry.object is not None:
        lines += _field("    SHA-256", entry.object)
    for name, text in entry.details.items():
        lines += _field(f"    {name.replace('-', ' ') if name in DETAILS else name}", text)
    if entry.kind in BY_PERSONS:
        named = [entry.details[name] for name in ("released-by", "received-by") if name in entry.details] or [entry.who]
        witness = [entry.details["witness"]] if "witness" in entry.details else []
        for person in (*named, *witness):
            lines += _field("    signature", f"{'_' * 30}  {person}")
    return lines


def _field(name: str, text: str) -> list[str]:
    """Return a name and a text beside it; the text is wrapped and never cut."""
    start = f"{name:<26} "
    plain = "".join(each if each.isprintable() else " " for each in text)
    return textwrap.wrap(plain, _WIDTH, initial_indent=start, subsequent_indent=" " * len(start)) or [start.rstrip()]
