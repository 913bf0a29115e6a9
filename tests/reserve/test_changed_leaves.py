"""Every value of a statement's bundle changed, one at a time: the stand-alone verifier notices, or names it unchecked.

The forger makes everything again that anybody can: root, hashes that name the statement, manifests.
"""

import json
import random
import re
from collections.abc import Mapping, Sequence
from functools import cache

import pytest

from tests.counts import count
from tests.reserve import story_statements, verifying
from tests.reserve.changed_values import Change, changes_by_kind, forged, kind_of, leaves, others
from tests.reserve.story_statements import STAGES
from tracer.documents.typesetting import TYPESETTING
from tracer.formats import canonical
from tracer.reserve.profiles import Profile

PERIODS = [period for period, *_ in STAGES]

LEFT: Mapping[str, tuple[str, str]] = {
    "period.restates.reason": ("period.restates.reason", "is told by computing the statement without each act"),
    "period.restates.later": ("period.restates.later", "is told by computing later statements"),
    "public.currency": ("public.currency", "stands in register.toml alone"),
    "bundle.closed": ("Of bundle.json this read release", "is what the register's journal says"),
    "bundle.time_zones": ("Of bundle.json this read release", "says how the bundle was made"),
    "bundle.languages[]": ("Of bundle.json this read release", "says how the bundle was made"),
    "bundle.derived[]": ("Of bundle.json this read release", "says how the bundle was made"),
    **{
        f"bundle.typesetting.{each}": ("Of bundle.json this read release", "says how the bundle was made")
        for each in TYPESETTING
    },
}
"""Values that the stand-alone verifier does not compute: by what its last item names them, and why it does not."""
FILES = ("period", "public", "bundle")
WHOLE = "2025Q3-r1"
"""The period of which every value is changed in every way tried; of the others one of each kind, all in laws."""


@cache
def files_of(period: str) -> Mapping[str, bytes]:
    """Return the files below `data/` of a period's private bundle; what it looks at is the same without documents."""
    files = story_statements.payload(period, Profile.PRIVATE)
    return {name: content for name, content in files.items() if not name.startswith("statement/")}


def is_found(files: Mapping[str, bytes]) -> bool:
    """Return whether the stand-alone verifier fails the bundle, or does not judge what is of another release."""
    verdicts = verifying.judged(files).values()
    return any(verdict == "FAIL" or "use that release" in str(reasons) for verdict, reasons in verdicts)


@cache
def chosen(period: str) -> Sequence[Change]:
    """Return the changes that are tried."""
    draw, found = random.Random(period), changes_by_kind(files_of(period), FILES)
    most = 1_000_000 if period == WHOLE else count(suite=1, laws=1_000_000)
    return [each for rows in found.values() for each in draw.sample(rows, min(most, len(rows)))]


PARTS = 6
"""Tests that share out what is tried."""


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("period", PERIODS)
def test_every_value_that_is_changed_is_found_or_named_as_not_checked(period: str, part: int) -> None:
    """Figures, rows, counts, bounds, what the statement says of itself: nothing else passes."""
    passed = {
        kind_of(file, place)
        for file, place, other in chosen(period)[part::PARTS]
        if not is_found(forged(files_of(period), file, place, other))
    }
    assert passed <= LEFT.keys()


@pytest.mark.parametrize("kind", LEFT)
def test_what_is_not_computed_is_named(kind: str) -> None:
    """The list above is no longer than it must be, and the last item names each of it."""
    file, place, value = next(
        (file, place, value)
        for file in FILES
        for place, value in leaves(json.loads(files_of(WHOLE)[f"{file}.json"]))
        if kind_of(file, place) == kind
    )
    said = verifying.judged(forged(files_of(WHOLE), file, place, others(value)[0]))
    assert [title for title, (verdict, _) in said.items() if verdict == "FAIL"] == []
    assert re.search(rf"(^|\W){re.escape(LEFT[kind][0])}(\W|$)", "\n".join(said["Not shown offline"][1]))


SHOWN = {
    *(f"books.{each}.sat" for each in ("opening", "change", "closing")),
    *(f"title.{each}.sat" for each in ("lawful", "without")),
    "closing.hash", "closing.height", "network", "period", "register", "software.method", "software.version",
}  # fmt: skip
"""What a public bundle shows of itself: that figures add up, and whose and of when they are."""


def test_where_nothing_is_left_the_last_item_says_none() -> None:
    """A list of what was not opened or not computed is never empty on paper."""
    files = story_statements.payload(PERIODS[0], Profile.PUBLIC)
    said = verifying.judged({name: files[name] for name in ("bundle.json", "public.json")})["Not shown offline"][1]
    assert [line for line in said if "did not open" in line] == [
        "What this did not open (tracer verify BUNDLE does): none."
    ]
    for profile in Profile:
        said = verifying.judged(story_statements.payload(PERIODS[0], profile))["Not shown offline"][1]
        assert len([line for line in said if "(tracer verify BUNDLE does): " in line]) == 2
        assert [line for line in said if line.endswith((": .", ":"))] == []


@pytest.mark.parametrize("period", PERIODS)
def test_of_a_public_bundle_sums_are_shown_and_every_other_key_is_named(period: str) -> None:
    """Figures that do not add up are found; every other value stands by its name in the last item."""
    files = story_statements.payload(period, Profile.PUBLIC)
    files = {name: files[name] for name in ("bundle.json", "public.json")}
    said = verifying.judged(files)["Not shown offline"][1]
    assert any(
        line.startswith("In a public bundle, that figures are those of what is held, if they can be") for line in said
    )
    (last,) = [line for line in said if line.startswith("Keys of period.json and public.json")]
    named = set(re.findall(r"public\.[a-z_.\[\]]*[a-z_\]]", last))
    found = set[str]()
    for place, value in leaves(json.loads(files["public.json"])):
        public = json.loads(files["public.json"])
        at = public
        for key in place[:-1]:
            at = at[key]
        at[place[-1]] = others(value)[0]
        kind = kind_of("public", place)
        is_told = is_found({**files, "public.json": canonical.dumps(public)})
        assert is_told or kind in named
        found |= {kind.partition(".")[2]} if is_told else set()
    assert found >= SHOWN
    assert named.isdisjoint(f"public.{each}" for each in SHOWN)


@pytest.mark.parametrize("period", PERIODS)
def test_the_sound_bundle_passes(period: str) -> None:
    """What is changed above is the only thing wrong."""
    assert not is_found(files_of(period))
