"""Outputs that carry data and cannot be spent: OP_RETURN. Value on them is burned."""

from tracer.trace.patterns.finding import Fields, Finding, Verdict
from tracer.trace.patterns.subject import UNKNOWN, Lineage, Subject

RULE = "op-return"

FAILURE_MODES = (
    "data hidden in addresses, witnesses or multisig keys is not seen; the named protocol is a guess by prefix"
)


def detect(subject: Subject, lineage: Lineage = UNKNOWN) -> Finding:
    """Say whether an output starts with OP_RETURN; its data, what is burned and a protocol known by its prefix.

    Source: Bitcoin Core, `script/script.h` (`IsUnspendable`); Omni Layer specification (`omni`);
    Runes (OP_RETURN OP_13).
    """
    carriers = [output for output in subject.outputs if output.script[:1] == b"\x6a"]
    protocols = sorted({_protocol(output.script) for output in carriers} - {""})
    fields: Fields = (
        ("OP_RETURN outputs", len(carriers)),
        ("script bytes", sum(len(output.script) for output in carriers)),
        ("burned_sat", sum(output.value for output in carriers)),
        ("protocol", " ".join(protocols) or "not recognised"),
    )
    return Finding(Verdict.MATCHES if carriers else Verdict.NO, RULE, fields, FAILURE_MODES)


def _protocol(script: bytes) -> str:
    if script[1:2] == b"\x5d":
        return "runes"
    return "omni" if script[2:6] == b"omni" or script[3:7] == b"omni" else ""
