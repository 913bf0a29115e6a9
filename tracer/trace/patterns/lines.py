"""Transactions given as JSON lines, read as subjects: for trying detectors on any collection.

One object a line: `txid`, `inputs` of `outpoint`, `value_sat`, `script`, `outputs` of `value_sat`,
`script`; optionally `truth` (what it is known to be), `time` (seconds of UTC), `height`, `version`,
`locktime`, and `sequence`, `script_sig`, `witness` per input. Further keys are the collection's own
and are passed over. Files are opened elsewhere.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tracer.chain.amount import MAX_MONEY, Sats
from tracer.chain.decode import Unlocking
from tracer.chain.outpoint import Outpoint, Txid, parse_txid
from tracer.chain.transaction import Output
from tracer.errors import CaseError
from tracer.trace.patterns.subject import Spend, Subject

_SHOWN = 50
"""How many faults are named one by one; the number of the others is given."""

_UINT32 = (1 << 32) - 1
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """One line: where it stands, counted from one, the transaction, and its truth where given."""

    number: int
    subject: Subject
    truth: str | None


def parse(lines: Iterable[str], source: str) -> tuple[SubjectLine, ...]:
    """Return the transactions of these lines, in their order; empty lines are passed over.

    Raises:
        CaseError: a line is no such object; every faulty place of every line is named.
    """
    found: list[SubjectLine] = []
    faults: list[str] = []
    for number, text in enumerate(lines, start=1):
        if text.strip():
            reader = _Reader(f"{source}, line {number}")
            line = reader.line(number, text)
            faults += reader.faults
            if line is not None and not reader.faults:
                found.append(line)
    if len(faults) > _SHOWN:
        faults[_SHOWN:] = [f"… and {len(faults) - _SHOWN} more faults in {source}"]
    if faults:
        raise CaseError(*faults)
    return tuple(found)


class _Reader:
    """One line being read; what is wrong with it is collected."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.faults: list[str] = []

    def fault(self, key: str, expected: str, value: object) -> None:
        """Note one fault."""
        shown = "nothing" if value is _ABSENT else _short(value)
        self.faults.append(f"{self.place}: {key}: expected {expected}, found {shown}")

    def line(self, number: int, text: str) -> SubjectLine | None:
        """Return the line, or None and at least one fault."""
        try:
            entry: object = json.loads(text, object_pairs_hook=_unique)
        except (ValueError, RecursionError) as error:
            self.faults.append(f"{self.place}: not a JSON object: {_short(str(error))}")
            return None
        if not isinstance(entry, dict):
            self.fault("line", "a JSON object", entry)
            return None
        subject = self._subject(entry)
        truth = entry.get("truth")
        if truth is not None and (not isinstance(truth, str) or not truth):
            self.fault("truth", "a word", truth)
            return None
        return None if subject is None else SubjectLine(number, subject, truth)

    def _subject(self, entry: Mapping[str, object]) -> Subject | None:
        txid = self._txid(entry)
        inputs = tuple(self._spend(f"inputs[{vin}]", each) for vin, each in self._objects(entry, "inputs"))
        outputs = tuple(self._output(f"outputs[{vout}]", each) for vout, each in self._objects(entry, "outputs"))
        numbers = {key: self._number(entry, key, key, most) for key, most in _NUMBERS}
        if self.faults:
            return None
        subject = Subject(txid=txid, inputs=inputs, outputs=outputs, **numbers)
        if inputs and subject.fee < 0:
            self.faults.append(f"{self.place}: the outputs pay {-subject.fee} sat more than the inputs spend")
        if len({spend.prevout for spend in inputs}) != len(inputs):
            self.faults.append(f"{self.place}: inputs: an outpoint is spent twice")
        return subject

    def _txid(self, entry: Mapping[str, object]) -> Txid:
        value = entry.get("txid", _ABSENT)
        try:
            return parse_txid(value if isinstance(value, str) else "")
        except ValueError:
            self.fault("txid", "64 lower-case hexadecimal digits", value)
            return Txid("")

    def _objects(self, entry: Mapping[str, object], key: str) -> Iterator[tuple[int, Mapping[str, object]]]:
        value = entry.get(key, _ABSENT)
        if not isinstance(value, list):
            self.fault(key, "a list of objects", value)
            return
        for index, each in enumerate(value):
            if isinstance(each, dict):
                yield index, each
            else:
                self.fault(f"{key}[{index}]", "an object", each)

    def _spend(self, place: str, entry: Mapping[str, object]) -> Spend:
        value = entry.get("outpoint", _ABSENT)
        try:
            outpoint = Outpoint.parse(value if isinstance(value, str) else "")
        except ValueError:
            self.fault(f"{place}.outpoint", "txid:vout", value)
            outpoint = Outpoint(Txid(""), 0)
        output = self._output(place, entry)
        sequence = self._number(entry, "sequence", f"{place}.sequence", _UINT32)
        return Spend(outpoint, output.value, output.script, sequence, self._unlocking(place, entry))

    def _output(self, place: str, entry: Mapping[str, object]) -> Output:
        value = self._number(entry, "value_sat", f"{place}.value_sat", MAX_MONEY, required=True)
        return Output(Sats(value or 0), self._hex(entry.get("script", _ABSENT), f"{place}.script"))

    def _unlocking(self, place: str, entry: Mapping[str, object]) -> Unlocking | None:
        if "witness" not in entry and "script_sig" not in entry:
            return None
        items = entry.get("witness", [])
        if not isinstance(items, list):
            self.fault(f"{place}.witness", "a list of hexadecimal strings", items)
            items = []
        witness = tuple(self._hex(item, f"{place}.witness[{index}]") for index, item in enumerate(items))
        return Unlocking(self._hex(entry.get("script_sig", ""), f"{place}.script_sig"), witness)

    def _number(
        self, entry: Mapping[str, object], key: str, place: str, most: int, required: bool = False
    ) -> int | None:
        value = entry.get(key, _ABSENT)
        if not required and (value is _ABSENT or value is None):
            return None
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
            return value
        self.fault(place, f"a whole number from 0 to {most}", value)
        return None

    def _hex(self, value: object, place: str) -> bytes:
        try:
            script = bytes.fromhex(value) if isinstance(value, str) else None
        except ValueError:
            script = None
        if script is None or script.hex() != value:
            self.fault(place, "lower-case hexadecimal digits, two a byte", value)
            return b""
        return script


_NUMBERS = (("version", _UINT32), ("locktime", _UINT32), ("height", (1 << 31) - 1), ("time", _UINT32))


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Build an object, refusing a key that stands twice: which of the two was meant is not for us to say."""
    entry = dict(pairs)
    if len(entry) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return entry


def _short(value: object) -> str:
    text = repr(value) if not isinstance(value, str) else f"{value!r}"
    return text if len(text) <= 60 else f"{text[:57]}…"
