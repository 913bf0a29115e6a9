"""The arithmetic of one transaction under one rule, as a table that shows how each payment is arrived at."""

from tracer.evidence.hops import Hop
from tracer.evidence.paper import Head, Table, number, table
from tracer.trace.purse import Purse, taint

_FROM_FRONT, _FROM_BACK = "fifo", "lifo"


def steps_of(rule: str, hop: Hop, most: int) -> Table:
    """Return what goes out, with the arithmetic of the rule as far as it has one; at most so many lines."""
    if rule in (_FROM_FRONT, _FROM_BACK):
        return _cut_off(hop, most, from_front=rule == _FROM_FRONT)
    if rule == "haircut":
        return _shared(hop, most)
    rows = [(_name(hop, at), str(outlet.value), held(outlet.purse)) for at, outlet in enumerate(hop.outlets)]
    columns: list[Head] = ["payment", number("value"), number("holds")]
    return table("What goes out", columns, rows[:most])


def held(purse: Purse) -> str:
    """Return runs of satoshi, one per line."""
    return "\n".join(f"{label or 'untraced'} {sat}" for label, sat in purse[:20]) or "—"


def _name(hop: Hop, at: int) -> str:
    vout = hop.outlets[at].vout
    return "fee" if vout is None else f"output {vout}"


def _cut_off(hop: Hop, most: int, from_front: bool) -> Table:
    """Return which satoshi, by their numbers in the inputs laid end to end, each payment takes."""
    total = sum(outlet.value for outlet in hop.outlets)
    rows, done = [], 0
    for at, outlet in enumerate(hop.outlets):
        first = done + 1 if from_front else total - done - outlet.value + 1
        span = f"{first}–{first + outlet.value - 1}" if outlet.value else "none"
        rows.append((_name(hop, at), str(outlet.value), span, held(outlet.purse)))
        done += outlet.value
    columns: list[Head] = ["payment", number("value"), number("takes satoshi nos."), number("which are, in order")]
    side = "front" if from_front else "back"
    return table(f"What goes out, cut off from the {side}", columns, rows[:most])


def _shared(hop: Hop, most: int) -> Table:
    """Return each payment's share of the traced total: whole part, remainder, and what rounding adds."""
    total = sum(outlet.value for outlet in hop.outlets)
    traced = sum(sum(taint(inlet.purse).values()) for inlet in hop.inlets)
    rows = []
    for at, outlet in enumerate(hop.outlets):
        whole, rest = divmod(outlet.value * traced, total) if total else (0, 0)
        gets = sum(taint(outlet.purse).values())
        amounts = "\n".join(f"{label} {sat}" for label, sat in taint(outlet.purse).items()) or "—"
        rows.append((_name(hop, at), str(outlet.value), str(whole), str(rest), f"+{gets - whole}", str(gets), amounts))
    columns: list[Head] = [
        "payment", number("value v"), number("whole part of v × T ÷ V"), number("remainder"), number("rounding"),
        number("gets"), number("by label"),
    ]  # fmt: skip
    return table(f"What goes out: T = {traced} traced of V = {total}", columns, rows[:most])
