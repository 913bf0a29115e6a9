"""Registers before which transactions are cleared: part two of the story, with disposals that its tests file.

The transactions are those that a real node's watch-only wallet proposed (fixtures/recorder/record_clearance.py).
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from fixtures.recorder.record_clearance import BIDDER
from tests.fixtures_story.recorded import FIXTURES
from tests.reserve import story_two
from tests.reserve.folders import look, register_two
from tracer.operations.context import Context
from tracer.operations.reserve_clear import Cleared, ClearRequest, reserve_clear
from tracer.operations.sources import ChainSource
from tracer.reserve.disposition.gate_rows import GateState

NOW = 1_767_700_000
"""2026-01-06 11:46:40 UTC: after everything recorded."""
DAY = "2026-01-06"
PSBTS = FIXTURES / "clearance"
TEST_PAYMENT, AUCTION, MERGE = (PSBTS / f"{name}.psbt" for name in ("test-payment", "auction", "merge"))
TEXT = b"The decision to dispose, two persons present.\n"
COUNTERPARTY = f'{{ name = "Example Bidder", screened = {DAY}, screening_sha256 = "{"5c" * 32}" }}'
PERSONS = ("K. Example", "S. Sample")


def context(now: int = NOW) -> Context:
    """Return who asks, at a fixed time."""
    return Context(who="C. Clearer", clock=lambda: now)


def observed(tmp_path: Path) -> Path:
    """Make the register of part two, observed at the chain's last block."""
    folder = register_two(tmp_path)
    look(folder, story_two.BLOCKS, now=NOW)
    return folder


def disposal(
    lots: Mapping[str, int],
    pays: Sequence[tuple[bytes, int]],
    *,
    number: int = 2,
    method: str = "sharing",
    basis: str = "decree 9/2026",
    persons: Sequence[str] = PERSONS,
    counterparty: str | None = COUNTERPARTY,
    more: str = "",
) -> str:
    """Return a disposal of 2026 as a file: satoshi of lots, and what is paid to which scripts."""
    listed = ", ".join(f'"{lot}" = {sat}' for lot, sat in lots.items())
    outputs = ", ".join(f'{{ script = "{script.hex()}", sat = {sat} }}' for script, sat in pays)
    authorised = ", ".join(f'{{ person = "{each}", date = {DAY} }}' for each in persons)
    return (
        f'id = "2026-{number:04}"\nkind = "disposal"\ndate = {DAY}\n'
        f'text = {{ file = "texts/2026-{number:04}.txt", sha256 = "{hashlib.sha256(TEXT).hexdigest()}" }}\n'
        f'signed_by = ["K. Example", "S. Sample"]\nmethod = "{method}"\nlots = {{ {listed} }}\nbasis = "{basis}"\n'
        f"authorised = [{authorised}]\noutputs = [{outputs}]\n"
        + ("" if counterparty is None else f"counterparty = {counterparty}\n")
        + more
    )


def step(number: int, of: int, state: str, txid: str | None = None) -> str:
    """Return a step of a disposal of 2026 as a file."""
    more = "" if txid is None else f'txid = "{txid}"\n'
    return (
        f'id = "2026-{number:04}"\nkind = "step"\ndate = {DAY}\n'
        f'text = {{ file = "texts/2026-{number:04}.txt", sha256 = "{hashlib.sha256(TEXT).hexdigest()}" }}\n'
        f'signed_by = ["K. Example", "S. Sample"]\ndisposal = "2026-{of:04}"\nstate = "{state}"\n{more}'
    )


def file_act(register: Path, text: str) -> None:
    """File an act of 2026 with its document."""
    number = text.split('"')[1]
    (register / "acts" / f"{number}.toml").write_text(text, encoding="utf-8")
    (register / "texts" / f"{number}.txt").write_bytes(TEXT)


TEST_DISPOSAL = disposal({"L-0004": 104_500}, [(BIDDER.script, 100_000)])
"""The act of the recorded test payment: 0.001 BTC, and 4,500 satoshi of fee."""
AUCTIONED = disposal({"L-0002": 100_004_500}, [(BIDDER.script, 100_000_000)], number=3)
"""The act of the recorded auction: 1 BTC, and 4,500 satoshi of fee."""


def clear(register: Path, file: Path, source: ChainSource | None = None, *, now: int = NOW) -> Cleared:
    """Clear a transaction."""
    return reserve_clear(ClearRequest(register, file, source), context(now))


def failed(found: Cleared) -> dict[str, str]:
    """Return the sentences of the checks that do not pass, but D10, by their ids."""
    checks = found.clearance.checks
    return {each.id: each.what for each in checks if each.state is not GateState.PASS and each.id != "D10"}
