"""Extended keys and descriptors in a received file are named for what they are, and copied nowhere."""

import pytest

from tests.case.wallets import PRIVATE, WIF, account, ended, multisig
from tests.intake.names import quiet
from tracer.chain.network import REGTEST
from tracer.intake.finding import NameFinding, NameKind, NameVerdict
from tracer.intake.intake import Intake, examine
from tracer.operations.intake import case_text

KEY = account(1)


def _examined(text: str) -> Intake:
    return examine(text.encode(), "seized.txt", REGTEST, quiet)


def _one(text: str) -> NameFinding:
    (finding,) = _examined(text).findings
    return finding


def test_an_extended_public_key_is_sensitive() -> None:
    """It is listed with its place and its two ends; no address is derived from it."""
    finding = _one(f"wallet: {KEY}\n")
    assert (finding.kind, finding.verdict, finding.value) == (NameKind.WATCH, NameVerdict.SENSITIVE, None)
    assert str(finding.place) == "line 1, column 9"
    assert finding.written == f"{KEY[:8]}…{KEY[-8:]}"
    assert "shows every coin of a wallet and moves none" in finding.reason
    assert KEY[:40] not in case_text(_examined(KEY), None, {})


@pytest.mark.parametrize("damage", [KEY[:-1] + ("1" if KEY[-1] != "1" else "2"), KEY[:60], f"{KEY[:70]}\n{KEY[70:]}"])
def test_a_damaged_extended_key_is_damaged(damage):
    """A wrong checksum, a lost end or a line break is said; nothing is mended, and no part of it is shown."""
    finding = _examined(damage).findings[0]
    assert (finding.kind, finding.verdict, finding.candidates) == (NameKind.WATCH, NameVerdict.DAMAGED, ())
    assert ("broken by" if "\n" in damage else "is no whole one, or its checksum is wrong") in finding.reason
    assert KEY[20:40] not in repr(_examined(damage).findings)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (multisig(1, 2, 3), "its checksum holds"),
        (multisig(1, 2, 3)[:-1] + "!", "it has no checksum"),
        (multisig(1, 2, 3).replace("multi(2", "multi(1"), "its checksum is wrong"),
        (f"sh(wpkh([d34db33f/49h/1h/0h]{KEY}/0/*))", "it has no checksum"),
        (f"wpkh(02{'ab' * 32})", "it has no checksum"),
    ],
)
def test_a_descriptor_is_one_finding(text, said: str):
    """A descriptor is named as a whole, with what its checksum says; the keys in it are not listed again."""
    finding = _one(f"import: {text}")
    assert (finding.kind, finding.verdict) == (NameKind.DESCRIPTOR, NameVerdict.SENSITIVE)
    assert finding.reason.endswith((said, f"{said}: get the original"))
    assert len(finding.written) == 17


@pytest.mark.parametrize("secret", [WIF, PRIVATE, f"wpkh({PRIVATE}/0/*)", ended(f"wsh(multi(1,{KEY}/*,{PRIVATE}/*))")])
def test_private_keys_are_loud_and_nowhere(secret):
    """A private key, alone or in a descriptor, is a secret; no output holds any part of it."""
    found = _examined(f"look: {secret} !")
    assert {finding.verdict for finding in found.findings} == {NameVerdict.SECRET}
    assert {finding.written for finding in found.findings} == {"(a private key, not shown)"}
    assert "treat" in found.findings[0].reason
    shown = repr(found.findings) + case_text(found, None, {})
    assert not [part for part in (WIF[:12], PRIVATE[:12], KEY[:12]) if part in shown]


def test_text_like_a_descriptor_is_none() -> None:
    """Words with parentheses, and functions of spreadsheets, are no descriptors; addresses in them are found."""
    address = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
    finding = _one(f"tr(see note) and multi({address}")
    assert (finding.kind, finding.value) == (NameKind.ADDRESS, address)


def test_text_too_long_for_a_descriptor_is_none() -> None:
    """Of a parenthesis that closes further away than any descriptor is long, the keys are named one by one."""
    found = _examined(f"wsh(multi(1,{KEY}{' ' * 20_000}))").findings
    assert [(each.kind, each.verdict) for each in found] == [(NameKind.WATCH, NameVerdict.SENSITIVE)]
