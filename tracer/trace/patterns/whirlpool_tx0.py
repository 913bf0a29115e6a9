"""The transaction before a Whirlpool round: coins cut to a pool's size, a fee to the coordinator, change.

It is one wallet's own doing and no mix: trails go through it, and what it makes may stop at the next.
"""

from collections import Counter
from dataclasses import dataclass

from tracer.trace.patterns.finding import Fields, Finding, Verdict, yes
from tracer.trace.patterns.subject import UNKNOWN, Lineage, Subject

RULE = "whirlpool-tx0"
RULE_ASHIGARU = "whirlpool-tx0-ashigaru"

LEAST_MARGIN, ENTRY_MARGIN = 100, 110_000
"""Satoshi by which a new entrant's coin exceeds the pool's size, to pay the round's fee: at least and at most."""

MOST_PREMIX = 70
"""Premix outputs that one Tx0 may have."""

LEAST_CARRIED = 40
"""Bytes of script that the coordinator's fee data takes at least.

64 and 80 bytes of data are common, tokens carry less.
"""

POOLS = {
    100_000: 5_000,
    1_000_000: 50_000,
    5_000_000: 175_000,
    50_000_000: 1_750_000,
    2_500_000: None,
    25_000_000: None,
}
"""Pool sizes with the coordinator's published fee; None: a pool of Ashigaru whose fee is not published here.

Source: Dumplings and GraphSense (`heuristics_service.py`) for Samourai's pools, GraphSense for Ashigaru's.
"""

FAILURE_MODES = (
    "a cascade of Tx0s is several transactions of one wallet; a fee waived or outside [0.5, 3] times the published "
    "one is missed; where change and fee are both in that range, which is which is not decided"
)


@dataclass(frozen=True, slots=True)
class Preparation:
    """What a Tx0 prepares: the pool, the value of each premix output and which outputs they are."""

    pool: int
    premix: int
    vouts: tuple[int, ...]


def detect(subject: Subject, lineage: Lineage = UNKNOWN) -> Finding:
    """Say whether this is a Tx0; asserted where a Whirlpool round of its pool spends one of the premix outputs.

    Exactly one OP_RETURN, with as much data as the coordinator's (ours: what tokens carry is shorter); beside it up to
    70 equal premix outputs a little above a pool's size, one coordinator fee between half and three times the
    published one, and at most one change.
    Source: GraphSense, `heuristics_service.py` (whirlpool tx0); Dumplings.
    """
    carriers = sum(output.script[:1] == b"\x6a" for output in subject.outputs)
    found = preparation(subject)
    fields: Fields = (("OP_RETURN outputs", carriers), ("spendable outputs", len(subject.spendable)))
    if found is None:
        return Finding(Verdict.NO, RULE, (*fields, ("premix, fee and change fit a pool", "no")), FAILURE_MODES)
    fields += (("pool_sat", found.pool), ("premix_sat", found.premix), ("premix outputs", len(found.vouts)))
    if POOLS[found.pool] is None:
        return Finding(Verdict.SUSPECTED, RULE_ASHIGARU, fields, FAILURE_MODES)
    enters = _enters_round(subject, found, lineage)
    fields += (("a premix output enters a round", "not known" if enters is None else yes(enters)),)
    return Finding(Verdict.ASSERTED if enters else Verdict.MATCHES, RULE, fields, FAILURE_MODES)


def preparation(subject: Subject) -> Preparation | None:
    """Return what the transaction prepares where it has the shape of a Tx0, smallest pool first."""
    carried = [output.script for output in subject.outputs if output.script[:1] == b"\x6a"]
    if not subject.inputs or len(carried) != 1 or len(carried[0]) < LEAST_CARRIED:
        return None
    values = {vout: subject.outputs[vout].value for vout in subject.spendable}
    if len(values) != len(subject.outputs) - 1:
        return None
    repeated = Counter(values.values())
    for pool, fee in sorted(POOLS.items()):
        for premix in sorted(value for value in repeated if len(values) - repeated[value] in (1, 2)):
            others = [value for value in values.values() if value != premix]
            fits = LEAST_MARGIN <= premix - pool <= ENTRY_MARGIN and repeated[premix] <= MOST_PREMIX
            if fits and any(_is_fee(value, pool, fee) for value in others):
                return Preparation(pool, premix, tuple(vout for vout, value in values.items() if value == premix))
    return None


def prepares(subject: Subject, vout: int, pool: int) -> bool:
    """Whether this output of the transaction is a premix output for this pool."""
    found = preparation(subject)
    return found is not None and found.pool == pool and vout in found.vouts


def _is_fee(value: int, pool: int, fee: int | None) -> bool:
    return 0 < value <= pool // 10 if fee is None else fee <= 2 * value <= 6 * fee


def _enters_round(subject: Subject, found: Preparation, lineage: Lineage) -> bool | None:
    """Return whether a premix output is spent into the shape of a round, None while nothing is known to spend any."""
    spenders = [lineage.spender(subject.outpoint(vout)) for vout in found.vouts]
    known = [spender for spender in spenders if spender is not None]
    if any({output.value for output in spender.outputs} == {found.pool} for spender in known):
        return True
    return False if known else None
