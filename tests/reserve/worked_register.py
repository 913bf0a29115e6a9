"""A register small enough to be worked out by hand: every title, a disposal by its act, and what the statement says.

Amounts in satoshi. Others pay `Agency` 1,000 (case K: A 600, then 400 untraced), then 500 (B), and `Reserve` 5. Both
coins of `Agency` go to `Reserve`: 1,490 and a fee of 10, which falls on the last 10 of B. Then 200 are sold with a fee
of 5: the act names 205 of the untraced 400, which order 9 lets be sold before title, as it does all of the first coin.

    receipts 1,000 + 500 + 5 = 1,505; disposal 200; fees 10 + 5; closing 1,290 = 1,285 + 5

Order 1 forfeits 550 of A, order 2 forfeits B and is open to appeal beyond the quarter. 300 of A are assigned, its first
100 are claimed: encumbered 100, assigned 200, titled 250; 50 of A and 195 untraced are untitled, B's 490 appealable, 5
unsolicited.
"""

import datetime as dt
import hashlib
from dataclasses import replace

from tests.evidence.chain import script_of, serialize
from tests.reserve.sealed_registers import Filed, Row, TimedChain
from tracer.chain.amount import Sats
from tracer.chain.network import REGTEST
from tracer.chain.outpoint import Outpoint
from tracer.reserve.acts import (
    Act,
    ActHead,
    ActId,
    ActKind,
    ActText,
    AssignmentAct,
    BurdenAct,
    DisposalAct,
    LotId,
    OrderAct,
    OrderForm,
)
from tracer.reserve.days import Period
from tracer.reserve.lots import Admission, Lot
from tracer.reserve.register import Register, ReserveWallet, WalletStage, WatchedScript
from tracer.reserve.satoshi_runs import SatoshiRun

FIRST = 1_780_300_000  # 2026-06-01 in Almaty
HOUR = 3600
BODY = "Corporation"


def filed() -> Filed:
    """Return the register, its chain and its acts."""
    chain, outpoints = _chain()
    return Filed(
        register=_register(),
        view=chain,
        acts=_acts(outpoints["first"], outpoints["sold"]),
        admissions=(_admission(outpoints["first"], outpoints["second"]),),
        period=Period.parse("2026Q2"),
    )


def statement(of: Filed) -> Row:
    """Return what the second quarter's statement says, worked out by hand."""
    _, at = _chain()
    nothing = dict.fromkeys(("opening", "deposits", "withdrawals", "scope"), "0")
    titles = {"assigned": 200, "encumbered": 100, "titled": 250, "appealable": 490, "untitled": 245, "unsolicited": 5}
    move = {"vout": None, "act": None, "fee_sat": "0"}
    return {
        "books_sat": {**nothing, "receipts": "1505", "disposals": "200", "fees": "15", "closing": "1290",
                      "of_which_unsolicited": "5"},
        "wallets": [
            {"name": "Agency", "books_sat": {
                **nothing, "receipts": "1500", "disposals": "0", "fees": "10", "transfers_in": "0",
                "transfers_out": "1490", "closing": "0", "of_which_unsolicited": "0"}},
            {"name": "Reserve", "books_sat": {
                **nothing, "receipts": "5", "disposals": "200", "fees": "5", "transfers_in": "1490",
                "transfers_out": "0", "closing": "1290", "of_which_unsolicited": "5"}},
        ],
        "title_sat": {title: str(sat) for title, sat in titles.items()},
        "orders": [
            {"id": "2026-0001", "order": "1-1", "kind": "forfeiture", "case": "K", "ordered_sat": "550",
             "covered_sat": "550", "shortfall_sat": "0"},
            {"id": "2026-0002", "order": "1-2", "kind": "forfeiture", "case": "K", "ordered_sat": None,
             "covered_sat": "500", "shortfall_sat": None},
            {"id": "2026-0009", "order": "1-9", "kind": "interlocutory", "case": None, "ordered_sat": None,
             "covered_sat": "1000", "shortfall_sat": None},
        ],
        "movements": [
            {**move, "txid": at["first"].txid, "vout": 0, "height": 12, "kind": "receipt", "value_sat": "1000",
             "lots": {"L-0001": "600", "L-0002": "400"}},
            {**move, "txid": at["second"].txid, "vout": 0, "height": 13, "kind": "receipt", "value_sat": "500",
             "lots": {"L-0003": "500"}},
            {**move, "txid": at["dust"].txid, "vout": 0, "height": 14, "kind": "receipt", "value_sat": "5", "lots": {}},
            {**move, "txid": at["moved"].txid, "height": 15, "kind": "transfer", "value_sat": "1490", "fee_sat": "10",
             "lots": {"L-0003": "10"}},
            {**move, "txid": at["sold"].txid, "height": 16, "kind": "disposal", "value_sat": "200", "fee_sat": "5",
             "act": "2026-0005", "lots": {"L-0002": "205"}},
        ],
        "restricted": [
            {"title": "encumbered", "sat": "100", "until": None, "lifted_by": "2026-0004"},
            {"title": "appealable", "sat": "490", "until": "2026-07-15", "lifted_by": "2026-0002"},
        ],
        "reconciliation": {"faults": [], "coins": 2, "coins_sha256": _coins_sha256(at)},
        "accounts": [],
    }  # fmt: skip


def _coins_sha256(at: dict[str, Outpoint]) -> str:
    script = script_of("Reserve").hex()
    coins = sorted([(at["dust"].txid, 0, 5), (at["sold"].txid, 1, 1285)])
    return hashlib.sha256("".join(f"{txid}:{vout} {sat} {script}\n" for txid, vout, sat in coins).encode()).hexdigest()


def _chain() -> tuple[TimedChain, dict[str, Outpoint]]:
    """Return the chain, an hour from block to block, and each transaction's first output by name."""
    chain, at = TimedChain(), dict[str, Outpoint]()
    for number in range(11):
        chain.mine_at(FIRST + HOUR * number)
    funds = [Outpoint(chain.coinbase(height), 0) for height in (1, 2, 3)]

    def pays(name: str, spends: list[Outpoint], *to: tuple[int, str]) -> None:
        """Append a block with one transaction."""
        raw = serialize(spends, [(sat, script_of(owner)) for sat, owner in to])
        (txid,) = chain.mine_at(FIRST + HOUR * len(chain.heads), [raw])
        at[name] = Outpoint(txid, 0)

    pays("first", [funds[0]], (1000, "Agency"), (4_999_999_000, "others"))
    pays("second", [funds[1]], (500, "Agency"), (4_999_999_500, "others"))
    pays("dust", [funds[2]], (5, "Reserve"), (4_999_999_995, "others"))
    pays("moved", [at["first"], at["second"]], (1490, "Reserve"))
    pays("sold", [at["moved"]], (200, "buyer"), (1285, "Reserve"))
    end = int(dt.datetime(2026, 6, 30, 19, tzinfo=dt.UTC).timestamp())
    for number in range(12):
        chain.mine_at(end + HOUR * number)
    return chain, at


def _register() -> Register:
    return Register(
        name="KZ-NIC",
        body=BODY,
        bodies=(BODY,),
        network=REGTEST,
        zone="Asia/Almaty",
        languages=("en",),
        currency="KZT",
        profile="kz",
        publish_addresses=False,
        wallets=(_wallet("Agency", WalletStage.SEIZURE), _wallet("Reserve", WalletStage.RESERVE)),
        accounts=(),
        forks=(),
        sha256="00" * 32,
    )


def _wallet(name: str, stage: WalletStage) -> ReserveWallet:
    return ReserveWallet(
        name=name,
        body=BODY,
        stage=stage,
        descriptor=None,
        addresses=(),
        range=(0, 0),
        scripts=(WatchedScript(script_of(name), 0, None),),
    )


def _admission(first: Outpoint, second: Outpoint) -> Admission:
    parts = [("A", SatoshiRun(first, 0, 600)), (None, SatoshiRun(first, 600, 400)), ("B", SatoshiRun(second, 0, 500))]
    lots = tuple(
        Lot(
            id=LotId(f"L-{number:04}"),
            case="K",
            label=label,
            run=run,
            orders=(),
            lower=None,
            upper=None,
            bundle="22" * 32,
        )
        for number, (label, run) in enumerate(parts, start=1)
    )
    return Admission(
        case="K",
        bundle="22" * 32,
        primary="fifo",
        admitted=dt.date(2026, 6, 2),
        lots=lots,
        contested=(),
        supersedes=None,
    )


def _head(number: int, kind: ActKind, day: int) -> ActHead:
    return ActHead(
        id=ActId(f"2026-{number:04}"),
        kind=kind,
        date=dt.date(2026, 6, day),
        text=ActText(f"texts/{number}.pdf", "11" * 32),
        signed_by=("A. Aliyeva", "B. Bekov"),
        corrects=None,
        supersedes=None,
        sha256="00" * 32,
    )


def _order(number: int, label: str, amount: int | None, appeal_until: dt.date | None) -> OrderAct:
    return OrderAct(
        head=_head(number, ActKind.ORDER, 3),
        authority="Court",
        order=f"1-{number}",
        form=OrderForm.FORFEITURE,
        in_force=dt.date(2026, 6, 1),
        appeal_until=appeal_until,
        amount=None if amount is None else Sats(amount),
        money=None,
        case="K",
        labels=(label,),
        wallets=(),
        outpoints=(),
    )


def _acts(first: Outpoint, sold: Outpoint) -> tuple[Act, ...]:
    before_title = replace(
        _order(9, "A", None, None), form=OrderForm.INTERLOCUTORY, case=None, labels=(), outpoints=(first,)
    )
    return (
        _order(1, "A", 550, None),
        _order(2, "B", None, dt.date(2026, 7, 15)),
        AssignmentAct(head=_head(3, ActKind.ASSIGNMENT, 10), lots={LotId("L-0001"): Sats(300)}),
        BurdenAct(
            head=_head(4, ActKind.CLAIM, 11),
            lots={LotId("L-0001"): Sats(100)},
            begins=dt.date(2026, 6, 11),
            claimant="C. Claimant",
        ),
        DisposalAct(
            head=_head(5, ActKind.DISPOSAL, 2),
            method="interlocutory",
            lots={LotId("L-0002"): Sats(205)},
            basis="law",
            outputs=(),
            txid=sold.txid,
        ),
        replace(before_title, head=_head(9, ActKind.ORDER, 1)),
    )
