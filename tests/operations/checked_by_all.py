"""A statement's bundle held to every check there is: the product's, and each program that lies in it."""

import subprocess
import sys
from pathlib import Path

from tracer.operations.context import Context
from tracer.operations.verify import VerifyRequest, verify


def refused_by_nobody(bundle: Path) -> None:
    """Assert that `tracer verify` and the bundle's own programs find nothing wrong in it."""
    assert verify(VerifyRequest(bundle), Context(who="nobody")).verification.failed == ()
    for program in sorted((bundle / "data" / "verify").glob("verify*.py")):
        command = [sys.executable, str(program), str(bundle)]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert ran.returncode in (0, 4), (program, ran.stdout, ran.stderr)
        assert not [line for line in ran.stdout.splitlines() if line.startswith("FAIL ")]
