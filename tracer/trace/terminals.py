"""Where a satoshi's trail ends, and the stops that end it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from tracer.chain.script import is_unspendable
from tracer.chain.transaction import Output


class Terminal(Enum):
    """Every way a trail can end, in the order of the contract's table."""

    CUSTODY = "custody"
    SERVICE = "service"
    UNSPENT = "unspent"
    MIX = "mix"
    FAN_OUT = "fan_out"
    LIGHTNING = "lightning"
    THRESHOLD = "threshold"
    HOPS = "hops"
    HORIZON = "horizon"
    GAP = "gap"
    BUDGET = "budget"
    BURNED = "burned"
    FEE = "fee"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stops:
    """What ends a trail. Scripts map to the name printed: the custody wallet's, the service's label.

    Zero means no limit for hops, height and fan-out. What looks at the spending transaction is `stopping`'s.
    """

    custody: Mapping[bytes, str]
    services: Mapping[bytes, str]
    min_sat: int
    max_hops: int
    to_height: int
    coinjoin: bool
    fan_out: int = 0
    lightning: bool = False

    def when_made(self, output: Output, height: int, taint: int, hop: int, seeded: bool) -> Terminal | None:
        """Return where a trail ends because of the coin itself, before anything spends it.

        Source: Bitcoin Core, `ConnectBlock`, does not add the genesis coinbase to the set of coins.
        """
        if is_unspendable(output.script) or height == 0:
            return Terminal.BURNED
        if output.script in self.custody:
            return Terminal.CUSTODY
        if output.script in self.services:
            return Terminal.SERVICE
        if taint < self.min_sat and not seeded:
            return Terminal.THRESHOLD
        if self.max_hops and hop >= self.max_hops:
            return Terminal.HOPS
        return None

    def named(self, output: Output, terminal: Terminal | None) -> str | None:
        """Return the custody wallet or the service a coin ends at."""
        if terminal is Terminal.CUSTODY:
            return self.custody[output.script]
        return self.services[output.script] if terminal is Terminal.SERVICE else None
