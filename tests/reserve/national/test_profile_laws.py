"""Laws of national profiles over drawn registers: no satoshi, no title and no published figure depends on one."""

import datetime as dt
import json
from dataclasses import replace

from tests.counts import count
from tests.reserve.drawn_registers import CASES, DrawnRegister, drawn
from tracer.reserve import period_file, public_file
from tracer.reserve.days import Period
from tracer.reserve.ledger import fold
from tracer.reserve.national.profiles import PROFILES, USUAL, profile
from tracer.reserve.period import book
from tracer.reserve.period_sources import PeriodSources
from tracer.reserve.periods import Predecessors
from tracer.reserve.public import public

SEEDS = count(suite=4, laws=200)


def stated(drawing: DrawnRegister, name: str) -> tuple[bytes, bytes]:
    """Return the statement and the published figures of a drawn register as one of a country would keep it."""
    assumed = profile(name)
    register = replace(drawing.register, profile=name, languages=assumed.languages, currency=assumed.currency)
    ledger = fold(register, drawing.history, drawing.acts, drawing.lots)
    made = book(
        PeriodSources(
            period=Period("2026Q2", dt.date(2026, 4, 1), drawing.days[-1]),
            register=register, acts=drawing.acts, lots=drawing.lots, history=drawing.history, ledger=ledger, faults=(),
            files={f"receipts/{case}/admission.json": "ab" * 32 for case in CASES},
            before=Predecessors(None, None), version="0.2.0", method=2,
        )
    )  # fmt: skip
    statement = replace(made.statement, private_root="9f" * 32)
    return period_file.dumps(statement), public_file.dumps(public(statement, register, ledger, made.title, ()))


def test_swapping_profiles_changes_no_satoshi_of_a_drawn_register() -> None:
    """The statement is the same bytes under each of the six; what is published differs in the currency's name alone."""
    for seed in range(SEEDS):
        drawing = drawn(seed, unit=3_000_007)
        found = {name: stated(drawing, name) for name in PROFILES}
        statement, published = found[USUAL]
        assert b'"untitled":"' in statement
        assert json.loads(published)["rule"] == "public/1"
        assert {name for name, (each, _) in found.items() if each != statement} == set()
        for name, (_, each) in found.items():
            assert json.loads(each) == json.loads(published) | {"currency": profile(name).currency}
