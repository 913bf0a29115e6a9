"""Kazakh nouns that are counted, in the forms that numbers ask for."""

from collections.abc import Mapping

NOUNS: Mapping[str, tuple[str, ...]] = {
    "address": ("мекенжай",),
    "coin": ("монета",),
    "disagreement": ("сәйкессіздік",),
    "gap": ("олқылық",),
    "output": ("шығыс",),
    "row": ("жол",),
    "second": ("секунд",),
    "transaction": ("транзакция",),
}
"""After a number a noun stays in the singular."""
