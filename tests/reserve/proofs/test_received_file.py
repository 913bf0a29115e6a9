"""A file of proofs as it is handed in: what of its form is refused, before any signature is looked at."""

import json
from typing import Any

import pytest

from fixtures.recorder.wallets import single
from tests.reserve.proofs.test_coverage import CLOSING, asked
from tracer.chain.network import REGTEST
from tracer.errors import CaseError
from tracer.reserve.proofs.proof_rows import ProofForm
from tracer.reserve.proofs.received_file import MOST_BYTES, ReceivedFile, parse

HOLDER = single("holder", "p2wpkh")
MESSAGE = asked().decode()
ROW = {"address": HOLDER.address, "signature": "smpAAAA"}


def read(*rows: dict[str, Any], **keys: Any) -> ReceivedFile:
    """Read a file of a message and rows; `keys` stand beside them."""
    content = {"message": MESSAGE, "proofs": list(rows)} | keys
    return parse(json.dumps(content).encode(), "proofs.json", REGTEST, frozenset({HOLDER.script}))


def test_a_row_is_read_by_address_or_by_script() -> None:
    """The form is that of BIP-322 where none is named."""
    for place in (HOLDER.address, HOLDER.script.hex()):
        (row,) = read(ROW | {"address": place}).proofs
        assert (row.script, row.form, row.signature) == (HOLDER.script, ProofForm.BIP322, "smpAAAA")
    assert read(ROW | {"form": "legacy"}).proofs[0].form is ProofForm.LEGACY


@pytest.mark.parametrize(
    ("rows", "keys", "said"),
    [
        ([], {}, "has 0 proofs; expected 1 to 10,000"),
        ([ROW], {"chain": "main"}, "is of main; the register is of regtest"),
        ([ROW], {"message_hex": "00"}, "message and message_hex are not the same"),
        (
            [ROW],
            {"stamp": {"height": CLOSING + 1, "hash": f"{CLOSING:064x}"}},
            "is not the block that the message names",
        ),
        ([ROW], {"stamp": {"height": CLOSING, "hash": "ab" * 32}}, "is not the block that the message names"),
        ([ROW], {"note": "x"}, "unknown key 'note'"),
        ([ROW | {"holder": "P-1"}], {}, "unknown key 'holder'"),
        ([ROW | {"form": "pgp"}], {}, "expected bip322, bip127 or legacy, got 'pgp'"),
        ([ROW | {"signature": "smpÄ"}], {}, "ASCII characters"),
        ([ROW | {"signature": "A" * (MOST_BYTES + 1)}], {}, "expected at most 100,000 ASCII characters"),
        ([ROW | {"address": "0014"}], {}, "proof for 0014: not a script of this register."),
    ],
)
def test_what_is_not_of_the_form_is_refused(rows: list[dict[str, Any]], keys: dict[str, Any], said: str) -> None:
    """Nothing of such a file is filed."""
    with pytest.raises(CaseError) as raised:
        read(*rows, **keys)
    assert said in str(raised.value)


def test_a_stamp_and_a_second_form_of_the_message_that_agree_are_read() -> None:
    """What bip322-audit writes beside its message."""
    stamp = {"height": CLOSING, "hash": f"{CLOSING:064x}"}
    assert read(ROW, chain="regtest", message_hex=MESSAGE.encode().hex(), stamp=stamp).message == MESSAGE.encode()


def test_every_proof_for_a_strange_script_is_told_at_once() -> None:
    """Each by the address as it stands."""
    strange = [single(name, "p2wpkh").address for name in ("one", "two")]
    with pytest.raises(CaseError) as raised:
        read(ROW, *(ROW | {"address": each} for each in strange))
    assert raised.value.faults == tuple(f"proof for {each}: not a script of this register." for each in strange)
