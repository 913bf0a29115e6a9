"""Every operation is a function of a frozen request and a `Context`, and gives a value with one JSON form."""

import dataclasses
import inspect
import json
import shutil
import typing
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tests.asked import export_run, trace_case
from tests.story import BLOCKS, CASE
from tracer.errors import CancelledError, CaseError, TracerError
from tracer.operations.check import CheckRequest, check
from tracer.operations.context import Context, JournalChoice, of_this_machine, written_already
from tracer.operations.sources import ChainSource
from tracer.operations.trace import TraceRequest, trace

OPERATIONS = {
    "cases": "find",
    "chain_patterns": "look_at_chain",
    "check": "check",
    "clusters": "ask_clusters",
    "demonstration": "demo",
    "diff": "diff",
    "export": "export",
    "ingest": "ingest",
    "intake": "take_in",
    "journal": "read_journal",
    "letters": "draft_letters",
    "look": "look",
    "manual": "manual",
    "new_case": "new_case",
    "node": "examine_node",
    "origin": "origin",
    "pattern_files": "look_for_patterns",
    "reserve_admit": "admit_case",
    "reserve_begin": "begin",
    "reserve_check": "check_register",
    "reserve_close": "close",
    "reserve_demonstration": "reserve_demo",
    "reserve_diff": "diff",
    "reserve_disposals": "disposals",
    "reserve_export": "export",
    "reserve_exports": "wallet_labels",
    "reserve_figures": "year_figures",
    "reserve_fiu": "fiu_report",
    "reserve_observe": "observe",
    "reserve_perform": "reserve_perform",
    "reserve_status": "reserve_status",
    "reserve_travel_rule": "travel_rule",
    "show": "show",
    "signing": "sign",
    "tags": "add_tag",
    "timestamping": "timestamp",
    "trace": "trace",
    "verify": "verify",
}
"""The chief operation of each module."""


def operation(module: str) -> Callable[..., object]:
    """Return the chief operation of a module."""
    found: Callable[..., object] = getattr(import_module(f"tracer.operations.{module}"), OPERATIONS[module])
    return found


@pytest.mark.parametrize("module", sorted(OPERATIONS))
def test_each_takes_a_frozen_request_and_a_context(module: str) -> None:
    """The first argument is a frozen dataclass named Request, the last one the `Context`."""
    hints = typing.get_type_hints(operation(module))
    names = list(inspect.signature(operation(module)).parameters)
    request = hints[names[0]]
    assert request.__name__.endswith("Request")
    assert dataclasses.is_dataclass(request)
    assert vars(request)["__dataclass_params__"].frozen
    assert hints[names[-1]] is Context


@pytest.mark.parametrize("module", sorted(OPERATIONS))
def test_each_answer_has_one_json_form(module: str) -> None:
    """What comes back, or each of what is yielded, says itself as JSON."""
    answer = typing.get_type_hints(operation(module))["return"]
    if typing.get_origin(answer) is Iterator:
        (answer,) = typing.get_args(answer)
    assert callable(answer.as_json)


def test_work_called_off_leaves_nothing(tmp_path: Path) -> None:
    """Whoever asked may call the work off wherever progress is told: nothing half-written is left."""
    told: list[str] = []
    context = Context(show=lambda what, done, total: told.append(what), cancelled=lambda: len(told) > 1)
    with pytest.raises(CancelledError) as caught:
        trace(TraceRequest(CASE, ChainSource(str(BLOCKS)), tmp_path / "run"), context)
    assert caught.value.exit_code == 130
    assert list(tmp_path.iterdir()) == []


def test_what_should_be_known_is_told_at_once_and_in_the_answer(tmp_path: Path) -> None:
    """Warnings are told while the work goes on, so that a later error swallows none; the answer has them too."""
    told: list[str] = []
    story = Path(shutil.copytree(CASE.parent, tmp_path / "story"))
    (story / "received/statement-a.txt").unlink()
    done = trace_case(story / "case.toml", story / "blocks.blk", tmp_path / "run", context=Context(warn=told.append))
    assert any("is not here; its hash was not checked" in words for words in told)
    assert sorted(told) == sorted(done.warnings)
    swallowed: list[str] = []
    with pytest.raises(CaseError):
        trace_case(story / "case.toml", story / "nothing", tmp_path / "again", context=Context(warn=swallowed.append))
    assert any("is not here; its hash was not checked" in words for words in swallowed)


def test_who_acts_is_named_or_the_login(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody named comes first, then the environment, then the login, said to be that."""
    monkeypatch.setenv("TRACER_WHO", "A. Analyst")
    assert of_this_machine(who="B. Reviewer").who == "B. Reviewer"
    assert of_this_machine().who == "A. Analyst"
    monkeypatch.delenv("TRACER_WHO")
    assert of_this_machine().who.startswith(("login ", "number "))


def test_the_journal_gets_the_clock_and_the_person_of_the_context() -> None:
    """An entry's person, reason and time come from whoever asks."""
    target = Context(who="A. Analyst", clock=lambda: 1_700_000_000).journal(
        JournalChoice(Path("x.journal.jsonl"), "because")
    )
    assert (target.path, target.who, target.why, target.clock()) == (
        Path("x.journal.jsonl"),
        "A. Analyst",
        "because",
        1_700_000_000,
    )


def test_what_stands_is_noted_where_only_its_entry_failed() -> None:
    """A fault after the writing carries a note that what was written stands."""
    with pytest.raises(TracerError) as caught, written_already(Path("run")):
        raise TracerError("no journal")
    assert caught.value.__notes__ == ["run is written and stands; only its entry in the journal is missing."]


def test_a_wrong_case_is_an_answer(tmp_path: Path) -> None:
    """`check` raises nothing for a wrong case: its faults are the answer, every one of them."""
    case = tmp_path / "case.toml"
    case.write_text('[case]\nid = ""\nnetwork = "moon"\n')
    answer = check(CheckRequest(case), Context())
    assert answer.loaded is None
    assert len(answer.faults) > 1
    assert json.loads(json.dumps(answer.as_json())) == {"ok": False, "faults": list(answer.faults)}


def test_an_export_says_what_it_sealed(tmp_path: Path) -> None:
    """The answer names the bundle by its folder, never by a path, and the hash that a signature will be over."""
    done = trace_case(CASE, BLOCKS, tmp_path / "run")
    sealed = export_run(tmp_path / "run", tmp_path / "bundle")
    assert sealed.as_json() == {
        "bundle": "bundle",
        "case": done.result.case,
        "trace_sha256": done.result.sha256,
        "seal": sealed.seal,
        "entry": None,
    }
