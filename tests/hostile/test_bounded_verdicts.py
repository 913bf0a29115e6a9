"""Bundles made to cost time and memory end both verifiers alike, within bounds."""

import contextlib
import io
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from benchmarks.hostile_bundles import HOSTILE, harmed, hostile_bundles
from benchmarks.hostile_costs import MEMORY, SECONDS, spent, verifiers
from tests.asked import export_run, trace_case
from tests.counts import count
from tests.evidence.drawn_bundles import drawn_text, write_bag
from tests.evidence.test_verifier import VERIFIER, check, loaded
from tests.story import BLOCKS, CASE
from tracer.trace.rounding import largest_remainder

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the story's bundle."""
    folder = tmp_path_factory.mktemp("story")
    trace_case(CASE, BLOCKS, folder / "run")
    export_run(folder / "run", folder / "bundle")
    return folder / "bundle"


@pytest.mark.parametrize("place", range(len(HOSTILE)), ids=[each.name for each in HOSTILE])
def test_both_verifiers_end_alike_and_within_bounds(sound: Path, tmp_path: Path, place: int) -> None:
    """Each ends with the exit code stated, in 30 seconds of a processor and a gibibyte.

    What is judged is as large as it may be under the laws, and a quarter of it in the suite.
    """
    hostile = hostile_bundles(count(suite=1, laws=4))[place]
    path = harmed(Path(shutil.copytree(sound, tmp_path / "bundle")), hostile)
    for name, words in verifiers(path).items():
        code, seconds, size = spent(words)
        assert code == hostile.code, name
        assert seconds <= SECONDS, name
        assert size <= MEMORY, name


def one_by_one(amount: int, weights: Sequence[int], caps: Sequence[int]) -> list[int]:
    """Share out as the words say: whole parts, then one unit after the other, round by round."""
    total = sum(weights)
    shares = [min(amount * weight // total, cap) for weight, cap in zip(weights, caps, strict=True)]
    order = sorted(range(len(weights)), key=lambda slot: (-(amount * weights[slot] % total), slot))
    while sum(shares) < amount:
        for slot in order:
            if sum(shares) < amount and shares[slot] < caps[slot]:
                shares[slot] += 1
    return shares


def test_units_are_given_round_by_round_without_going_round() -> None:
    """However many units are missing and whatever the caps, all rounds at once give what unit after unit gives."""
    source, share_out = random.Random(1), loaded().largest_remainder
    for _ in range(count(suite=1_000, laws=3_000)):
        weights = [source.choice([0, 1, 5, source.randint(0, 90)]) for _ in range(source.randint(1, 6))]
        caps = [source.choice([0, 1, 7, source.randint(0, 90)]) for _ in weights]
        if sum(weights) and sum(caps):
            amount = source.randint(1, sum(caps))
            assert share_out(amount, weights, caps) == one_by_one(amount, weights, caps)
            assert share_out(amount, weights, caps) == largest_remainder(amount, weights, caps)
    most = 21 * 10**14
    assert share_out(most, [1, 0, 0], [5, most, most]) == [5, (most - 5 + 1) // 2, (most - 5) // 2]
    with pytest.raises(ValueError, match="than there is room for"):
        share_out(most, [1, 1], [5, 5])


@pytest.mark.parametrize("rule", ["fifo", "lifo", "haircut"])
def test_a_receipt_of_thousands_of_fragments_is_judged_in_seconds(rule: str, tmp_path: Path) -> None:
    """Every other satoshi of a coin is traced; marking them under the orders takes no longer than laying them out."""
    number = count(suite=800, laws=3_200)
    text = (
        "theft: -> "
        + " ".join(["10"] * number)
        + "\nclean: -> "
        + " ".join(["10"] * number)
        + "\n\nmerge: "
        + " ".join(f"theft.{at} clean.{at}" for at in range(number))
        + f" -> {20 * number}@safe\n\nmove: merge.0 -> {20 * number}@vault\n"
    )
    rest = (
        '[[seed]]\nlabel = "A"\ntxid = "{theft}"\n'
        '[[order]]\nid = "O1"\nkind = "forfeiture"\ndate = 2011-02-01\namount_sat = 5\nlabels = ["A"]\ncustody = '
        '["safe"]\n'
        '[[order]]\nid = "O2"\nkind = "seizure"\ndate = 2011-02-01\namount_sat = 7\nlabels = ["A"]\ncustody = '
        '["safe"]\n'
    )
    path = write_bag(drawn_text(text, rest, rule, tmp_path), tmp_path / "bundle")
    said = check(path)
    assert said.failed == []
    code, seconds, size = spent(verifiers(path)["verify.py"])
    assert code == 0
    assert seconds <= 10
    assert size <= 256 << 20


def test_a_verdict_does_not_depend_on_the_machine(sound: Path, tmp_path: Path) -> None:
    """Without any time-zone data, in any locale, with any hash seed and machine's zone, the same words are said."""
    said = set()
    for zone, locale, seed in (("UTC", "C", "0"), ("Asia/Almaty", "C.UTF-8", "1"), ("America/St_Johns", "POSIX", "2")):
        variables = {"PYTHONTZPATH": str(tmp_path), "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed}
        ran = subprocess.run(
            [sys.executable, "-S", str(VERIFIER), str(sound)], capture_output=True, env=variables, check=False
        )
        said.add((ran.returncode, ran.stdout, ran.stderr))
    ((code, words, errors),) = said
    assert (code, errors) == (0, b"")
    assert b"NOTHING FAILED" in words
    assert "zoneinfo" not in VERIFIER.read_text()


def test_days_are_counted_by_the_offsets_that_the_case_states(sound: Path) -> None:
    """Almaty went from UTC+6 to UTC+5 on 1 March 2024: the same hour before and after is another day."""
    module = loaded()
    verifier = module.Verifier(module.Folder(str(sound)))
    verifier.case = {"timezone": "Asia/Almaty"}
    verifier.since, verifier.offsets = [1_709_000_000, 1_709_229_600], [6 * 3600, 5 * 3600]
    assert verifier.day(1_709_143_200 + 3 * 3600) == "2024-02-29"  # 28 February 18:00 UTC and three hours more
    assert verifier.day(1_709_143_200) == "2024-02-29"
    assert verifier.day(1_709_316_000) == "2024-03-01"  # 1 March 18:00 UTC
    with pytest.raises(ValueError, match="no offset from UTC is stated for the time 1708999999"):
        verifier.day(1_708_999_999)
    verifier.case = {"timezone": None}
    assert verifier.day(86_399) == "1970-01-01"


def test_a_disk_that_fails_is_no_verdict(sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the machine cannot read a file, or the check breaks off, the exit code is 3 and the last line says why."""
    module = loaded()
    path = Path(shutil.copytree(sound, tmp_path / "bundle"))

    def failing(self: object, name: str) -> Iterator[bytes]:
        raise OSError(5, "Input/output error", name)

    monkeypatch.setattr(module.Folder, "parts", failing)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert module.main([str(path)]) == 3
    assert "NO VERDICT: the check itself failed: OSError" in said.getvalue()
