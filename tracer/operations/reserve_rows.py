"""The coins, movements and faults of an observation on file, held against what lies beside it and the acts on file."""

from collections.abc import Mapping

from tracer.chain.outpoint import Txid
from tracer.errors import CaseError, IntegrityError
from tracer.operations import reserve_observations
from tracer.operations.observation_names import height_of
from tracer.operations.reserve_cleared import cleared
from tracer.operations.reserve_files import RegisterFolder
from tracer.operations.reserve_observations import FiledObservation, path_of
from tracer.operations.reserve_periods import closed
from tracer.reserve import followed_acts, observation
from tracer.reserve.admission import lots_in_force
from tracer.reserve.clearance.cleared import sent_as_cleared
from tracer.reserve.ledger_rows import RegisterLedger
from tracer.reserve.observation import Observation, Since
from tracer.reserve.observed_rows import RowGrounds, strange_acts, wrong_rows
from tracer.reserve.periods import FiledStatement
from tracer.reserve.register import Register
from tracer.reserve.scope import scope_closings
from tracer.reserve.watching import MaterialHeaders


def refuse_other_rows(folder: RegisterFolder) -> tuple[str, ...]:
    """Hold the last observation's rows, where there is one of the register's wallets; return what a reader should know.

    Raises:
        IntegrityError: they do not follow from what lies beside it, or it is not as it was written.
    """
    try:
        observed = reserve_observations.last(folder.path, folder.register)
    except CaseError:  # nothing was observed, or other wallets were
        return ()
    register, lots = folder.register, lots_in_force(folder.admissions)
    closings = scope_closings(register, folder.acts, MaterialHeaders(observed.held.material))
    today = followed_acts.fold(register, observed.history, folder.acts, lots, closings).ledger
    return refuse_rows(observed, folder, today)


def refuse_other_coins(observed: FiledObservation, register: Register) -> None:
    """Raise unless an observation's file has the block and the coins that the transactions beside it leave.

    Raises:
        IntegrityError: it has others, or is not as it was written.
    """
    stored, left = observed.observation, observation.wallets_left(register, observed.history)
    coins, kept = ({wallet.name: wallet.coins for wallet in each} for each in (stored.wallets, left))
    wrong = []
    if stored.block != observed.history.block:
        wrong.append("says another time or hash of its block than the headers beside it.")
    if coins != kept:
        wrong.append("does not have the coins that the transactions beside it leave.")
    if wrong:
        again = f"Put it back, or observe again with tracer reserve observe --at {height_of(observed.name)}."
        raise IntegrityError("\n".join((*(f"{path_of(observed.name)} {each}" for each in wrong), again)))


def refuse_other(observed: FiledObservation, folder: RegisterFolder, today: RegisterLedger) -> tuple[str, ...]:
    """Hold an observation's block, coins and rows as the two functions below do; return what a reader should know.

    Raises:
        IntegrityError: it has others, or is not as it was written.
    """
    if not observed.follows(folder.register, today):
        refuse_other_coins(observed, folder.register)
    return refuse_rows(observed, folder, today)


def refuse_rows(observed: FiledObservation, folder: RegisterFolder, today: RegisterLedger) -> tuple[str, ...]:
    """Raise unless an observation's rows follow from the transactions beside it; `today` is the ledger under its acts.

    Return what a reader should know: that they were not held, where the register counts other wallets as its own than
    it did then, and which acts they name that are not on file.

    Raises:
        IntegrityError: they do not.
    """
    stored = observed.observation
    if _other_wallets(stored, folder.register):
        return (
            f"movements of observation {observed.name} were not held against the chain: since then the register counts "
            f"other wallets as its own.\nObserve again with tracer reserve observe --at {height_of(observed.name)}.",
        )
    became = sent_as_cleared(observed.history, today, cleared(folder.path, folder.name))
    grounds = RowGrounds(
        register=folder.register,
        history=observed.history,
        acts=folder.acts,
        today=today,
        admitted={lot.run.receipt for admission in folder.admissions for lot in admission.lots},
        cleared={Txid(each) for each in became.txids},
    )
    wrong = (*_other_period(stored.since, closed(folder.path)), *wrong_rows(stored, grounds))
    if wrong:
        reason = "\n".join(f"{path_of(observed.name)} {each}" for each in wrong)
        raise IntegrityError(
            f"{reason}\nPut it back, or observe again with tracer reserve observe --at {height_of(observed.name)}."
        )
    return tuple(f"{path_of(observed.name)} {each}" for each in strange_acts(stored, grounds))


def _other_wallets(stored: Observation, register: Register) -> bool:
    own = {wallet.name: register.is_ours(wallet) for wallet in register.wallets}
    return {wallet.name: wallet.is_ours for wallet in stored.wallets} != own


def _other_period(since: Since | None, statements: Mapping[str, FiledStatement]) -> tuple[str, ...]:
    """Return that an observation lists movements since a period that was never closed so."""
    if since is None:
        return ()
    filed = statements.get(since.period)
    if filed is not None and (filed.statement.closing.height, filed.statement.closing.hash) == (
        since.height,
        since.hash,
    ):
        return ()
    return (f"lists movements since period {since.period}, which was not closed with block {since.height}.",)
