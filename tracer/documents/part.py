"""A part of a page that brings markup, style and scripts of its own, and what a strict policy must allow for it.

Source: W3C Content Security Policy Level 3.
"""

import base64
import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PagePart:
    """A part of a page. `scripts` run in their order, after the markup; `style` belongs into the page's own."""

    markup: str
    style: str
    scripts: tuple[str, ...]

    @property
    def hashes(self) -> str:
        """What the page's policy must allow as `script-src`."""
        return " ".join(f"'{digest(script)}'" for script in self.scripts)

    @property
    def elements(self) -> str:
        """The scripts as elements."""
        return "\n".join(f"<script>{script}</script>" for script in self.scripts)


def digest(text: str) -> str:
    """Return the hash of a style or script as a policy names it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
