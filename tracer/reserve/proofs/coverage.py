"""Which coins of a closing block are proven, and what share of the closing that is.

A proof counts where its message is of this register and period, asked for, and of the closing block or a later one, and
where its signature is valid. It shows that the script could be satisfied when it was signed: not that nobody else can,
nor that anybody still can. A spend test shows the same, and to everybody: it lies in a block behind the closing one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from typing import Self

from tracer.chain.outpoint import Outpoint, Txid
from tracer.formats.canonical import Writable
from tracer.reserve.proofs.messages import ProofMessage
from tracer.reserve.proofs.proof_rows import JudgedProof, ProofCoin, ProofForm, ProofSet, SignatureState
from tracer.reserve.proofs.spend_tests import SpendTest, fault_of, spent_by
from tracer.reserve.sentences import Sentence, say
from tracer.visible import visible


class ProofStatus(Enum):
    """What is known of a coin, the strongest first."""

    SPENT = "spent"
    """By a payment that was ordered: the coin itself, in a block behind the closing one."""
    PROVEN = "proven"
    BEFORE_CLOSING = "before closing"
    PREDATES_COIN = "predates coin"
    INVALID = "invalid"
    NONE = "none"


PROVING = (ProofStatus.SPENT, ProofStatus.PROVEN)
"""What counts as proven."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofGround:
    """What proofs are held against: `hashes` are those of the blocks known up to the closing one, by height.

    `nonces` are those that were asked for.
    """

    register: str
    period: str
    closing: int
    hashes: Mapping[int, str]
    nonces: frozenset[str]
    coins: Sequence[ProofCoin]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofRow:
    """A coin and what is proven of it. `is_legacy`: a legacy message of its key is valid, and nothing better is.

    `block` is that of the message, or of the spend test `spend` by which it is spent or its script is proven.
    """

    coin: ProofCoin
    status: ProofStatus
    block: int | None
    is_legacy: bool
    spend: Txid | None = None

    @property
    def is_proven(self) -> bool:
        """Whether it counts as proven: by a signature, or by a spend test."""
        return self.status in PROVING

    def as_json(self) -> dict[str, Writable]:
        """Return the row; satoshi as digits, `block` is that of the message or of `spend_test`."""
        return {
            "outpoint": str(self.coin.outpoint),
            "wallet": self.coin.wallet,
            "value_sat": str(self.coin.value),
            "counted": self.coin.is_ours,
            "status": self.status.value,
            "block": self.block,
            "legacy": self.is_legacy,
            "spend_test": self.spend,
        }


@dataclass(frozen=True, slots=True)
class ProofCoverage:
    """Coins by outpoint with what is proven of each, and what is wrong with proofs, in words.

    `without_nonce` is how many valid proofs were signed without a nonce, as bip322-audit asks for them.
    """

    rows: tuple[ProofRow, ...]
    faults: tuple[Sentence, ...]
    without_nonce: int = 0

    @property
    def of(self) -> int:
        """What the books close with, in satoshi."""
        return sum(row.coin.value for row in self.rows if row.coin.is_ours)

    @property
    def covered(self) -> int:
        """What of it is proven, in satoshi."""
        return sum(map(self.sum, PROVING))

    @property
    def proven(self) -> frozenset[Outpoint]:
        """The coins in the books that are proven."""
        return frozenset(row.coin.outpoint for row in self.rows if row.coin.is_ours and row.is_proven)

    @property
    def legacy(self) -> int:
        """What of the rest a legacy message is valid for, in satoshi."""
        return sum(row.coin.value for row in self.rows if row.coin.is_ours and row.is_legacy)

    def sum(self, status: ProofStatus) -> int:
        """Return the satoshi in the books whose coins have a status."""
        return sum(row.coin.value for row in self.rows if row.coin.is_ours and row.status is status)

    @property
    def ratio(self) -> Fraction | None:
        """The share proven; None: there is nothing to prove."""
        return Fraction(self.covered, self.of) if self.of else None

    @property
    def percent(self) -> str:
        """The share in per cent, four decimals, rounded down: nothing unproven rounds to all."""
        if self.ratio is None:
            return "none"
        whole, part = divmod(self.covered * 1_000_000 // self.of, 10_000)
        return f"{whole}.{part:04d} %"

    def as_json(self) -> dict[str, Writable]:
        """Return `{covered_sat, spent_sat, of_sat, legacy_sat, without_nonce, faults, coins}`."""
        return {
            "covered_sat": str(self.covered),
            "spent_sat": str(self.sum(ProofStatus.SPENT)),
            "of_sat": str(self.of),
            "legacy_sat": str(self.legacy),
            "without_nonce": self.without_nonce,
            "faults": list(self.faults),
            "coins": [row.as_json() for row in self.rows],
        }


@dataclass(frozen=True, slots=True)
class ProvenClosing:
    """What of a period's closing is proven, as a status tells it."""

    period: str
    found: ProofCoverage

    def as_json(self) -> dict[str, Writable]:
        """Return `{period, covered_sat, of_sat}`."""
        return {"period": self.period, "covered_sat": str(self.found.covered), "of_sat": str(self.found.of)}


@dataclass(frozen=True, slots=True)
class _Finding:
    """What a proof comes to: a sentence where something is wrong; `block` None where its message is worth nothing."""

    proof: JudgedProof
    block: int | None
    fault: Sentence | None
    has_nonce: bool = True

    @property
    def is_valid(self) -> bool:
        return self.block is not None


def coverage(ground: ProofGround, sets: Sequence[ProofSet], spends: Sequence[SpendTest] = ()) -> ProofCoverage:
    """Return what is proven of the coins of a closing block by signatures and spend tests that came in any order."""
    found = [_judge(ground, each, proof) for each in sets for proof in each.proofs]
    by_script: dict[bytes, list[_Finding]] = {}
    for each in found:
        by_script.setdefault(each.proof.proof.script, []).append(each)
        for script in {spend.script for spend in each.proof.verdict.spends} if each.is_valid else ():
            by_script.setdefault(script, []).append(each)
    coins = {coin.outpoint: coin for coin in ground.coins}
    by_spend = {test: fault_of(test, coins, ground.nonces) for test in spends}
    shown = _Spends.of([test for test, fault in by_spend.items() if fault is None], coins)
    rows = tuple(
        shown.strengthen(_row(ground, coin, by_script.get(coin.script, ())))
        for coin in sorted(ground.coins, key=lambda coin: coin.outpoint)
    )
    told = [*(each.fault for each in found), *by_spend.values()]
    faults = tuple(dict.fromkeys(each for each in told if each is not None))
    return ProofCoverage(rows, faults, sum(each.is_valid and not each.has_nonce for each in found))


@dataclass(frozen=True, slots=True)
class _Spends:
    """The spend tests that count: by the coins that they spend, and by the scripts of these; the earliest of each."""

    by_coin: Mapping[Outpoint, SpendTest]
    by_script: Mapping[bytes, SpendTest]

    @classmethod
    def of(cls, tests: Sequence[SpendTest], coins: Mapping[Outpoint, ProofCoin]) -> Self:
        """Take the tests in the order of their blocks, and of one block by txid."""
        by_coin, by_script = dict[Outpoint, SpendTest](), dict[bytes, SpendTest]()
        for test in sorted(tests, key=lambda test: (test.height, test.transaction.txid)):
            for coin in spent_by(test, coins):
                by_coin.setdefault(coin.outpoint, test)
                by_script.setdefault(coin.script, test)
        return cls(by_coin, by_script)

    def strengthen(self, row: ProofRow) -> ProofRow:
        """Return a row with what they show of its coin, where no signature shows as much."""
        own, other = self.by_coin.get(row.coin.outpoint), self.by_script.get(row.coin.script)
        if own is None and (other is None or row.is_proven):
            return row
        status, test = (ProofStatus.PROVEN, other) if own is None else (ProofStatus.SPENT, own)
        assert test is not None
        return replace(row, status=status, block=test.height, is_legacy=False, spend=test.transaction.txid)


def _judge(ground: ProofGround, signed: ProofSet, judged: JudgedProof) -> _Finding:
    """Return what a proof comes to: the first thing that is wrong with it, message before signature."""
    message = ProofMessage.read(signed.message)
    fault = next(_faults(ground, signed, message, judged), None)
    if message is None or fault is not None:
        return _Finding(judged, None, fault)
    early = None
    if message.height < ground.closing:
        address = visible(judged.proof.address)
        early = say(
            "proof {address}: signed at block {height}, before the closing block {other_height}.",
            address=address,
            height=str(message.height),
            other_height=str(ground.closing),
        )
    return _Finding(judged, message.height, early, message.nonce is not None)


def _faults(
    ground: ProofGround, signed: ProofSet, message: ProofMessage | None, judged: JudgedProof
) -> Iterator[Sentence]:
    """Yield why a proof shows nothing."""
    address, script = visible(judged.proof.address), judged.proof.script.hex()
    if message is None:
        yield say("proof {address}: its message names no block.", address=address)
        return
    height = str(message.height)
    if message.register is not None and message.register != ground.register:
        yield say("script {script}: message of register {register}.", script=script, register=message.register)
    if message.period is not None and message.period != ground.period:
        yield say("script {script}: message of {period} reused.", script=script, period=message.period)
    if message.nonce is not None and message.nonce not in ground.nonces:
        yield say("script {script}: nobody asked with nonce {nonce}.", script=script, nonce=message.nonce)
    known = ground.hashes.get(message.height) or signed.after.get(message.height)
    if known is not None and known != message.hash:
        yield say(
            "proof {address}: block {height} is {hash}, not {other_hash}.",
            address=address,
            height=height,
            hash=known,
            other_hash=message.hash,
        )
    if known is None and message.height >= ground.closing:
        yield say(
            "proof {address}: block {height} is not among the headers on file; observe it first.",
            address=address,
            height=height,
        )
    if judged.verdict.state is not SignatureState.VALID:
        yield _unproven(address, judged)
    coins = {coin.outpoint: coin for coin in ground.coins}
    kind = "BIP-127" if judged.proof.form is ProofForm.BIP127 else "pof"
    for spend in judged.verdict.spends:
        coin = coins.get(spend.outpoint)
        if coin is None:
            yield say(
                "PSBT in {kind} spends {outpoint}, not in the observation.", kind=kind, outpoint=str(spend.outpoint)
            )
        elif (coin.value, coin.script) != (spend.value, spend.script):
            yield say(
                "PSBT in {kind} gives {outpoint} another value or script than it has.",
                kind=kind,
                outpoint=str(spend.outpoint),
            )


def _unproven(address: str, judged: JudgedProof) -> Sentence:
    """Return why a signature shows nothing; the reason is a sentence of its own, as the file on proofs has it."""
    reason = visible(judged.verdict.reason)
    if judged.verdict.state is SignatureState.INCONCLUSIVE:
        return say("proof {address}: inconclusive: {reason}.", address=address, reason=reason)
    return say("proof {address}: invalid: {reason}.", address=address, reason=reason)


def _row(ground: ProofGround, coin: ProofCoin, found: Sequence[_Finding]) -> ProofRow:
    """Return the strongest that is known of a coin."""
    about = [(_status(ground, coin, each), each) for each in found if _is_about(each, coin)]
    signed = [each for each in about if each[1].proof.proof.form is not ProofForm.LEGACY]
    order = tuple(ProofStatus)
    status, best = min(signed, key=lambda each: order.index(each[0]), default=(ProofStatus.NONE, None))
    is_legacy = status is not ProofStatus.PROVEN and any(
        each.proof.proof.form is ProofForm.LEGACY and found_of is ProofStatus.PROVEN for found_of, each in about
    )
    return ProofRow(coin=coin, status=status, block=None if best is None else best.block, is_legacy=is_legacy)


def _is_about(found: _Finding, coin: ProofCoin) -> bool:
    """Return whether a proof is of a coin's script, or signs for the coin; one of BIP 127 is of its coins alone."""
    proof, spends = found.proof.proof, found.proof.verdict.spends
    if any(each.outpoint == coin.outpoint for each in spends):
        return True
    return proof.script == coin.script and not (proof.form is ProofForm.BIP127 and found.is_valid)


def _status(ground: ProofGround, coin: ProofCoin, found: _Finding) -> ProofStatus:
    if found.block is None:
        return ProofStatus.INVALID
    if found.block < coin.height:
        return ProofStatus.PREDATES_COIN
    return ProofStatus.PROVEN if found.block >= ground.closing else ProofStatus.BEFORE_CLOSING
