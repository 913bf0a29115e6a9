"""The chain-of-custody form of a case, out of its journal, to be printed and signed by hand.

In the language of the case; what persons wrote stays as they wrote it.

Source: NIST sample chain-of-custody form (item, date and time, released by, received by, comments);
ISO/IEC 27037:2012, 6.1 (identifier, who, when, where, why, under what authority).
"""

import textwrap
from collections.abc import Mapping

from tracer.case.case import Case, Exhibit
from tracer.documents.language.language import ENGLISH, Language, phrase
from tracer.journal.journal import Entry, Journal
from tracer.journal.kinds import BY_PERSONS, words

_WIDTH = 100
_NAMES = 26

_DETAILS: Mapping[str, str] = {
    "item": phrase("exhibit or item"),
    "released-by": phrase("released by"),
    "received-by": phrase("received by"),
    "witness": phrase("witness"),
    "authority": phrase("under the authority of"),
    "location": phrase("location"),
    "condition": phrase("condition"),
    "corrects": phrase("corrects entry no."),
}
"""What an entry may say beside who and why, as the form names it."""


def custody_form(case: Case, journal: Journal, language: Language = ENGLISH) -> str:
    """Return the form as plain text, at most 100 characters wide."""
    say, given = language.say, language.given
    head = [
        say("Chain-of-custody form").upper(),
        "",
        *_field(say("Case"), case.id),
        *_field(say("Criminal case no."), given(case.criminal_case_no)),
        *_field(say("Authority"), given(case.authority)),
        *_field(say("Examiner"), given(case.examiner)),
        *_field(say("Reviewer"), given(case.reviewer)),
        "",
        say("Items").upper(),
        *(line for exhibit in case.exhibits for line in _item(exhibit, language)),
        *([] if case.exhibits else [f"  {given(None)}"]),
        "",
        say("Events").upper(),
    ]
    rows = [line for entry in journal.entries for line in _event(entry, language)] or [f"  {given(None)}"]
    choices = say("Returned / forfeited / to the reserve / sold / destroyed")
    tail = [
        "",
        say("Final disposition").upper(),
        *_lines(f"({choices[0].lower()}{choices[1:]})"),
        "",
        *_field(say("Act no. and date"), "_" * 60),
        "",
        *_field(say("Journal’s head"), str(journal.head)),
    ]
    return "\n".join([*head, *rows, *tail]) + "\n"


def _item(exhibit: Exhibit, language: Language) -> list[str]:
    say, given = language.say, language.given
    received = None if exhibit.received_at is None else language.moment(exhibit.received_at)
    return [
        *_field(f"  {exhibit.id}", given(exhibit.description)),
        *_field(f"    {say('source')}", given(exhibit.source)),
        *_field(f"    {say('received from')}", given(exhibit.received_from)),
        *_field(f"    {say('received at')}", given(received)),
        *_field("    SHA-256", given(exhibit.sha256)),
    ]


def _event(entry: Entry, language: Language) -> list[str]:
    """Return one event, with a place for the signature of each person who entered or witnessed it."""
    say = language.say
    lines = [
        *_field(f"  {entry.seq}. {entry.time_utc}", f"{language.word(words(entry.kind))}: {entry.why}"),
        *_field(f"    {say('entered by')}", entry.who),
    ]
    if entry.object is not None:
        lines += _field("    SHA-256", entry.object)
    for name, text in entry.details.items():
        lines += _field(f"    {language.word(_DETAILS[name]) if name in _DETAILS else name}", text)
    if entry.kind in BY_PERSONS:
        named = [entry.details[name] for name in ("released-by", "received-by") if name in entry.details] or [entry.who]
        witness = [entry.details["witness"]] if "witness" in entry.details else []
        for person in (*named, *witness):
            lines += _field(f"    {say('signature')}", f"{'_' * 30}  {person}")
    return lines


def _field(name: str, text: str) -> list[str]:
    """Return a name and a text beside it; the text is wrapped and never cut."""
    start = f"{name:<{_NAMES}} "
    return _lines(text, start, " " * (_NAMES + 1)) or [start.rstrip()]


def _lines(text: str, start: str = "", indent: str = "") -> list[str]:
    plain = "".join(each if each.isprintable() else " " for each in text)
    return textwrap.wrap(plain, _WIDTH, initial_indent=start, subsequent_indent=indent)
