"""Where taint starts: the seeds of a case resolved to coins on the chain."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracer.case.case import Label, Seed
from tracer.chain.outpoint import Outpoint, Position
from tracer.chain.transaction import Confirmed, Output
from tracer.errors import CaseError
from tracer.trace.open_keys import open_payments
from tracer.trace.reading import Reading

_Coin = tuple[Outpoint, Position, Output]


@dataclass(frozen=True, slots=True)
class SeedClaim:
    """That the first `sat` satoshi still free in a coin belong to a label. `seed` counts from 0 in file order."""

    label: Label
    sat: int
    seed: int


@dataclass(frozen=True, slots=True)
class SeededCoin:
    """A coin named by one or more seeds; claims in the order in which they apply."""

    outpoint: Outpoint
    position: Position
    output: Output
    overwritten: bool
    """Whether a later coinbase of the same txid made this coin unspendable (BIP 30)."""
    claims: tuple[SeedClaim, ...]


def resolve(seeds: Sequence[Seed], reading: Reading) -> tuple[SeededCoin, ...]:
    """Return the coins the seeds name, in chain order.

    Outpoints come first in file order, then txids with their outputs in order, then addresses and
    descriptors in chain order; `amount` is consumed in that order, over the coins of one seed.

    Raises:
        CaseError: seeds that do not exist at or below the horizon, all of them at once.
    """
    coins: dict[tuple[Outpoint, Position], tuple[Output, list[SeedClaim]]] = {}
    faults: list[tuple[int, str]] = []
    receipts = _Receipts(seeds, reading)
    for number, seed in in_order(seeds):
        try:
            found = list(_coins(number, seed, reading, receipts))
        except CaseError as error:
            faults += [(number, fault) for fault in error.faults]
            continue
        left: int | None = seed.amount
        for outpoint, position, output in found:
            sat = output.value if left is None else min(left, output.value)
            left = None if left is None else left - sat
            claims = coins.setdefault((outpoint, position), (output, []))[1]
            if sat or seed.amount is None:
                claims.append(SeedClaim(seed.label, sat, number))
        if left:
            have = sum(output.value for _, _, output in found)
            faults.append(
                (number, f"{_name(number, seed)}: amount_sat {seed.amount} is more than the {have} sat it names")
            )
    if faults:
        raise CaseError(*(fault for _, fault in sorted(faults)))
    return tuple(
        SeededCoin(outpoint, position, output, _overwritten(outpoint, position, reading), tuple(claims))
        for (outpoint, position), (output, claims) in sorted(coins.items(), key=_place)
        if claims
    )


def _place(item: tuple[tuple[Outpoint, Position], object]) -> tuple[Position, int]:
    (outpoint, position), _ = item
    return position, outpoint.vout


def in_order(seeds: Sequence[Seed]) -> list[tuple[int, Seed]]:
    """Return the seeds in the order in which they are taken up, each with its place in the file, from 0."""
    return sorted(enumerate(seeds), key=lambda pair: 0 if pair[1].outpoint else 1 if pair[1].txid else 2)


def _name(number: int, seed: Seed) -> str:
    named = seed.outpoint or seed.txid or seed.address or "its descriptor"
    return f"seed {number + 1} ({seed.label}, {named})"


def _coins(number: int, seed: Seed, reading: Reading, receipts: "_Receipts") -> Iterator[_Coin]:
    if seed.outpoint is not None:
        made = _transaction(_name(number, seed), seed.outpoint, reading)
        outputs = made.transaction.outputs
        if seed.outpoint.vout >= len(outputs):
            raise CaseError(
                f"{_name(number, seed)}: the transaction has only {len(outputs)} outputs, 0 to {len(outputs) - 1}"
            )
        yield seed.outpoint, made.position, outputs[seed.outpoint.vout]
    elif seed.txid is not None:
        made = _transaction(_name(number, seed), Outpoint(seed.txid, 0), reading)
        for vout, output in enumerate(made.transaction.outputs):
            yield Outpoint(seed.txid, vout), made.position, output
    else:
        yield from receipts.of(_name(number, seed), seed)


class _Receipts:
    """What addresses and descriptors received, asked for once for all seeds of one window.

    A list of thousands of addresses is one scan of a node's filters, not thousands. What lies a little beyond a
    descriptor's range is asked for with it and read, for `range_ends`; it is no seed.
    """

    def __init__(self, seeds: Sequence[Seed], reading: Reading) -> None:
        """Take the seeds of a case; nothing is asked yet."""
        self._reading = reading
        self._scripts: dict[tuple[int, int], dict[bytes, None]] = {}
        self._found: dict[tuple[int, int], dict[bytes, list[_Coin]]] = {}
        for seed in seeds:
            if seed.scripts:
                beyond = (each.script for each in seed.edge if each.beyond)
                self._scripts.setdefault(self._window(seed), {}).update(dict.fromkeys((*seed.scripts, *beyond)))

    def of(self, name: str, seed: Seed) -> list[_Coin]:
        """Return what a seed received in its window, in chain order; a seed that names nothing is a fault."""
        window = first, last = self._window(seed)
        try:
            if window not in self._found:
                self._found[window] = self._paid(window)
        except CaseError as error:
            raise CaseError(*(f"{name}: {fault}" for fault in error.faults)) from None
        by_script = self._found[window]
        coins = [coin for script in dict.fromkeys(seed.scripts) for coin in by_script.get(script, ())]
        if not coins:
            said = f"{name}: received nothing between heights {first} and {last}"
            beside = open_payments(seed.scripts[0], self._reading, first, last) if seed.address else None
            raise CaseError(f"{said}; correct it, or leave it out" if beside is None else f"{said}; {beside}")
        return sorted(coins, key=lambda coin: (coin[1], coin[0].vout))

    def _window(self, seed: Seed) -> tuple[int, int]:
        horizon = self._reading.horizon.height
        return seed.from_height or 0, horizon if seed.to_height is None else min(seed.to_height, horizon)

    def _paid(self, window: tuple[int, int]) -> dict[bytes, list[_Coin]]:
        """Return what was paid to each script of a window; the transactions that pay are opened."""
        found, reading = self._reading.paid_to(tuple(self._scripts[window]), *window), self._reading
        paid: dict[bytes, list[_Coin]] = defaultdict(list)
        for place, (outpoint, position) in enumerate(found, start=1):
            opened = reading.open(outpoint.txid, (found[at].outpoint.txid for at in range(place, len(found))))
            if opened is not None:
                output = opened.confirmed.transaction.outputs[outpoint.vout]
                paid[output.script].append((outpoint, position, output))
        return paid


def _transaction(name: str, outpoint: Outpoint, reading: Reading) -> Confirmed:
    opened = reading.open(outpoint.txid)
    if opened is None:
        raise CaseError(
            f"{name}: no such transaction on the best chain at or below the horizon, height {reading.horizon.height}"
            + reading.lacking(outpoint.txid)
        )
    return opened.confirmed


def _overwritten(outpoint: Outpoint, position: Position, reading: Reading) -> bool:
    latest = reading.confirmed(outpoint.txid)
    return latest is not None and latest.position > position
