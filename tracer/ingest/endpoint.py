"""Where a node listens: the `http://host:port` of `--chain`, and nothing secret.

Credentials never travel in an address, because addresses end up in logs, process lists and
messages; they come from `credentials`.
"""

from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from tracer.errors import CaseError


class Endpoint(NamedTuple):
    """A host and port; its text is what messages show."""

    host: str
    port: int

    def __str__(self) -> str:
        """Return `host:port`, an IPv6 host in brackets."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether the node runs on this machine, so that its cookie may lie here."""
        return self.host in ("localhost", "::1") or self.host.startswith("127.")

    @classmethod
    def parse(cls, url: str) -> "Endpoint":
        """Read `http://host:port`.

        Raises:
            CaseError: the address holds credentials (they are not repeated), or is of another form.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise CaseError(_malformed(url)) from None
        if "@" in url:
            raise CaseError(
                "--chain: the node's address holds a user name or password, which would end up in logs.\n"
                "Write http://host:port; the node's cookie is used by itself, or set TRACER_RPC_USER and "
                "TRACER_RPC_PASSWORD, or TRACER_RPC_FILE, or pass --cookie FILE."
            )
        if parts.scheme != "http" or not parts.hostname or not port or _has_path(parts):
            raise CaseError(_malformed(url))
        return cls(parts.hostname, port)


def _has_path(parts: SplitResult) -> bool:
    return parts.path not in ("", "/") or bool(parts.query or parts.fragment)


def _malformed(url: str) -> str:
    shown = "" if "@" in url else f" {url!r}"
    return f"--chain{shown}: expected a node's address of the form http://host:port, as http://127.0.0.1:8332."
