"""A bundle whose period has acts of scope: the stand-alone verifiers follow them, and find what is changed."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.operations.test_reserve_scope import ACT, ENTERS, LEAVES
from tests.reserve import verifying
from tests.reserve.closing import admit, closed, context, exported, file_acts, look, salt
from tests.reserve.priced import begun_with_price, quote
from tests.stand_alone import OF_ITS_LIMITS, OF_ITS_MONEY
from tracer.formats import canonical
from tracer.operations.reserve_close import CloseRequest, close
from tracer.operations.verify import VerifyRequest, verify
from tracer.reserve.profiles import Profile

ACTS = (
    ("2025-0090", "2025-07-15", "Old Agency address", LEAVES),
    ("2025-0091", "2025-08-20", "State reserve wallet", LEAVES),
    ("2025-0092", "2025-09-20", "Old Agency address", ENTERS),
)
FOLLOWED = ("Movements", "Books", "Title", "Orders", "Accounts", "Observation", "Rounding")


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a priced register with a quarter in which wallets left the books and one came back."""
    return scoped(tmp_path_factory.mktemp("scoped"), ACTS)


def scoped(folder: Path, acts: Sequence[tuple[str, str, str, str]]) -> Path:
    """Return a priced register with a quarter closed under acts of scope."""
    register = begun_with_price(folder)
    quote(register, "2025-03-31", "2025-09-30")
    closed(register, "2025Q2")
    file_acts(register, "2025-0016")
    for number, day, wallet, keys in acts:
        text = ACT.format(day=day, wallet=wallet, keys=keys).replace("2025-0016", number)
        (register / "acts" / f"{number}.toml").write_text(text)
    admit(register, 1)
    look(register, "2025-09-30")
    close(CloseRequest(register, "2025Q3", draw=salt), context())
    return register


@pytest.fixture(scope="module")
def bundle(register: Path) -> Path:
    """Return its private bundle."""
    exported(register, "2025Q3", Profile.PRIVATE, register.parent / "private")
    return register.parent / "private"


@pytest.mark.parametrize("day", ["2025-09-12", "2025-09-20"])
def test_a_wallet_that_left_and_came_back_closes(tmp_path: Path, day: str) -> None:
    """It brings back the cost it left with: 12.39850000 BTC out on one day and in on another realise nothing.

    739920000 satoshi come back: 399960000 titled at 103,445.52 and 339960000 at 104,954.71; 15000000 more were added
    on 10 September at 98,463.46: 413,740.70 + 356,804.03 + 14,769.52. No block is
    of 20 September: the act counts on the next day with one.
    """
    acts = (ACTS[1], ("2025-0093", day, "State reserve wallet", ENTERS))
    exported(scoped(tmp_path, acts), "2025Q3", Profile.PRIVATE, tmp_path / "b")
    statement = json.loads((tmp_path / "b/data/period.json").read_bytes())
    assert statement["books_sat"]["scope"] == "0"
    cost = statement["cost_basis"]
    assert (cost["rows_cents"]["scope"], cost["rows_cents"]["disposals"], cost["usd_cents"]) == ("0", "0", "78531425")
    said, money = (verifying.run(tmp_path / "b", program=each) for each in (verifying.VERIFIER, OF_ITS_MONEY))
    assert (said.failed, money.failed, money.verdicts["value of each block"]) == ([], [], "PASS")
    assert verify(VerifyRequest(tmp_path / "b"), context()).exit_code == 0


def test_of_acts_that_count_with_one_block_the_one_of_the_latest_day_counts(tmp_path: Path) -> None:
    """Neither 20 nor 21 September has a block: the wallet enters, then leaves by the act of the lower number."""
    turns = (("2025-0095", "2025-09-20", ENTERS), ("2025-0094", "2025-09-21", LEAVES))
    acts = (ACTS[1], *((number, day, "State reserve wallet", keys) for number, day, keys in turns))
    exported(scoped(tmp_path, acts), "2025Q3", Profile.PRIVATE, tmp_path / "b")
    assert json.loads((tmp_path / "b/data/period.json").read_bytes())["books_sat"]["scope"] == "-1239850000"
    assert verifying.run(tmp_path / "b").failed == []


@pytest.mark.parametrize("profile", Profile)
def test_a_bundle_with_acts_of_scope_is_judged_whole(register: Path, tmp_path: Path, profile: Profile) -> None:
    """Nothing is left because of them: books that 12.39850000 BTC left by an act pass every item, and the money."""
    exported(register, "2025Q3", profile, tmp_path / "b")
    said = verifying.run(tmp_path / "b", program=OF_ITS_LIMITS)
    assert (said.code, said.failed) == (0, [])
    if profile is Profile.PUBLIC:
        return
    assert [said.verdicts[item] for item in FOLLOWED] == ["PASS"] * len(FOLLOWED)
    statement = json.loads((tmp_path / "b/data/period.json").read_bytes())
    assert statement["books_sat"]["scope"] == "-1239850000"
    money = verifying.run(tmp_path / "b", program=OF_ITS_MONEY)
    assert [money.verdicts[item] for item in ("value of each block", "published money")] == ["PASS"] * 2


def _books(files: dict[str, Any]) -> None:
    """Say that 1 satoshi less left the books, and 1 more is there."""
    for books in (files["period.json"]["books_sat"], files["period.json"]["wallets"][2]["books_sat"]):
        for column in ("scope", "closing"):
            books[column] = str(int(books[column]) + 1)


def _enters(files: dict[str, Any]) -> None:
    """Turn an act round."""
    act = next(each for each in files["acts.json"]["acts"] if each["id"] == "2025-0091")
    act["enters"] = True


def _other_day(files: dict[str, Any]) -> None:
    """Date an act before what went into the wallet."""
    act = next(each for each in files["acts.json"]["acts"] if each["id"] == "2025-0091")
    act["date"] = "2025-07-15"


def _of_another(files: dict[str, Any]) -> None:
    """Let the act be of a wallet that is watched only."""
    act = next(each for each in files["acts.json"]["acts"] if each["id"] == "2025-0090")
    act["wallet"] = next(row["name"] for row in files["register.json"]["wallets"] if row["stage"] == "watched")


@pytest.mark.parametrize(
    ("change", "item"), [(_books, "Books"), (_enters, "Books"), (_other_day, "Movements"), (_of_another, "Movements")]
)
def test_what_is_changed_about_scope_is_found(
    bundle: Path, change: Callable[[dict[str, Any]], None], item: str
) -> None:
    """Books of another sum, an act turned round or of another day or wallet: the item that follows it fails."""
    data = bundle / "data"
    files = {
        str(path.relative_to(data)): path.read_bytes() for path in sorted(data.rglob("*")) if path.is_file()
    }  # fmt: skip
    told = {name: json.loads(files[name]) for name in ("period.json", "acts.json", "register.json")}
    change(told)
    said = verifying.judged(files | {name: canonical.dumps(value) for name, value in told.items()})
    assert said[item][0] == "FAIL"
