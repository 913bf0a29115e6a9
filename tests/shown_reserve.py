"""The register's demonstration, run once in a run of the tests: what it made, and what it printed."""

import fcntl
import json
import os
from pathlib import Path
from typing import Any

from tests.commands import tracer
from tests.warm import PAGES


def demonstration() -> tuple[Path, str]:
    """Run the demonstration once, whichever process comes first; return its folder and what it printed."""
    place = Path(os.environ[PAGES]) / "reserve-demo"
    place.mkdir(exist_ok=True)
    with open(place / "lock", "a") as lock:  # closed, it is let go
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = place / "said"
        if not said.exists():
            ended = tracer("reserve", "demo", "--out", place / "reserve")
            assert ended.code == 0, ended.out + ended.err
            said.write_text(ended.out, encoding="utf-8")
    return place / "reserve", said.read_text(encoding="utf-8")


def statement(out: Path, period: str) -> dict[str, Any]:
    """Return a period's statement."""
    content: dict[str, Any] = json.loads((out / "register" / "periods" / period / "period.json").read_text())
    return content
