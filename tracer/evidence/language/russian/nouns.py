"""Russian nouns that are counted, in the forms that numbers ask for."""

from collections.abc import Mapping

NOUNS: Mapping[str, tuple[str, ...]] = {
    "address": ("адрес", "адреса", "адресов"),
    "coin": ("монета", "монеты", "монет"),
    "disagreement": ("расхождение", "расхождения", "расхождений"),
    "gap": ("пробел", "пробела", "пробелов"),
    "output": ("выход", "выхода", "выходов"),
    "row": ("строка", "строки", "строк"),
    "second": ("секунда", "секунды", "секунд"),
    "transaction": ("транзакция", "транзакции", "транзакций"),
}
"""For one, for two to four, for five and more."""
