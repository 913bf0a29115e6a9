"""JoinMarket rounds: a taker pays makers to join; equal outputs and one change each, or one fewer."""

from bisect import bisect_left
from itertools import combinations

from tracer.trace.patterns import vetoes
from tracer.trace.patterns.equal_values import counts, largest_share, most_repeated, without_dust
from tracer.trace.patterns.error_figures import GRAPHSENSE_JOINMARKET
from tracer.trace.patterns.finding import Fields, Finding, Verdict, all_hold, unmet
from tracer.trace.patterns.receivers import LEAST, SHARE, is_thin, receivers
from tracer.trace.patterns.subject import UNKNOWN, Lineage, Subject

RULE = "joinmarket-round"
RULE_SHAPE = "joinmarket-shape"

MOST_FEE = 5_000
"""Satoshi that a maker's gain may reach beside half a percent of the equal value; makers ask far less."""

MOST_SHARE = 1_000
"""Satoshi that a maker may add to the transaction's fee beyond his gain."""

FAILURE_MODES = (
    "weak: an exchange's batch that pays one value several times has the shape too where the exchange is not tagged, "
    "and among many inputs some sums fit by chance; hand-made joins fit too; rounds with consolidating makers may not"
)


def detect(subject: Subject, lineage: Lineage = UNKNOWN) -> Finding:
    """Say whether this looks like a JoinMarket round; vetoed where an input is tagged as a service's.

    The most frequent value that is no dust, at least 5,000 satoshi, occurs n times, three or more and no more often
    than there are distinct input scripts; 2n or 2n - 1 outputs, all to distinct scripts; no other value repeated; no
    OP_RETURN; at most 100 inputs and outputs, at most four times as many inputs as outputs, no script behind more than
    34 % of the inputs. Where moreover at least half of the other outputs, rounded down, are what a maker keeps
    (`_kept`), it matches; else it is suspected, as `joinmarket-shape`, where the equal outputs are at least a hundredth
    of what is paid. Never asserted.
    Source: GraphSense, `heuristics_service.py` (JoinMarket); JoinMarket, `maker.py` and `taker.py`.
    """
    counted = counts(subject.outputs)
    value, n = most_repeated(without_dust(counted))
    inputs, outputs = len(subject.inputs), len(subject.outputs)
    top = largest_share(spend.script for spend in subject.inputs)
    holds, seen = all_hold(
        (
            ("three or more equal outputs", n >= 3),
            (f"their value at least {LEAST} sat", value >= LEAST),
            ("no more than distinct input scripts", n <= len(subject.input_scripts)),
            ("twice as many outputs, or one fewer", outputs in (2 * n, 2 * n - 1)),
            ("output scripts distinct", len({output.script for output in subject.outputs}) == outputs),
            ("one value repeated", sum(count > 1 for count in counted.values()) == 1),
            ("no OP_RETURN", all(output.script[:1] != b"\x6a" for output in subject.outputs)),
            ("at most 100 inputs and 100 outputs", max(inputs, outputs) <= 100),
            ("inputs at most 4 times the outputs", inputs <= 4 * outputs),
            ("no script behind more than 34% of the inputs", 100 * top <= 34 * inputs),
        )
    )
    fields: Fields = (("value_sat", value), ("equal outputs", n), ("inputs", inputs), ("outputs", outputs), *seen)
    if not holds:
        return Finding(Verdict.NO, RULE, fields, FAILURE_MODES, GRAPHSENSE_JOINMARKET, unmet(seen))
    against = vetoes.service_input(subject, lineage) or vetoes.foreign_protocol(subject)
    kept = _kept(subject, value)
    adds_up = kept >= max(1, (outputs - n) // 2)
    if against is None and not adds_up and is_thin(subject, receivers(subject)):
        against = f"the equal outputs are less than one in {SHARE} of what is paid"
    fields += (("outputs that a maker keeps", kept), ("veto", against or "none"))
    verdict = Verdict.VETOED if against is not None else Verdict.MATCHES if adds_up else Verdict.SUSPECTED
    rule = RULE if adds_up else RULE_SHAPE
    return Finding(verdict, rule, fields, FAILURE_MODES, GRAPHSENSE_JOINMARKET, vetoes.named(against))


def _kept(subject: Subject, value: int) -> int:
    """Return how many outputs are what one or two inputs leave a maker: what he brought, less the value, plus his gain.

    Source: JoinMarket, `maker.py`: change = inputs - amount - txfee + cjfee; the limits of the gain are ours.
    """
    brought = [spend.value for spend in subject.inputs]
    sums = sorted({*brought, *map(sum, combinations(brought, 2))})
    found = 0
    for output in subject.outputs:
        if output.value != value:
            most = value + output.value + MOST_SHARE
            place = bisect_left(sums, most - MOST_SHARE - value // 200 - MOST_FEE)
            found += place < len(sums) and sums[place] <= most
    return found
