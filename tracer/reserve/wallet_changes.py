"""What of a register's wallets is in the books on a day, and what of that changed since a period was closed.

Who edits `register.toml` alone must not move a wallet into the books or out of them: a departure would become a
transfer, or be nobody's. Only an act of scope does, which two persons sign; the wallet's lines stay in the register.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from tracer.reserve.act_set import file_of
from tracer.reserve.acts import ActsInForce, ScopeAct
from tracer.reserve.register import Register, ReserveWallet
from tracer.reserve.register_file import FILE

_BACK = "put it back: a wallet leaves the books by an act of scope, and its lines stay."


@dataclass(frozen=True, slots=True)
class RegisterActs:
    """A register and the acts that count with it."""

    register: Register
    acts: ActsInForce


@dataclass(frozen=True, slots=True)
class WalletChange:
    """A wallet whose part in the books is another than a closed period had, and the sentence that says so."""

    wallet: str
    text: str


def scope_acts(acts: ActsInForce) -> tuple[ScopeAct, ...]:
    """Return the acts of scope in the order of their days, then of their numbers."""
    found = (act for act in acts.acts if isinstance(act, ScopeAct))
    return tuple(sorted(found, key=lambda act: (act.head.date, act.head.id)))


def scope_scripts(wallet: ReserveWallet, act: ScopeAct) -> frozenset[bytes]:
    """Return the scripts of a wallet that an act of scope names: all, those of its range, or those of its addresses."""
    span, named = act.range, frozenset(act.scripts)
    return frozenset(
        each.script
        for each in wallet.scripts
        if (span is None or (each.index is not None and span[0] <= each.index <= span[1]))
        and (not named or each.script in named)
    )


def scripts_in_books(given: RegisterActs, day: dt.date) -> dict[bytes, str]:
    """Return the scripts that are in the books at the end of a day, each with the name of its wallet."""
    wallets = {wallet.name: wallet for wallet in given.register.wallets}
    states: dict[bytes, bool] = {}
    for act in scope_acts(given.acts):
        for script in scope_scripts(wallets[act.wallet], act):
            states.setdefault(script, not act.enters)
            if act.head.date <= day:
                states[script] = act.enters
    return {
        each.script: wallet.name
        for wallet in given.register.wallets
        if given.register.is_ours(wallet)
        for each in wallet.scripts
        if states.get(each.script, True)
    }


def scope_order_faults(given: RegisterActs) -> tuple[str, ...]:
    """Return a fault for each act of scope that lets in what an earlier one let in, or out what an earlier one let out.

    Before the first act on it a wallet is where that act does not put it.
    """
    wallets = {wallet.name: wallet for wallet in given.register.wallets}
    last: dict[bytes, ScopeAct] = {}
    faults: list[str] = []
    for act in scope_acts(given.acts):
        for each in sorted(scope_scripts(wallets[act.wallet], act)):
            earlier = last.get(each)
            if earlier is not None and earlier.enters == act.enters:
                way = "lets it into" if act.enters else "takes it out of"
                faults.append(
                    f'{file_of(act.head.id)}: "{act.wallet}": act {earlier.head.id} of {earlier.head.date} {way} the '
                    "books already."
                )
            last[each] = act
    return tuple(dict.fromkeys(faults))


def wallet_changes(
    was: RegisterActs, now: RegisterActs, period: str, last: dt.date, *, restates: bool = False
) -> tuple[WalletChange, ...]:
    """Return each wallet that is in the books of a closed period otherwise than when it was closed.

    Args:
        was: the register and the acts that the period was closed with.
        now: those on file.
        period: its name, for the sentences.
        last: its last day.
        restates: whether the period is being restated: then new acts of scope may change it, nothing else.
    """
    before, after = scripts_in_books(was, last), scripts_in_books(now, last)
    names = dict.fromkeys(wallet.name for each in (was, now) for wallet in each.register.wallets)
    found: list[WalletChange] = []
    for name in names:
        lost = {script for script, wallet in before.items() if wallet == name and after.get(script) != name}
        new = {script for script, wallet in after.items() if wallet == name and script not in before}
        fresh = [act for act in scope_acts(now.acts) if act.wallet == name and act not in was.acts.acts]
        if restates:
            wallet = next((each for each in now.register.wallets if each.name == name), None)
            touched = {script for act in fresh if wallet for script in scope_scripts(wallet, act)}
            lost, new = lost - touched, new - touched
        was_in = {script for script, wallet in before.items() if wallet == name}
        texts = _texts(name, lost, new, was_in, fresh, now.register, period, last)
        found += (WalletChange(name, text) for text in texts)
    return tuple(found)


def _texts(
    name: str,
    lost: Collection[bytes],
    new: Collection[bytes],
    was_in: Collection[bytes],
    fresh: Sequence[ScopeAct],
    register: Register,
    period: str,
    last: dt.date,
) -> Iterator[str]:
    """Yield what is wrong with a wallet of which scripts were lost or are new."""
    if not lost and not new:
        return
    wallet = next((each for each in register.wallets if each.name == name), None)
    if wallet is None:
        yield f'wallet "{name}" was in the books of {period} and is not in {FILE}; {_BACK}'
        return
    if lost and not register.is_ours(wallet):
        yield (
            f'wallet "{name}" was in the books of {period}; by its stage, {wallet.stage.value}, and its body it is not '
            f"now; {_BACK}"
        )
        return
    acts = [act for act in fresh if act.head.date <= last]
    if acts:
        for act in acts:
            yield (
                f'act {act.head.id} of {act.head.date} changes the scope of "{name}" in {period}, which is closed: '
                f"date it after {last}, or write a correction act and close a restatement."
            )
        return
    entering = [act for act in fresh if act.enters and not scope_scripts(wallet, act).isdisjoint(lost)]
    if lost and entering:
        yield from (_entered_before(act, wallet, was_in, period) for act in entering)
    elif lost:
        were = "was" if len(lost) == 1 else "were"
        yield f'wallet "{name}" has lost {_scripts(lost)} that {were} in the books of {period}; {_BACK}'
    if new:
        were, enters = ("was", "it enters") if len(new) == 1 else ("were", "they enter")
        by = f"; it names {'it' if len(new) == 1 else 'them'} by {_part_key(wallet)}" if was_in else ""
        yield (
            f'wallet "{name}" has {_scripts(new)} in the books that {were} not in those of {period}: write an act of '
            f"scope, signed by two persons, by which {enters}{by}."
        )


def _entered_before(act: ScopeAct, wallet: ReserveWallet, was_in: Collection[bytes], period: str) -> str:
    """Return what is wrong with an act that lets in what was in the books, and how it names what was not."""
    named = scope_scripts(wallet, act)
    known = named & frozenset(was_in)
    lets = f'act {act.head.id} lets "{act.wallet}" into the books'
    if known == named:
        return f"{lets}, which was in those of {period} already."
    were = "was" if len(known) == 1 else "were"
    return (
        f"{lets}, of which {_scripts(known)} {were} in those of {period} already: name what enters alone, by "
        f"{_part_key(wallet)}."
    )


def _part_key(wallet: ReserveWallet) -> str:
    """Return the key by which an act of scope names a part of a wallet."""
    return "addresses" if wallet.descriptor is None else "range"


def _scripts(scripts: Collection[bytes]) -> str:
    return f"{len(scripts)} script{'' if len(scripts) == 1 else 's'}"
