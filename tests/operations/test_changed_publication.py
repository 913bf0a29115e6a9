"""What is published, changed in every way that a forger has: the files of a bundle find it, or name what they leave.

Keys are added and left out, rows left out, told twice and told in another order, figures given another sign, a satoshi
or a step more; the manifests are made again. The product is not asked here.
"""

import json
import random
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

import pytest

from tests.counts import chosen, count
from tests.operations.limited_bundles import limited_bundles
from tests.reserve import story_statements, verifying
from tests.reserve.changed_values import kind_of, leaves, others
from tracer.formats import canonical
from tracer.reserve.profiles import Profile

STEP = 1_000_000
NEVER_LEFT = ("a key more", "a key less", "another sign", "a satoshi more")
"""What is found whatever it is done to, and never named alone."""
Harm = tuple[str, str, Any]
"""What was done, to what kind of value, and what is published then."""


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, bytes]]:
    """Return the files below `data/` of bundles with prices, and of one that goes on from earlier statements."""
    found = {}
    for profile, bundle in limited_bundles(tmp_path_factory.mktemp("priced")).items():
        data = bundle / "data"
        found[f"priced {profile.value}"] = {
            path.relative_to(data).as_posix(): path.read_bytes() for path in sorted(data.rglob("*")) if path.is_file()
        }
    for profile in Profile:
        found[f"later {profile.value}"] = story_statements.payload("2025Q4", profile)
    return found


def places(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield every object and list, and where it stands."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if isinstance(value, dict | list):
        yield place, value
    for key, each in inside:
        yield from places(each, (*place, key))


def put(whole: Any, place: tuple[str | int, ...], other: Any) -> Any:
    """Return a copy with another value at a place."""
    if not place:
        return other
    made = deepcopy(whole)
    at = made
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = other
    return made


def harms(said: Any) -> Iterator[Harm]:
    """Yield what a forger can do to what is published, thing by thing."""
    for place, value in places(said):
        kind = kind_of("public", place)
        if isinstance(value, dict):
            yield "a key more", kind, put(said, place, {**value, "more": "1"})
            for key in value:
                less = {name: each for name, each in value.items() if name != key}
                yield "a key less", f"{kind}.{key}", put(said, place, less)
        else:
            for at in range(len(value)):
                yield "a row less", kind, put(said, place, [*value[:at], *value[at + 1 :]])
                yield "a row twice", kind, put(said, place, [*value[: at + 1], *value[at:]])
            for at in range(len(value) - 1):
                yield "another order", kind, put(said, place, [*value[:at], value[at + 1], value[at], *value[at + 2 :]])
    for place, value in leaves(said):
        kind = kind_of("public", place)
        if place[-1] in ("sat", "within_sat"):
            sat = int(value)
            if sat and place[-2] not in ("change", "scope"):
                yield "another sign", kind, put(said, place, str(-sat))
            yield "a satoshi more", kind, put(said, place, str(sat + 1))
            yield "a step more", kind, put(said, place, str(sat + STEP))
            yield "a step less", kind, put(said, place, str(sat - STEP))
        for other in others(value):
            yield "another value", kind, put(said, place, other)


def is_left(kind: str, last: list[str]) -> bool:
    """Return whether the last item names a value, one around it or one in it, as not computed."""
    (keys,) = [line for line in last if line.startswith("Keys of period.json and public.json that this did not")]
    names = {name.replace("[]", "") for name in re.split(r"[ ,:]+", keys.rstrip("."))}
    bare = kind.replace("[]", "")
    return any(f"{bare}.".startswith(f"{name}.") or name.startswith(f"{bare}.") for name in names)


def holes(files: Mapping[str, bytes], tried: list[Harm]) -> Iterator[str]:
    """Yield what was done and neither found nor named."""
    for what, kind, made in tried:
        mine = verifying.judged({**files, "public.json": canonical.dumps(made)})
        if any(verdict == "FAIL" for verdict, _ in mine.values()):
            continue
        if what in NEVER_LEFT or not is_left(kind, mine["Not shown offline"][1]):
            yield f"{what}: {kind}"


@pytest.mark.parametrize("name", [f"{kind} {each.value}" for kind in ("priced", "later") for each in Profile])
def test_nothing_published_is_changed_unseen(bundles: Mapping[str, Mapping[str, bytes]], name: str) -> None:
    """Every change of a kind is found, or the value is named as not checked; a key, a sign, a satoshi always."""
    files = bundles[name]
    assert "FAIL" not in {verdict for verdict, _ in verifying.judged(files).values()}
    found = [each for each in harms(json.loads(files["public.json"])) if each[2] != json.loads(files["public.json"])]
    assert {what for what, *_ in found} >= {*NEVER_LEFT, "a step more", "another value"}
    tried = chosen(found, lambda each: each[:2], suite=1)
    draw = random.Random(name)
    tried = draw.sample(tried, min(len(tried), count(suite=60, laws=100_000)))
    assert [*holes(files, tried)] == []


def of_published(said: Any) -> list[str]:
    """Return which items a public bundle of the last quarter fails with this published."""
    files = story_statements.payload("2025Q4", Profile.PUBLIC)
    mine = verifying.judged({**files, "public.json": canonical.dumps(said)})
    return [title for title, (verdict, _) in mine.items() if verdict == "FAIL"]


def _edit(said: Any, *path: str | int, to: object) -> Any:
    return put(said, path, to)


CANNOT_BE = {
    "an earlier statement left out": (
        "Earlier statements",
        lambda said: _edit(said, "previous", to=said["previous"][::2]),
    ),
    "what a restatement restates left out": (
        "Earlier statements",
        lambda said: _edit(said, "previous", to=[said["previous"][0], said["previous"][2]]),
    ),
    "all left out": ("Earlier statements", lambda said: _edit(said, "previous", to=[])),
    "another order": ("Earlier statements", lambda said: _edit(said, "previous", to=said["previous"][::-1])),
    "one root twice": (
        "Earlier statements",
        lambda said: _edit(said, "previous", 0, "private_root", to=said["private_root"]),
    ),
    "its own name": ("Earlier statements", lambda said: _edit(said, "previous", 2, "period", to=said["period"])),
    "restates what it does not": ("Earlier statements", lambda said: _edit(said, "restates", to="2025Q3")),
    "a hundred and one marks": (
        "Published rule",
        lambda said: _edit(said, "with_custodians", to={"sat": "101000000", "within_sat": "1000000"}),
    ),
    "exact, and rounded": ("Published rule", lambda said: _edit(said, "rule", to=None)),
    "two transactions counted": ("Published rule", lambda said: _edit(said, "counts", "came", to=2)),
    "more orders than acts": (
        "Published rule",
        lambda said: _edit(said, "counts", "orders", to=said["counts"]["acts"] + 1),
    ),
    "no account, and something there": (
        "Published rule",
        lambda said: put(
            _edit(said, "with_custodians", to={"sat": "1000000", "within_sat": "1000000"}), ("counts", "accounts"), 0
        ),
    ),
    "a breach of no kind": (
        "Published form",
        lambda said: _edit(said, "breaches", to=[{"kind": "x", "day": "2025-12-31"}]),
    ),
    "a fault of another day": (
        "Published form",
        lambda said: _edit(said, "breaches", to=[{"kind": "fee", "day": "2025-12-30"}]),
    ),
    "a breach of no limit": (
        "Published form",
        lambda said: _edit(said, "breaches", to=[{"kind": "value_usd", "day": "2025-12-31"}]),
    ),
    "no day": ("Published form", lambda said: _edit(said, "closing", "mtp", to="2025-02-30T00:00:00Z")),
    "truth for one": ("Published form", lambda said: _edit(said, "schema", to=True)),
}


@pytest.mark.parametrize("what", CANNOT_BE)
def test_what_cannot_be_published_fails_its_item(what: str) -> None:
    """Of a public bundle too, which shows no satoshi: by form, rule and what it goes on from."""
    said = json.loads(story_statements.payload("2025Q4", Profile.PUBLIC)["public.json"])
    assert [each["period"] for each in said["previous"]] == ["2025Q2", "2025Q3", "2025Q3-r1"]
    assert of_published(said) == []
    item, harm = CANNOT_BE[what]
    assert item in of_published(harm(said))
