"""TagPacks as files: a pack is read together with the header file that it includes."""

from pathlib import Path

from tracer.disk.files import read_bounded
from tracer.errors import CaseError
from tracer.formats import private_keys
from tracer.trace.tags.header import wanted, with_header

_FOLDERS = 8
"""How many folders are looked into for a header: the pack's own and those above it."""


def read_pack(path: Path) -> bytes:
    """Return a TagPack with the header that it includes, which lies beside it or in the nearest folder above.

    Only a plain file name is looked for. Where there is no such file the pack is returned alone, and reading it says
    so.

    Raises:
        CaseError: a file cannot be read or holds a secret, or the pack includes something else than a file's name.
    """
    content = _without_secrets(read_bounded(path, "TagPack"), path.name)
    name = wanted(content)
    if name is None:
        return content
    if Path(name).name != name or name in (".", "..") or "\\" in name:
        raise CaseError(f"{path.name}: !include {name}: only the name of a file is included, without a folder")
    for folder in list(path.absolute().parents)[:_FOLDERS]:
        if (folder / name).is_file():
            return with_header(
                content, name, _without_secrets(read_bounded(folder / name, "header of a TagPack"), name)
            )
    return content


def _without_secrets(content: bytes, name: str) -> bytes:
    """Return the file as it is; refuse one that holds a private key or a recovery phrase, for every bundle holds it."""
    text = content.decode("utf-8", "replace")
    for secret in private_keys.held(text):
        line = text.count("\n", 0, secret.start) + 1
        raise CaseError(f"{name}: holds {secret.what} in line {line}: take it out, and treat that key as exposed")
    return content
