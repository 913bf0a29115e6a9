"""An exploration as a transcript: each line, what it did, and the books."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict

import click

from tracer.case.case import Label
from tracer.chain.amount import as_bitcoin
from tracer.cli.explore_lines import one, spender_of, txid_of, until_of, verb_of, whole
from tracer.errors import CaseError
from tracer.explore.kept import KEPT
from tracer.explore.unfolded import UNOPENED, Unfolded
from tracer.operations.explore import Exploration
from tracer.trace.attribution import taint
from tracer.visible import visible

_WORDS = {UNOPENED: "NOT OPENED"}
"""Ends that are shown in other words than their own."""


class Transcript:
    """Reads lines, does what they say, and prints what one sees."""

    def __init__(self, exploration: Exploration, *, as_json: bool, echo: bool) -> None:
        """Print JSON lines or words; `echo` repeats each line, for whoever reads a transcript that was piped in."""
        self._it, self._as_json, self._echo = exploration, as_json, echo
        self._help = ""
        self._verbs: Mapping[str, Callable[[Sequence[str]], None]] = {
            "open": self._open, "follow": self._follow, "try": self._try, "close": self._close, "undo": self._undo,
            "redo": self._redo, "go": self._go, "list": self._list, "trail": self._trail, "rule": self._rule,
            "kept": self._kept, "branch": self._branch, "help": self._say_help,
        }  # fmt: skip

    def begin(self) -> None:
        """Print where one stands before any line."""
        if not self._as_json:
            horizon, rule = self._it.horizon, self._it.question.policy.name
            click.echo(f"up to block {horizon.height} {horizon.hash}, under {rule}")
        self._stand()
        self._list([])

    def run(self, lines: Iterable[str], help_text: str) -> bool:
        """Do what lines say until they end or one says quit; return whether any was wrong. A wrong one does nothing."""
        self._help, wrong = help_text, False
        for line in lines:
            words = line.split()
            if not words:
                continue
            if self._echo and not self._as_json:
                click.echo(f"\n> {visible(' '.join(words))}")
            try:
                verb = verb_of(words[0])
                if verb == "quit":
                    break
                self._verbs[verb](words[1:])
            except CaseError as error:
                wrong = True
                click.echo("Error: " + "\n".join(error.faults), err=True)
        return wrong

    def _open(self, words: Sequence[str]) -> None:
        waiting = self._it.seen.waiting
        if [word.lower() for word in words] == ["all"]:
            txids = {each.spender.txid for each in waiting}
        else:
            txids = {spender_of(one(words, "a coin's number, a txid or all"), waiting)}
        self._moved(lambda: self._it.open(txids))

    def _follow(self, words: Sequence[str]) -> None:
        found = self._it.try_following(until_of(words, self._it.seen.waiting, self._labels))
        self._moved(lambda: self._it.open(found.txids))
        if found.held_back:
            self._say("The number of transactions held it back: more waits that the conditions let through.")

    def _try(self, words: Sequence[str]) -> None:
        found = self._it.try_following(until_of(words, self._it.seen.waiting, self._labels))
        if self._as_json:
            click.echo(json.dumps({"would_open": list(found.txids), "held_back": found.held_back}))
            return
        before, after = _unopened(self._it.seen), _unopened(found.seen)
        held = " The number of transactions holds it back." if found.held_back else ""
        self._say(
            f"It would open {_transactions(len(found.txids))} and leave {as_bitcoin(after)} BTC not opened,"
            f" of {as_bitcoin(before)} now.{held}"
        )

    def _close(self, words: Sequence[str]) -> None:
        self._moved(lambda: self._it.close(txid_of(one(words, "a txid"))))

    def _undo(self, words: Sequence[str]) -> None:
        _nothing(words)
        self._moved(self._it.undo)

    def _redo(self, words: Sequence[str]) -> None:
        _nothing(words)
        self._moved(self._it.redo)

    def _go(self, words: Sequence[str]) -> None:
        self._moved(lambda: self._it.go(whole(one(words, "a step's number"), "a step's number")))

    def _list(self, words: Sequence[str]) -> None:
        _nothing(words)
        if self._as_json:
            return
        for number, each in enumerate(self._it.seen.waiting, start=1):
            held = ", ".join(
                f"{visible(label)} {as_bitcoin(sat)}" for label, sat in taint(each.coin.attribution).items()
            )
            click.echo(f"{number:>4}  {each.coin.outpoint}  holds {held} of {as_bitcoin(each.coin.output.value)} BTC")
            click.echo(f"      spent in block {each.spender.position.height} by {each.spender.txid}")
        if not self._it.seen.waiting:
            self._say("Nothing waits: every satoshi has ended, and the books are those of the whole trail.")

    def _trail(self, words: Sequence[str]) -> None:
        _nothing(words)
        for step in self._it.seen.trail.steps:
            self._say(f"block {step.position.height}  {step.txid}  {len(step.spent)} in, {len(step.made)} out")

    def _rule(self, words: Sequence[str]) -> None:
        name = one(words, "a rule's name")
        other = self._it.under(name)
        if self._as_json:
            click.echo(json.dumps({"rule": name, "books": other.books}, ensure_ascii=False))
        for label, now in self._it.seen.books.items():
            then = other.books[label]
            changed = [word for word in now if now[word] != then[word]]
            told = ", ".join(
                f"{_named(word)} {as_bitcoin(then[word])}, here {as_bitcoin(now[word])}" for word in changed
            )
            self._say(f"{visible(label)} under {name}: {told or 'the same'}")

    def _kept(self, words: Sequence[str]) -> None:
        most = KEPT if not words else whole(one(words, "a number of transactions"), "a number of transactions")
        drawn = self._it.kept(most)
        if self._as_json:
            click.echo(json.dumps({"kept": [step.txid for step in drawn.kept], "rest": asdict(drawn.band)}))
        for step in drawn.kept:
            self._say(f"block {step.position.height}  {step.txid}")
        band = drawn.band
        self._say(f"The other {_transactions(band.transactions)}, all labels together, in BTC:")
        came, out, ended, fees = (
            as_bitcoin(sum(part.values())) for part in (band.came_in, band.went_out, band.ended, band.fees)
        )
        self._say(f"in {came} = out {out} + ended or waiting {ended} + fees {fees}")

    def _branch(self, words: Sequence[str]) -> None:
        found = self._it.branch(txid_of(one(words, "a txid")))
        if self._as_json:
            sums = {"came_in": found.came_in, "left": found.left, "ended": found.ended, "fees": found.fees}
            click.echo(json.dumps({"branch": [step.txid for step in found.steps], **sums}))
        for step in found.steps:
            self._say(f"block {step.position.height}  {step.txid}")
        came, left, ended, fees = (
            as_bitcoin(sum(part.values())) for part in (found.came_in, found.left, found.ended, found.fees)
        )
        self._say(f"in {came} = left it {left} + ended or waiting {ended} + fees {fees}, all labels together, in BTC")

    def _say_help(self, words: Sequence[str]) -> None:
        _nothing(words)
        self._say(self._help)

    @property
    def _labels(self) -> Sequence[Label]:
        return tuple(self._it.seen.trail.books)

    def _moved(self, move: Callable[[], None]) -> None:
        """Take a step and print where one stands then; where nothing changed, say so."""
        before = self._it.history
        move()
        if self._it.history == before:
            self._say("Nothing changed.")
        self._stand()
        if not self._as_json:
            self._list([])

    def _stand(self) -> None:
        if self._as_json:
            click.echo(json.dumps(self._it.as_json(), ensure_ascii=False))
            return
        history = self._it.history
        click.echo(f"step {history.at} of {len(history.steps)}, {_transactions(len(history.opened))} open")
        for label, book in self._it.seen.trail.books.items():
            ends = {word: sat for word, sat in self._it.seen.books[label].items() if sat}
            told = " + ".join(f"{_named(word)} {as_bitcoin(sat)}" for word, sat in ends.items()) or "0.00000000"
            overlap = (
                f" (asserted {as_bitcoin(book.asserted)}, overlap {as_bitcoin(book.overlap)})" if book.overlap else ""
            )
            state = "provisional" if UNOPENED in ends else "closed"
            click.echo(f"{visible(label)}: {as_bitcoin(book.seed)} = {told}{overlap}, {state}")

    def _say(self, words: str) -> None:
        if not self._as_json:
            click.echo(words)


def _named(word: str) -> str:
    return _WORDS.get(word, word.replace("_", "-"))


def _nothing(words: Sequence[str]) -> None:
    if words:
        raise CaseError(f"this takes nothing, and {' '.join(words)!r} stands after it")


def _transactions(count: int) -> str:
    return f"{count} transaction" + ("" if count == 1 else "s")


def _unopened(seen: Unfolded) -> int:
    return sum(book[UNOPENED] for book in seen.books.values())
