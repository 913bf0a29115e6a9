"""A register on one screen: figures of the story worked out by hand, and each sentence a person may read."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.reserve.story_register import (
    AGENCY,
    ENFORCEMENT,
    NO_ACTS,
    RESERVE,
    lots_of_trace,
    story_history,
    story_register,
)
from tests.reserve.titles import titled
from tracer.chain.amount import Sats
from tracer.reserve.act_terms import ConventionTerms, WaiverTerms
from tracer.reserve.acts import (
    Act,
    ActHead,
    ActId,
    ActKind,
    BurdenAct,
    ExecutionAct,
    LotId,
    Money,
    OrderAct,
    OrderForm,
    OtherAct,
)
from tracer.reserve.ledger import fold
from tracer.reserve.ledger_rows import RegisterLedger
from tracer.reserve.register import Fork, Register, WalletStage
from tracer.reserve.status import Alarm, Books, Severity, Status, status
from tracer.reserve.title_rows import Title

DAY = dt.date(2025, 7, 5)
ALL_TITLED = dict.fromkeys(("L-0002", "L-0003", "L-0004"), Title.TITLED)
"""The lots of A and B that reached the reserve: 839,920,000 satoshi."""


@pytest.fixture(scope="module")
def ledger() -> RegisterLedger:
    """The story's ledger up to height 140."""
    return fold(story_register(), story_history(), NO_ACTS, lots_of_trace())


def head(number: str, kind: ActKind, date: dt.date = dt.date(2025, 6, 2)) -> ActHead:
    """Return the head of an invented act."""
    return ActHead(
        id=ActId(number),
        kind=kind,
        date=date,
        text=None,
        signed_by=("One", "Two"),
        corrects=None,
        supersedes=None,
        sha256="0" * 64,
    )


ORDER = OrderAct(
    head=head("2025-0001", ActKind.ORDER),
    authority="Court of Example City",
    order="1-77/2025",
    form=OrderForm.FORFEITURE,
    in_force=dt.date(2025, 6, 20),
    appeal_until=None,
    amount=Sats(850_000_000),
    money=None,
    case="KZ-2025-0042",
    labels=("A", "B"),
    wallets=(),
    outpoints=(),
)
MONEY = replace(ORDER, amount=None, money=Money(85_000_000_00, "KZT"))


def of(
    ledger: RegisterLedger,
    *acts: Act,
    register: Register | None = None,
    words: dict[str, Title] | None = None,
    found: tuple[Alarm, ...] = (),
    burden: str | None = None,
) -> Status:
    """Return the story's status at height 140."""
    register = register or story_register()
    title = titled(ledger, lots_of_trace(), ALL_TITLED if words is None else words, day=DAY, upto=140, burden=burden)
    books = Books(register=register, ledger=ledger, title=title, lots=lots_of_trace(), acts=acts)
    return status(books, story_history().block, (), found)


def test_the_story_holds_what_was_worked_out_by_hand(ledger: RegisterLedger) -> None:
    """In the reserve wallet 1,339,850,000, of it 839,920,000 titled and 499,930,000 not; 49,990,000 are only seized."""
    found = of(ledger)
    by_name = {wallet.name: wallet for wallet in found.wallets}
    assert (found.held, found.without_title) == (1_389_840_000, 499_930_000 + 49_990_000)
    assert by_name[RESERVE].held == 1_339_850_000
    assert by_name[RESERVE].title[Title.TITLED] == 839_920_000
    assert by_name[RESERVE].title[Title.UNTITLED] == 499_930_000
    assert (by_name[AGENCY].held, by_name[AGENCY].coins) == (49_990_000, 1)
    assert (by_name[ENFORCEMENT].held, by_name[ENFORCEMENT].coins) == (0, 0)
    assert list(by_name) == [AGENCY, ENFORCEMENT, RESERVE]


def test_the_json_has_the_keys_of_the_contract_and_no_other(ledger: RegisterLedger) -> None:
    """Satoshi are texts of digits; there is no value before prices are kept."""
    found = of(ledger).as_json()
    assert list(found) == [
        "day", "height", "held_sat", "title_sat", "wallets", "value", "limits", "expiring", "alarms"
    ]  # fmt: skip
    assert (found["day"], found["height"], found["held_sat"]) == ("2025-07-05", 140, "1389840000")
    assert found["title_sat"] == {
        "assigned": "0", "encumbered": "0", "titled": "839920000", "appealable": "0", "untitled": "549920000",
        "unsolicited": "0",
    }  # fmt: skip
    assert (found["value"], found["limits"]) == (None, [])


def test_what_is_unsolicited_has_no_title_either(ledger: RegisterLedger) -> None:
    """The line that is always printed has what is untitled, what was paid in unsolicited and what can be appealed."""
    for other in (Title.UNSOLICITED, Title.APPEALABLE):
        words = {**ALL_TITLED, "L-0001": other}
        assert of(ledger, words=words).without_title == 499_930_000 + 49_990_000


def _restaged(stage: WalletStage, body: str | None = None) -> Register:
    """Return the story's register with another stage, or body, of the agency's wallet."""
    first, *rest = story_register().wallets
    return replace(story_register(), wallets=(replace(first, stage=stage, body=body or first.body), *rest))


def texts(found: Status, kind: str) -> list[str]:
    """Return the alarms of a kind."""
    return [alarm.text for alarm in found.alarms if alarm.kind == kind]


def test_a_wallet_of_another_body_is_watched_and_not_counted() -> None:
    """Whoever holds it, its coins are shown and enter no sum."""
    register = _restaged(WalletStage.SEIZURE, "Somebody else")
    ledger = fold(register, story_history(), NO_ACTS, lots_of_trace())
    found = of(ledger, register=register)
    assert texts(found, "not-counted") == [
        'wallet "Agency seizure wallet": body is not this register\'s; watched, not counted.'
    ]
    assert found.held == 1_339_850_000
    assert found.wallets[0].held == 49_990_000
    assert found.wallets[0].as_json()["title_sat"] is None
    assert not found.is_alarming


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        (WalletStage.RECORDED, "no proof of control; listed, not counted."),
        (WalletStage.WATCHED, "stage is watched; watched, not counted."),
    ],
)
def test_a_wallet_without_proof_of_control_is_listed(stage: WalletStage, said: str) -> None:
    """A recorded wallet counts nowhere until control is proven; one that is watched says so."""
    register = _restaged(stage)
    ledger = fold(register, story_history(), NO_ACTS, lots_of_trace())
    assert texts(of(ledger, register=register), "not-counted") == [f'wallet "{AGENCY}": {said}']


def test_an_order_in_money_is_an_open_price_risk(ledger: RegisterLedger) -> None:
    """Until an execution act names lots and a fixing it covers nothing, and that is said every day."""
    assert texts(of(ledger, MONEY), "money-order") == [
        "order 1-77/2025: stands in KZT; there is no fixing, so what it takes of the 13.89840000 BTC held is not "
        "known. It covers nothing before an execution act."
    ]
    assert texts(of(ledger, ORDER), "money-order") == []
    ahead = replace(MONEY, in_force=DAY + dt.timedelta(days=1))
    assert texts(of(ledger, ahead), "money-order") == []
    assert texts(of(ledger, replace(MONEY, in_force=DAY)), "money-order") != []


@pytest.mark.parametrize(("date", "open_still"), [(DAY, False), (DAY + dt.timedelta(days=1), True)])
def test_an_execution_ends_the_risk(ledger: RegisterLedger, date: dt.date, open_still: bool) -> None:
    """From the day of the act on, not before."""
    execution = ExecutionAct(
        head=head("2025-0002", ActKind.EXECUTION, date),
        order=MONEY.head.id,
        lots={LotId("L-0002"): Sats(5)},
        fixing=DAY,
    )
    assert bool(texts(of(ledger, MONEY, execution), "money-order")) is open_still


def test_a_lot_older_than_a_fork_is_asked_for(ledger: RegisterLedger) -> None:
    """Seize-1 and seize-2 came at height 116, the others later: what split off after 116 did so with four lots."""
    register = replace(story_register(), forks=(Fork("BCH", 116), Fork("OLD", 115), Fork("XYZ", 140)))
    found = texts(of(ledger, register=register), "fork")
    assert found == [
        "lot L-0001 predates the BCH fork (116); no act says what became of 3 BCH.",
        "lot L-0002 predates the BCH fork (116); no act says what became of 3.9998 BCH.",
        "lot L-0003 predates the BCH fork (116); no act says what became of 0.9 BCH.",
        "lot L-0004 predates the BCH fork (116); no act says what became of 3.4996 BCH.",
    ]


def test_a_convention_says_what_became_of_a_fork_s_coins(ledger: RegisterLedger) -> None:
    """A convention act named after the fork takes the lots that its values name off the list, from its date on."""
    register = replace(story_register(), forks=(Fork("BCH", 116),))
    terms = ConventionTerms(name="fork/BCH", values={"L-0001": "given back", "L-0004": "kept, cold"})
    act = OtherAct(head=head("2025-0005", ActKind.CONVENTION, DAY), terms=terms)
    said = texts(of(ledger, act, register=register), "fork")
    assert [text.split()[1] for text in said] == ["L-0002", "L-0003"]
    other = replace(act, terms=replace(terms, name="fork/BTG"))
    tomorrow = replace(act, head=replace(act.head, date=DAY + dt.timedelta(days=1)))
    assert len(texts(of(ledger, other, tomorrow, register=register), "fork")) == 4


def test_what_runs_out_is_listed_by_its_day(ledger: RegisterLedger) -> None:
    """An appeal that ends on the day or later is listed, one that has ended is not."""
    soon = replace(ORDER, appeal_until=DAY)
    later = replace(ORDER, head=head("2025-0003", ActKind.ORDER), order="1-78/2025", appeal_until=DAY.replace(day=9))
    over = replace(ORDER, head=head("2025-0004", ActKind.ORDER), appeal_until=DAY.replace(day=4))
    waiver = OtherAct(
        head=head("2025-0006", ActKind.WAIVER),
        terms=WaiverTerms(limit="share-max", until=DAY.replace(day=7), reason="a fall of the denominator"),
    )
    found = of(ledger, later, over, soon, waiver)
    assert [each.as_json() for each in found.expiring] == [
        {"act": "2025-0001", "what": "time to appeal against order 1-77/2025", "until": "2025-07-05"},
        {"act": "2025-0006", "what": "waiver of limit share-max", "until": "2025-07-07"},
        {"act": "2025-0003", "what": "time to appeal against order 1-78/2025", "until": "2025-07-09"},
    ]


def test_open_claims_are_summed_by_their_act(ledger: RegisterLedger) -> None:
    """A claim on B's lot in the reserve holds 349,960,000 satoshi."""
    claim = BurdenAct(
        head=head("2025-0009", ActKind.CLAIM), lots={LotId("L-0004"): Sats(349_960_000)}, begins=DAY, claimant=None
    )
    words = {**ALL_TITLED, "L-0004": Title.ENCUMBERED}
    (burden,) = of(ledger, claim, words=words, burden="2025-0009").burdens
    assert (burden.act, burden.kind, burden.sat) == ("2025-0009", "claim", 349_960_000)


def test_a_claim_on_more_than_is_there_is_a_warning(ledger: RegisterLedger) -> None:
    """What the title book says of it, and no hard alarm."""
    said = "act 2025-0009 claims 5 satoshi of L-0005; on 2025-11-02 0 are held."
    title = replace(titled(ledger, lots_of_trace(), ALL_TITLED, day=DAY, upto=140), short=(said,))
    books = Books(register=story_register(), ledger=ledger, title=title, lots=lots_of_trace(), acts=())
    found = status(books, story_history().block, (), ())
    assert Alarm(Severity.WARNING, "claim", said) in found.alarms
    assert not found.is_alarming


def test_only_a_hard_alarm_alarms(ledger: RegisterLedger) -> None:
    """What observation found comes first; warnings and notes alone end well."""
    hard = Alarm(Severity.HARD, "late", "something left")
    found = of(ledger, MONEY, found=(hard,))
    assert found.alarms[0] == hard
    assert found.is_alarming
    assert found.as_json()["alarms"][0] == {"severity": "hard", "kind": "late", "text": "something left"}  # type: ignore[index]
    assert not of(ledger, MONEY).is_alarming
