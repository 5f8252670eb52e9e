"""Takes in what students handed in: the text of their answers, and nothing else.

`read_submission` finds the notebook in a student's folder, reads its cells (`notebook_text`), finds
the answers among them (`matching`) and pours their text into a copy of the released notebook.
Whatever was changed, left out or refused on the way is a note in words for the student.

No line of a submission is run here, and nothing that a student can hand in raises.
"""

from __future__ import annotations

import copy
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from course_utils.grading import submission_time
from course_utils.grading.matching import Answers, Extra, find_answers
from course_utils.grading.notebook_text import Cell, read_versions
from course_utils.grading.notes import Note, Unusable, reason, shown
from course_utils.grading.safe_files import Content, Folder, What
from course_utils.grading.student_ids import check_student_id

#: How many notes a submission may have; a hostile one could have a million.
MOST_NOTES = 60
#: How deep below the submission's folder a notebook is looked for.
DEEPEST = 3
#: In how many folders.
MOST_FOLDERS = 100

#: What lies beside honest notebooks without anyone's doing; nbgrader's exchange adds the secret.
_USUAL = {
    submission_time.FILE,
    "submission_secret.txt",
    ".ipynb_checkpoints",
    "__pycache__",
    ".DS_Store",
    "Thumbs.db",
}
_COPY = re.compile(r"(?:[ _-]|\(\d+\)|\d|copy|kopie)*", re.IGNORECASE)


@dataclass(frozen=True)
class Intake:
    """One submission as it goes on. notebook: None if it was refused. submitted_at: in UTC."""

    student: str
    assignment: str
    notebook: NotebookNode | None
    notes: tuple[Note, ...]
    submitted_at: datetime | None
    digest: str


def read_submission(folder: Path, release: NotebookNode, assignment: str, student: str) -> Intake:
    """Read the submission in a folder <submitted>/<student>/<assignment>.

    <submitted> is trusted, what lies below is not. A refused submission has no notebook, and its
    notes say why.
    """
    notes: list[Note] = []
    submitted_at = None
    try:
        check_student_id(student)
        with (
            Folder.trusted(folder.parent.parent) as top,
            top.enter(folder.parent.name) as person,
            person.enter(folder.name) as place,
        ):
            if folder.name != assignment:
                notes.append(Note("repaired", "", f"The folder's name should be {assignment}."))
            content = _read_in(place, assignment, notes)
            submitted_at = _read_time(place, content, notes)
        notebook = _poured(content.data, release, assignment, notes)
    # Whatever a submission made of one's own code, the next one is still to be read.
    except Exception as error:
        notes.append(Note("refused", "", reason(error)))
        return Intake(student, assignment, None, _limited(notes), submitted_at, "")
    return Intake(student, assignment, notebook, _limited(notes), submitted_at, digest(notebook))


def read_notebook(path: Path, release: NotebookNode, assignment: str) -> Intake:
    """Read a notebook where its own author asks for it, links followed, whatever its name."""
    notes: list[Note] = []
    if path.name != f"{assignment}.ipynb":
        notes.append(_renamed(path.name, assignment))
    try:
        # The path is the caller's own: what it leads to is opened, as any program would.
        real = path.resolve()
        with Folder.trusted(real.parent) as folder:
            data = folder.read(real.name).data
        notebook = _poured(data, release, assignment, notes)
    except (Unusable, OSError, RuntimeError) as error:
        notes.append(Note("refused", "", reason(error)))
        return Intake("", assignment, None, _limited(notes), None, "")
    return Intake("", assignment, notebook, _limited(notes), None, digest(notebook))


def _renamed(name: str, assignment: str) -> Note:
    message = f"The notebook is called {shown(name)}; it should be {assignment}.ipynb."
    return Note("repaired", "", message)


# Which file


def _read_in(folder: Folder, assignment: str, notes: list[Note]) -> Content:
    """Read the one notebook that is meant. Raises Unusable."""
    name = f"{assignment}.ipynb"
    entries = folder.entries()
    if folder.what(name) is not None:
        _note_others(set(entries) - {name}, notes)
        return folder.read(name)
    meant = _meant(entries, assignment)
    if meant:
        notes.append(_renamed(meant, assignment))
        _note_others(set(entries) - {meant}, notes)
        return folder.read(meant)
    inside = _inside(folder, entries, DEEPEST, iter(range(MOST_FOLDERS)))
    if len(inside) > 1:
        raise Unusable(f"There is no {name}, and several other notebooks: which one is meant?")
    if inside:
        notes.append(Note("repaired", "", f"The notebook lay in a folder {shown(inside[0][0])}."))
        return _read_at(folder, inside[0])
    raise Unusable(_nothing(name, entries))


def _meant(entries: dict[str, What], assignment: str) -> str | None:
    """The notebook that is meant where none has the right name. Raises Unusable for several."""
    files = [name for name, what in entries.items() if what == "file" and not name.startswith(".")]
    groups = [
        [f for f in files if f.casefold() == f"{assignment}.ipynb".casefold()],
        [f for f in files if _is_copy(f, assignment)],
        [f for f in files if f.casefold().endswith(".ipynb")],
        [f for f in files if re.fullmatch(r".*\.ipynb\.\w{1,8}|.*\.json", f, re.IGNORECASE)],
    ]
    for group in groups:
        if len(group) > 1:
            names = ", ".join(map(shown, group[:5]))
            raise Unusable(
                f"There is no {assignment}.ipynb, but several that could be meant: {names}. "
                "Hand in one."
            )
        if group:
            return group[0]
    return None


def _is_copy(name: str, assignment: str) -> bool:
    """Whether a name is what browsers and Jupyter make of a second copy."""
    stem, _, ending = name.rpartition(".")
    if ending.casefold() != "ipynb" or not stem.casefold().startswith(assignment.casefold()):
        return False
    return _COPY.fullmatch(stem[len(assignment) :]) is not None


def _inside(
    folder: Folder, entries: dict[str, What], depth: int, left: Iterator[int]
) -> list[tuple[str, ...]]:
    """The paths of notebooks in folders of a folder. left: counts folders that may be opened."""
    found: list[tuple[str, ...]] = []
    for name, what in entries.items():
        if what != "folder" or name.startswith(".") or name in _USUAL:
            continue
        if len(found) > 1 or next(left, None) is None:
            break
        with folder.enter(name) as below:
            inner = below.entries()
            files = [n for n, w in inner.items() if w == "file" and n.endswith(".ipynb")]
            found += [(name, file) for file in files if not file.startswith(".")]
            if depth > 1:
                found += [(name, *path) for path in _inside(below, inner, depth - 1, left)]
    return found


def _read_at(folder: Folder, path: tuple[str, ...]) -> Content:
    if len(path) == 1:
        return folder.read(path[0])
    with folder.enter(path[0]) as below:
        return _read_at(below, path[1:])


def _nothing(name: str, entries: dict[str, What]) -> str:
    archive = next(
        (n for n in entries if n.casefold().endswith((".zip", ".gz", ".7z", ".rar"))), ""
    )
    if archive:
        return f"{shown(archive)} is an archive: hand in {name} itself."
    links = [n for n, what in entries.items() if what == "link"]
    if links:
        return f"{shown(links[0])} is a link to something else, and links are not followed."
    return f"There is no {name}." if entries else "Nothing was handed in: the folder is empty."


def _note_others(names: set[str], notes: list[Note]) -> None:
    others = sorted(names - _USUAL)
    if others:
        listed = ", ".join(map(shown, others[:5])) + (" …" if len(others) > 5 else "")
        message = f"Only the notebook is read; left out beside it: {listed}."
        notes.append(Note("dropped", "", message))


def _read_time(folder: Folder, content: Content, notes: list[Note]) -> datetime | None:
    try:
        if folder.what(submission_time.FILE) is None:
            return None
        data = folder.read(submission_time.FILE, submission_time.LARGEST).data
    except (Unusable, OSError) as error:
        notes.append(Note("suspicious", "", f"No time of submission: {error}"))
        return None
    moment, remarks = submission_time.submitted_at(data, content.modified, datetime.now(UTC))
    notes += remarks
    return moment


# What goes into the release


def _poured(data: bytes, release: NotebookNode, assignment: str, notes: list[Note]) -> NotebookNode:
    versions, remarks = read_versions(data)
    notes += remarks
    found, problems = [], []
    for cells in versions:
        try:
            found.append(_answers(cells, release, assignment))
        except Unusable as problem:
            problems.append(problem)
    if not found:
        raise problems[0]
    answers = _agreed(found, release)
    notes += answers.notes
    return pour(answers, release)


def _answers(cells: Sequence[Cell], release: NotebookNode, assignment: str) -> Answers:
    """The answers in a notebook's cells. Raises Unusable for another assignment's notebook."""
    answers = find_answers(cells, release)
    if answers.foreign > answers.known:
        raise Unusable(f"This is another assignment's notebook, not {assignment}.")
    if not answers.known:
        raise Unusable(f"None of the answers of {assignment} is in this notebook.")
    names = {cell.metadata.nbgrader.grade_id for cell in release.cells if _is_answer(cell)}
    if answers.known * 2 < len(names) and not any(cell.grade_id in names for cell in cells):
        told = (
            f"Only {answers.known} of {len(names)} answers was found, and no cell has the "
            f"assignment's marks. The lecture has the same name: hand in the notebook that lies in "
            f"release/{assignment}."
        )
        return replace(answers, notes=(*answers.notes, Note("suspicious", "", told)))
    return answers


def _is_answer(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def _agreed(versions: list[Answers], release: NotebookNode) -> Answers:
    """One set of answers from the two sides of a conflict: what both, or one alone, answer."""
    if len(versions) == 1:
        return versions[0]
    ours, theirs = versions
    stubs = {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in release.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    texts, notes = {}, [*ours.notes, *theirs.notes]
    for name, stub in stubs.items():
        written = {
            side.texts[name].strip(): side.texts[name]
            for side in versions
            if side.texts.get(name, stub).strip() not in ("", stub.strip())
        }
        if len(written) == 1:
            texts[name] = next(iter(written.values()))
        elif written:
            notes.append(
                Note(
                    "refused",
                    name,
                    "The two versions in the conflict answer this differently: neither can be "
                    "taken. Resolve the conflict and hand in again.",
                )
            )
    extras = [*ours.extras, *(extra for extra in theirs.extras if extra not in ours.extras)]
    return replace(ours, texts=texts, extras=tuple(extras), notes=tuple(dict.fromkeys(notes)))


def pour(answers: Answers, release: NotebookNode) -> NotebookNode:
    """Return a copy of the released notebook with these texts and extra cells."""
    poured = copy.deepcopy(release)
    for cell in poured.cells:
        settings = cell.metadata.get("nbgrader", {})
        if settings.get("solution") and settings.get("grade_id") in answers.texts:
            cell.source = answers.texts[settings["grade_id"]]
    extras = sorted(answers.extras, key=lambda extra: extra.before)
    # From the end, so that the places stay those of the release.
    for cell, extra in reversed(list(zip(_extra_cells(extras, release), extras, strict=True))):
        poured.cells.insert(extra.before, cell)
    return poured


def _extra_cells(extras: Sequence[Extra], release: NotebookNode) -> list[NotebookNode]:
    taken = {cell.get("id") for cell in release.cells}
    ids = (name for n in range(10**9) if (name := f"extra-{n + 1}") not in taken)
    return [new_code_cell(extra.source, id=name) for extra, name in zip(extras, ids, strict=False)]


def digest(notebook: NotebookNode) -> str:
    """The SHA-256 of a poured notebook's cells: of what is graded, not of how it came."""
    cells = [[cell.get("id"), cell.cell_type, cell.source] for cell in notebook.cells]
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()


def _limited(notes: Iterable[Note]) -> tuple[Note, ...]:
    """The notes, each once, refusals first in line for a place."""
    distinct = list(dict.fromkeys(notes))
    if len(distinct) <= MOST_NOTES:
        return tuple(distinct)
    kept = sorted(distinct, key=lambda note: note.kind != "refused")[: MOST_NOTES - 1]
    return (*kept, Note("dropped", "", f"{len(distinct) - len(kept)} more remarks."))


# For the student
