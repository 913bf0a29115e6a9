"""JoinMarket rounds: a taker pays makers to join; equal outputs and one change each, or one fewer."""

from tracer.trace.error_figures import GRAPHSENSE_JOINMARKET
from tracer.trace.patterns import vetoes
from tracer.trace.patterns.equal_values import counts, largest_share, most_repeated, without_dust
from tracer.trace.patterns.finding import Fields, Finding, Verdict, all_hold
from tracer.trace.patterns.subject import UNKNOWN, Lineage, Subject

RULE = "joinmarket-round"

FAILURE_MODES = (
    "weak: an exchange's batch that pays one value several times looks the same where the exchange is not tagged; "
    "Wasabi 1.x rounds and hand-made joins fit too; rounds with consolidating makers may not"
)


def detect(subject: Subject, lineage: Lineage = UNKNOWN) -> Finding:
    """Say whether this looks like a JoinMarket round; vetoed where an input is tagged as a service's.

    The most frequent value that is no dust occurs n times, three or more and no more often than there
    are distinct input scripts; 2n or 2n - 1 outputs, all to distinct scripts; no other value repeated;
    no OP_RETURN; at most 100 inputs and outputs, at most four times as many inputs as outputs, no
    script behind more than 34 % of the inputs. Never asserted.
    Source: GraphSense, `heuristics_service.py` (JoinMarket); the shape is that of JoinMarket's `taker`.
    """
    counted = counts(subject.outputs)
    value, n = most_repeated(without_dust(counted))
    inputs, outputs = len(subject.inputs), len(subject.outputs)
    top = largest_share(spend.script for spend in subject.inputs)
    holds, seen = all_hold(
        (
            ("three or more equal outputs", n >= 3),
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
        return Finding(Verdict.NO, RULE, fields, FAILURE_MODES, GRAPHSENSE_JOINMARKET)
    against = vetoes.service_input(subject, lineage) or vetoes.foreign_protocol(subject)
    verdict = Verdict.MATCHES if against is None else Verdict.VETOED
    fields += (("veto", against or "none"),)
    return Finding(verdict, RULE, fields, FAILURE_MODES, GRAPHSENSE_JOINMARKET)
