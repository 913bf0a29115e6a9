"""The likely next command, said when one has ended: on stderr, on a line of its own, fit to be pasted."""

from pathlib import Path
from shlex import join

from tracer.cli.echo import to_stderr
from tracer.cli.tongue import say


def say_next(*words: str | Path) -> None:
    """Print a command of `tracer`; a word in capitals stands for what only the reader can name."""
    to_stderr(say("Next: {command}", command=join(["tracer", *map(str, words)])))
