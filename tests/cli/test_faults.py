"""What is wrong a thousand times is said a few times and counted; nothing else is left out."""

import json
from pathlib import Path

from tests.commands import tracer
from tracer.cli.faults import briefly


def _labels(count: int) -> list[str]:
    return [f"a.toml: seed[{number}].label: expected a name, got ''" for number in range(1, count + 1)]


def test_few_faults_are_all_said() -> None:
    """Up to four faults of one kind stand as they are, whatever is between them."""
    faults = [*_labels(4), "a.toml: case.id: missing"]
    assert list(briefly(faults)) == faults


def test_many_faults_of_one_kind_are_counted() -> None:
    """Three are said where they stand, the last with the number of those between; other faults keep their place."""
    faults = [*_labels(9), "a.toml: seed[9].address: not an address", "a.toml: case.id: missing"]
    assert list(briefly(faults)) == [
        *_labels(3),
        f"{_labels(9)[-1]}\n  (this and 5 more before it are one fault; `tracer check --json` names all)",
        *faults[-2:],
    ]


def test_a_case_begun_from_a_statement_is_readable(tmp_path: Path) -> None:
    """A case with two hundred seeds without a label gives a screen of words, and every fault as JSON."""
    case = tmp_path / "case.toml"
    seeds = "".join(f'[[seed]]\nlabel = ""\noutpoint = "{number:064x}:0"\n' for number in range(200))
    case.write_text(f'[case]\nid = "K"\nnetwork = "regtest"\n{seeds}[method]\nprimary = ""\n')
    ended = tracer("check", case)
    assert ended.code == 2
    assert len(ended.err.splitlines()) < 10
    assert "seed[200].label" in ended.err
    assert "(this and 196 more before it" in ended.err
    assert "method.primary" in ended.err
    assert len(json.loads(tracer("check", case, "--json").out)["faults"]) == 201
