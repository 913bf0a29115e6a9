"""How far a disposal has come: no step is skipped, the chain decides what is sent, and what had no title is not."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from itertools import permutations

import pytest

from tests.reserve.acts import disposal, head, on
from tests.reserve.small_ledgers import txid
from tracer.chain.outpoint import Txid
from tracer.reserve.act_terms import Authorisation, Proceeds, SalePrice, SaleTerms
from tracer.reserve.acts import ActId, ActKind, DisposalAct, StepAct
from tracer.reserve.disposition.states import DEEP, DisposalState, Journey, SentTransaction, journey, path

SENT = txid("sale")
LATE = on("2025-12-31")
STEPS = ("authorised", "offered", "awarded", "sent", "settled", "closed")


def proposal(method: str = "auction", **sale: object) -> DisposalAct:
    """Return act 2025-0001 of 1 August; `sale` are its terms."""
    given = {"authorised": (), "counterparty": None, "price": None, "proceeds": None} | sale
    return replace(disposal(1, "2025-08-01", {"L-0003": 100}), method=method, sale=SaleTerms(**given))  # type: ignore[arg-type]


def taken(number: int, state: str, day: str) -> StepAct:
    """Return a step of it."""
    step = StepAct(head=head(number, ActKind.STEP, day), disposal=ActId("2025-0001"), state=state, txid=None)
    return replace(step, txid=SENT) if state == "sent" else step


def steps(*states: str) -> list[StepAct]:
    """Return steps of successive days from the 2nd on."""
    return [taken(number, state, f"2025-08-{number:02}") for number, state in enumerate(states, start=2)]


def chain(day: str = "2025-08-05", depth: int = DEEP, *, is_lawful: bool = True) -> Mapping[Txid, SentTransaction]:
    """Return its transaction on the chain."""
    return {SENT: SentTransaction(txid=SENT, day=on(day), height=9, depth=depth, is_lawful=is_lawful)}


def states(way: Journey) -> str:
    """Return the states reached, in order."""
    return " ".join(each.state.value for each in way.reached)


def test_a_sale_passes_every_state():
    """Each by its act, but that it is sent, which the chain says."""
    way = journey(proposal(), steps(*STEPS), chain(), LATE)
    assert states(way) == "proposed authorised offered awarded sent settled closed"
    assert (way.missing, way.faults, way.is_open) == ((), (), False)
    assert [each.act for each in way.reached] == [
        "2025-0001", "2025-0002", "2025-0003", "2025-0004", None, "2025-0006", "2025-0007",
    ]  # fmt: skip


@pytest.mark.parametrize("count", range(len(STEPS) + 1))
def test_a_day_sees_the_steps_up_to_it(count):
    """On the day of each step the state is that step's; the next is missing."""
    there = chain(depth=1) if count >= 4 else {}
    way = journey(proposal(), steps(*STEPS), there, on(f"2025-08-{1 + count:02}"))
    assert way.state.value == (("proposed", *STEPS)[count])
    assert [each.value for each in way.missing] == list(STEPS[count:])
    assert way.faults == ()


def test_two_persons_of_the_act_s_own_list_authorise():
    """On the later of their days, and not before the act is signed; one alone does not."""
    two = tuple(Authorisation(name, on(day)) for name, day in (("A", "2025-08-09"), ("B", "2025-07-30")))
    way = journey(proposal(authorised=two), (), {}, on("2025-08-09"))
    assert (states(way), way.reached[-1].day) == ("proposed authorised", on("2025-08-09"))
    assert states(journey(proposal(authorised=two), (), {}, on("2025-08-08"))) == "proposed"
    assert states(journey(proposal(authorised=two[:1]), (), {}, LATE)) == "proposed"
    early = (two[1], replace(two[0], date=on("2025-07-31")))
    assert journey(proposal(authorised=early), (), {}, LATE).reached[-1].day == on("2025-08-01")


@pytest.mark.parametrize(
    ("method", "said"),
    [
        ("auction", "proposed authorised offered awarded sent settled closed"),
        ("otc", "proposed authorised offered awarded sent settled closed"),
        ("exchange", "proposed authorised offered awarded sent settled closed"),
        ("return", "proposed authorised sent settled closed"),
        ("sharing", "proposed authorised sent settled closed"),
        ("interlocutory", "proposed authorised sent settled closed"),
        ("fork-claim", "proposed authorised sent settled closed"),
    ],
)
def test_each_method_has_its_path(method, said):
    """What an order commands is not offered; where steps say that it was, both states count."""
    assert " ".join(each.value for each in path(method)) == said
    assert len(path(method, (DisposalState.OFFERED,))) == 7


def test_a_step_that_is_skipped_is_told_and_stops_the_rest():
    """Awarded without an offer: it stands where it was authorised."""
    way = journey(proposal(), [taken(2, "authorised", "2025-08-02"), taken(3, "awarded", "2025-08-03")], {}, LATE)
    assert states(way) == "proposed authorised"
    assert way.faults == ("act 2025-0001 skips offered: no act says so, and it stands at authorised.",)


def test_what_is_on_the_chain_is_sent_whatever_was_skipped():
    """And it is told."""
    way = journey(proposal(), [taken(2, "authorised", "2025-08-02"), taken(5, "sent", "2025-08-05")], chain(), LATE)
    assert states(way) == "proposed authorised sent settled"
    assert way.faults == ("act 2025-0001 skips offered, awarded: no act says so, and it stands at settled.",)


def test_a_step_does_not_send_what_the_chain_has_not():
    """An act says so; the chain does not."""
    way = journey(proposal(), steps(*STEPS[:4]), {}, LATE)
    assert way.state is DisposalState.AWARDED
    assert way.faults == (f"act 2025-0005 says that it is sent; transaction {SENT} is not on the chain.",)


def test_what_had_no_title_is_a_departure_and_never_sent():
    """Whatever acts say of it afterwards."""
    way = journey(proposal(), steps(*STEPS), chain(is_lawful=False), LATE)
    assert DisposalState.SENT not in {each.state for each in way.reached}
    assert way.departures == (SENT,)
    assert way.state is DisposalState.AWARDED
    assert way.faults[0] == (
        f"act 2025-0001 names transaction {SENT}, which took satoshi without title: a departure, not sent."
    )


def test_a_sale_is_settled_by_its_proceeds_and_a_return_by_depth():
    """Money that is expected settles nothing; six blocks settle what nothing comes back for."""
    price = SalePrice(currency="USD", per_btc=6_985_000, gross=6_985_000, costs=0, fixing=None, floor=None)
    came = Proceeds(account="Treasury", received=on("2025-08-12"), net=6_985_000, restricted=False)
    expected = journey(proposal("otc", price=price), steps(*STEPS[:4]), chain(), LATE)
    assert [each.value for each in expected.missing] == ["settled", "closed"]
    settled = journey(proposal("otc", price=price, proceeds=came), steps(*STEPS[:4]), chain(), LATE)
    assert (settled.state, settled.reached[-1].day) == (DisposalState.SETTLED, on("2025-08-12"))
    on_the_day = journey(proposal("otc", price=price, proceeds=came), steps(*STEPS[:4]), chain(), on("2025-08-12"))
    assert on_the_day.state is DisposalState.SETTLED
    assert DEEP == 6
    given = proposal("return")
    assert journey(given, steps("authorised", "sent"), chain(depth=DEEP - 1), LATE).state is DisposalState.SENT
    assert journey(given, steps("authorised", "sent"), chain(depth=DEEP), LATE).state is DisposalState.SETTLED


def test_a_cancelled_one_has_ended_unless_the_chain_has_it():
    """Then it is sent all the same, and told."""
    way = journey(proposal(), [*steps("authorised", "offered"), taken(4, "cancelled", "2025-08-04")], {}, LATE)
    assert (states(way), way.missing, way.is_open) == ("proposed authorised offered cancelled", (), False)
    sent = journey(proposal(), [*steps(*STEPS[:4]), taken(7, "cancelled", "2025-08-07")], chain(), LATE)
    assert sent.state is DisposalState.SETTLED
    assert sent.faults == (f"act 2025-0001 is cancelled, and its transaction {SENT} is on the chain.",)


def test_a_step_before_the_one_it_follows_and_a_step_twice_are_told():
    """Days run forwards; of two steps to one state the first counts."""
    back = [taken(2, "offered", "2025-08-02"), taken(3, "authorised", "2025-08-03")]
    assert journey(proposal(), back, {}, LATE).faults == (
        "act 2025-0001 is offered on 2025-08-02, before it is authorised on 2025-08-03.",
    )
    twice = [taken(2, "authorised", "2025-08-02"), taken(3, "authorised", "2025-08-03")]
    way = journey(proposal(), twice, {}, LATE)
    assert way.reached[-1].day == on("2025-08-02")
    assert way.faults == ("act 2025-0001 is authorised twice, by acts 2025-0002 and 2025-0003; the first counts.",)


def test_no_sequence_of_acts_reaches_sent_without_title_or_skips_a_state_unsaid():
    """Every order of every choice of steps, with and without the chain and title: 3 x 1,957 journeys."""
    seen = 0
    for count in range(len(STEPS) + 1):
        for chosen in permutations(STEPS, count):
            for there in ({}, chain("2025-08-30"), chain("2025-08-30", is_lawful=False)):
                way = journey(proposal(), steps(*chosen), there, LATE)
                reached = [each.state for each in way.reached]
                lawful = bool(there) and there[SENT].is_lawful
                assert (DisposalState.SENT in reached) is lawful
                walked = list(path("auction"))[: len(reached)]
                assert reached == walked or (lawful and any("skips" in each for each in way.faults)), chosen
                assert (way.departures == ()) is (lawful or not there)
                seen += 1
    assert seen == 3 * 1_957


def test_the_order_of_the_files_changes_nothing():
    """Steps are counted by day, then by number."""
    given = steps(*STEPS)
    assert journey(proposal(), given[::-1], chain(), LATE) == journey(proposal(), given, chain(), LATE)


def test_a_step_after_the_day_is_none_yet():
    """Signed tomorrow, it does not count today."""
    way = journey(proposal(), steps("authorised"), {}, on("2025-08-02") - dt.timedelta(days=1))
    assert states(way) == "proposed"


def test_what_is_sent_after_a_skipped_step_goes_no_further_than_the_next_that_lacks():
    """Nothing says that money came in: closed by an act, it stands at sent, and both are told."""
    price = SalePrice(currency="USD", per_btc=6_985_000, gross=6_985_000, costs=0, fixing=None, floor=None)
    given = [*steps("authorised"), taken(7, "closed", "2025-08-07")]
    way = journey(proposal("otc", price=price), given, chain(), LATE)
    assert states(way) == "proposed authorised sent"
    assert way.faults == ("act 2025-0001 skips offered, awarded, settled: no act says so, and it stands at sent.",)


def test_a_step_that_authorises_stands_before_the_act_s_own_list():
    """The step is the act that says so, on its day."""
    two = tuple(Authorisation(name, on("2025-08-01")) for name in ("A", "B"))
    way = journey(proposal(authorised=two), steps("authorised"), {}, LATE)
    assert (way.reached[-1].act, way.reached[-1].day) == ("2025-0002", on("2025-08-02"))
