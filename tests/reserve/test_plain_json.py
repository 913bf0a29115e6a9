"""What `register.json` and `acts.json` say: every act of every kind, and when days end."""

import datetime as dt
import json
from dataclasses import replace
from fractions import Fraction

import pytest

from tracer.chain.amount import Sats
from tracer.chain.network import REGTEST
from tracer.chain.outpoint import Outpoint, Txid
from tracer.reserve.act_terms import ReviewTerms
from tracer.reserve.acts import (
    Act,
    ActHead,
    ActId,
    ActKind,
    ActText,
    AssignmentAct,
    BurdenAct,
    CorrectionAct,
    DisposalAct,
    DisposalOutput,
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
from tracer.reserve.plain_json import days_named, plain_acts, plain_register
from tracer.reserve.register import CustodianAccount, Register, ReserveWallet, WalletStage
from tracer.reserve.terms import SecurityTerms

DAY = dt.date(2026, 8, 3)
TXID = Txid("ab" * 32)
LOTS = {LotId("L-0001"): Sats(2**53)}


def _head(kind: ActKind, number: int = 1, text: ActText | None = None) -> ActHead:
    return ActHead(
        id=ActId(f"2026-{number:04}"),
        kind=kind,
        date=DAY,
        text=text,
        signed_by=("A. One", "B. Two"),
        corrects=None,
        supersedes=None,
        sha256="00" * 32,
    )


HEAD = {
    "id": "2026-0001",
    "date": "2026-08-03",
    "text": None,
    "signed_by": ["A. One", "B. Two"],
    "corrects": None,
    "supersedes": None,
}
ORDER = OrderAct(
    head=_head(ActKind.ORDER),
    authority="Court",
    order="1-77",
    form=OrderForm.FORFEITURE,
    in_force=dt.date(2026, 9, 1),
    appeal_until=dt.date(2026, 10, 2),
    amount=None,
    money=Money(350_000_000_00, "USD"),
    case="K",
    labels=("A",),
    wallets=("Vault",),
    outpoints=(Outpoint(TXID, 3),),
)
ORDER_ROW: dict[str, object] = {
    "authority": "Court",
    "order": "1-77",
    "order_kind": "forfeiture",
    "in_force": "2026-09-01",
    "appeal_until": "2026-10-02",
    "amount_sat": None,
    "money": {"hundredths": "35000000000", "currency": "USD"},
    "case": "K",
    "labels": ["A"],
    "wallets": ["Vault"],
    "outpoints": [f"{TXID}:3"],
}
EACH: dict[str, tuple[Act, dict[str, object]]] = {
    "order": (ORDER, ORDER_ROW),
    "execution": (
        ExecutionAct(head=_head(ActKind.EXECUTION), order=ActId("2026-0009"), lots=LOTS, fixing=DAY),
        {"order": "2026-0009", "lots": {"L-0001": "9007199254740992"}, "fixing": "2026-08-03"},
    ),
    "assignment": (AssignmentAct(head=_head(ActKind.ASSIGNMENT), lots={}), {"lots": {}}),
    "pledge": (
        BurdenAct(head=_head(ActKind.PLEDGE), lots={}, begins=dt.date(2026, 8, 9), claimant=None),
        {"lots": {}, "from": "2026-08-09", "claimant": None},
    ),
    "release": (
        ReleaseAct(head=_head(ActKind.RELEASE), act=ActId("2026-0003"), on=dt.date(2026, 8, 8)),
        {"act": "2026-0003", "on": "2026-08-08"},
    ),
    "scope": (
        ScopeAct(
            head=_head(ActKind.SCOPE), wallet="Vault", range=(0, 9), enters=False, reason="keys lost", scripts=(b"Q",)
        ),
        {"wallet": "Vault", "range": [0, 9], "scripts": ["51"], "enters": False, "reason": "keys lost"},
    ),
    "disposal": (
        DisposalAct(
            head=_head(ActKind.DISPOSAL),
            method="auction",
            lots=LOTS,
            basis="law",
            outputs=(DisposalOutput(b"\x51", Sats(7)),),
            txid=TXID,
        ),
        {
            "method": "auction",
            "lots": {"L-0001": "9007199254740992"},
            "basis": "law",
            "outputs": [{"script": "51", "sat": "7"}],
            "txid": TXID,
        },
    ),
    "step": (
        StepAct(head=_head(ActKind.STEP), disposal=ActId("2026-0004"), state="sent", txid=TXID),
        {"disposal": "2026-0004", "state": "sent", "txid": TXID},
    ),
    "statement": (
        StatementAct(
            head=_head(ActKind.STATEMENT),
            account="Desk",
            as_of=dt.date(2026, 8, 7),
            sat=Sats(5),
            fees=Sats(1),
            deposits=(TXID,),
            withdrawals=(),
            file=ActText("statement.pdf", "11" * 32),
        ),
        {
            "account": "Desk",
            "as_of": "2026-08-07",
            "sat": "5",
            "fees_sat": "1",
            "deposits": [TXID],
            "withdrawals": [],
            "file": {"file": "statement.pdf", "sha256": "11" * 32},
        },
    ),
    "review": (
        OtherAct(
            head=_head(ActKind.REVIEW),
            terms=ReviewTerms(
                period="2026Q2",
                period_sha256="33" * 32,
                present=("A. One",),
                band=(Fraction(1, 10), Fraction(2, 10)),
                decision="keep",
                votes={},
                reasons="none",
                next=DAY,
            ),
        ),
        {"period": "2026Q2", "period_sha256": "33" * 32},
    ),
    "waiver": (OtherAct(head=_head(ActKind.WAIVER)), {}),
    "correction": (
        CorrectionAct(head=_head(ActKind.CORRECTION), replacement=ORDER, txid=None, explains=None),
        {"replacement": {**HEAD, "kind": "order", **ORDER_ROW}, "txid": None, "explains": None},
    ),
}


@pytest.mark.parametrize("kind", EACH)
def test_an_act_stands_with_every_key_of_its_kind(kind: str) -> None:
    """Satoshi and cents as digits, days as they are written, and nothing that only the product's types have."""
    act, row = EACH[kind]
    assert json.loads(plain_acts([act])) == {"schema": 1, "acts": [{**HEAD, "kind": kind, **row}]}


def test_the_text_of_an_act_is_named() -> None:
    """The document behind it: file and SHA-256."""
    act = OtherAct(head=_head(ActKind.REVIEW, text=ActText("texts/1.pdf", "22" * 32)))
    assert json.loads(plain_acts([act]))["acts"][0]["text"] == {"file": "texts/1.pdf", "sha256": "22" * 32}


def test_every_day_that_an_act_names_counts_and_the_day_before_it() -> None:
    """Its own date; by kind when an order is in force, until when it is open to appeal, when burdens begin and end."""
    days = {
        "order": ["08-02", "08-03", "08-31", "09-01", "10-01", "10-02"],
        "pledge": ["08-02", "08-03", "08-08", "08-09"],
        "release": ["08-02", "08-03", "08-07", "08-08"],
        "statement": ["08-02", "08-03", "08-06", "08-07"],
        "correction": ["08-02", "08-03", "08-31", "09-01", "10-01", "10-02"],
        "review": ["08-02", "08-03"],
    }
    for kind, expected in days.items():
        assert sorted(day.isoformat()[5:] for day in days_named([EACH[kind][0]])) == expected, kind


def test_a_register_stands_with_its_wallets_and_the_ends_of_days() -> None:
    """Whose wallets they are and at what stage; when a day ends, in UTC."""
    wallet = ReserveWallet(
        name="Vault",
        body="B",
        stage=WalletStage.RESERVE,
        descriptor="wpkh(secret)",
        addresses=(),
        range=(0, 9),
        scripts=(),
    )
    register = Register(
        name="R",
        body="B",
        bodies=("B", "C"),
        network=REGTEST,
        zone="Asia/Almaty",
        languages=("kk",),
        currency="KZT",
        profile="kz",
        publish_addresses=False,
        wallets=(wallet,),
        accounts=(CustodianAccount("Desk", "Bank", None),),
        forks=(),
        sha256="00" * 32,
    )
    written = plain_register(register, {dt.date(2026, 9, 30): 1_790_794_800})
    assert b"secret" not in written
    assert json.loads(written) == {
        "schema": 1,
        "name": "R",
        "body": "B",
        "bodies": ["B", "C"],
        "network": "regtest",
        "zone": "Asia/Almaty",
        "security": {"max_feerate": "500", "max_fee_share": "1/100"},
        "dust": "10000",
        "ends": {"2026-09-30": "2026-09-30T19:00:00Z"},
        "wallets": [{"name": "Vault", "body": "B", "stage": "reserve"}],
        "accounts": [{"name": "Desk", "custodian": "Bank", "contract": None}],
    }
    for share, text in ((Fraction(3, 10), "3/10"), (Fraction(1), "1"), (Fraction(0), "0")):
        terms = SecurityTerms(max_feerate=7, max_fee_share=share)
        own = json.loads(plain_register(replace(register, security=terms), {}))
        assert own["security"] == {"max_feerate": "7", "max_fee_share": text}
