"""`tracer reserve travel-rule`: the payloads that a register's disposals name, judged."""

import copy
import json
import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.commands import tracer
from tests.reserve.compliance.payloads import ALICE_2023, strict, written
from tests.reserve.words_left import english_left
from tests.reserve.written import DOCUMENT, P2WPKH, REGISTER, TEXT
from tracer.errors import CaseError
from tracer.formats import canonical
from tracer.operations.context import Context
from tracer.operations.reserve_travel_rule import TravelRuleRequest, travel_rule

NOW = 1_790_000_000  # 2026-09-21


def disposal(number: str, counterparty: str, outputs: str = "") -> str:
    """Return a disposal to a counterparty."""
    return f"""
id = "{number}"
kind = "disposal"
date = 2026-08-01
{DOCUMENT}signed_by = ["P-01", "P-07"]
method = "otc"
lots = {{ "L-0003" = 100000000 }}
basis = "order 1-77/2025"
counterparty = {{ {counterparty} }}
{outputs}
"""


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Write a register with a disposal whose payload is the strict one."""
    place = tmp_path / "KZ-NIC"
    for name, content in {
        "register.toml": REGISTER,
        "texts/order.txt": TEXT.decode(),
        "acts/2026-0006.toml": disposal("2026-0006", 'name = "Winner", ivms101 = "acts/2026-0006.ivms.json"'),
    }.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(content, encoding="utf-8")
    (place / "acts" / "2026-0006.ivms.json").write_bytes(written(strict()))
    return place


def broken() -> dict[str, Any]:
    """Return a payload that lacks its beneficiary."""
    found = copy.deepcopy(strict())
    del found["beneficiary"]
    return found


def test_a_valid_payload_is_shown_check_by_check(register):
    """Thirteen checks, C10 not made for want of GLEIF's list, and 0; with the list all are made."""
    ended = tracer("reserve", "travel-rule", register)
    lines = ended.out.splitlines()
    assert (ended.code, len(lines)) == (0, 14)
    assert lines[0] == "act 2026-0006, acts/2026-0006.ivms.json: IVMS101 version 101.2023, valid"
    assert lines[1] == "  PASS        form elements are those of 101.2023"
    assert lines[11] == (
        "  NOT-CHECKED C10  registration authorities have the form of a code; GLEIF's list was not given"
    )
    listed = register.parent / "list.csv"
    listed.write_text("Registration Authority Code,Country\nRA000553,Tanzania\n", encoding="utf-8")
    answer = json.loads(tracer("reserve", "travel-rule", register, "--authorities", listed, "--json").out)
    assert {each["state"] for each in answer["payloads"][0]["checks"]} == {"PASS"}


def test_a_payload_that_is_not_valid_ends_it_with_1(register):
    """The fault is named; a file that no act names is judged alone."""
    (register / "acts" / "2026-0006.ivms.json").write_bytes(written(broken()))
    ended = tracer("reserve", "travel-rule", register)
    assert ended.code == 1
    assert "  FAIL        form beneficiary: missing" in ended.out
    other = register.parent / "other.json"
    other.write_bytes(written(ALICE_2023))
    alone = tracer("reserve", "travel-rule", register, "--check", other)
    assert alone.code == 0
    assert alone.out.startswith(f"{other}: IVMS101 version 101.2023, valid\n")
    assert "  differs: originatingVASP.originatingVASP: leaves out the level legalPerson\n" in alone.out


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_verdicts_stand_in_the_language_of_the_screen(register, language):
    """Every check, fault and difference; elements, places and codes stay as the standard has them."""
    payload = register / "acts" / "2026-0006.ivms.json"
    places = re.compile(r"[a-zA-Z]+(?:\[[0-9]+\])?(?:\.[a-zA-Z0-9]+(?:\[[0-9]+\])?)+|beneficiary|legalPerson|form")
    for content in (payload.read_bytes(), written(broken()), written(ALICE_2023), b"[]"):
        payload.write_bytes(content)
        english = tracer("reserve", "travel-rule", register).out.splitlines()
        other = tracer("--language", language, "reserve", "travel-rule", register).out
        named = places.sub(" ", re.sub(r"acts/\S+|'[^']*'", " ", other))
        codes = r"IVMS101(?:\.2023)?|C[0-9]+|[A-Z0-9]{20}|[a-z]+[A-Z][a-zA-Z]*"
        assert english_left(re.sub(codes, " ", named)) == set(), other
        assert len(other.splitlines()) == len(english)


def test_a_payload_that_is_not_written_says_why_in_the_language_of_the_screen(register):
    """What raises is said by what it is made of: `--write` of what is not valid."""
    source, out = register.parent / "bad.json", register.parent / "out.json"
    source.write_bytes(written(broken()))
    ended = tracer("--language", "ru", "reserve", "travel-rule", register, "--write", source, "--out", out)
    assert ended.code == 2
    assert "form: beneficiary: отсутствует" in ended.err
    assert not out.exists()


def test_a_licensed_counterparty_without_a_payload_ends_it_with_1(register):
    """It is named; one without a licence needs none."""
    lone = disposal("2026-0007", 'name = "Exchange", licence = "AFSA 7"')
    (register / "acts" / "2026-0007.toml").write_text(lone, encoding="utf-8")
    (register / "acts" / "2026-0008.toml").write_text(disposal("2026-0008", 'name = "Person"'), encoding="utf-8")
    ended = tracer("reserve", "travel-rule", register)
    assert ended.code == 1
    assert ended.out.splitlines()[-1] == (
        'act 2026-0007: "Exchange" is licensed, and the act names no travel-rule payload.'
    )


def test_a_payload_that_names_another_account_is_told(register):
    """The beneficiary's account numbers are held against the addresses paid: a note, no fault."""
    paid = f'[[outputs]]\naddress = "{P2WPKH}"\nsat = 1\n'
    named = 'name = "Winner", ivms101 = "acts/2026-0006.ivms.json"'
    (register / "acts" / "2026-0006.toml").write_text(disposal("2026-0006", named, paid), encoding="utf-8")
    request = TravelRuleRequest(register)
    (found,) = travel_rule(request, Context(clock=lambda: NOW)).payloads
    assert found.notes == ("no account number of the beneficiary is an address that the act pays.",)
    right = strict()
    right["beneficiary"]["beneficiaryPerson"][0]["accountNumber"] = [P2WPKH]
    (register / "acts" / "2026-0006.ivms.json").write_bytes(written(right))
    answer = travel_rule(request, Context(clock=lambda: NOW))
    assert (answer.payloads[0].notes, answer.exit_code) == ((), 0)


def test_dates_are_held_against_the_day_in_the_register_s_zone(register):
    """Born on that day is not in the past; the day is the context's."""
    young = strict()
    young["originator"]["originatorPerson"][0]["naturalPerson"]["dateAndPlaceOfBirth"]["dateOfBirth"] = "2026-09-21"
    (register / "acts" / "2026-0006.ivms.json").write_bytes(written(young))
    for clock, valid in ((NOW, False), (NOW + 86_400, True)):
        (found,) = travel_rule(TravelRuleRequest(register), Context(clock=partial(int, clock))).payloads
        assert found.verdict.is_valid is valid


def test_a_list_that_names_nobody_and_a_secret_are_refused(register):
    """Each with a message; a payload with a key in it is not even judged."""
    empty = register.parent / "empty.csv"
    empty.write_text("nothing", encoding="utf-8")
    with pytest.raises(CaseError, match="names no registration authority such as RA000553"):
        travel_rule(TravelRuleRequest(register, authorities=empty), Context(clock=lambda: NOW))
    secret = register.parent / "secret.json"
    secret.write_text('{"key": "5KYZdUEo39z3FPrtuX2QbbwGnNP5zTd7yyr2SC1j299sBCnWjss"}', encoding="utf-8")
    with pytest.raises(CaseError, match="holds a private key or a recovery phrase"):
        travel_rule(TravelRuleRequest(register, secret), Context(clock=lambda: NOW))


def test_a_register_without_any_says_so(register):
    """Nothing to judge is no fault."""
    for each in (register / "acts").iterdir():
        each.unlink()
    ended = tracer("reserve", "travel-rule", register)
    assert (ended.code, ended.out) == (
        0, "No disposal on file names a travel-rule payload, and none is to a licensed counterparty.\n"
    )  # fmt: skip


@pytest.mark.parametrize(("chosen", "version"), [((), "101.2023"), (("--as", "101"), "101")])
def test_a_payload_is_written_in_a_version(register, chosen, version):
    """Out of the standard's own example: canonical, judged, valid; once."""
    source, out = register.parent / "alice.json", register.parent / "out.json"
    source.write_bytes(written(ALICE_2023))
    ended = tracer("reserve", "travel-rule", register, "--write", source, "--out", out, *chosen)
    assert ended.code == 0, ended.err
    assert ended.out.startswith(f"{out}: IVMS101 version {version}, valid\n")
    assert canonical.dumps(json.loads(out.read_bytes())) == out.read_bytes()
    assert tracer("reserve", "travel-rule", register, "--write", source, "--out", out).code == 2


def test_what_is_not_valid_is_not_written(register):
    """Each fault is named; options that do not go together are refused."""
    source, out = register.parent / "broken.json", register.parent / "out.json"
    source.write_bytes(written(broken()))
    ended = tracer("reserve", "travel-rule", register, "--write", source, "--out", out)
    assert (ended.code, out.exists()) == (2, False)
    assert "broken.json is no valid payload; nothing was written." in ended.err
    assert "form: beneficiary: missing" in ended.err
    for words in (
        ("--write", source),
        ("--out", out),
        ("--as", "101"),
        ("--check", source, "--write", source, "--out", out),
    ):
        assert tracer("reserve", "travel-rule", register, *words).code == 2
