"""An exploration as a transcript: each line, what it did, and the books."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict

import click

from tracer.case.case import Label
from tracer.chain.amount import as_bitcoin
from tracer.cli.echo import to_stderr
from tracer.cli.explore_lines import one_word, spender_of, txid_of, until_of, verb_of, whole_number
from tracer.cli.tongue import counted, known, say, spoken, word
from tracer.documents.words import end_name, rule_name
from tracer.errors import CaseError
from tracer.explore.kept import KEPT
from tracer.explore.unfolded import UNOPENED, Unfolded
from tracer.operations.explore import Exploration
from tracer.trace.attribution import taint
from tracer.visible import visible


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
            horizon, rule = self._it.horizon, rule_name(self._it.question.policy.name, spoken())
            words = "up to block {height} {hash}, under {rule}"
            click.echo(say(words, height=horizon.height, hash=horizon.hash, rule=rule))
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
                to_stderr(say("Error: {message}", message=known("\n".join(error.faults))))
        return wrong

    def _open(self, words: Sequence[str]) -> None:
        waiting = self._it.seen.waiting
        if [word.lower() for word in words] == ["all"]:
            txids = {each.spender.txid for each in waiting}
        else:
            txids = {spender_of(one_word(words, "a coin's number, a txid or all"), waiting)}
        self._moved(lambda: self._it.open(txids))

    def _follow(self, words: Sequence[str]) -> None:
        found = self._it.try_following(until_of(words, self._it.seen.waiting, self._labels))
        self._moved(lambda: self._it.open(found.txids))
        if found.held_back:
            words = "The number of transactions held it back: more waits that the conditions let through."
            self._say(word(words))

    def _try(self, words: Sequence[str]) -> None:
        found = self._it.try_following(until_of(words, self._it.seen.waiting, self._labels))
        if self._as_json:
            click.echo(json.dumps({"would_open": list(found.txids), "held_back": found.held_back}))
            return
        before, after = _unopened(self._it.seen), _unopened(found.seen)
        words = "It would open {count} and leave {after} BTC not opened, of {before} now."
        told = {"count": _transactions(len(found.txids)), "after": as_bitcoin(after), "before": as_bitcoin(before)}
        held = word("The number of transactions holds it back.") if found.held_back else ""
        self._say(f"{say(words, **told)} {held}".rstrip())

    def _close(self, words: Sequence[str]) -> None:
        self._moved(lambda: self._it.close(txid_of(one_word(words, "a txid"))))

    def _undo(self, words: Sequence[str]) -> None:
        _nothing(words)
        self._moved(self._it.undo)

    def _redo(self, words: Sequence[str]) -> None:
        _nothing(words)
        self._moved(self._it.redo)

    def _go(self, words: Sequence[str]) -> None:
        self._moved(lambda: self._it.go(whole_number(one_word(words, "a step's number"), "a step's number")))

    def _list(self, words: Sequence[str]) -> None:
        _nothing(words)
        if self._as_json:
            return
        for number, each in enumerate(self._it.seen.waiting, start=1):
            held = ", ".join(
                f"{visible(label)} {as_bitcoin(sat)}" for label, sat in taint(each.coin.attribution).items()
            )
            holds = say("holds {held} of {value} BTC", held=held, value=as_bitcoin(each.coin.output.value))
            click.echo(f"{number:>4}  {each.coin.outpoint}  {holds}")
            told = {"height": each.spender.position.height, "txid": each.spender.txid}
            click.echo("      " + say("spent in block {height} by {txid}", **told))
        if not self._it.seen.waiting:
            words = "Nothing waits: every satoshi has ended, and the books are those of the whole trail."
            self._say(word(words))

    def _trail(self, words: Sequence[str]) -> None:
        _nothing(words)
        for step in self._it.seen.trail.steps:
            told = {"height": step.position.height, "txid": step.txid}
            words = "block {height}  {txid}  {spent} in, {made} out"
            self._say(say(words, **told, spent=len(step.spent), made=len(step.made)))

    def _rule(self, words: Sequence[str]) -> None:
        name = one_word(words, "a rule's name")
        other = self._it.under(name)
        if self._as_json:
            click.echo(json.dumps({"rule": name, "books": other.books}, ensure_ascii=False))
        for label, now in self._it.seen.books.items():
            then = other.books[label]
            changed = [end for end in now if now[end] != then[end]]
            told = ", ".join(
                say("{end} {then}, here {now}", end=_named(end), then=as_bitcoin(then[end]), now=as_bitcoin(now[end]))
                for end in changed
            )
            fields = {"label": visible(label), "rule": rule_name(name, spoken()), "told": told or word("the same")}
            self._say(say("{label} under {rule}: {told}", **fields))

    def _kept(self, words: Sequence[str]) -> None:
        most = (
            KEPT if not words else whole_number(one_word(words, "a number of transactions"), "a number of transactions")
        )
        drawn = self._it.kept(most)
        if self._as_json:
            click.echo(json.dumps({"kept": [step.txid for step in drawn.kept], "rest": asdict(drawn.band)}))
        for step in drawn.kept:
            self._say(say("block {height}  {txid}", height=step.position.height, txid=step.txid))
        band = drawn.band
        self._say(say("The other {count}, all labels together, in BTC:", count=_transactions(band.transactions)))
        came, out, ended, fees = (
            as_bitcoin(sum(part.values())) for part in (band.came_in, band.went_out, band.ended, band.fees)
        )
        words = "in {came} = out {out} + ended or waiting {ended} + fees {fees}"
        self._say(say(words, came=came, out=out, ended=ended, fees=fees))

    def _branch(self, words: Sequence[str]) -> None:
        found = self._it.branch(txid_of(one_word(words, "a txid")))
        if self._as_json:
            sums = {"came_in": found.came_in, "left": found.left, "ended": found.ended, "fees": found.fees}
            click.echo(json.dumps({"branch": [step.txid for step in found.steps], **sums}))
        for step in found.steps:
            self._say(say("block {height}  {txid}", height=step.position.height, txid=step.txid))
        came, left, ended, fees = (
            as_bitcoin(sum(part.values())) for part in (found.came_in, found.left, found.ended, found.fees)
        )
        words = "in {came} = left it {left} + ended or waiting {ended} + fees {fees}, all labels together, in BTC"
        self._say(say(words, came=came, left=left, ended=ended, fees=fees))

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
            self._say(word("Nothing changed."))
        self._stand()
        if not self._as_json:
            self._list([])

    def _stand(self) -> None:
        if self._as_json:
            click.echo(json.dumps(self._it.as_json(), ensure_ascii=False))
            return
        history = self._it.history
        told = {"step": history.at, "steps": len(history.steps), "count": _transactions(len(history.opened))}
        click.echo(say("step {step} of {steps}, {count} open", **told))
        for label, book in self._it.seen.trail.books.items():
            ends = {end: sat for end, sat in self._it.seen.books[label].items() if sat}
            sums = " + ".join(f"{_named(end)} {as_bitcoin(sat)}" for end, sat in ends.items()) or "0.00000000"
            if book.overlap:
                amounts = {"asserted": as_bitcoin(book.asserted), "overlap": as_bitcoin(book.overlap)}
                sums += " " + say("(asserted {asserted}, overlap {overlap})", **amounts)
            state = word("provisional" if UNOPENED in ends else "closed")
            click.echo(f"{visible(label)}: {as_bitcoin(book.seed)} = {sums}, {state}")

    def _say(self, words: str) -> None:
        if not self._as_json:
            click.echo(words)


def _named(end: str) -> str:
    return word("NOT OPENED") if end == UNOPENED else end_name(end, spoken())


def _nothing(words: Sequence[str]) -> None:
    if words:
        raise CaseError(f"this takes nothing, and {' '.join(words)!r} stands after it")


def _transactions(count: int) -> str:
    return counted(count, "transaction")


def _unopened(seen: Unfolded) -> int:
    return sum(book[UNOPENED] for book in seen.books.values())
