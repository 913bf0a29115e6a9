"""Drawn chains that wallets of a register are paid on, spend, and spend together with others; real blocks in memory."""

import random
from collections.abc import Sequence

from tests.evidence.chain import Chain, script_of, serialize
from tracer.case.case import Edge
from tracer.chain import decode
from tracer.chain.network import REGTEST
from tracer.chain.outpoint import Outpoint
from tracer.reserve.register import Register, ReserveWallet, WalletStage, WatchedScript

LAST = 3
"""The last index of the drawn descriptors' range; so many scripts have a wallet's two branches each, less one."""


def wallet(name: str, stage: WalletStage = WalletStage.SEIZURE, last: int = LAST, body: str = "NIC") -> ReserveWallet:
    """Return a wallet of made-up scripts: two branches, and two indices beyond the range."""
    scripts = tuple(
        WatchedScript(script_of(f"{name}/{branch}/{index}"), branch, index)
        for branch in (0, 1)
        for index in range(last + 1)
    )
    edge = tuple(
        Edge(script_of(f"{name}/{branch}/{index}"), branch, index, last)
        for branch in (0, 1)
        for index in range(last + 3)
    )
    return ReserveWallet(
        name=name,
        body=body,
        stage=stage,
        descriptor="wpkh(…)",
        addresses=(),
        range=(0, last),
        scripts=scripts,
        edge=edge,
    )


def register(wallets: Sequence[ReserveWallet], name: str = "KZ-NIC") -> Register:
    """Return a register of these wallets."""
    return Register(
        name=name,
        body="NIC",
        bodies=("NIC",),
        network=REGTEST,
        zone="Asia/Almaty",
        languages=("en",),
        currency="KZT",
        profile="kz",
        publish_addresses=False,
        wallets=tuple(wallets),
        accounts=(),
        forks=(),
        sha256="00" * 32,
    )


WALLETS = (wallet("Agency"), wallet("Reserve", WalletStage.RESERVE), wallet("FBI", WalletStage.WATCHED, body="FBI"))
REGISTER = register(WALLETS)


class Drawn(Chain):
    """A chain that grows by drawn blocks."""

    def __init__(self, seed: int) -> None:
        """Start with the genesis block."""
        super().__init__()
        self._random = random.Random(seed)
        self._coins: list[tuple[Outpoint, int]] = []

    def draw(self, blocks: int, transactions: int = 4) -> "Drawn":
        """Append blocks of up to so many transactions, which may spend one another's outputs."""
        for _ in range(blocks):
            raws = [raw for _ in range(self._random.randint(0, transactions)) if (raw := self._transaction())]
            owner = self._owner() if self._random.random() < 0.3 else "miner"
            reward = self.add(raws, owner)
            self._coins.append((Outpoint(reward, 0), 5_000_000_000))
        return self

    def pay(self, spends: Sequence[Outpoint], pays: Sequence[tuple[int, str]]) -> bytes:
        """Return a transaction that pays names."""
        return serialize(spends, [(sat, script_of(name)) for sat, name in pays])

    def _owner(self) -> str:
        name = self._random.choice(["Agency", "Reserve", "FBI", "other", "other"])
        return f"{name}/{self._random.randint(0, 1)}/{self._random.randint(0, LAST + 2)}"

    def _transaction(self) -> bytes | None:
        if not self._coins:
            return None
        self._random.shuffle(self._coins)
        count = self._random.randint(1, min(4, len(self._coins)))
        taken, self._coins = self._coins[:count], self._coins[count:]
        left = sum(value for _, value in taken)
        pays: list[tuple[int, str]] = []
        for _ in range(self._random.randint(1, 5)):
            value = self._random.choice([0, left // 2, self._random.randint(0, left)])
            left -= value
            pays.append((value, self._owner()))
        raw = self.pay([outpoint for outpoint, _ in taken], pays)
        txid = decode.txid(raw)
        self._coins += [(Outpoint(txid, vout), value) for vout, (value, _) in enumerate(pays)]
        return raw
