"""`case.json`: the case as a program needs it, every address, descriptor and TagPack resolved to scripts.

The stand-alone verifier reads it, and so needs no TOML, no YAML, no address and no descriptor of its own. It says
nothing that `case.toml`, `scripts.json`, the TagPacks and the raw material do not: `tracer verify` makes it again from
them. Seeds stand as what they claim in which coin. Scripts that no output in the raw material pays are left out, for
they change nothing and would show a wallet's other addresses; those that are paid stand with the address that spells
them, where there is one.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from tracer.case.case import Case, Seed
from tracer.chain.address import encode
from tracer.chain.outpoint import Outpoint, Txid
from tracer.chain.transaction import Transaction
from tracer.documents.local_time import Clock
from tracer.formats import canonical
from tracer.formats.canonical import Writable
from tracer.result.order_row import order_row
from tracer.trace.seeds import in_order
from tracer.trace.tags.tags import Services, TagPack

Row = dict[str, Writable]

_SCHEMA = 1


def paid_scripts(transactions: Mapping[Txid, Transaction]) -> frozenset[bytes]:
    """Return every script that an output of these transactions pays."""
    return frozenset(output.script for each in transactions.values() for output in each.outputs)


def resolved_case(
    case: Case,
    packs: Sequence[TagPack],
    transactions: Mapping[Txid, Transaction],
    heights: Mapping[Txid, int],
    clock: Clock,
) -> bytes:
    """Return `case.json` in canonical form, from the raw material's transactions and, in chain order, their heights.

    `clock` is the case's: its offsets from UTC decide on which day a receipt came, and so are stated.

    Claims stand in the order in which the seeds are taken up, wallets and orders in the order of the file.
    """
    paid = paid_scripts(transactions)
    outputs = _outputs(transactions, heights, frozenset(key for seed in case.seeds for key in _named(seed)))
    services = Services(packs).labels()
    return canonical.dumps(
        {
            "schema": _SCHEMA,
            "case": case.id,
            "network": case.network.name,
            "timezone": case.timezone,
            "offsets": list(zip(clock.since, clock.offsets, strict=True)),
            "horizon": _horizon(case),
            "claims": _claims_by_coin(case, outputs),
            "custody": [{"name": wallet.name, "stage": wallet.stage.value} for wallet in case.custody],
            "wallets": {script.hex(): each.name for each in case.custody for script in each.scripts if script in paid},
            "orders": [order_row(order) for order in case.orders],
            "primary": case.method.primary,
            "parameters": {
                "method": {"retained": [str(outpoint) for outpoint in case.method.retained]},
                "stop": _stop(case),
            },
            "services": {script.hex(): label for script, label in services.items() if script in paid},
            "addresses": {script.hex(): address for script in paid if (address := encode(script, case.network))},
        }
    )


_Key: TypeAlias = Outpoint | Txid | bytes
"""What a seed names outputs by: their outpoint, their transaction, their script."""


class _Paid(NamedTuple):
    """An output of the raw material; `number` grows in chain order."""

    number: int
    outpoint: Outpoint
    height: int
    value: int


def _outputs(
    transactions: Mapping[Txid, Transaction], heights: Mapping[Txid, int], wanted: frozenset[_Key]
) -> Mapping[_Key, list[_Paid]]:
    """Return the outputs that have one of these outpoints, transactions or scripts, by each of the three."""
    found: dict[_Key, list[_Paid]] = defaultdict(list)
    number = 0
    for txid, height in heights.items():
        for vout, output in enumerate(transactions[txid].outputs if txid in transactions else ()):
            keys = wanted.intersection((Outpoint(txid, vout), txid, output.script))
            for key in keys:
                found[key].append(_Paid(number, Outpoint(txid, vout), height, output.value))
            number += 1
    return found


def _named(seed: Seed) -> list[_Key]:
    """Return what a seed names outputs by, each once."""
    named: tuple[_Key | None, ...] = (seed.outpoint, seed.txid, *dict.fromkeys(seed.scripts))
    return [key for key in named if key is not None]


def _claims_by_coin(case: Case, outputs: Mapping[_Key, list[_Paid]]) -> Row:
    """Return what seeds claim, coin by coin, in each the label and the satoshi in the order of taking up."""
    claims: dict[str, list[Writable]] = defaultdict(list)
    for _, seed in in_order(case.seeds):
        for outpoint, label, sat in _claims(seed, outputs):
            claims[outpoint].append((label, sat))
    return dict(claims)


def _claims(seed: Seed, outputs: Mapping[_Key, list[_Paid]]) -> Iterator[tuple[str, str, int]]:
    """Yield each coin that a seed names, its label, and how many satoshi it claims; what is not here is left out."""
    first, last = seed.from_height or 0, sys.maxsize if seed.to_height is None else seed.to_height
    left: int | None = seed.amount
    for paid in sorted(each for key in _named(seed) for each in outputs.get(key, ()) if first <= each.height <= last):
        sat = paid.value if left is None else min(left, paid.value)
        left = None if left is None else left - sat
        if sat or left is None:
            yield str(paid.outpoint), seed.label, sat


def _horizon(case: Case) -> Row:
    """Return what the case says of the horizon."""
    asked: Row = {"height": case.horizon.height, "hash": case.horizon.hash}
    return {key: value for key, value in asked.items() if value is not None}


def _stop(case: Case) -> Row:
    """Return the stops as used, but for the TagPacks, which lie beside."""
    stop = case.stop
    return {
        "min_sat": stop.min_sat,
        "max_hops": stop.max_hops,
        "to_height": stop.to_height,
        "fan_out": stop.fan_out,
        "coinjoin": stop.coinjoin,
        "lightning": stop.lightning,
    }
