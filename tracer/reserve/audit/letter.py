"""The draft of a representation letter: what the body confirms to its auditor, and the chain cannot show.

A draft: whoever signs it reads each sentence, strikes out what is not so, and answers for the rest.
Source: ISA 580 (written representations), in substance.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracer.documents.language.language import Language
from tracer.reserve.ledger_rows import RegisterLedger, in_scope
from tracer.reserve.period_rows import PeriodAccount, PeriodStatement
from tracer.reserve.register import Register, WalletStage
from tracer.reserve.statement.words import btc
from tracer.visible import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSubject:
    """What a letter is about: the last statement of the pack with the SHA-256 of its file, and its register.

    `periods` are all statements of the pack by name, `ledger` that of the last.
    """

    register: Register
    ledger: RegisterLedger
    statement: PeriodStatement
    sha256: str
    periods: Sequence[str]


def letter(subject: LetterSubject, language: Language) -> bytes:
    """Return the draft as text in a language, UTF-8."""
    return ("\n\n".join(_paragraphs(subject, language)) + "\n").encode()


def _paragraphs(subject: LetterSubject, language: Language) -> Iterator[str]:
    say, closing = language.say, subject.statement.closing
    yield say("DRAFT of a representation letter. It is not signed, and says nothing until it is.")
    yield say(
        "To the auditor of {body}: this letter is about the statements {periods} of the register {register}.",
        body=visible(subject.register.body),
        periods=", ".join(subject.periods),
        register=subject.register.name,
    )
    yield say(
        "The last of them closes with block {height}, {hash}; its file period.json has the SHA-256 {sha256}.",
        height=str(closing.height),
        hash=closing.hash,
        sha256=subject.sha256,
    )
    yield say("We confirm, to the best of our knowledge and belief, after asking those who know:")
    for number, text in enumerate(_points(subject, language), start=1):
        yield f"{number}. {text}"
    yield say(
        "The chain shows coins, blocks and signatures. It does not show whether these are all wallets, who else knows "
        "a key, or what a document means: that is what this letter is for."
    )
    yield say("Place and day: ____________")
    for _ in range(2):
        yield say("Name, office, signature: ____________")
    yield say("Two persons sign. Strike out what is not so; add what is missing.")


def _points(subject: LetterSubject, language: Language) -> Iterator[str]:
    """Yield what is confirmed, without numbers."""
    say, statement = language.say, subject.statement
    yield "\n".join((
        say("These are all wallets in which we hold bitcoin for the state, and all that we know of:"),
        *(_wallet(subject, number, language) for number in range(len(subject.register.wallets))),
    ))  # fmt: skip
    if statement.accounts:
        yield "\n".join((
            say("These are all accounts at custodians; each is a claim, and no coin of it is counted:"),
            *(_account(each, language) for each in statement.accounts),
        ))  # fmt: skip
    else:
        yield say("No custodian keeps bitcoin for us in an account of his own.")
    held = btc(statement.books.books.closing, language)
    yield say("At the closing block we held {amount} in these wallets, and nothing besides.", amount=held)
    yield say("The keys are under the control of the persons on file alone; we know of no copy that is not on file.")
    yield say("Every order, claim, pledge and release that we know of is an act on file, with its document.")
    yield say("Every payment to others in these periods was decided by those who signed its act.")
    yield say("Quotes, tables and custodians' statements are on file as they were received; nothing was left out.")
    yield _proof(statement, language)
    yield say("Nothing has happened since the closing block that would change these statements, but for: ____________")


def _wallet(subject: LetterSubject, number: int, language: Language) -> str:
    """Return a wallet in a line: its name, what it is to the register, and whether it is counted at the closing."""
    register, say, wallet = subject.register, language.say, subject.register.wallets[number]
    name = f"   – {visible(wallet.name)} ({visible(wallet.body)}): "
    if wallet.stage is WalletStage.RECORDED:
        return name + say("known from documents, control not shown; not counted")
    if wallet.body not in register.bodies:
        return name + say("of another body; watched, not counted")
    if not register.is_ours(wallet):
        return name + say("watched, not counted")
    scope, height, scripts = subject.ledger.scope, subject.statement.closing.height, len(wallet.scripts)
    counted = sum(in_scope(scope, each.script, height) for each in wallet.scripts)
    if not counted:
        return name + say("kept out of the books by an act of scope; not counted")
    if counted == scripts:
        return name + say("counted; scripts watched: {scripts}", scripts=language.number(scripts))
    return name + say(
        "counted in part, by acts of scope; scripts watched: {scripts}, of these in the books: {counted}",
        scripts=language.number(scripts),
        counted=language.number(counted),
    )


def _account(account: PeriodAccount, language: Language) -> str:
    stated = "—" if account.attested is None else btc(account.attested, language)
    return f"   – {visible(account.name)}: {stated}"


def _proof(statement: PeriodStatement, language: Language) -> str:
    """Return what was proven, and what was not."""
    if statement.proof is None:
        return language.say(
            "Before the last of these statements was closed, no proof of control was asked for; we are able to sign "
            "for every script listed."
        )
    return language.say(
        "Of {of}, {covered} were proven, by signatures or by ordered payments; we are able to "
        "sign for the rest as well.",
        of=btc(statement.proof.of, language),
        covered=btc(statement.proof.covered, language),
    )
