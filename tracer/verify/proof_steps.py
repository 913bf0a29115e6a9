"""The step on proofs of control: what is proven follows from the files, and each signature is what was said of it."""

from collections.abc import Iterator, Mapping, Sequence

from tracer.container.verification import VerificationStep, judged, not_checked
from tracer.disk.folder import FolderFinding
from tracer.errors import SourceError
from tracer.reserve.proofs import bip322, closing_proofs, filed_proofs, signatures

_TITLE = "Proofs of control"
_SIGNATURES = "Signatures of proofs"


def proof_steps(files: Mapping[str, bytes], findings: Sequence[FolderFinding]) -> Iterator[VerificationStep]:
    """Yield what is found of files on proofs; `findings` are figures that do not follow from them."""
    spends = sum(map(closing_proofs.is_spend_test, files))
    counted = "1 spend test lies in its block" if spends == 1 else f"{spends} spend tests lie in their blocks"
    good = f"what is proven of the closing follows from the files on proofs{f'; {counted}' if spends else ''}"
    yield judged("8.3", _TITLE, good, list(findings))
    signed = {name: content for name, content in files.items() if closing_proofs.is_signed(name)}
    if not signed:
        return
    try:
        by = bip322.engine()
    except SourceError as error:
        reason, command = str(error).split("\nInstall it: ")
        yield not_checked("8.4", _SIGNATURES, reason, command)
        return
    wrong = list(_wrong_signatures(signed))
    yield judged("8.4", _SIGNATURES, f"{by} says of each what was filed", wrong)


def _wrong_signatures(files: Mapping[str, bytes]) -> Iterator[FolderFinding]:
    """Yield each signature of which the interpreter says something else than was filed; the words may be others."""
    for name, content in files.items():
        filed = filed_proofs.loads(content, name)
        for each in filed.proofs:
            found = signatures.check(each.proof, filed.message)
            if (found.state, found.spends) != (each.verdict.state, each.verdict.spends):
                script, was, now = each.proof.script.hex(), each.verdict.state.value, found.state.value
                yield FolderFinding(f"data/{name}", f"a signature for {script} is {now}, filed as {was}")
