"""One act's file: every kind is read with its keys, and each thing that can be wrong has its message."""

import datetime as dt
import hashlib
from fractions import Fraction

import pytest

from tests.case.wallets import PRIVATE
from tests.reserve.written import (
    CLAIM,
    DISPOSAL,
    DOCUMENT,
    EXECUTION,
    MONEY_ORDER,
    ORDER,
    P2WPKH,
    RELEASE,
    SHA,
    STEP,
    TEXT_SHA,
    TXID,
    act,
    changed,
)
from tracer.chain import address
from tracer.chain.network import REGTEST
from tracer.chain.outpoint import Outpoint
from tracer.errors import CaseError
from tracer.reserve.act_file import READERS, TWO_PERSONS
from tracer.reserve.act_terms import ConventionTerms, HedgeTerms, OpinionTerms, ReviewTerms, WaiverTerms
from tracer.reserve.acts import (
    ActId,
    ActKind,
    ActText,
    AssignmentAct,
    BurdenAct,
    CorrectionAct,
    DisposalAct,
    ExecutionAct,
    LotId,
    Money,
    OrderAct,
    OrderForm,
    OtherAct,
    ReleaseAct,
    ScopeAct,
    StatementAct,
    StepAct,
)

SIGNED = 'signed_by = ["P-01", "P-07"]\n'
SALE = f"""
authorised = [{{ person = "P-01", date = 2026-08-03 }}, {{ person = "P-07", date = 2026-08-04 }}]
outputs = [{{ script = "0014{"ab" * 20}", sat = 99999000 }}, {{ address = "{P2WPKH}", sat = 5 }}]
[counterparty]
name = "Winner"
licence = "No. 7"
ivms101 = "acts/2026-0006.ivms.json"
screened = 2026-08-05
screening_sha256 = "{SHA}"
[price]
currency = "USD"
per_btc = "69850.00"
gross = "69850.00"
costs = "0.00"
fixing = 2026-08-10
floor = "0.98"
[proceeds]
account = "KZ-1"
received = 2026-08-12
net = "69850.00"
restricted = true
"""
ASSIGNMENT = f'id = "2026-0011"\nkind = "assignment"\ndate = 2026-06-01\n{DOCUMENT}{SIGNED}lots = {{ "L-0001" = 7 }}\n'
SCOPE = f"""
id = "2026-0012"
kind = "scope"
date = 2026-06-01
{DOCUMENT}{SIGNED}
wallet = "Seizure 2"
range = [0, 3]
leaves = true
reason = "keys lost"
"""
HEDGE = f"""
id = "2026-0013"
kind = "hedge"
date = 2026-06-01
instrument = "put"
side = "long"
venue = "Exchange"
counterparty = "Bank"
contract_sat = 500000000
count = 500
strike = "60000.00"
currency = "USD"
opened = 2026-06-01
expires = 2026-12-01
margin = {{ sat = 1000, outpoint = "{TXID}:1" }}
valuation = "the venue's settlement price"
"""
REVIEW = f"""
id = "2026-0014"
kind = "review"
date = 2026-10-20
{SIGNED}
period = "2026Q3"
period_sha256 = "{SHA}"
present = ["P-01", "P-07"]
band = {{ min = "0.0050", max = "0.0100" }}
decision = "keep"
votes = {{ "P-01" = "for", "P-07" = "against" }}
reasons = "The share is inside the band."
next = 2027-01-20
"""
WAIVER = f"""
id = "2026-0015"
kind = "waiver"
date = 2026-10-20
{SIGNED}
limit = "share-max"
until = 2026-11-20
reason = "A receipt of one order."
"""
STATEMENT = f"""
id = "2026-0016"
kind = "statement"
date = 2026-10-02
{DOCUMENT}{SIGNED}
account = "Custodian X, account 7"
as_of = 2026-09-30
sat = 49900000000
fees_sat = 100
deposits = ["{TXID}"]
file = "texts/statement.pdf"
sha256 = "{SHA}"
"""
OPINION = f"""
id = "2026-0017"
kind = "opinion"
date = 2027-03-02
firm = "Auditor"
period = "2026"
scope = "the whole register"
opinion = "unqualified"
file = "texts/opinion.pdf"
sha256 = "{SHA.upper()}"
"""
CONVENTION = f"""
id = "2026-0018"
kind = "convention"
date = 2026-01-02
{SIGNED}
name = "price/1"
values = {{ window_minutes = 60, max_deviation = "0.10", from = 2026-02-01, on = true, exchanges = ["a", "b"] }}
"""
CORRECTION = f"""
id = "2026-0019"
kind = "correction"
date = 2026-06-30
{DOCUMENT}{SIGNED}
corrects = "2026-0011"
[replacement]
kind = "assignment"
date = 2026-06-02
lots = {{ "L-0001" = 6 }}
"""
EXPLANATION = f"""
id = "2026-0020"
kind = "correction"
date = 2026-06-30
{DOCUMENT}{SIGNED}
txid = "{TXID}"
explains = "Sent by the holder of key 2 to test the quorum."
"""
LATER_BUNDLE = f"""
id = "2026-0021"
kind = "correction"
date = 2026-06-30
{DOCUMENT}{SIGNED}
case = "KZ-2026-0042"
bundle = "{TXID}"
explains = "The exchange's second answer moved 3 coins from label A to B."
"""
TWICE = '{ body = "State A", part = 1 }, { body = "state a", part = 2 }'
ALL = (ORDER, EXECUTION, ASSIGNMENT, CLAIM, RELEASE, SCOPE, DISPOSAL, STEP, HEDGE, REVIEW, WAIVER, STATEMENT, OPINION)
EVERY = (*ALL, CONVENTION, CORRECTION, CLAIM.replace('"claim"', '"pledge"'))


def faults(text: str, number: str = "") -> tuple[str, ...]:
    """Return the faults of an act."""
    with pytest.raises(CaseError) as raised:
        act(text, number)
    return raised.value.faults


def test_every_kind_has_a_reader_and_an_example_here() -> None:
    """No kind is left out of this file."""
    assert {act(text).head.kind for text in EVERY} == set(ActKind) == {*READERS, ActKind.CORRECTION}


def test_an_order_says_what_it_commands_over_how_much_of_whose_coins() -> None:
    """An order in satoshi has its amount, one in money its hundredths and currency."""
    found = act(ORDER)
    assert isinstance(found, OrderAct)
    assert (found.head.id, found.head.date, found.head.signed_by) == ("2026-0001", dt.date(2026, 5, 2), ("Judge",))
    assert found.head.text == ActText("texts/order.txt", TEXT_SHA)
    assert found.head.sha256 == hashlib.sha256(ORDER.encode()).hexdigest()
    assert (found.form, found.in_force) == (OrderForm.FORFEITURE, dt.date(2026, 5, 20))
    assert (found.appeal_until, found.amount, found.money) == (dt.date(2026, 6, 20), 850_000_000, None)
    assert (found.case, found.labels, found.outpoints) == ("KZ-2026-0042", ("A", "B"), ())
    assert found.wallets == ("State reserve wallet",)
    money = act(MONEY_ORDER)
    assert isinstance(money, OrderAct)
    assert (money.amount, money.money, money.wallets) == (None, Money(85_000_050, "KZT"), ())
    assert (money.value_on, money.loss, money.value_day) == (None, None, None)


@pytest.mark.parametrize(
    ("keys", "value_on", "loss", "day"),
    [
        ('value_on = "loss"\nloss = 2025-03-01', "loss", "2025-03-01", "2025-03-01"),
        ('value_on = "order"\nloss = 2025-03-01', "order", "2025-03-01", "2026-05-03"),
        ('value_on = "seizure"', "seizure", None, None),
        ('value_on = "payment"', "payment", None, None),
        ("loss = 2025-03-01", None, "2025-03-01", None),
    ],
)
def test_an_order_in_money_may_say_the_fixing_of_which_day_counts(
    keys: str, value_on: str | None, loss: str | None, day: str | None
) -> None:
    """The day itself follows from the order where it is that of the loss or of the order."""
    found = act(changed(MONEY_ORDER, {'currency = "KZT"': f'currency = "KZT"\n{keys}'}))
    assert isinstance(found, OrderAct)
    said = [None if each is None else each.isoformat() for each in (found.loss, found.value_day)]
    assert (found.value_on, *said) == (value_on, loss, day)


def test_an_order_may_name_coins_instead_of_labels() -> None:
    """An order over everything in a wallet at a height lists the outpoints; digits of a hash have no case."""
    found = act(changed(ORDER, {'labels = ["A", "B"]': f'labels = []\noutpoints = ["{TXID.upper()}:3"]'}))
    assert isinstance(found, OrderAct)
    assert (found.labels, found.outpoints) == ((), (Outpoint.parse(f"{TXID}:3"),))


def test_lots_are_in_the_order_of_their_numbers() -> None:
    """Whatever the order in the file, lots come out ascending."""
    found = act(EXECUTION)
    assert isinstance(found, ExecutionAct)
    assert list(found.lots.items()) == [(LotId("L-0002"), 3), (LotId("L-0010"), 5)]
    assert (found.order, found.fixing) == (ActId("2026-0002"), dt.date(2026, 5, 3))


def test_a_lot_s_number_may_grow_beyond_four_digits() -> None:
    """The ten-thousandth lot comes after the nine thousand nine hundred and ninety-ninth."""
    found = act(changed(EXECUTION, {LOTS: 'lots = { "L-10000" = 1, "L-9999" = 2 }'}))
    assert isinstance(found, ExecutionAct)
    assert list(found.lots) == ["L-9999", "L-10000"]


def test_a_waiver_may_end_on_its_own_day() -> None:
    """Its last day belongs to it."""
    found = act(changed(WAIVER, {"until = 2026-11-20": "until = 2026-10-20"}))
    assert isinstance(found, OtherAct)
    assert isinstance(found.terms, WaiverTerms)
    assert found.terms.until == found.head.date


def test_burdens_and_their_ends_are_read() -> None:
    """A claim and a pledge begin on a day and end by a release."""
    claim, release, assignment = act(CLAIM), act(RELEASE), act(ASSIGNMENT)
    assert isinstance(claim, BurdenAct)
    assert isinstance(release, ReleaseAct)
    assert isinstance(assignment, AssignmentAct)
    assert (claim.begins, claim.claimant, dict(claim.lots)) == (dt.date(2026, 5, 6), "Somebody", {"L-0002": 3})
    assert (release.act, release.on) == ("2026-0004", dt.date(2026, 6, 4))
    assert dict(assignment.lots) == {"L-0001": 7}


def test_what_enters_and_leaves_the_books_is_read() -> None:
    """A scope act names a wallet, or a part of its range, and one of two ways."""
    left, entered = act(SCOPE), act(changed(SCOPE, {"leaves = true": "enters = true", "range = [0, 3]": ""}))
    assert isinstance(left, ScopeAct)
    assert isinstance(entered, ScopeAct)
    assert (left.wallet, left.range, left.enters, left.reason) == ("Seizure 2", (0, 3), False, "keys lost")
    assert (entered.range, entered.enters) == (None, True)


def test_a_disposal_is_read_whole() -> None:
    """Who authorised, who pays how much, which outputs, and where the proceeds lie."""
    found = act(DISPOSAL + SALE)
    assert isinstance(found, DisposalAct)
    assert found.sale is not None
    assert [each.script for each in found.outputs] == [
        bytes.fromhex("0014" + "ab" * 20),
        address.decode(P2WPKH, REGTEST),
    ]
    assert [each.sat for each in found.outputs] == [99_999_000, 5]
    assert [each.person for each in found.sale.authorised] == ["P-01", "P-07"]
    assert found.sale.counterparty is not None
    assert found.sale.counterparty.ivms101 == "acts/2026-0006.ivms.json"
    assert found.sale.price is not None
    assert (found.sale.price.gross, found.sale.price.costs) == (6_985_000, 0)
    assert found.sale.price.floor == Fraction(98, 100)
    assert found.sale.proceeds is not None
    assert (found.sale.proceeds.net, found.sale.proceeds.restricted) == (6_985_000, True)
    bare = act(DISPOSAL)
    assert isinstance(bare, DisposalAct)
    assert (bare.outputs, bare.txid) == ((), None)


def test_a_step_that_sends_names_its_transaction() -> None:
    """Only the state `sent` has a txid."""
    found = act(STEP)
    assert isinstance(found, StepAct)
    assert (found.disposal, found.state, found.txid) == ("2026-0006", "sent", TXID)


def test_a_statement_says_what_the_account_holds() -> None:
    """Fees, deposits and withdrawals are none where none are stated."""
    found = act(STATEMENT)
    assert isinstance(found, StatementAct)
    assert (found.account, found.as_of) == ("Custodian X, account 7", dt.date(2026, 9, 30))
    assert (found.sat, found.fees, found.deposits, found.withdrawals) == (49_900_000_000, 100, (TXID,), ())
    assert found.file == ActText("texts/statement.pdf", SHA)


def test_acts_that_move_nothing_keep_their_terms() -> None:
    """Hedges, reviews, waivers, opinions and conventions are read to the last key."""
    terms = [
        found.terms for text in (HEDGE, REVIEW, WAIVER, OPINION, CONVENTION) if isinstance(found := act(text), OtherAct)
    ]
    hedge, review, waiver, opinion, convention = terms
    assert isinstance(hedge, HedgeTerms)
    assert (hedge.instrument, hedge.side, hedge.contract, hedge.count) == ("put", "long", 500_000_000, 500)
    assert (hedge.price, hedge.currency, hedge.margin, hedge.margin_sat) == (6_000_000, "USD", None, 1000)
    assert hedge.margin_outpoint == Outpoint.parse(f"{TXID}:1")
    assert isinstance(review, ReviewTerms)
    assert (review.band, review.decision) == ((Fraction(1, 200), Fraction(1, 100)), "keep")
    assert (review.votes, review.next) == ({"P-01": "for", "P-07": "against"}, dt.date(2027, 1, 20))
    assert waiver == WaiverTerms(limit="share-max", until=dt.date(2026, 11, 20), reason="A receipt of one order.")
    assert isinstance(opinion, OpinionTerms)
    assert (opinion.firm, opinion.period, opinion.sha256) == ("Auditor", "2026", SHA)
    assert isinstance(convention, ConventionTerms)
    assert convention.values == {
        "window_minutes": "60",
        "max_deviation": "0.10",
        "from": "2026-02-01",
        "on": "true",
        "exchanges": "a, b",
    }


def test_a_position_that_was_closed_and_a_review_that_answers_breaches() -> None:
    """When it ended, a desk's delta with its source; what is done about a limit that was broken."""
    hedge = act(HEDGE.replace("margin =", 'closed = 2026-08-01\ndelta = "0.35"\ndelta_source = "desk"\nmargin ='))
    review = act(REVIEW.replace("reasons =", 'answers = { "share-max" = "sold in October" }\nreasons ='))
    assert isinstance(hedge, OtherAct)
    assert isinstance(hedge.terms, HedgeTerms)
    assert (hedge.terms.closed, hedge.terms.delta, hedge.terms.delta_source) == (
        dt.date(2026, 8, 1),
        Fraction(7, 20),
        "desk",
    )
    assert isinstance(review, OtherAct)
    assert isinstance(review.terms, ReviewTerms)
    assert review.terms.answers == {"share-max": "sold in October"}


def test_a_correction_replaces_an_act_or_explains_a_movement() -> None:
    """What replaces an act has that act's number, the correction's signatures and its file's hash."""
    found, other = act(CORRECTION), act(EXPLANATION)
    assert isinstance(found, CorrectionAct)
    assert isinstance(other, CorrectionAct)
    inner = found.replacement
    assert isinstance(inner, AssignmentAct)
    assert (inner.head.id, inner.head.kind, inner.head.date) == (
        "2026-0011",
        ActKind.ASSIGNMENT,
        dt.date(2026, 6, 2),
    )
    assert (inner.head.signed_by, inner.head.sha256) == (("P-01", "P-07"), found.head.sha256)
    assert (inner.head.corrects, found.head.corrects, dict(inner.lots)) == (None, "2026-0011", {"L-0001": 6})
    assert inner.head.supersedes is None
    assert (other.replacement, other.txid) == (None, TXID)
    assert other.explains == "Sent by the holder of key 2 to test the quorum."


def test_a_correction_names_a_case_s_later_bundle() -> None:
    """The act by which another version of a case takes the place of the one admitted: two persons, and why."""
    found = act(LATER_BUNDLE)
    assert isinstance(found, CorrectionAct)
    assert (found.case, found.bundle, found.replacement, found.txid) == ("KZ-2026-0042", TXID, None, None)
    assert found.explains is not None
    assert act(EXPLANATION).bundle is None  # type: ignore[union-attr]


@pytest.mark.parametrize("text", EVERY, ids=lambda text: text.split('kind = "')[1].split('"')[0])
def test_two_different_persons_sign_where_the_kind_demands_it(text: str) -> None:
    """One person, the same twice in two spellings, and nobody are each refused; an order takes one, others nobody."""
    kind = act(text).head.kind
    without = text.replace(SIGNED, "")
    if kind is ActKind.ORDER:
        return
    if kind is ActKind.STATEMENT:
        without = without.replace(f'deposits = ["{TXID}"]', "").replace("fees_sat = 100", "")
    if kind not in TWO_PERSONS:
        assert act(without).head.signed_by == ()
        return
    takes = f"signed_by: an act of kind {kind.value} takes two different persons"
    assert any(f"{takes}; none is named" in fault for fault in faults(without))
    alone = text.replace(SIGNED, 'signed_by = ["P-01"]\n')
    assert any(f"{takes}; got 'P-01' alone" in fault for fault in faults(alone))
    twice = text.replace(SIGNED, 'signed_by = ["P-01", "p 01"]\n')
    assert any("signed_by: 'p 01' is 'P-01' as well: one person signs once" in fault for fault in faults(twice))


@pytest.mark.parametrize(
    "text",
    [ORDER, EXECUTION, ASSIGNMENT, RELEASE, SCOPE, DISPOSAL, CORRECTION, EXPLANATION, LATER_BUNDLE],
)
def test_what_gives_or_takes_title_has_its_document(text: str) -> None:
    """An act that gives or takes title, or disposes of coins, is refused without the document behind it."""
    kind = act(text).head.kind.value
    assert faults(changed(text, {DOCUMENT: ""})) == (
        f"acts/{act(text).head.id}.toml: text: missing; an act of kind {kind} needs its document, its file and SHA-256",
    )


def test_a_step_that_sent_coins_has_its_document() -> None:
    """Any other state needs none."""
    assert faults(changed(STEP, {DOCUMENT: ""})) == (
        "acts/2026-0007.toml: text: missing; a step that says coins were sent needs its document, its file and SHA-256",
    )
    before = changed(STEP, {DOCUMENT: "", 'state = "sent"': 'state = "awarded"', f'txid = "{TXID}"\n': ""})
    assert act(before).head.text is None


@pytest.mark.parametrize(
    ("text", "key", "old"),
    [
        (REVIEW, "signed_by", SIGNED),
        (REVIEW, "present", 'present = ["P-01", "P-07"]\n'),
        (DISPOSAL + SALE, "authorised", None),
    ],
)
def test_a_person_in_letters_of_several_scripts_is_refused(text: str, key: str, old: str | None) -> None:
    """Who signs, who is present and who authorises: an Armenian letter among Latin ones is told."""
    told = f"{key}: 'Տ. Sample' has Armenian and Latin letters: write a person in the letters of one script"
    if old is None:
        wrong = changed(text, {'[{ person = "P-01"': '[{ person = "Տ. Sample"'})
    else:
        wrong = changed(text, {old: old.replace("P-01", "Տ. Sample")})
    assert any(fault.endswith(told) for fault in faults(wrong))


@pytest.mark.parametrize(("text", "key"), [(REVIEW, "present"), (REVIEW, "signed_by"), (DISPOSAL + SALE, "authorised")])
def test_one_person_does_not_sign_twice_by_letters_of_another_script(text: str, key: str) -> None:
    """A Greek letter among Latin ones makes no second person: the letter is named, and so is the person as one."""
    twice = faults(text.replace("P-01", "Ivan Vole").replace("P-07", "I\u03bdan Vole"))
    at = "acts/2026-0014.toml" if text is REVIEW else "acts/2026-0006.toml"
    told = (
        f"{at}: {key}: 'I\u03bdan Vole' has Latin and Greek letters in one word (\u03bd is U+03BD): "
        "write a person in the letters of one script"
    )
    assert told in twice
    assert any(fault.startswith(f"{at}: {key}: 'I\u03bdan Vole' is 'Ivan Vole' as well") for fault in twice)


def test_a_body_of_two_scripts_in_a_word_shares_nothing() -> None:
    """One body does not share with itself by a letter of another script."""
    shares = 'shares = [{ body = "Agency", part = 1 }, { body = "\u0410gency B", part = 1 }]\nbasis ='
    told = "'\u0410gency B' has Cyrillic and Latin letters in one word (\u0410 is U+0410)"
    assert faults(DISPOSAL.replace("basis =", shares)) == (
        f"acts/2026-0006.toml: shares: {told}: write a person in the letters of one script",
    )


def test_somebody_signs_an_order() -> None:
    """One person is enough, nobody and an empty list are not."""
    signed = 'signed_by = ["Judge"]\n'
    assert faults(changed(ORDER, {signed: ""})) == (
        "acts/2026-0001.toml: signed_by: an act of kind order needs at least one person who signed; none is named",
    )
    assert len(faults(changed(ORDER, {signed: "signed_by = []\n"}))) == 1


def test_who_did_not_sign_is_told_once() -> None:
    """Where two persons are demanded it is not said beside that that one is."""
    assert faults(changed(RELEASE, {'signed_by = ["P-01", "P-07"]\n': ""})) == (
        "acts/2026-0005.toml: signed_by: an act of kind release takes two different persons; none is named",
    )


def test_what_supersedes_another_act_has_its_document_and_a_signer() -> None:
    """A claim alone needs neither; one that takes the place of another needs both."""
    later = changed(CLAIM, {"date = ": 'supersedes = "2026-0002"\ndate = '})
    told = "an act that supersedes another needs"
    assert act(CLAIM).head.text is None
    assert faults(later) == (
        f"acts/2026-0004.toml: text: missing; {told} its document, its file and SHA-256",
        f"acts/2026-0004.toml: signed_by: {told} at least one person who signed; none is named",
    )
    assert act(f'{DOCUMENT}signed_by = ["A"]\n{later}').head.supersedes == "2026-0002"


def test_the_kinds_that_take_two_persons_are_those_of_the_contract() -> None:
    """None is dropped by a slip of the pen."""
    named = "convention, execution, assignment, release, scope, disposal, step, waiver, review, correction"
    assert {kind.value for kind in TWO_PERSONS} == set(named.split(", "))


@pytest.mark.parametrize("moves", [f'deposits = ["{TXID}"]', f'withdrawals = ["{TXID}"]'])
def test_two_persons_sign_a_statement_that_says_what_movements_are(moves: str) -> None:
    """By it a departure becomes a deposit and needs no other act; one that names none, anybody may file."""
    text = STATEMENT.replace(f'deposits = ["{TXID}"]', moves)
    takes = "signed_by: an act of kind statement that names deposits or withdrawals takes two different persons"
    for signed, got in (("", "none is named"), ('signed_by = ["P-01"]\n', "got 'P-01' alone")):
        assert any(f"{takes}; {got}" in fault for fault in faults(text.replace(SIGNED, signed)))
    for nothing in ("deposits = []", ""):
        bare = text.replace(moves, nothing).replace(SIGNED, "").replace("fees_sat = 100", "fees_sat = 0")
        assert isinstance(act(bare), StatementAct)


def test_two_persons_and_a_document_stand_behind_a_statement_that_states_fees() -> None:
    """By it satoshi go to the custodian, and nothing on the chain says so; one without fees anybody may file."""
    bare = STATEMENT.replace(f'deposits = ["{TXID}"]\n', "")
    takes = "acts/2026-0016.toml: signed_by: an act of kind statement that states fees takes two different persons"
    for signed, got in (("", "none is named"), ('signed_by = ["P-01"]\n', "got 'P-01' alone")):
        assert faults(bare.replace(SIGNED, signed)) == (f"{takes}; {got}",)
    needs = "a statement that states fees needs its document, its file and SHA-256"
    assert faults(bare.replace(DOCUMENT, "")) == (f"acts/2026-0016.toml: text: missing; {needs}",)
    superseding = bare.replace(DOCUMENT, 'supersedes = "2026-0001"\n')
    assert faults(superseding) == (f"acts/2026-0016.toml: text: missing; {needs}",)
    for none in ("fees_sat = 0\n", ""):
        without = bare.replace("fees_sat = 100\n", none).replace(SIGNED, "").replace(DOCUMENT, "")
        assert isinstance(act(without), StatementAct)


def test_a_file_has_its_act_s_number() -> None:
    """An act that lies under another's name is refused."""
    assert faults(ORDER, "2026-0002") == (
        "acts/2026-0002.toml: id: expected the file's own name, '2026-0002', got '2026-0001'",
    )


LOTS = 'lots = { "L-0010" = 5, "L-0002" = 3 }'


@pytest.mark.parametrize(
    ("text", "old", "new", "message"),
    [
        (ORDER, 'kind = "order"', 'kind = "ordr"', "kind: expected one of convention, order"),
        (ORDER, 'kind = "order"', "", "kind: missing; expected one of convention, order"),
        (ORDER, "date = 2026-05-02", "", "date: missing; expected a date"),
        (ORDER, "date = 2026-05-02", "date = 2026-05-02T00:00:00Z", "date: expected a date without quotation marks"),
        (ORDER, 'authority = "Court of the city of Almaty"', "", "authority: missing"),
        (ORDER, 'order = "1-77/2025"', "", "order: missing"),
        (ORDER, '"forfeiture"', '"confiscation"', "order_kind: expected one of restraint, seizure, forfeiture"),
        (ORDER, "amount_sat = 850000000", "", "expected exactly one of amount_sat, amount with currency, got none"),
        (ORDER, "amount_sat = 850000000", "amount = 850000000", "amount: goes with currency; satoshi have a key"),
        (ORDER, "amount_sat = 850000000", 'amount_sat = 1\namount = "1"\ncurrency = "KZT"', "got both"),
        (ORDER, "amount_sat = 850000000", "amount_sat = 0", "amount_sat: expected a whole number of satoshi from 1"),
        (ORDER, "amount_sat = 850000000", "amount_sat = 8.5", "amount_sat: expected a whole number of satoshi from 1"),
        (ORDER, "amount_sat = 850000000", 'amount = "1.005"\ncurrency = "KZT"', "with at most 2 places"),
        (ORDER, "amount_sat = 850000000", 'amount = "0.00"\ncurrency = "KZT"', "expected an amount above zero"),
        (ORDER, "amount_sat =", "loss = 2026-01-01\namount_sat =", "loss: belongs to orders in money"),
        (ORDER, "amount_sat =", 'value_on = "order"\namount_sat =', "value_on: belongs to orders in money"),
        (MONEY_ORDER, "currency =", 'value_on = "theft"\ncurrency =', "value_on: expected one of loss, seizure, order"),
        (MONEY_ORDER, "currency =", 'value_on = "loss"\ncurrency =', 'loss: missing; value_on = "loss" takes the'),
        (MONEY_ORDER, "in_force = 2026-05-03", 'value_on = "order"', 'in_force: missing; value_on = "order" takes'),
        (MONEY_ORDER, "currency =", "loss = 2099-01-01\ncurrency =", "loss: expected the act's date, 2026-"),
        (ORDER, 'case = "KZ-2026-0042"', "", "case: missing; labels are those of a case"),
        (ORDER, 'labels = ["A", "B"]', "", "expected labels of a case or outpoints, exactly one of them not empty"),
        (ORDER, "wallets =", f'outpoints = ["{TXID}:0"]\nwallets =', "exactly one of them not empty, got both"),
        (ORDER, '"State reserve wallet"', '"State reserve"', "wallets[1]: no wallet of the register is named 'State"),
        (ORDER, "in_force =", "in_forse =", "in_forse: unknown key; did you mean in_force?"),
        (ORDER, 'kind = "order"', 'kind = "order"\ncorrects = "2026-0002"', 'corrects: belongs to kind = "correction"'),
        (ORDER, 'kind = "order"', 'kind = "order"\nsupersedes = "2026-0001"', "supersedes: names this act itself"),
        (ORDER, DOCUMENT, 'text = "order.pdf"\n', "text: expected a table [text]"),
        (ORDER, DOCUMENT, 'text = { file = "../order.pdf" }\n', "text.file: expected a path ins"),
        (ORDER, DOCUMENT, 'text = { file = "order.pdf" }\n', "text.sha256: missing"),
        (EXECUTION, LOTS, "", "lots: missing; expected { "),
        (EXECUTION, LOTS, "lots = {}", 'lots: expected { "L-0003" = satoshi }: at least one lot'),
        (EXECUTION, LOTS, "lots = 5", "lots: expected a table [lots], got 5"),
        (EXECUTION, LOTS, "lots = { L3 = 5 }", "lots.L3: expected the number of a lot such as L-0003"),
        (EXECUTION, LOTS, 'lots = { "L-0003" = 0 }', "lots.L-0003: expected a whole number of satoshi from 1"),
        (EXECUTION, 'order = "2026-0002"', 'order = "1-77"', "order: expected the number of an act such as 2026-0007"),
        (EXECUTION, "fixing = 2026-05-03", "", "fixing: missing"),
        (CLAIM, "from = 2026-05-06", "", "from: missing; expected a date"),
        (RELEASE, "on = 2026-06-04", "", "on: missing; expected a date"),
        (SCOPE, '"Seizure 2"', '"Seizure 3"', "wallet: no wallet of the register is named 'Seizure 3'"),
        (SCOPE, "leaves = true", "", "expected exactly one of enters = true, leaves = true, got none"),
        (SCOPE, "leaves = true", "leaves = true\nenters = true", "got enters and leaves"),
        (SCOPE, "leaves = true", "leaves = false", "leaves: expected true; what does not happen has no act"),
        (SCOPE, "range = [0, 3]", "range = [3, 0]", "range: expected [first, last]"),
        (DISPOSAL, '"auction"', '"raffle"', "method: expected one of auction, otc, exchange, return, sharing"),
        (DISPOSAL, 'basis = "order 1-77/2025"', "", "basis: missing"),
        (DISPOSAL, "basis =", 'outputs = [{ sat = 1 }]\nbasis =', "outputs[1]: expected exactly one of script"),
        (DISPOSAL, "basis =", 'outputs = [{ script = "0x", sat = 1 }]\nbasis =', "outputs[1].script: expected a scrip"),
        (DISPOSAL, "basis =", 'outputs = [{ script = "00" }]\nbasis =', "outputs[1].sat: missing"),
        (DISPOSAL, "basis =", 'authorised = [{ person = "A", date = 2026-01-01 }]\nbasis =', "authorised: a disposal"),
        (
            DISPOSAL,
            "basis =",
            'authorised = [{ person = "A", date = 2026-01-01 }, { person = "a.", date = 2026-01-01 }]\nbasis =',
            "authorised: 'a.' is 'A' as well: one person authorises once",
        ),
        (REVIEW, 'present = ["P-01", "P-07"]', 'present = ["P-01", "P-07", "p01"]', "present: 'p01' is 'P-01' as well"),
        (DISPOSAL, "basis =", 'counterparty = { name = "A", screened = 2026-01-01 }\nbasis =', "goes with screening_s"),
        (DISPOSAL, "basis =", 'price = { currency = "USD" }\nbasis =', "price.per_btc: missing"),
        (DISPOSAL, "basis =", 'shares = [{ body = "A", part = 1 }]\nbasis =', "shares: expected two bodies or more"),
        (DISPOSAL, "basis =", 'shares = [{ body = "A", part = 0 }]\nbasis =', "shares[1].part: expected a whole"),
        (DISPOSAL, "basis =", f"shares = [{TWICE}]\nbasis =", "shares: 'state a' is 'State A' as well: one share"),
        (DISPOSAL, "basis =", 'proceeds = { account = "A" }\nbasis =', "proceeds.net: missing"),
        (STEP, f'txid = "{TXID}"', "", "txid: missing; expected the transaction that sends it"),
        (STEP, '"sent"', '"settled"', 'txid: belongs to state = "sent" only'),
        (STEP, '"sent"', '"proposed"', "state: expected one of authorised, offered"),
        (HEDGE, "strike =", "price =", "price: belongs to what is no option; expected strike"),
        (HEDGE, '"put"', '"future"', "strike: belongs to options; expected price"),
        (HEDGE, "expires = 2026-12-01", "expires = 2026-06-01", "expires: expected a day after opened, 2026-06-01"),
        (HEDGE, "sat = 1000, ", "", "margin: expected amount with currency, or sat with outpoint"),
        (HEDGE, "margin =", "closed = 2026-12-02\nmargin =", "closed: expected a day from opened, 2026-06-01"),
        (HEDGE, "margin =", "closed = 2026-05-31\nmargin =", "closed: expected a day from opened, 2026-06-01"),
        (HEDGE, "margin =", 'delta = "0.5"\nmargin =', "delta: goes with delta_source: a desk's word, and whose"),
        (HEDGE, "margin =", 'delta_source = "desk"\nmargin =', "delta: goes with delta_source"),
        (HEDGE.replace("strike", "price"), '"put"', '"future"\ndelta = "0.5"\ndelta_source = "desk"',
         "delta: belongs to options"),
        (REVIEW, "reasons =", 'answers = { "share-max" = 1 }\nreasons =', "answers.share-max: expected"),
        (REVIEW, 'period = "2026Q3"', 'period = "1999Q3"', "period: expected a period such as 2026Q3, 2026 or 2026Q3-"),
        (REVIEW, '"P-07" = "against"', '"P-08" = "against"', "votes.P-08: is not among those present"),
        (REVIEW, '"for"', '"yes"', "votes.P-01: expected one of for, against, abstained"),
        (REVIEW, '"0.0050"', '"0.0200"', "band.max: expected at least min"),
        (REVIEW, "next = 2027-01-20", "next = 2026-10-20", "next: expected a day after the act's date"),
        (REVIEW, 'period = "2026Q3"', 'period = "2026Q5"', "period: expected a period such as 2026Q3, 2026 or 2026Q3-"),
        (WAIVER, "until = 2026-11-20", "", "until: missing"),
        (WAIVER, "until = 2026-11-20", "until = 2026-10-19", "until: expected the act's date, 2026-10-20, or later"),
        (STATEMENT, "account 7", "account 8", "account: no [[account]] of the register is named"),
        (STATEMENT, "fees_sat", "fees", "fees: unknown key; did you mean"),
        (STATEMENT, "deposits =", f'withdrawals = ["{TXID}"]\ndeposits =', f"{TXID} is listed as a deposit as well"),
        (OPINION, '"unqualified"', '"good"', "opinion: expected one of unqualified, qualified, adverse, disclaimer"),
        (CONVENTION, "from = 2026-02-01", "from = 0.1", "values.from: expected a text, a whole number, a date"),
        (CONVENTION, "from = 2026-02-01", "from = nan", "values.from: expected a text, a whole number, a date"),
        (CONVENTION, "from = 2026-02-01", "from = -inf", "values.from: expected a text, a whole number, a date"),
        (CONVENTION, "from = 2026-02-01", "from = 1e400", "values.from: expected a text, a whole number, a date"),
        (CONVENTION, '["a", "b"]', "[1, 1.0]", "values.exchanges: expected a text, a whole number, a date"),
        (CONVENTION, "from = 2026-02-01", "from = {}", "values.from: expected a text, a whole number, a date"),
        (CORRECTION, 'corrects = "2026-0011"', "", "corrects: missing; expected the number of the act that is replace"),
        (CORRECTION, "[replacement]", f'txid = "{TXID}"\n[replacement]', "expected exactly one of [replacement], txid"),
        (CORRECTION, 'kind = "assignment"', 'kind = "correction"', "replacement.kind: expected one of convention, ord"),
        (CORRECTION, "date = 2026-06-02", "", "replacement.date: missing"),
        (CORRECTION, "date = 2026-06-02", 'date = 2026-06-02\nid = "2026-0011"', "replacement.id: unknown key"),
        (CORRECTION, 'corrects = "2026-0011"', 'supersedes = "2026-0011"', "supersedes: a correction names what it"),
        (EXPLANATION, "explains =", "explain =", "explains: goes with txid: which movement is explained, and how"),
        (EXPLANATION, f'txid = "{TXID}"', "", "expected exactly one of [replacement], txid with explains, bundle"),
        (LATER_BUNDLE, "explains =", f'txid = "{TXID}"\nexplains =', "bundle with case, got txid and bundle"),
        (LATER_BUNDLE, 'case = "KZ-2026-0042"', "", "case: goes with bundle: of which case a later bundle is admitted"),
        (LATER_BUNDLE, f'bundle = "{TXID}"', "", "case: goes with bundle"),
        (LATER_BUNDLE, "explains =", "explain =", "explains: missing; expected why the case's later bundle takes the"),
        (LATER_BUNDLE, f'"{TXID}"', '"ab"', "bundle: expected 64 hexadecimal digits"),
        (CORRECTION, "[replacement]", 'explains = "why"\n[replacement]', "explains: goes with txid"),
    ],
)  # fmt: skip
def test_each_fault_has_its_message(text: str, old: str, new: str, message: str) -> None:
    """A wrong value is named with its place, what was expected and what was found."""
    found = [fault for fault in faults(changed(text, {old: new})) if message in fault]
    assert found, faults(changed(text, {old: new}))
    assert found[0].startswith("acts/2026-00")


def test_a_key_in_hexadecimal_is_refused_and_never_shown() -> None:
    """In a text for people or under a name of its own: the fault says file and line alone."""
    for line in (f"# the seed {'7a' * 64}", f'wallet_key = "{"7a" * 32}"'):
        found = faults(f"{line}\n{ORDER}")
        assert any("in hexadecimal in line 1: take it out" in fault for fault in found)
        assert not any("7a" * 8 in fault for fault in found)


def test_every_fault_is_told_at_once() -> None:
    """An act with several faults is mended in one go."""
    wrong = changed(ORDER, {'order = "1-77/2025"': "", "in_force =": "force =", "850000000": "-1"})
    assert len(faults(wrong)) == 3


def test_a_private_key_is_refused_and_never_shown() -> None:
    """An act travels in bundles."""
    found = faults(f"# {PRIVATE}\n{ORDER}")
    assert found == (
        "acts/2026-0001.toml: holds an extended private key in line 1: take it out, and treat that key as exposed",
    )
