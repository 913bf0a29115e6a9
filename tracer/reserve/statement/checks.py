"""What no check of a statement can show, and how anybody checks the rest."""

from tracer.documents.language.language import Language
from tracer.documents.paper import Commands, Items, Section, Text
from tracer.reserve.period_rows import PeriodBlock

_MANIFESTS = "sha256sum -c tagmanifest-sha256.txt manifest-sha256.txt"
_ALONE = "python3 data/verify/{file}"


def not_shown_section(language: Language) -> Section:
    """Return what rests on somebody's word, whatever is computed."""
    say = language.say
    return Section(
        say("What no check can show"),
        (
            Items(
                (
                    say("That the body, and nobody else, holds the keys of its wallets."),
                    say("That the register names every wallet of the body."),
                    say("That courts and authorities decided what the acts say; the documents are not in this folder."),
                    say("That a coin is unspent today. This statement is of its closing block."),
                    say(
                        "That the chain of these block headers is the one that the network follows: compare one hash, "
                        "below."
                    ),
                    say("That what a custodian states is there."),
                )
            ),
        ),
    )


def check_section(
    closing: PeriodBlock, network: str, private_root: str | None, language: Language, *, file: str, has_money: bool
) -> Section:
    """Return the commands by which anybody checks a full bundle.

    `file` in data/verify carries out the items of all; `has_money`: it has prices or limits.
    """
    say = language.say
    whole = say(
        "Second, with a stock Python and no other program, that the raw transactions are in the chain, and "
        "that coins, books, orders and titles follow from them:"
    )
    if has_money:
        whole = say(
            "Second, with a stock Python and no other program, that the raw transactions are in the chain, that "
            "coins, books, orders and titles follow from them, fixings from the raw quotes, and money, limits and "
            "breaches from these:"
        )
    return Section(
        say("How to check this yourself"),
        (
            Text(say("In the folder that holds this file’s bundle. First, that no file was changed:")),
            Commands((_MANIFESTS,)),
            Text(whole),
            Commands((_ALONE.format(file=file),)),
            *_compared(closing, network, language),
            Text(say("What binds the public statement to this one: {root}", root=private_root or "—")),
        ),
    )


def public_check_section(
    closing: PeriodBlock, network: str, private_root: str, rounds: bool, language: Language, *, file: str
) -> Section:
    """Return the commands by which anybody checks a public bundle, and what they cannot show.

    `file` in data/verify carries out the items of all.
    """
    say = language.say
    bound = say(
        "The number below binds this page to the full statement, which courts and auditors read: it is the SHA-256 of "
        "a secret salt and of the full statement’s SHA-256. Whoever is shown the full statement and its salt computes "
        "it again."
    )
    limit = say(
        "These checks show that the figures add up and that nobody changed the files. They do not show that the coins "
        "exist: the addresses are not public. The full statement shows that."
    )
    return Section(
        say("How to check this yourself"),
        (
            Text(say("In the folder that holds this file’s bundle. First, that no file was changed:")),
            Commands((_MANIFESTS,)),
            Text(say("Second, with a stock Python and no other program, that the figures add up:")),
            Commands((_ALONE.format(file=file),)),
            *_compared(closing, network, language),
            Text(bound),
            Commands((private_root,)),
            *([Text(limit)] if rounds else []),
        ),
    )


def _compared(closing: PeriodBlock, network: str, language: Language) -> tuple[Text, Commands, Text, Commands]:
    say = language.say
    client = "bitcoin-cli" if network == "main" else f"bitcoin-cli -chain={network}"
    return (
        Text(say("Third, on any node of the network, that the closing block is in its chain:")),
        Commands((f"{client} getblockhash {closing.height}",)),
        Text(say("It must answer:")),
        Commands((closing.hash,)),
    )
