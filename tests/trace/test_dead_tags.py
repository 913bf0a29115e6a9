import pytest

from tracer.chain.address import decode
from tracer.chain.network import REGTEST
from tracer.trace.dead_tags import dead_tags
from tracer.trace.tags.tags import TagPack, parse

ONE, TWO = "bcrt1q2vf0kcylvquywv0ulju4mmhnvq3rn0mp74gett", "bcrt1qamms7s2cehnfu8tlnknn9fu9w45fegx552wyd5"
HEAD = "title: t\ncreator: c\ncurrency: BTC\nsource: https://x\ntags:\n"
LIVE = f"- address: {TWO}\n  label: Live\n  category: exchange\n"


def _pack(*tags: str) -> TagPack:
    return parse((HEAD + "".join(tags)).encode(), "p.yaml", REGTEST)


def _said(*tags: str) -> tuple[str, ...]:
    return dead_tags([_pack(*tags)], REGTEST, {})


def test_a_pack_whose_tags_all_work_says_nothing() -> None:
    """Services, and attribution that never ends a trail, are in order."""
    assert _said(LIVE, f"- address: {ONE}\n  label: Robber\n  category: perpetrator\n") == ()


@pytest.mark.parametrize(
    ("address", "reason"), [(f'"{ONE} "', "begins or ends with a blank"), (f'" {ONE}"', "begins or")]
)
def test_a_blank_beside_an_address_is_named(address: str, reason: str) -> None:
    """The tag is dead, and nobody sees why."""
    (words,) = _said(f"- address: {address}\n  label: Dead\n  category: exchange\n", LIVE)
    assert words.startswith(f"p.yaml: line 6: the tag is not used and ends no trail: its address {reason}")


@pytest.mark.parametrize(
    ("category", "meant"),
    [("Exchange", "exchange"), ("EXCHANGE", "exchange"), ("exchnage", "exchange"),
     ("payment processor", "payment_processor"), ("Wallet-Service", "wallet_service")],
)  # fmt: skip
def test_a_category_that_nobody_knows_is_named_with_the_one_that_was_meant(category: str, meant: str) -> None:
    """Capitals, blanks and slips of the hand make a service's tag dead."""
    (words,) = _said(f"- address: {ONE}\n  label: Dead\n  category: {category}\n", LIVE)
    said = f"p.yaml: line 6: the tag of 'Dead' ends no trail: {category!r} is no known concept; did you mean {meant}?"
    assert words == said


def test_what_is_only_counted_in_a_file_is_said() -> None:
    """Other ledgers, other networks, tags of transactions and of other types."""
    words = _said(
        LIVE,
        "- address: '0xabc'\n  label: E\n  category: exchange\n  currency: ETH\n",
        "- address: '0xabd'\n  label: E\n  category: exchange\n  currency: ETH\n",
        "- address: 1BoatSLRHtKNngkdXEeobR76b53LETtpyT\n  label: M\n  category: exchange\n",
        f"- tx_hash: {'ab' * 32}\n  label: T\n  category: exchange\n",
        f"- address: {ONE}\n  label: Y\n  category: exchange\n  tag_type: event\n",
    )
    assert words == (
        "p.yaml: 2 tags are of another ledger, 'ETH': not used",
        "p.yaml: 1 tag is of another Bitcoin network than regtest: not used",
        "p.yaml: 1 tag is of a service and of tag_type event: only tags of type actor end a trail",
        "p.yaml: 1 tag is of a service and of a transaction: only tags of addresses end a trail",
    )


def test_a_pack_that_ends_no_trail_says_so() -> None:
    """However good each tag is by itself."""
    assert _said(f"- address: {ONE}\n  label: R\n  category: user\n") == ("p.yaml: no tag in it ends a trail",)


def test_a_tag_on_a_custody_wallet_is_named() -> None:
    """A trail ends there as custody."""
    (words,) = dead_tags([_pack(LIVE)], REGTEST, {decode(TWO, REGTEST): "Reserve"})
    assert words == "p.yaml: line 6: the address of 'Live' is one of custody wallet 'Reserve', which comes first"


def test_of_many_dead_tags_the_rest_is_counted() -> None:
    """Twenty are named."""
    words = _said(*(f"- address: x{at}\n  label: D\n  category: exchange\n" for at in range(25)), LIVE)
    assert len(words) == 21
    assert words[-1].startswith("p.yaml: 5 more tags are not used for reasons like these")
