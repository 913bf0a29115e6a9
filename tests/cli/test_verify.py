"""The exit codes of `tracer verify`: a verdict is 0 or 1, and what is no verdict is neither."""

import errno

import click
import pytest

from tests.commands import tracer
from tracer.cli.verify import decided
from tracer.errors import CaseError, SourceError, TracerError


@pytest.mark.parametrize("code", [0, 1, 2])
def test_what_a_check_decides_is_its_code(code: int) -> None:
    """Where the check comes to its end its code is the command's."""
    assert decided(lambda: code) == code


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("x"),
        KeyError("x"),
        RecursionError(),
        MemoryError(),
        ImportError("x"),
        OSError(errno.EIO, "I/O error"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_check_that_breaks_is_no_verdict(error: Exception, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever breaks, the code is 3, the words say that nothing is decided, the traceback is there to be reported."""

    def broken() -> int:
        raise error

    assert decided(broken) == 3
    said = capsys.readouterr().err
    assert "this is no verdict on the bundle" in said
    assert "Traceback" in said
    assert ("memory ran out" in said) == isinstance(error, MemoryError)


@pytest.mark.parametrize(
    "error", [CaseError("no bundle"), SourceError("disk"), click.UsageError("x"), KeyboardInterrupt()]
)
def test_what_the_user_or_the_machine_is_told_keeps_its_code(error: BaseException) -> None:
    """A wrong argument, a disk that cannot be read and an interruption are told as everywhere."""

    def refused() -> int:
        raise error

    with pytest.raises((TracerError, click.ClickException, KeyboardInterrupt)):
        decided(refused)


def test_the_help_names_the_codes() -> None:
    """Whoever asks the command is told what each code says."""
    said = " ".join(tracer("verify", "--help").out.split())
    assert "exit code 1 when a step fails" in said
    assert "3 is no verdict" in said
