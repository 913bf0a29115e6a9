"""What commands of the register print, read whole in Russian and Kazakh: no English word is left."""

import re
import shutil
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.reserve.price import registers
from tests.reserve.price.quoting import DAY, csv_of, steady
from tests.reserve.price.registers import quote
from tests.shown_reserve import demonstration

OTHERS = ("ru", "kk")
RESERVE = Path(__file__).parents[2] / "fixtures" / "reserve" / "two"
NAMES = ("KZ-EXAMPLE", "BTC/USD", "USD", "KZT", "UTC", "SHA-256", "Europe/London")
"""What is the same in every language."""
CODES = (r"\S*\.(json|csv)\b", r"\b[0-9a-f]{64}\b", r"\b[0-9]{7}-[0-9a-f]{8}\b", r"\b[a-z]+-example\b", r"\b(A|C)\b")
"""Files, hashes, observations, exchanges and qualities."""


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demonstration's register, apart from others, without the fixing of its last day."""
    place = tmp_path_factory.mktemp("screens") / "register"
    shutil.copytree(demonstration()[0] / "register", place)
    (place / "fixings" / "2025-12-31.json").unlink()
    return place


def english(text: str) -> list[str]:
    """Return the words in Latin letters that are no name and no code."""
    for code in CODES:
        text = re.sub(code, " ", text)
    for name in NAMES:
        text = text.replace(name, " ")
    return re.findall(r"[A-Za-z]{2,}", text)


@pytest.mark.parametrize("code", OTHERS)
def test_a_performance_has_no_english_word(register: Path, code: str) -> None:
    """Its table, its reasons, how much the price moved, and the warnings."""
    for to in ("2025-12-31", "2024-12-31"):
        told = tracer("reserve", "perform", register, "--to", to, "--language", code).out
        assert english(told) == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_fixing_and_why_there_is_none_have_no_english_word(register: Path, code: str) -> None:
    """The price, who was left out and why, where it is filed; of a day without quotes the reason."""
    (register / "fixings" / "2025-12-31.json").unlink(missing_ok=True)
    done = tracer("reserve", "fix", register, "--day", "2025-12-31", "--language", code)
    assert (done.code, english(done.out)) == (0, [])
    assert "103570.74" in done.out
    none = tracer("reserve", "fix", register, "--day", "2026-02-01", "--language", code)
    assert (none.code, none.out, english(none.err)) == (1, "", [])
    assert none.err.startswith("2026-02-01: ")


@pytest.mark.parametrize("code", OTHERS)
def test_quotes_that_give_another_price_are_told_without_an_english_word(register: Path, code: str) -> None:
    """A fixing of the journal whose quotes have a hole: which trade is missing, what they give now, what to do."""
    stands = register / "fixings" / "2025-12-30.json"
    quotes = register / "prices" / "2025-12-30" / "almaty-example.csv"
    lines = quotes.read_text().splitlines(keepends=True)
    quotes.write_text("".join([*lines[:9], *lines[10:]]))
    told = tracer("reserve", "fix", register, "--day", "2025-12-30", "--language", code)
    content = stands.read_bytes()
    stands.unlink()
    gone = tracer("reserve", "fix", register, "--day", "2025-12-30", "--language", code)
    stands.write_bytes(content)
    quotes.write_text("".join(lines))
    assert (told.code, gone.code) == (4, 4)
    assert english(told.err + gone.err) == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_file_with_a_hole_is_told_without_an_english_word(tmp_path: Path, code: str) -> None:
    """Which trade is missing, whose file it is, and that the others give no price without it."""
    folder = registers.register(tmp_path)
    quote(folder, {f"{name}.csv": csv_of(steady("67000.00")) for name in ("beta", "gamma")})
    quote(folder, {"alpha.csv": csv_of(each for each in steady("67000.00", 24) if each.id != 9)})
    told = tracer("reserve", "fix", folder, "--day", DAY.isoformat(), "--language", code)
    left = english(told.out + told.err.replace("prices/2026-11-30/alpha.csv", ""))
    assert [word for word in left if word not in ("alpha", "beta", "gamma")] == []
    assert " 9 " in told.err


NAMED = (
    "National Investment Corporation (example)", "Agency seizure wallet", "State reserve wallet", "Old Agency address",
    "Border seizure wallet", "Enforcement service", "Customs evidence wallet", "Prosecutor's paper wallet",
    "Example Custody Bank", "Custody account 1", "Example Bitcoin Fund", "BTC",
)  # fmt: skip
"""Bodies, wallets and accounts of the demonstration."""
KEYS = (
    "share-max", "share_excl", "day-out", "day_out_sat", "counterparty-max", "counterparty_usd", "cover-min",
    "cover_ratio",
)  # fmt: skip
"""Limits and their kinds, as acts have them."""


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("day", ["2025-03-31", "2025-09-12", "2025-11-25", "2025-12-20"])
def test_a_status_has_no_english_word(code: str, day: str) -> None:
    """Titles, wallets, value, orders, accounts, burdens, limits, what a review proposed, and the outcome."""
    place = demonstration()[0] / "register"
    told = tracer("reserve", "status", place, "--day", day, "--language", code, COLUMNS="1000").out
    parts = sorted({part for name in NAMED for part in name.split()}, key=len, reverse=True)
    text = re.sub(r"^┃.*", lambda head: re.sub("|".join(map(re.escape, parts)), " ", head[0]), told, flags=re.M)
    for name in sorted((*NAMED, *KEYS), key=len, reverse=True):
        text = text.replace(name, " ")
    assert english(text) == []
    assert len(text) > 1000


@pytest.mark.parametrize("code", OTHERS)
def test_an_observation_has_no_english_word(tmp_path: Path, code: str) -> None:
    """The wallets, every kind of movement, what it is built on, and before each fault what kind it is."""
    place, blocks = tmp_path / "two", RESERVE / "blocks.blk"
    shutil.copytree(RESERVE, place)
    told = tracer(
        "reserve", "observe", place, "--chain", blocks, "--at", "2025-12-31", "--language", code, COLUMNS="1000"
    )
    text = told.out
    for name in sorted(NAMED, key=len, reverse=True):
        text = text.replace(name, " ")
    assert english(text) == []
    kinds = {"ru": MOVED[0], "kk": MOVED[1]}[code]
    assert [kind for kind in kinds if not re.search(rf"^[0-9]+ {kind}, [0-9.]+ BTC: ", told.out, re.M)] == []
    heads = {"ru": "Тревога|Замечание", "kk": "Дабыл|Ескертпе"}[code]
    faults = [line for line in told.err.splitlines() if re.match(f"({heads}): ", line)]
    assert len(faults) > 10
    said = told.err.replace("tracer reserve status", " ").replace(str(blocks), " ").replace(str(place), " ")
    for name in sorted(NAMED, key=len, reverse=True):
        said = said.replace(name, " ")
    assert english(said) == []


MOVED = (
    (
        "поступление", "перемещение между кошельками", "выплата другим", "совместная с другими транзакция",
        "передача кастодиану", "возврат от кастодиана",
    ),
    (
        "түсім", "әмияндар арасындағы ауыстыру", "басқаларға төлем", "басқалармен бірлескен транзакция",
        "кастодианға беру", "кастодианнан қайтару",
    ),
)  # fmt: skip
"""Kinds of movements, as statements call them."""


@pytest.mark.parametrize("code", OTHERS)
def test_a_check_and_a_comparison_have_no_english_word(code: str) -> None:
    """What a register has and its journal's head; beside the keys of figures that differ, what each was and is."""
    place = demonstration()[0] / "register"
    checked = tracer("reserve", "check", place, "--language", code).out.replace(str(place), " ")
    assert english(checked.replace("regtest", " ").replace(checked.split(":")[-1], " ")) == []
    compared = tracer("reserve", "diff", place, "2025Q3", "2025Q3-r1", "--language", code).out.splitlines()
    inputs = {"ru": r"вход \S+ новый", "kk": r"\S+ кірісі жаңа"}[code]
    assert [line for line in compared if re.fullmatch(rf"{inputs}|\S+: \S+ -> \S+", line) is None] == []
    assert any(re.fullmatch(inputs, line) for line in compared)
    assert not any("nothing" in line for line in compared)


@pytest.mark.parametrize("code", ["en", *OTHERS])
def test_a_status_keeps_within_eighty_columns(code: str) -> None:
    """No line of words and no table of it is wider, on any day of the story; only a word that is longer stands out."""
    place = demonstration()[0] / "register"
    for day in ("2025-06-30", "2025-09-30", "2025-11-25", "2025-12-31"):
        told = tracer("reserve", "status", place, "--day", day, "--language", code, COLUMNS="80").out
        wide = [line for line in told.splitlines() if len(line) > 80 and len(line.split()) > 1]
        assert [line for line in wide if not line.startswith("tracer ")] == []
        assert "…" not in told


def test_an_order_is_called_on_the_screen_as_on_paper() -> None:
    """An order of the register is no act of it: the two columns have two names in each language."""
    place = demonstration()[0] / "register"
    heads = {"en": "order +kind +act", "ru": "постановление +вид +акт", "kk": "қаулы +түрі +акт"}
    for code, head in heads.items():
        told = tracer("reserve", "status", place, "--day", "2025-12-20", "--language", code).out
        assert re.search(rf"^{head} +", told, re.M)


@pytest.mark.parametrize(
    "day",
    ["31.12.2025", "2025-12-32", "2025-02-29", "2025/12/31", "yesterday", "", "2025-1-1", "2025-01-1", "20250101",
     "2025-W01-1", " 2025-01-01", "\uff12\uff10\uff12\uff15-01-01"],
)  # fmt: skip
@pytest.mark.parametrize("words", [("fix", "--day"), ("status", "--day"), ("perform", "--to"), ("fetch", "--day")])
def test_what_is_no_day_is_answered_with_the_form(words: tuple[str, str], day: str) -> None:
    """In words and with an example, not with a program's pattern, in each language."""
    command, option = words
    said = tracer("reserve", command, "nowhere", option, day)
    assert said.code == 2
    assert f"{day!r} is no day; write one as year-month-day, such as 2026-09-30." in " ".join(said.err.split())
    russian = tracer("reserve", command, "nowhere", option, day, "--language", "ru").err
    assert "пишите год-месяц-день, например 2026-09-30" in " ".join(russian.split())
