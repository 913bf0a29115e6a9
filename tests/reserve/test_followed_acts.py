"""Acts that cannot be followed: left out one by one, so that all others count and everything else is told."""

from collections.abc import Collection, Sequence

import pytest

from tests.reserve.acts import disposal, explanation, in_force, moments, scope, statement, step
from tests.reserve.small_ledgers import history_of, small_ledger, small_lots, small_register, txid
from tracer.errors import CaseError
from tracer.reserve import followed_acts
from tracer.reserve.acts import Act
from tracer.reserve.followed_acts import FollowedActs, as_many_as_can_be
from tracer.reserve.scope import scope_days

SALE = """
in: -> 60@Agency 40@Agency

move: in.0 in.1 -> 50@x 45@Reserve
"""
LOTS = small_lots(("in.0", "A", 0, 20), ("in.0", None, 20, 40), ("in.1", "B", 0, 40))


def followed(*acts: Act, drawing: str = SALE) -> FollowedActs:
    """Return the ledger of a drawing under what of the acts can be followed."""
    force, history = in_force(*acts), history_of(drawing)
    closing = moments({day: min(day.day, history.block.height) for day in scope_days(force)})
    return followed_acts.fold(small_register("Vault", "Safe"), history, force, LOTS, closing)


def told(found: FollowedActs) -> list[str]:
    """Return the sentences about what was left out."""
    return [each.text for each in found.left_out]


def test_where_all_acts_can_be_followed_none_is_left_out() -> None:
    """The ledger is that of the fold, and the acts are those on file."""
    act = disposal(7, "2025-01-02", {"L-0002": 15, "L-0003": 40}, txid("move"))
    found = followed(act)
    assert (found.left_out, found.acts) == ((), in_force(act))
    assert found.ledger.movements == small_ledger(SALE, act, lots=LOTS).movements


def test_the_second_act_of_one_transaction_is_left_out() -> None:
    """The earlier one counts, whichever is filed first; what else is on file counts too."""
    first, second = disposal(1, "2025-01-02", {}, txid("move")), disposal(3, "2025-01-02", {}, txid("move"))
    other = explanation(2, "2025-01-03", txid("in"))
    found = followed(second, other, first)
    assert found.acts.acts == (first, other)
    assert found.acts.all == (first, other, second)
    assert told(found) == [
        f"acts 2025-0001 and 2025-0003 name the same transaction {txid('move')}; act 2025-0003 is left out."
    ]
    assert [each.act for each in found.ledger.movements] == ["2025-0002", "2025-0002", "2025-0001"]


def test_every_fault_of_an_act_left_out_is_told() -> None:
    """Lots that are not what leaves, and that the coins do not hold; the departure then has no act."""
    found = followed(disposal(7, "2025-01-02", {"L-0001": 30}, txid("move")))
    assert told(found) == [
        f"act 2025-0007 disposes of 30 satoshi; {txid('move')} pays 55 to others and as its fee; "
        "act 2025-0007 is left out.",
        f"act 2025-0007 disposes of 30 satoshi of L-0001; the coins that {txid('move')} spends hold 20 of it; "
        "act 2025-0007 is left out.",
    ]
    assert found.ledger.movements[-1].act is None


def test_steps_go_with_a_disposal_that_is_left_out() -> None:
    """They name transactions for it alone; nothing that reads the acts afterwards meets a step of nothing."""
    wrong = disposal(1, "2025-01-02", {"L-0001": 30}, txid("move"))
    found = followed(wrong, step(2, "2025-01-02", 1, txid("later")))
    assert found.acts.acts == ()
    assert {each.act for each in found.left_out} == {"2025-0001"}
    assert found.ledger.movements[-1].act is None


def test_a_step_that_cannot_be_followed_goes_alone() -> None:
    """It names the transaction whose lots are others; its disposal stays, and covers nothing."""
    wrong = disposal(1, "2025-01-02", {"L-0001": 30})
    found = followed(wrong, step(2, "2025-01-02", 1, txid("move")))
    assert found.acts.acts == (wrong,)
    assert {each.act for each in found.left_out} == {"2025-0002"}
    assert found.ledger.movements[-1].act is None


@pytest.mark.parametrize(
    ("acts", "words"),
    [
        (
            [
                statement(3, "2025-01-03", 50, deposits=[txid("move")], account="Vault"),
                statement(4, "2025-01-03", 50, deposits=[txid("move")], account="Safe"),
            ],
            'of accounts "Vault" and "Safe"; act 2025-0004 is left out.',
        ),
        (
            [disposal(5, "2025-01-02", {}, txid("in"))],
            "no coin of the register's wallets; act 2025-0005 is left",
        ),
        (
            [scope(6, "2025-01-02", "Court", enters=True)],
            'the scope of "Court", which is watched or recorded only',
        ),
    ],
)
def test_whatever_cannot_be_followed_is_left_out(acts: Sequence[Act], words: str) -> None:
    """Two accounts for one transaction, a disposal of a receipt, a scope that cannot be: each is named."""
    (text,) = told(followed(*acts))
    assert words in text


class Rule:
    """Which numbers can be followed: 2 never, 1 only with 4, not 3 and 5 together; how often it was asked."""

    def __init__(self, never: Collection[int] = (2,)) -> None:
        self.never, self.asked = never, 0

    def follow(self, acts: Sequence[Act]) -> list[int]:
        """Return the numbers of acts."""
        self.asked += 1
        numbers = [int(act.head.id[-4:]) for act in acts]
        assert numbers == sorted(numbers)
        faults = [f"{number} never." for number in numbers if number in self.never]
        faults += ["1 without 4."] if 1 in numbers and 4 not in numbers else []
        faults += ["3 with 5."] if {3, 5} <= set(numbers) else []
        if faults:
            raise CaseError(*faults)
        return numbers


def test_as_many_acts_are_followed_as_can_be() -> None:
    """What can be followed only after a later one is; of two that cannot be together the earlier one is."""
    acts = [explanation(number, "2025-01-01", txid("x")) for number in (5, 4, 3, 2, 1)]
    found, left_out = as_many_as_can_be(acts, Rule().follow)
    assert found == [1, 3, 4]
    assert [(each.act, each.fault) for each in left_out] == [("2025-0002", "2 never."), ("2025-0005", "3 with 5.")]


def test_one_wrong_act_among_many_is_found_by_halving() -> None:
    """The rest is followed some twenty times, not once for each act; where none is wrong, once."""
    acts = [explanation(number, "2025-01-01", txid("x")) for number in range(6, 6 + 256)]
    rule = Rule(never=(100,))
    found, left_out = as_many_as_can_be(acts, rule.follow)
    assert (len(found), [each.act for each in left_out]) == (255, ["2025-0100"])
    assert rule.asked <= 2 * 8 + 4
    rule = Rule(never=())
    as_many_as_can_be(acts, rule.follow)
    assert rule.asked == 1


def test_what_is_wrong_without_acts_is_raised() -> None:
    """It is no act's fault."""

    def never(acts: Sequence[Act]) -> int:
        raise CaseError("the register is wrong")

    for acts in ((), (explanation(1, "2025-01-01", txid("x")),)):
        with pytest.raises(CaseError, match="the register is wrong"):
            as_many_as_can_be(acts, never)
