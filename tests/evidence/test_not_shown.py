"""What no check can show offline is listed, with a command for each, and nothing of it is cut in silence."""

from dataclasses import replace

import pytest

from tests.evidence.story import dossier_of, tell
from tracer.chain.outpoint import Outpoint
from tracer.container.verification import VerificationStep
from tracer.evidence.dossier import Dossier
from tracer.evidence.not_shown import MAX_COMMANDS, not_shown
from tracer.result.trace_file import StatedGap


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    """Return the story's dossier."""
    return dossier_of(tell())


def steps_of(dossier: Dossier) -> dict[str, VerificationStep]:
    """Return the limits by their titles."""
    return {step.title: step for step in not_shown(dossier.trace, dossier.case, dossier.material)}


def test_every_unspent_coin_has_its_command(dossier: Dossier) -> None:
    """One gettxout for each coin said to be unspent, and the words that it answers for now."""
    step = steps_of(dossier)["Unspent coins"]
    unspent = [end.outpoint for end in dossier.trace.main.ends if end.terminal == "unspent"]
    assert unspent
    for outpoint in unspent:
        assert f"gettxout {outpoint.txid} {outpoint.vout} false" in str(step.command)
    assert "for now, not for that block" in step.reason


def test_what_is_beyond_the_commands_written_out_is_counted(dossier: Dossier) -> None:
    """Of very many coins so many have a command, and how many have none is said."""
    main = dossier.trace.main
    end = next(end for end in main.ends if end.terminal == "unspent")
    ends = tuple(replace(end, outpoint=Outpoint(end.outpoint.txid, vout)) for vout in range(MAX_COMMANDS + 7))
    custody = replace(dossier.trace.custody, holdings=())
    methods = {main.name: replace(main, ends=ends)}
    many = replace(dossier, trace=replace(dossier.trace, methods=methods, custody=custody))
    step = steps_of(many)["Unspent coins"]
    assert str(step.command).count("gettxout") == MAX_COMMANDS
    assert "and 7 more coins" in str(step.command)
    assert f"{MAX_COMMANDS + 7} coins" in step.reason


def test_gaps_are_listed_where_there_are_any(dossier: Dossier) -> None:
    """Where trails end at what could not be read, that nobody left it out is listed as not shown."""
    whole = replace(dossier, trace=replace(dossier.trace, gaps=()))
    assert "Gaps" not in steps_of(whole)
    gaps = (StatedGap("fifo", None, "aa" * 32, "no prevout"), StatedGap("haircut", None, "aa" * 32, "no prevout"))
    step = steps_of(replace(dossier, trace=replace(dossier.trace, gaps=gaps)))["Gaps"]
    assert "1 transaction could not be read in full" in step.reason
    assert step.command == f"bitcoin-cli -chain=regtest getrawtransaction {'aa' * 32} 2"


def test_a_horizon_that_the_case_leaves_open_is_a_choice(dossier: Dossier) -> None:
    """Where the case names no block, that tracing ends there is listed; where it names one, it is checked instead."""
    assert "Choice of the horizon" in steps_of(dossier)
    named = replace(dossier.case, horizon=replace(dossier.case.horizon, height=25))
    assert "Choice of the horizon" not in steps_of(replace(dossier, case=named))


@pytest.mark.parametrize("lightning", [True, False])
def test_no_figure_rests_on_a_witness(dossier: Dossier, lightning: bool) -> None:
    """A txid does not cover witnesses; a trace reads none, not for Lightning either, and that is said."""
    case = replace(dossier.case, stop=replace(dossier.case.stop, lightning=lightning))
    assert "no figure rests on one" in steps_of(replace(dossier, case=case))["Witnesses"].reason
