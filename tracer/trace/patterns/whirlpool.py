"""Whirlpool rounds: as many equal outputs of a pool's size as inputs, some of them already mixed.

The transaction that prepares coins for a round is `whirlpool_tx0`'s matter. That a round's outputs
are one another's equals says nothing of who holds which.
"""

from tracer.chain.script import kind
from tracer.trace.patterns import whirlpool_tx0
from tracer.trace.patterns.error_figures import SCDH
from tracer.trace.patterns.finding import Fields, Finding, Verdict, all_hold, unmet
from tracer.trace.patterns.subject import UNKNOWN, Lineage, Subject
from tracer.trace.patterns.whirlpool_tx0 import ENTRY_MARGIN, POOLS

RULE = "whirlpool-round"
RULE_OTHER_SCRIPTS = "whirlpool-round-other-scripts"

FAILURE_MODES = (
    "a group of wallets can build the same shape without the coordinator; pools other than the listed sizes are "
    "missed; a round that pays an output of another script type is only suspected, though data show such rounds"
)


def detect(subject: Subject, lineage: Lineage = UNKNOWN) -> Finding:
    """Say whether this is a Whirlpool round; asserted where every new entrant's coin comes from a Tx0 of the pool.

    Five to ten inputs and as many outputs, all outputs of one pool's size, all scripts witness key
    hashes and distinct, at least one input of exactly that size (a remix) and at least one new
    entrant, entrants at most 110,000 satoshi above. Where only an output's script type is another,
    suspected under a rule of its own.
    Source: Dumplings (nopara73), `WhirlpoolCoinJoins`; Stütz et al. 2022, SCDH (five of five);
    surge cycles up to eight, Dumplings to ten.
    """
    pool = _pool(subject)
    scripts = [spend.script for spend in subject.inputs] + [output.script for output in subject.outputs]
    inputs_fit = all(kind(script) == "witness_v0_keyhash" for script in subject.input_scripts)
    outputs_fit = all(kind(output.script) == "witness_v0_keyhash" for output in subject.outputs)
    remixes = sum(spend.value == pool for spend in subject.inputs)
    shape, seen = all_hold(
        (
            ("as many outputs as inputs, 5 to 10", len(subject.inputs) == len(subject.outputs) in range(5, 11)),
            ("all outputs of one pool's size", pool > 0),
            ("every input in [pool, pool + 110000]", _entries_fit(subject, pool)),
            ("a remix and a new entrant among the inputs", 0 < remixes < len(subject.inputs)),
            ("inputs witness_v0_keyhash", inputs_fit),
            ("all scripts distinct", len(set(scripts)) == len(scripts)),
        )
    )
    fields: Fields = (("pool_sat", pool), ("inputs", len(subject.inputs)), ("remixes", remixes), *seen)
    if not shape:
        return Finding(Verdict.NO, RULE, fields, FAILURE_MODES, SCDH, unmet(seen))
    if not outputs_fit:
        return Finding(Verdict.SUSPECTED, RULE_OTHER_SCRIPTS, fields, FAILURE_MODES)
    confirmed, entered = _entrants(subject, pool, lineage)
    verdict = Verdict.ASSERTED if confirmed else Verdict.MATCHES
    return Finding(verdict, RULE, fields + entered, FAILURE_MODES, SCDH)


def _pool(subject: Subject) -> int:
    """Return the one value of all outputs where it is a pool's size, else zero."""
    values = {output.value for output in subject.outputs}
    return next(iter(values)) if len(values) == 1 and values <= POOLS.keys() else 0


def _entries_fit(subject: Subject, pool: int) -> bool:
    return pool > 0 and all(pool <= spend.value <= pool + ENTRY_MARGIN for spend in subject.inputs)


def _entrants(subject: Subject, pool: int, lineage: Lineage) -> tuple[bool, Fields]:
    """Return whether every entrant's coin was made by a Tx0 of the pool, and how many were and were not."""
    from_tx0 = other = unknown = 0
    for spend in subject.inputs:
        if spend.value == pool:
            continue
        maker = lineage.maker(spend.prevout)
        if maker is None:
            unknown += 1
        elif whirlpool_tx0.prepares(maker, spend.prevout.vout, pool):
            from_tx0 += 1
        else:
            other += 1
    fields: Fields = (("entrants from a Tx0", from_tx0), ("entrants from elsewhere", other))
    return not unknown and not other, (*fields, ("entrants of unknown origin", unknown))
