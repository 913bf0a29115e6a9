"""National profiles: every one reads, is sourced and sets defaults; swapping them changes no satoshi."""

import json
import re
from pathlib import Path

import pytest

from tests.reserve import closing
from tests.reserve.written import DISPOSAL, REGISTER, changed, register
from tracer.cli.reserve import begin as begin_command
from tracer.errors import CaseError
from tracer.operations.context import Context
from tracer.operations.reserve_begin import BeginRequest, begin
from tracer.operations.reserve_check import RegisterCheckRequest, check_register
from tracer.operations.reserve_files import read_register
from tracer.reserve import act_file
from tracer.reserve.days import Period
from tracer.reserve.national.claims import COUNTRIES
from tracer.reserve.national.profile_notes import profile_notes
from tracer.reserve.national.profiles import INTERLOCUTORY, PROFILES, USUAL, parse, profile
from tracer.reserve.sale_tables import METHODS

BODY = "A Body"
CONTEXT = Context(who="A. Clerk", clock=lambda: 1_780_000_000)
LEAST = """
name = "Nowhere"
country = "KZ"
zone = "Asia/Almaty"
languages = ["kk"]
currency = "KZT"
fx = "a bank"
period = "quarter"
due_months = 1
title = "order"
methods = ["auction"]
interlocutory = "not known"
avoid = ["profit"]
[stages]
seizure = "one"
forfeiture = "two"
reserve = "three"
[[source]]
about = "title"
as_of = 2026-01-01
grade = "press"
text = "somebody says so"
source = "a paper"
"""


def faults(text: str) -> tuple[str, ...]:
    """Return the faults of a profile's text."""
    with pytest.raises(CaseError) as raised:
        parse(text.encode(), "x.toml", "x")
    return raised.value.faults


@pytest.mark.parametrize("name", PROFILES)
def test_every_shipped_profile_is_sourced_and_of_a_country_with_claims(name: str) -> None:
    """Each says that it is no legal advice; what it says of sales before title is sourced where they are allowed."""
    found = profile(name)
    assert (found.id, found.country in COUNTRIES) == (name, True)
    assert {each.about for each in found.sources} >= ({INTERLOCUTORY} if found.article else set())
    assert set(found.methods) <= set(METHODS)
    place = Path(parse.__code__.co_filename).parent / f"{name}.toml"
    assert "Not legal advice." in place.read_text(encoding="utf-8").splitlines()[0]


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_s_period_and_due_day_are_those_of_statements(name: str) -> None:
    """No shipped profile has another: a quarter, due at the end of the month after."""
    found, quarter = profile(name), Period.parse("2026Q3")
    assert (found.period, found.due_months) == ("quarter", 1)
    months = quarter.due.year * 12 + quarter.due.month - quarter.last.year * 12 - quarter.last.month
    assert months == found.due_months


def test_the_profiles_that_the_command_offers_are_those_there_are() -> None:
    """The command reads no profile before it is asked."""
    assert begin_command.PROFILES == PROFILES
    assert PROFILES[0] == USUAL


def test_the_least_profile_reads() -> None:
    """What the faults below are made from is right."""
    assert parse(LEAST.encode(), "x.toml", "x").id == "x"


@pytest.mark.parametrize(
    ("was", "now", "fault"),
    [
        ('country = "KZ"', 'country = "SX"', "x.toml: country: expected one of BT, CN"),
        ('languages = ["kk"]', 'languages = ["de"]', "x.toml: languages[1]: expected one of"),
        ('methods = ["auction"]', 'methods = ["gift"]', "x.toml: methods[1]: expected one of auction, otc"),
        ('title = "order"', 'title = "luck"', "x.toml: title: expected one of order, administrative act"),
        ("due_months = 1", "due_months = 13", "x.toml: due_months: expected a whole number from 1 to 12"),
        ('period = "quarter"', 'period = "day"', "x.toml: period: expected one of quarter, year"),
        ('grade = "press"', 'grade = "hearsay"', "x.toml: source[1].grade: expected one of primary, press, tracker"),
        ('seizure = "one"', "", "x.toml: stages.seizure: missing"),
        ('about = "title"', 'about = "weather"', "x.toml: source[1].about: expected one of title"),
        ('fx = "a bank"', 'fx = "a bank"\nlaw = "x"', "x.toml: law: unknown key"),
        ('avoid = ["profit"]', 'avoid = ["profit"]\narticle = "1"', "x.toml: interlocutory: allowed with an article"),
        ('"not known"', '"allowed"', "x.toml: interlocutory: allowed with an article"),
        ('["auction"]', '["interlocutory"]', "x.toml: interlocutory: allowed with an article"),
        ('"not known"', '"allowed"\narticle = "1"', "x.toml: interlocutory: allowed with an article"),
    ],
)
def test_a_wrong_profile_is_refused(was: str, now: str, fault: str) -> None:
    """Unknown keys and values, and a sale before title without the article that allows it."""
    assert [each for each in faults(changed(LEAST, {was: now})) if each.startswith(fault)]


def test_all_faults_of_a_profile_are_told_at_once() -> None:
    """And one without a source is refused."""
    text = LEAST[: LEAST.index("[[source]]")]
    told = faults(changed(text, {'currency = "KZT"': 'currency = "tenge"', 'title = "order"': "title = 3"}))
    assert len(told) == 3
    assert "x.toml: source: missing; expected at least one [[source]]" in told


@pytest.mark.parametrize("name", PROFILES)
def test_a_register_assumes_its_profile_s_languages_and_currency(name: str) -> None:
    """What it says itself holds, whatever its profile."""
    head = 'zone = "Asia/Almaty"'
    plain = register(changed(REGISTER, {head: f'{head}\nprofile = "{name}"'}))
    found = profile(name)
    assert (plain.profile, plain.languages, plain.currency) == (name, found.languages, found.currency)
    said = f'{head}\nprofile = "{name}"\nlanguages = ["ru"]\ncurrency = "CHF"'
    own = register(changed(REGISTER, {head: said}))
    assert (own.profile, own.languages, own.currency) == (name, ("ru",), "CHF")
    assert (own.zone, plain.zone) == ("Asia/Almaty", "Asia/Almaty")


@pytest.mark.parametrize("name", PROFILES)
def test_a_register_is_begun_with_a_profile(tmp_path: Path, name: str) -> None:
    """What is filled in reads with the profile's zone, languages and currency; what it says of it stands beside."""
    place = tmp_path / "X"
    begun = begin(BeginRequest(place, "regtest", BODY, name), CONTEXT)
    text = begun.register.read_text(encoding="utf-8")
    wallet = 'descriptor = ""'
    fill = {
        'name = ""': 'name = "Reserve"',
        'stage = ""': 'stage = "reserve"',
        wallet: 'addresses = ["bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"]',
    }
    begun.register.write_text(changed(text, fill), encoding="utf-8")
    read, found = read_register(place, CONTEXT).register, profile(name)
    expected = (name, found.zone, found.languages, found.currency)
    assert (read.profile, read.zone, read.languages, read.currency) == expected
    assert check_register(RegisterCheckRequest(place), CONTEXT).notes == ()
    assert all(f": {words}\n" in text for words in found.stages.values())
    assert (found.article or found.interlocutory) in text
    assert "Not legal advice" in text
    uncommented = re.sub(r"^#(?=(languages|currency|profile) )", "", text, flags=re.MULTILINE)
    assert f'currency = "{found.currency}"' in uncommented
    begun.register.write_text(changed(uncommented, fill), encoding="utf-8")
    again = read_register(place, CONTEXT).register
    assert (again.profile, again.languages, again.currency) == (read.profile, read.languages, read.currency)


def test_a_disposal_that_is_not_usual_is_noted_and_no_fault() -> None:
    """By profile: an auction is usual in Kazakhstan, in the United States it is not, and in El Salvador nothing is."""
    told = {}
    for name in PROFILES:
        kept = register(changed(REGISTER, {'zone = "Asia/Almaty"': f'zone = "Asia/Almaty"\nprofile = "{name}"'}))
        act = act_file.parse(DISPOSAL.encode(), "2026-0006.toml", kept)
        told[name] = tuple(profile_notes(kept, [act]))
    assert {name for name, notes in told.items() if not notes} == {"kz", "uk"}
    assert told["us-sbr"] == (
        "acts/2026-0006.toml: method auction is not usual under profile us-sbr; usual: return, sharing, "
        "interlocutory, fork-claim.",
    )
    assert told["sv"] == ("acts/2026-0006.toml: method auction is not usual under profile sv; usual: none.",)


def test_a_sale_before_title_without_an_article_is_noted() -> None:
    """Kazakhstan's profile knows no article for it; Saxony's does."""
    text = changed(DISPOSAL, {'method = "auction"': 'method = "interlocutory"'})
    notes = {}
    for name in ("kz", "de-sn"):
        kept = register(changed(REGISTER, {'zone = "Asia/Almaty"': f'zone = "Asia/Almaty"\nprofile = "{name}"'}))
        notes[name] = tuple(profile_notes(kept, [act_file.parse(text.encode(), "2026-0006.toml", kept)]))
    assert notes["de-sn"] == ()
    assert notes["kz"] == (
        "acts/2026-0006.toml: a sale before title, for which profile kz names no rule; "
        "the act must say by which it is.",
    )


def test_words_that_a_profile_avoids_are_noted_where_they_stand() -> None:
    """Whole words, whatever their case; parts of other words and other profiles' words are none."""
    kz, us = profile("kz"), profile("us-sbr")
    assert kz.avoided("Our OFFICIAL  reserve-assets; a Profit.") == ("official reserve assets", "profit")
    assert kz.avoided("profitable, unofficial reserve assets") == ()
    assert us.avoided("official reserve assets") == ()
    kept = register()
    text = changed(DISPOSAL, {'basis = "order 1-77/2025"': 'basis = "to take a profit"'})
    assert tuple(profile_notes(kept, [act_file.parse(text.encode(), "2026-0006.toml", kept)])) == (
        'acts/2026-0006.toml: "profit" is not said of coins under profile kz.',
    )
    renamed = register(REGISTER.replace("State reserve wallet", "International reserves"))
    assert tuple(profile_notes(renamed, [])) == (
        'register.toml: "international reserves" is not said of coins under profile kz.',
    )


def _without_profile(text: str, name: str) -> str:
    """Return a register's text with a profile, and without what would hide the profile's defaults."""
    kept = re.sub(r"^(profile|languages|currency) = .*\n", "", text, flags=re.MULTILINE)
    return changed(kept, {"[register]\n": f'[register]\nprofile = "{name}"\n'})


def test_swapping_profiles_changes_no_satoshi(tmp_path: Path) -> None:
    """Two quarters of the story closed under each profile: statements differ in what they were made from alone."""
    found = {}
    for name in PROFILES:
        place = tmp_path / name
        place.mkdir()
        kept = closing.begun(place)
        file = kept / "register.toml"
        file.write_text(_without_profile(file.read_text(encoding="utf-8"), name), encoding="utf-8")
        closing.closed(kept, "2025Q2", "2025Q3")
        said = []
        for quarter in ("2025Q2", "2025Q3"):
            statement = json.loads((kept / "periods" / quarter / "period.json").read_bytes())
            for key in ("inputs", "private_root", "previous_sha256"):
                statement.pop(key)
            said.append(statement)
        found[name] = said
    assert int(found[USUAL][1]["books_sat"]["closing"]) > 0
    assert all(said == found[USUAL] for said in found.values())
