"""`period.json`: one value, one sequence of bytes, read back strictly."""

import hashlib
import json
from dataclasses import replace

import pytest

from tests.reserve.statements import statement
from tracer.errors import IntegrityError
from tracer.formats import canonical
from tracer.reserve import period_file

KEYS = {
    "schema",
    "register",
    "period",
    "restates",
    "previous_sha256",
    "conventions",
    "network",
    "opening",
    "closing",
    "books_sat",
    "wallets",
    "title_sat",
    "orders",
    "movements",
    "value",
    "cost_basis",
    "restricted",
    "proof",
    "limits",
    "reconciliation",
    "review",
    "accounts",
    "inputs",
    "software",
    "private_root",
}


def test_a_statement_has_the_keys_of_schema_1() -> None:
    """Every key is there; what a later part fills is null."""
    written = json.loads(period_file.dumps(statement()))
    assert written.keys() == KEYS
    assert [key for key in sorted(KEYS) if written[key] is None] == [
        "cost_basis",
        "private_root",
        "proof",
        "value",
    ]


def test_satoshi_are_digits_and_moments_are_utc() -> None:
    """Amounts are strings; the median time past is written in UTC."""
    written = json.loads(period_file.dumps(statement()))
    assert written["closing"] == {"height": 140, "hash": "0b" * 32, "mtp": "2026-09-30T18:58:02Z"}
    assert written["books_sat"] == {
        "opening": "0",
        "receipts": "400000000",
        "disposals": "50000000",
        "fees": "10000",
        "deposits": "0",
        "withdrawals": "0",
        "scope": "0",
        "closing": "349990000",
        "of_which_unsolicited": "10000",
    }
    assert written["wallets"][0]["books_sat"].keys() - written["books_sat"].keys() == {"transfers_in", "transfers_out"}


def test_what_is_written_is_read_back() -> None:
    """Reading gives the statement, with or without what may be absent."""
    for each in (statement(), replace(statement(), restates=None, previous_sha256=None, opening=None, review=None)):
        assert period_file.loads(period_file.dumps(each), "period.json") == each


def test_the_private_root_is_the_hash_of_salt_and_bare_file() -> None:
    """SHA-256 of the salt and of the file's hash, the root in it being null."""
    salt = bytes(range(32))
    found = json.loads(period_file.sealed(statement(), salt))
    bare = hashlib.sha256(canonical.dumps({**found, "private_root": None})).digest()
    assert found["private_root"] == hashlib.sha256(salt + bare).hexdigest()
    assert period_file.sealed(replace(statement(), private_root="aa"), salt) == canonical.dumps(found)


def test_a_salt_of_another_length_is_refused() -> None:
    """A salt has 32 bytes."""
    with pytest.raises(IntegrityError, match="the salt has 31 bytes, not 32"):
        period_file.sealed(statement(), bytes(31))


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("books_sat", "fees"), 10_000, "books_sat.fees is not a text"),
        (("books_sat", "fees"), "1e4", "books_sat.fees is not a number of satoshi as digits"),
        (("books_sat", "fees"), "010000", "is not the canonical form of what it says"),
        (("books_sat", "note"), "0", "is not the canonical form of what it says"),
        (("schema",), 2, "has schema 2; this version reads schema 1"),
        (("closing", "mtp"), "2026-09-30", "closing.mtp is not a moment"),
        (("movements", 0, "kind"), "gift", "kind is not a kind of movement"),
        (("movements", 0, "txid"), "11", "txid is not a txid"),
        (("restricted", 0, "title"), "own", "title is not a title"),
        (("restricted", 1, "until"), "soon", "until is not a day"),
        (("value",), {}, "value.fixings is missing"),
        (("limits",), ["share"], "limits.0. is not an object"),
        (("inputs", 0, "late"), 1, "late is not true or false"),
    ],
)
def test_another_form_is_refused(path: tuple[str | int, ...], value: object, said: str) -> None:
    """Another type, another spelling, a key more or a value that a later part fills is refused by its place."""
    found = json.loads(period_file.dumps(statement()))
    place = found
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(IntegrityError, match=f"^period.json.*{said}"):
        period_file.loads(canonical.dumps(found), "period.json")
