"""Watch-only wallets for tests, from fixed seeds. The private keys behind them are public knowledge."""

from embit.bip32 import HDKey
from embit.networks import NETWORKS

from tracer.wallet.checksum import checksum

WIF = "L4rK1yDtCWekvXuE6oXD9jCYfFNV2cWRpVuPLBcCU2z8TrisoyY1"
"""A private key out of BIP 380."""

PRIVATE = HDKey.from_seed(bytes(32), version=NETWORKS["test"]["xprv"]).to_base58()
"""An extended private key of the test networks."""


def account(number: int, network: str = "test") -> str:
    """Return the extended public key of one of the accounts."""
    root = HDKey.from_seed(bytes([number]) * 32, version=NETWORKS[network]["xprv"])
    text: str = root.derive("m/48h/1h/0h/2h").to_public().to_base58()
    return text


def keys(*numbers: int, steps: str = "/<0;1>/*") -> str:
    """Return key expressions of accounts, joined by commas."""
    return ",".join(account(number) + steps for number in numbers)


def ended(expression: str) -> str:
    """Return the descriptor: the expression with its checksum."""
    return f"{expression}#{checksum(expression)}"


def multisig(*numbers: int, needed: int = 2, steps: str = "/<0;1>/*") -> str:
    """Return a `wsh(sortedmulti(…))` of accounts."""
    return ended(f"wsh(sortedmulti({needed},{keys(*numbers, steps=steps)}))")
