"""The scripts met stand for descriptors that are withheld, and nothing else is known of these."""

import json

import pytest

from tests.reserve.written import REGISTER
from tracer.chain.amount import Sats
from tracer.chain.outpoint import Txid
from tracer.chain.transaction import Output, Transaction
from tracer.errors import CaseError, IntegrityError
from tracer.formats import canonical
from tracer.reserve import register_file, script_file
from tracer.reserve.profiles import for_auditor

CONTENT = REGISTER.encode()
WHOLE = register_file.parse(CONTENT, "register.toml")
SEIZURE, RESERVE, OTHER = WHOLE.wallets
BEYOND = [each for each in SEIZURE.edge if each.beyond]


def paying(*scripts: bytes) -> Transaction:
    """Return a transaction that pays these scripts."""
    return Transaction(Txid("11" * 32), 2, (), tuple(Output(Sats(5), script) for script in scripts), 0)


MET = script_file.scripts_met(
    WHOLE,
    [
        paying(SEIZURE.scripts[3].script, SEIZURE.scripts[1].script, b"\x6a"),
        paying(BEYOND[4].script, OTHER.scripts[0].script),
    ],
)


def withheld() -> bytes:
    """Return the register as an auditor gets it."""
    return for_auditor({"register.toml": CONTENT}).files["register.toml"]


def test_scripts_that_outputs_pay_are_met() -> None:
    """Only those are listed, in derivation order; what is beyond a range stands apart."""
    assert MET.wallets == {
        SEIZURE.name: (SEIZURE.scripts[1], SEIZURE.scripts[3]),
        RESERVE.name: (),
        OTHER.name: OTHER.scripts,
    }
    assert [(each.branch, each.index) for each in MET.beyond[SEIZURE.name]] == [(0, 8)]
    assert MET.beyond[RESERVE.name] == MET.beyond[OTHER.name] == ()


def test_what_is_written_is_read_back() -> None:
    """The file gives the scripts again; an address has no index."""
    content = script_file.dumps(MET)
    assert script_file.loads(content) == MET
    assert json.loads(content)["wallets"][OTHER.name] == [
        {"script": OTHER.scripts[0].script.hex(), "branch": 0, "index": None}
    ]


def test_scripts_met_stand_for_descriptors() -> None:
    """The register without descriptors, read with them, is the register as far as the chain met it."""
    content = withheld()
    found = register_file.parse(content, "register.toml", script_file.stand_in(content, MET))
    first, second, third = found.wallets
    assert first.scripts == (SEIZURE.scripts[1], SEIZURE.scripts[3])
    assert first.edge == tuple(each for each in SEIZURE.edge if each.branch == 0 and each.index in (1, 3, 8))
    assert (first.name, first.range, first.stage) == (SEIZURE.name, SEIZURE.range, SEIZURE.stage)
    assert (second.scripts, second.edge) == ((), ())
    assert third == OTHER


def test_a_register_of_its_own_withholds_nothing() -> None:
    """Only a bundle's register may have a hash where a descriptor stands."""
    with pytest.raises(CaseError, match=r"wallet\[1\]\.descriptor"):
        register_file.parse(withheld(), "register.toml")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"script": "AB", "branch": 0, "index": 1}, "not bytes written as lower-case"),
        ({"script": "ab", "branch": -1, "index": 1}, "branch is not zero or more"),
        ({"script": "ab", "branch": 0, "index": 1, "more": 1}, "not in the one form"),
    ],
)
def test_another_form_is_refused(row: dict[str, canonical.Writable], said: str) -> None:
    """Bytes, branches and keys are as they are written, or nothing is read."""
    with pytest.raises(IntegrityError, match=rf"^scripts\.json.*{said}"):
        script_file.loads(canonical.dumps({"schema": 1, "wallets": {"A": [row]}, "beyond": {}}))
