"""Every file that is derived for the reader, by its path below `data/`.

Each is a pure function of the dossier, so whoever doubts one renders it again and compares bytes.
"""

from tracer.evidence.dossier import Dossier
from tracer.evidence.graph import graphml, trail_graph
from tracer.evidence.method_text import method_markdown
from tracer.evidence.picture import picture
from tracer.evidence.readme_text import readme
from tracer.evidence.report import report
from tracer.evidence.report_html import as_page
from tracer.evidence.report_markdown import as_markdown
from tracer.evidence.tables import tables
from tracer.evidence.workbook import workbook


def annexes(dossier: Dossier) -> dict[str, bytes]:
    """Return the annexes of a bundle by path.

    Raises:
        IntegrityError: the result names what the raw material does not hold.
    """
    drawn = picture(dossier)
    content = report(dossier)
    files = {
        "00_README.en.txt": readme(dossier),
        "method/method.en.md": method_markdown(dossier),
        "report/report.en.html": as_page(content, drawn),
        "report/report.en.md": as_markdown(content),
        "trace/flow.svg": drawn,
        "trace/graph.graphml": graphml(trail_graph(dossier, dossier.trace.main)),
        "trace/tables.xlsx": workbook(dossier),
    }
    return files | {f"trace/{name}": content for name, content in tables(dossier).items()}
