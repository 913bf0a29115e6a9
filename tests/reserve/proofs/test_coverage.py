"""What signatures prove of the coins of a closing block: statuses, the share, and everything that may be wrong."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.pictures import outpoint_of
from tracer.errors import CaseError
from tracer.reserve.proofs.coverage import ProofCoverage, ProofGround, ProofStatus, coverage
from tracer.reserve.proofs.messages import ProofMessage, request_message
from tracer.reserve.proofs.proof_rows import (
    JudgedProof,
    ProofCoin,
    ProofForm,
    ProofSet,
    ProofSpend,
    ReceivedProof,
    SignatureState,
    SignatureVerdict,
)

CLOSING = 140
NONCE = "9f" * 16
HELD = {"a": 1_000_000_000, "b": 339_850_000, "c": 49_990_000}
"""The holdings of the worked example."""
HASHES = {height: f"{height:064x}" for height in range(130, 141)}


def script(name: str) -> bytes:
    """Return a made-up script."""
    return name.encode() * 22


def coin(name: str, height: int = 100) -> ProofCoin:
    """Return one of the three coins."""
    return ProofCoin(
        outpoint=outpoint_of(f"{name}.0"),
        value=HELD[name],
        height=height,
        script=script(name),
        wallet="State reserve wallet",
        is_ours=True,
    )


GROUND = ProofGround(
    register="KZ-NIC",
    period="2026Q3",
    closing=CLOSING,
    hashes=HASHES,
    nonces=frozenset((NONCE,)),
    coins=tuple(map(coin, HELD)),
)


def asked(height: int = CLOSING, block_hash: str | None = None, **keys: str) -> bytes:
    """Return the message of the request, or one that differs."""
    given = {"register": "KZ-NIC", "period": "2026Q3", "nonce": NONCE} | keys
    return request_message(height=height, block_hash=block_hash or f"{height:064x}", **given).encode()


def proof(
    name: str,
    message: bytes,
    state: SignatureState = SignatureState.VALID,
    *spends: ProofSpend,
    form: ProofForm = ProofForm.BIP322,
    after: dict[int, str] | None = None,
) -> ProofSet:
    """Return a proof for a script of that name."""
    one = ReceivedProof(address=f"bc1q{name}", script=script(name), form=form, signature="smp")
    judged = JudgedProof(one, SignatureVerdict(state, "the signature does not verify", spends))
    return ProofSet(message, (judged,), after or {})


def status(found: ProofCoverage, name: str) -> ProofStatus:
    """Return what is known of a coin."""
    (row,) = [row for row in found.rows if row.coin.script == script(name)]
    return row.status


def test_the_worked_example() -> None:
    """Stamps 141, 139 and none at closing 140: 1,000,000,000 of 1,389,840,000, 71.9507 per cent."""
    after = {141: f"{141:064x}"}
    found = coverage(GROUND, [proof("a", asked(141), after=after), proof("b", asked(139))])
    assert [status(found, name) for name in HELD] == [
        ProofStatus.PROVEN,
        ProofStatus.BEFORE_CLOSING,
        ProofStatus.NONE,
    ]
    assert (found.covered, found.of, found.percent) == (1_000_000_000, 1_389_840_000, "71.9507 %")
    assert found.ratio == Fraction(1_000_000_000, 1_389_840_000)
    assert found.faults == ("proof bc1qb: signed at block 139, before the closing block 140.",)


def test_the_closing_block_itself_is_late_enough() -> None:
    """Signed at 140 a coin is proven, and nothing is wrong."""
    found = coverage(GROUND, [proof(name, asked()) for name in HELD])
    assert (found.covered, found.percent, found.faults) == (found.of, "100.0000 %", ())


def test_nothing_unproven_rounds_to_all() -> None:
    """One satoshi of many is missing: the share is rounded down."""
    coins = (coin("a"), replace(coin("c"), value=1))
    found = coverage(replace(GROUND, coins=coins), [proof("a", asked())])
    assert found.percent == "99.9999 %"


def test_without_coins_there_is_no_share() -> None:
    """Nothing held is neither nothing nor all proven."""
    found = coverage(replace(GROUND, coins=()), [])
    assert (found.ratio, found.percent, found.of) == (None, "none", 0)


def test_a_coin_that_came_after_the_signature() -> None:
    """It is on a proven script, and the proof is older than the coin."""
    found = coverage(replace(GROUND, coins=(coin("b", 140),)), [proof("b", asked(139))])
    assert status(found, "b") is ProofStatus.PREDATES_COIN
    assert found.covered == 0


def test_a_coin_of_the_message_s_own_block_was_there() -> None:
    """Signed at 139, received in 139: only the closing makes it early."""
    found = coverage(replace(GROUND, coins=(coin("b", 139),)), [proof("b", asked(139))])
    assert status(found, "b") is ProofStatus.BEFORE_CLOSING


@pytest.mark.parametrize("state", [SignatureState.INVALID, SignatureState.INCONCLUSIVE])
def test_a_signature_that_is_not_valid_proves_nothing(state: SignatureState) -> None:
    """What a soft fork may make valid is not."""
    found = coverage(GROUND, [proof("a", asked(), state)])
    assert (status(found, "a"), found.covered) == (ProofStatus.INVALID, 0)
    assert found.faults == (f"proof bc1qa: {state.value}: the signature does not verify.",)


def test_the_strongest_of_several_counts() -> None:
    """A wrong signature beside a right one takes nothing away, and is told."""
    wrong = proof("a", asked(), SignatureState.INVALID)
    for given in ([wrong, proof("a", asked())], [proof("a", asked()), wrong]):
        found = coverage(GROUND, given)
        assert (status(found, "a"), len(found.faults)) == (ProofStatus.PROVEN, 1)


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (asked(period="2026Q2"), f"script {script('a').hex()}: message of 2026Q2 reused."),
        (asked(register="KZ-OLD"), f"script {script('a').hex()}: message of register KZ-OLD."),
        (asked(nonce="00" * 16), f"script {script('a').hex()}: nobody asked with nonce {'00' * 16}."),
        (asked(140, "ab" * 32), f"proof bc1qa: block 140 is {140:064x}, not {'ab' * 32}."),
        (asked(139, "ab" * 32), f"proof bc1qa: block 139 is {139:064x}, not {'ab' * 32}."),
        (asked(200), "proof bc1qa: block 200 is not among the headers on file; observe it first."),
        (b"We hold it.", "proof bc1qa: its message names no block."),
        (asked() + b" ", "proof bc1qa: its message names no block."),
        (b"\xff" + asked(), "proof bc1qa: its message names no block."),
    ],
)
def test_a_message_that_shows_nothing(message: bytes, text: str) -> None:
    """Another period's, register's or nonce's, another block, or none: the signature may be as valid as it likes."""
    found = coverage(GROUND, [proof("a", message)])
    assert (status(found, "a"), found.covered, found.faults) == (ProofStatus.INVALID, 0, (text,))


def test_a_stamp_of_bip322_audit_carries_no_nonce() -> None:
    """It counts, and how many there are is told; with the request above it the request must be the right one."""
    stamp = b"\nblock: 140 " + f"{140:064x}".encode() + b" 2026-09-30T18:40:00Z"
    found = coverage(GROUND, [proof("a", b"Proof of control, NIC, 2026-09-30" + stamp)])
    assert (status(found, "a"), found.without_nonce, found.faults) == (ProofStatus.PROVEN, 1, ())
    with_request = coverage(GROUND, [proof("a", asked(135) + stamp)])
    assert (status(with_request, "a"), with_request.without_nonce) == (ProofStatus.PROVEN, 0)
    wrong = coverage(GROUND, [proof("a", b"NIC" + stamp, SignatureState.INVALID)])
    assert wrong.without_nonce == 0
    reused = coverage(GROUND, [proof("a", asked(period="2026Q2") + stamp)])
    assert status(reused, "a") is ProofStatus.INVALID


def test_a_stamp_stands_in_the_last_line() -> None:
    """A block that is named in the middle of a text is none."""
    stamp = b"block: 140 " + f"{140:064x}".encode() + b" 2026-09-30T18:40:00Z"
    assert ProofMessage.read(stamp + b"\nand more") is None
    assert ProofMessage.read(asked() + b"\nand more") is None
    assert ProofMessage.read(stamp) == ProofMessage(height=140, hash=f"{140:064x}")


def test_a_proof_of_funds_covers_the_coins_that_it_spends() -> None:
    """Signed for a with an input of b: both are proven, c is not."""
    spend = ProofSpend(coin("b").outpoint, HELD["b"], script("b"))
    found = coverage(GROUND, [proof("a", asked(), SignatureState.VALID, spend)])
    assert [status(found, name) for name in HELD] == [ProofStatus.PROVEN, ProofStatus.PROVEN, ProofStatus.NONE]


def test_a_proof_of_funds_over_a_coin_that_is_not_there() -> None:
    """A foreign input may be anybody's: the proof counts for nothing."""
    spend = ProofSpend(outpoint_of("d.0"), 1, script("d"))
    found = coverage(GROUND, [proof("a", asked(), SignatureState.VALID, spend)])
    assert (status(found, "a"), found.faults) == (
        ProofStatus.INVALID,
        (f"PSBT in pof spends {spend.outpoint}, not in the observation.",),
    )


@pytest.mark.parametrize(
    "spend", [ProofSpend(coin("b").outpoint, 1, script("b")), ProofSpend(coin("b").outpoint, HELD["b"], script("a"))]
)
def test_a_proof_of_funds_that_says_another_coin(spend: ProofSpend) -> None:
    """Value and script are the chain's, not the signer's."""
    found = coverage(GROUND, [proof("a", asked(), SignatureState.VALID, spend)])
    assert [status(found, name) for name in "ab"] == [ProofStatus.INVALID, ProofStatus.NONE]
    assert found.faults == (f"PSBT in pof gives {spend.outpoint} another value or script than it has.",)


def test_a_legacy_message_stands_apart() -> None:
    """It is not among what is proven; where a proof is there too it is not told twice."""
    found = coverage(GROUND, [proof("a", asked(), form=ProofForm.LEGACY)])
    assert (status(found, "a"), found.covered, found.legacy) == (ProofStatus.NONE, 0, HELD["a"])
    both = coverage(GROUND, [proof("a", asked(), form=ProofForm.LEGACY), proof("a", asked())])
    assert (both.covered, both.legacy) == (HELD["a"], 0)
    early = coverage(GROUND, [proof("a", asked(139), form=ProofForm.LEGACY)])
    assert early.legacy == 0


def test_what_is_not_counted_is_no_part_of_the_share() -> None:
    """A recorded wallet's coin is shown with its status, in neither sum."""
    coins = (coin("a"), replace(coin("b"), is_ours=False))
    found = coverage(replace(GROUND, coins=coins), [proof("b", asked())])
    assert (found.covered, found.of, status(found, "b")) == (0, HELD["a"], ProofStatus.PROVEN)
    legacy = coverage(replace(GROUND, coins=coins), [proof("b", asked(), form=ProofForm.LEGACY)])
    assert (legacy.legacy, [row.is_legacy for row in legacy.rows if not row.coin.is_ours]) == (0, [True])


@pytest.mark.parametrize("nonce", ["", "9f", "9F" * 16, "zz" * 16, "9f" * 17])
def test_a_nonce_is_of_one_form(nonce: str) -> None:
    """32 lower-case hexadecimal digits."""
    with pytest.raises(CaseError, match="expected 32 lower-case hexadecimal digits"):
        asked(nonce=nonce)


def test_the_message_as_devices_show_it() -> None:
    """One line of printable ASCII, short enough for a device."""
    message = asked(917_100).decode()
    assert message == f"KZ-NIC 2026Q3 proof of control; block 917100 {917_100:064x}; nonce {NONCE}"
    longest = request_message(register="K" * 40, period="2026Q3", height=10**9 - 1, block_hash="f" * 64, nonce="f" * 32)
    assert len(longest) <= 330
    assert longest.isascii()
    assert longest.isprintable()
    with pytest.raises(CaseError, match="not one that devices sign"):
        asked(register="K" * 41)
