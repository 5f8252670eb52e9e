"""Executes a lecture with its own parameters and stores the outputs in the notebook.

This is what `make notebooks` does. The lecture runs in a copy; only outputs and execution counts
come back, matched by cell id, so the source of a lecture is never touched.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import nbformat
from nbconvert.preprocessors import CoalesceStreamsPreprocessor

from course_utils.lectures import LectureRun, is_widget, run_lecture
from course_utils.optional import how_to_install, missing


def store_outputs(lecture: Path) -> LectureRun:
    """Execute the lecture; if all of it ran, write its outputs into it, else leave it as it is.

    Raises RuntimeError for a lecture that would skip cells, for want of a package.
    """
    lacking = missing(lecture)
    if lacking:
        raise RuntimeError(f"{lecture.stem} {how_to_install(lacking)}: its outputs stay.")
    with tempfile.TemporaryDirectory() as scratch:
        executed = Path(scratch) / lecture.name
        run = run_lecture(lecture, executed, {})
        if run.error is None:
            _copy_outputs(executed, lecture)
    return run


def _copy_outputs(executed: Path, lecture: Path) -> None:
    done = nbformat.read(executed, as_version=4)
    # Progress bars overwrite their line: only what stands there in the end is kept.
    done, _ = CoalesceStreamsPreprocessor().preprocess(done, {})
    by_id = {cell.id: cell for cell in done.cells}
    stored = nbformat.read(lecture, as_version=4)
    for cell in stored.cells:
        if cell.cell_type == "code":
            source = by_id[cell.id]
            cell.execution_count = source.execution_count
            # A widget without its kernel shows an error; its static twin stands beside it.
            cell.outputs = [output for output in source.outputs if not is_widget(output)]
    nbformat.write(stored, lecture)
