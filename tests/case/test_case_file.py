"""The case file: what is read, and one message for each thing that can be wrong with it."""

import datetime as dt
import hashlib
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.case.wallets import PRIVATE, WIF, account, ended, keys, multisig
from tests.counts import count
from tracer.case.case import Case, OrderKind, Role, Stage
from tracer.case.case_file import parse
from tracer.case.choices import NEED_RETAINED
from tracer.chain import address
from tracer.chain.network import REGTEST
from tracer.chain.outpoint import Outpoint, Txid
from tracer.errors import CaseError
from tracer.formats.toml_file import MAX_SIZE
from tracer.wallet.descriptors import scripts

TXID = "ab" * 32
WALLET = multisig(1, 2, 3)
RESERVE = multisig(1, 2, 3, 4, 5, needed=3, steps="/7/*")
P2WPKH = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
P2PKH = "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn"
MAIN_ADDRESS = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"

FULL = f"""
[case]
id = "KZ-2026-0042"
network = "regtest"
title = "Exchange theft of 2026-03-14"
criminal_case_no = "267500000000001"
authority = "Agency for Financial Monitoring"
questions = ["How much?", "By which transactions?"]
examiner = "A. Examiner"
reviewer = "B. Reviewer"
role = "expert"
supersedes = "KZ-2026-0041"
language = "en"
timezone = "Asia/Almaty"
disclose_descriptors = true

[[exhibit]]
id = "E1"
description = "Statement of the exchange"
source = "exchange"
received_from = "police"
received_at = 2026-03-16T10:00:00+05:00
file = "received/statement.pdf"
sha256 = "{"AB" * 32}"

[horizon]
height = 530
hash = "{"00" * 32}"
confirmations = 6

[[seed]]
label = "A"
outpoint = "{TXID}:1"
amount_sat = 100000000
exhibit = "E1"
basis = "named in E1, p. 2"

[[seed]]
label = "B"
address = "{P2WPKH}"
from_height = 0
to_height = 500

[[seed]]
label = "B"
txid = "{TXID}"

[[seed]]
label = "B"
descriptor = "{ended(f"wpkh({account(9)}/<0;1>/*)")}"
range = [3, 4]

[[custody]]
name = "Agency seizure wallet"
descriptor = "{WALLET}"
stage = "seizure"
basis = "transfer act 17"
exhibit = "E1"

[[custody]]
name = "Reserve 1"
descriptor = "{RESERVE}"
range = [0, 9]
stage = "reserve"

[[custody]]
name = "Old wallet"
addresses = ["{P2PKH}"]
stage = "forfeiture"

[[order]]
id = "2-1234/2026"
kind = "forfeiture"
date = 2026-05-02
in_force = 2026-05-20
issued_by = "District court"
labels = ["A", "B"]
amount_sat = 12000000000
custody = ["Agency seizure wallet"]
exhibit = "E1"

[method]
primary = "fifo"
reason = "closest to the law of the forum"
compare = ["haircut", "poison"]

[stop]
min_sat = 0
max_hops = 7
to_height = 520
fan_out = 0
coinjoin = false
lightning = false
tags = ["packs/exchanges.yaml"]
"""

LEAST = f"""[case]
id = "K"
network = "regtest"
[[seed]]
label = "A"
outpoint = "{TXID}:0"
[method]
primary = "haircut"
"""


def read(text: str) -> Case:
    """Read a case file by the name of case.toml."""
    return parse(text.encode(), "case.toml")


def faults(text: str) -> tuple[str, ...]:
    """Return every fault of a case file, without the file's name and the lines that show what to write."""
    with pytest.raises(CaseError) as caught:
        read(text)
    assert all(fault.startswith("case.toml: ") for fault in caught.value.faults)
    heads = [fault.split("\n")[0] for fault in caught.value.faults]
    assert [line for line in str(caught.value).splitlines() if not line.startswith("  ")] == heads
    return tuple(head.removeprefix("case.toml: ") for head in heads)


def read_or_faults(content: bytes) -> Case | tuple[str, ...]:
    """Return the case, or its faults."""
    try:
        return parse(content, "case.toml")
    except CaseError as error:
        return error.faults


def test_everything_written_is_in_the_case() -> None:
    """Every key of the contract arrives where the dataclasses say."""
    case = read(FULL)
    assert (case.id, case.network, case.role, case.language) == ("KZ-2026-0042", REGTEST, Role.EXPERT, "en")
    assert case.questions == ("How much?", "By which transactions?")
    assert (case.timezone, case.disclose_descriptors, case.supersedes) == ("Asia/Almaty", True, "KZ-2026-0041")
    assert case.sha256 == hashlib.sha256(FULL.encode()).hexdigest()
    (exhibit,) = case.exhibits
    assert exhibit.sha256 == "ab" * 32
    assert exhibit.received_at == dt.datetime(2026, 3, 16, 10, tzinfo=dt.timezone(dt.timedelta(hours=5)))
    assert (case.horizon.height, case.horizon.hash, case.horizon.confirmations) == (530, "00" * 32, 6)
    assert case.labels == ("A", "B")
    outpoint, by_address, by_txid, by_descriptor = case.seeds
    assert (outpoint.outpoint, outpoint.amount, outpoint.basis) == (
        Outpoint(Txid(TXID), 1),
        100000000,
        "named in E1, p. 2",
    )
    assert (by_address.scripts, by_address.from_height, by_address.to_height) == (
        (address.decode(P2WPKH, REGTEST),),
        0,
        500,
    )
    assert (by_txid.txid, by_txid.scripts, by_txid.amount) == (TXID, (), None)
    assert len(by_descriptor.scripts) == 4
    assert (case.stop.min_sat, case.stop.max_hops, case.stop.to_height, case.stop.coinjoin) == (0, 7, 520, False)
    assert case.stop.tags == ("packs/exchanges.yaml",)
    assert (case.method.primary, case.method.compare) == ("fifo", ("haircut", "poison"))
    (order,) = case.orders
    assert (order.kind, order.date, order.in_force) == (
        OrderKind.FORFEITURE,
        dt.date(2026, 5, 2),
        dt.date(2026, 5, 20),
    )
    assert (order.labels, order.amount, order.custody) == (("A", "B"), 12000000000, ("Agency seizure wallet",))


def test_custody_wallets_carry_the_scripts_to_watch() -> None:
    """A descriptor gives indices 0 to 999 of each branch by default; addresses give their scripts."""
    seizure, reserve, old = read(FULL).custody
    assert (seizure.stage, seizure.range, len(seizure.scripts)) == (Stage.SEIZURE, (0, 999), 2000)
    assert seizure.scripts == tuple(one.script for one in scripts(WALLET, 0, 999, REGTEST))
    assert (reserve.stage, reserve.range, len(reserve.scripts)) == (Stage.RESERVE, (0, 9), 10)
    assert (old.addresses, old.scripts, old.range) == ((P2PKH,), (address.decode(P2PKH, REGTEST),), (0, 0))


def test_what_is_left_out_has_the_defaults_of_the_contract() -> None:
    """The least case has the contract's stops, an analyst's role, English, and a horizon the source decides."""
    case = read(LEAST)
    stop = case.stop
    assert (stop.min_sat, stop.max_hops, stop.to_height, stop.fan_out, stop.coinjoin, stop.lightning, stop.tags) == (
        1000, 0, 0, 0, True, True, (),
    )  # fmt: skip
    assert (case.role, case.language, case.timezone, case.disclose_descriptors) == (Role.ANALYST, "en", None, False)
    assert (case.horizon.height, case.horizon.hash, case.horizon.confirmations) == (None, None, None)
    assert (case.exhibits, case.custody, case.orders, case.targets) == ((), (), (), ())


CUSTODY = f"""
[[custody]]
name = "W"
addresses = ["{P2PKH}"]
stage = "seizure"
"""
ORDER = """
[[order]]
id = "1"
kind = "seizure"
date = 2026-05-02
labels = ["A"]
custody = ["W"]
"""
NAME = "expected a name: one line of visible characters, not empty, in Unicode normal form C, got"
TEXT = "expected a text that is not empty, without control or invisible characters, got"
TAIL = LEAST.replace("[case]\n", "")


def with_case(line: str) -> str:
    """Return the least case with a line in [case]."""
    return LEAST.replace("[[seed]]", f"{line}\n[[seed]]", 1)


def with_seed(lines: str) -> str:
    """Return the least case whose one seed has these lines."""
    return LEAST.replace(f'label = "A"\noutpoint = "{TXID}:0"\n', f"{lines}\n")


def with_custody(lines: str) -> str:
    """Return the least case with a custody wallet of these lines."""
    return f"{LEAST}\n[[custody]]\n{lines}\n"


def with_order(old: str, new: str) -> str:
    """Return the least case with a wallet and an order, one line of which is another."""
    assert old in ORDER
    return LEAST + CUSTODY + ORDER.replace(old, new)


PRIMARIES = "fifo, haircut, lifo, tiho, seniority, juniority, libr, proceeds_first"
COMPUTED = "fifo, haircut, poison, lifo, tiho, seniority, juniority, libr, proceeds_first"

ONE_FAULT = {
    # the file
    "unclosed": (
        "[case\n",
        "line 1: a heading stands alone on its line, with as many brackets behind the name as before it",
    ),
    "twice": (
        LEAST + "[case]\n",
        "line 9: the table [case] stands twice, first in line 1; put all its keys under one heading",
    ),
    "deep": (f"a = {'[' * 5000}{']' * 5000}", "is nested too deeply to be a case"),
    "unknown table": (LEAST + "[[seeds]]\n", "seeds: unknown table; did you mean seed?"),
    "unknown table, none near": (LEAST + "[zzz]\n", "zzz: unknown table"),
    "unknown key": (with_case('examinor = "x"'), "case.examinor: unknown key; did you mean examiner?"),
    "unknown strange key": (with_case('"a\\nb" = 1'), "case.'a\\nb': unknown key"),
    "not a table": ("case = 1\n" + TAIL, None),
    "not tables": (LEAST.replace("[[seed]]", "[seed]"), None),
    "private key": (
        LEAST + f"\n# old key {PRIVATE}\n",
        "holds an extended private key in line 10: take it out, and treat that key as exposed",
    ),
    "single private key": (
        f"# {WIF}\n" + LEAST,
        "holds a private key in line 1: take it out, and treat that key as exposed",
    ),
    "recovery phrase": (
        LEAST + f"\n# {' '.join(['abandon'] * 11 + ['about'])}\n",
        "holds a recovery phrase in line 10: take it out, and treat that key as exposed",
    ),
    "private key in hexadecimal": (
        LEAST + f"\n# key {'7a' * 32}\n",
        "holds a private key in hexadecimal in line 10: take it out, and treat that key as exposed",
    ),
    # [case]
    "no id": (
        LEAST.replace('id = "K"\n', ""),
        "case.id: missing; expected a name: one line of visible characters, not empty, in Unicode normal form C",
    ),
    "number as id": (LEAST.replace('"K"', "7"), f"case.id: {NAME} 7"),
    "padded id": (LEAST.replace('"K"', '" K"'), f"case.id: {NAME} ' K'"),
    "invisible id": (LEAST.replace('"K"', '"K\\u200b"'), f"case.id: {NAME} 'K\\u200b'"),
    "decomposed id": (LEAST.replace('"K"', '"и\\u0306"'), f"case.id: {NAME} 'и\u0306'"),
    "no network": (
        LEAST.replace('network = "regtest"\n', ""),
        "case.network: missing; expected one of main, test, testnet4, signet, regtest",
    ),
    "unknown network": (
        LEAST.replace("regtest", "regtset"),
        "case.network: expected one of main, test, testnet4, signet, regtest, got 'regtset'; did you mean regtest?",
    ),
    "empty title": (with_case('title = ""'), f"case.title: {TEXT} ''"),
    "reversed title": (with_case('title = "a\\u202eb"'), f"case.title: {TEXT} 'a\\u202eb'"),
    "questions": (with_case('questions = "How?"'), "case.questions: expected a list of questions, got 'How?'"),
    "question": (with_case("questions = [1]"), "case.questions[1]: expected a text, got 1"),
    "empty question": (with_case('questions = ["a", " "]'), f"case.questions[2]: {TEXT} ' '"),
    "question twice": (with_case('questions = ["a", "a"]'), "case.questions[2]: 'a' is listed twice"),
    "role": (
        with_case('role = "judge"'),
        "case.role: expected one of analyst, specialist, expert, got 'judge'",
    ),
    "language": (with_case('language = "de"'), "case.language: expected one of en, ru, kk, got 'de'"),
    "timezone": (
        with_case('timezone = "Asia/Almata"'),
        "case.timezone: expected an IANA time zone such as Asia/Almaty, got 'Asia/Almata'; did you mean Asia/Almaty?",
    ),
    "disclose": (with_case("disclose_descriptors = 1"), "case.disclose_descriptors: expected true or false, got 1"),
    # [[exhibit]]
    "exhibit taken": (
        LEAST + '[[exhibit]]\nid = "E"\n[[exhibit]]\nid = "E"\n',
        "exhibit[2].id: 'E' is taken by exhibit[1]",
    ),
    "exhibit time without offset": (
        LEAST + '[[exhibit]]\nid = "E"\nreceived_at = 2026-03-16T10:00:00\n',
        "exhibit[1].received_at: expected a date and time with an offset, without quotation marks, such as "
        "2026-03-16T10:00:00+05:00, got 2026-03-16T10:00:00",
    ),
    "exhibit day": (
        LEAST + '[[exhibit]]\nid = "E"\nreceived_at = 2026-03-16\n',
        "exhibit[1].received_at: expected a date and time with an offset, without quotation marks, such as "
        "2026-03-16T10:00:00+05:00, got 2026-03-16",
    ),
    "exhibit hash": (
        LEAST + '[[exhibit]]\nid = "E"\nsha256 = "abc"\n',
        "exhibit[1].sha256: expected 64 hexadecimal digits, got 'abc'",
    ),
    "exhibit file": (
        LEAST + '[[exhibit]]\nid = "E"\nfile = "/etc/passwd"\n',
        "exhibit[1].file: expected a path relative to the case file, with forward slashes, got '/etc/passwd'",
    ),
    # [horizon]
    "height": (
        LEAST + "[horizon]\nheight = -1\n",
        "horizon.height: expected a whole number from 0 to 499999999, got -1",
    ),
    "hash": (
        LEAST + f'[horizon]\nhash = "{"AG" * 32}"\n',
        f"horizon.hash: expected 64 hexadecimal digits, got '{('AG' * 32)[:60]}…'",
    ),
    "confirmations": (
        LEAST + '[horizon]\nconfirmations = "6"\n',
        "horizon.confirmations: expected a whole number from 0 to 499999999, got '6'",
    ),
    # [[seed]]
    "no seed": (
        LEAST.replace(f'[[seed]]\nlabel = "A"\noutpoint = "{TXID}:0"\n', ""),
        "seed: missing; expected at least one [[seed]]",
    ),
    "no label": (with_seed(f'outpoint = "{TXID}:0"'), f"seed[1].label: missing; {NAME.removesuffix(', got')}"),
    "empty label": (with_seed(f'label = ""\noutpoint = "{TXID}:0"'), f"seed[1].label: {NAME} ''"),
    "control in label": (with_seed(f'label = "A\\tB"\noutpoint = "{TXID}:0"'), f"seed[1].label: {NAME} 'A\\tB'"),
    "no place": (
        with_seed('label = "A"'),
        "seed[1]: expected exactly one of outpoint, txid, address, descriptor, got none",
    ),
    "two places": (
        with_seed(f'label = "A"\noutpoint = "{TXID}:0"\ntxid = "{TXID}"'),
        "seed[1]: expected exactly one of outpoint, txid, address, descriptor, got outpoint and txid",
    ),
    "outpoint": (
        with_seed('label = "A"\noutpoint = "abc:0"'),
        "seed[1].outpoint: 'abc:0' is not an outpoint: expected txid:vout",
    ),
    "txid": (
        with_seed(f'label = "A"\ntxid = "{TXID[1:]}"'),
        f"seed[1].txid: '{TXID[1:]}' is not a txid: expected 64 lower-case hexadecimal digits",
    ),
    "address of another network": (
        with_seed(f'label = "A"\naddress = "{MAIN_ADDRESS}"'),
        f"seed[1].address: {MAIN_ADDRESS} is an address of main, not of regtest",
    ),
    "address type": (with_seed('label = "A"\naddress = 5'), "seed[1].address: expected an address, got 5"),
    "amount float": (
        LEAST.replace("[method]", "amount_sat = 1.5\n[method]"),
        "seed[1].amount_sat: expected a whole number of satoshi from 1 to 2100000000000000, got 1.5",
    ),
    "amount zero": (
        LEAST.replace("[method]", "amount_sat = 0\n[method]"),
        "seed[1].amount_sat: expected a whole number of satoshi from 1 to 2100000000000000, got 0",
    ),
    "amount bool": (
        LEAST.replace("[method]", "amount_sat = true\n[method]"),
        "seed[1].amount_sat: expected a whole number of satoshi from 1 to 2100000000000000, got true",
    ),
    "amount too large": (
        LEAST.replace("[method]", "amount_sat = 2100000000000001\n[method]"),
        "seed[1].amount_sat: expected a whole number of satoshi from 1 to 2100000000000000, got 2100000000000001",
    ),
    "amount enormous": (
        LEAST.replace("[method]", f"amount_sat = 0x{'f' * 9000}\n[method]"),
        "seed[1].amount_sat: expected a whole number of satoshi from 1 to 2100000000000000, got a number of 36000 bits",
    ),
    "range on outpoint": (
        LEAST.replace("[method]", "range = [0, 9]\n[method]"),
        "seed[1].range: applies to a descriptor only",
    ),
    "window on outpoint": (
        LEAST.replace("[method]", "from_height = 1\n[method]"),
        "seed[1].from_height: applies to an address or a descriptor only",
    ),
    "window reversed": (
        with_seed(f'label = "A"\naddress = "{P2PKH}"\nfrom_height = 5\nto_height = 4'),
        "seed[1].to_height: expected at least from_height, 5, got 4",
    ),
    "seed twice": (
        LEAST + f'[[seed]]\nlabel = "A"\noutpoint = "{TXID}:0"\namount_sat = 5\n',
        "seed[2]: the same label and coins as seed[1]",
    ),
    "seed's exhibit": (
        LEAST.replace("[method]", 'exhibit = "Bank 2"\n[method]') + '[[exhibit]]\nid = "Bank 1"\n',
        "seed[1].exhibit: no exhibit has the id 'Bank 2'; did you mean Bank 1?",
    ),
    # descriptors
    "no checksum": (
        with_seed(f'label = "A"\ndescriptor = "{WALLET[:-9]}"'),
        f"seed[1].descriptor: has no checksum: compare it with the wallet it came from, then end it with {WALLET[-9:]}",
    ),
    "wrong checksum": (
        with_custody(f'name = "W"\nstage = "seizure"\ndescriptor = "{WALLET[:-1]}x"'),
        "custody[1].descriptor: has a wrong checksum: a character was lost or changed, copy it again from the wallet",
    ),
    "descriptor kind": (
        with_custody(f'name = "W"\nstage = "seizure"\ndescriptor = "{ended("raw(00)")}"'),
        "custody[1].descriptor: is of a kind not supported: raw(…); expected one of pk, pkh, wpkh, sh, wsh, tr",
    ),
    "descriptor type": (
        with_custody('name = "W"\nstage = "seizure"\ndescriptor = 1'),
        "custody[1].descriptor: expected a descriptor, got 1",
    ),
    "descriptor withheld": (
        with_custody(f'name = "W"\nstage = "seizure"\ndescriptor = "withheld:{TXID}"'),
        "custody[1].descriptor: is withheld; only the bundle it belongs to has its scripts",
    ),
    "range of a fixed descriptor": (
        with_custody(f'name="W"\nstage="seizure"\nrange=[0, 1]\ndescriptor = "{ended(f"wpkh({account(1)}/0)")}"'),
        "custody[1].range: applies to a descriptor with * only",
    ),
    "range type": (
        with_custody(f'name="W"\nstage="seizure"\nrange=[0, 1.0]\ndescriptor = "{WALLET}"'),
        "custody[1].range: expected [first, last]: two whole numbers from 0 to 2147483647, ascending, got [0, 1.0]",
    ),
    "range order": (
        with_custody(f'name="W"\nstage="seizure"\nrange=[5, 4]\ndescriptor = "{WALLET}"'),
        "custody[1].range: expected [first, last]: two whole numbers from 0 to 2147483647, ascending, got [5, 4]",
    ),
    "range length": (
        with_custody(f'name="W"\nstage="seizure"\nrange=[0, 100000]\ndescriptor = "{WALLET}"'),
        "custody[1].range: range 0 to 100000: expected at most 100000 indices",
    ),
    # [[custody]]
    "custody of nothing": (
        with_custody('name = "W"\nstage = "seizure"'),
        "custody[1]: expected exactly one of descriptor, addresses, got none",
    ),
    "custody of both": (
        with_custody(f'name = "W"\nstage = "seizure"\naddresses = ["{P2PKH}"]\ndescriptor = "{WALLET}"'),
        "custody[1]: expected exactly one of descriptor, addresses, got both",
    ),
    "no addresses": (
        with_custody('name = "W"\nstage = "seizure"\naddresses = []'),
        "custody[1].addresses: expected a list of addresses that is not empty",
    ),
    "addresses type": (
        with_custody(f'name = "W"\nstage = "seizure"\naddresses = "{P2PKH}"'),
        f"custody[1].addresses: expected a list of addresses, got '{P2PKH}'",
    ),
    "address twice": (
        with_custody(f'name = "W"\nstage = "seizure"\naddresses = ["{P2PKH}", "{P2PKH}"]'),
        f"custody[1].addresses[2]: '{P2PKH}' is listed twice",
    ),
    "address in two spellings": (
        with_custody(f'name = "W"\nstage = "seizure"\naddresses = ["{P2WPKH}", "{P2WPKH.upper()}"]'),
        "custody[1].addresses: one script is listed twice, in two spellings",
    ),
    "bad address in list": (
        with_custody(f'name = "W"\nstage = "seizure"\naddresses = ["{P2PKH}", "{P2PKH[:-1]}m"]'),
        "custody[1].addresses[2]: not an address: its checksum is wrong, so at least one of its characters is wrong",
    ),
    "range on addresses": (
        with_custody(f'name = "W"\nstage = "seizure"\nrange = [0, 1]\naddresses = ["{P2PKH}"]'),
        "custody[1].range: applies to a descriptor only",
    ),
    "no stage": (
        with_custody(f'name = "W"\naddresses = ["{P2PKH}"]'),
        "custody[1].stage: missing; expected one of seizure, forfeiture, reserve",
    ),
    "stage": (
        with_custody(f'name = "W"\nstage = "seized"\naddresses = ["{P2PKH}"]'),
        "custody[1].stage: expected one of seizure, forfeiture, reserve, got 'seized'; did you mean seizure?",
    ),
    "custody name taken": (
        LEAST + CUSTODY + CUSTODY.replace(P2PKH, P2WPKH),
        "custody[2].name: 'W' is taken by custody[1]",
    ),
    "custody overlaps": (
        LEAST + CUSTODY + CUSTODY.replace('"W"', '"V"'),
        "custody[2]: has scripts in common with custody[1]: every script belongs to one custody wallet",
    ),
    # [[order]]
    "order id taken": (
        LEAST + CUSTODY + ORDER + ORDER,
        "order[2].id: '1' is taken by order[1]",
    ),
    "order kind": (
        with_order('"seizure"', '"arrest"'),
        "order[1].kind: expected one of restraint, seizure, forfeiture, return, got 'arrest'",
    ),
    "order without date": (
        with_order("date = 2026-05-02\n", ""),
        "order[1].date: missing; expected a date such as 2026-05-02",
    ),
    "order date text": (
        with_order("2026-05-02", '"2026-05-02"'),
        "order[1].date: expected a date without quotation marks, such as 2026-05-02, got '2026-05-02'",
    ),
    "order date with time": (
        with_order("2026-05-02", "2026-05-02T00:00:00Z"),
        "order[1].date: expected a date without quotation marks, such as 2026-05-02, got 2026-05-02T00:00:00+00:00",
    ),
    "in force too early": (
        with_order("2026-05-02", "2026-05-02\nin_force = 2026-05-01"),
        "order[1].in_force: expected the order's date, 2026-05-02, or later, got 2026-05-01",
    ),
    "order without labels": (
        with_order('labels = ["A"]\n', ""),
        "order[1].labels: missing; expected a list of names",
    ),
    "order with no labels": (
        with_order('["A"]', "[]"),
        "order[1].labels: expected a list of names that is not empty",
    ),
    "order label": (with_order('["A"]', '["A", "Z"]'), "order[1].labels[2]: no seed has the label 'Z'"),
    "order label twice": (with_order('["A"]', '["A", "A"]'), "order[1].labels[2]: 'A' is listed twice"),
    "order custody": (with_order('["W"]', '["V"]'), "order[1].custody[1]: no custody wallet is named 'V'"),
    "order amount": (
        with_order('["W"]', '["W"]\namount_sat = -5'),
        "order[1].amount_sat: expected a whole number of satoshi from 1 to 2100000000000000, got -5",
    ),
    # [method]
    "no method": (
        LEAST.replace('[method]\nprimary = "haircut"\n', ""),
        f"method.primary: missing; expected one of {PRIMARIES}",
    ),
    "method": (
        LEAST.replace("haircut", "hairdo"),
        f"method.primary: expected one of {COMPUTED}, got 'hairdo'; did you mean haircut?",
    ),
    "poison primary": (
        LEAST.replace("haircut", "poison"),
        "method.primary: poison gives reach, not amounts; put it in compare",
    ),
    "primary in compare": (
        LEAST + 'compare = ["haircut"]\n',
        "method.compare: haircut is the primary method already",
    ),
    "compare twice": (LEAST + 'compare = ["fifo", "fifo"]\n', "method.compare[2]: 'fifo' is listed twice"),
    "compare unknown": (
        LEAST + 'compare = ["fif"]\n',
        f"method.compare[1]: expected one of {COMPUTED}, got 'fif'; did you mean fifo?",
    ),
    "retained": (
        LEAST + 'retained = ["x"]\n',
        "method.retained[1]: 'x' is not an outpoint: expected txid:vout",
    ),
    # [stop]
    "min_sat": (
        LEAST + "[stop]\nmin_sat = -1\n",
        "stop.min_sat: expected a whole number of satoshi from 0 to 2100000000000000, got -1",
    ),
    "max_hops": (
        LEAST + "[stop]\nmax_hops = nan\n",
        "stop.max_hops: expected a whole number from 0 to 1000000000, got nan",
    ),
    "coinjoin": (LEAST + "[stop]\ncoinjoin = 0\n", "stop.coinjoin: expected true or false, got 0"),
    "tags": (
        LEAST + '[stop]\ntags = ["C:\\\\packs.yaml"]\n',
        "stop.tags[1]: expected a path relative to the case file, with forward slashes, got 'C:\\\\packs.yaml'",
    ),
    "tags type": (LEAST + "[stop]\ntags = {}\n", "stop.tags: expected a list of TagPack files, got a table"),
}
"""A file with one thing wrong, and the whole message; None where several messages follow from it."""


@pytest.mark.parametrize("name", ONE_FAULT)
def test_each_fault_has_one_message_that_names_key_and_expectation(name: str) -> None:
    """One fault, one message."""
    text, message = ONE_FAULT[name]
    found = faults(text)
    if message is not None:
        assert found == (message,)


def test_a_table_of_the_wrong_shape_is_named_as_such() -> None:
    """`[seed]` for `[[seed]]`, and a value for a table, are told apart from missing ones."""
    assert "case: expected a table [case], got 1" in faults(ONE_FAULT["not a table"][0])
    assert "seed: expected tables [[seed]], got a table" in faults(ONE_FAULT["not tables"][0])


@pytest.mark.parametrize("name", NEED_RETAINED)
def test_a_rule_about_change_needs_declared_change(name: str) -> None:
    """`libr` and `proceeds_first` are refused where the case declares no retained output."""
    message = f"method.retained: missing; {name} is defined only where the case declares which outputs are change"
    assert faults(LEAST.replace("haircut", name)) == (message,)
    assert faults(LEAST + f'compare = ["{name}"]\n') == (message,)
    declared = LEAST.replace("haircut", name) + f'retained = ["{TXID}:0"]\n'
    assert read(declared).method.retained


def test_stops_can_be_switched_off() -> None:
    """A case may say no to each stop that a heuristic decides."""
    stop = read(f"{LEAST}[stop]\nfan_out = 0\ncoinjoin = false\nlightning = false\n").stop
    assert (stop.fan_out, stop.coinjoin, stop.lightning) == (0, False, False)


def test_all_faults_are_reported_at_once() -> None:
    """Nobody has to mend a file one fault at a time."""
    text = FULL.replace('"A"', '""').replace('kind = "forfeiture"', "kind = 1").replace("min_sat = 0", "min_sat = 0.5")
    text = text.replace('primary = "fifo"', 'primary = "poison"').replace("height = 530", "hight = 530")
    text = text.replace('stage = "reserve"', 'stage = "vault"').replace(RESERVE, RESERVE[:-1] + "x")
    assert faults(text) == (
        f"seed[1].label: {NAME} ''",
        "custody[2].descriptor: has a wrong checksum: a character was lost or changed, copy it again from the wallet",
        "custody[2].stage: expected one of seizure, forfeiture, reserve, got 'vault'",
        "order[1].kind: expected one of restraint, seizure, forfeiture, return, got 1",
        f"order[1].labels[1]: {NAME} ''",
        "horizon.hight: unknown key; did you mean height?",
        "method.primary: poison gives reach, not amounts; put it in compare",
        "method.compare: poison is the primary method already",
        "stop.min_sat: expected a whole number of satoshi from 0 to 2100000000000000, got 0.5",
    )


@pytest.mark.parametrize("key", [WIF, PRIVATE])
@pytest.mark.parametrize(
    "line",
    [
        'descriptor = "{}"',
        'descriptor = "wpkh({}/0/*)#abcdefgh"',
        'address = "{}"',
        'outpoint = "{}"',
        'basis = ["{}"]',
        '"{}" = 1',
        'exhibit = "{}"',
        'x = "a" # {}',
        'address = "{} "',
    ],
)
def test_a_private_key_never_appears_in_a_message(key: str, line: str) -> None:
    """Wherever it was pasted, the file is refused and the key is not repeated."""
    found = faults(with_seed('label = "A"\n' + line.format(key)))
    assert not any(key in fault for fault in found)
    assert any("private key" in fault for fault in found)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"\xef\xbb\xbf" + LEAST.encode(), "begins with a byte order mark; save it as UTF-8 without one"),
        (b"[case]\nid = \"\xff\"\n", "is not UTF-8 in line 2; save it as UTF-8"),
        (b"#" * (MAX_SIZE + 1), f"has {MAX_SIZE + 1} bytes; expected at most {MAX_SIZE}"),
        (f"a = {'9' * 5000}".encode(), None),
    ],
)  # fmt: skip
def test_an_unreadable_file_has_one_clear_fault(content: bytes, text: str | None) -> None:
    """What cannot be read as TOML at all has one fault."""
    with pytest.raises(CaseError) as caught:
        parse(content, "case.toml")
    (fault,) = caught.value.faults
    assert fault.startswith("case.toml: line 1: a whole number is") if text is None else fault == f"case.toml: {text}"


def test_a_withheld_descriptor_is_read_with_the_scripts_of_its_bundle() -> None:
    """A bundle's case file stands for the same wallet without showing its descriptor."""
    withheld = f"withheld:{TXID}"
    text = with_custody(f'name = "W"\nstage = "seizure"\nrange = [0, 5]\ndescriptor = "{withheld}"')
    (wallet,) = parse(text.encode(), "case.toml", {"custody[1]": (b"\x51", b"\x52")}).custody
    assert (wallet.descriptor, wallet.scripts, wallet.range) == (withheld, (b"\x51", b"\x52"), (0, 5))


def test_a_target_is_one_coin_or_one_wallet() -> None:
    """A target that names both, neither, or an unknown wallet is a fault."""
    found = faults(LEAST + CUSTODY + '[[target]]\n[[target]]\ncustody = "V"\n')
    assert "target[1]: expected exactly one of outpoint, custody" in found
    assert "target[2].custody: no custody wallet is named 'V'" in found


def test_the_same_address_may_be_seeded_for_two_windows_or_two_labels() -> None:
    """Only a repetition of everything is a mistake for certain."""
    seed = f'[[seed]]\nlabel = "A"\naddress = "{P2PKH}"\nto_height = 5\n'
    other = seed.replace("to_height = 5", "from_height = 6")
    assert len(read(LEAST + seed + other + seed.replace('"A"', '"B"')).seeds) == 4
    assert faults(LEAST + seed + seed) == ("seed[3]: the same label and coins as seed[2]",)


def test_overlapping_descriptors_of_two_wallets_are_refused() -> None:
    """One branch of a wallet given again as a wallet of its own shares its scripts."""
    part = multisig(1, 2, 3, steps="/1/*")
    again = with_custody(f'name = "W"\nstage = "seizure"\ndescriptor = "{WALLET}"')
    found = faults(f'{again}[[custody]]\nname = "V"\nstage = "reserve"\nrange = [999, 999]\ndescriptor = "{part}"\n')
    assert found == ("custody[2]: has scripts in common with custody[1]: every script belongs to one custody wallet",)


_LINES = FULL.replace(WALLET, ended(f"wpkh({keys(1, steps='/0')})")).splitlines()
_VALUES = st.sampled_from(
    ["1", "-1", "1.5", "true", '""', '"A"', "[]", "[[]]", "{}", "nan", "2026-05-02", "07:32:00", '["W", 1]', "0xff" * 9]
) | st.text(max_size=8)


@st.composite
def _mutations(draw: st.DrawFn) -> str:
    lines = list(_LINES)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["value", "key", "drop", "repeat", "swap", "cut", "insert"])):
            case "value":
                lines[place] = lines[place].split("=")[0] + "= " + draw(_VALUES)
            case "key":
                lines[place] = draw(st.text(max_size=6)) + lines[place]
            case "drop":
                lines[place] = ""
            case "repeat":
                lines.insert(place, lines[place])
            case "swap":
                other = draw(st.integers(0, len(lines) - 1))
                lines[place], lines[other] = lines[other], lines[place]
            case "cut":
                lines[place] = lines[place][: draw(st.integers(0, 40))]
            case "insert":
                lines.insert(place, draw(st.text(max_size=30)))
    return "\n".join(lines)


@settings(max_examples=count(suite=80, laws=400), derandomize=True, deadline=None)
@given(_mutations())
def test_no_mutation_of_a_case_raises_anything_but_a_case_error(text: str) -> None:
    """A mutated file is read or refused with messages; nothing else escapes, and what is read was TOML."""
    outcome = read_or_faults(text.encode("utf-8", "surrogatepass"))
    if isinstance(outcome, Case):
        assert set(tomllib.loads(text)) <= {"case", "exhibit", "horizon", "seed", "custody", "order", "method", "stop"}
        assert outcome.seeds
    else:
        assert outcome
        assert all(fault.startswith("case.toml: ") for fault in outcome)
        assert all(line.startswith("  ") for fault in outcome for line in fault.split("\n")[1:])


@settings(max_examples=count(suite=40, laws=200), derandomize=True, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_no_bytes_raise_anything_but_a_case_error(content: bytes) -> None:
    """No sequence of bytes short of a case is accepted."""
    with pytest.raises(CaseError):
        parse(content, "case.toml")


def test_hashes_may_be_written_in_capitals() -> None:
    """Hexadecimal digits have no case, and one coin written in both is one coin."""
    text = with_seed(f'label = "A"\ntxid = "{"Ab" * 32}"') + f'[horizon]\nhash = "{"CD" * 32}"\n'
    case = parse(text.encode(), "k.toml")
    assert (case.seeds[0].txid, case.horizon.hash) == ("ab" * 32, "cd" * 32)
    twice = f'[[seed]]\nlabel = "A"\noutpoint = "{"AB" * 32}:0"\n[[seed]]\nlabel = "A"\noutpoint = "{"ab" * 32}:0"\n'
    head = text.partition("[[seed]]")[0]
    assert "seed[2]: the same label and coins as seed[1]" in faults(head + twice + '[method]\nprimary = "haircut"\n')
