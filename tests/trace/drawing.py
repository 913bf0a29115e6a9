"""Runs the engine over a drawn chain and speaks of the result in the drawing's own names."""

from dataclasses import dataclass, field

from tests.pictures import Picture, outpoint_of, script_of, txid_of
from tracer.case.case import Label, Seed
from tracer.chain.amount import Sats
from tracer.chain.outpoint import BlockRef, Outpoint
from tracer.trace.attribution import taint
from tracer.trace.budget import BudgetPart
from tracer.trace.engine import follow
from tracer.trace.policies.registry import POLICIES
from tracer.trace.reading import Reading
from tracer.trace.seeds import resolve
from tracer.trace.terminals import Stops
from tracer.trace.trail import Trail


def seed(
    label: str,
    coin: str | None = None,
    *,
    txid: str | None = None,
    owner: str | None = None,
    amount: int | None = None,
    from_height: int | None = None,
    to_height: int | None = None,
) -> Seed:
    """Return a seed by coin (`theft.0`), by transaction name or by the owner of a script."""
    return Seed(
        label=Label(label),
        outpoint=outpoint_of(coin) if coin else None,
        txid=txid_of(txid) if txid else None,
        address=owner,
        descriptor=None,
        scripts=(script_of(owner),) if owner else (),
        amount=None if amount is None else Sats(amount),
        from_height=from_height,
        to_height=to_height,
        exhibit=None,
        basis=None,
    )


@dataclass
class Drawing:
    """A drawn chain and what to do with it. Names after `@` in `custody` and `services` are stops."""

    text: str
    seeds: list[Seed]
    custody: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    rule: str = "fifo"
    min_sat: int = 0
    max_hops: int = 0
    to_height: int = 0
    coinjoin: bool = False
    fan_out: int = 0
    budget: int = 0
    retained: tuple[str, ...] = ()
    horizon: int = 10_000
    view: Picture = field(init=False)
    reading: Reading = field(init=False)

    def __post_init__(self) -> None:
        """Draw the chain."""
        self.view = Picture(self.text)
        self.reading = Reading(self.view, BlockRef(self.horizon, self.view.block_hash(self.horizon)))

    def stops(self) -> Stops:
        """Return the stops of this drawing."""
        custody = {script_of(name): name for name in self.custody}
        services = {script_of(name): name for name in self.services}
        return Stops(
            custody=custody,
            services=services,
            min_sat=self.min_sat,
            max_hops=self.max_hops,
            to_height=self.to_height,
            coinjoin=self.coinjoin,
            fan_out=self.fan_out,
            lightning=False,
        )

    def trail(self) -> Trail:
        """Follow the seeds."""
        seeds, retained = resolve(self.seeds, self.reading), frozenset(map(outpoint_of, self.retained))
        return follow(seeds, POLICIES[self.rule], self.stops(), self.reading, retained, BudgetPart(self.budget))

    def name(self, outpoint: Outpoint) -> str:
        """Return `name.vout` for an outpoint."""
        return f"{self.view.names[outpoint.txid]}.{outpoint.vout}"

    def ends(self) -> dict[str, str]:
        """Return each trail's end as `{coin: "terminal A60 B5"}`."""
        found = {}
        for coin in self.trail().ends:
            assert coin.terminal is not None
            held = " ".join(f"{label}{sat}" for label, sat in taint(coin.attribution).items())
            found[self.name(coin.outpoint)] = f"{coin.terminal.value} {held}"
        return found

    def books(self) -> dict[str, dict[str, int]]:
        """Return each label's terminals that are not zero."""
        return {
            label: {terminal.value: sat for terminal, sat in book.terminals.items() if sat}
            for label, book in self.trail().books.items()
        }
