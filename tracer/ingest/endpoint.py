"""Where a node listens: the `http://host:port` of `--chain`, and nothing secret.

Credentials never travel in an address, because addresses end up in logs, process lists and
messages; they come from `credentials`.
"""

import re
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from tracer.errors import CaseError

_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+(%[A-Za-z0-9._-]+)?")
"""A name, an IPv4 or an IPv6 address, the latter perhaps with its zone."""


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
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

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
        if parts.scheme != "http" or not port or _has_path(parts) or not _HOST.fullmatch(parts.hostname or ""):
            raise CaseError(_malformed(url))
        return cls(parts.hostname or "", port)


def _has_path(parts: SplitResult) -> bool:
    return parts.path not in ("", "/") or bool(parts.query or parts.fragment)


def _malformed(url: str) -> str:
    shown = "" if "@" in url else f" {url!r}"
    return f"--chain{shown}: expected a node's address of the form http://host:port, as http://127.0.0.1:8332."
