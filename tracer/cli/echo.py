"""What a command says in words: it may repeat what was typed, and never a secret in that."""

import click


def to_stderr(words: str) -> None:
    """Print words on stderr, each private key and recovery phrase in them left out."""
    click.echo(_redacted(words), err=True)


def to_stdout(words: str) -> None:
    """Print words on stdout, each private key and recovery phrase in them left out."""
    click.echo(_redacted(words))


def _redacted(words: str) -> str:
    from tracer.formats.private_keys import redacted  # a command that says nothing has no need of it

    return redacted(words)
