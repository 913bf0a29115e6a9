import datetime as dt
import json
import re
import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

from fixtures.recorder.plot import STORY, Scene
from fixtures.recorder.plot_reserve import JUMPS, LAST, STALE_AT_QUARTER, STORY_TWO
from tests.fixtures_story import recorded

EXPECTED = json.loads((recorded.TWO / "expected.json").read_text(encoding="utf-8"))
PERIODS = EXPECTED["periods"]
PAGE = (recorded.FIXTURES / "README.md").read_text(encoding="utf-8").split("## reserve/")[1].split("\n## ")[0]
ENTERS = ("receipts", "transfers_in", "withdrawals", "scope")
LEAVES = ("transfers_out", "deposits", "disposals", "fees")
QUARTERS = ("2025Q2", "2025Q3", "2025Q4")
BEFORE = {"2025Q3": "2025Q2", "2025Q3-r1": "2025Q2", "2025Q4": "2025Q3"}


def scenes() -> list[tuple[str, Scene]]:
    """Return part two's transactions with their place on the best chain, `height:index`."""
    return [
        (f"{chapter.height}:{index}", scene)
        for chapter in STORY_TWO
        for index, scene in enumerate(chapter.scenes, start=1)
    ]


def values() -> dict[str, int]:
    """Return the satoshi of every output of both parts."""
    told = [scene for chapter in STORY for scene in chapter.scenes] + [scene for _, scene in scenes()]
    made = {f"{scene.name}.{vout}": pay.value for scene in told for vout, pay in enumerate(scene.pays)}
    return {"coinbase-3.0": 5_000_000_000, **made}


def median_time(height: int, hashes: dict[str, str], raw: dict[str, bytes]) -> int:
    """Return the median of the times of a block and its ten predecessors."""
    times = [int.from_bytes(raw[hashes[str(each)]][68:72], "little") for each in range(height - 10, height + 1)]
    return sorted(times)[5]


def test_page_lists_every_transaction_of_part_two() -> None:
    """Each transaction stands on the page at its place, with its amounts and its fee."""
    known = values()
    for place, scene in scenes():
        fee = sum(known[name] for name in scene.spends) - sum(pay.value for pay in scene.pays)
        row = re.search(rf"^\| {place} \| {scene.name} \| .* \| (.*) \| ([0-9,]+) \|$", PAGE, re.MULTILINE)
        assert row is not None, scene.name
        assert [int(part.replace(",", "")) for part in re.findall(r"(\d[\d,]{2,})", row[1])] == [
            pay.value for pay in scene.pays
        ]
        assert int(row[2].replace(",", "")) == fee
    assert len(scenes()) == 19


def test_no_coin_is_spent_twice() -> None:
    """Over both parts no output is spent twice on the best chain, and what is spent was made."""
    spent = [name for chapter in STORY for scene in chapter.scenes for name in scene.spends]
    later = [name for _, scene in scenes() for name in scene.spends]
    assert len({*spent, *later}) == len(spent) + len(later)
    assert set(later) <= values().keys()


@pytest.mark.parametrize(("period", "day"), [(name, PERIODS[name]["day"]) for name in QUARTERS])
def test_closing_blocks(period: str, day: str) -> None:
    """A quarter's closing block is the last whose median time past is before Almaty's midnight."""
    hashes = recorded.names(recorded.TWO)["best"]
    raw = {block.hash: block.raw for block in recorded.blocks(recorded.TWO)}
    end = dt.datetime.fromisoformat(f"{day}T19:00+00:00").timestamp()
    last = max(height for height in range(11, LAST + 1) if median_time(height, hashes, raw) < end)
    assert last == PERIODS[period]["closing_height"]
    assert LAST - last + 1 >= 6
    assert f"| {period} | {day}T19:00Z | {last} |" in PAGE


def test_payments_stand_on_their_own_day() -> None:
    """Of part two's jumps median time past has followed each before its payments are mined."""
    hashes = recorded.names(recorded.TWO)["best"]
    raw = {block.hash: block.raw for block in recorded.blocks(recorded.TWO)}
    for jump in JUMPS:
        assert jump.first + 10 == jump.height
        moment = dt.datetime.fromtimestamp(median_time(jump.height, hashes, raw), dt.UTC)
        assert moment - jump.time == dt.timedelta(minutes=50)


def test_the_quarter_s_end_lies_between_the_branches() -> None:
    """`move-c` is below the third quarter's closing height on the branch that lost and above it on the best chain."""
    closing = PERIODS["2025Q3"]["closing_height"]
    (stale,) = (chapter.height for chapter in STALE_AT_QUARTER if chapter.scenes)
    (best,) = (int(place.split(":")[0]) for place, scene in scenes() if scene.name == "move-c")
    assert stale <= closing < best
    names = json.loads((recorded.TWO / "names.json").read_text(encoding="utf-8"))
    assert names["stale_transactions"]["move-c"]["txid"] == names["transactions"]["move-c"]["txid"]


@pytest.mark.parametrize("period", PERIODS)
def test_stated_books_close(period: str) -> None:
    """On the page each wallet's entries lead from opening to closing, wallets add up, and transfers cancel."""
    wallets, total = PERIODS[period]["wallets"], PERIODS[period]["books_sat"]
    for books in (*wallets.values(), {**dict.fromkeys(("transfers_in", "transfers_out"), 0), **total}):
        entered, left = sum(books[key] for key in ENTERS), sum(books[key] for key in LEAVES)
        assert books["opening"] + entered - left == books["closing"]
    for key, sat in total.items():
        assert sum(books[key] for books in wallets.values()) == sat
    assert sum(books["transfers_in"] - books["transfers_out"] for books in wallets.values()) == 0


@pytest.mark.parametrize(("period", "before"), BEFORE.items())
def test_stated_openings_are_the_closings_before(period: str, before: str) -> None:
    """A quarter opens, wallet by wallet, with what the one before closed with."""
    for name, books in PERIODS[period]["wallets"].items():
        assert books["opening"] == PERIODS[before]["wallets"][name]["closing"]


@pytest.mark.parametrize("period", PERIODS)
def test_stated_coins_are_what_is_held(period: str) -> None:
    """Coins have the values of the plot, their parcels fill them, and title and wallets add up to what is held."""
    stated, known = PERIODS[period], values()
    title = dict.fromkeys(stated["title_sat"], 0)
    held = dict.fromkeys(stated["wallets"], 0)
    for coin in stated["coins"]:
        assert coin["value_sat"] == known[coin["coin"]] == sum(parcel["sat"] for parcel in coin["parcels"])
        held[coin["wallet"]] += coin["value_sat"]
        for parcel in coin["parcels"]:
            title[parcel["title"]] += parcel["sat"]
    assert title == stated["title_sat"]
    assert held == {name: books["closing"] for name, books in stated["wallets"].items()}


@pytest.mark.parametrize("period", PERIODS)
def test_no_satoshi_is_stated_twice(period: str) -> None:
    """Parcels of one receipt do not overlap, neither in coins nor with what lies in the account."""
    stated = PERIODS[period]
    runs = [parcel for coin in stated["coins"] for parcel in coin["parcels"]]
    runs += EXPECTED["account"]["runs"].get(stated["day"], [])
    ends: dict[str, int] = {}
    for run in sorted(runs, key=lambda each: (each["receipt"], each["start"])):
        assert run["start"] >= ends.get(run["receipt"], 0)
        ends[run["receipt"]] = run["start"] + run["sat"]
    known = values()
    assert all(end <= known[receipt] for receipt, end in ends.items())


def test_stated_parcels_lie_in_their_lots() -> None:
    """Each parcel of a lot lies within the lot's satoshi, and each without one within none of them."""
    lots = {lot["lot"]: lot for lot in EXPECTED["lots"]}
    for stated in PERIODS.values():
        for parcel in (parcel for coin in stated["coins"] for parcel in coin["parcels"]):
            begin, end = parcel["start"], parcel["start"] + parcel["sat"]
            around = {
                name
                for name, lot in lots.items()
                if lot["receipt"] == parcel["receipt"] and lot["start"] <= begin and end <= lot["start"] + lot["sat"]
            }
            assert around == ({parcel["lot"]} if parcel["lot"] else set())


@pytest.mark.parametrize("period", PERIODS)
def test_stated_movements_make_the_books(period: str) -> None:
    """Receipts, withdrawals, deposits, disposals and fees of the movements are those of the books."""
    stated = PERIODS[period]
    sums = dict.fromkeys(("receipts", "withdrawals", "deposits", "disposals", "fees"), 0)
    kinds = {"receipt": "receipts", "withdrawal": "withdrawals", "deposit": "deposits", "disposal": "disposals"}
    for movement in stated["movements"]:
        sums["fees"] += movement["fee_sat"]
        if movement["kind"] == "joint":
            sums["disposals"] += movement["value_sat"]
            sums["receipts"] += 4_970_000
        elif movement["kind"] != "transfer":
            sums[kinds[movement["kind"]]] += movement["value_sat"]
    assert sums == {key: stated["books_sat"][key] for key in sums}


def test_page_states_books_and_title() -> None:
    """The page's tables and the figures for tests do not say different things."""
    for period in QUARTERS:
        for name, books in PERIODS[period]["wallets"].items():
            if period == "2025Q2" and not any(books.values()):
                continue
            keys = ["opening", "receipts", "transfers_in", "transfers_out", "withdrawals", "deposits"]
            keys += ["disposals", "fees", "closing"]
            if period == "2025Q2":
                keys = [key for key in keys if key not in ("withdrawals", "deposits")]
            assert f"| {name} | {' | '.join(f'{books[key]:,}' for key in keys)} |" in PAGE
        assert f"**{PERIODS[period]['books_sat']['closing']:,}**" in PAGE
    for title in PERIODS["2025Q2"]["title_sat"]:
        row = " | ".join(f"{stated['title_sat'][title]:,}" for stated in PERIODS.values())
        assert f"| {title} | {row} |" in PAGE


def test_page_states_the_orders() -> None:
    """The table of orders has, quarter by quarter, what the figures for tests say."""
    for order in PERIODS["2025Q4"]["orders"]:
        row = re.search(rf"^\| {order['order']} \| {order['form']} \| (.*) \|$", PAGE, re.MULTILINE)
        assert row is not None, order["order"]
        cells = [cell.strip() for cell in row[1].split("|")]
        for cell, stated in zip(cells[1:5], PERIODS.values(), strict=True):
            covered = [each["covered_sat"] for each in stated["orders"] if each["order"] == order["order"]]
            assert cell == "".join(f"{sat:,}" for sat in covered)
        assert cells[5] == ("" if order["shortfall_sat"] is None else f"{order['shortfall_sat']:,}")


@pytest.mark.parametrize("folder", [recorded.ONE, recorded.TWO])
def test_acts_state_their_texts(folder: Path) -> None:
    """Each act is named after its number, and the text behind it has the SHA-256 that it states."""
    acts = sorted((folder / "acts").iterdir())
    for path in acts:
        act = tomllib.loads(path.read_text(encoding="utf-8"))
        assert path.stem == act["id"]
        assert sha256((folder / act["text"]["file"]).read_bytes()).hexdigest() == act["text"]["sha256"]
        if act["kind"] == "statement":
            assert sha256((folder / act["file"]).read_bytes()).hexdigest() == act["sha256"]
    assert acts[-1].stem == (PERIODS["2025Q2"] if folder == recorded.ONE else PERIODS["2025Q4"])["last_act"]


def test_register_one_is_the_beginning_of_two() -> None:
    """Register two has the acts and the wallets of register one, unchanged, before its own."""
    for path in (recorded.ONE / "acts").iterdir():
        assert (recorded.TWO / "acts" / path.name).read_bytes() == path.read_bytes()
    one, two = (
        tomllib.loads((folder / "register.toml").read_text(encoding="utf-8"))["wallet"]
        for folder in (recorded.ONE, recorded.TWO)
    )
    assert two[: len(one)] == one
    assert len(one) == 3


def test_registers_hold_no_private_key() -> None:
    """The wallets of the registers are watch-only."""
    for folder in (recorded.ONE, recorded.TWO):
        assert "prv" not in (folder / "register.toml").read_text(encoding="utf-8")
