"""Files that a desktop writes into folders which a person only looked at or packed, told by their names.

A fault stays a fault: nothing here accepts a file. It says who may have written it and what to do.
"""

_EXPLORER = "Windows Explorer"
_FINDER = "the Finder of macOS"
_BY_NAME = {
    "thumbs.db": _EXPLORER,
    "ehthumbs.db": _EXPLORER,
    "desktop.ini": _EXPLORER,
    ".ds_store": _FINDER,
    ".localized": _FINDER,
    ".directory": "the file manager of KDE",
}
_BY_FOLDER = {
    "__macosx": "the archiver of macOS",
    ".spotlight-v100": "the search of macOS",
    ".trashes": _FINDER,
    ".fseventsd": "macOS",
    "system volume information": "Windows",
    "$recycle.bin": "Windows",
}
_BY_BEGINNING = {"._": "macOS", "~$": "Microsoft Office", ".~lock.": "LibreOffice", ".nfs": "a network file system"}


def advice(name: str) -> str:
    """Return what to do about a stray file of this path, to stand behind what is wrong with it; empty for any other.

    Only the name is looked at: that the desktop wrote the file is likely, not shown.
    """
    maker = _maker(name)
    if maker is None:
        return ""
    return (
        f"; files of this name are written by {maker} without being asked for. If nobody put it there on purpose, "
        "remove it, or take a fresh copy that was not opened there, and run the command again"
    )


def _maker(name: str) -> str | None:
    parts = name.lower().split("/")
    of_folder = next((_BY_FOLDER[part] for part in parts if part in _BY_FOLDER), None)
    begun = next((maker for beginning, maker in _BY_BEGINNING.items() if parts[-1].startswith(beginning)), None)
    return of_folder or _BY_NAME.get(parts[-1]) or begun
