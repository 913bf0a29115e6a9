"""What was asked to be signed: the message, and every script that holds coins at the closing block."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracer.chain import address
from tracer.chain.network import Network
from tracer.errors import IntegrityError
from tracer.formats import canonical
from tracer.formats.canonical import Writable
from tracer.formats.json_cursor import JsonCursor
from tracer.reserve.proofs.proof_rows import ProofCoin
from tracer.reserve.proofs.spend_tests import ordered_amount

SCHEMA = 1
KIND = "request"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedScript:
    """A script to sign for, and what it holds in satoshi; `is_ours` tells whether its coins are in the books."""

    script: bytes
    address: str | None
    wallet: str
    held: int
    coins: int
    is_ours: bool

    def as_json(self) -> dict[str, Writable]:
        """Return the row."""
        return {
            "script": self.script.hex(),
            "address": self.address,
            "wallet": self.wallet,
            "held_sat": str(self.held),
            "coins": self.coins,
            "counted": self.is_ours,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofRequest:
    """A request for proofs of a period's closing block."""

    register: str
    period: str
    height: int
    block_hash: str
    nonce: str
    message: str
    scripts: tuple[AskedScript, ...]

    def as_json(self) -> dict[str, Writable]:
        """Return what the file holds."""
        return {
            "schema": SCHEMA,
            "kind": KIND,
            "register": self.register,
            "period": self.period,
            "closing": {"height": self.height, "hash": self.block_hash},
            "nonce": self.nonce,
            "message": self.message,
            "spend_test_sat": str(ordered_amount(self.nonce)),
            "scripts": [each.as_json() for each in self.scripts],
        }


def asked_scripts(coins: Sequence[ProofCoin], network: Network) -> tuple[AskedScript, ...]:
    """Return the scripts that hold coins, those of the books first, then by wallet and script."""
    by_script: dict[bytes, list[ProofCoin]] = {}
    for coin in coins:
        by_script.setdefault(coin.script, []).append(coin)
    found = (
        AskedScript(
            script=script,
            address=address.encode(script, network),
            wallet=there[0].wallet,
            held=sum(coin.value for coin in there),
            coins=len(there),
            is_ours=there[0].is_ours,
        )
        for script, there in by_script.items()
    )
    return tuple(sorted(found, key=lambda each: (not each.is_ours, each.wallet, each.script)))


def dumps(request: ProofRequest) -> bytes:
    """Return the file."""
    return canonical.dumps(request.as_json())


def nonce_of(content: bytes, name: str) -> str:
    """Return the nonce of a request on file.

    Raises:
        IntegrityError: it is no request as it was written.
    """
    place = JsonCursor.of(content, name)
    if place.integer("schema") != SCHEMA or place.text("kind") != KIND:
        raise IntegrityError(f"{name} is not a request of schema {SCHEMA}")
    return place.text("nonce")
