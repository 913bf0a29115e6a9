"""Checks C1, C4 and C5: the coins are the chain's, the fee is bounded, signatures commit to everything."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from tracer.chain import decode
from tracer.chain.amount import as_bitcoin
from tracer.chain.script import kind
from tracer.errors import IntegrityError
from tracer.reserve.clearance.proposed_spend import ProposedSpend
from tracer.reserve.clearance.psbt import PREVIOUS_TX, REDEEM, SIGHASH, WITNESS_UTXO, ProposedInput
from tracer.reserve.clearance.signatures import scripts_fault, signed_size
from tracer.reserve.disposition.gate_rows import GateCheck, judged
from tracer.reserve.ledger_rows import RegisterCoin

_DUST = {"pubkeyhash": 546, "scripthash": 540, "witness_v0_keyhash": 294, "nulldata": 0}
_OTHER_DUST = 330
"""Satoshi below which nodes relay no output. Source: Bitcoin Core 31 `GetDustThreshold` at 3 satoshi per byte."""
_DEFAULT, _ALL = 0, 1
_REPLACEABLE = 0xFFFFFFFD
_LOCK_BY_TIME = 500_000_000


def coins(spend: ProposedSpend) -> GateCheck:
    """Return C1: every input is an unspent coin of ours, and what the PSBT says of it is what the chain has."""
    said: list[str] = []
    counted = Counter(each.prevout for each in spend.proposal.inputs)
    said += [f"Coin {each} is spent twice." for each, times in counted.items() if times > 1]
    for number, (each, coin) in enumerate(zip(spend.proposal.inputs, spend.coins, strict=True)):
        if coin is None:
            said.append(f"Input {number}: {each.prevout} {_why_not(spend.known[number])}.")
        else:
            said += [f"Input {number} {words}." for words in _stated(each, coin)]
    number = len(spend.coins)
    words = f"{number} coin{'s' if number > 1 else ''} of the register, unspent at block {spend.height:,}"
    return judged("C1", said, f"{words}, as the chain has {'them' if number > 1 else 'it'}.")


def _why_not(coin: RegisterCoin | None) -> str:
    if coin is None:
        return "is no coin of the register's wallets"
    if coin.spent is not None:
        return f"was spent by {coin.spender} at block {coin.spent.height:,}"
    return f'is of "{coin.wallet}", which is not in the books'


def _stated(proposed: ProposedInput, coin: RegisterCoin) -> Iterator[str]:
    """Yield what is wrong with what a PSBT says of a coin."""
    fields = proposed.fields
    if WITNESS_UTXO in fields and fields[WITNESS_UTXO] != coin.value.to_bytes(8, "little") + _sized(coin.script):
        yield f"states another amount or script of {coin.outpoint} than the chain has"
    if PREVIOUS_TX in fields and _txid(fields[PREVIOUS_TX]) != coin.outpoint.txid:
        yield f"states a transaction that is not {coin.outpoint.txid}"
    form = kind(coin.script)
    nested = form == "scripthash" and kind(fields.get(REDEEM, b"")).startswith("witness")
    if PREVIOUS_TX not in fields and (WITNESS_UTXO not in fields or not (nested or form.startswith("witness"))):
        yield "does not state the coin that it spends, so that no device can show the fee"
    fault = scripts_fault(coin.script, fields)
    if fault is not None:
        yield fault


def _txid(raw: bytes) -> str:
    try:
        return str(decode.transaction(raw).txid)
    except IntegrityError:
        return ""


def _sized(script: bytes) -> bytes:
    length = len(script)
    return (bytes([length]) if length < 0xFD else b"\xfd" + length.to_bytes(2, "little")) + script


def fee(spend: ProposedSpend) -> GateCheck:
    """Return C4: the fee is within the bounds of `[security]`, no output is dust, data only as an act says."""
    said: list[str] = []
    terms, proposal = spend.sources.books.register.security, spend.proposal
    for number, each in enumerate(proposal.outputs):
        form = kind(each.script)
        if form == "nulldata" and spend.act is None:
            said.append(f"Output {number} carries data, and no act says so.")
        if each.value < _DUST.get(form, _OTHER_DUST):
            said.append(f"Output {number} of {each.value} satoshi is dust.")
    paid = spend.fee
    if paid is None:
        return judged("C4", [*said, "The fee is not known, for not every coin is."], "")
    scripts = {number: coin.script for number, coin in enumerate(spend.coins) if coin is not None}
    size = signed_size(proposal, scripts)
    if paid < 0:
        said.append(f"It pays {as_bitcoin(-paid)} BTC more than it spends.")
    if paid > terms.max_feerate * size:
        said.append(
            f"The fee of {paid} satoshi over {size} virtual bytes is above {terms.max_feerate} satoshi for one."
        )
    if paid > terms.max_fee_share * spend.spent:
        said.append(f"The fee of {as_bitcoin(paid)} BTC is above {terms.max_fee_share} of what is spent.")
    return judged("C4", said, f"The fee is {as_bitcoin(paid)} BTC, about {paid // size} satoshi for a virtual byte.")


def form(spend: ProposedSpend) -> GateCheck:
    """Return C5: nothing may be added, signatures commit to everything, and no input is somebody else's."""
    said: list[str] = []
    if spend.proposal.modifiable:
        said.append("Its inputs or outputs may still be changed (TX_MODIFIABLE).")
    for number, (each, coin) in enumerate(zip(spend.proposal.inputs, spend.coins, strict=True)):
        if coin is None:
            said.append(f"Input {number} is of somebody else, or spent.")
        if SIGHASH in each.fields:
            value, taproot = each.fields[SIGHASH], coin is not None and kind(coin.script) == "witness_v1_taproot"
            allowed = (_DEFAULT, _ALL) if taproot else (_ALL,)
            if len(value) != 4 or int.from_bytes(value, "little") not in allowed:
                said.append(f"Input {number} asks for another sighash than ALL ({value.hex()}).")
    return judged("C5", said, f"Signatures commit to everything. {lock(spend)}")


def lock(spend: ProposedSpend) -> str:
    """Return the sentence that says from when it may be mined, and whether it may be replaced."""
    locktime = spend.proposal.locktime
    final = all(each.sequence == 0xFFFFFFFF for each in spend.proposal.inputs)
    when = "at once"
    if locktime and not final:
        by_time = locktime >= _LOCK_BY_TIME
        moment = dt.datetime.fromtimestamp(locktime, dt.UTC).isoformat() if by_time else f"block {locktime:,}"
        when = f"after {moment}" if by_time or locktime >= spend.height else "at once"
    replaced = any(each.sequence <= _REPLACEABLE for each in spend.proposal.inputs)
    return f"It may be mined {when}, and {'can' if replaced else 'does not signal that it can'} be replaced."
