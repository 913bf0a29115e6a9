"""The likely next command, said when one has ended: on stderr, on a line of its own, fit to be pasted."""

from pathlib import Path
from shlex import join

import click

from tracer.cli.tongue import say


def say_next(*words: str | Path) -> None:
    """Print a command of `tracer`; a word in capitals stands for what only the reader can name."""
    click.echo(say("Next: {command}", command=join(["tracer", *map(str, words)])), err=True)
