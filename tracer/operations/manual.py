"""The manual, as it came with the tracer."""

import importlib.resources
from dataclasses import dataclass

from tracer.documents.language.languages import LANGUAGES
from tracer.errors import CaseError
from tracer.operations.context import Context


@dataclass(frozen=True, slots=True)
class ManualRequest:
    """The language in which the manual is asked for, by its code."""

    language: str = "en"


@dataclass(frozen=True, slots=True)
class Manual:
    """The manual in one language, as Markdown."""

    language: str
    text: str

    def as_json(self) -> dict[str, object]:
        """Return `{language, text}`."""
        return {"language": self.language, "text": self.text}


def manual(request: ManualRequest, context: Context) -> Manual:
    """Return the manual.

    Raises:
        CaseError: there is no such language.
    """
    context.go_on()
    if request.language not in LANGUAGES:
        raise CaseError(f"{request.language} is no language of the manual.\nExpected one of {', '.join(LANGUAGES)}.")
    place = importlib.resources.files("tracer.documents.manual") / f"manual.{request.language}.md"
    return Manual(request.language, place.read_text("utf-8"))
