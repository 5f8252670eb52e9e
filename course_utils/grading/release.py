"""Makes release/ and the misconception data from source/ and the corpus of answers.

`make_release` does both for some assignments or all; `python -m course_utils.grading.release`
is what `make release` calls. Both outputs are committed, and a test makes them again and
compares, so neither is ever edited by hand.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from course_utils.feedback import probes, probing
from course_utils.folders import find_root
from course_utils.grading import course
from course_utils.grading.answers import read_answers, run_answer


def make_release(root: Path, only: Sequence[str] = ()) -> list[str]:
    """Write release/<id>/ and course_utils/feedback/<id>.json; return the ids.

    Raises FileNotFoundError for an id that source/ doesn't have, CourseError if nbgrader fails.
    """
    known = course.assignments(root)
    unknown = sorted(set(only) - set(known))
    if unknown:
        raise FileNotFoundError(f"No such assignment in source/: {', '.join(unknown)}.")
    chosen = list(only) or known
    for assignment in chosen:
        write_feedback(root, assignment)
    generate(root, chosen)
    return chosen


def generate(root: Path, assignments: Sequence[str]) -> None:
    """Write release/ through nbgrader, as `nbgrader generate_assignment --force` does."""
    with tempfile.TemporaryDirectory() as scratch:
        # A database of its own: making a release leaves no gradebook.db behind.
        api = course.nbgrader_api(root, Path(scratch) / "release.db")
        for assignment in assignments:
            result = api.generate_assignment(assignment, force=True)
            course.succeed(result, f"Generating {assignment}")


def feedback_of(root: Path, assignment: str) -> dict[str, dict[str, dict]]:
    """Run every wrong answer's probe: {exercise: {name: {message, observed}}}."""
    master = course.notebook(root, "source", assignment)
    found: dict[str, dict[str, dict]] = {}
    for exercise, answers in read_answers(root, assignment).items():
        if exercise not in probes(assignment):
            continue
        found[exercise] = {
            answer.name: {
                "message": answer.message,
                "observed": probing.observe(
                    probes(assignment)[exercise], run_answer(answer, master)
                ),
            }
            for answer in answers["wrong"]
        }
    return found


def write_feedback(root: Path, assignment: str) -> Path:
    """Write course_utils/feedback/<assignment>.json and return its path."""
    path = root / "course_utils" / "feedback" / f"{assignment}.json"
    text = json.dumps(feedback_of(root, assignment), indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the release of the assignments named, or of all, in the course around this folder."""
    chosen = sys.argv[1:] if arguments is None else list(arguments)
    for assignment in make_release(find_root(), chosen):
        print(f"release/{assignment} and course_utils/feedback/{assignment}.json are made.")


if __name__ == "__main__":
    main()
