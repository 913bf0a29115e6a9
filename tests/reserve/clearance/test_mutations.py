"""A transaction that was cleared, changed in any way: it is not cleared, or is told to be another one.

Whether a changed transaction may be signed is decided here by code of the tests' own, from what the act says and the
story's coins: the product must not clear one that this does not allow.
"""

import random
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from fixtures.recorder.plot import RESERVE, SEIZURE
from fixtures.recorder.record_clearance import BIDDER
from tests.counts import count
from tests.reserve.clearance import drafts
from tests.reserve.clearance.drafts import Draft, DraftInput, DraftOutput
from tests.reserve.clearance.grounds import COINS, cleared, failed, sources, spend, under
from tests.reserve.clearing import MERGE, TEST_DISPOSAL, TEST_PAYMENT
from tracer.errors import CaseError
from tracer.reserve.clearance.clearance_rows import MAY, ClearanceSources

DRAWS = count(suite=1_000, laws=10_000)
SCRIPTS = {RESERVE.payee(branch, index).script for branch in (0, 1) for index in range(100)}
"""The reserve wallet's, derived by the recorder."""
OTHERS = {
    "seizure": SEIZURE.payee(1, 3).script,
    "out of range": RESERVE.payee(1, 100).script,
    "right keys, nested": b"\xa9\x14" + bytes(20) + b"\x87",
    "one key of three": b"\x00\x14" + bytes(range(20)),
    "bidder again": BIDDER.script,
    "data": b"\x6a\x04data",
    "taproot": b"\x51\x20" + bytes(range(32)),
}


@cache
def ground() -> ClearanceSources:
    """Return what the mutated are held against: the test payment's act is in force."""
    return under(TEST_DISPOSAL)


@cache
def bases() -> tuple[Draft, ...]:
    """Return the recorded transactions, in both versions."""
    read = [drafts.read(each.read_bytes()) for each in (TEST_PAYMENT, MERGE)]
    return tuple(replace(each, version=version) for each in read for version in (0, 2))


@pytest.mark.parametrize("number", range(4))
def test_what_is_mutated_was_cleared(number: int) -> None:
    """In either version, to the same txid; written again it is the recorded file."""
    base = bases()[number]
    found = cleared(base, ground())
    assert (failed(found), found.verdict, found.entry.txid) == ({}, MAY, base.txid())
    assert drafts.read(TEST_PAYMENT.read_bytes()).written() == TEST_PAYMENT.read_bytes()


def coins() -> dict[tuple[bytes, int], tuple[int, bytes, str]]:
    """Return value, script and wallet of the story's unspent coins, by txid as transactions hold it and number."""
    return {
        (bytes.fromhex(each.outpoint.txid)[::-1], each.outpoint.vout): (each.value, each.script, each.wallet)
        for each in ground().books.ledger.coins
        if each.spent is None
    }


def may(draft: Draft) -> bool:
    """Return whether a mutated transaction could be allowed at all, by rules written down here."""
    there = coins()
    spent = [there.get((each.txid, each.vout)) for each in draft.inputs]
    if None in spent or len({(each.txid, each.vout) for each in draft.inputs}) < len(draft.inputs) or draft.modifiable:
        return False
    for each, coin in zip(draft.inputs, spent, strict=True):
        assert coin is not None
        value, script, _ = coin
        if each.fields.get(b"\x01") not in (None, value.to_bytes(8, "little") + drafts.sized(script)):
            return False
        if each.fields.get(b"\x03") not in (None, b"\x01\0\0\0"):
            return False
        if not each.fields.keys() & {b"\0", b"\x01"}:
            return False
    foreign = Counter((each.script, each.value) for each in draft.outputs if each.script not in SCRIPTS)
    fee = sum(each[0] for each in spent if each is not None) - sum(each.value for each in draft.outputs)
    if foreign:
        back = (bytes.fromhex(COINS["back"][:64])[::-1], 0)
        if (
            foreign != {(BIDDER.script, 100_000): 1}
            or fee != 4_500
            or back not in {(i.txid, i.vout) for i in draft.inputs}
        ):
            return False
    return fee >= 0 and all(each.value >= 330 or each.script == BIDDER.script for each in draft.outputs)


def mutated(draft: Draft, rng: random.Random) -> Draft:
    """Return a transaction changed once, as an attacker or a mistake would."""
    kind = rng.randrange(16)
    at, to = rng.randrange(len(draft.inputs)), rng.randrange(len(draft.outputs))
    out, spent = draft.outputs[to], draft.inputs[at]
    if kind == 0:
        return draft.with_output(to, value=max(0, out.value + rng.choice((-1, 1)) * 10 ** rng.randrange(9)))
    if kind == 1:
        return draft.with_output(to, script=rng.choice(list(OTHERS.values())))
    if kind == 2:
        return draft.with_output(to, script=RESERVE.payee(rng.randrange(2), rng.randrange(110)).script)
    if kind == 3:
        return draft.with_output(to, script=_flipped(out.script, rng))
    if kind == 4:
        return replace(
            draft, outputs=(*draft.outputs, DraftOutput(rng.randrange(1, 10**7), rng.choice([*OTHERS.values()])))
        )
    if kind == 5 and len(draft.outputs) > 1:
        return replace(draft, outputs=tuple(each for each in draft.outputs if each is not out))
    if kind == 6:
        return replace(draft, inputs=(*draft.inputs, _another(rng)))
    if kind == 7:
        return draft.with_input(at, vout=rng.randrange(4), txid=rng.choice([spent.txid, rng.randbytes(32)]))
    if kind == 8:
        number = rng.choice((0, 2, 3, 0x81, 0x82, 0x83, 0x40, 0x101, 0xFFFFFFFF))
        return draft.with_input(at, fields=spent.fields | {b"\x03": number.to_bytes(4, "little")})
    if kind == 9 and b"\x01" in spent.fields:
        return draft.with_input(at, fields=spent.fields | {b"\x01": _flipped(spent.fields[b"\x01"], rng)})
    if kind == 10 and len(draft.inputs) > 1:
        first, second, *rest = draft.inputs
        swapped = (replace(first, fields=second.fields), replace(second, fields=first.fields), *rest)
        return replace(draft, inputs=swapped)
    if kind == 11:
        return replace(draft, version=2, modifiable=rng.randrange(1, 256))
    if kind == 12:
        return replace(draft, locktime=rng.randrange(2**32), number=rng.choice((1, 2, 3)))
    if kind == 13:
        return draft.with_input(at, sequence=rng.randrange(2**32))
    if kind == 14:
        stated = {key: value for key, value in out.fields.items() if key[:1] == b"\x02"}
        stated = stated or {b"\x02\x02" + rng.randbytes(32): rng.randbytes(24)}
        key, value = rng.choice(sorted(stated.items()))
        return draft.with_output(to, fields=out.fields | stated | {key: _flipped(value, rng)})
    return replace(draft, inputs=tuple(reversed(draft.inputs)), outputs=tuple(reversed(draft.outputs)))


def _flipped(content: bytes, rng: random.Random) -> bytes:
    """Return bytes with one bit flipped."""
    place = rng.randrange(len(content))
    return content[:place] + bytes([content[place] ^ (1 << rng.randrange(8))]) + content[place + 1 :]


def _another(rng: random.Random) -> DraftInput:
    """Return an input more: a coin of ours, or of nobody that is known."""
    if rng.randrange(3):
        return spend([rng.choice(list(COINS))], []).inputs[0]
    stated = (10**8).to_bytes(8, "little") + drafts.sized(BIDDER.script)
    return DraftInput(rng.randbytes(32), 0, 0xFFFFFFFD, {b"\x01": stated})


def test_no_mutated_transaction_is_cleared_that_should_not_be() -> None:
    """Each mutation is refused, or judged: then its txid is another, or what changed is nothing that is signed."""
    rng = random.Random(17)
    told: Counter[str] = Counter()
    for _ in range(DRAWS):
        base = rng.choice(bases())
        draft = mutated(base, rng)
        if rng.randrange(4) == 0:
            draft = mutated(draft, rng)
        try:
            found = cleared(draft, ground())
        except CaseError:
            told["refused"] += 1
            continue
        told[found.verdict] += 1
        assert found.entry.txid == draft.txid()
        if found.verdict == MAY:
            assert may(draft), draft
    assert told["refused"] > 0
    assert told[MAY] > DRAWS // 100
    assert told["must-not-be-signed"] > DRAWS // 2


def test_bytes_flipped_anywhere_clear_nothing_else() -> None:
    """One bit of a file: refused, not cleared, or what the tests' own reader finds in it may be."""
    rng = random.Random(18)
    for _ in range(DRAWS):
        base = rng.choice(bases()[:2] if rng.randrange(2) else bases()[2:])
        content = bytearray(base.written())
        content[rng.randrange(5, len(content))] ^= 1 << rng.randrange(8)
        try:
            found = cleared(bytes(content), ground())
        except CaseError:
            continue
        if found.verdict == MAY and base.version == 0:
            assert may(drafts.read(bytes(content)))
        if found.verdict == MAY and found.entry.txid == base.txid():
            assert [each.value for each in found.pays] == [each.value for each in base.outputs]


def test_the_ground_is_the_story() -> None:
    """Every coin that a mutation may add is unspent in it."""
    assert {str(each.outpoint) for each in sources().books.ledger.coins if each.spent is None} >= set(COINS.values())
