"""What is wrong with a register only beside its acts or another register, and what its reader should know of it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from tracer.case.persons import look_alike
from tracer.formats.fields import nearest, show, show_key
from tracer.reserve.act_set import file_of, lots_named
from tracer.reserve.act_terms import ConventionTerms, OpinionTerms, ReviewTerms, WaiverTerms
from tracer.reserve.acts import (
    Act,
    ActId,
    ActKind,
    ActsInForce,
    ActText,
    CorrectionAct,
    DisposalAct,
    LotId,
    OrderAct,
    OtherAct,
    StatementAct,
    StepAct,
)
from tracer.reserve.limits.limit_acts import CONVENTION as LIMITS
from tracer.reserve.lots import Admission
from tracer.reserve.register import DUST, Register, WalletStage
from tracer.reserve.register_file import FILE
from tracer.reserve.security.descriptor_quorum import repeated_keys
from tracer.visible import visible


def documents(act: Act) -> Iterator[ActText]:
    """Yield the documents that an act names with their hashes."""
    if act.head.text is not None:
        yield act.head.text
    match act:
        case StatementAct(file=file):
            yield file
        case StepAct(bids=bids) if bids is not None:
            yield bids
        case OtherAct(terms=OpinionTerms(file=name, sha256=sha256)):
            yield ActText(name, sha256)
        case CorrectionAct(replacement=inner) if inner is not None:
            yield from documents(inner)


def payloads(act: Act) -> Iterator[str]:
    """Yield the files that an act names without their hashes."""
    match act:
        case DisposalAct(sale=sale) if sale and sale.counterparty:
            yield from (each for each in (sale.counterparty.ivms101, sale.counterparty.proof) if each)
        case CorrectionAct(replacement=inner) if inner is not None:
            yield from payloads(inner)


def missing_acts(register: Register, acts: Sequence[Act]) -> tuple[str, ...]:
    """Return a fault for each act that the register must name and does not, names and has not, or of another kind."""
    kinds = {act.head.id: act.head.kind for act in acts}
    faults = list(_without_contract(register, acts))
    for place, number, kind in _named(register):
        if number not in kinds:
            faults.append(f"{FILE}: {place}: no act {number} is on file")
        elif kind is not kinds[number]:
            faults.append(f"{FILE}: {place}: {number} is an act of kind {kinds[number].value}; expected convention")
    return (*faults, *_unknown_limits(register, acts))


def _unknown_limits(register: Register, acts: Sequence[Act]) -> Iterator[str]:
    """Yield a fault for each limit that an act waives or answers for and that nothing ever set."""
    told = [act.replacement if isinstance(act, CorrectionAct) else act for act in acts]
    terms = [(act, each.terms) for act, each in zip(acts, told, strict=True) if isinstance(each, OtherAct)]
    names = (each.name for _, each in terms if isinstance(each, ConventionTerms))
    set_by_acts = [name.removeprefix(LIMITS) for name in names if name.startswith(LIMITS)]
    known = list(dict.fromkeys((*(limit.id for limit in register.limits), *set_by_acts)))
    for act, each in terms:
        named = {"limit": each.limit} if isinstance(each, WaiverTerms) else {}
        if isinstance(each, ReviewTerms):
            named = {f"answers.{show_key(limit)}": limit for limit in each.answers}
        for key, limit in named.items():
            if limit not in known:
                yield f"{file_of(act.head.id)}: {key}: no limit {show(limit)} was ever set{nearest(limit, known)}"


def _without_contract(register: Register, acts: Sequence[Act]) -> Iterator[str]:
    """Yield a fault for each statement that says what movements are to or from an account without a contract."""
    without = {account.name for account in register.accounts if account.contract is None}
    for act in acts:
        told = act.replacement if isinstance(act, CorrectionAct) else act
        if isinstance(told, StatementAct) and told.account in without and (told.deposits or told.withdrawals):
            yield (
                f'{file_of(act.head.id)}: account: "{visible(told.account)}" has no contract; whose deposits or '
                f"withdrawals are named, its [[account]] names the act of its contract"
            )


def unfounded_statements(register: Register, acts: ActsInForce) -> tuple[ActId, ...]:
    """Return the statements that say what movements are, of accounts whose contract is no convention on file."""
    conventions = {act.head.id for act in acts.all if act.head.kind is ActKind.CONVENTION}
    founded = {account.name for account in register.accounts if account.contract in conventions}
    return tuple(
        act.head.id
        for act in acts.acts
        if isinstance(act, StatementAct) and act.account not in founded and (act.deposits or act.withdrawals)
    )


def _named(register: Register) -> Iterator[tuple[str, ActId, ActKind]]:
    """Yield where the register names an act, which, and of what kind it must be."""
    if register.price is not None and register.price.set_by is not None:
        yield "price.set_by", register.price.set_by, ActKind.CONVENTION
    for place, limit in enumerate(register.limits, start=1):
        if limit.set_by is not None:
            yield f"limit[{place}].set_by", limit.set_by, ActKind.CONVENTION
    for place, account in enumerate(register.accounts, start=1):
        if account.contract is not None:
            yield f"account[{place}].contract", ActId(account.contract), ActKind.CONVENTION


def lot_faults(acts: Sequence[Act], lots: Mapping[LotId, int]) -> tuple[str, ...]:
    """Return a fault for each amount of a lot that no case gave, or that is more than the lot.

    Args:
        acts: those to look at.
        lots: the satoshi of every lot that was ever admitted.
    """
    faults = []
    for act in acts:
        for key, lot, sat in lots_named(act):
            where = f"{file_of(act.head.id)}: {key}"
            if lot not in lots:
                faults.append(f"{where}: no admitted case has this lot")
            elif sat > lots[lot]:
                faults.append(f"{where}: {sat} satoshi are more than the lot has, {lots[lot]}")
    return tuple(faults)


def shared_wallets(one: Register, other: Register) -> tuple[tuple[str, str], ...]:
    """Return which wallets that two registers both sum have a script in common, by their names, one's first."""
    owner = {each.script: wallet.name for wallet in other.wallets if other.is_ours(wallet) for each in wallet.scripts}
    found = {
        (wallet.name, owner[each.script]): None
        for wallet in one.wallets
        if one.is_ours(wallet)
        for each in wallet.scripts
        if each.script in owner
    }
    return tuple(found) if one.network == other.network else ()


def notes(register: Register, acts: Sequence[Act]) -> tuple[str, ...]:
    """Return what a reader should know of a register that is right."""
    return (*_wallet_notes(register), *_act_notes(acts), *_person_notes(acts))


def _wallet_notes(register: Register) -> Iterator[str]:
    if register.dust > DUST:
        yield f"dust_sat {register.dust}: receipts up to it, more than the usual {DUST}, need no lot, order or act."
    for wallet in register.wallets:
        if wallet.body not in register.bodies:
            yield f'wallet "{wallet.name}": body is not this register\'s; watched, not counted.'
        elif wallet.stage is WalletStage.RECORDED:
            yield f'wallet "{wallet.name}": no proof of control; listed, not counted.'
        for key in repeated_keys(wallet.descriptor or ""):
            yield (
                f'wallet "{wallet.name}": one key stands {key.times} times among the {key.keys} of its descriptor, '
                f"{visible(key.key)}: whoever holds it gives {min(key.times, key.needed)} of the {key.needed} "
                f"signatures needed."
            )
    if not any(register.is_ours(wallet) for wallet in register.wallets):
        yield "no wallet counts: each is watched, recorded or another body's."


def _act_notes(acts: Sequence[Act]) -> Iterator[str]:
    for act in acts:
        if not isinstance(act, OrderAct) or act.in_force is None or act.head.supersedes is not None:
            continue  # what supersedes an order may keep the day since which that was in force
        if act.in_force < act.head.date:
            yield f"{file_of(act.head.id)}: in force since {act.in_force}, before its own date, {act.head.date}."


def _person_notes(acts: Sequence[Act]) -> Iterator[str]:
    """Yield a note for every two persons of an act who may be one that was written twice."""
    for act in acts:
        for key, names in _persons(act):
            for one, other in combinations(names, 2):
                if look_alike(one, other):
                    yield (
                        f"{file_of(act.head.id)}: {key}: {show(one)} and {show(other)} look alike: see that they are "
                        "two persons."
                    )


def _persons(act: Act) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the persons whom an act takes for different ones, and the key of each list."""
    yield "signed_by", act.head.signed_by
    match act:
        case DisposalAct(sale=sale) if sale is not None:
            yield "authorised", tuple(each.person for each in sale.authorised)
        case OtherAct(terms=ReviewTerms(present=present)):
            yield "present", present


def order_notes(acts: Sequence[Act], admissions: Sequence[Admission]) -> Iterator[str]:
    """Yield a note for each case and label that an order names and that no admission has: of it nothing is covered.

    Neither is a fault, for a case may be admitted later, and a label may have nothing in the wallets.
    """
    labels: dict[str, set[str]] = {}
    for each in admissions:
        labels.setdefault(each.case, set())
        for lot in each.lots:
            labels.setdefault(lot.case, set()).update(() if lot.label is None else (lot.label,))
    for act in acts:
        if not isinstance(act, OrderAct) or act.case is None:
            continue
        where = file_of(act.head.id)
        if act.case not in labels:
            yield f"{where}: case: no bundle of {act.case} is admitted; until then the order covers nothing."
            continue
        for label in act.labels:
            if label not in labels[act.case]:
                yield f"{where}: labels: no lot of {act.case} has label {label}; nothing of it is covered."
