"""What tells a statement's bundle from a case's, before anything of either is read."""

from collections.abc import Mapping

from tracer.disk import capacity
from tracer.errors import IntegrityError
from tracer.formats.json_cursor import JsonCursor

KIND = "reserve"
"""What a statement's `bundle.json` says under `kind`."""
ABOUT = "bundle.json"
PACK = "pack.json"
"""The file that tells an auditor's pack, a folder of bundles, from a bundle."""


def is_statement(files: Mapping[str, bytes]) -> bool:
    """Return whether a payload says that it is a statement's; its form is looked at later."""
    if ABOUT not in files or len(files[ABOUT]) > capacity.STATEMENT_FILE:
        return False
    try:
        return JsonCursor.of(files[ABOUT], ABOUT).maybe_text("kind") == KIND
    except IntegrityError:
        return False
