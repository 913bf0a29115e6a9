"""The `tracer` command: what each subcommand is called, and how a failure ends.

Exit codes: 0 done, 1 `verify` found the bundle wanting, 2 the case or an argument is wrong, 3 the node
or the machine cannot go on, 4 stored data is not what was acquired, 130 interrupted. Data goes to
stdout, words to stderr. Nothing heavy is imported before a command needs it.
"""

import errno
import gc
import os
import signal
import sys
from io import TextIOWrapper

import click

from tracer import __version__
from tracer.cli.echo import to_stderr
from tracer.cli.faults import briefly
from tracer.cli.lazy_group import LazyGroup
from tracer.cli.spoken_help import spoken
from tracer.cli.tongue import asked, known, of_locale, say, speaking, word
from tracer.cli.usage import show_usage
from tracer.errors import CaseError, SourceError, TracerError
from tracer.visible import paragraphs

COMMANDS = (
    "new",
    "check",
    "node",
    "ingest",
    "store",
    "trace",
    "export",
    "sign",
    "timestamp",
    "verify",
    "journal",
    "demo",
    "origin",
    "patterns",
    "clusters",
    "batch",
    "intake",
    "look",
    "cases",
    "tags",
    "explore",
    "diff",
    "show",
    "letters",
    "manual",
    "reserve",
)
"""In the order in which a case goes through them; each is a module of `tracer.cli`, a group a folder there."""

_GROUPS = ("reserve",)
_MODULES = {name: f"tracer.cli.{name}.group" if name in _GROUPS else f"tracer.cli.{name}" for name in COMMANDS}


class _Commands(LazyGroup):
    """The commands of `tracer`."""

    modules = _MODULES


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_ARGUMENT = (errno.ENAMETOOLONG, errno.EACCES, errno.EPERM, errno.ELOOP, errno.EISDIR, errno.ENOTDIR)

_AGAIN = 0.05
"""Seconds until a lost interruption is repeated."""

_OBJECTS_TO_LOOK = 50_000
"""New objects after which cyclic garbage is looked for: loading a command makes a hundred thousand that stay."""

_EPILOG = """\
Exit codes: 0 done; 1 verify found the bundle wanting; 2 the case or an argument is wrong; 3 the node or
the machine cannot go on; 4 stored data is not what was acquired; 130 interrupted.
"""


@click.group(
    cls=_Commands, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="tracer")
def tracer() -> None:
    """Follow bitcoin from a suspect's coin to the state's wallet, and prove every step.

    It only watches: it never holds a private key, identifies no person and decides no guilt.
    """


spoken(tracer)


def main() -> None:
    """Run the command line and leave with the exit code of the contract.

    What a command loads stays until it ends, so cyclic garbage is looked for seldom, and not at all on leaving.
    """
    gc.set_threshold(_OBJECTS_TO_LOOK)
    sys.unraisablehook = _interrupt_again
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a screen that lacks a letter shows its number
    code = run(sys.argv[1:])
    gc.freeze()
    sys.exit(code)


def _interrupt_again(lost: "sys.UnraisableHookArgs") -> None:
    """Repeat an interruption that came while Python was finalizing an object, where nothing can be raised."""
    if lost.exc_type is not KeyboardInterrupt:
        sys.__unraisablehook__(lost)
        return
    from threading import Timer

    Timer(_AGAIN, os.kill, (os.getpid(), signal.SIGINT)).start()


def run(arguments: list[str]) -> int:
    """Run one command line in the language it asks for, else in that of the locale; return its exit code."""
    with speaking(asked(arguments) or of_locale(os.environ)):
        return _run(arguments)


def _run(arguments: list[str]) -> int:
    try:
        result = tracer.main(arguments, prog_name="tracer", standalone_mode=False)
    except SystemExit:
        return SourceError.exit_code  # so click and rich leave when whoever read the output stopped: no verdict
    except click.ClickException as error:
        show_usage(error)
        return 2
    except TracerError as error:
        for note in getattr(error, "__notes__", ()):
            to_stderr(say("Note: {words}", words=paragraphs(known(note))))
        _say("\n".join(briefly(error.faults)) if isinstance(error, CaseError) else known(str(error)))
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        to_stderr(word("Interrupted; nothing half-written is left."))
        return 130
    except OSError as error:
        return _refused_by_the_system(error)
    return result if isinstance(result, int) else 0


def _refused_by_the_system(error: OSError) -> int:
    """Say what the system refused, where that is the user's or the machine's to mend; else it is a bug."""
    if error.errno in _FULL:
        _say(
            say(
                "the disk is full or a file limit is reached: {said}. Make room and run the command again.",
                said=error.strerror,
            )
        )
        return SourceError.exit_code
    if error.errno in _ARGUMENT:
        _say(
            say(
                "{file}: {said}. Name a file or folder that this user can use.",
                file=error.filename,
                said=error.strerror,
            )
        )
        return CaseError.exit_code
    raise error


def _say(message: str) -> None:
    first, *rest = paragraphs(message).split("\n")
    to_stderr("\n".join((say("Error: {message}", message=first), *rest)))
