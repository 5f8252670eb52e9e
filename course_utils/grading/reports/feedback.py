"""Feedback for students: nbgrader's GenerateFeedback, with pages that teach and do not leak.

`FeedbackExporter` is the exporter that nbgrader_config.py names; `PREPROCESSORS` go with it.
`FILTERS` and `TEMPLATES` make formgrader's pages safe in the same way.
`write_feedback` is `bncourse feedback`: nbgrader's pages for what was graded, and a page with the
reason for what was not.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jinja2
import nbgrader.server_extensions.formgrader as formgrader
from nbconvert.exporters import HTMLExporter
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from traitlets.config import Config

from course_utils.grading import course
from course_utils.grading.reports.cells import CollectChecks, HideTests, MarkWaiting, SafeOutputs
from course_utils.grading.reports.class_data import read_records

OWN_TEMPLATES = Path(__file__).parent / "templates"
_NBGRADER = Path(formgrader.__file__).parent
#: Where nbconvert looks for templates: the course's, which build on nbgrader's.
TEMPLATES = [str(OWN_TEMPLATES), str(_NBGRADER / "templates")]
#: nbgrader's templates call these filters by nbconvert's names.
FILTERS = {
    "markdown2html": "course_utils.grading.reports.safe_html.markdown_to_html",
    "clean_html": "course_utils.grading.reports.safe_html.clean",
}
#: CollectChecks comes last: it reads what the others leave.
PREPROCESSORS = [MarkWaiting, HideTests, CollectChecks, CSSHTMLHeaderPreprocessor]


class FeedbackExporter(HTMLExporter):
    """Pages of feedback: one file each, without scripts, that loads nothing."""

    def __init__(self, config: Config | None = None, **options: Any):
        # nbgrader sets HTMLExporter's template in several places; this class's own section wins.
        own = Config(config or {})
        own.FeedbackExporter.template_name = "course_feedback"
        own.FeedbackExporter.extra_template_basedirs = TEMPLATES
        css = _NBGRADER / "static" / "node_modules" / "bootstrap" / "dist" / "css"
        own.FeedbackExporter.extra_template_paths = [*TEMPLATES, str(css)]
        own.FeedbackExporter.filters = FILTERS
        own.FeedbackExporter.preprocessors = [SafeOutputs]
        own.FeedbackExporter.sanitize_html = True
        own.FeedbackExporter.exclude_input_prompt = True
        own.FeedbackExporter.exclude_output_prompt = True
        super().__init__(config=own, **options)


def write_feedback(root: Path, assignment: str, students: Sequence[str] = ()) -> dict[str, Path]:
    """Write feedback/<student>/<assignment>/ and return the pages by student.

    students: ids; all by default. Raises CourseError with nbgrader's log if it fails for one; the
    others' pages are written. Raises FileNotFoundError if nothing was graded or refused.
    """
    records = read_records(root, assignment)
    chosen = [one for one in records if not students or one in students]
    refused = [one for one in chosen if records[one]["status"] != "graded"]
    notebooks = (root / "autograded").glob(f"*/{assignment}/{assignment}.ipynb")
    found = sorted(path.parents[1].name for path in notebooks)
    graded = [one for one in found if one not in refused and (not students or one in students)]
    unknown = [one for one in students if one not in graded and one not in refused]
    if unknown and (found or records):
        raise FileNotFoundError(f"Nothing of {assignment} was graded of {', '.join(unknown)}.")
    if not graded and not refused:
        raise FileNotFoundError(
            f"Nothing graded of {assignment}: run `bncourse grade {assignment}` first."
        )
    api = course.nbgrader_api(root, root / "gradebook.db")
    logs = [
        result.get("log") or result.get("error") or ""
        # One converter for all students reads its templates once.
        for student in (graded if students else [None] if graded else [])
        if not (result := api.generate_feedback(assignment, student, force=True))["success"]
    ]
    pages = {one: _page(root, assignment, one) for one in graded}
    # nbgrader would show the notebook of an earlier grading.
    pages |= {one: _write_refusal(root, assignment, one, records[one]) for one in refused}
    failed = sorted(one for one, page in pages.items() if not page.is_file())
    if failed or logs:
        names = ", ".join(failed) or "some students"
        raise course.CourseError("\n".join([f"No feedback could be written for {names}.", *logs]))
    return dict(sorted(pages.items()))


def _page(root: Path, assignment: str, student: str) -> Path:
    return root / "feedback" / student / assignment / f"{assignment}.html"


def _write_refusal(root: Path, assignment: str, student: str, record: dict[str, Any]) -> Path:
    """Write the page of a submission that could not be graded: why, and what was seen."""
    folder = jinja2.FileSystemLoader(OWN_TEMPLATES)
    template = jinja2.Environment(loader=folder, autoescape=True).get_template("refusal.html.j2")
    page = _page(root, assignment, student)
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(template.render(assignment=assignment, record=record), encoding="utf-8")
    return page
