"""Names that their own checksum proves: whole, run together with other text, or broken into parts.

Parts are joined over one line break (also a quoted-printable one, and quotation signs of mail), a hyphen at a line's
end, up to three spaces, or characters that do not show; what is found in the joined text and reaches over such a break
is broken. Every stretch is looked at once, so the cost grows with the text.
Source: BIP 173, BIP 350 (segwit addresses), BOLT 11 (Lightning invoices: Bech32 of any length).
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from tracer.chain import bech32
from tracer.chain.base58_names import Scan, What
from tracer.chain.network import NETWORKS

BREAK = (
    r"(?:=\n|[ \u00a0\u2000-\u200a]{0,3}[-\u00ad\u2010]?[ ]{0,3}\n(?:[ \u00a0]{0,80}|[> ]{0,20})"
    r"|[ \u00a0\u2000-\u200a\u202f]{1,3}|[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]{1,3})"
)
"""What may stand inside a name that was broken."""

_BREAK = re.compile(rf"(?<=[0-9A-Za-z]){BREAK}(?=[0-9A-Za-z])")
_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_LOWER = re.compile(f"[{_ALPHABET}]*")
_UPPER = re.compile(f"[{_ALPHABET.upper()}]*")
_SEGWIT = re.compile("(?:bcrt|bc|tb)1", re.IGNORECASE)
_BODY = 84
"""Characters behind the `1` of the longest segwit address."""
_OTHER_CODES = {
    "ltc": "Litecoin", "tltc": "Litecoin (test)", "addr": "Cardano", "stake": "Cardano", "cosmos": "Cosmos",
    "dgb": "DigiByte", "zs": "Zcash", "tex": "Zcash", "osmo": "Osmosis", "bnb": "BNB Beacon Chain",
    "npub": "Nostr (no ledger)",
}  # fmt: skip
_INVOICE = re.compile("ln(?:bcrt|bc|tbs|tb)(?:[0-9]{1,12}[munp]?)?1(?=[a-z0-9]{100})", re.IGNORECASE)
_OTHER = re.compile(f"(?:{'|'.join(_OTHER_CODES)})1(?=[a-z0-9]{{38}})", re.IGNORECASE)
_CONSTANTS = (1, 0x2BC830A3)
_STEPS = tuple(
    (0x3B6A57B2 * (top & 1)) ^ (0x26508E6D * (top >> 1 & 1)) ^ (0x1EA119FA * (top >> 2 & 1))
    ^ (0x3D4233DD * (top >> 3 & 1)) ^ (0x2A1462B3 * (top >> 4 & 1)) for top in range(32)
)  # fmt: skip
_VALUE = {character: value for value, character in enumerate(_ALPHABET)}


class Proven(NamedTuple):
    """A name: where it stands in the text, its parts joined, their number, what it is, and of which other ledger.

    `invoice` is a Lightning invoice, which is no name of the chain.
    """

    start: int
    end: int
    text: str
    parts: int
    what: What
    ledger: str = ""
    invoice: bool = False


def proven(text: str, scan: Scan) -> tuple[Proven, ...]:
    """Return every proven name of a text in its order, none overlapping another."""
    joined = _Joined(text)
    found = [joined.at(each.start, each.end, each.what, each.ledger) for each in scan.names(joined.text)]
    found += [joined.at(start, end, What.ADDRESS, "") for start, end in _segwit(joined.text)]
    for match, end in _coded(_OTHER, joined.text):
        found.append(joined.at(match.start(), end, What.FOREIGN, _OTHER_CODES[match[0][:-1].lower()]))
    for match, end in _coded(_INVOICE, joined.text):
        found.append(joined.at(match.start(), end, What.FOREIGN, "Lightning")._replace(invoice=True))
    apart: list[Proven] = []
    for each in sorted(found, key=lambda one: (one.start, -one.end)):
        if not apart or each.start >= apart[-1].end:
            apart.append(each)
    return tuple(apart)


class _Joined:
    """A text with the breaks between letters and digits taken out, and where each character of it stood."""

    def __init__(self, text: str) -> None:
        parts = []
        self._places, self._shifts = array("q", [0]), array("q", [0])
        at = length = 0
        for match in _BREAK.finditer(text):
            parts.append(text[at : match.start()])
            length += match.start() - at
            at = match.end()
            self._places.append(length)
            self._shifts.append(at - length)
        self.text = "".join((*parts, text[at:]))

    def at(self, start: int, end: int, what: What, ledger: str) -> Proven:
        """Return a stretch of the joined text as a name of the whole one."""
        first, last = bisect_right(self._places, start) - 1, bisect_right(self._places, end - 1) - 1
        parts = last - first + 1
        text = self.text[start:end]
        return Proven(
            start=start + self._shifts[first],
            end=end + self._shifts[last],
            text=text,
            parts=parts,
            what=what,
            ledger=ledger,
        )


def _segwit(text: str) -> Iterator[tuple[int, int]]:
    """Yield where segwit addresses of the Bitcoin networks begin and end."""
    at = 0
    while (head := _SEGWIT.search(text, at)) is not None:
        ends = [end for end in _ends(text, head, _BODY) if _is_segwit(text[head.start() : end])]
        if ends:
            at = max(ends)
            yield head.start(), at
        else:
            at = head.start() + 1


def _coded(pattern: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], int]]:
    """Yield heads of other Bech32 texts, each with the last place at which its checksum holds."""
    at = 0
    while (head := pattern.search(text, at)) is not None:
        end = max(_ends(text, head, None), default=None)
        at = head.end() if end is None else end
        if end is not None:
            yield head, end


def _ends(text: str, head: re.Match[str], longest: int | None) -> Iterator[int]:
    """Yield every place behind a head at which a Bech32 or Bech32m checksum holds."""
    capitals = head[0] == head[0].upper()
    if not capitals and head[0] != head[0].lower():
        return
    end = len(text) if longest is None else min(len(text), head.end() + longest)
    body = (_UPPER if capitals else _LOWER).match(text, head.end(), end)
    human = head[0][:-1].lower()
    residue = 1
    for value in (*(ord(each) >> 5 for each in human), 0, *(ord(each) & 31 for each in human)):
        residue = (residue & 0x1FFFFFF) << 5 ^ value ^ _STEPS[residue >> 25]
    for place, character in enumerate("" if body is None else body[0].lower(), head.end() + 1):
        residue = (residue & 0x1FFFFFF) << 5 ^ _VALUE[character] ^ _STEPS[residue >> 25]
        if residue in _CONSTANTS and place - head.end() >= 6:
            yield place


def _is_segwit(text: str) -> bool:
    try:
        human, _, _ = bech32.decode(text)
    except ValueError:
        return False
    return any(human == network.hrp for network in NETWORKS.values())
