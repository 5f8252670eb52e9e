"""The class report: one page that reads offline, and the tables behind it.

`write_report` is `bncourse report`. It writes into grading/<assignment>/report/:
index.html, questions.csv (one row a check), misconceptions.csv, students.csv, and the points as
nbgrader.csv, canvas.csv and moodle.csv.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jinja2
import matplotlib as mpl
import numpy as np
import pandas as pd
from markupsafe import Markup

from course_utils import plot_style
from course_utils.grading import records
from course_utils.grading.reports import csv_files, exports, figures, statistics
from course_utils.grading.reports.class_data import Class, read_class
from course_utils.grading.reports.feedback import OWN_TEMPLATES

#: Checks that fewer or more than these shares of the points come back from need a look.
HARD, EASY = 0.3, 0.95


def write_report(root: Path, assignment: str) -> Path:
    """Write the report of an assignment and return the path of its page.

    Raises FileNotFoundError if nothing of it is in the gradebook.
    """
    data = read_class(root, assignment)
    folder = records.folder_of(root, assignment) / "report"
    folder.mkdir(parents=True, exist_ok=True)
    exercises = statistics.items(data)
    checks = statistics.items(data, by="grade_id")
    met = statistics.misconceptions_met(data)
    csv_files.write_table(folder / "questions.csv", checks)
    csv_files.write_table(folder / "misconceptions.csv", met)
    csv_files.write(folder / "students.csv", _student_rows(data))
    for form in exports.FORMATS:
        csv_files.write(folder / f"{form}.csv", exports.rows(data, form))
    page = folder / "index.html"
    page.write_text(
        _template().render(
            data=data,
            scores=_summary(data),
            warnings=exports.warnings_of(data),
            exercises=exercises.to_dict("records"),
            checks=checks.to_dict("records"),
            misconceptions=met.to_dict("records"),
            suspicious=statistics.suspicious(data).to_dict("records"),
            repaired=_repaired(data),
            pictures=_pictures(data, exercises, checks),
            remarks=_remarks(*(_settled(data, items) for items in (exercises, checks))),
        ),
        encoding="utf-8",
    )
    return page


def _template() -> jinja2.Template:
    # Names, notes and messages come from students: all of them are escaped.
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(OWN_TEMPLATES), autoescape=True, trim_blocks=True
    )
    environment.filters["percent"] = lambda share: "–" if np.isnan(share) else f"{share:.0%}"
    environment.filters["number"] = lambda value: "–" if pd.isna(value) else f"{value:.4g}"
    environment.filters["correlation"] = lambda r: "–" if np.isnan(r) else f"{r:.2f}"
    return environment.get_template("class_report.html.j2")


def _summary(data: Class) -> dict[str, Any] | None:
    scores = [one.score for one in data.scored]
    if not scores:
        return None
    low, median, high = np.percentile(scores, [25, 50, 75])
    return {"mean": np.mean(scores), "median": median, "low": low, "high": high}


def _pictures(data: Class, exercises: pd.DataFrame, checks: pd.DataFrame) -> dict[str, Markup]:
    if not data.scored:
        return {}
    # The caller's own figures keep their look.
    with mpl.rc_context():
        plot_style.use_style()
        axes = {
            "scores": figures.score_distribution([one.score for one in data.scored], data.most),
            "exercises": figures.exercise_items(exercises),
            "checks": figures.check_outcomes(checks),
        }
        return {name: Markup(plot_style.image_tag(drawn)) for name, drawn in axes.items()}


def _settled(data: Class, items: pd.DataFrame) -> pd.DataFrame:
    """The items of which most submissions have points: a few of them tell nothing.

    Of answers that wait to be marked by hand, the empty ones have theirs at once.
    """
    return items[items["submissions"] * 2 > len(data.scored)]


def _remarks(exercises: pd.DataFrame, checks: pd.DataFrame) -> list[str]:
    """What stands out, in sentences."""
    weak = exercises[exercises["discrimination"] < figures.WEAK]["exercise"]
    hard = checks[checks["share"] < HARD]["grade_id"]
    easy = checks[checks["share"] > EASY]["grade_id"]
    told = {
        "These exercises hardly tell strong submissions from weak ones; look for an unclear text "
        "or a test that fails right answers": weak,
        f"Less than {HARD:.0%} of the points of these checks were earned": hard,
        f"More than {EASY:.0%} of the points of these checks were earned": easy,
    }
    return [f"{what}: {', '.join(names)}." for what, names in told.items() if len(names)]


def _repaired(data: Class) -> list[dict[str, Any]]:
    """Students whose files the intake changed or refused, each with all notes on them."""
    found = []
    for one in data.submissions:
        notes = [note for note in one.notes if note.get("kind") in statistics.HARMLESS]
        if notes or one.status in ("refused", "not graded"):
            found.append({"student": one.student, "status": one.status, "notes": notes})
    return found


def _student_rows(data: Class) -> Iterable[list[Any]]:
    yield ["student", "status", "score", *(cell.grade_id for cell in data.cells)]
    for one in data.submissions:
        points = [one.points.get(cell.grade_id) for cell in data.cells]
        yield [one.student, one.status, one.score, *points]
