"""A file of proofs as holders hand it in: the product's own form, or `*-proofs.json` of bip322-audit.

Both are JSON with one message and a signature for each address. What else bip322-audit writes is not taken from it:
coins and amounts come from the chain.
"""

from dataclasses import dataclass

from tracer.chain import address as addresses
from tracer.chain.network import Network
from tracer.errors import CaseError, IntegrityError
from tracer.formats import private_keys
from tracer.formats.json_cursor import JsonCursor
from tracer.reserve.proofs.messages import ProofMessage
from tracer.reserve.proofs.proof_rows import ProofForm, ReceivedProof
from tracer.visible import quoted, visible

MOST_PROOFS = 10_000
MOST_BYTES = 100_000
"""Characters of a signature that are evaluated."""
_KEYS = frozenset(
    ("tool", "chain", "stamp", "message", "message_hex", "policy", "finalized_utc", "proofs", "total_sat", "total_btc")
) | {"spends", "spends_utc"}
_PROOF_KEYS = frozenset(("address", "signature", "variant", "total_sat", "utxos", "form"))


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A message and the signatures over it, in the order of the file."""

    message: bytes
    proofs: tuple[ReceivedProof, ...]


def parse(content: bytes, name: str, network: Network, scripts: frozenset[bytes]) -> ReceivedFile:
    """Read a file of proofs for scripts of a register; `name` is what messages call it.

    Raises:
        CaseError: every proof that is for no script of the register, or what else is wrong.
    """
    _refuse_secrets(content, name)
    try:
        return _parse(content, name, network, scripts)
    except IntegrityError as error:
        raise CaseError(str(error)) from None


def _refuse_secrets(content: bytes, name: str) -> None:
    if private_keys.first(content.decode("utf-8", "replace")) is not None:
        raise CaseError(f"{name} holds a private key or a recovery phrase. Remove it: proofs never need one.")


def _parse(content: bytes, name: str, network: Network, scripts: frozenset[bytes]) -> ReceivedFile:
    place = JsonCursor.of(content, name)
    _refuse_unknown(place, _KEYS)
    chain = place.maybe_text("chain")
    if chain is not None and chain != network.name:
        raise CaseError(f"{name} is of {visible(chain)}; the register is of {network.name}.")
    message = _message(place)
    _check_stamp(place, message)
    rows = list(place.rows("proofs"))
    if not 1 <= len(rows) <= MOST_PROOFS:
        raise CaseError(f"{name} has {len(rows)} proofs; expected 1 to {MOST_PROOFS:,}.")
    proofs, faults = list[ReceivedProof](), list[str]()
    for row in rows:
        try:
            proofs.append(_proof(row, network, scripts))
        except CaseError as error:
            faults += error.faults
    if faults:
        raise CaseError(*dict.fromkeys(faults))
    return ReceivedFile(message, tuple(proofs))


def _refuse_unknown(place: JsonCursor, known: frozenset[str]) -> None:
    unknown = [key for key, _ in place.members() if key not in known]
    if unknown:
        raise CaseError(f"{place}: unknown key {quoted(unknown[0], 80)}")


def _message(place: JsonCursor) -> bytes:
    """Return the message; where it stands in hexadecimal digits too, both are the same."""
    message = place.text("message").encode()
    if place.maybe("message_hex") is not None and place.octets("message_hex") != message:
        raise CaseError(f"{place}: message and message_hex are not the same")
    return message


def _check_stamp(place: JsonCursor, message: bytes) -> None:
    """Raise where the stamp beside the message is not the one that is signed."""
    stamp = place.maybe("stamp")
    if stamp is None:
        return
    read = ProofMessage.read(message)
    if read is None or (read.height, read.hash) != (stamp.amount("height"), stamp.text("hash")):
        raise CaseError(f"{stamp} is not the block that the message names")


def _proof(row: JsonCursor, network: Network, scripts: frozenset[bytes]) -> ReceivedProof:
    _refuse_unknown(row, _PROOF_KEYS)
    address, signature = row.text("address"), row.text("signature")
    if not signature.isascii() or len(signature) > MOST_BYTES:
        raise CaseError(f"{row.key('signature')}: expected at most {MOST_BYTES:,} ASCII characters")
    script = _script(address, network)
    if script is None or script not in scripts:
        raise CaseError(f"proof for {visible(address, 120)}: not a script of this register.")
    form = row.maybe_text("form") or ProofForm.BIP322.value
    if form not in {each.value for each in ProofForm}:
        raise CaseError(f"{row.key('form')}: expected bip322, bip127 or legacy, got {quoted(form, 80)}")
    return ReceivedProof(address=address, script=script, form=ProofForm(form), signature=signature)


def _script(address: str, network: Network) -> bytes | None:
    """Return the script of an address, or the script given itself in hexadecimal digits; None: it is neither."""
    try:
        return addresses.decode(address, network)
    except ValueError:
        pass
    try:
        return bytes.fromhex(address)
    except ValueError:
        return None
