"""What a class's points say about an assignment, as tables.

`items` has one row an exercise or check: how many earned how much (difficulty), and how well it
tells strong submissions from weak ones (discrimination). `misconceptions_met` counts the known
ones; `suspicious` lists what an instructor should look at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Literal

import numpy as np
import pandas as pd

from course_utils.grading.reports import messages
from course_utils.grading.reports.class_data import Class, Submission

#: With fewer submissions, a correlation says next to nothing.
FEWEST_FOR_DISCRIMINATION = 8
#: Kinds of notes and incidents that need no instructor.
HARMLESS = frozenset({"repaired", "dropped", "refused", "output cut"})


def points_table(data: Class) -> pd.DataFrame:
    """Return points, one row a scored submission, one column a graded cell; NaN where one waits."""
    return pd.DataFrame(
        [[one.points.get(cell.grade_id) for cell in data.cells] for one in data.scored],
        index=[one.student for one in data.scored],
        columns=[cell.grade_id for cell in data.cells],
        dtype=float,
    )


def items(data: Class, by: Literal["exercise", "grade_id"] = "exercise") -> pd.DataFrame:
    """Return difficulty and discrimination of each exercise, or of each check.

    Columns: the item, description, most (points), submissions, share (of the points, on average;
    a high one is an easy item), full, part and none (shares of the submissions), discrimination
    (correlation of the item's points with those of all others; NaN if it can't be told).
    """
    points = points_table(data)
    groups: dict[str, list[str]] = defaultdict(list)
    for cell in data.cells:
        groups[getattr(cell, by)].append(cell.grade_id)
    most = {cell.grade_id: cell.most for cell in data.cells}
    described = {cell.grade_id: cell.description for cell in data.cells}
    rows = []
    for name, members in groups.items():
        highest = sum(most[member] for member in members)
        # An exercise is complete where all its cells have points; checks are their own.
        own = points[members].sum(axis=1, skipna=False)
        rest = points.drop(columns=members).sum(axis=1)
        known = own.dropna()
        rows.append(
            {
                by: name,
                "description": described.get(name, ""),
                "most": highest,
                "submissions": len(known),
                "share": known.mean() / highest if len(known) and highest else np.nan,
                "full": (known >= highest).mean() if len(known) else np.nan,
                "part": ((known > 0) & (known < highest)).mean() if len(known) else np.nan,
                "none": (known <= 0).mean() if len(known) else np.nan,
                "discrimination": _correlation(known, rest[known.index]),
            }
        )
    return pd.DataFrame(rows)


def misconceptions_met(data: Class) -> pd.DataFrame:
    """Return the known misconceptions met: exercise, misconception, submissions, share, students.

    A submission counts once, however many checks of the exercise name the same one.
    """
    met: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in data.scored:
        for grade_id, text in one.failures.items():
            exercise = messages.exercise_of(grade_id)
            named = messages.known_misconception(data.assignment, exercise, text)
            if named:
                met[exercise, named].add(one.student)
    rows = [
        {
            "exercise": exercise,
            "misconception": named,
            "submissions": len(students),
            "share": len(students) / len(data.scored),
            "students": ", ".join(sorted(students)),
        }
        for (exercise, named), students in met.items()
    ]
    columns = ["exercise", "misconception", "submissions", "share", "students"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(["submissions", "exercise"], ascending=[False, True], kind="stable")


def suspicious(data: Class) -> pd.DataFrame:
    """Return what needs a look: student, kind, cell, what.

    Notes and incidents that are not harmless; points in the gradebook that are not those that the
    grader wrote down; and equal answers that earned different points.
    """
    rows = [
        {
            "student": one.student,
            "kind": note.get("kind", ""),
            "cell": note.get("cell", ""),
            "what": note.get("message", ""),
        }
        for one in data.submissions
        for note in one.notes
        if note.get("kind") not in HARMLESS
    ]
    rows += [_row(one, "changed since", _changed(one)) for one in data.scored if _changed(one)]
    rows += _flaky(data)
    return pd.DataFrame(rows, columns=["student", "kind", "cell", "what"])


def _row(one: Submission, kind: str, what: str) -> dict[str, str]:
    return {"student": one.student, "kind": kind, "cell": "", "what": what}


def _changed(one: Submission) -> str:
    """Which tests' points in the gradebook are not what the grader wrote down."""
    written: Mapping[str, float] = one.record.get("scores") or {}
    other = [
        f"{name}: {one.automatic[name]:g} in the gradebook, {points:g} when it was graded"
        for name, points in written.items()
        if None not in (points, one.automatic.get(name)) and one.automatic[name] != points
    ]
    return "; ".join(other)


def _flaky(data: Class) -> list[dict[str, str]]:
    """Submissions with the same answers, but other points in the tests."""
    same: dict[str, list[Submission]] = defaultdict(list)
    for one in data.scored:
        if one.record.get("digest"):
            same[one.record["digest"]].append(one)
    rows = []
    for group in same.values():
        tests = sorted({name for one in group for name in one.automatic})
        differing = [t for t in tests if len({one.automatic.get(t) for one in group}) > 1]
        if differing:
            names = ", ".join(one.student for one in group)
            what = f"the same answers of {names} earned different points in {', '.join(differing)}"
            rows += [_row(one, "flaky", what) for one in group]
    return rows


def _correlation(own: pd.Series, rest: pd.Series) -> float:
    if len(own) < FEWEST_FOR_DISCRIMINATION or own.nunique() < 2 or rest.nunique() < 2:
        return np.nan
    return float(np.corrcoef(own, rest)[0, 1])
