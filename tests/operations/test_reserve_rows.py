"""Movements and faults of an observation held against the transactions beside it, whoever wrote the journal along."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.operations.test_reserve_entered import Watched, context
from tests.reserve.entering import enter_as_it_is
from tests.reserve.written import TEXT, TEXT_SHA
from tracer.chain.outpoint import BlockHash
from tracer.errors import IntegrityError
from tracer.operations.context import Context
from tracer.operations.reserve_check import RegisterCheckRequest, check_register
from tracer.operations.reserve_observe import ObserveRequest, observe
from tracer.operations.reserve_status import StatusRequest, reserve_status
from tracer.operations.sources import ChainSource
from tracer.reserve import observation_file
from tracer.reserve.observation import FaultKind, Observation, ObservedFault, Since


class Stolen(Watched):
    """The same register: 9,000 of the first coin's 10,000 satoshi went to others without an act, 500 to the fee."""

    def __init__(self, folder: Path) -> None:
        """Make it, and look again."""
        super().__init__(folder)
        self.spend((9_000, "thief"), (500, "Reserve/0/0"))
        self.last = self.look().observation.name

    @property
    def place(self) -> Path:
        """The last observation's file."""
        return self.folder / "observations" / f"{self.last}.json"

    def read(self) -> Observation:
        """Return the last observation."""
        return observation_file.loads(self.place.read_bytes(), self.place.name)

    def write(self, found: Observation) -> None:
        """Put another observation in its place, and enter that."""
        self.place.write_bytes(observation_file.dumps(found))
        enter_as_it_is(self.folder, self.last)

    def alter(self, old: bytes, new: bytes) -> None:
        """Alter its file's bytes, and enter it as it then lies there."""
        content = self.place.read_bytes()
        assert old in content
        self.place.write_bytes(content.replace(old, new, 1))
        enter_as_it_is(self.folder, self.last)

    def explain(self, txid: str, number: str = "2025-0001") -> None:
        """File an act that explains a transaction."""
        (self.folder / "texts").mkdir(exist_ok=True)
        (self.folder / "texts" / "order.txt").write_bytes(TEXT)
        (self.folder / "acts" / f"{number}.toml").write_text(
            f'id = "{number}"\nkind = "correction"\ndate = 2026-09-01\nsigned_by = ["A. One", "B. Two"]\n'
            f'txid = "{txid}"\nexplains = "seen"\ntext = {{ file = "texts/order.txt", sha256 = "{TEXT_SHA}" }}\n',
            encoding="utf-8",
        )


LATER = 1_790_000_000
"""2026-09-21, after the blocks."""


@pytest.fixture
def stolen(tmp_path: Path) -> Stolen:
    """A register out of which something went without an act."""
    found = Stolen(tmp_path)
    assert found.check() == ()
    return found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b'"value_sat":"9000","vout":null', b'"value_sat":"8999","vout":null', "value_sat is 8999, computed 9000"),
        (b'"fee_sat":"500"', b'"fee_sat":"499"', "fee_sat is 499, computed 500"),
        (b'"kind":"disposal"', b'"kind":"joint"', "kind is joint, computed disposal"),
        (b'"from":["Agency"]', b'"from":["Reserve"]', "from is Reserve, computed Agency"),
        (b'"from":["Agency"]', b'"from":[]', "from is , computed Agency"),
        (b'"to":["Reserve"]', b'"to":[]', "to is , computed Reserve"),
        (b'"value_sat":"5000","vout":0', b'"value_sat":"5001","vout":0', "value_sat is 5001, computed 5000"),
    ],
)
def test_a_movement_that_does_not_follow_is_named(stolen: Stolen, old: bytes, new: bytes, said: str) -> None:
    """A check names transaction, key, and both figures; so does a status, and a 4 is its exit."""
    stolen.alter(old, new)
    with pytest.raises(IntegrityError, match=rf"{stolen.last}\.json movements: [0-9a-f]{{64}}:? .*{said}"):
        stolen.check()
    shown = reserve_status(StatusRequest(stolen.folder), context())
    assert shown.exit_code == 4
    assert any(said in alarm.text for alarm in shown.status.alarms)


def test_an_act_that_is_not_on_file_is_told(stolen: Stolen) -> None:
    """A movement that names an act which no file has, or has otherwise by now: nothing is judged by it."""
    stolen.alter(b'"act":null,"fee_sat":"500"', b'"act":"2025-0001","fee_sat":"500"')
    note = stolen.check()[0]
    txid = stolen.read().movements[-1].txid
    assert note == f"observations/{stolen.last}.json movements: {txid}: no act 2025-0001 on file names it."
    shown = reserve_status(StatusRequest(stolen.folder), context())
    assert shown.exit_code == 1
    assert note in shown.notes


def test_a_movement_that_is_left_out_is_named(stolen: Stolen) -> None:
    """Each of the three, with how many rows there should be."""
    found = stolen.read()
    for row in found.movements:
        stolen.write(replace(found, movements=tuple(each for each in found.movements if each != row)))
        with pytest.raises(IntegrityError, match=f"{row.txid} has 0 rows, computed 1"):
            stolen.check()


def test_movements_of_another_transaction_or_order_are_named(stolen: Stolen) -> None:
    """A transaction that nothing beside the file has; and the same rows in another order."""
    found = stolen.read()
    strange = replace(found.movements[0], txid=type(found.movements[0].txid)("ab" * 32))
    stolen.write(replace(found, movements=(*found.movements, strange)))
    with pytest.raises(IntegrityError, match=f"{'ab' * 32} is no transaction of the register's wallets above block -1"):
        stolen.check()
    stolen.write(replace(found, movements=found.movements[::-1]))
    with pytest.raises(IntegrityError, match="not in the order of the chain"):
        stolen.check()


@pytest.mark.parametrize("kind", [FaultKind.LATE, FaultKind.UNREGISTERED])
def test_a_fault_that_is_left_out_or_altered_is_named(tmp_path: Path, kind: FaultKind) -> None:
    """The alarm on a departure, and the one on a receipt above dust."""
    stolen = Stolen(tmp_path)
    stolen.view.add(pays="Agency/0/0", sat=20_000)
    stolen.last = stolen.look().observation.name
    found = stolen.read()
    one = next(each for each in found.faults if each.kind is kind)
    stolen.write(replace(found, faults=tuple(each for each in found.faults if each != one)))
    with pytest.raises(IntegrityError, match=f"faults: that {one.subject} has no act is missing"):
        stolen.check()
    other = replace(one, text=one.text.replace("0.000", "0.001"))
    stolen.write(replace(found, faults=tuple(other if each == one else each for each in found.faults)))
    with pytest.raises(IntegrityError, match=f"faults: {kind.value} of {one.subject} does not follow"):
        stolen.check()


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (
            ObservedFault(FaultKind.BEYOND_RANGE, "Agency", "extend range"),
            "of ends of ranges it says extend range, comp",
        ),
        (ObservedFault(FaultKind.FEE, "ab" * 32, "a fee"), "fee: (ab){32} is no transaction of the register's wallets"),
        (ObservedFault(FaultKind.LATE, "ab" * 32, "it left"), "late of (ab){32} does not follow from its transaction"),
    ],
)
def test_a_fault_of_nothing_is_named(stolen: Stolen, fault: ObservedFault, said: str) -> None:
    """Where nothing beside the file can have made it."""
    found = stolen.read()
    stolen.write(
        replace(found, faults=tuple(sorted((*found.faults, fault), key=lambda each: list(FaultKind).index(each.kind))))
    )
    with pytest.raises(IntegrityError, match=f"faults: {said}"):
        stolen.check()


def test_a_period_that_was_never_closed_hides_no_movements(stolen: Stolen) -> None:
    """Movements are listed since a closed period, which is among those on file."""
    found = stolen.read()
    since = Since("2025Q4", found.block.height - 1, BlockHash("00" * 32))
    stolen.write(replace(found, since=since, movements=found.movements[-1:]))
    with pytest.raises(IntegrityError, match="lists movements since period 2025Q4, which was not closed with block"):
        stolen.check()


def test_an_act_that_came_since_is_no_fault(stolen: Stolen) -> None:
    """A departure may be explained after it was observed; the observation says what was known then."""
    txid = stolen.read().movements[-1].txid
    stolen.explain(txid)
    later = Context(who="a test", clock=lambda: LATER)
    checked = check_register(RegisterCheckRequest(stolen.folder), later)
    assert checked.folder is not None
    assert checked.faults == ()
    assert reserve_status(StatusRequest(stolen.folder), later).is_whole
    observe(ObserveRequest(stolen.folder, ChainSource(str(stolen.file))), later)
    assert stolen.read().movements[-1].act == "2025-0001"
    assert reserve_status(StatusRequest(stolen.folder), later).is_whole
    found = stolen.read()
    stolen.write(replace(found, movements=tuple(replace(each, act=None) for each in found.movements)))
    with pytest.raises(IntegrityError, match=f"faults: that {txid} has no act is missing"):
        check_register(RegisterCheckRequest(stolen.folder), later)


def test_wallets_that_the_register_counts_otherwise_are_told(stolen: Stolen) -> None:
    """What was of the register's own then cannot be said; a check says that rows were not held."""
    found = stolen.read()
    wallets = tuple(replace(each, is_ours=each.name != "Reserve") for each in found.wallets)
    stolen.write(replace(found, wallets=wallets))
    assert [note for note in stolen.check() if "were not held against the chain" in note]
