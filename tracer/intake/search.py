"""Finds every name of the chain in a received file, whole, broken or damaged.

A name is a run of letters and digits. Where a run is no name by itself, it is joined with those that follow
it over spaces, one line break, a hyphen at a line's end or characters that do not show; a name so found
is reported as damaged with the joined text as its candidate. Cells are never joined with one another.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from tracer.case import private_keys
from tracer.chain.network import Network
from tracer.intake import segwit_candidates, watch_only
from tracer.intake.finding import Candidate, Finding, Kind, Support, Verdict
from tracer.intake.judgement import LONGEST, SHORTEST, Judgement, damaged, exact
from tracer.intake.look_alikes import folded
from tracer.intake.piece import Piece

_RUN = re.compile(r"[^\W_]+")
_VOUT = re.compile(r":(0|[1-9][0-9]{0,9})(?!\w)")
_PERHAPS_VOUT = re.compile(r"[ \u00a0]{0,3}[:;#/(\[_-][ \u00a0]{0,3}[0-9]{1,5}(?!\w|[.,:/-][0-9])")
_NOTE_VOUT = "followed by what may be the number of an output; all outputs are meant unless it is written txid:vout"
_BREAK = re.compile(
    r"(?:[ \u00a0\u2000-\u200a]{0,3}[-\u00ad\u2010]?[ ]{0,3}\n[ \u00a0]{0,80}"
    r"|[ \u00a0\u2000-\u200a\u202f]{1,3}|[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]{1,3})"
)
_SHORTENED = re.compile(r"([^\W_]{4,40})(?:…|\.{2,4}|\*{3,})([^\W_]{3,40})(?!\w)")
_MOST_PARTS = 24
_LONGEST_JOINED = 70
_SHOWN = 120


class _Run(NamedTuple):
    start: int
    end: int
    text: str


class Searcher:
    """Searches pieces for names of one network; a text that was judged once is not judged again."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._known: dict[str, Judgement | None] = {}

    def find(self, piece: Piece) -> Iterator[Finding]:
        """Yield every name in a piece, in the order of the text."""
        if len(piece.text) < SHORTEST:
            return
        text = piece.text
        for each in watch_only.descriptors(piece.text):
            yield _descriptor(piece, each)
            text = text[: each.start] + " " * (each.end - each.start) + text[each.end :]
        piece = replace(piece, text=text)
        runs = [_Run(match.start(), match.end(), match[0]) for match in _RUN.finditer(text)]
        at = 0
        while at < len(runs):
            found, used = self._at(piece, runs, at)
            if found is not None:
                yield found
            at += used

    def _at(self, piece: Piece, runs: list[_Run], at: int) -> tuple[Finding | None, int]:
        """Return what begins at a run, and how many runs it takes."""
        run = runs[at]
        text, taken = _with_vout(piece.text, run)
        judged = self._exact(text)
        if judged is not None:
            if judged.kind is Kind.TXID and _PERHAPS_VOUT.match(piece.text, run.end):
                judged = judged._replace(notes=(*judged.notes, _NOTE_VOUT))
            return _finding(piece, run.start, text, judged), taken
        joined = self._joined(piece, runs, at)
        if joined is not None:
            return joined
        judged = self._damaged(text)
        if judged is not None:
            return _finding(piece, run.start, text, judged), taken
        joined = self._joined_and_damaged(piece, runs, at)
        return joined if joined is not None else (None, 1)

    def _joined(self, piece: Piece, runs: list[_Run], at: int) -> tuple[Finding, int] | None:
        """Return the shortest join of this run with those after it that is a name."""
        for count, text, end in _joins(piece.text, runs, at):
            judged = self._exact(text) if text.isascii() and len(text) >= SHORTEST else None
            if judged is None or (judged.kind is Kind.TXID and text.isdigit()):
                continue
            whole, taken = (
                _with_vout(piece.text, _Run(runs[at].start, end, text)) if judged.kind is Kind.TXID else (text, 1)
            )
            judged = self._exact(whole) or judged
            written = piece.text[runs[at].start : end + len(whole) - len(text)]
            return _finding(piece, runs[at].start, written, _as_broken(judged, count)), count + taken - 1
        return None

    def _joined_and_damaged(self, piece: Piece, runs: list[_Run], at: int) -> tuple[Finding, int] | None:
        """Return a join that begins like a segwit address and has candidates, broken and damaged at once."""
        if segwit_candidates.head_of(runs[at].text) is None or len(runs[at].text) < 4:
            return None
        for count, text, end in _joins(piece.text, runs, at):
            judged = self._damaged(text)
            if judged is not None and judged.candidates:
                return _finding(piece, runs[at].start, piece.text[runs[at].start : end], judged, _broken(count)), count
        return None

    def _exact(self, text: str) -> Judgement | None:
        """Return the judgement of a text long enough to be a name."""
        if len(text) < SHORTEST or len(text) > LONGEST + 40:
            return None
        return exact(text, self._network)

    def _damaged(self, text: str) -> Judgement | None:
        if len(text) < SHORTEST:
            return None
        if text not in self._known:
            self._known[text] = damaged(text, self._network)
        return self._known[text]


def shortened(piece: Piece, whole: dict[str, str]) -> Iterator[Finding]:
    """Yield names shown with their middle left out; `whole` are the file's whole names, and where they stand.

    What is left out cannot be recovered; a whole name of the same file that begins and ends alike is a candidate.
    """
    for match in _SHORTENED.finditer(piece.text):
        start, end = match[1], match[2]
        fits = [value for value in whole if value.startswith(start) and value.endswith(end)]
        hexadecimal = all(each in "0123456789abcdef" for each in (start + end).lower())
        if not fits and segwit_candidates.head_of(start) is None:
            continue
        kind = Kind.TXID if hexadecimal else Kind.ADDRESS
        found = tuple(Candidate(value, ("the middle that was left out",), Support.FILE, whole[value]) for value in fits)
        reason = "its middle was left out; get the whole of it"
        yield _finding(piece, match.start(), match[0], Judgement(kind, Verdict.DAMAGED, None, reason, found))


def _joins(text: str, runs: list[_Run], at: int) -> Iterator[tuple[int, str, int]]:
    """Yield this run joined with one, two, … following ones: how many runs, the joined text and where it ends."""
    joined, end = runs[at].text, runs[at].end
    if not _may_begin(joined):
        return
    for count, run in enumerate(runs[at + 1 : at + _MOST_PARTS], start=2):
        if not _BREAK.fullmatch(text, end, run.start):
            return
        joined, end = joined + run.text, run.end
        if len(joined) > _LONGEST_JOINED:
            return
        yield count, joined, end


def _may_begin(text: str) -> bool:
    """Whether a name may begin with this run: a hash with hexadecimal digits, an address with its own first letters."""
    plain = folded(text).lower()
    return all(each in "0123456789abcdef" for each in plain) or plain[0] in "123mnbt"


def _with_vout(text: str, run: _Run) -> tuple[str, int]:
    """Return the run together with the `:vout` after it, where it is as long as a txid; and how many runs that takes."""
    follows = _VOUT.match(text, run.end) if 62 <= len(run.text) <= 66 else None
    return (run.text, 1) if follows is None else (run.text + follows[0], 2)


def _as_broken(judged: Judgement, count: int) -> Judgement:
    """Return the judgement of a name that is whole only once its parts are joined."""
    if judged.verdict is not Verdict.RIGHT or judged.value is None:
        return judged
    support = Support.CHECKSUM if judged.kind is Kind.ADDRESS else Support.FORM
    remark = "" if judged.kind is Kind.ADDRESS else "a txid has no checksum"
    candidate = Candidate(judged.value, _broken(count), support, remark)
    return Judgement(
        judged.kind, Verdict.DAMAGED, None, "broken by spaces, line breaks or hidden characters", (candidate,)
    )


def _broken(count: int) -> tuple[str, ...]:
    return (f"{count} parts joined",)


def _descriptor(piece: Piece, found: watch_only.Descriptor) -> Finding:
    verdict = Verdict.SECRET if found.secret else Verdict.SENSITIVE
    kind = Kind.KEY if found.secret else Kind.DESCRIPTOR
    return Finding(kind, verdict, piece.at(found.start), found.shown, None, found.reason, (), piece.notes)


def _finding(piece: Piece, offset: int, written: str, judged: Judgement, first: tuple[str, ...] = ()) -> Finding:
    candidates = (
        tuple(replace(each, changes=(*first, *each.changes)) for each in judged.candidates)
        if first
        else judged.candidates
    )
    shown = private_keys.SHOWN_INSTEAD if judged.verdict is Verdict.SECRET else private_keys.redacted(written)
    shown = watch_only.shortened(shown) if judged.kind is Kind.WATCH else shown
    return Finding(
        kind=judged.kind,
        verdict=judged.verdict,
        place=piece.at(offset),
        written=shown[:_SHOWN],
        value=judged.value,
        reason=judged.reason,
        candidates=candidates,
        notes=(*piece.notes, *judged.notes),
    )
