"""Lists drawn from names of every kind, run together with anything: every name is found, and the counts are right."""

import random
from collections import Counter

import pytest
from embit import base58 as embit_base58

from tests.case.wallets import account
from tests.counts import count
from tests.intake.names import base58, quiet, segwit, txid
from tracer.chain.base58_names import ALPHABET, Scan
from tracer.chain.network import MAIN, NETWORKS, REGTEST, Network
from tracer.intake.finding import NameKind, NameVerdict
from tracer.intake.intake import examine
from tracer.intake.other_ledgers import others
from tracer.intake.piece import lines
from tracer.intake.search import Searcher

WORDS = ["Address", "address", "BTC", "сумма", "кошелёк", "адрес", "на", "0.5", "0.50000000", "12", "2021-05-01", "№7",
         "（多少）", "=", "_", "**", '"', "'", "«", "»", "/", "?q=", "&to=", "%20", "%3D", "\t", ", ", "; ",
         "\u200b", "\u00ad", "<td>", "amount"]  # fmt: skip
APART = [" ", ",", ";", "\t", "|", "/", "?a=", ":", '"', "'", "(", "«", " сумма ", " на ", "\n", "и", "ж", "№", "、"]
"""What may stand beside a hash without being taken for a part of it."""

TRON = b"\x41"


def _name(draw: random.Random, network: Network) -> tuple[str, tuple[NameKind, NameVerdict]]:
    """Return a name that its checksum proves, with what it is to be called."""
    foreign = draw.choice([other for other in NETWORKS.values() if other.hrp != network.hrp])
    right, elsewhere = (NameKind.ADDRESS, NameVerdict.RIGHT), (NameKind.ADDRESS, NameVerdict.FOREIGN)
    mine = segwit(draw.random(), network, *draw.choice([(0, 20), (0, 32), (1, 32)]))
    return draw.choice(
        [
            (base58(draw.random(), network), right),
            (base58(draw.random(), network), right),
            (mine, right),
            (mine, right),
            (mine.upper(), right),
            (segwit(draw.random(), foreign), elsewhere),
            (str(embit_base58.encode_check(TRON + draw.randbytes(20))), elsewhere),
            (account(draw.randrange(1, 5)), (NameKind.WATCH, NameVerdict.SENSITIVE)),
            (
                str(embit_base58.encode_check(b"\x80" + draw.randbytes(32) + b"\x01")),
                (NameKind.KEY, NameVerdict.SECRET),
            ),
            (str(embit_base58.encode_check(b"\x01\x42" + draw.randbytes(37))), (NameKind.KEY, NameVerdict.SECRET)),
        ]
    )


@pytest.mark.parametrize("network", [MAIN, REGTEST])
def test_every_proven_name_is_found_in_drawn_lists(network: Network) -> None:
    """Names, words, amounts, dates and marks in any order and without spaces.

    Each name is found once, as what it is.
    """
    draw = random.Random(f"drawn {network.name}")
    for _ in range(count(suite=120, laws=700)):
        text, expected, known = "", Counter[tuple[NameKind, NameVerdict]](), list[str]()
        for _ in range(draw.randrange(1, 8)):
            text += "".join(draw.choices(WORDS, k=draw.randrange(3)))
            name, what = _name(draw, network)
            text, known = text + name, [*known, name]
            expected[what] += 1
        text += "".join(draw.choices(WORDS, k=draw.randrange(3)))
        found = [
            each
            for each in examine(text.encode(), "list.txt", network, quiet).findings
            if each.verdict is not NameVerdict.UNCLEAR
        ]
        assert Counter((each.kind, each.verdict) for each in found) == expected, (text, found)
        for name, finding in zip(
            known, sorted(found, key=lambda each: (each.place.row, each.place.column)), strict=True
        ):
            if finding.verdict is NameVerdict.RIGHT:
                assert finding.value == (name.lower() if name.isupper() else name)
            assert finding.verdict is not NameVerdict.SECRET or name not in repr(finding)


def test_hashes_are_counted_and_none_is_called_right() -> None:
    """Hashes beside anything that is no hexadecimal digit are found, alone, twice together and behind an address."""
    draw = random.Random("hashes")
    for number in range(count(suite=120, laws=700)):
        names = [txid((number, each)) for each in range(draw.randrange(1, 5))]
        text = draw.choice(["txid", "TX", "hash:", "", "0x", "id="])
        for name in names:
            text += (
                name
                + "".join(draw.choices(APART, k=draw.randrange(1, 3)))
                + draw.choice(["", base58(name, MAIN)])
                + " "
            )
        found = examine(text.encode(), "list.txt", MAIN, quiet).findings
        hashes = [each for each in found if each.kind is NameKind.TXID]
        assert [each.value for each in hashes] == names, text
        assert {each.verdict for each in hashes} == {NameVerdict.FORMED}


@pytest.mark.parametrize("gap", ["", "_", "-", "\n"])
def test_hashes_run_together_with_one_another_and_with_names(gap: str) -> None:
    """Two and three hashes without a space are each found, and so are addresses between them."""
    one, two, three = txid(1), txid(2), txid(3)
    legacy, modern = base58("x", MAIN), segwit("x", MAIN)
    text = gap.join((one, two, legacy, three, modern, one))
    found = examine(text.encode(), "list.txt", MAIN, quiet).findings
    assert [each.value for each in found] == [one, two, legacy, three, modern, one]


@pytest.mark.parametrize("around", ["{}0", "{}7 BTC", "01{}", "2021-05-01{}", "a{}", "{}f"])
def test_digits_right_beside_a_hash_are_never_guessed_away(around: str) -> None:
    """Where a digit more stands beside a hash, every reading is listed and none is taken."""
    (finding,) = examine(around.format(txid("d")).encode(), "list.txt", MAIN, quiet).findings
    assert (finding.kind, finding.verdict, finding.value) == (NameKind.TXID, NameVerdict.DAMAGED, None)
    assert txid("d") in [each.value for each in finding.candidates]


@pytest.mark.parametrize("around", ["txid{}", "TXID{}", "{}BTC", "{}btc", "txid{}amount", "paid{}", "tx{}", "hash{}"])
def test_a_word_of_the_field_is_told_from_a_hash(around: str) -> None:
    """Words whose letters are hexadecimal digits too are told from the hash that they are run together with."""
    (finding,) = examine(around.format(txid("w")).encode(), "list.txt", MAIN, quiet).findings
    assert (finding.kind, finding.verdict, finding.value) == (NameKind.TXID, NameVerdict.FORMED, txid("w"))


@pytest.mark.parametrize(
    ("name", "ledger"),
    [
        ("0x52908400098527886E0F7030069857D2E4169EE7", "Ethereum or a ledger with its addresses"),
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "TRON"),
        ("LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9", "Litecoin"),
        ("ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9", "Litecoin"),
        ("bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", "Bitcoin Cash"),
        ("qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", "Bitcoin Cash"),
        ("DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L", "Dogecoin"),
        (
            "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A",
            "Monero",
        ),
        ("rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", "XRP Ledger"),
        ("7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV", "Solana"),
        ("XoJA8qE3N2Y3jMLEtZ3vcN42qseZ8LvFf5", "Dash"),
        ("t1Hsc1LR8yKnbbe3twRp88p6vFfC5t7DLbs", "Zcash"),
        ("GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ", "Stellar"),
        ("MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJUAAAAAAAAAAAACJUQ", "Stellar"),
        ("CA3D5KRYM6CB7OWQ6TWYRR3Z4T7GNZLKERYNZGGA5SOAOPIFY6YQGAXE", "Stellar"),
        ("7ZUECA7HFLZTXENRV24SHLU4AVPUTMTTDUFUBNBD64C73F3UHRTHAIOF6Q", "Algorand"),
        ("EQDtFpEwcFAEcRe5mLVh2N6C0x-_hJEM7W61_JLnSF74p4q2", "TON"),
        ("EQDtFpEwcFAEcRe5mLVh2N6C0x+/hJEM7W61/JLnSF74p4q2", "TON"),
        ("Ef8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAADAU", "TON"),
        ("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY", "a ledger of Polkadot's kind, number 42"),
        ("15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5", "Polkadot"),
        ("HNZata7iMYWmk5RvZRTiAsSDhV8366zq2YGb3tLH5Upf74F", "Kusama"),
        ("tz1VSUr8wwNhLAzempoch5d6hLRiTh8Cjcjb", "Tezos"),
        ("Ae2tdPwUPEZFRbyhz3cpfC2CumGzNkFBN2L42rcUc2yjQpEkxDbkPodpMAi", "Cardano"),
    ],
)
def test_names_of_other_ledgers_are_counted_and_named(name: str, ledger: str) -> None:
    """A name of another ledger is foreign, with the ledger it is of, and never a damaged name of this one."""
    (finding,) = examine(f"на {name}, вчера".encode(), "list.txt", MAIN, quiet).findings
    assert (finding.verdict, finding.ledger, finding.value, finding.candidates) == (
        NameVerdict.FOREIGN,
        ledger,
        None,
        (),
    )


@pytest.mark.parametrize(
    "name",
    [
        "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ",
        "EQDtFpEwcFAEcRe5mLVh2N6C0x-_hJEM7W61_JLnSF74p4q2",
        "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5",
        "tz1VSUr8wwNhLAzempoch5d6hLRiTh8Cjcjb",
        "Ae2tdPwUPEZFRbyhz3cpfC2CumGzNkFBN2L42rcUc2yjQpEkxDbkPodpMAi",
    ],
)
def test_a_checksum_that_does_not_hold_names_no_other_ledger(name: str) -> None:
    """One character changed, in the middle or at the end, and the name is nobody's."""
    for at in (len(name) // 2, len(name) - 2):
        other = "C" if name[at] != "C" else "D"
        assert list(others(name[:at] + other + name[at + 1 :])) == []
        assert [each.ledger for each in others(name)] != []


@pytest.mark.parametrize("name", [base58("x", MAIN), txid("x"), "2" * 48, "G" * 56, "E" + "Q" * 47])
def test_what_is_bitcoin_s_or_nothing_is_no_other_ledger_s(name: str) -> None:
    """Own Base58 names, ruled lines and texts of one letter are never given to another ledger."""
    assert list(others(name)) == []


@pytest.mark.parametrize("around", ["{}0.5", "{}BCH", "BCH{}", "address{}", "0.5{}", "{}usdt", "bitcoincash:{}0.5"])
def test_a_bitcoin_cash_address_is_told_from_what_it_is_run_together_with(around: str) -> None:
    """Its checksum shows where it begins and ends, also where digits or small letters stand beside it."""
    name = "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"
    for text in (around.format(name), around.format(name.upper())):
        found = examine(text.encode(), "list.txt", MAIN, quiet).findings
        assert [(each.verdict, each.ledger) for each in found] == [(NameVerdict.FOREIGN, "Bitcoin Cash")]


def test_a_lightning_invoice_and_a_key_are_named_for_what_they_are() -> None:
    """An invoice is paid outside the chain and a public key is no txid; both are read, and no seed."""
    invoice = (
        "lnbc2500u1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpuaztrnwngzn3kdzw5hydlzf0"
        "3qdgm2hdq27cqv3agm2awhz5se903vruatfhq77w3ls4evs3ch9zw97j25emudupq63nyw24cg27h2rspfj9srp"
    )
    key = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
    found = examine(f"lightning:{invoice}\n{invoice.upper()}\nkey {key}".encode(), "list.txt", MAIN, quiet).findings
    assert [(each.kind, each.verdict) for each in found] == [
        (NameKind.INVOICE, NameVerdict.OTHER),
        (NameKind.INVOICE, NameVerdict.OTHER),
        (NameKind.PUBLIC, NameVerdict.OTHER),
    ]


@pytest.mark.parametrize(
    "text",
    ["BITCOIN:{}?amount=0.5&label=x", "bitcoin:{}?amount=20.3", "https://mempool.space/address/{}#tx", "q=addr({})",
     "<a href='https://x.example/{}'>", "address%3D{}%26", "{}:0.5"],
)  # fmt: skip
def test_payment_requests_and_links_give_their_address(text: str) -> None:
    """Addresses in BIP 21 requests, QR texts in capitals and links of explorers are right."""
    for name in (segwit("u", MAIN), segwit("u", MAIN).upper(), base58("u", MAIN)):
        values = [each.value for each in examine(text.format(name).encode(), "list.txt", MAIN, quiet).findings]
        assert values == [name.lower() if name.isupper() else name]


def test_what_is_not_understood_is_mentioned() -> None:
    """A run that looks like a name and is none is reported with its place, in part only; words and digests are not."""
    for text in (
        "адрес" + segwit("u", MAIN)[:-1] + "7q7q7x7x7x7",
        "ab" * 100 + txid(3),
        "Zz9" + base58("u", MAIN)[:-2] + "77Aa",
    ):
        assert [each.verdict for each in examine(text.encode(), "list.txt", MAIN, quiet).findings] == [
            NameVerdict.UNCLEAR
        ]
    for text in ("Übermäßigunbekanntschaftsverhältnisse", "d41d8cd98f00b204e9800998ecf8427e" * 3, "0" * 500):
        assert examine(text.encode(), "list.txt", MAIN, quiet).findings == ()


@pytest.mark.parametrize(
    "unit",
    [ALPHABET, "1", "bc1", "bc1q", "tr(", "()", "lnbc1", "S", "=\n", "1 ", "a b ", "0x", "ab", "xprv",
     "1BvBMSEYstWetqTFn5Au4m4GFg", "abandon ", "pkh(", "3 3", "-\n", "bc1p ", "... ", "аб",
     "qpzry9x8gf2tvdw0s3jn54khce6mua7l"],
)  # fmt: skip
def test_the_cost_grows_with_the_file_alone(unit: str) -> None:
    """On hostile repetitions no more stretches are decoded than a text has letters, nor readings beyond the budget."""
    for size in (20_000, 40_000):
        searcher = Searcher(MAIN)
        text = (unit * (size // len(unit) + 1))[:size]
        list(searcher.find(lines(text)))
        assert searcher.scan.decoded <= size
        assert searcher.budget.left >= 0


def test_readings_of_damaged_names_are_bounded_and_the_bound_is_said() -> None:
    """However many damaged addresses a file holds, a fixed number of readings is tried.

    That some were not is a note.
    """
    draw = random.Random("budget")
    scan = Scan()
    texts = ["1" + "".join(draw.choices(ALPHABET, k=33)) for _ in range(40)]
    assert not [name for text in texts for name in scan.names(text)]
    searcher = Searcher(MAIN)
    searcher.budget.left = 1000
    found = list(searcher.find(lines("\n".join(texts))))
    assert len(found) == len(texts)
    assert searcher.budget.left == 0
    assert searcher.budget.cut > 0


def test_a_raw_transaction_is_not_cut_into_hashes() -> None:
    """Digits that begin as a raw transaction does are mentioned as one text, however long they are."""
    for start in ("02000000", "01000000"):
        (finding,) = examine((start + txid("raw") * 3)[:192].encode(), "list.txt", MAIN, quiet).findings
        assert (finding.kind, finding.verdict) == (NameKind.TEXT, NameVerdict.UNCLEAR)
