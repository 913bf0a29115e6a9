"""The first file that somebody who receives a bundle opens."""

import textwrap

from tracer.documents.words import rule_name
from tracer.evidence.dossier import Dossier

_OPENSSL = (
    "openssl pkeyutl -verify -pubin -inkey signatures/analyst.pem -rawin -in tagmanifest-sha256.txt -sigfile "
    "signatures/tagmanifest.ed25519.sig",
    "openssl pkey -pubin -in signatures/analyst.pem -outform DER | sha256sum",
    "openssl cms -verify -binary -inform DER -in signatures/analyst.cms -content tagmanifest-sha256.txt -CAfile "
    "ROOTS.pem -purpose any -out /dev/null",
    "openssl ts -verify -data tagmanifest-sha256.txt -in signatures/tagmanifest.tsr -CAfile ROOTS.pem -untrusted "
    "signatures/tsa-chain.pem",
)
"""Commands for what lies in `signatures/`; a line of the file each, so that it can be copied.

Source: openssl-pkeyutl(1), openssl-pkey(1), openssl-cms(1), openssl-ts(1), OpenSSL 3.
"""


def readme(dossier: Dossier) -> bytes:
    """Return `00_README.LANGUAGE.txt`."""
    trace, language = dossier.trace, dossier.language
    say = language.say
    paragraphs = (
        say(
            "Evidence bundle of case {case}: where funds in question went on the Bitcoin chain ({network}), as "
            "attributed under {rule} up to block {height}.",
            case=" ".join(trace.case.split()),
            network=trace.network,
            rule=rule_name(trace.primary, language),
            height=str(trace.horizon_height),
        ),
        say(
            "START with report/{file} (one page, opens in any browser, loads nothing).",
            file=f"report.{language.code}.html",
        ),
        say(
            "CHECK IT WITHOUT TRUSTING US. In this folder's parent: `sha256sum -c tagmanifest-sha256.txt "
            "manifest-sha256.txt` shows that the files agree with the manifests, not who made them: compare `sha256sum "
            "tagmanifest-sha256.txt` with the value handed over apart from this bundle. `tracer verify .` recomputes "
            "every txid, Merkle proof, header and the whole trace from the raw transactions here, without a network, "
            "and lists what no offline check can show; `python3 data/verify/verify.py` checks the same with a stock "
            "Python and nothing else, except that it replays the primary rule alone and names what it leaves out. Then "
            "ask a node of your own for the hash of block {height}; it must be",
            height=str(trace.horizon_height),
        ),
        trace.horizon_hash,
        say(
            "WHO SIGNED IT, AND SINCE WHEN IT EXISTS. In the same folder, with openssl alone, where signatures/ holds "
            "these files (a reviewer's are reviewer.pem and tagmanifest.reviewer.ed25519.sig; ROOTS.pem is yours, got "
            "from the authority):"
        ),
        *_OPENSSL,
        say("Compare the SHA-256 of the key, which the second command prints, with the one on the signed paper."),
        say("trace/trace.json holds every figure; its SHA-256 is"),
        trace.sha256,
        *_beside(dossier),
        say(
            "chain/ holds raw transactions, proofs and headers; case/ what the examiner asserted; method/ the rule in "
            "words; trace/tables.xlsx every table, to be opened in a spreadsheet; trace/*.csv the same for programs, "
            "plain UTF-8; trace/graph.graphml the trail for a graph program; "
            "signatures/, beside data/, whatever was signed later."
        ),
    )
    return ("\n\n".join(map(_filled, paragraphs)) + "\n").encode()


def _beside(dossier: Dossier) -> tuple[str, ...]:
    """Return where the rows are that are too many for the result's own file."""
    if not dossier.trace.beside:
        return ()
    said = dossier.language.say(
        "Rows too many for trace.json lie beside it, in {files}; trace.json states the SHA-256 of each.",
        files=", ".join(f"trace/{name}" for name in dossier.trace.beside),
    )
    return (said,)


def _filled(text: str) -> str:
    return text if text in _OPENSSL else textwrap.fill(text, 100, break_long_words=False)
