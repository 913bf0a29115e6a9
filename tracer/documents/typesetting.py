"""The typesetter and its fonts: a template and values in, a PDF/A-3a out, the same bytes everywhere.

Bytes change between releases of the typesetter and of the font, so both are named in each bundle, and
nothing is set by others than those. Fonts come from the package and from the typesetter itself, never from the machine.

Source: ISO 19005-3 (PDF/A-3, level A: tagged, with language and Unicode text); Typst 0.15, PDF export.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache, lru_cache
from importlib import metadata
from importlib.resources import files as files_of
from math import isqrt
from typing import TYPE_CHECKING

from tracer.disk.child_process import cores
from tracer.errors import SourceError

if TYPE_CHECKING:
    from typst import Fonts

TYPESETTING: Mapping[str, str] = {"fontpkg-noto-sans": "2.15", "typst": "0.15.2"}
"""The packages that set the pages, with the versions that this version of the tracer uses."""

EDITABLE: Mapping[str, str] = {**TYPESETTING, "lxml": "6.1.3", "python-docx": "1.2.0"}
"""Those, and the packages that write papers to be edited."""

_DOTS_AN_INCH = 144
_WIDEST_PICTURE, _LARGEST_PICTURE = 1_400, 1_600_000
"""Points that a drawn picture is wide, and square points that it has, at most."""


def missing(needed: Mapping[str, str] = TYPESETTING) -> tuple[str, ...]:
    """Return the packages, as `typst==0.15.2`, that are needed and installed otherwise or not at all."""
    return tuple(f"{name}=={version}" for name, version in needed.items() if _installed(name) != version)


def require(needed: Mapping[str, str] = TYPESETTING) -> None:
    """Check that pages can be set with the bytes of this version.

    Raises:
        SourceError: another version of the typesetter or the font is installed.
    """
    wanting = missing(needed)
    if wanting:
        raise SourceError(
            f"the printed pages need {' and '.join(wanting)}, and other versions are installed.\n"
            f"Install them: pip install {' '.join(wanting)}"
        )


def can_be_copied() -> bool:
    """Return whether a copy of this process could set pages: it would lack the threads of a typesetter at work."""
    return not _fonts.cache_info().currsize


def set_pages(template: str, inputs: Mapping[str, str]) -> bytes:
    """Return the PDF that a template of this package makes of the inputs, which it sees as text and not as markup.

    Raises:
        SourceError: another version of the typesetter or the font is installed.
    """
    require()
    return _set(template, tuple(sorted(inputs.items())))


@contextmanager
def setting(pages: Mapping[str, Callable[[], bytes]]) -> Iterator[Callable[[], dict[str, bytes]]]:
    """Begin to set pages, as many at once as there are cores, and give what waits for all of them, by their names.

    While the typesetter works, the interpreter is free for others. On one core the pages are set when they are asked
    for. When the block is left nothing is at work any more, so this process can be copied again; within it, it cannot.

    Raises:
        Exception: whatever the first page of them that could not be set raised, with its name as a note.
    """
    if cores() < 2 or len(pages) < 2:
        yield lambda: {name: _named(name, page) for name, page in pages.items()}
        return
    _fonts()  # once, and not by each thread
    threads = ThreadPoolExecutor(min(cores(), len(pages)))
    try:
        begun = {name: threads.submit(_named, name, page) for name, page in pages.items()}
        yield lambda: {name: page.result() for name, page in begun.items()}
    finally:
        threads.shutdown(cancel_futures=True)


def _named(name: str, page: Callable[[], bytes]) -> bytes:
    """Return a page; what fails says which it was."""
    try:
        return page()
    except Exception as error:
        error.add_note(f"while {name} was set")
        raise


def draw(svg: bytes, wide: int, high: int) -> bytes:
    """Return a picture of so many points as PNG, 144 dots an inch; one that is very large is drawn smaller.

    Raises:
        SourceError: another version of the typesetter or the font is installed.
    """
    require()
    fitting = min(wide, _WIDEST_PICTURE, max(1, isqrt(_LARGEST_PICTURE * wide // high)))
    return _drawn(svg, fitting)


@lru_cache(maxsize=4)
def _drawn(svg: bytes, wide: int) -> bytes:
    import typst

    source = files_of("tracer.documents").joinpath("drawing.typ").read_bytes()
    inputs = {"picture": svg.decode(), "width": str(wide)}
    compiler = typst.Compiler(input=source, font_paths=_fonts(), ignore_system_fonts=True, sys_inputs=inputs)
    picture = compiler.compile(format="png", ppi=_DOTS_AN_INCH)
    assert isinstance(picture, bytes)
    return picture


@lru_cache(maxsize=16)
def _set(template: str, inputs: tuple[tuple[str, str], ...]) -> bytes:
    """Set pages once for the same input: a check renders what an export has just rendered."""
    import typst

    source = files_of("tracer.documents").joinpath(template).read_bytes()
    compiler = typst.Compiler(input=source, font_paths=_fonts(), ignore_system_fonts=True, sys_inputs=dict(inputs))
    pages = compiler.compile(format="pdf", pdf_standards=["a-3a"])
    assert isinstance(pages, bytes)
    return pages


@cache
def _fonts() -> "Fonts":
    import typst
    from fontpkg_noto_sans import ROOT

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(ROOT / "files")])


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
