"""Statements' bundles before both verifiers: `tracer verify`, and the one file that shares no code with it."""

import hashlib
import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.counts import count
from tests.reserve import story_statements, verifying
from tests.reserve.story_statements import CONTEXT, STAGES
from tests.reserve.verifying import VERIFIER
from tracer.container.bag import make_bag
from tracer.formats import canonical
from tracer.operations.reserve_export import refusals
from tracer.operations.verify import VerifyRequest, verify
from tracer.reserve.profiles import Profile

PERIODS = [period for period, *_ in STAGES]
COMPARED_BY_ONE = ("acts.json", "register.json", "scripts.json", "public.json", "bundle.json", "statement/", "verify/")
"""Files that the product makes again to the last byte; the other looks at what it computes with, and says so."""
PUBLISHED = {"Files and manifests", "Published figures", "Published form", "Published rule", "Earlier statements"}
"""What can be judged of a public bundle."""


@pytest.mark.parametrize("profile", Profile, ids=lambda profile: profile.value)
@pytest.mark.parametrize("period", PERIODS)
def test_both_accept_what_the_product_seals(period: str, profile: Profile) -> None:
    """Every period of the story, a restatement among them, for everybody it is made for."""
    path = story_statements.bundle(period, profile)
    assert verify(VerifyRequest(path), CONTEXT).exit_code == 0
    said = verifying.run(path)
    assert (said.code, said.failed) == (0, []), said.texts
    left = {title for title, verdict in said.verdicts.items() if verdict == "NOT-CHECKED"}
    assert (
        left
        == {
            Profile.PRIVATE: {"Not shown offline"},
            Profile.AUDITOR: {"Not shown offline", "Private root"},
            Profile.PUBLIC: {*said.verdicts} - PUBLISHED,
        }[profile]
    )


def test_what_the_file_in_a_bundle_says_is_what_this_one_says() -> None:
    """The bundle holds these very bytes, and they check the bundle that they lie in."""
    path = story_statements.bundle("2025Q3", Profile.PRIVATE)
    for name, file in (("verify", verifying.MATERIAL), ("verify_books", verifying.BOOKS), ("verify_title", VERIFIER)):
        program = path / "data" / "verify" / f"{name}.py"
        assert program.read_bytes() == file.read_bytes()
        assert verifying.run(program=program) == verifying.run(path, program=file)


def test_both_are_asked_before_a_bundle_is_sealed() -> None:
    """An export refuses what either refuses, and says which step or item; what both accept has no refusal."""
    files = story_statements.payload("2025Q3")
    assert [*refusals(make_bag(files, story_statements.tags("2025Q3")), files)] == []
    statement = json.loads(files["period.json"])
    del statement["movements"][0]
    files["period.json"] = _resealed(statement, files["salt"])
    said = [*refusals(make_bag(files, story_statements.tags("2025Q3")), files)]
    assert any(each.startswith("step 9, period.json: ") for each in said)
    alone = [each for each in said if each.startswith("item ")]
    assert any(each.startswith("item B2 of verify_books.py, Movements: ") for each in alone)
    statement["title_sat"]["titled"] += "0"
    other = {**files, "period.json": _resealed(statement, files["salt"])}
    titles = [*refusals(make_bag(other, story_statements.tags("2025Q3")), other)]
    assert any(each.startswith("item T2 of verify_title.py, Title: ") for each in titles)
    left_out = {**files, "notes.json": b"{}"}
    more = [*refusals(make_bag(left_out, {}), left_out)]
    assert any(each.startswith("item 1 of verify.py, Files and manifests: ") for each in more)


def _codes(files: Mapping[str, bytes], tags: Mapping[str, str], folder: Path) -> tuple[int, int]:
    """Return the exit codes of both, the product's first, of these files sealed anew."""
    for name, content in make_bag(files, tags).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    mine = verifying.judged(files, tags)
    failed = any(verdict == "FAIL" for verdict, _ in mine.values())
    undecided = any("use that release" in reason for _, reasons in mine.values() for reason in reasons)
    return verify(VerifyRequest(folder), CONTEXT).exit_code, 1 if failed else 2 if undecided else 0


def _leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield every value of JSON that holds no other, and where it stands."""
    if isinstance(value, dict | list):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(each, (*path, key))
    else:
        yield path, value


def _other(value: Any, source: random.Random) -> Any:
    """Return another value of the same kind."""
    if isinstance(value, bool) or value is None:
        return not value
    if isinstance(value, int):
        return value + source.choice([-1, 1])
    if value.lstrip("-").isdigit():
        return str(int(value) + source.choice([-1, 1]))
    at = source.randrange(len(value)) if value else 0
    return value[:at] + chr((ord(value[at]) if value else 64) + 1) + value[at + 1 :]


PARTS = 5
"""Tests that share out what is drawn."""


def _resealed(statement: dict[str, Any], salt: bytes) -> bytes:
    """Return a statement's bytes with the root that its salt gives."""
    bare = hashlib.sha256(canonical.dumps({**statement, "private_root": None})).digest()
    return canonical.dumps({**statement, "private_root": hashlib.sha256(salt + bare).hexdigest()})


@pytest.mark.parametrize("part", range(PARTS))
def test_a_changed_figure_is_found_by_both(part: int, tmp_path: Path) -> None:
    """Any one value of a statement, its root and the manifests made again: neither lets it pass."""
    for seed in range(part, count(suite=25, laws=500), PARTS):
        _change_a_figure(seed, tmp_path / str(seed))


def _change_a_figure(seed: int, folder: Path) -> None:
    folder.mkdir()
    source = random.Random(seed)
    period = source.choice(PERIODS)
    files = story_statements.payload(period)
    statement = json.loads(files["period.json"])
    path, value = source.choice([each for each in _leaves(statement) if each[0] != ("private_root",)])
    place = statement
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = _other(value, source)
    files["period.json"] = _resealed(statement, files["salt"])
    about = json.loads(files["bundle.json"])
    about["period_sha256"] = hashlib.sha256(files["period.json"]).hexdigest()
    files["bundle.json"] = canonical.dumps(about)
    tags = story_statements.tags(period)
    product, alone = _codes(files, tags, folder)
    assert product == 1
    assert alone == 1 or path[0] == "restates", path


@pytest.mark.parametrize("part", range(PARTS))
def test_a_changed_byte_is_found_by_both_or_by_neither(part: int, tmp_path: Path) -> None:
    """The manifests are made again; only of files that one of them alone makes again the other may let one pass."""
    for seed in range(part, count(suite=40, laws=1000), PARTS):
        _change_a_byte(seed, tmp_path / str(seed))


def _change_a_byte(seed: int, folder: Path) -> None:
    folder.mkdir()
    source = random.Random(seed)
    period = source.choice(PERIODS)
    files = story_statements.payload(period)
    name = source.choice([each for each in files if files[each] and not each.startswith("statement/")])
    content = bytearray(files[name])
    content[source.randrange(len(content))] ^= 1 << source.randrange(8)
    files[name] = bytes(content)
    product, alone = _codes(files, story_statements.tags(period), folder)
    assert alone == product or (alone == 0 and name.startswith(COMPARED_BY_ONE)), name
