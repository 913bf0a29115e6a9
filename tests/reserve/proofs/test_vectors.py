"""The published test vectors of BIP-322, by the interpreter of the product and by Bitcoin Core's own."""

import json
from functools import cache
from typing import Any

import pytest

from tests.commands import ROOT
from tracer.errors import SourceError
from tracer.reserve.proofs import bip322
from tracer.reserve.proofs.proof_rows import ProofForm, ReceivedProof, SignatureState

pytest.importorskip("bip322core", reason="bip322-core is not installed: pip install 'custody-tracer[proof]'")

PLACES = [ROOT.parent / "shared" / "data" / "reserve" / "bip322"]
NAMES = ("basic-test-vectors.json", "generated-test-vectors.json")
VALID, REFUSED = 23, 36


@cache
def vectors() -> list[dict[str, Any]]:
    """Return the two files, or skip where they are not there."""
    for place in PLACES:
        if all((place / name).is_file() for name in NAMES):
            return [json.loads((place / name).read_bytes()) for name in NAMES]
    pytest.skip("the vectors of BIP-322 are not in shared/data/reserve/bip322")


def valid() -> list[tuple[str, str, bytes]]:
    """Return `(address, signature, message)` of every signature that is right."""
    return [
        (each["address"], signature, each["message"].encode())
        for file in vectors()
        for kind in ("simple", "full", "proof_of_funds")
        for each in file.get(kind, ())
        for signature in each["bip322_signatures"]
    ]


def proof(address: str, signature: str) -> ReceivedProof:
    """Return a signature as it would be received."""
    from bip322core.core import decode_address

    return ReceivedProof(address=address, script=decode_address(address), form=ProofForm.BIP322, signature=signature)


def test_right_signatures_are_valid() -> None:
    """All but the one without a prefix, which a new proof never lacks."""
    found = [bip322.check(proof(address, signature), message).state for address, signature, message in valid()]
    bare = [signature[:3] not in ("smp", "ful", "pof") for _, signature, _ in valid()]
    assert (len(found), sum(bare)) == (VALID, 1)
    expected = [SignatureState.INVALID if each else SignatureState.VALID for each in bare]
    assert found == expected


@pytest.mark.parametrize("engines", [("btclib",), ("btclib", "kernel")])
def test_both_interpreters_say_so(engines: tuple[str, ...]) -> None:
    """btclib's, and that of Bitcoin Core's kernel library: with the unprefixed one all 23 are valid."""
    from bip322core.verify import verify_message

    if "kernel" in engines:
        pytest.importorskip("pbk", reason="py-bitcoinkernel is not installed")
    for address, signature, message in valid():
        assert verify_message(address, signature, message, engines=engines).ok


def test_wrong_signatures_are_refused() -> None:
    """None is valid, and none ends in a traceback."""
    wrong = [each for file in vectors() for each in file["error"]]
    assert len(wrong) == REFUSED
    for each in wrong:
        found = bip322.check(proof(each["address"], each["signature"]), each["message"].encode())
        assert found.state is not SignatureState.VALID, each["description"]
        assert found.spends == ()


def test_the_coins_of_a_proof_of_funds_are_read() -> None:
    """Each of the three proofs of funds spends further outpoints, whose value and script are told."""
    seen = [bip322.check(proof(a, s), m).spends for a, s, m in valid() if s.startswith("pof")]
    assert len(seen) == 3
    assert all(spends and all(each.script for each in spends) for spends in seen)


def test_without_the_extra_it_is_said_what_to_install() -> None:
    """Exit 3: the machine is set up otherwise; with it the release is named."""
    with pytest.raises(SourceError) as raised:
        bip322.engine("a_module_that_is_not_there")
    assert str(raised.value).endswith("Install it: pip install 'custody-tracer[proof]'")
    assert bip322.engine() == "bip322-core 0.12.0"
