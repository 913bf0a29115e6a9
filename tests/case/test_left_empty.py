"""What a right case leaves empty is said before anything is traced."""

import json
import re
from pathlib import Path

import pytest

from tests.case.test_case_file import CUSTODY, FULL, LEAST, ORDER, read
from tests.commands import tracer
from tracer.case.left_empty import not_provided, unanswered

HEAD = ["case.examiner", "case.reviewer", "case.criminal_case_no", "case.authority", "case.questions", "case.title",
        "case.supersedes"]  # fmt: skip


def test_the_examiner_comes_first_of_what_is_empty() -> None:
    """The least case lacks all that it may lack; the fullest nothing but the bases that it does not give."""
    assert [*not_provided(read(LEAST))] == [*HEAD, "exhibit", "order", "method.reason", "seed[1].basis"]
    assert [each for each in not_provided(read(FULL)) if not re.match(r"(seed|custody)\[", each)] == []


@pytest.mark.parametrize("key", [each.partition(".")[2] for each in HEAD])
def test_what_is_given_is_not_named(key: str) -> None:
    """Each key of `[case]` leaves the list as soon as it has a value."""
    value = '["Q"]' if key == "questions" else '"X"'
    text = LEAST.replace("[[seed]]", f"{key} = {value}\n[[seed]]", 1)
    assert [*not_provided(read(text))][: len(HEAD) - 1] == [each for each in HEAD if each != f"case.{key}"]


def test_tables_name_their_own_empty_keys() -> None:
    """By the place that messages use."""
    text = LEAST + CUSTODY + ORDER + '[[exhibit]]\nid = "E"\nsource = "S"\n'
    assert [*not_provided(read(text))][len(HEAD) :] == [
        "method.reason",
        "exhibit[1].description",
        "exhibit[1].received_from",
        "exhibit[1].received_at",
        "exhibit[1].sha256",
        "seed[1].basis",
        "custody[1].basis",
        "order[1].issued_by",
    ]


def test_without_wallets_or_orders_it_is_said_what_cannot_be_answered() -> None:
    """One sentence for each; none of a case that names both."""
    assert [each.split(":")[0] for each in unanswered(read(LEAST))] == [
        "no [[custody]] wallet is named",
        "no [[order]] is named",
    ]
    assert [each.split(":")[0] for each in unanswered(read(LEAST + CUSTODY))] == ["no [[order]] is named"]
    assert unanswered(read(LEAST + CUSTODY + ORDER)) == ()


def test_check_says_it_on_the_screen_and_in_json(tmp_path: Path) -> None:
    """Of many seeds without a basis the first are named and the rest counted."""
    case = tmp_path / "case.toml"
    seeds = "".join(f'[[seed]]\nlabel = "A"\noutpoint = "{"cd" * 32}:{number}"\n' for number in range(5))
    case.write_text(LEAST + seeds, encoding="utf-8")
    ended = tracer("check", case)
    assert ended.code == 0
    assert ended.out.splitlines()[1:] == [
        "Not to be answered: no [[custody]] wallet is named: how much reached the state, and where it lies now, cannot"
        " be answered.",
        "Not to be answered: no [[order]] is named: whether what was received or has left was ordered, and what falls"
        " short of an order, cannot be answered.",
        "The report will print as not provided: case.examiner, case.reviewer, case.criminal_case_no, case.authority,"
        " case.questions, case.title, case.supersedes, exhibit, order, method.reason, seed[1].basis, seed[2].basis,"
        " seed[3].basis and 3 more seed[…].basis.",
    ]
    held = json.loads(tracer("check", case, "--json").out)
    assert held["not_provided"][0] == "case.examiner"
    assert (len(held["not_provided"]), len(held["unanswered"])) == (16, 2)
