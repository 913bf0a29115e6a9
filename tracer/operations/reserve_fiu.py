"""Transfers of a period for a financial-intelligence unit: CSV by the user's mapping, XML by his template and schema.

Nothing is sent. The schema is the user's; what it includes is read from its folder and from nowhere else.
"""

import datetime as dt
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from tracer.disk.collector import gc_paused
from tracer.disk.files import read_bounded, refuse_taken, write_new
from tracer.errors import CaseError, SourceError
from tracer.formats.canonical import Writable
from tracer.operations.context import Context
from tracer.operations.reserve_standing import standing
from tracer.reserve.compliance.transfer_files import as_csv, as_xml
from tracer.reserve.compliance.transfers import transfers
from tracer.reserve.days import Period
from tracer.reserve.price.fixing_file import FOLDER
from tracer.reserve.price.prices import Prices
from tracer.visible import visible

MOST_FAULTS = 20
"""Faults against a schema that are told; more of them say nothing new."""
_MODULE = "xmlschema"


@dataclass(frozen=True, slots=True)
class FiuRequest:
    """Which register and period; `mapping` is TOML for a CSV or XML for an XML, `schema` an XSD for the latter."""

    register: Path
    period: str
    mapping: Path
    out: Path
    schema: Path | None = None


@dataclass(frozen=True, slots=True)
class FiuReport:
    """A report that was written; `is_checked`: against a schema, which it satisfies."""

    out: Path
    first: dt.date
    last: dt.date
    count: int
    sha256: str
    is_checked: bool
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, Writable]:
        """Return what was written."""
        return {
            "out": str(self.out),
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "transfers": self.count,
            "sha256": self.sha256,
            "schema_checked": self.is_checked,
            "notes": self.notes,
        }


@gc_paused()
def fiu_report(request: FiuRequest, context: Context) -> FiuReport:
    """Write the transfers of a period; what does not satisfy the schema is not written.

    Raises:
        CaseError: the register, the mapping, the template or the schema is wrong, the register was not observed, the
            report does not satisfy the schema, or the file exists.
        SourceError: nothing is installed that checks schemas, or the disk refuses.
        IntegrityError: what is filed is not as it was written.
    """
    refuse_taken(request.out, "--out")
    if request.schema is not None:
        _require()
    period = Period.parse(request.period)
    there = standing(request.register, period.last, context)
    register = there.folder.register
    name, content = request.mapping.name, read_bounded(request.mapping, "mapping or template")
    files = {path: found for path, found in there.folder.content.items() if path.startswith(f"{FOLDER}/")}
    prices = None if register.price is None else Prices.of(files)
    rows = transfers(there.books, there.history, prices, period.first, period.last)
    common = {
        "register": register.name,
        "body": register.body,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "count": str(len(rows)),
    }
    if request.mapping.suffix.lower() == ".toml":
        if request.schema is not None:
            raise CaseError("--schema goes with a template of XML; a mapping in TOML makes a CSV.")
        written = as_csv(content, name, rows)
    else:
        written = as_xml(content, name, rows, common)
        if request.schema is not None:
            check_schema(written, request.schema)
    write_new(request.out, written, "--out")
    return FiuReport(
        out=request.out,
        first=period.first,
        last=period.last,
        count=len(rows),
        sha256=sha256(written).hexdigest(),
        is_checked=request.schema is not None,
        notes=(*there.notes, *there.faults),
    )


def check_schema(written: bytes, schema: Path) -> None:
    """Raise where an XML does not satisfy a schema.

    Raises:
        CaseError: every fault, at most `MOST_FAULTS`, with its place; or the schema is none.
        SourceError: nothing is installed that checks schemas.
    """
    _require()
    import xmlschema

    read_bounded(schema, "schema")
    try:
        known = xmlschema.XMLSchema(str(schema), allow="local", defuse="always")
        found = [
            f"{each.path or '/'}: {visible(each.reason or 'is not as the schema says', 300)}"
            for each in known.iter_errors(written.decode())
        ]
    except (xmlschema.XMLSchemaException, xmlschema.XMLResourceError, OSError, SyntaxError) as error:
        raise CaseError(f"schema {schema} cannot be used: {visible(str(error).splitlines()[0], 300)}") from None
    if found:
        more = len(found) - MOST_FAULTS
        told = (*found[:MOST_FAULTS], *((f"and {more} more",) if more > 0 else ()))
        raise CaseError("the report does not satisfy the schema; nothing was written.", *told)


def _require() -> None:
    if find_spec(_MODULE) is None:
        raise SourceError(
            "schemas of XML are checked by xmlschema, which is not installed.\n"
            "Install it: pip install 'custody-tracer[fiu]'"
        )
