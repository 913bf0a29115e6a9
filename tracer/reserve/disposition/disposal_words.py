"""The words of disposals as a page prints them: methods, states, verdicts, bids, and what each gate asks."""

from collections.abc import Mapping

from tracer.documents.language.language import Language, phrase
from tracer.documents.words import named
from tracer.reserve.acts import LOSS, ORDER, PAYMENT, SEIZURE
from tracer.reserve.disposition.auction import BidState
from tracer.reserve.disposition.gate_rows import GateState
from tracer.reserve.disposition.states import DisposalState

METHODS: Mapping[str, str] = {
    "auction": phrase("auction"),
    "otc": phrase("sale over the counter"),
    "exchange": phrase("sale on an exchange"),
    "return": phrase("return"),
    "sharing": phrase("sharing between bodies"),
    "interlocutory": phrase("sale before title"),
    "fork-claim": phrase("claim of a fork's coins"),
}
STATES: Mapping[str, str] = {
    DisposalState.PROPOSED.value: phrase("proposed"),
    DisposalState.AUTHORISED.value: phrase("authorised"),
    DisposalState.OFFERED.value: phrase("offered"),
    DisposalState.AWARDED.value: phrase("awarded"),
    DisposalState.SENT.value: phrase("sent"),
    DisposalState.SETTLED.value: phrase("settled"),
    DisposalState.CLOSED.value: phrase("closed"),
    DisposalState.CANCELLED.value: phrase("cancelled"),
}
VERDICTS: Mapping[GateState, str] = {
    GateState.PASS: phrase("passed"),
    GateState.FAIL: phrase("failed"),
    GateState.NOT_CHECKED: phrase("not checked"),
}
BIDS: Mapping[str, str] = {
    BidState.AWARDED.value: phrase("successful"),
    BidState.BELOW.value: phrase("outbid"),
    BidState.TOO_LARGE.value: phrase("more than was left"),
    BidState.UNDER_FLOOR.value: phrase("under the floor"),
    BidState.DEFAULTED.value: phrase("defaulted"),
    BidState.NOT_OPENED.value: phrase("not opened"),
    BidState.WRONG.value: phrase("does not open to its commitment"),
    BidState.UNSEALED.value: phrase("was not sealed"),
}
ASKED: Mapping[str, str] = {
    "D1": phrase("Everything that leaves has title, or an order that the act names lets it go"),
    "D2": phrase("None of it is claimed or pledged"),
    "D3": phrase("No time to appeal is running"),
    "D4": phrase("Two different persons authorised it, neither of them the receiver's"),
    "D5": phrase("Every script that is paid was paid or proven before, or this is a test payment"),
    "D6": phrase("The receiver was searched for on lists of sanctions; a licensed one has a valid travel-rule payload"),
    "D7": phrase("The price reaches the floor below the fixing"),
    "D8": phrase("No broken hard limit stops it"),
    "D9": phrase("A return has its order, and the act says to whom"),
    "D10": phrase("It was sent as the act says: outputs, coins and fee"),
}
"""What each gate asks, by its number."""
RETURN_DAYS: Mapping[str, str] = {
    LOSS: phrase("the loss"),
    SEIZURE: phrase("the seizure"),
    ORDER: phrase("the order"),
    PAYMENT: phrase("the payment"),
}
"""The days that an order in money may mean."""


def method(name: str, language: Language) -> str:
    """Return how coins leave."""
    return named(language, METHODS, name)
