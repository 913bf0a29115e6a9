"""Bundles of a register with prices and limits, changed value by value and sealed again: `tracer verify` finds each.

Each is found too by one of the three stand-alone programs, or they name it as not checked: a change that nobody sees
without the tracer, and nobody is told of, is a hole. What an opponent is told of is read from what the programs print.
"""

import json
import random
import re
import types
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.counts import count
from tests.operations.test_reserve_limits import ACTS, HEDGE, LIMITS, RESERVES, UNITS, WAIVER
from tests.reserve import verifying
from tests.reserve.changed_values import Change, changes_by_kind, forged, kind_of
from tests.reserve.closing import closed, context, exported
from tests.reserve.priced import begun_with_price, quote
from tests.stand_alone import OF_ITS_MONEY, OF_ITS_VALUE
from tracer.container.bag import make_bag
from tracer.container.verification import StepVerdict
from tracer.operations.verify import Verified, VerifyRequest, verify
from tracer.reserve.profiles import Profile

FILES = ("period", "public", "bundle", "register", "acts", "scripts")
SAID_OF: Mapping[str, str] = {
    "bundle": "Of bundle.json this read",
    "register": "That register.json and acts.json are what the TOML beside them says: tracer verify BUNDLE",
    "acts": "That register.json and acts.json are what the TOML beside them says: tracer verify BUNDLE",
    "scripts": "That scripts.json holds all scripts of each wallet",
}
"""The sentences that name what is left of a file which is computed with, not computed."""
PARTS = 8


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a register with prices, limits of which one is broken and waived, and a hedge, its quarter closed."""
    register = begun_with_price(tmp_path_factory.mktemp("limits"), LIMITS)
    (register / "tables" / "reserves.csv").write_text(RESERVES)
    (register / "tables" / "units.csv").write_text(UNITS)
    for number, text in (*ACTS.items(), ("2025-0900", WAIVER), ("2025-0901", HEDGE)):
        (register / "acts" / f"{number}.toml").write_text(text)
    quote(register, "2025-06-15", "2025-06-30")
    closed(register, "2025Q2")
    return register


class Sealed(NamedTuple):
    """The files below `data/` of a bundle, and what its `bag-info.txt` says but for the size of the payload."""

    files: Mapping[str, bytes]
    tags: Mapping[str, str]


@pytest.fixture(scope="module")
def bundles(register: Path) -> Mapping[Profile, Sealed]:
    """Return its private and its public bundle, which pass every check as they are, sealed again too."""
    found = {}
    for profile in Profile:
        place = register.parent / profile.value
        exported(register, "2025Q2", profile, place)
        data, lines = place / "data", (place / "bag-info.txt").read_text().splitlines()
        files = {
            path.relative_to(data).as_posix(): path.read_bytes() for path in sorted(data.rglob("*")) if path.is_file()
        }
        tags = dict(line.split(": ", 1) for line in lines if not line.startswith("Payload-Oxum"))
        found[profile] = Sealed(files, tags)
        again = sealed(files, tags, register.parent / f"{profile.value} again")
        assert verify(VerifyRequest(again), context()).exit_code == 0
        assert "FAIL" not in {*said(again).values(), *(each for each, _ in verifying.judged(files, tags).values())}
    assert json.loads(found[Profile.PUBLIC].files["public.json"])["limits"]
    return found


@cache
def program(path: Path) -> types.ModuleType:
    """Return a stand-alone program as a module."""
    module = types.ModuleType(path.stem)
    exec(compile(path.read_text(), str(path), "exec"), vars(module))
    return module


def said(bundle: Path) -> dict[str, str]:
    """Return the verdicts of the programs beside verify.py."""
    found: dict[str, str] = {}
    money, value = program(OF_ITS_MONEY), program(OF_ITS_VALUE)
    checks: list[tuple[Any, tuple[Any, ...]]] = [
        (check, (str(bundle), verifying.loaded())) for _, _, check in money.CHECKS
    ]
    checks += [(check, (value.Folder(str(bundle)),)) for _, _, check in value.CHECKS]
    for check, given in checks:
        module = value if check in [each for _, _, each in value.CHECKS] else money
        try:
            found[check.__name__] = "FAIL" if [*check(*given)] else "PASS"
        except module.Unknown:
            found[check.__name__] = "NOT-CHECKED"
        except module.MALFORMED:
            found[check.__name__] = "FAIL"
    return found


def sealed(files: Mapping[str, bytes], tags: Mapping[str, str], folder: Path) -> Path:
    """Write files as a bag; return its folder."""
    for name, content in make_bag(files, tags).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def chosen(files: Mapping[str, bytes], most: int) -> Sequence[Change]:
    """Return the changes that are tried: of each kind of value some, in an order that is drawn."""
    draw, found = random.Random(len(files)), changes_by_kind(files, FILES)
    picked = [each for rows in found.values() for each in draw.sample(rows, min(most, len(rows)))]
    return draw.sample(picked, len(picked))


def is_named(file: str, kind: str, last: Sequence[str]) -> bool:
    """Return whether the last item of verify.py names a value as not checked: its key, one around it, or its file."""
    (keys,) = [line for line in last if line.startswith("Keys of period.json and public.json that this did not")]
    names = set(re.split(r"[ ,:]+", keys.rstrip(".")))
    parts = re.sub(r"\[\]", "", kind).split(".")
    around = {".".join(parts[:number]) for number in range(2, len(parts) + 1)}
    if around & {re.sub(r"\[\]", "", name) for name in names}:
        return True
    return file in SAID_OF and any(line.startswith(SAID_OF[file]) for line in last)


def is_withheld(found: Verified, kind: str) -> bool:
    """Return whether a value is a script's place in its descriptor, and an auditor's check says it is not shown."""
    steps = {step.title: step for step in found.verification.steps}
    said = steps.get("What was withheld")
    is_said = (
        said is not None
        and said.verdict is StepVerdict.NOT_CHECKED
        and "on which branch and at which index" in said.reason
    )
    return is_said and kind.startswith("scripts.") and kind.endswith((".index", ".branch"))


def holes(whole: Sealed, changes: Sequence[Change], folder: Path) -> Iterator[str]:
    """Yield what a change is not found by, or not named in."""
    for number, (file, place, other) in enumerate(changes):
        changed = forged(whole.files, file, place, other)
        bundle, kind = sealed(changed, whole.tags, folder / str(number)), kind_of(file, place)
        found = verify(VerifyRequest(bundle), context())
        if found.exit_code not in (1, 2) and not is_withheld(found, kind):
            yield f"tracer verify: {kind} = {other!r:.40}"
        mine = verifying.judged(changed)
        is_told = any(verdict == "FAIL" or "use that release" in str(why) for verdict, why in mine.values())
        if (
            not is_told
            and "FAIL" not in said(bundle).values()
            and not is_named(file, kind, mine["Not shown offline"][1])
        ):
            yield f"without the tracer: {kind} = {other!r:.40}"


@pytest.mark.parametrize("profile", list(Profile), ids=lambda profile: profile.value)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_change_is_found_or_named(
    bundles: Mapping[Profile, Sealed], profile: Profile, part: int, tmp_path: Path
) -> None:
    """Figures, limits with their breaches, money, titles, acts, scripts, what a bundle says of itself."""
    changes = chosen(bundles[profile].files, 1)
    assert len(changes) > (60 if profile is Profile.PUBLIC else 250)
    tried = changes[part::PARTS][: count(suite=5, laws=1_000)]
    assert [*holes(bundles[profile], tried, tmp_path)] == []


@pytest.mark.parametrize("profile", list(Profile), ids=lambda profile: profile.value)
def test_every_document_that_is_changed_is_found_and_named(
    bundles: Mapping[Profile, Sealed], profile: Profile, tmp_path: Path
) -> None:
    """Pages, tables, pictures: `tracer verify` makes them again; verify.py says that it did not open them."""
    files, tags = bundles[profile]
    names = [name for name in files if name.startswith("statement/")]
    assert any(name.endswith("limits.csv") for name in names) == (profile is not Profile.PUBLIC)
    for number, name in enumerate(names):
        changed = {**files, name: files[name][:-1] + bytes([files[name][-1] ^ 1])}
        assert verify(VerifyRequest(sealed(changed, tags, tmp_path / str(number))), context()).exit_code == 1
        last = verifying.judged(changed)["Not shown offline"][1]
        (unopened,) = [line for line in last if line.startswith("What this did not open")]
        assert f"data/{name}" in re.split(r"[ ,:]+", unopened.rstrip("."))
