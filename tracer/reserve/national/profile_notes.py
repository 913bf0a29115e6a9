"""What of a register is not usual under its national profile; a note is no fault, for a profile is no law."""

from collections.abc import Iterator, Sequence

from tracer.reserve.act_set import file_of
from tracer.reserve.act_terms import ReviewTerms, WaiverTerms
from tracer.reserve.acts import Act, CorrectionAct, DisposalAct, OtherAct, ScopeAct
from tracer.reserve.national.profiles import INTERLOCUTORY, NationalProfile, profile
from tracer.reserve.register import Register
from tracer.reserve.register_file import FILE


def profile_notes(register: Register, acts: Sequence[Act]) -> Iterator[str]:
    """Yield what is not usual: disposals by other methods, and words that are avoided."""
    national = profile(register.profile)
    for text in (register.body, *register.bodies, *(wallet.name for wallet in register.wallets)):
        for word in national.avoided(text):
            yield f'{FILE}: "{word}" is not said of coins under profile {national.id}.'
    for act in acts:
        told = act.replacement if isinstance(act, CorrectionAct) and act.replacement is not None else act
        place = file_of(act.head.id)
        if isinstance(told, DisposalAct) and told.method not in national.methods:
            yield f"{place}: {_unusual(told.method, national)}."
        for text in _free(told):
            for word in national.avoided(text):
                yield f'{place}: "{word}" is not said of coins under profile {national.id}.'


def _unusual(method: str, national: NationalProfile) -> str:
    if method == INTERLOCUTORY:
        return f"a sale before title, for which profile {national.id} names no rule; the act must say by which it is"
    usual = ", ".join(national.methods) or "none"
    return f"method {method} is not usual under profile {national.id}; usual: {usual}"


def _free(act: Act) -> Iterator[str]:
    """Yield an act's free words."""
    match act:
        case DisposalAct(basis=words) | ScopeAct(reason=words) | OtherAct(terms=WaiverTerms(reason=words)):
            yield words
        case OtherAct(terms=ReviewTerms(reasons=reasons, answers=answers)):
            yield reasons
            yield from answers.values()
        case CorrectionAct(explains=words) if words is not None:
            yield words
