import random

import numpy as np

from tracer.store import linker, unspent
from tracer.store.arrays import U8
from tracer.store.schema import NONE, UNSPENDABLE


class _Model:
    """Transactions with colliding eight-byte beginnings, and what is left of each, in plain Python."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.txids: list[bytes] = []
        self.firsts: list[int] = []
        self.outputs = 0
        self.left: dict[tuple[bytes, int], int] = {}
        self.names: list[tuple[bytes, int]] = []
        """Those of `left`, in an order to draw from."""

    def batch(self, count: int) -> tuple[list[bytes], list[int], list[list[tuple[bytes, int]]], list[int]]:
        """Draw transactions: txids, first outputs, what each spends, and `spender` as made."""
        txids, firsts, spends, spender = [], [], [], []
        for _ in range(count):
            beginning = self.random.choice([b"\0" * 8, b"\xff" * 8, self.random.randbytes(8)])
            txid = beginning + self.random.randbytes(24)
            taken = [self.take() for _ in range(min(len(self.left), self.random.randint(0, 3)))]
            spends.append(taken)
            txids.append(txid)
            firsts.append(self.outputs)
            for vout in range(self.random.randint(1, 4)):
                burned = self.random.random() < 0.2
                spender.append(UNSPENDABLE if burned else NONE)
                if not burned:
                    self.left[(txid, vout)] = self.outputs
                    self.names.append((txid, vout))
                self.outputs += 1
        return txids, firsts, spends, spender

    def take(self) -> tuple[bytes, int]:
        """Draw one that is left, and spend it."""
        place = self.random.randrange(len(self.names))
        self.names[place], self.names[-1] = self.names[-1], self.names[place]
        name = self.names.pop()
        del self.left[name]
        return name


def _words(txids: list[bytes]) -> U8:
    return np.frombuffer(b"".join(txids), "<u8").copy()


def _sealed(values: list[int]) -> U8:
    array = np.array(values, np.uint64)
    array.flags.writeable = False
    return array


def test_every_input_finds_exactly_the_output_it_names() -> None:
    """Under random spends and colliding keys, links equal those of a dictionary, batch after batch."""
    for seed in range(4):
        model = _Model(seed)
        table = unspent.Unspent()
        spender: list[int] = []
        where: dict[tuple[bytes, int], int] = {}
        for _ in range(12):
            old_txids, old_firsts = list(model.txids), list(model.firsts)
            txids, firsts, spends, made = model.batch(700)
            number = len(spender)
            for txid, first, end in zip(txids, firsts, [*firsts[1:], model.outputs], strict=True):
                where |= {(txid, output - first): output for output in range(first, end)}
            named = [name for taken in spends for name in taken]
            rows = np.zeros(len(named), np.uint64)
            starts = np.cumsum([0, *(len(taken) for taken in spends)], dtype=np.uint64)[:-1]
            old_words = _words(old_txids)
            old_words.flags.writeable = False
            held = unspent.HeldRows(
                old_words, _sealed(old_firsts), _words(txids), np.array(firsts, np.uint64), model.outputs
            )
            old, new = np.array(spender, np.uint64), np.array(made, np.uint64)
            missing, fault = linker.link(
                table, held,
                linker.Spends(starts, _words([t for t, _ in named]), np.array([v for _, v in named], np.uint32), rows),
                linker.Spenders(old, 0, new),
            )  # fmt: skip
            assert (missing, fault) == (0, -1)
            assert rows.tolist() == [where[name] for name in named]
            spender = [*old.tolist(), *new.tolist()]
            model.txids, model.firsts = old_txids + txids, old_firsts + firsts
            expected = {output for output, by in enumerate(spender) if by == NONE}
            assert expected == set(model.left.values())
            assert number == old.size
            assert table.entries == len({txid for txid, _ in model.left})
        words = _words(model.txids)
        words.flags.writeable = False
        again = unspent.rebuilt(words, _sealed(model.firsts), np.array(spender, np.uint64))
        assert again.entries == table.entries


def _linked(*, spends: tuple[tuple[bytes, int], ...]) -> tuple[int, int, list[int]]:
    """Link one transaction of two outputs, and a second that spends what is named."""
    txids = [b"\1" * 32, b"\2" * 32]
    nothing = np.empty(0, np.uint64)
    nothing.flags.writeable = False
    held = unspent.HeldRows(nothing, nothing, _words(txids), np.array([0, 2], np.uint64), 3)
    rows = np.zeros(len(spends), np.uint64)
    named = linker.Spends(
        np.array([0, 0], np.uint64), _words([t for t, _ in spends]), np.array([v for _, v in spends], np.uint32), rows
    )
    spenders = linker.Spenders(np.empty(0, np.uint64), 0, np.full(3, NONE, np.uint64))
    missing, fault = linker.link(unspent.Unspent(), held, named, spenders)
    return missing, fault, rows.tolist()


def test_an_equal_beginning_is_no_match() -> None:
    """A txid that begins like another one and goes on differently is not found."""
    assert _linked(spends=((b"\1" * 31 + b"\0", 0),)) == (1, -1, [linker.MISSING])


def test_an_index_beyond_the_outputs_is_no_match() -> None:
    """An outpoint whose index its transaction does not have is not found, though the next one's exists."""
    assert _linked(spends=((b"\1" * 32, 2),)) == (1, -1, [linker.MISSING])


def test_an_output_spent_twice_is_found_out() -> None:
    """The second spend of an output is reported by its row."""
    assert _linked(spends=((b"\1" * 32, 1), (b"\1" * 32, 1)))[1] == 1


def test_memory_stays_within_what_is_stated() -> None:
    """A table takes at most 32 bytes for each transaction with outputs left, from a few thousand on."""
    table = unspent.Unspent()
    for _ in range(40):
        table.make_room(5_000)
        table.entries += 5_000
        assert table.bytes <= 32 * table.entries or table.bytes <= 32 * 4096
