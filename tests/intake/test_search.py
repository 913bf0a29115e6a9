"""Names found in text: whole, broken, damaged, foreign; and what is none."""

import pytest

from tests.intake.names import base58, quiet, segwit, txid
from tracer.chain.network import MAIN, REGTEST
from tracer.intake.finding import NameFinding, NameKind, NameVerdict, Support
from tracer.intake.intake import examine

ADDRESS = segwit("a", REGTEST)
LEGACY = base58("l", REGTEST)
TXID = txid("t")
KEY = "5KYZdUEo39z3FPrtuX2QbbwGnNP5zTd7yyr2SC1j299sBCnWjss"
FORMED = {NameKind.TXID: NameVerdict.FORMED, NameKind.OUTPOINT: NameVerdict.FORMED}


def found(text: str) -> tuple[NameFinding, ...]:
    """Return what a text names on regtest."""
    return examine(text.encode(), "note.txt", REGTEST, quiet).findings


def one(text: str) -> NameFinding:
    """Return the one name of a text."""
    (finding,) = found(text)
    return finding


@pytest.mark.parametrize(
    ("name", "kind"),
    [(ADDRESS, NameKind.ADDRESS), (LEGACY, NameKind.ADDRESS), (TXID, NameKind.TXID), (f"{TXID}:17", NameKind.OUTPOINT)],
)
@pytest.mark.parametrize("around", ["{}", "Сумма на {}, см. ниже", "https://x.example/tx/{}?a=1", "({})", "bitcoin:{}"])
def test_right_names_are_found_with_their_place(name, kind, around: str):
    """A name is found in any surroundings, with its line and column; a hash is well-formed, for nothing proves it."""
    finding = one("first line\n" + around.format(name))
    assert (finding.kind, finding.verdict, finding.value) == (kind, FORMED.get(kind, NameVerdict.RIGHT), name)
    assert str(finding.place) == f"line 2, column {around.index('{') + 1}"


def test_capitals_are_the_same_name() -> None:
    """A segwit address or a txid in capitals is right; both spellings are kept."""
    for name in (ADDRESS, TXID):
        finding = one(name.upper())
        verdict = FORMED.get(finding.kind, NameVerdict.RIGHT)
        assert (finding.verdict, finding.written, finding.value) == (verdict, name.upper(), name)
        assert "capitals" in finding.notes[0]


@pytest.mark.parametrize("after", [" : 1", "-0", " (1)", "#12 paid", ":1;"])
def test_an_outputs_number_written_otherwise_is_noted(after: str) -> None:
    """A txid with a number behind it that is not written txid:vout is the txid, and the number is pointed at."""
    finding = one(TXID + after)
    if after.startswith(":"):
        assert (finding.kind, finding.value, finding.notes) == (NameKind.OUTPOINT, f"{TXID}:1", ())
    else:
        assert (finding.kind, finding.value) == (NameKind.TXID, TXID)
        assert "may be the number of an output; all outputs are meant" in finding.notes[0]


@pytest.mark.parametrize("after", [" - 0.5 BTC", " (12.03.2025)", ": 14:05", " 17", "; 2nd", "-0a"])
def test_other_numbers_are_not_taken_for_an_outputs(after: str) -> None:
    """Amounts, dates and times behind a txid are none of its outputs."""
    assert one(TXID + after).notes == ()


@pytest.mark.parametrize("gap", [" ", "\n", "\n    ", "-\n", "\u00ad", "\u200b", "\u00a0", "  "])
@pytest.mark.parametrize("name", [ADDRESS, LEGACY, TXID])
def test_a_broken_name_is_damaged_with_the_whole_as_candidate(name, gap: str):
    """A name broken by a line end, spaces or hidden characters is never joined in silence."""
    finding = one(f"paid to {name[:11]}{gap}{name[11:]} on Monday")
    assert (finding.verdict, finding.value) == (NameVerdict.DAMAGED, None)
    (candidate,) = finding.candidates
    assert candidate.value == name
    assert candidate.changes == ("2 parts joined",)
    assert candidate.support is (Support.FORM if name == TXID else Support.CHECKSUM)


def test_groups_of_four_are_one_name() -> None:
    """An address written in groups is found as one."""
    finding = one(" ".join(ADDRESS[at : at + 4] for at in range(0, len(ADDRESS), 4)))
    assert [candidate.value for candidate in finding.candidates] == [ADDRESS]


def test_broken_and_damaged_at_once() -> None:
    """A name both broken and damaged is found with every change in words."""
    wrong = "z" if ADDRESS[9] != "z" else "y"
    finding = one(f"{ADDRESS[:9]}{wrong}{ADDRESS[10:25]} {ADDRESS[25:]}")
    (candidate,) = finding.candidates
    assert candidate.value == ADDRESS
    assert candidate.changes == ("2 parts joined", f"place 10: {wrong!r} → {ADDRESS[9]!r}")


def test_neighbours_are_not_joined() -> None:
    """Right names beside each other stay apart, and so do words and numbers."""
    text = f"{ADDRESS} {LEGACY}\n{TXID} {TXID}:0 and 100 200 300 400 500 face feed cafe"
    assert [finding.value for finding in found(text)] == [ADDRESS, LEGACY, TXID, f"{TXID}:0"]


def test_a_name_of_another_network_is_foreign() -> None:
    """A right address of another network or ledger is no candidate for repair."""
    main = one(segwit("m", MAIN))
    assert (main.verdict, main.value, main.candidates) == (NameVerdict.FOREIGN, None, ())
    assert main.reason.endswith("is an address of main, not of regtest")
    tron = one("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t")
    assert (tron.verdict, tron.ledger, tron.reason) == (
        NameVerdict.FOREIGN, "TRON", "a name of TRON, another ledger: its checksum holds"
    )  # fmt: skip


def test_a_private_key_is_never_shown() -> None:
    """A private key is reported with its place, and appears nowhere, broken or whole."""
    finding = one(f"key: {KEY}")
    assert (finding.kind, finding.verdict, finding.written) == (
        NameKind.KEY,
        NameVerdict.SECRET,
        "(a private key, not shown)",
    )
    assert finding.reason == "a private key: keep it out of the case, and treat it as exposed"
    for gap in (" ", "\n", "=\n", "\u200b", "-\n", "\n> "):
        broken = f"ключ {KEY[:20]}{gap}{KEY[20:40]}{gap}{KEY[40:]} и всё"
        assert (one(broken).verdict, one(broken).reason.split(":")[0]) == (
            NameVerdict.SECRET, "a private key, broken into parts"
        )  # fmt: skip
        assert KEY[:10] not in repr(found(broken))
        assert KEY[25:35] not in repr(found(broken))


def test_a_shortened_name_points_to_the_whole_one() -> None:
    """A name with its middle left out is damaged; the same name whole elsewhere in the file is its candidate."""
    short, whole = found(f"{ADDRESS[:9]}...{ADDRESS[-5:]}\nin full: {ADDRESS}")
    assert (short.verdict, whole.value) == (NameVerdict.DAMAGED, ADDRESS)
    (candidate,) = short.candidates
    assert (candidate.value, candidate.support, candidate.remark) == (
        ADDRESS,
        Support.FILE,
        "whole in line 2, column 10",
    )


def test_capitals_cannot_be_undone_in_base58() -> None:
    """A Base58 address put in capitals is reported without a candidate."""
    finding = one(LEGACY.upper())
    assert (finding.verdict, finding.candidates) == (NameVerdict.DAMAGED, ())
    assert "Base58 depends on case" in finding.reason


@pytest.mark.parametrize(
    "text",
    ["KZ86125KZT5004100100", "d41d8cd98f00b204e9800998ecf8427e",
     "2026-03-15 12:00:00 1 000 000,00 KZT", "550e8400-e29b-41d4-a716-446655440000", "Алматы, ул. Абая 12", "a" * 300],
)  # fmt: skip
def test_other_things_are_no_names(text):
    """Bank accounts, digests, dates and words are not taken for names."""
    assert found(text) == ()
