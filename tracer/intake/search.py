"""Finds every name of the chain in a received file: whole, run together with other text, broken or damaged.

What proves itself comes first: secrets, addresses and keys by their checksum, hashes by their 64 digits, wherever
in a run of letters and digits they stand. Each is taken out of the text, and what is left is searched for what
was broken over spaces, one line break, a hyphen at a line's end or characters that do not show, and for what was
damaged; such a name is never used, its readings are its candidates. What then still looks as if it carried a
name is reported as not understood. Cells are never joined with one another.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from tracer.chain.base58_names import Scan, What
from tracer.chain.network import Network
from tracer.formats import private_keys
from tracer.intake import segwit_candidates, watch_only
from tracer.intake.base58_candidates import TrialLimit
from tracer.intake.classification import LONGEST, SHORTEST, Judgement, damaged, public, secret
from tracer.intake.finding import Candidate, NameFinding, NameKind, NameVerdict, Support
from tracer.intake.hashes import Hash, hashes
from tracer.intake.look_alikes import folded
from tracer.intake.other_ledgers import others
from tracer.intake.piece import Piece
from tracer.intake.proven import BREAK, Proven, proven

_RUN = re.compile(r"[^\W_]+")
_VOUT = re.compile(r":(0|[1-9][0-9]{0,9})(?!\w)")
_PERHAPS_VOUT = re.compile(r"[ \u00a0]{0,3}[:;#/(\[_-][ \u00a0]{0,3}[0-9]{1,5}(?!\w|[.,:/-][0-9])")
_NOTE_VOUT = "followed by what may be the number of an output; all outputs are meant unless it is written txid:vout"
_NOTE_GLUED = "run together with other letters or digits; its checksum shows where it begins and ends"
_NOTE_HASH = "run together with other letters; it is what has 64 hexadecimal digits"
_NOTE_0X = "written with 0x before it, as Ethereum and its kin write their hashes"
_BREAK = re.compile(rf"{BREAK}(?=[^\W_])")
_SHORTENED = re.compile(r"(?<![^\W_])([^\W_]{4,40})(?:…|\.{2,4}|\*{3,})([^\W_]{3,40})(?!\w)")
_SHORTEST_SECRET = 12
"""Characters of the shortest secret: twelve Chinese words without spaces."""
_HEAD = 4
"""Characters of the shortest beginning of a broken segwit address."""
_HASH = 64
"""Hexadecimal digits of a txid."""
_BEGUN, _ENDED = 4, 3
_MOST_PARTS = 24
_LONGEST_JOINED = 70
_SHOWN = 120
_SUSPECT = 26
"""Characters of a run that looks as if it carried a name."""
_SUSPECT_HASH = 60
_HEXADECIMAL = re.compile("[0-9A-Fa-f]+")
_KINDS = (re.compile("[0-9]"), re.compile("[a-z]"), re.compile("[A-Z]"))
_HEADS = re.compile("bcrt1|bc1|tb1", re.IGNORECASE)
_DIGESTS = (96, 128)
"""Hexadecimal digits of other digests."""


class _Run(NamedTuple):
    start: int
    end: int
    text: str


class Searcher:
    """Searches pieces for names of one network; a text that was judged once is not judged again."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._known: dict[str, Judgement | None] = {}
        self.scan = Scan()
        self.budget = TrialLimit()

    def find(self, piece: Piece) -> Iterator[NameFinding]:
        """Yield every name in a piece; what proves itself first, each kind in the order of the text."""
        if len(piece.text) < _SHORTEST_SECRET:
            return
        for search in (self._descriptors, self._proven, self._secrets, self._others, self._hashes):
            found = tuple(search(piece))
            yield from (finding for _, _, finding in found)
            piece = replace(piece, text=_without(piece.text, [(start, end) for start, end, _ in found]))
        at = 0
        while (match := _RUN.search(piece.text, at)) is not None:
            finding, at = self._at(piece, _Run(match.start(), match.end(), match[0]))
            if finding is not None:
                yield finding

    def _descriptors(self, piece: Piece) -> Iterator[tuple[int, int, NameFinding]]:
        for each in watch_only.descriptors(piece.text):
            yield each.start, each.end, _descriptor(piece, each)

    def _secrets(self, piece: Piece) -> Iterator[tuple[int, int, NameFinding]]:
        for each in private_keys.secrets(piece.text):
            yield each.start, each.end, _finding(piece, each.start, "", secret(each.what))

    def _proven(self, piece: Piece) -> Iterator[tuple[int, int, NameFinding]]:
        """Yield names that their checksum proves, also broken and secret ones."""
        for each in proven(piece.text, self.scan):
            if each.what.secret:
                what = private_keys.WORDS[each.what] + (", broken into parts" if each.parts > 1 else "")
                yield each.start, each.end, _finding(piece, each.start, "", secret(what))
                continue
            judged = self._judged(each)
            notes = (_NOTE_GLUED,) if _is_glued(piece.text, each.start, each.end) else ()
            judged = judged._replace(notes=(*judged.notes, *notes))
            written = piece.text[each.start : each.end]
            if each.parts > 1 and each.what is not What.FOREIGN:
                judged = _as_broken(judged, each.parts)
            yield each.start, each.end, replace(_shown(piece, each.start, written, judged), ledger=each.ledger)

    def _judged(self, name: Proven) -> Judgement:
        """Return the judgement of a name that its checksum proves."""
        if name.invoice:
            reason = "an invoice of the Lightning network: it is paid outside the chain, its checksum holds"
            return Judgement(NameKind.INVOICE, NameVerdict.OTHER, None, reason)
        if name.what is What.FOREIGN:
            reason = f"a name of {name.ledger}, another ledger: its checksum holds"
            return Judgement(NameKind.ADDRESS, NameVerdict.FOREIGN, None, reason)
        if name.what is What.EXTENDED_PUBLIC:
            return Judgement(NameKind.WATCH, NameVerdict.SENSITIVE, None, watch_only.WATCHING)
        judged = public(name.text, self._network)
        assert judged is not None
        return judged

    def _others(self, piece: Piece) -> Iterator[tuple[int, int, NameFinding]]:
        end = 0
        for each in sorted(others(piece.text)):
            if each.start >= end:
                end = each.end
                reason = f"a name of {each.ledger}: {each.support}"
                judged = Judgement(NameKind.ADDRESS, NameVerdict.FOREIGN, None, reason)
                found = _shown(piece, each.start, piece.text[each.start : each.end], judged)
                yield each.start, each.end, replace(found, ledger=each.ledger)

    def _hashes(self, piece: Piece) -> Iterator[tuple[int, int, NameFinding]]:
        for each in hashes(piece.text):
            run = _Run(each.start, each.end, piece.text[each.start : each.end])
            text = _with_vout(piece.text, run)
            end = each.start + len(text)
            yield each.start, end, _shown(piece, each.start, text, self._hash(piece.text, each, text))

    def _hash(self, whole: str, found: Hash, text: str) -> Judgement:
        """Return the judgement of a stretch of digits."""
        if not found.readings:
            reason = "a public key: it is no txid; the address or output that pays it is what a case names"
            return Judgement(NameKind.PUBLIC, NameVerdict.OTHER, None, reason)
        _, colon, vout = text.partition(":")
        if len(found.readings) > 1:
            size = found.end - found.start
            reason = f"{size} hexadecimal digits run together where a txid has 64: nobody can tell which 64"
            readings = tuple(
                Candidate(each.lower() + colon + vout, ("64 of the digits",), Support.FORM, "a txid has no checksum")
                for each in found.readings
            )
            return Judgement(NameKind.OUTPOINT if colon else NameKind.TXID, NameVerdict.DAMAGED, None, reason, readings)
        judged = public(text, self._network)
        assert judged is not None
        notes = list(judged.notes)
        if found.together > 1:
            notes.append(f"one of {found.together} run together; so many digits may also be one longer value")
        elif whole[max(0, found.start - 2) : found.start].lower() == "0x":
            notes.append(_NOTE_0X)
        elif _is_glued(whole, found.start, found.end):
            notes.append(_NOTE_HASH)
        if not colon and _PERHAPS_VOUT.match(whole, found.end):
            notes.append(_NOTE_VOUT)
        return judged._replace(notes=tuple(notes))

    def _at(self, piece: Piece, run: _Run) -> tuple[NameFinding | None, int]:
        """Return what begins at a run of what is left, and where the search goes on."""
        if len(run.text) < SHORTEST:
            return self._joined(piece, run) or self._joined_and_damaged(piece, run) or (None, run.end)
        text = _with_vout(piece.text, run)
        end = run.start + len(text)
        judged = self._public(text)
        if judged is not None:
            return _finding(piece, run.start, text, judged), end
        joined = self._joined(piece, run)
        if joined is not None:
            return joined
        judged = self._damaged(text)
        if judged is not None:
            return _finding(piece, run.start, text, judged), end
        joined = self._joined_and_damaged(piece, run)
        if joined is not None:
            return joined
        unclear = _unclear(run.text)
        return (None if unclear is None else _finding(piece, run.start, _ends_of(run.text), unclear)), run.end

    def _joined(self, piece: Piece, run: _Run) -> tuple[NameFinding, int] | None:
        """Return the join of this run with those after it that is a hash; what has a checksum was joined before."""
        if not _HEXADECIMAL.fullmatch(run.text):
            return None
        for count, text, end in _joins(piece.text, run):
            if len(text) > _HASH or not _HEXADECIMAL.fullmatch(text):
                return None
            if len(text) < _HASH or text.isdigit():
                continue
            whole = _with_vout(piece.text, _Run(run.start, end, text))
            judged = self._public(whole)
            end += len(whole) - len(text)
            return (
                None
                if judged is None
                else (_finding(piece, run.start, piece.text[run.start : end], _as_broken(judged, count)), end)
            )
        return None

    def _joined_and_damaged(self, piece: Piece, run: _Run) -> tuple[NameFinding, int] | None:
        """Return a join that begins like a segwit address and has candidates, broken and damaged at once."""
        if len(run.text) < _HEAD or segwit_candidates.head_of(run.text) is None:
            return None
        for count, text, end in _joins(piece.text, run):
            judged = self._damaged(text)
            if judged is not None and judged.candidates:
                return _finding(piece, run.start, piece.text[run.start : end], judged, _broken(count)), end
        return None

    def _public(self, text: str) -> Judgement | None:
        """Return the judgement of a text long enough to be a name."""
        if len(text) < SHORTEST or len(text) > LONGEST + 40:
            return None
        return public(text, self._network)

    def _damaged(self, text: str) -> Judgement | None:
        if len(text) < SHORTEST:
            return None
        if text not in self._known:
            self._known[text] = damaged(text, self._network, self.budget)
        return self._known[text]


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """Return the text, as long as it was, with these stretches made unreadable and not to be joined over."""
    parts, at = [], 0
    for start, end in sorted(spans):
        parts += [text[at:start], "\0" * (end - max(at, start))]
        at = max(at, end)
    return "".join((*parts, text[at:])) if parts else text


def _is_glued(text: str, start: int, end: int) -> bool:
    """Whether a letter, a digit or another name stands right beside this stretch."""
    return any(each.isalnum() or each == "\0" for each in (text[max(0, start - 1) : start], text[end : end + 1]))


def _unclear(text: str) -> Judgement | None:
    """Return the judgement of a run that is nothing known, where it looks as if it carried a name."""
    size = len(text)
    if size < _SUSPECT:
        return None
    if _HEXADECIMAL.fullmatch(text):
        if size < _SUSPECT_HASH or size in _DIGESTS or len(set(text.lower())) < 8:
            return None
        reason = (
            f"{size} hexadecimal digits: no txid, perhaps a raw transaction, a script, a signature or several hashes"
        )
        return Judgement(NameKind.TEXT, NameVerdict.UNCLEAR, None, reason)
    plain = folded(text)
    if not all(kind.search(plain) for kind in _KINDS) and not _HEADS.search(plain):
        return None
    reason = f"{size} letters and digits that look as if they carried a name; no checksum in them holds"
    return Judgement(NameKind.TEXT, NameVerdict.UNCLEAR, None, reason)


def _ends_of(text: str) -> str:
    """Return the two ends of a text, enough to find it again."""
    return f"{text[:6]}…{text[-4:]}"


def by_ends(whole: Iterable[str]) -> dict[tuple[str, str], list[str]]:
    """Return whole names by their first and last characters, by which a shortened one is looked up."""
    found: dict[tuple[str, str], list[str]] = {}
    for value in whole:
        found.setdefault((value[:_BEGUN], value[-_ENDED:]), []).append(value)
    return found


def shortened(piece: Piece, whole: dict[str, str], ends: dict[tuple[str, str], list[str]]) -> Iterator[NameFinding]:
    """Yield names shown with their middle left out; `whole` are the file's whole names, and where they stand.

    What is left out cannot be recovered; a whole name of the same file that begins and ends alike is a candidate.
    """
    for match in _SHORTENED.finditer(piece.text):
        start, end = match[1], match[2]
        alike = ends.get((start[:_BEGUN], end[-_ENDED:]), ())
        fits = [value for value in alike if value.startswith(start) and value.endswith(end)]
        hexadecimal = all(each in "0123456789abcdef" for each in (start + end).lower())
        if not fits and segwit_candidates.head_of(start) is None:
            continue
        kind = NameKind.TXID if hexadecimal else NameKind.ADDRESS
        found = tuple(Candidate(value, ("the middle that was left out",), Support.FILE, whole[value]) for value in fits)
        reason = "its middle was left out; get the whole of it"
        yield _finding(piece, match.start(), match[0], Judgement(kind, NameVerdict.DAMAGED, None, reason, found))


def _joins(text: str, run: _Run) -> Iterator[tuple[int, str, int]]:
    """Yield this run joined with one, two, … following ones: how many runs, the joined text and where it ends."""
    joined, end = run.text, run.end
    for count in range(2, _MOST_PARTS):
        gap = _BREAK.match(text, end)
        follows = None if gap is None else _RUN.match(text, gap.end())
        if follows is None or len(joined) + len(follows[0]) > _LONGEST_JOINED:
            return
        joined, end = joined + follows[0], follows.end()
        yield count, joined, end


def _with_vout(text: str, run: _Run) -> str:
    """Return the run together with the `:vout` after it, where it is as long as a txid."""
    follows = _VOUT.match(text, run.end) if 62 <= len(run.text) <= 66 else None
    return run.text if follows is None else run.text + follows[0]


def _as_broken(judged: Judgement, count: int) -> Judgement:
    """Return the judgement of a name that is whole only once its parts are joined."""
    reason = "broken by spaces, line breaks or hidden characters"
    if judged.kind is NameKind.WATCH:
        return judged._replace(verdict=NameVerdict.DAMAGED, reason=f"an extended public key, {reason}; {judged.reason}")
    if judged.value is None:
        return judged._replace(reason=f"{judged.reason}; {reason}")
    support = Support.CHECKSUM if judged.kind is NameKind.ADDRESS else Support.FORM
    remark = "" if judged.kind is NameKind.ADDRESS else "a txid has no checksum"
    candidate = Candidate(judged.value, _broken(count), support, remark)
    return Judgement(judged.kind, NameVerdict.DAMAGED, None, reason, (candidate,), judged.notes)


def _broken(count: int) -> tuple[str, ...]:
    return (f"{count} parts joined",)


def _descriptor(piece: Piece, found: watch_only.DescriptorMention) -> NameFinding:
    verdict = NameVerdict.SECRET if found.secret else NameVerdict.SENSITIVE
    kind = NameKind.KEY if found.secret else NameKind.DESCRIPTOR
    return NameFinding(
        kind=kind,
        verdict=verdict,
        place=piece.at(found.start),
        written=found.shown,
        value=None,
        reason=found.reason,
        candidates=(),
        notes=piece.notes,
    )


def _finding(piece: Piece, offset: int, written: str, judged: Judgement, first: tuple[str, ...] = ()) -> NameFinding:
    """Return a finding as it may be shown: no secret, right or mistyped, stands in it."""
    hidden = judged.verdict is NameVerdict.SECRET
    shown = private_keys.SHOWN_INSTEAD if hidden else private_keys.redacted(written)
    return _shown(piece, offset, shown, judged, first)


def _shown(piece: Piece, offset: int, written: str, judged: Judgement, first: tuple[str, ...] = ()) -> NameFinding:
    """Return a finding of a text that is known to be no secret."""
    candidates = (
        tuple(replace(each, changes=(*first, *each.changes)) for each in judged.candidates)
        if first
        else judged.candidates
    )
    shown = watch_only.shortened(written) if judged.kind is NameKind.WATCH else written
    return NameFinding(
        kind=judged.kind,
        verdict=judged.verdict,
        place=piece.at(offset),
        written=shown[:_SHOWN],
        value=judged.value,
        reason=judged.reason,
        candidates=candidates,
        notes=(*piece.notes, *judged.notes),
    )
