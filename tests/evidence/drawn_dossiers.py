"""Dossiers of drawn cases: what pages are rendered from, over real transactions with real amounts."""

from hashlib import sha256
from pathlib import Path

from tests.evidence.drawn_bundles import drawn_payload
from tracer.case import case_file
from tracer.container.material import read_chain
from tracer.documents.local_time import set_clock
from tracer.evidence.dossier import Dossier, decoded, shown_times
from tracer.result.trace_reading import read_trace


def drawn_dossier(number: int, rule: str, folder: Path, size: int = 40) -> Dossier:
    """Return the dossier of a random drawing under a rule."""
    payload = drawn_payload(number, rule, folder, size)
    content = payload["trace/trace.json"]
    trace = read_trace(content, sha256(content).hexdigest())
    case = case_file.parse(payload["case/case.toml"], "case.toml")
    chain = {name.removeprefix("chain/"): file for name, file in payload.items() if name.startswith("chain/")}
    material = read_chain(chain)
    return Dossier(
        trace=trace,
        case=case,
        material=material,
        clock=set_clock(case.timezone, shown_times(material)),
        transactions=decoded(material),
    )
