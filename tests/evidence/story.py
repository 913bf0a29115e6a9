"""One story for the tests of `evidence`: its chain, and its `trace.json` worked out by hand under FIFO.

Two victims (A, B), a peel chain with a deposit at a tagged exchange, a merge with untraced coins, a mix,
a burn, two seizures, a forfeiture and a transfer into the reserve. Every taint below was written
down by hand, not computed by an engine.
"""

import hashlib
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.evidence.chain import Chain, sats, script_of, serialize
from tracer import METHOD, __version__
from tracer.case import case_file
from tracer.chain import address, decode, script
from tracer.chain.network import REGTEST
from tracer.chain.outpoint import Outpoint, Position, Txid
from tracer.container.material import Material, collect
from tracer.documents.local_time import set_clock
from tracer.evidence.dossier import Dossier, decoded, shown_times
from tracer.evidence.run_folder import RunFolder
from tracer.formats import canonical
from tracer.formats.canonical import Writable
from tracer.result.trace_file import TERMINALS, TraceFile
from tracer.result.trace_reading import read_trace

CASE = """[case]
id = "KZ-2026-0042"
network = "regtest"
title = "Exchange theft of 2026-03-14 <b>& more</b>"
criminal_case_no = "260000000000042"
authority = "Agency for Financial Monitoring"
questions = ["How much of A and B reached the state’s wallets?"]
examiner = "A. Analyst"
role = "analyst"
timezone = "Asia/Almaty"

[[exhibit]]
id = "E1"
description = "Statement of the exchange"
sha256 = "00000000000000000000000000000000000000000000000000000000000000aa"

[[seed]]
label = "A"
outpoint = "{A0}"
exhibit = "E1"
basis = "named in E1, p. 2"

[[seed]]
label = "B"
outpoint = "{B0}"

[[custody]]
name = "Agency seizure wallet"
addresses = ["{seizure}"]
stage = "seizure"
basis = "transfer act 17"

[[custody]]
name = "Forfeiture wallet"
addresses = ["{forfeiture}"]
stage = "forfeiture"

[[custody]]
name = "Reserve 1"
addresses = ["{reserve}"]
stage = "reserve"

[[order]]
id = "2-1234/2026"
kind = "seizure"
date = 2026-06-02
in_force = 2026-06-20
labels = ["A"]
amount_sat = 1200000000
custody = ["Agency seizure wallet"]

[[order]]
id = "2-1235/2026"
kind = "seizure"
date = 2026-05-02
labels = ["B"]
custody = ["Agency seizure wallet"]

[method]
primary = "fifo"
reason = "the order of the outputs"
compare = ["haircut", "poison"]

[stop]
tags = ["packs/services.yaml"]
"""

TAGS = """title: Test services
creator: tests
tags:
  - address: {exchange}
    label: Some Exchange
    source: https://example.com
    category: exchange
    lastmod: 2026-01-01
    currency: BTC
"""


def case_of(story: "Story") -> bytes:
    """Return the story's case file."""
    scripts = {name: str(address.encode(script_of(f"state {name}"), REGTEST)) for name in WALLETS}
    return CASE.format(A0=story.coins["A0"], B0=story.coins["B0"], **scripts).encode()


def tags_of() -> bytes:
    """Return the story's TagPack."""
    return TAGS.format(exchange=address.encode(script_of("exchange"), REGTEST)).encode()


WALLETS = ("seizure", "forfeiture", "reserve")


class Pay(NamedTuple):
    """An output of the story: its name, whom it pays, how much, what is traced in it, where its trail ends."""

    name: str
    to: str
    value: str
    taint: dict[str, str] = {}  # noqa: RUF012  # never written to
    terminal: str | None = None
    at: str | None = None


@dataclass
class Story:
    """The chain and the document, while they are being told."""

    chain: Chain = field(default_factory=Chain)
    coins: dict[str, Outpoint] = field(default_factory=dict)
    rows: dict[Outpoint, Pay] = field(default_factory=dict)
    places: dict[Txid, Position] = field(default_factory=dict)
    spent: list[Writable] = field(default_factory=list)
    made: list[Writable] = field(default_factory=list)
    ends: list[Writable] = field(default_factory=list)
    crossings: list[Writable] = field(default_factory=list)
    terminals: dict[str, dict[str, int]] = field(default_factory=dict)

    def coinbase(self, name: str, to: str) -> None:
        """Mine a block whose coinbase pays somebody."""
        txid = self.chain.add(pays=to)
        self.coins[name] = Outpoint(txid, 0)
        self.rows[self.coins[name]] = Pay(name, to, "50")
        self.places[txid] = Position(len(self.chain.heads) - 1, 0)

    def pay(self, spends: list[str], pays: list[Pay], fee: dict[str, str] | None = None, moved: bool = True) -> Txid:
        """Mine a block with one transaction; where `moved`, enter it into the document."""
        raw = serialize(
            [self.coins[name] for name in spends],
            [(sats(pay.value), script_of(pay.to)) for pay in pays],
            len(pays) != 3,
        )
        txid = decode.txid(raw)
        self.chain.add([raw])
        self.places[txid] = Position(len(self.chain.heads) - 1, 1)
        for vout, pay in enumerate(pays):
            self.coins[pay.name] = Outpoint(txid, vout)
            self.rows[Outpoint(txid, vout)] = pay
        if moved:
            self._enter(txid, spends, pays, fee or {})
        return txid

    def _enter(self, txid: Txid, spends: list[str], pays: list[Pay], fee: dict[str, str]) -> None:
        taint_in: dict[str, int] = {}
        for vin, name in enumerate(spends):
            row = self.rows[self.coins[name]]
            if row.taint:
                amounts = {label: int(sats(text)) for label, text in row.taint.items()}
                for label, sat in amounts.items():
                    taint_in[label] = taint_in.get(label, 0) + sat
                self.spent.append(
                    {
                        "txid": txid,
                        "vin": vin,
                        "outpoint": str(self.coins[name]),
                        "value_sat": sats(row.value),
                        "taint_sat": amounts,
                    }
                )
        for pay in pays:
            if pay.taint:
                self.coin(pay)
        self._end("fee", {label: sats(text) for label, text in fee.items()})
        place = self.places[txid]
        self.crossings.append(
            {
                "txid": txid,
                "height": place.height,
                "index": place.index,
                "taint_in_sat": taint_in,
                "taint_fee_sat": {label: sats(text) for label, text in fee.items()},
            }
        )

    def coin(self, pay: Pay) -> None:
        """Enter a tainted coin into the document."""
        outpoint = self.coins[pay.name]
        amounts = {label: int(sats(text)) for label, text in pay.taint.items()}
        row: dict[str, Writable] = {"outpoint": str(outpoint), "value_sat": sats(pay.value), "taint_sat": amounts}
        self.made.append({**row, "terminal": pay.terminal})
        if pay.terminal is None:
            return
        to = script_of(pay.to)
        row |= {"terminal": pay.terminal, "height": self.places[outpoint.txid].height, "script": script.kind(to)}
        row["address"] = address.encode(to, REGTEST)
        if pay.at is not None:
            row[pay.terminal] = pay.at
        self.ends.append(row)
        self._end(pay.terminal, amounts)

    def _end(self, terminal: str, amounts: dict[str, int]) -> None:
        for label, sat in amounts.items():
            book = self.terminals.setdefault(label, dict.fromkeys(TERMINALS, 0))
            book[terminal] += sat

    def place(self, name: str) -> int:
        """Return the height of a coin."""
        return self.places[self.coins[name].txid].height


SEIZURE, FORFEITURE, RESERVE = "Agency seizure wallet", "Forfeiture wallet", "Reserve 1"


def tell() -> Story:
    """Tell the story up to the horizon."""
    story = Story()
    for name, to in (("cb1", "victim A"), ("cb2", "victim B"), ("cb3", "stranger"), ("cb4", "mixer")):
        story.coinbase(name, to)
    story.chain.grow_to(9)
    story.pay(["cb1"], [Pay("A0", "thief 1", "12", {"A": "12"}), Pay("A1", "victim A", "37.999")], moved=False)
    story.pay(["cb2"], [Pay("B0", "thief 2", "8", {"B": "8"}), Pay("B1", "victim B", "41.999")], moved=False)
    story.coin(story.rows[story.coins["A0"]])
    story.coin(story.rows[story.coins["B0"]])
    story.pay(["cb3"], [Pay("u", "stranger", "3"), Pay("u1", "stranger", "46.999")], moved=False)
    story.pay(
        ["A0"],
        [
            Pay("ex", "exchange", "1.5", {"A": "1.5"}, "service", "Some Exchange"),
            Pay("p1", "thief 3", "10.4999", {"A": "10.4999"}),
        ],
        {"A": "0.0001"},
    )
    story.pay(
        ["p1"],
        [Pay("pal", "pal", "0.75", {"A": "0.75"}, "unspent"), Pay("p2", "thief 4", "9.7498", {"A": "9.7498"})],
        {"A": "0.0001"},
    )
    story.pay(
        ["p2", "u", "B0"],
        [
            Pay("m0", "thief 5", "10", {"A": "9.7498"}),
            Pay("m1", "thief 6", "6", {"B": "3.2502"}),
            Pay("m2", "thief 7", "4.7497", {"B": "4.7497"}, "mix"),
        ],
        {"B": "0.0001"},
    )
    story.pay(["m2", "cb4"], [Pay(f"x{n}", f"mixed {n}", "4.7") for n in range(5)], moved=False)
    story.pay(
        ["m0"],
        [Pay("s0", "state seizure", "9.9", {"A": "9.7498"}, "custody", SEIZURE), Pay("s1", "thief 8", "0.05")],
    )
    story.pay(
        ["m1"],
        [
            Pay("q0", "dealer", "3", {"B": "0.2502"}, "unspent"),
            Pay("q1", "burn", "0.01", {"B": "0.01"}, "burned"),
            Pay("q2", "state seizure", "2.9899", {"B": "2.9899"}, "custody", SEIZURE),
        ],
        {"B": "0.0001"},
    )
    story.pay(["s0", "q2"], [Pay("f0", "state forfeiture", "12.8898")], moved=False)
    story.pay(["f0"], [Pay("r0", "state reserve", "12"), Pay("r1", "state forfeiture", "0.8897")], moved=False)
    story.chain.grow_to(25)
    return story


def document(story: Story) -> dict[str, Writable]:
    """Return the document of the story: FIFO in full, haircut and poison beside it."""
    books: dict[str, Writable] = {}
    for label, terminals in sorted(story.terminals.items()):
        total = sum(terminals.values())
        books[label] = {"asserted_sat": total, "overlap_sat": 0, "seed_sat": total, "terminals": terminals}
    fifo: dict[str, Writable] = {
        "labels": books,
        "seeds": [
            {"outpoint": str(story.coins["A0"]), "label": "A", "asserted_sat": sats("12"), "seed_sat": sats("12"),
             "overlap_sat": 0},
            {"outpoint": str(story.coins["B0"]), "label": "B", "asserted_sat": sats("8"), "seed_sat": sats("8"),
             "overlap_sat": 0},
        ],
        "coins": story.ends, "transactions": story.crossings, "spent": story.spent, "made": story.made,
        "collisions": [],
    }  # fmt: skip
    tip = story.chain.tip()
    forfeited, moved = story.coins["f0"], story.coins["r0"]
    moves: list[Writable] = [
        {"txid": forfeited.txid, "height": story.place("f0"), "from": [SEIZURE], "to": [FORFEITURE],
         "value_sat": sats("12.8898"), "taint_sat": {"A": sats("9.7498"), "B": sats("2.9898")},
         "taint_fee_sat": {"B": sats("0.0001")}},
        {"txid": moved.txid, "height": story.place("r0"), "from": [FORFEITURE], "to": [RESERVE, FORFEITURE],
         "value_sat": sats("12.8897"), "taint_sat": {"A": sats("9.7498"), "B": sats("2.9897")},
         "taint_fee_sat": {"B": sats("0.0001")}},
    ]  # fmt: skip
    return {
        "schema": 1, "case": "KZ-2026-0042", "case_sha256": hashlib.sha256(case_of(story)).hexdigest(),
        "network": "regtest", "horizon": {"height": tip.height, "hash": tip.hash},
        "software": {"name": "custody-tracer", "version": __version__, "method": METHOD},
        "parameters": {
            "method": {"primary": "fifo", "reason": "the order of the outputs", "compare": ["haircut", "poison"]},
            "stop": {"min_sat": 1000, "max_hops": 0, "to_height": 0, "coinjoin": True,
                     "tags": [{"file": "packs/services.yaml", "sha256": hashlib.sha256(tags_of()).hexdigest()}]},
        },
        "primary": "fifo", "methods": {"fifo": fifo, "haircut": fifo, "poison": {"outputs": 17, "transactions": 9}},
        "custody": {
            "totals": {
                "A": {"received_sat": sats("9.7498"), "held_sat": sats("9.7498"), "departed_sat": 0, "fee_sat": 0,
                      "overlap_sat": 0},
                "B": {"received_sat": sats("2.9899"), "held_sat": sats("2.9897"), "departed_sat": 0,
                      "fee_sat": sats("0.0002"), "overlap_sat": 0},
            },
            "moves": moves,
            "holdings": [
                {"custody": FORFEITURE, "stage": "forfeiture", "coins": [str(story.coins["r1"])],
                 "value_sat": sats("0.8897"), "taint_sat": {"B": sats("0.8897")}},
                {"custody": RESERVE, "stage": "reserve", "coins": [str(story.coins["r0"])], "value_sat": sats("12"),
                 "taint_sat": {"A": sats("9.7498"), "B": sats("2.1")}},
            ],
            "departures": [],
            "mixing": [{"txid": forfeited.txid, "labels": ["A", "B"], "orders": ["2-1234/2026"],
                        "untraced_sat": sats("0.1502")}],
        },
        "orders": [
            {"id": "2-1234/2026", "kind": "seizure", "labels": ["A"], "ordered_sat": sats("12"),
             "received_sat": sats("9.7498"), "shortfall_sat": sats("2.2502"), "excess_sat": 0,
             "receipts": [str(story.coins["s0"])], "faults": ["=1+1 a receipt before the order's date"]},
            {"id": "2-1235/2026", "kind": "seizure", "labels": ["B"], "ordered_sat": None,
             "received_sat": sats("2.9899"), "shortfall_sat": None, "excess_sat": None,
             "receipts": [str(story.coins["q2"])], "faults": []},
        ],
        "unordered_sat": {"A": 0, "B": 0}, "faults": [],
        "bounds": [
            {"custody": SEIZURE, "label": "A", "lower_sat": 0, "upper_sat": sats("10.4999"), "partial": False},
            {"outpoint": str(story.coins["s0"]), "label": None, "lower_sat": 1, "upper_sat": 2, "partial": False},
        ],
        "gaps": [{"method": "fifo", "outpoint": str(story.coins["pal"]), "txid": story.coins["pal"].txid,
                  "reason": "an example of a gap"}],
    }  # fmt: skip


def read_of(story: Story) -> list[Txid]:
    """Return every transaction that a trace of the story reads: all of it but a coin nobody spends."""
    return sorted(set(story.places) - {story.coins["cb3"].txid})


def material_of(story: Story) -> Material:
    """Return the raw material of everything that a trace of the story reads."""
    found = collect(story.chain, read_of(story), story.chain.tip())
    assert found is not None
    return found


def trace_of(story: Story) -> TraceFile:
    """Return the story's document, read back."""
    data = canonical.dumps(document(story))
    return read_trace(data, hashlib.sha256(data).hexdigest())


def run_of(story: Story) -> RunFolder:
    """Return the story as a finished run."""
    return RunFolder(
        trace=canonical.dumps(document(story)),
        case=case_of(story),
        tags=(("001-services.yaml", tags_of()),),
        material=material_of(story),
        version=__version__,
        source="file",
        warnings=(),
    )


def dossier_of(story: Story) -> Dossier:
    """Return the story's dossier."""
    material = material_of(story)
    case = case_file.parse(case_of(story), "case.toml")
    return Dossier(
        trace=trace_of(story),
        case=case,
        material=material,
        clock=set_clock(case.timezone, shown_times(material)),
        transactions=decoded(material),
    )
