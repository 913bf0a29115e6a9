"""National profiles by command: one or all, as a screen and as JSON."""

import json

import pytest

from tests.commands import tracer
from tracer.errors import CaseError
from tracer.operations.reserve_profiles import ProfilesRequest, national_profiles
from tracer.reserve.national.profiles import PROFILES


def test_one_profile_or_all():
    """Another name is refused with those there are."""
    assert tuple(each.id for each in national_profiles(ProfilesRequest()).profiles) == PROFILES
    assert [each.id for each in national_profiles(ProfilesRequest("uk")).profiles] == ["uk"]
    with pytest.raises(CaseError) as caught:
        national_profiles(ProfilesRequest("fr"))
    assert str(caught.value) == (
        "there is no profile 'fr'.\nName one of kz, de-sn, us-sbr, sv, uk, cn-bj, or none for all."
    )


def test_the_screen_and_json_say_what_a_profile_says():
    """What it is not comes first; a profile without usual disposals says so."""
    ended = tracer("reserve", "profiles")
    assert ended.code == 0
    for words in (
        "Defaults of a register; no satoshi depends on them. Not legal advice.", "sv: El Salvador",
        "before title  allowed: StPO § 111p (Notveräußerung)", "disposals     none",
        "period        a quarter, due at the end of the next month", "Source: adilet.zan.kz P1400001291",
    ):  # fmt: skip
        assert words in ended.out
    (told,) = json.loads(tracer("reserve", "profiles", "us-sbr", "--json").out)
    assert (told["profile"], told["currency"], told["avoid"]) == ("us-sbr", "USD", ["profit"])
    assert (told["methods"], told["sources"][0]["grade"]) == (
        ["return", "sharing", "interlocutory", "fork-claim"],
        "primary",
    )
    assert tracer("reserve", "profiles", "fr").code == 2


def test_a_register_is_begun_with_a_profile_by_command(tmp_path):
    """The profile stands in what is written; one that there is not is refused."""
    place = tmp_path / "SN"
    ended = tracer("reserve", "begin", place, "--network", "regtest", "--name", "A body", "--profile", "de-sn")
    assert ended.code == 0
    assert '\nprofile = "de-sn"\n' in (place / "register.toml").read_text(encoding="utf-8")
    assert tracer("reserve", "begin", place, "--network", "regtest", "--name", "A", "--profile", "fr").code == 2
