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
from tracer.reserve.clearance.signatures import StatedScript, other_script, signed_size
from tracer.reserve.disposition.gate_rows import GateCheck, judged
from tracer.reserve.ledger_rows import RegisterCoin
from tracer.reserve.sentences import Sentence, say

_DUST = {"pubkeyhash": 546, "scripthash": 540, "witness_v0_keyhash": 294, "nulldata": 0}
_OTHER_DUST = 330
"""Satoshi below which nodes relay no output. Source: Bitcoin Core 31 `GetDustThreshold` at 3 satoshi per byte."""
_DEFAULT, _ALL = 0, 1
_REPLACEABLE = 0xFFFFFFFD
_LOCK_BY_TIME = 500_000_000


def coins(spend: ProposedSpend) -> GateCheck:
    """Return C1: every input is an unspent coin of ours, and what the PSBT says of it is what the chain has."""
    said: list[Sentence] = []
    counted = Counter(each.prevout for each in spend.proposal.inputs)
    said += [say("Coin {coin} is spent twice.", coin=str(each)) for each, times in counted.items() if times > 1]
    for number, (each, coin) in enumerate(zip(spend.proposal.inputs, spend.coins, strict=True)):
        if coin is None:
            said.append(_why_not(str(number), each, spend.known[number]))
        else:
            said += _stated(str(number), each, coin)
    count, height = len(spend.coins), f"{spend.height:,}"
    if count == 1:
        return judged(
            "C1", said, say("1 coin of the register, unspent at block {height}, as the chain has it.", height=height)
        )
    words = say(
        "{count} coins of the register, unspent at block {height}, as the chain has them.",
        count=str(count),
        height=height,
    )
    return judged("C1", said, words)


def _why_not(number: str, proposed: ProposedInput, coin: RegisterCoin | None) -> Sentence:
    """Return why a coin may not be spent."""
    named = str(proposed.prevout)
    if coin is None:
        return say("Input {number}: {coin} is no coin of the register's wallets.", number=number, coin=named)
    if coin.spent is not None:
        return say(
            "Input {number}: {coin} was spent by {txid} at block {height}.",
            number=number,
            coin=named,
            txid=str(coin.spender),
            height=f"{coin.spent.height:,}",
        )
    return say(
        'Input {number}: {coin} is of "{wallet}", which is not in the books.',
        number=number,
        coin=named,
        wallet=coin.wallet,
    )


def _stated(number: str, proposed: ProposedInput, coin: RegisterCoin) -> Iterator[Sentence]:
    """Yield what is wrong with what a PSBT says of a coin."""
    fields = proposed.fields
    if WITNESS_UTXO in fields and fields[WITNESS_UTXO] != coin.value.to_bytes(8, "little") + _sized(coin.script):
        yield say(
            "Input {number} states another amount or script of {coin} than the chain has.",
            number=number,
            coin=str(coin.outpoint),
        )
    if PREVIOUS_TX in fields and _txid(fields[PREVIOUS_TX]) != coin.outpoint.txid:
        yield say("Input {number} states a transaction that is not {txid}.", number=number, txid=coin.outpoint.txid)
    form = kind(coin.script)
    nested = form == "scripthash" and kind(fields.get(REDEEM, b"")).startswith("witness")
    if PREVIOUS_TX not in fields and (WITNESS_UTXO not in fields or not (nested or form.startswith("witness"))):
        yield say(
            "Input {number} does not state the coin that it spends, so that no device can show the fee.", number=number
        )
    wrong = other_script(coin.script, fields)
    if wrong is StatedScript.REDEEM:
        yield say("Input {number} states a redeem script that is not the coin's.", number=number)
    if wrong is StatedScript.WITNESS:
        yield say("Input {number} states a witness script that is not the coin's.", number=number)


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
    said: list[Sentence] = []
    terms, proposal = spend.sources.books.register.security, spend.proposal
    for number, each in enumerate(proposal.outputs):
        form = kind(each.script)
        if form == "nulldata" and spend.act is None:
            said.append(say("Output {number} carries data, and no act says so.", number=str(number)))
        if each.value < _DUST.get(form, _OTHER_DUST):
            said.append(say("Output {number} of {sat} satoshi is dust.", number=str(number), sat=str(each.value)))
    paid = spend.fee
    if paid is None:
        return judged("C4", [*said, say("The fee is not known, for not every coin is.")])
    scripts = {number: coin.script for number, coin in enumerate(spend.coins) if coin is not None}
    size = signed_size(proposal, scripts)
    if paid < 0:
        said.append(say("It pays {btc} BTC more than it spends.", btc=as_bitcoin(-paid)))
    if paid > terms.max_feerate * size:
        said.append(
            say(
                "The fee of {sat} satoshi over {count} virtual bytes is above {other_sat} satoshi for one.",
                sat=str(paid),
                count=str(size),
                other_sat=str(terms.max_feerate),
            )
        )
    if paid > terms.max_fee_share * spend.spent:
        said.append(
            say(
                "The fee of {btc} BTC is above {share} of what is spent.",
                btc=as_bitcoin(paid),
                share=str(terms.max_fee_share),
            )
        )
    words = say(
        "The fee is {btc} BTC, about {sat} satoshi for a virtual byte.", btc=as_bitcoin(paid), sat=str(paid // size)
    )
    return judged("C4", said, words)


def form(spend: ProposedSpend) -> GateCheck:
    """Return C5: nothing may be added, signatures commit to everything, and no input is somebody else's."""
    said: list[Sentence] = []
    if spend.proposal.modifiable:
        said.append(say("Its inputs or outputs may still be changed (TX_MODIFIABLE)."))
    for number, (each, coin) in enumerate(zip(spend.proposal.inputs, spend.coins, strict=True)):
        if coin is None:
            said.append(say("Input {number} is of somebody else, or spent.", number=str(number)))
        if SIGHASH in each.fields:
            value, taproot = each.fields[SIGHASH], coin is not None and kind(coin.script) == "witness_v1_taproot"
            allowed = (_DEFAULT, _ALL) if taproot else (_ALL,)
            if len(value) != 4 or int.from_bytes(value, "little") not in allowed:
                said.append(
                    say(
                        "Input {number} asks for another sighash than ALL ({hex}).",
                        number=str(number),
                        hex=value.hex(),
                    )
                )
    return judged("C5", said, say("Signatures commit to everything."), lock(spend))


def lock(spend: ProposedSpend) -> Sentence:
    """Return the sentence that says from when it may be mined, and whether it may be replaced."""
    locktime = spend.proposal.locktime
    final = all(each.sequence == 0xFFFFFFFF for each in spend.proposal.inputs)
    is_replaceable = any(each.sequence <= _REPLACEABLE for each in spend.proposal.inputs)
    by_time = locktime >= _LOCK_BY_TIME
    if not locktime or final or not (by_time or locktime >= spend.height):
        if is_replaceable:
            return say("It may be mined at once, and can be replaced.")
        return say("It may be mined at once, and does not signal that it can be replaced.")
    if by_time:
        moment = dt.datetime.fromtimestamp(locktime, dt.UTC).isoformat()
        if is_replaceable:
            return say("It may be mined after {moment}, and can be replaced.", moment=moment)
        return say("It may be mined after {moment}, and does not signal that it can be replaced.", moment=moment)
    height = f"{locktime:,}"
    if is_replaceable:
        return say("It may be mined after block {height}, and can be replaced.", height=height)
    return say("It may be mined after block {height}, and does not signal that it can be replaced.", height=height)
