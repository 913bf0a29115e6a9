"""What an order says, in the one form in which `case.json` and `trace.json` state it."""

from tracer.case.case import Order
from tracer.formats.canonical import Writable


def order_row(order: Order) -> dict[str, Writable]:
    """Return what an order says, as `case.json` and `trace.json` state it."""
    return {
        "id": order.id,
        "kind": order.kind.value,
        "labels": order.labels,
        "custody": order.custody,
        "date": order.date.isoformat(),
        "in_force": None if order.in_force is None else order.in_force.isoformat(),
        "ordered_sat": order.amount,
    }
