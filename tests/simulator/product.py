"""Gives a scenario to the product as a case file and a chain, and reads back `trace.json` in the drawn names."""

import json
from collections.abc import Sequence
from typing import Any

from tests.pictures import Picture, script_of, txid_of
from tests.simulator.scenario import Claim, Coin, Scenario
from tests.simulator.sharing import RULES
from tracer.case import case_file
from tracer.chain.address import encode
from tracer.chain.network import REGTEST
from tracer.chain.outpoint import BlockRef
from tracer.result.document import document
from tracer.result.run import run
from tracer.trace.tags import tags

ZONES = {0: None, 6: "Asia/Almaty"}
PACK = """title: Drawn
creator: tests
label: Shop
source: drawn
currency: BTC
category: exchange
tags:
"""


class TimedPicture(Picture):
    """A drawn chain whose blocks have times."""

    times: dict[int, int]

    def headers(self, first: int, last: int) -> Sequence[bytes]:
        return [bytes(68) + self.times[height].to_bytes(4, "little") + bytes(8) for height in range(first, last + 1)]


def trace_of(scenario: Scenario) -> dict[str, Any]:
    """Return the product's `trace.json` over a scenario."""
    view = TimedPicture(drawing(scenario))
    view.times = scenario.times
    case = case_file.parse(case_text(scenario).encode(), "case.toml")
    pack = PACK + "".join(f"- address: {_address(name)}\n" for name in sorted(scenario.services))
    packs = [tags.parse(pack.encode(), name, REGTEST) for name in case.stop.tags]
    horizon = BlockRef(scenario.horizon, view.block_hash(scenario.horizon))
    trace: dict[str, Any] = json.loads(document(run(case, packs, view, horizon=horizon)).trace)
    return trace


def names_of(scenario: Scenario) -> dict[str, str]:
    """Return the drawn name of each txid."""
    return {txid_of(tx.name): tx.name for tx in scenario.txs}


def coin_of(scenario: Scenario, outpoint: str) -> Coin:
    """Return the coin of `txid:vout`."""
    txid, vout = outpoint.split(":")
    return names_of(scenario)[txid], int(vout)


def drawing(scenario: Scenario) -> str:
    """Return the chain as a picture."""
    lines, height = [], 1
    for tx in scenario.txs:
        while height < tx.height:
            lines.append("")
            height += 1
        spends = " ".join(f"{name}.{vout}" for name, vout in tx.spends)
        pays = " ".join(f"{value}@{owner}" if owner else str(value) for value, owner in tx.pays)
        lines.append(f"{tx.name}: {spends} -> {pays}")
    return "\n".join(lines)


def case_text(scenario: Scenario) -> str:
    """Return the scenario's case file."""
    zone = ZONES[scenario.hours]
    parts = ['[case]\nid = "drawn"\nnetwork = "regtest"\n' + (f'timezone = "{zone}"\n' if zone else "")]
    parts += [_seed(claim) for claim in scenario.claims]
    for wallet in scenario.wallets:
        parts.append(
            f'[[custody]]\nname = "{wallet.name}"\naddresses = ["{_address(wallet.name)}"]\nstage = "{wallet.stage}"\n'
        )
    for order in scenario.orders:
        force = f"in_force = {order.in_force}\n" if order.in_force else ""
        amount = f"amount_sat = {order.amount}\n" if order.amount is not None else ""
        parts.append(
            f'[[order]]\nid = "{order.id}"\nkind = "{order.kind}"\ndate = {order.date}\n{force}{amount}'
            f"labels = {_texts(order.labels)}\ncustody = {_texts(order.wallets)}\n"
        )
    kept = [f"{txid_of(name)}:{vout}" for name, vout in sorted(scenario.retained)]
    beside = [rule for rule in RULES if rule != scenario.primary]
    parts.append(f'[method]\nprimary = "{scenario.primary}"\ncompare = {_texts(beside)}\nretained = {_texts(kept)}\n')
    parts.append(
        f"[stop]\nmin_sat = {scenario.min_sat}\nmax_hops = {scenario.max_hops}\nto_height = {scenario.to_height}\n"
        f"fan_out = {scenario.fan_out}\ncoinjoin = false\nlightning = false\n"
        f"tags = {_texts(['drawn.yaml'] if scenario.services else [])}\n"
    )
    return "\n".join(parts)


def _seed(claim: Claim) -> str:
    where = str(txid_of(claim.name or ""))
    if claim.coin is not None:
        where = f"{txid_of(claim.coin[0])}:{claim.coin[1]}"
    if claim.kind == "owner":
        where = _address(claim.name or "")
    key = "address" if claim.kind == "owner" else claim.kind
    text = f'[[seed]]\nlabel = "{claim.label}"\n{key} = "{where}"\n'
    for name, number in (("amount_sat", claim.amount), ("from_height", claim.first), ("to_height", claim.last)):
        text += "" if number is None else f"{name} = {number}\n"
    return text


def _texts(texts: Sequence[str]) -> str:
    return json.dumps(list(texts), ensure_ascii=False)


def _address(name: str) -> str:
    found = encode(script_of(name), REGTEST)
    assert found is not None
    return found
