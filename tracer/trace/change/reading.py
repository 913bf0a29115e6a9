"""All change rules on one transaction, and the one verdict they may support together.

The verdict supports three things only: a stop, the retained outputs an examiner declares, and how a
picture is grouped. It never joins clusters: see `error_figures.COLLAPSE` for what happens then.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tracer.trace.change import amount_rules, fingerprint_rules, script_rules
from tracer.trace.change.evidence import Evidence, Family, evidence
from tracer.trace.patterns import peel
from tracer.trace.patterns.finding import Finding
from tracer.trace.patterns.mix import is_mix
from tracer.trace.patterns.subject import UNKNOWN, Lineage, Subject

Rule = Callable[[Subject, Lineage], Evidence]


def _peel(subject: Subject, lineage: Lineage) -> Evidence:
    """R9: exactly one output is spent by a peel-shaped transaction, in a peel-shaped transaction.

    Derived: shown only.
    """
    shaped = peel.is_peel_shaped(subject)
    spenders = {vout: lineage.spender(subject.outpoint(vout)) for vout in subject.spendable}
    left = [vout for vout, spender in spenders.items() if spender is None or peel.is_peel_shaped(spender)]
    known = sum(spender is not None for spender in spenders.values())
    fields = (("peel-shaped", "yes" if shaped else "no"), ("spenders known", known))
    return evidence(
        "R9-peel", Family.SHOWN, left, applies=shaped and known > 0, fields=fields, failure_modes=peel.FAILURE_MODES
    )


RULES: tuple[Rule, ...] = (
    script_rules.reuse,
    script_rules.fresh,
    amount_rules.optimal,
    amount_rules.optimal_with_fee,
    script_rules.same_type,
    amount_rules.round_three,
    amount_rules.round_four,
    amount_rules.round_five,
    amount_rules.precision,
    fingerprint_rules.version,
    fingerprint_rules.locktime,
    fingerprint_rules.rbf,
    fingerprint_rules.segwit,
    fingerprint_rules.types,
    fingerprint_rules.order,
    fingerprint_rules.output_count,
    amount_rules.unnecessary,
    script_rules.cluster,
    _peel,
    script_rules.keys,
    fingerprint_rules.wallet,
)
"""R1 to R12, variants included, in the order they are shown. R11 is part of `R6-R11-bip69`."""


@dataclass(frozen=True, slots=True)
class ChangeReading:
    """Every rule's evidence on one transaction, conflicts included.

    `verdict` is the output that at least two independent families name and none contradicts, else
    None; `reason` says which it was. `mix` is the finding that forbids a verdict.
    """

    evidence: tuple[Evidence, ...]
    verdict: int | None
    reason: str
    mix: Finding | None

    @property
    def conflicts(self) -> bool:
        """Whether rules that count name different outputs."""
        return len({each.change for each in self.evidence if each.family is not Family.SHOWN} - {None}) > 1


def read_change(subject: Subject, lineage: Lineage = UNKNOWN) -> ChangeReading:
    """Ask every rule of one transaction and combine them.

    Source: the demand for two independent families is this program's own; that a CoinJoin has no
    change verdict is also GraphSense's rule.
    """
    found = tuple(rule(subject, lineage) for rule in RULES)
    mix = is_mix(subject, lineage)
    if mix is not None:
        return ChangeReading(found, None, f"no verdict on a transaction that may be a mix ({mix.rule})", mix)
    if len(subject.spendable) < 2:
        return ChangeReading(found, None, "fewer than two spendable outputs: nothing to choose from", None)
    named: dict[int, set[Family]] = {}
    for each in found:
        if each.change is not None and each.family is not Family.SHOWN:
            named.setdefault(each.change, set()).add(each.family)
    if len(named) > 1:
        return ChangeReading(found, None, "the rules contradict one another", None)
    for vout, families in named.items():
        if len(families) >= 2:
            agree = ", ".join(family.value for family in Family if family in families)
            return ChangeReading(found, vout, f"independent families agree: {agree}", None)
        return ChangeReading(found, None, "only one family of rules names an output", None)
    return ChangeReading(found, None, "no rule names an output", None)
