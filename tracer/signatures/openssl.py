"""The openssl program as a second verifier, where it is installed; it gets files and never a key.

Source: openssl-ts(1), openssl-cms(1), OpenSSL 3.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from tracer.signatures.trust import VerifierAnswer

_SECONDS = 60


class Openssl:
    """An `OutsideVerifier`: each answer is one run of the program in a folder of its own."""

    def __init__(self, program: str, path: str) -> None:
        """Use this program; `path` is the search path that it gets."""
        self._program, self._path = program, path

    @cached_property
    def name(self) -> str:
        """The program with its version, as it says itself when first asked: most bundles need no answer of it."""
        words = [self._program, "version"]
        said = subprocess.run(words, capture_output=True, text=True, timeout=_SECONDS, check=False)
        return " ".join(said.stdout.split()[:2]) or "openssl"

    def token(self, response: bytes, message: bytes, roots: bytes, chain: bytes, time: int) -> VerifierAnswer:
        """Run `openssl ts -verify` as of Unix `time`."""
        command = ["ts", "-verify", "-data", "message", "-in", "response", "-CAfile", "roots", "-attime", str(time)]
        files = {"message": message, "response": response, "roots": roots}
        if chain:
            command, files = [*command, "-untrusted", "chain"], {**files, "chain": chain}
        return self._run(command, files)

    def cms(self, signature: bytes, message: bytes, roots: bytes | None, time: int | None) -> VerifierAnswer:
        """Run `openssl cms -verify` on a detached signature in DER."""
        command = ["cms", "-verify", "-binary", "-inform", "DER", "-in", "signature", "-content", "message"]
        command += ["-out", "said", "-signer", "signer", "-purpose", "any", "-no-CApath", "-no-CAstore"]
        files = {"message": message, "signature": signature}
        if roots is None:
            command += ["-noverify"]
        else:
            command, files = [*command, "-CAfile", "roots"], {**files, "roots": roots}
            command += [] if time is None else ["-attime", str(time)]
        return self._run(command, files)

    def _run(self, command: list[str], files: Mapping[str, bytes]) -> VerifierAnswer:
        with tempfile.TemporaryDirectory(prefix="tracer-openssl-") as folder:
            for name, content in files.items():
                (Path(folder) / name).write_bytes(content)
            environment = {"PATH": self._path, "LC_ALL": "C", "HOME": folder}
            try:
                ran = subprocess.run(
                    [self._program, *command],
                    cwd=folder,
                    env=environment,
                    capture_output=True,
                    timeout=_SECONDS,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                return VerifierAnswer(False, f"no answer within {_SECONDS} seconds")
            signer = Path(folder) / "signer"
            words = (ran.stderr + ran.stdout).decode("utf-8", "replace")
            return VerifierAnswer(ran.returncode == 0, words, signer.read_bytes() if signer.is_file() else None)


def installed(environment: Mapping[str, str]) -> Openssl | None:
    """Return the program on the search path of an environment, None where there is none."""
    path = environment.get("PATH", os.defpath)
    program = shutil.which("openssl", path=path)
    return None if program is None else Openssl(program, path)
