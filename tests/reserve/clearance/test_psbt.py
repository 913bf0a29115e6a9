"""Reading of PSBTs: what embit passes over is taken notice of, what is not of the form is refused."""

from dataclasses import replace

import pytest
from embit.psbt import PSBT

from tests.reserve.clearance import drafts
from tests.reserve.clearing import MERGE, TEST_PAYMENT
from tracer.errors import CaseError
from tracer.reserve.clearance import psbt


@pytest.mark.parametrize(
    ("inputs", "locktime"),
    [
        (({}, {}), 7),
        (({b"\x12": 500}, {}), 500),
        (({b"\x12": 500}, {b"\x12": 600}), 600),
        (({b"\x11": 1_700_000_000}, {b"\x11": 1_600_000_000}), 1_700_000_000),
        (({b"\x11": 1_700_000_000, b"\x12": 500}, {b"\x12": 400}), 500),
        (({b"\x11": 1_700_000_000, b"\x12": 500}, {b"\x11": 1_800_000_000}), 1_800_000_000),
        (({b"\x11": 1_700_000_000, b"\x12": 500}, {b"\x11": 1_800_000_000, b"\x12": 400}), 500),
        (({b"\x11": 1_700_000_000}, {b"\x12": 400}), None),
        (({b"\x12": 0}, {}), None),
        (({b"\x11": 499_999_999}, {}), None),
    ],
)
def test_the_lock_time_of_version_2_is_bip_370s(inputs: tuple[dict[bytes, int], ...], locktime: int | None) -> None:
    """Of heights and times that inputs ask for the greatest of the kind that all can live with, heights first."""
    base = replace(drafts.read(MERGE.read_bytes()), version=2, locktime=7)
    for number, asked in enumerate(inputs):
        more = {key: value.to_bytes(4, "little") for key, value in asked.items()}
        base = base.with_input(number, fields=base.inputs[number].fields | more)
    if locktime is None:
        with pytest.raises(CaseError, match=r"exclude each other|out of its bounds"):
            psbt.parse(base.written(), "a.psbt")
        return
    read_again = psbt.parse(base.written(), "a.psbt")
    assert (read_again.locktime, read_again.transaction.locktime) == (locktime, locktime)


def test_a_key_that_stands_twice_and_a_field_of_the_other_version() -> None:
    """Two readers could read two transactions."""
    raw = TEST_PAYMENT.read_bytes()
    base = drafts.read(raw)
    fields = drafts.mapped(base.inputs[0].fields)
    first = next(iter(sorted(base.inputs[0].fields.items())))
    twice = drafts.sized(first[0]) + drafts.sized(first[1])
    with pytest.raises(CaseError, match="twice in one map"):
        psbt.parse(raw.replace(fields, twice + fields, 1), "a.psbt")
    with pytest.raises(CaseError, match="has a field of type 0x0e, which version 0 does not have"):
        psbt.parse(base.with_input(0, fields=base.inputs[0].fields | {b"\x0e": bytes(32)}).written(), "a.psbt")
    with pytest.raises(CaseError, match="has a field of type 0x00, which version 2 does not have"):
        psbt.parse(replace(base, version=2, top={b"\0": base.unsigned()}).written(), "a.psbt")
    with pytest.raises(CaseError, match="something behind it"):
        psbt.parse(base.with_input(0, fields=base.inputs[0].fields | {b"\x01\x01": b""}).written(), "a.psbt")


def test_version_2_as_another_writer_writes_it_is_the_same_transaction() -> None:
    """A PSBT of the recorded node, written again in version 2 by embit."""
    for file in (TEST_PAYMENT, MERGE):
        content = file.read_bytes()
        other = PSBT.parse(content)
        other.version, other.tx_version, other.locktime = 2, 2, 0
        one, two = psbt.parse(content, "one"), psbt.parse(other.serialize(), "two")
        assert (one.version, two.version) == (0, 2)
        assert (one.txid, one.transaction.serialize()) == (two.txid, two.transaction.serialize())


def test_numbers_and_counts_have_one_form() -> None:
    """A length in more bytes than it takes, a count with something behind it: two readers could read two things."""
    base = drafts.read(TEST_PAYMENT.read_bytes())
    raw = base.written()
    with pytest.raises(CaseError, match="writes a length longer than it has to be"):
        psbt.parse(raw.replace(b"psbt\xff\x01", b"psbt\xff\xfd\x01\x00", 1), "a.psbt")
    with pytest.raises(CaseError, match="has a count with something behind it"):
        psbt.parse(replace(base, version=2, top={b"\x04": b"\x01\x01"}).written(), "a.psbt")


def test_what_can_be_no_unsigned_transaction_is_refused() -> None:
    """An output above all bitcoin, an input that is signed already, more bytes than are read."""
    base = drafts.read(TEST_PAYMENT.read_bytes())
    with pytest.raises(CaseError, match="more bitcoin than there can be"):
        psbt.parse(base.with_output(0, value=21_000_000 * 100_000_000 + 1).written(), "a.psbt")
    unsigned = base.unsigned()
    signed = unsigned.replace(b"\0\xfd\xff\xff\xff", b"\x01\x51\xfd\xff\xff\xff", 1)
    assert signed != unsigned
    raw = base.written()
    wrong = raw.replace(drafts.sized(unsigned), drafts.sized(signed), 1)
    with pytest.raises(CaseError, match="unsigned transaction that is signed"):
        psbt.parse(wrong, "a.psbt")
    with pytest.raises(CaseError, match="has 16,000,001 bytes; the most that is read is 16,000,000"):
        psbt.parse(raw + bytes(psbt.MOST_BYTES + 1 - len(raw)), "a.psbt")
