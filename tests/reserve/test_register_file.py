"""`register.toml`: what is read, and one message for each thing that can be wrong with it."""

import datetime as dt
import hashlib
from fractions import Fraction

import pytest

from tests.case.wallets import PRIVATE
from tests.reserve.written import P2PKH, P2WPKH, REGISTER, RESERVE, SEIZURE, changed, register
from tracer.chain import address
from tracer.chain.network import REGTEST
from tracer.errors import CaseError
from tracer.reserve.acts import ActId
from tracer.reserve.register import DUST, WalletStage
from tracer.reserve.terms import USUAL_SECURITY, LimitKind, LimitSeverity
from tracer.wallet.descriptors import scripts

BODY = "National Investment Corporation"
PRICE = """
[price]
pair = "BTC/USD"
window_minutes = 60
partitions = 12
min_exchanges = 3
max_deviation = "0.10"
exchanges = ["kraken", "bitstamp", "coinbase"]
set_by = "2026-0001"
"""


def faults(text: str) -> tuple[str, ...]:
    """Return the faults of a register."""
    with pytest.raises(CaseError) as raised:
        register(text)
    return raised.value.faults


def test_a_register_is_read_with_every_script_and_where_it_comes_from() -> None:
    """Wallets hold their scripts by branch and index, and what the file leaves out has its default."""
    found = register()
    seizure, reserve, other = found.wallets
    derived = scripts(SEIZURE, 0, 3, REGTEST)
    assert [(each.script, each.branch, each.index) for each in seizure.scripts] == [
        (each.script, each.branch, each.index) for each in derived
    ]
    assert len(seizure.scripts) == 8
    assert seizure.range == (0, 3)
    assert seizure.stage is WalletStage.SEIZURE
    assert reserve.quorum == "Reserve 3 of 5"
    assert len(reserve.scripts) == 4
    assert {each.index for each in reserve.edge} == set(range(24))
    assert [each.script for each in other.scripts] == [address.decode(P2WPKH, REGTEST)]
    assert other.scripts[0].index is None
    assert other.addresses == (P2WPKH,)
    assert (found.name, found.body, found.bodies) == ("KZ-NIC", BODY, (BODY,))
    assert (found.languages, found.currency, found.profile) == (("kk", "ru", "en"), "KZT", "kz")
    assert found.network is REGTEST
    assert found.zone == "Asia/Almaty"
    assert not found.publish_addresses
    assert found.dust == DUST == 10_000
    assert found.price is None
    assert found.security == USUAL_SECURITY
    assert found.sha256 == hashlib.sha256(REGISTER.encode()).hexdigest()


def test_only_wallets_of_the_register_s_bodies_are_summed() -> None:
    """Watched and recorded wallets, and those of other bodies, are looked at and count nowhere."""
    found = register()
    assert [found.is_ours(wallet) for wallet in found.wallets] == [True, True, False]
    recorded = register(changed(REGISTER, {'stage = "seizure"': 'stage = "recorded"'}))
    assert [recorded.is_ours(wallet) for wallet in recorded.wallets] == [False, True, False]
    both = f'bodies = ["{BODY}", "Agency for Financial Monitoring"]\n'
    of_two = register(changed(REGISTER, {'zone = "Asia': both + 'zone = "Asia', '"watched"': '"retired"'}))
    assert all(of_two.is_ours(wallet) for wallet in of_two.wallets)


def test_the_price_limits_and_minima_are_read_exactly() -> None:
    """Shares are exact fractions, and what `[price]`, `[[limit]]` and `[security]` leave out has its default."""
    text = REGISTER + PRICE + '[security]\nmin_persons = 3\nmax_fee_share = "0.05"\ntest_max_sat = 7\n'
    found = register(text)
    assert found.price is not None
    assert found.price.max_deviation == Fraction(1, 10)
    assert found.price.exchanges == ("kraken", "bitstamp", "coinbase")
    assert found.price.set_by == ActId("2026-0001")
    assert found.price.fixing is None
    assert found.price.min_partitions == 6
    (limit,) = found.limits
    assert (limit.kind, limit.most, limit.least) == (LimitKind.SHARE_EXCL, Fraction(1, 100), None)
    assert (limit.severity, limit.begins, limit.cure_days) == (LimitSeverity.HARD, dt.date(2026, 7, 1), 0)
    assert (found.security.min_persons, found.security.min_sites, found.security.test_max) == (3, 2, 7)
    assert found.security.max_fee_share == Fraction(1, 20)
    assert found.security.max_feerate == 500


def test_bounds_may_meet() -> None:
    """No dust at all, a limit of one value, and every part of the window with trades may be asked for."""
    head = changed(
        REGISTER, {'zone = "Asia': 'dust_sat = 0\nzone = "Asia', 'max = "0.0100"': 'max = "0.01"\nmin = "0.010"'}
    )
    found = register(head + PRICE + "min_partitions = 12\n")
    assert found.dust == 0
    assert found.limits[0].most == found.limits[0].least == Fraction(1, 100)
    assert found.price is not None
    assert found.price.min_partitions == found.price.partitions == 12


def test_scripts_within_a_gap_limit_of_a_range_s_end_are_its_edge() -> None:
    """Twenty indices on each side of the end, on every branch."""
    text = changed(
        REGISTER, {f'descriptor = "{SEIZURE}"\nrange = [0, 3]': f'descriptor = "{SEIZURE}"\nrange = [0, 30]'}
    )
    edge = register(text).wallets[0].edge
    assert [(each.branch, each.index) for each in edge if not each.beyond] == [
        (branch, index) for branch in (0, 1) for index in range(11, 31)
    ]
    assert {each.index for each in edge if each.beyond} == set(range(31, 51))


def test_a_fixing_s_hour_may_be_set() -> None:
    """One key moves the window's end to an hour of another zone."""
    found = register(REGISTER + PRICE + 'fixing = "16:00 Europe/London"\n')
    assert found.price is not None
    assert found.price.fixing == (dt.time(16), "Europe/London")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "KZ-NIC"', 'name = "KZ/NIC"', "register.name: expected 1 to 40 letters from A to Z, digits"),
        ('name = "KZ-NIC"', "name = 5", "register.name: expected a name for files such as KZ-NIC, got 5"),
        ('name = "KZ-NIC"', "", "register.name: missing; expected a name for files such as KZ-NIC"),
        ('zone = "Asia/Almaty"', 'zone = "Asia/Almati"', "register.zone: expected an IANA time zone"),
        ('zone = "Asia/Almaty"', "", "register.zone: missing; expected an IANA time zone such as Asia/Almaty"),
        ('network = "regtest"', 'network = "regtst"', "register.network: expected one of main"),
        ('zone = "Asia', 'zome = 1\nzone = "Asia', "register.zome: unknown key; did you mean zone?"),
        ('zone = "Asia', 'bodies = ["X"]\nzone = "Asia', f"register.bodies: expected '{BODY}' among them"),
        ('zone = "Asia', 'languages = ["kz"]\nzone = "Asia', "register.languages[1]: expected one of en, ru, kk"),
        ('zone = "Asia', 'languages = []\nzone = "Asia', "expected a list of languages that is not empty"),
        ('zone = "Asia', 'currency = "tenge"\nzone = "Asia', "register.currency: expected three capital letters"),
        ('zone = "Asia', 'profile = "xx"\nzone = "Asia', "register.profile: expected one of kz, de-sn"),
        (
            'zone = "Asia',
            'dust_sat = 1000001\nzone = "Asia',
            "register.dust_sat: expected a whole number of satoshi from 0",
        ),
        ('zone = "Asia', 'dust_sat = -1\nzone = "Asia', "register.dust_sat: expected a whole number of satoshi from 0"),
        ('name = "Seizure 2"', 'name = "State reserve wallet"', "wallet[2].name: 'State reserve wallet' is taken by"),
        ('stage = "seizure"', 'stage = "seized"', "wallet[1].stage: expected one of recorded, seizure"),
        ('stage = "seizure"', "", "wallet[1].stage: missing; expected one of recorded, seizure"),
        (P2WPKH, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "wallet[3].addresses[1]: "),
        ("addresses =", 'descriptor = "x"\naddresses =', "expected exactly one of descriptor, addresses, got both"),
        (f'addresses = ["{P2WPKH}"]', "", "wallet[3]: expected exactly one of descriptor, addresses, got none"),
        (RESERVE, SEIZURE, "wallet[2]: has scripts in common with wallet[1]: every script belongs to one wallet"),
        ('quorum = "Reserve 3 of 5"', "quorum = 3", "wallet[2].quorum: expected a name"),
        ('name = "Custodian X, account 7"', 'name = "Seizure 2"', "account[1].name: 'Seizure 2' is a wallet's name"),
        ('custodian = "Custodian X"', "", "account[1].custodian: missing"),
        ('custodian = "Custodian X"', 'custodian = "X"\ncontract = "7"', "account[1].contract: expected the number of"),
        ('kind = "share_excl"', 'kind = "share"', "limit[1].kind: expected one of share_excl"),
        ('max = "0.0100"', "", "limit[1]: expected max, min or both"),
        ('max = "0.0100"', "max = 0.01", "limit[1].max: expected a share in quotation marks"),
        ('max = "0.0100"', 'max = "1.5"', "limit[1].max: expected a share from 0 to 1"),
        ('max = "0.0100"', 'max = "1.50000000000"', "with at most 8 places"),
        ('max = "0.0100"', 'max = "0.01"\nmin = "0.02"', "limit[1].min: expected at most max"),
        ('kind = "share_excl"', 'kind = "price_quality"', "limit[1].max: expected one of A, C"),
        ('kind = "share_excl"', 'kind = "day_out_sat"', "limit[1].max: expected a whole number"),
        ("from = 2026-07-01", "", "limit[1].from: missing; expected a date"),
        ("from = 2026-07-01", 'from = "2026-07-01"', "limit[1].from: expected a date without quotation marks"),
        ('severity = "hard"', "", "limit[1].severity: missing"),
        ("[[limit]]", "[[limits]]", "limits: unknown table; did you mean limit?"),
    ],
)
def test_each_fault_has_its_message(old: str, new: str, message: str) -> None:
    """A wrong value is named with its place, what was expected and what was found."""
    (first, *_) = [fault for fault in faults(changed(REGISTER, {old: new})) if message in fault] or [""]
    assert first.startswith("register.toml: ")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('pair = "BTC/USD"', 'pair = "BTC/USDT"', "price.pair: expected one of BTC/USD"),
        ("min_exchanges = 3", "min_exchanges = 2", "price.min_exchanges: expected a whole number from 3 to 100, got 2"),
        ("min_exchanges = 3", "min_exchanges = 4", "price.exchanges: expected at least min_exchanges, 4, got 3"),
        ("partitions = 12", "partitions = 7", "price.partitions: expected a number that divides 60 minutes"),
        ("partitions = 12", "partitions = 4\nmin_partitions = 6", "price.min_partitions: expected at most partitions"),
        ('max_deviation = "0.10"', "max_deviation = 0.1", "price.max_deviation: expected a share in quotation marks"),
        ('set_by = "2026-0001"', 'set_by = "1"', "price.set_by: expected the number of an act such as 2026-0007"),
        ('set_by = "2026-0001"', 'fixing = "16:00"', "price.fixing: expected a time of day and a zone"),
        ('set_by = "2026-0001"', 'fixing = "16:00 Europe/Londn"', "price.fixing: expected an IANA time zone"),
        ('set_by = "2026-0001"', "ages = 1", "price.ages: unknown key"),
    ],
)
def test_each_fault_of_the_price_has_its_message(old: str, new: str, message: str) -> None:
    """The convention of the price is checked before there is any price."""
    assert any(message in fault for fault in faults(REGISTER + changed(PRICE, {old: new})))


def test_every_fault_is_told_at_once() -> None:
    """A file with several faults is mended in one go."""
    wrong = changed(REGISTER, {'name = "KZ-NIC"': "name = 1", 'stage = "seizure"': "stage = 2", "[[limit]]": "[[lim]]"})
    found = faults(wrong)
    assert len(found) == 3
    assert [fault.split(": ")[1] for fault in found] == ["wallet[1].stage", "register.name", "lim"]


def test_a_register_without_wallets_is_none() -> None:
    """A register watches something."""
    head, _, _ = REGISTER.partition("[[wallet]]")
    assert faults(head) == ("register.toml: wallet: missing; expected at least one [[wallet]]",)


def test_a_key_in_hexadecimal_is_refused_by_the_words_beside_it() -> None:
    """In a comment, in a text and under a key of its own; a hash of a public thing is none."""
    key = "7a" * 32
    for text in (f"# key {key}\n{REGISTER}", f'private_key = "{key}"\n{REGISTER}'):
        found = faults(text)
        assert any("holds a private key in hexadecimal in line 1: take it out" in fault for fault in found)
        assert not any(key[:16] in fault for fault in found)
    assert len(register(f"# transaction {key}\n{REGISTER}").wallets) == 3


def test_a_private_key_is_refused_wherever_it_stands_and_never_shown() -> None:
    """A register travels in bundles: a comment may hold no key either."""
    for text in (f"# {PRIVATE}\n{REGISTER}", changed(REGISTER, {SEIZURE: PRIVATE})):
        found = faults(text)
        assert any("holds an extended private key in line" in fault for fault in found)
        assert not any(PRIVATE in fault for fault in found)


def test_one_script_in_two_spellings_is_one_script() -> None:
    """An address in capitals is the same coin's."""
    twice = changed(REGISTER, {f'["{P2WPKH}"]': f'["{P2WPKH}", "{P2WPKH.upper()}", "{P2PKH}"]'})
    assert faults(twice) == ("register.toml: wallet[3].addresses: one script is listed twice, in two spellings",)


def test_what_is_no_toml_has_one_fault() -> None:
    """Of a file that cannot be read nothing else is said."""
    assert faults("[register") == (
        "register.toml: line 1: a heading stands alone on its line, with as many brackets behind the name as before it"
        "\n  found: [register\n  write: [register]",
    )
    assert faults("a = " + "[" * 9000) == ("register.toml: is nested too deeply to be a register",)
