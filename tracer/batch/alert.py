"""Telling somebody that coins moved: a command is run for each such case, with JSON on its standard input."""

import json
import shlex
import shutil
import subprocess
from collections.abc import Sequence

from tracer.batch.summary import Summary
from tracer.batch.summary_json import line_as_json
from tracer.errors import CaseError

_SECONDS = 60


def words_of(command: str) -> tuple[str, ...]:
    """Return the words of a command line; no shell ever sees it.

    Raises:
        CaseError: it is empty, names no program that is here, or a quotation mark is left open.
    """
    try:
        words = tuple(shlex.split(command))
    except ValueError as error:
        raise CaseError(f"--on-change {command!r}: {error}") from None
    if not words:
        raise CaseError("--on-change: name a command")
    if shutil.which(words[0]) is None:
        raise CaseError(f"--on-change {words[0]}: no such program here.\nName one on the PATH, or by its whole path.")
    return words


def tell(summary: Summary, words: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Run the command for each case in which coins moved; return, by job, what went wrong with it.

    Its standard input is the case as `tracer batch --json` has it, on one line. What it prints goes
    where the batch's words go.
    """
    failed = []
    for line in summary.lines:
        if line.change is not None and line.change.moved:
            text = json.dumps(line_as_json(line, summary), ensure_ascii=False, default=dict) + "\n"
            if (wrong := _run(words, text)) is not None:
                failed.append((line.job, wrong))
    return tuple(failed)


def _run(words: Sequence[str], text: str) -> str | None:
    """Run the command once; return what went wrong, None where nothing did."""
    try:
        ended = subprocess.run(words, input=text.encode(), stdout=2, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"{words[0]} took longer than {_SECONDS} s"
    except OSError as error:
        return f"{words[0]} cannot be run: {error.strerror}"
    return None if ended.returncode == 0 else f"{words[0]} ended with exit code {ended.returncode}"
