"""`case.json`: the case as a program needs it, every address, descriptor and TagPack resolved to scripts.

The stand-alone verifier reads it, and so needs no TOML, no YAML, no address and no descriptor of its own. It says
nothing that `case.toml`, `scripts.json`, the TagPacks and the raw material do not: `tracer verify` makes it again from
them. Scripts that no output in the raw material pays are left out, for they change nothing and would show a wallet's
other addresses; those that are paid stand with the address that spells them, where there is one.
"""

from collections.abc import Collection, Mapping, Sequence

from tracer.case.case import Case, CustodyWallet, Order, Seed
from tracer.chain.address import encode
from tracer.chain.outpoint import Txid
from tracer.chain.transaction import Transaction
from tracer.evidence import canonical
from tracer.evidence.canonical import Writable
from tracer.trace.seeds import in_order
from tracer.trace.tags import Services, TagPack

Row = dict[str, Writable]

_SCHEMA = 1


def paid_scripts(transactions: Mapping[Txid, Transaction]) -> frozenset[bytes]:
    """Return every script that an output of these transactions pays."""
    return frozenset(output.script for each in transactions.values() for output in each.outputs)


def resolved_case(case: Case, packs: Sequence[TagPack], paid: Collection[bytes]) -> bytes:
    """Return `case.json` in canonical form; only scripts that are `paid` are named.

    Seeds stand in the order in which they are taken up, wallets and orders in the order of the file.
    """
    services = Services(packs).labels()
    return canonical.dumps(
        {
            "schema": _SCHEMA,
            "case": case.id,
            "network": case.network.name,
            "timezone": case.timezone,
            "horizon": {"height": case.horizon.height, "hash": case.horizon.hash},
            "seeds": [_seed(number, seed, paid) for number, seed in in_order(case.seeds)],
            "custody": [_wallet(wallet, paid) for wallet in case.custody],
            "orders": [_order(order) for order in case.orders],
            "primary": case.method.primary,
            "retained": [str(outpoint) for outpoint in case.method.retained],
            "stop": _stop(case, packs),
            "services": {script.hex(): label for script, label in services.items() if script in paid},
            "addresses": {script.hex(): address for script in paid if (address := encode(script, case.network))},
        }
    )


def _seed(number: int, seed: Seed, paid: Collection[bytes]) -> Row:
    return {
        "seed": number + 1,
        "label": seed.label,
        "outpoint": None if seed.outpoint is None else str(seed.outpoint),
        "txid": seed.txid,
        "scripts": _shown(seed.scripts, paid),
        "amount_sat": seed.amount,
        "from_height": seed.from_height,
        "to_height": seed.to_height,
    }


def _wallet(wallet: CustodyWallet, paid: Collection[bytes]) -> Row:
    return {"name": wallet.name, "stage": wallet.stage.value, "scripts": _shown(wallet.scripts, paid)}


def _order(order: Order) -> Row:
    return {
        "id": order.id,
        "kind": order.kind.value,
        "labels": order.labels,
        "custody": order.custody,
        "date": order.date.isoformat(),
        "in_force": None if order.in_force is None else order.in_force.isoformat(),
        "amount_sat": order.amount,
    }


def _stop(case: Case, packs: Sequence[TagPack]) -> Row:
    """Return the stops as used; the TagPacks by their SHA-256, in the order of the case."""
    stop = case.stop
    return {
        "min_sat": stop.min_sat,
        "max_hops": stop.max_hops,
        "to_height": stop.to_height,
        "fan_out": stop.fan_out,
        "coinjoin": stop.coinjoin,
        "lightning": stop.lightning,
        "tags": [pack.sha256 for pack in packs],
    }


def _shown(scripts: Sequence[bytes], paid: Collection[bytes]) -> list[str]:
    return [script.hex() for script in dict.fromkeys(scripts) if script in paid]
