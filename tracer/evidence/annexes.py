"""Every file that is derived for the reader, by its path below `data/`.

Each is a pure function of the dossier, so whoever doubts one renders it again and compares bytes.
"""

from tracer.disk.child_process import Runner, in_this_process
from tracer.documents.html import as_page
from tracer.documents.markdown import as_markdown
from tracer.evidence.dossier import Dossier
from tracer.evidence.ontology.graph import case_files
from tracer.evidence.picture.picture import picture
from tracer.evidence.report.method_text import method_markdown
from tracer.evidence.report.readme_text import readme
from tracer.evidence.report.report import report
from tracer.evidence.tables.graph import graphml, trail_graph
from tracer.evidence.tables.graphsense import graphsense
from tracer.evidence.tables.tables import tables
from tracer.evidence.tables.workbook import workbook
from tracer.evidence.trail_viewer.content import Content, content
from tracer.evidence.trail_viewer.named import named
from tracer.evidence.trail_viewer.page import exhibit


def annexes(dossier: Dossier, runner: Runner = in_this_process) -> dict[str, bytes]:
    """Return the annexes of a bundle by path; tables are made by `runner`.

    Raises:
        IntegrityError: the result names what the raw material does not hold.
    """
    with runner(lambda: _tables(dossier)) as made:
        held = content(dossier)
        files = {"trace/graph.graphml": graphml(trail_graph(dossier, dossier.trace.main))}
        for language in dossier.languages:
            files |= _written(dossier.written_in(language), held)
        files |= {f"case/{name}": file for name, file in case_files(dossier).items()}
        files |= {f"trace/{name}": file for name, file in graphsense(dossier).items()}
        return files | made()


def _tables(dossier: Dossier) -> dict[str, bytes]:
    """Return the tables, each by itself and all in one workbook."""
    files = {f"trace/{name}": file for name, file in tables(dossier).items()}
    return files | {"trace/tables.xlsx": workbook(dossier.written_in(dossier.languages[0]))}


def _written(dossier: Dossier, held: Content) -> dict[str, bytes]:
    """Return what is written in the dossier's language."""
    code, drawn, paper = dossier.language.code, picture(dossier), report(dossier)
    return {
        f"00_README.{code}.txt": readme(dossier),
        f"method/method.{code}.md": method_markdown(dossier),
        f"report/report.{code}.html": as_page(paper, drawn, exhibit(dossier, held, named(paper))),
        f"report/report.{code}.md": as_markdown(paper),
        f"trace/{dossier.picture_name}": drawn,
    }
