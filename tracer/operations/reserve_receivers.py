"""Which scripts receivers have shown to control: signatures in the files that disposals name."""

from tracer.disk.files import read_bounded
from tracer.errors import CaseError, SourceError
from tracer.operations.reserve_files import RegisterFolder
from tracer.reserve.acts import ActId, DisposalAct
from tracer.reserve.clearance.receivers import receiver_message
from tracer.reserve.proofs import bip322, received_file
from tracer.reserve.proofs.proof_rows import ProofForm, SignatureState


def proven_by_receivers(folder: RegisterFolder) -> tuple[dict[ActId, frozenset[bytes]], tuple[str, ...]]:
    """Return the scripts proven, by the act that names the file, and in words what is wrong with files.

    A file that is wrong proves nothing, and stops nothing but the payment that wants it.
    """
    found: dict[ActId, frozenset[bytes]] = {}
    notes: list[str] = []
    for act in folder.acts.acts:
        if not isinstance(act, DisposalAct) or act.sale is None or act.sale.counterparty is None:
            continue
        name = act.sale.counterparty.proof
        if name is not None:
            try:
                found[act.head.id] = _proven(folder, act, name)
            except (CaseError, SourceError) as error:
                notes.append(f"act {act.head.id}: {error}")
    return found, tuple(notes)


def _proven(folder: RegisterFolder, act: DisposalAct, name: str) -> frozenset[bytes]:
    """Return the scripts of an act's outputs whose signatures over its message are valid.

    Raises:
        CaseError: the file is none of proofs for these scripts, or its message is another.
        SourceError: it cannot be read, or nothing is installed that checks signatures.
    """
    content = read_bounded(folder.path / name, "receiver's proof")
    received = received_file.parse(
        content, name, folder.register.network, frozenset(each.script for each in act.outputs)
    )
    wanted = receiver_message(folder.register.name, act.head.id)
    if received.message != wanted.encode():
        raise CaseError(f"{name} is over another message; expected {wanted!r}")
    return frozenset(
        each.script
        for each in received.proofs
        if each.form is ProofForm.BIP322 and bip322.check(each, received.message).state is SignatureState.VALID
    )
