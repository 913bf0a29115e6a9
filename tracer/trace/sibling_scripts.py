"""Traced coins paid to the key of a state wallet or of a tagged address in another form than the one that is named.

A key can be paid openly, by its hash, or by a witness program, bare or wrapped; whoever has it can spend them all. That
is a fact. That a script which nobody named is no custody and no service is the convention of the result, so such coins
end as unspent, or are followed on, and are said here. Tags that end no trail are looked at too.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracer.case.case import Case
from tracer.case.doubts import Doubt
from tracer.chain.address import display, encode
from tracer.chain.network import Network
from tracer.chain.script import kind, same_key
from tracer.formats.fields import show
from tracer.trace.tags.tags import TagPack
from tracer.trace.trail import Coin, Trail

_NAMED = 3
_WAYS = {
    "pubkey": "pay-to-pubkey",
    "pubkeyhash": "pay-to-pubkey-hash",
    "witness_v0_keyhash": "pay-to-witness-pubkey-hash",
    "scripthash": "pay-to-script-hash around its witness program",
}


@dataclass(frozen=True, slots=True)
class _Named:
    """A script that the case or a pack names: where, and whose it is said to be."""

    place: str
    script: bytes
    whose: str
    is_custody: bool


def sibling_payments(case: Case, packs: Sequence[TagPack], trails: Sequence[Trail]) -> tuple[Doubt, ...]:
    """Return a doubt for each named script whose key traced coins pay in another form, each coin once.

    Custody wallets come first, then tags, in the order of the case and of the packs.
    """
    custody, tags = _of_custody(case), _of_tags(packs)
    found: dict[_Named, list[Coin]] = defaultdict(list)
    coins = {coin.outpoint: coin for trail in reversed(trails) for coin in trail.coins}
    for coin in sorted(coins.values(), key=lambda coin: coin.place):
        script = coin.output.script
        if script in custody.named or script in tags:
            continue
        siblings = [each for each in same_key(script) if each != script]
        wallet = custody.by_sibling.get(script) or _first(custody.named, siblings)
        named = wallet or _first(tags, siblings)
        if named is not None:
            found[named].append(coin)
    order = {named: at for at, named in enumerate((*custody.named.values(), *tags.values()))}
    return tuple(
        Doubt(named.place, _text(named, found[named], case.network)) for named in sorted(found, key=order.__getitem__)
    )


@dataclass(frozen=True, slots=True)
class _Custody:
    """The scripts of state wallets, and every other form of their keys."""

    named: Mapping[bytes, _Named]
    by_sibling: Mapping[bytes, _Named]


def _of_custody(case: Case) -> _Custody:
    named: dict[bytes, _Named] = {}
    by_sibling: dict[bytes, _Named] = {}
    for number, wallet in enumerate(case.custody, start=1):
        key = "descriptor" if wallet.descriptor else "addresses"
        for script in wallet.scripts:
            each = _Named(f"custody[{number}].{key}", script, f"of custody wallet {show(wallet.name)}", True)
            named.setdefault(script, each)
    for script, each in named.items():
        for sibling in same_key(script):
            by_sibling.setdefault(sibling, each)
    return _Custody(named, by_sibling)


def _of_tags(packs: Sequence[TagPack]) -> Mapping[bytes, _Named]:
    """Return the tagged scripts as they stand: packs are large, so other forms of their keys are not made."""
    named: dict[bytes, _Named] = {}
    for pack in packs:
        for tag in pack.tags:
            if tag.script is not None:
                whose = f"tagged {show(tag.label)} by {pack.file} line {tag.line}"
                named.setdefault(tag.script, _Named("stop.tags", tag.script, whose, False))
    return named


def _first(named: Mapping[bytes, _Named], scripts: Sequence[bytes]) -> _Named | None:
    return next((named[script] for script in scripts if script in named), None)


def _text(named: _Named, coins: Sequence[Coin], network: Network) -> str:
    listed = "; ".join(_coin(coin) for coin in coins[:_NAMED])
    rest = f"; and {len(coins) - _NAMED} more" if len(coins) > _NAMED else ""
    said = (
        f"the key of {display(named.script, network)}, {named.whose}, was paid in another form than this: "
        f"{listed}{rest}. Whoever has the key can spend both, and only the script that is named counts"
    )
    if not named.is_custody:
        return f"{said}: tag that script too, or name these coins beside the result"
    advice = dict.fromkeys(filter(None, (_advice(coin, network) for coin in coins[:_NAMED])))
    return f"{said} as the wallet's: if the wallet holds them, {' and '.join(advice)}; else name them beside the result"


def _coin(coin: Coin) -> str:
    way = _WAYS[kind(coin.output.script)]
    then = "is followed on" if coin.terminal is None else f"ends as {coin.terminal.value}"
    return f"{coin.output.value} sat in {coin.outpoint} at height {coin.position.height}, by {way}, which {then}"


def _advice(coin: Coin, network: Network) -> str:
    address = encode(coin.output.script, network)
    if address is not None:
        return f"add a wallet with the address {address}"
    return f"add a wallet with the descriptor pk({coin.output.script[1:-1].hex()}) and its checksum"
