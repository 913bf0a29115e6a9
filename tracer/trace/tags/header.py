"""A TagPack's header in a file of its own: `header: !include header.yaml`, as GraphSense publishes packs.

The pack is kept together with the header that it names, in one piece: the pack's own bytes, a line that begins a
second document, the header's. What is hashed, sealed and read again is that piece; both files can be cut
out of it as they were. Opening the header is others' matter.
Source: GraphSense, `tagpack.py` (`load_from_file`: the header's fields are put over the pack's own).
"""

import re
from dataclasses import replace

from tracer.errors import CaseError
from tracer.trace.tags.yaml import Include, YamlBlock, load

_WANTED = re.compile(rb"^header[ \t]*:[ \t]*!include[ \t]+[\"']?([^\s\"'#]+)", re.MULTILINE)
_MARK = re.compile(rb"\n--- # included: ([^\n]+)\n")


def wanted(content: bytes) -> str | None:
    """Return the name of the header that a pack includes and does not hold yet, None where there is none."""
    found = _WANTED.search(content)
    return None if found is None or _MARK.search(content) else found.group(1).decode(errors="replace")


def with_header(content: bytes, name: str, header: bytes) -> bytes:
    """Return a pack and its header as one piece."""
    return b"%s\n--- # included: %s\n%s" % (content, name.encode(), header)


def parts(content: bytes) -> tuple[bytes, tuple[str, bytes] | None]:
    """Return a pack's own bytes, and the name and the bytes of the header that it holds."""
    mark = _MARK.search(content)
    if mark is None:
        return content, None
    return content[: mark.start()], (mark.group(1).decode(errors="replace"), content[mark.end() :])


def load_whole(content: bytes, file: str) -> YamlBlock:
    """Return a pack's fields, those of its header over its own.

    Raises:
        CaseError: one of the two is no such file, or the header is not held, or is not the one named.
    """
    own, held = parts(content)
    root = load(own, file)
    header = root.values.get("header")
    if isinstance(header, Include):
        if held is None or held[0] != header.name:
            raise CaseError(
                f"{file}: line {header.line}: !include {header.name}: no such file beside the pack or in a folder "
                f"above it"
            )
        header = load(held[1], f"{file}: {held[0]}")
    elif held is not None:
        raise CaseError(f"{file}: holds {held[0]} and does not include it")
    if not isinstance(header, YamlBlock):
        return root
    fields = {name: value for name, value in root.values.items() if name != "header"}
    return replace(root, values=fields | header.values)
