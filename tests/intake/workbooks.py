"""Workbooks made for the tests: a realistic messy one, and parts changed below the library's hands."""

import random
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.comments import Comment

from tests.intake.names import base58, segwit, txid
from tracer.chain.network import REGTEST


class Damage(NamedTuple):
    """A damaged cell: what is written, and the name it was; `by_chain`: no checksum can support it."""

    written: str
    right: str
    by_chain: bool


class Messy(NamedTuple):
    """A workbook, its damaged cells and its right ones, by sheet and cell."""

    content: bytes
    damaged: dict[tuple[str, str], Damage]
    right: dict[tuple[str, str], str]


def messy() -> Messy:
    """Return three sheets, merged and Cyrillic headers, 400 rows, 20 damaged values."""
    draw = random.Random(5)
    book = Workbook()
    payments = book.active
    payments.title = "Платежи"
    payments.merge_cells("A1:F1")
    payments["A1"] = "Сведения о переводах потерпевших, приложение № 3"
    payments.merge_cells("C2:D2")
    payments["C2"] = "Куда переведено"
    payments.append(["№", "Дата", "Адрес получателя", "Хеш транзакции", "Сумма, BTC", "Примечание"])
    right: dict[tuple[str, str], str] = {}
    for row in range(4, 364):
        address = segwit(row, REGTEST, *((1, 32) if row % 5 == 0 else (0, 20))) if row % 3 else base58(row, REGTEST)
        payments.append(
            [row - 3, f"2025-03-{row % 28 + 1:02d}", address, txid(row), 0.001 * row, "банк KZ86125KZT5004100100"]
        )
        right[("Платежи", f"C{row}")], right[("Платежи", f"D{row}")] = address, txid(row)
    notes = book.create_sheet("Заметки")
    notes["B2"] = f"Потерпевший сообщил: перевёл на {segwit('note', REGTEST)}, затем {txid('note')}:1."
    notes["B3"] = "по телефону, не проверено"
    registry = book.create_sheet("Реестр")
    registry.append(["Выход", "Владелец"])
    for row in range(2, 42):
        registry.append([f"{txid(('r', row))}:{row}", "не установлен"])
        right[("Реестр", f"A{row}")] = f"{txid(('r', row))}:{row}"
    damaged: dict[tuple[str, str], Damage] = {}
    for number, row in enumerate(draw.sample(range(4, 364), 17)):
        cell = f"{'D' if number >= 13 else 'C'}{row}"
        name = right.pop(("Платежи", cell))
        written = _DAMAGES[number](name, draw)
        payments[cell] = written
        damaged[("Платежи", cell)] = Damage(written, name, number >= 13)
    for number, row in enumerate((5, 17, 40)):
        name = right.pop(("Реестр", f"A{row}"))
        registry[f"A{row}"] = written = _DAMAGES[17 + number](name, draw)
        damaged[("Реестр", f"A{row}")] = Damage(written, name, True)
    return Messy(saved(book), damaged, right)


def _replaced(count: int) -> Callable[[str, random.Random], str]:
    """Return a damage that replaces so many characters, each by one that looks like it."""

    def damage(name: str, draw: random.Random) -> str:
        looks = {"0": "O", "1": "l", "l": "1", "o": "0", "5": "s", "s": "5", "8": "b", "2": "z", "z": "2", "6": "b",
        "g": "9",
                 "9": "g", "q": "g", "v": "u", "u": "v", "c": "e", "e": "c"}  # fmt: skip
        places = [at for at in range(7, len(name)) if name[at] in looks]
        characters = list(name)
        for at in draw.sample(places, count):
            characters[at] = looks[characters[at]]
        return "".join(characters)

    return damage


def _unhexed(name: str, draw: random.Random) -> str:
    """Replace a digit of a hash by a look-alike that is no hexadecimal digit."""
    at = draw.choice([at for at in range(64) if name[at] in "01259"])
    return name[:at] + {"0": "O", "1": "l", "2": "z", "5": "s", "9": "g"}[name[at]] + name[at + 1 :]


def _lost(name: str, draw: random.Random) -> str:
    at = draw.randrange(8, 30)
    return name[:at] + name[at + 1 :]


def _doubled(name: str, draw: random.Random) -> str:
    at = draw.randrange(8, 30)
    return name[:at] + name[at] + name[at:]


def _broken(gap: str) -> Callable[[str, random.Random], str]:
    return lambda name, draw: name[:21] + gap + name[21:]


def _cyrillic(name: str, draw: random.Random) -> str:
    table = str.maketrans("aecpxACEHKMPTX", "аесрхАСЕНКМРТХ")
    at = next(at for at in range(8, len(name)) if name[at] in "aecpxACEHKMPTX")
    return name[:at] + name[at].translate(table) + name[at + 1 :]


def _swapped(name: str, draw: random.Random) -> str:
    at = next(at for at in range(9, 30) if name[at] != name[at + 1])
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


_DAMAGES: list[Callable[[str, random.Random], str]] = [
    _replaced(1), _replaced(1), _replaced(2), _replaced(2), _lost, _lost, _doubled, _doubled, _broken("\n"),
    _broken(" "), _cyrillic, _cyrillic, _swapped, _unhexed, _lost, _doubled, _broken("\n"), _lost, _unhexed,
    _broken(" "),
]  # fmt: skip
"""Thirteen for addresses, seven for txids and outpoints."""


def saved(book: Workbook) -> bytes:
    """Return a workbook's bytes."""
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def simple(value: object, comment: str = "") -> bytes:
    """Return a workbook with one value in B2."""
    book = Workbook()
    book.active["B2"] = value
    if comment:
        book.active["B2"].comment = Comment(comment, "somebody")
    return saved(book)


def changed(content: bytes, part: str, change: Callable[[bytes], bytes], **more: bytes) -> bytes:
    """Return a package with one of its parts changed, and more parts added (`__` stands for `/` in names)."""
    held = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
        for name, data in more.items():
            new.writestr(name.replace("__", "/"), data)
    return held.getvalue()
