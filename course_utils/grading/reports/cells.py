"""nbgrader's preprocessors for pages that people read: GetGrades, then these, in this order.

SafeOutputs     of outputs and metadata, only what can't run, load or forge anything
MarkWaiting     which points wait for a hand
HideTests       hidden tests go, and whatever an output could show of them
CollectChecks   the table of checks, and the notes of the grader, for the page's template

All change the notebook they are given: it is the exporter's own copy.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from nbconvert.preprocessors.sanitize import SanitizeHTML
from nbformat.notebooknode import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import ClearHiddenTests, GetGrades, NbGraderPreprocessor

from course_utils.grading import records
from course_utils.grading.reports import messages, safe_html

_GRADE_ID = re.compile(r"[A-Za-z0-9_.-]{1,200}")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
_FRAME = re.compile(r"^(\s+in .*?, line \d+): (.*)$")
#: Errors whose text says all there is to say: of a check, and of the grader.
OWN_MESSAGES = ("CheckFailure", "Stopped")
#: Shorter lines of hidden tests, such as `y = f(x)`, stand in visible code as well.
TELLING = 12


class SafeOutputs(SanitizeHTML):
    """Keeps text, cleaned HTML and pictures in PNG or JPEG; of metadata, what nbgrader needs.

    Markdown stays as it is: `safe_html.markdown_to_html` renders it.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Clean a notebook, its metadata too: widgets and lexers could stand there."""
        nb.metadata = NotebookNode(language_info={"name": "python", "pygments_lexer": "ipython3"})
        return super().preprocess(nb, resources)

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict, cell_index: int
    ) -> tuple[NotebookNode, dict]:
        """Clean one cell; a raw cell becomes text."""
        grader = cell.metadata.get("nbgrader", {})
        named = _GRADE_ID.fullmatch(str(grader.get("grade_id", "")))
        cell.metadata = NotebookNode(nbgrader=grader) if named else NotebookNode()
        if cell.cell_type == "raw":
            cell.cell_type, cell.source = "markdown", f"```\n{cell.source.replace('`', '')}\n```"
        if cell.cell_type == "code":
            number = cell.get("execution_count")
            cell.execution_count = number if isinstance(number, int) else None
            cell.outputs = self.sanitize_code_outputs(cell.outputs)
        return cell, resources

    def sanitize_code_outputs(self, outputs: list[NotebookNode]) -> list[NotebookNode]:
        """Return the outputs, without metadata but for the alternative text of a picture."""
        known = [output for output in outputs if _is_output(output)]
        for output in known:
            if "data" not in output:
                continue
            text = output.get("metadata", {}).get("image/png", {})
            alt = text.get("alt") if isinstance(text, dict) else None
            output.metadata = NotebookNode({"image/png": {"alt": str(alt)}} if alt else {})
            output.data = NotebookNode(
                {kind: value for kind, value in output.data.items() if _is_shown(kind, value)}
            )
        shown = [output for output in known if output.get("data", {"text": True})]
        return super().sanitize_code_outputs(shown)

    def sanitize_html_tags(self, html_str: str) -> str:
        """Clean HTML by the course's rules rather than bleach's defaults."""
        return safe_html.clean(html_str)


def _is_output(output: NotebookNode) -> bool:
    """Whether an output has the parts that its type should have."""
    kind = output.get("output_type")
    return kind in ("stream", "error") or (
        kind in ("display_data", "execute_result") and isinstance(output.get("data"), dict)
    )


def _is_shown(kind: str, value: Any) -> bool:
    if kind in ("image/png", "image/jpeg"):
        return isinstance(value, str) and bool(_BASE64.fullmatch(value))
    return kind in ("text/plain", "text/html")


class MarkWaiting(GetGrades):
    """GetGrades that also says which cells wait for points given by hand.

    A cell that has such points waits no longer, although another grading asks the instructor to
    look at it again.
    """

    def _get_score(self, cell: NotebookNode, resources: dict) -> None:
        super()._get_score(cell, resources)
        place = (self.notebook_id, self.assignment_id, self.student_id)
        grade = self.gradebook.find_grade(cell.metadata.nbgrader.grade_id, *place)
        cell.metadata.nbgrader["waits"] = grade.needs_manual_grade and grade.manual_score is None


class HideTests(ClearHiddenTests):
    """Removes hidden tests, and from outputs what would show them.

    Of a test's failure the message stays, not the lines it came through. What was printed while
    hidden tests ran goes: it holds their inputs.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Clear the notebook, then look for the hidden lines in every output."""
        hidden = {
            line.strip()
            for cell in nb.cells
            if _is_test(cell)
            for line in self._hidden_lines(cell.source)
            if len(line.strip()) >= TELLING
        }
        nb, resources = super().preprocess(nb, resources)
        hidden -= {line.strip() for cell in nb.cells for line in cell.source.splitlines()}
        for cell in nb.cells:
            for output in cell.get("outputs", []):
                _cover(output, hidden)
        return nb, resources

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict, cell_index: int
    ) -> tuple[NotebookNode, dict]:
        """Clear a test; a student's cell may hold the delimiters as any other text."""
        if not _is_test(cell):
            return cell, resources
        has_hidden = self.begin_test_delimeter in cell.source
        failures = [o for o in cell.outputs if o.output_type == "error"]
        others = [o for o in cell.outputs if o.output_type != "error"]
        cell.outputs = [_short(failure) for failure in failures]
        if others and has_hidden:
            cell.outputs.append(_note(others))
        else:
            cell.outputs += others
        return super().preprocess_cell(cell, resources, cell_index)

    def _hidden_lines(self, source: str) -> list[str]:
        found, inside = [], False
        for line in source.splitlines():
            if self.begin_test_delimeter in line:
                inside = True
            elif self.end_test_delimeter in line:
                inside = False
            elif inside:
                found.append(line)
        return found


class CollectChecks(NbGraderPreprocessor):
    """Puts the table of checks and the grader's notes into resources["course"]."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Collect from a notebook that MarkWaiting and HideTests have seen."""
        names = resources["nbgrader"]
        # nbgrader converts in the course's root.
        record = records.read_record(Path.cwd(), names["assignment"], names["student"]) or {}
        checks = [_check(cell) for cell in nb.cells if utils.is_grade(cell)]
        resources["course"] = {
            "exercises": _by_exercise(checks),
            "notes": record.get("notes", []),
            "incidents": record.get("incidents", []),
        }
        return nb, resources


def failure_text(cell: NotebookNode) -> str:
    """The message of a test cell's failure, without code; "" if it has none."""
    return "\n".join(_message(o) for o in cell.outputs if o.output_type == "error")


def _check(cell: NotebookNode) -> dict[str, Any]:
    grader = cell.metadata.nbgrader
    text = failure_text(cell) if cell.cell_type == "code" else ""
    return {
        "grade_id": grader.grade_id,
        "description": messages.description(cell.source) if _is_test(cell) else "",
        "points": grader.get("score") or 0,
        "most": grader.get("points") or 0,
        "waits": grader.get("waits", False),
        "by_hand": not _is_test(cell),
        "message": messages.parse(text) if text else None,
        "comment": grader.get("comment") or "",
    }


def _by_exercise(checks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    exercises: dict[str, list[dict[str, Any]]] = {}
    for check in checks:
        exercises.setdefault(messages.exercise_of(check["grade_id"]), []).append(check)
    return [
        {
            "name": name,
            "checks": members,
            "points": sum(check["points"] for check in members),
            "most": sum(check["most"] for check in members),
            "waiting": sum(check["waits"] for check in members),
        }
        for name, members in exercises.items()
    ]


def _is_test(cell: NotebookNode) -> bool:
    """Whether a cell is one of nbgrader's locked test cells."""
    return cell.cell_type == "code" and utils.is_grade(cell) and not utils.is_solution(cell)


def _message(failure: NotebookNode) -> str:
    value = str(failure.evalue)
    return value if failure.ename in OWN_MESSAGES else f"{failure.ename}: {value}"


def _short(failure: NotebookNode) -> NotebookNode:
    """The failure with its message in the place of its traceback."""
    return NotebookNode({**failure, "traceback": _message(failure).splitlines()})


def _note(outputs: list[NotebookNode]) -> NotebookNode:
    text = "What was printed while hidden tests ran is left out here."
    if any(output.get("name") == "stderr" for output in outputs):
        text += " A part of it was printed as a warning or an error, which costs the points."
    return NotebookNode(output_type="stream", name="stdout", text=text + "\n")


def _cover(output: NotebookNode, hidden: set[str]) -> None:
    """Cover hidden lines in an output, in place."""
    if output.output_type == "stream":
        output.text = _covered(str(output.text), hidden)
    elif output.output_type == "error":
        output.evalue = _covered(str(output.evalue), hidden)
        output.traceback = _covered("\n".join(output.traceback), hidden).splitlines()
    else:
        for kind in ("text/plain", "text/html"):
            if kind in output.get("data", {}):
                output.data[kind] = _covered(str(output.data[kind]), hidden)


def _covered(text: str, hidden: set[str]) -> str:
    return "\n".join(_covered_line(line, hidden) for line in text.split("\n"))


def _covered_line(line: str, hidden: set[str]) -> str:
    frame = _FRAME.match(line)
    if frame and frame[2].strip() in hidden:
        return f"{frame[1]} of a hidden test"
    return "(a line of a hidden test)" if any(one in line for one in hidden) else line
