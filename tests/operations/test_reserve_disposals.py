"""`tracer reserve disposals`: every disposal of the story, and an auction with sealed bids."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from tests.commands import Ended, tracer
from tests.reserve import story_two
from tests.reserve.closing import admit, file_acts
from tests.reserve.folders import look, register_two
from tests.reserve.price.test_rates import bank
from tests.reserve.priced import begun_with_price, quote
from tracer.reserve.acts import ActId
from tracer.reserve.disposition.auction import OpenedBid, commitment

AUCTION = ActId("2025-0021")
SALE = "2ede21895411c861a392246acc92c987d1c16a566f5364336e7880d76314b2be"
WINNERS = (
    OpenedBid(number=1, bidder="Bidder 2", sat=40_000_000, per_btc=11_800_000, secret="2" * 64, is_defaulted=False),
    OpenedBid(number=2, bidder="Bidder 1", sat=60_000_000, per_btc=11_800_000, secret="1" * 64, is_defaulted=False),
    OpenedBid(number=3, bidder="Bidder 3", sat=60_000_000, per_btc=11_700_000, secret="3" * 64, is_defaulted=False),
)
"""0.4 and 0.6 BTC at 118,000.00 USD: 47,200.00 and 70,800.00, together the act's 118,000.00; the third is outbid."""


@pytest.fixture(scope="module")
def observed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the story's register, observed to its end; nobody writes to it."""
    register = register_two(tmp_path_factory.mktemp("disposals"))
    look(register, story_two.BLOCKS)
    return register


@pytest.fixture
def register(observed: Path, tmp_path: Path) -> Path:
    """Return a copy of it."""
    return Path(shutil.copytree(observed, tmp_path / "register"))


def shown(register: Path, *more: str) -> Ended:
    """Run the command."""
    return tracer("reserve", "disposals", register, *more)


def of(ended: Ended, act: str) -> list[str]:
    """Return the lines about one act."""
    lines = ended.out.splitlines()
    first = next(place for place, line in enumerate(lines) if line.startswith(act))
    rest = lines[first + 1 :]
    last = next((place for place, line in enumerate(rest) if not line.startswith(" ")), len(rest))
    return lines[first : first + 1 + last]


def bidding(register: Path, opened: Sequence[OpenedBid], sealed: Sequence[OpenedBid] = WINNERS) -> None:
    """File both tables of the auction, named by its steps."""
    rows = [f"{each.number},{commitment(AUCTION, each, 'USD')}" for each in sealed]
    name_table(register, "2025-0023", "sealed.csv", "\n".join(("bid,commitment", *rows)))
    rows = [
        f"{each.number},{each.bidder},{each.sat},{each.per_btc // 100}.{each.per_btc % 100:02},{each.secret},false"
        for each in opened
    ]
    name_table(register, "2025-0024", "opened.csv", "\n".join(("bid,bidder,sat,per_btc,secret,defaulted", *rows)))


def name_table(register: Path, act: str, name: str, text: str) -> None:
    """File a table that a step names with its hash."""
    (register / "texts" / name).write_text(f"{text}\n", encoding="utf-8")
    digest = sha256((register / "texts" / name).read_bytes()).hexdigest()
    with (register / "acts" / f"{act}.toml").open("a", encoding="utf-8") as file:
        file.write(f'bids = {{ file = "texts/{name}", sha256 = "{digest}" }}\n')


def test_every_disposal_of_the_story_is_shown(observed):
    """What only waits is not wrong; the sums are the story's: 28,000.00 and 118,000.00, of which 28,000.00 came in."""
    ended = shown(observed)
    assert ended.code == 0
    heads = [line for line in ended.out.splitlines() if line.startswith("2025-")]
    assert heads == [
        "2025-0005 return, settled; by order 2-140/2025",
        "2025-0013 interlocutory, settled; by order 4-5/2025",
        "2025-0021 auction, sent; by judgment 1-77/2025",
        "2025-0027 return, settled; by order 3-12/2025",
    ]
    assert ended.out.splitlines()[-2:] == [
        "USD: gross 146000.00, costs 0.00, net 146000.00, received 28000.00, of that restricted 0.00",
        "returned to victims: 0.49980000 of 1.74980000 BTC paid, 28.56 %",
    ]


def test_a_page_of_each_disposal_is_written(observed, tmp_path):
    """HTML without a script and PDF in each language, one over all, the figures beside them; the same bytes twice.

    Returned: 0.2998 and 0.2 of these, 0.25 and 1 BTC.
    """
    out = tmp_path / "out"
    ended = shown(observed, "--out", str(out), "--json")
    acts = ("2025-0005", "2025-0013", "2025-0021", "2025-0027")
    names = {f"{stem}.{code}.{kind}" for stem in ("disposals", *(f"disposal-{each}" for each in acts))
             for code in ("en", "ru", "kk") for kind in ("html", "pdf")}  # fmt: skip
    written = {each.name: each.read_bytes() for each in out.iterdir()}
    assert (ended.code, set(written)) == (0, {"disposals.json", *names})
    assert json.loads(written["disposals.json"]) == json.loads(ended.out)
    assert json.loads(ended.out)["given_back"] == {"paid_sat": "174980000", "returned_sat": "49980000"}
    for name, content in written.items():
        if name.endswith(".html"):
            assert b"<script" not in content
            assert b"http://" not in content.replace(b"http://www.w3.org", b"")
        elif name.endswith(".pdf"):
            assert content.startswith(b"%PDF-")
            assert b"disposals.json" in content
    page = written["disposal-2025-0021.kk.html"].decode()
    assert SALE in page
    assert "жеңімпазға берілді" in page
    again = tmp_path / "again"
    shown(observed, "--out", str(again))
    assert {each.name: each.read_bytes() for each in again.iterdir()} == written
    assert shown(observed, "--out", str(again)).code == 2


def test_an_auction_is_shown_step_by_step(observed):
    """Its lots, the acts of its steps, what the chain says of it, and what it waits for."""
    assert of(shown(observed), "2025-0021") == [
        "2025-0021 auction, sent; by judgment 1-77/2025",
        "  L-0002: 0.60000000 BTC",
        "  L-0004: 0.40010000 BTC",
        "  2025-10-07 proposed, by act 2025-0021",
        "  2025-10-07 authorised, by act 2025-0022",
        "  2025-10-08 offered, by act 2025-0023",
        "  2025-10-13 awarded, by act 2025-0024",
        "  2025-10-14 sent, by the chain",
        f"  transaction {SALE}, block 267",
        "  PASS        D1  Everything that left had title, or an order that the act names.",
        "  PASS        D10 It was sent as the act says.",
        "  gross 118000.00 USD, costs 0.00, net 118000.00; received: not written down yet",
        "  waits: next: settled",
        "  waits: no table of sealed bids is on file",
        "  waits: no table of opened bids is on file",
        "  waits: nothing says that its money came in",
    ]


def test_on_an_earlier_day_gates_are_shown_and_fail(observed):
    """After the award, before the sale: no counterparty was screened, no fixing is on file; that ends it with 1."""
    ended = shown(observed, "--day", "2025-10-13")
    lines = of(ended, "2025-0021")
    assert (ended.code, lines[0]) == (1, "2025-0021 auction, awarded; by judgment 1-77/2025")
    gates = {line.split()[1]: line.split()[0] for line in lines if line.startswith(("  PASS", "  FAIL", "  NOT"))}
    assert list(gates) == [f"D{number}" for number in range(1, 10)]
    assert (gates["D1"], gates["D4"], gates["D6"]) == ("PASS", "PASS", "FAIL")
    assert lines[-1] == "  waits: no table of opened bids is on file"


def test_proceeds_of_a_sale_before_title_are_restricted_until_an_order_is_in_force(observed):
    """The judgment of the story settles them; the day before it they may not be used."""
    line = "  restricted until a forfeiture or a return order of these lots is in force"
    assert line in of(shown(observed, "--day", "2025-09-30"), "2025-0013")
    assert "  no longer restricted, by act 2025-0019 and act 2025-0031" in of(shown(observed), "2025-0013")
    early = json.loads(shown(observed, "--day", "2025-09-30", "--json").out)
    assert early["sums"]["USD"]["restricted"] == "2800000"


def test_sealed_bids_are_opened_and_awarded(register):
    """The bids pay what the act says: nothing is wrong, and the table of bids is shown."""
    bidding(register, WINNERS)
    ended = shown(register)
    assert ended.code == 0, ended.out
    lines = of(ended, "2025-0021")
    assert lines[lines.index("  bids by rule auction/1, of 1.00000000 BTC offered:") + 1 :][:4] == [
        "    1: Bidder 2, 0.40000000 BTC at 118000.00 USD: awarded",
        "    2: Bidder 1, 0.60000000 BTC at 118000.00 USD: awarded",
        "    3: Bidder 3, 0.60000000 BTC at 117000.00 USD: outbid",
        "    awarded 1.00000000 BTC for 118000.00 USD, 0.00000000 BTC stays",
    ]
    assert not [line for line in lines if "table of" in line]


def test_a_bid_that_was_changed_after_the_sealing_is_told(register):
    """It takes no part, so others win, and the act pays other amounts than they take: 1, each said."""
    changed = (WINNERS[0], replace(WINNERS[1], per_btc=11_900_000), WINNERS[2])
    bidding(register, changed)
    ended = shown(register)
    assert ended.code == 1
    assert [line for line in of(ended, "2025-0021") if line.startswith("  wrong")] == [
        "  wrong: bid 2 does not open to its commitment.",
        "  wrong: act 2025-0021 states a gross of 118000.00; the bids that are awarded pay 117400.00.",
    ]


def test_an_award_that_the_act_does_not_follow_is_told(register):
    """One winner alone takes less than the act pays."""
    bidding(register, WINNERS[:1])
    assert [line for line in of(shown(register), "2025-0021") if line.startswith("  wrong")] == [
        "  wrong: act 2025-0021 pays other amounts than the bids that are awarded, which take 40000000 satoshi.",
        "  wrong: act 2025-0021 states a gross of 118000.00; the bids that are awarded pay 47200.00.",
    ]


def test_bids_that_were_never_sealed_are_told(register):
    """Opened without a table of commitments before."""
    name_table(register, "2025-0024", "opened.csv", "bid,bidder,sat,per_btc,secret,defaulted")
    assert "  wrong: act 2025-0021: bids were opened, and no step published them sealed before." in of(
        shown(register), "2025-0021"
    )


def test_a_table_of_bids_that_was_changed_is_refused(register):
    """The step names its hash, as of every document."""
    bidding(register, WINNERS)
    (register / "texts" / "sealed.csv").write_text("bid,commitment\n", encoding="utf-8")
    ended = tracer("reserve", "check", register)
    assert ended.code == 2
    assert "texts/sealed.csv does not have the sha256 stated" in ended.err


def test_a_step_of_another_state_names_no_bids(register):
    """Only what is offered and awarded has them."""
    name_table(register, "2025-0022", "sealed.csv", "bid,commitment")
    assert "bids: belongs to the states offered and awarded only" in tracer("reserve", "check", register).err


def test_status_warns_of_money_that_nobody_wrote_down_and_of_skipped_steps(register):
    """A warning each, no alarm: without the award the sale skips it."""
    owed = "warning: act 2025-0021 was sent on 2025-10-14; nothing says that its money came in."
    assert owed in tracer("reserve", "status", register, COLUMNS="200").out
    (register / "acts" / "2025-0024.toml").unlink()
    out = tracer("reserve", "status", register, COLUMNS="200").out
    assert "warning: act 2025-0021 skips awarded: no act says so, and it stands at sent." in out


def test_a_disposal_that_was_cancelled_leaves_the_books_as_they_were(register):
    """Proposed and cancelled: no figure of the status changes, and it asks for nothing."""
    before = json.loads(tracer("reserve", "status", register, "--json").out)
    text = (register / "acts" / "2025-0021.toml").read_text(encoding="utf-8")
    kept = text.replace('"2025-0021"', '"2025-0097"').replace("2025-10-07", "2025-12-01").partition("[price]")[0]
    (register / "acts" / "2025-0097.toml").write_text(kept, encoding="utf-8")
    step = (register / "acts" / "2025-0022.toml").read_text(encoding="utf-8")
    step = step.replace('"2025-0022"', '"2025-0098"').replace('"2025-0021"', '"2025-0097"')
    step = step.replace('"authorised"', '"cancelled"').replace("2025-10-07", "2025-12-02")
    (register / "acts" / "2025-0098.toml").write_text(step, encoding="utf-8")
    after = json.loads(tracer("reserve", "status", register, "--json").out)
    assert after == before
    assert of(shown(register), "2025-0097") == [
        "2025-0097 auction, cancelled; by judgment 1-77/2025",
        "  L-0002: 0.60000000 BTC",
        "  L-0004: 0.40010000 BTC",
        "  2025-12-01 proposed, by act 2025-0097",
        "  2025-12-01 authorised, by act 2025-0097",
        "  2025-12-02 cancelled, by act 2025-0098",
    ]


def test_a_register_without_disposals_says_so(register):
    """And ends with 0."""
    for each in (register / "acts").glob("2025-00*.toml"):
        if 'kind = "step"' in each.read_text() or 'kind = "disposal"' in each.read_text():
            each.unlink()
    ended = shown(register)
    assert (ended.code, ended.out.startswith("No disposal is on file on ")) == (0, True)


def test_a_return_in_money_is_shown_at_each_day_s_fixing(tmp_path):
    """Its coins came on 24 July; loss, order and payment have fixings too, and the order names the loss's.

    The rate of that day is in a file of its own, months before the first coin came.
    """
    folder = begun_with_price(tmp_path)
    file_acts(folder, "9999-9999")
    admit(folder, 1)
    look(folder, story_two.BLOCKS)
    order, execution = (folder / "acts" / f"2025-{number}.toml" for number in ("0019", "0026"))
    text = order.read_text(encoding="utf-8")
    order.write_text(f'{text}value_on = "loss"\nloss = 2025-01-15\n', encoding="utf-8")
    text = execution.read_text(encoding="utf-8")
    execution.write_text(text.replace("fixing = 2025-10-15", "fixing = 2025-01-15"), encoding="utf-8")
    (folder / "tables" / "fx").mkdir()
    rate = bank("15.01.2025", ("USD", "1", "530.00"))
    (folder / "tables" / "fx" / "2025-01-15.xml").write_bytes(rate)
    for each in ("2025-07-24", "2025-01-15", "2025-10-05", "2025-10-28"):
        quote(folder, each, each)
    (row,) = [each for each in json.loads(shown(folder, "--json").out)["disposals"] if each["act"] == "2025-0027"]
    said = {each["what"]: (each["day"], each["counts"]) for each in row["returns"]}
    assert said == {
        "loss": ("2025-01-15", True),
        "seizure": ("2025-07-24", False),
        "order": ("2025-10-05", False),
        "payment": ("2025-10-28", False),
    }
    assert all(each["sat"] for each in row["returns"]), row["returns"]
    line = next(each for each in of(shown(folder), "2025-0027") if "the day of loss" in each)
    assert line.startswith("  in money, by the day of loss: 2025-01-15, 0.")
    assert line.endswith(" BTC, which the order names")


def test_a_price_is_held_against_the_fixing_that_its_act_names(tmp_path):
    """Before it is sent; another fixing on file, of a later day, changes nothing."""
    folder = begun_with_price(tmp_path)
    file_acts(folder, "9999-9999")
    admit(folder, 1)
    look(folder, story_two.BLOCKS)
    act = folder / "acts" / "2025-0021.toml"
    text = act.read_text(encoding="utf-8")
    assert text.count("fixing = 2025-10-13") == 1
    act.write_text(text.replace("fixing = 2025-10-13", "fixing = 2025-10-10"), encoding="utf-8")
    quote(folder, "2025-10-10", "2025-10-11")
    gates = [line for line in of(shown(folder, "--day", "2025-10-13"), "2025-0021") if " D7 " in line]
    assert [line.split()[0] for line in gates] == ["PASS"]


def test_an_auction_is_proposed_without_a_price_and_a_correction_of_the_award_states_it(register):
    """Nobody knows the price before bids are opened: the act's number, over which they are sealed, stays."""
    act = register / "acts" / "2025-0021.toml"
    body, _, price = act.read_text(encoding="utf-8").partition("[price]")
    act.write_text(body, encoding="utf-8")
    bidding(register, WINNERS)
    before = of(shown(register, "--day", "2025-10-12"), "2025-0021")
    assert any(line.startswith("  FAIL        D7  Act 2025-0021 states no price") for line in before)
    replacement = body.partition("method =")
    text = next(line for line in body.splitlines() if line.startswith("text ="))
    (register / "acts" / "2025-0203.toml").write_text(
        f'id = "2025-0203"\nkind = "correction"\ndate = 2025-10-13\n{text}\nsigned_by = ["K. Example", "S. Sample"]\n'
        'corrects = "2025-0021"\n\n[replacement]\nkind = "disposal"\ndate = 2025-10-07\n'
        f"{replacement[1]}{replacement[2].rstrip()}\n\n[replacement.price]{price}",
        encoding="utf-8",
    )
    ended = shown(register)
    assert (ended.code, tracer("reserve", "check", register).code) == (0, 0), ended.out
    lines = of(ended, "2025-0021")
    assert "    awarded 1.00000000 BTC for 118000.00 USD, 0.00000000 BTC stays" in lines
    assert not [line for line in lines if "wrong" in line]
