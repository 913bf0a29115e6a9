"""The first file that somebody who receives a bundle opens."""

import textwrap

from tracer.evidence.dossier import Dossier
from tracer.evidence.words import rule_name


def readme(dossier: Dossier) -> bytes:
    """Return `00_README.en.txt`."""
    trace = dossier.trace
    case = " ".join(trace.case.split())
    paragraphs = (
        f"Evidence bundle of case {case}: where funds in question went on the Bitcoin chain ({trace.network}), as "
        f"attributed under {rule_name(trace.primary)} up to block {trace.horizon_height}.",
        "START with report/report.en.html (one page, opens in any browser, loads nothing).",
        "CHECK IT WITHOUT TRUSTING US. In this folder's parent: `sha256sum -c tagmanifest-sha256.txt "
        "manifest-sha256.txt` shows that the files agree with the manifests, not who made them: compare `sha256sum "
        "tagmanifest-sha256.txt` with the value handed over apart from this bundle. `tracer verify .` recomputes every txid, Merkle proof, "
        "header and the whole trace from the raw transactions here, without a network, and lists what no offline check "
        "can show; `python3 data/verify/verify.py` checks the same with a stock Python and nothing else, except that it "
        "replays the primary rule alone. "
        f"Then ask a node of your own for the hash of block {trace.horizon_height}; it must be",
        trace.horizon_hash,
        "trace/trace.json holds every figure; its SHA-256 is",
        trace.sha256,
        "chain/ holds raw transactions, proofs and headers; case/ what the examiner asserted; method/ the rule in words; "
        "trace/*.csv tables for a spreadsheet; trace/graph.graphml the trail for a graph program; signatures/, beside "
        "data/, whatever was signed later.",
    )
    return ("\n\n".join(textwrap.fill(text, 100, break_long_words=False) for text in paragraphs) + "\n").encode()
