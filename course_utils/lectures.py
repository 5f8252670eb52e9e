"""Runs lectures through papermill and turns the executed notebooks into pages.

`run_lecture` executes one notebook into another file, never over its input; `run_lectures` does so
for several, with a bar for notebooks and one for cells, goes on after a failed one, and leaves out
those whose result is there already;
`to_html` writes an executed notebook as a page that reads without a network.
"""

from __future__ import annotations

import re
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from tqdm import tqdm

from course_utils.backend import native_stderr_held_back
from course_utils.made_from import identity, note, seconds_if_made

#: The longest a cell may take, on the whole MNIST too: nothing waits for ever.
CELL_SECONDS = 1800
#: Where pages look for MathJax, beside themselves.
MATHJAX = "mathjax"
#: The package jupyter-server-mathjax ships this configuration and these fonts alone; MathJax must
#: hear of the fonts before it starts, or it looks for others.
MATHJAX_CONFIG = "TeX-AMS-MML_HTMLorMML-full,Safe"
MATHJAX_FONTS = """<script type="text/x-mathjax-config">
MathJax.Hub.Config({"HTML-CSS": {availableFonts: [], imageFont: null, webFont: "STIX-Web"}});
</script>"""
#: nbconvert's page is as wide as the window: lines too long to read.
READABLE_WIDTH = "<style>body.jp-Notebook { max-width: 64rem; margin: 0 auto; }</style>"

#: nbconvert's own template reads an image's width and height from an output, but not its text.
_TEMPLATE = """{% extends "index.html.j2" %}
{% block html_head_js_mathjax %}{{ resources.formulas or super() }}{% endblock %}
{% block data_png scoped %}
{%- set text = output | get_metadata("alt", "image/png") -%}
{{ super() | replace("<img ", '<img alt="' ~ (text | escape_html) ~ '" ', 1) if text else super() }}
{%- endblock data_png %}
"""


@dataclass(frozen=True)
class LectureRun:
    """One executed lecture, and how long that took.

    error: None, or what went wrong (a failed claim, for example). stored: it was executed by an
    earlier call, from the very same.
    """

    lecture: str
    notebook: Path
    seconds: float
    error: str | None = None
    stored: bool = False


def lecture_ids(folder: Path) -> list[str]:
    """Return the ids of the lectures in a folder, in order."""
    return sorted(path.stem for path in folder.glob("*.ipynb"))


def choose_lectures(folder: Path, only: Sequence[str] = ()) -> list[str]:
    """Return the ids in `only`, or all there are, in order; FileNotFoundError for unknown ones."""
    known = lecture_ids(folder)
    unknown = sorted(set(only) - set(known))
    if unknown:
        raise FileNotFoundError(
            f"No such lecture: {', '.join(unknown)}. There are {', '.join(known) or 'none'}."
        )
    return [lecture for lecture in known if not only or lecture in only]


def run_lecture(
    source: Path, target: Path, parameters: Mapping[str, Any], bar: Mapping[str, Any] | bool = False
) -> LectureRun:
    """Execute a notebook with papermill; the outputs so far are kept if it fails.

    bar: papermill's progress bar, as options for tqdm, or False for none.
    """
    import papermill

    started = time.perf_counter()
    error = None
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        # A kernel's own log would run through the progress bars.
        with native_stderr_held_back():
            papermill.execute_notebook(
                source,
                target,
                dict(parameters),
                progress_bar=bar,
                execution_timeout=CELL_SECONDS,
            )
    except papermill.PapermillExecutionError as failure:
        error = f"cell {failure.exec_count}: {failure.ename}: {failure.evalue}"
    return LectureRun(source.stem, target, time.perf_counter() - started, error)


def run_lectures(
    folder: Path,
    target: Path,
    only: Sequence[str] = (),
    parameters: Mapping[str, Any] | None = None,
    again: bool = False,
) -> list[LectureRun]:
    """Execute the lectures of a folder into `target`, showing notebooks, cells and time.

    only: ids to run; all by default. parameters go to every lecture. again: execute those too
    whose result stands in `target`, made from the same notebook, parameters, code and versions.
    Raises FileNotFoundError for an id that is not there.
    """
    chosen = choose_lectures(folder, only)
    runs = []
    with tqdm(chosen, desc="lectures", unit="notebook", position=0, file=sys.stdout) as bar:
        for lecture in bar:
            cells = {"desc": lecture, "position": 1, "leave": False, "file": sys.stdout}
            source, made = folder / f"{lecture}.ipynb", target / f"{lecture}.ipynb"
            made_from = identity(source, parameters or {})
            seconds = None if again else seconds_if_made(made, made_from)
            if seconds is not None:
                runs.append(LectureRun(lecture, made, seconds, stored=True))
                continue
            runs.append(run_lecture(source, made, parameters or {}, cells))
            if runs[-1].error is None:
                note(made, made_from, runs[-1].seconds)
    return runs


def to_html(notebook: Path, folder: Path, formulas: str | None = None) -> Path:
    """Write an executed notebook as <folder>/<name>.html and return the path.

    formulas: what draws them, for the page's head; None for MathJax 2 from the folder itself (see
    `copy_mathjax`). Figures have the alternative texts stored with them; widgets need a kernel, so
    their state is left out and their static twins stand for them.
    """
    from nbconvert import HTMLExporter

    cells = without_widgets(nbformat.read(notebook, as_version=4))
    exporter = HTMLExporter(
        mathjax_url=f"{MATHJAX}/MathJax.js?config={MATHJAX_CONFIG}",
        # Nothing in the lectures needs RequireJS, which would come from the network.
        require_js_url="data:text/javascript,",
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        raw_template=_TEMPLATE,
    )
    exporter.register_preprocessor("nbconvert.preprocessors.CoalesceStreamsPreprocessor", True)
    body, _ = exporter.from_notebook_node(
        cells, {"metadata": {"name": title(cells) or notebook.stem}, "formulas": formulas}
    )
    # Lectures link each other, and single cells of each other, as notebooks.
    body = re.sub(r'href="([\w-]+)\.ipynb(?=["#])', r'href="\1.html', body)
    page = folder / f"{notebook.stem}.html"
    if formulas is None:
        body = body.replace("</title>", f"</title>\n{MATHJAX_FONTS}\n{READABLE_WIDTH}", 1)
    page.write_text(body, encoding="utf-8")
    return page


def title(notebook: nbformat.NotebookNode) -> str | None:
    """The first heading of a notebook, or None."""
    for cell in notebook.cells:
        found = re.match(r"# (.+)", cell.source) if cell.cell_type == "markdown" else None
        if found:
            return found.group(1).strip()
    return None


def without_widgets(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a copy without widgets: they need a kernel; their static twins stand for them."""
    copy = deepcopy(notebook)
    copy.metadata.pop("widgets", None)
    for cell in copy.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if not is_widget(output)]
    return copy


def is_widget(output: Mapping[str, Any]) -> bool:
    """Whether a cell's output is the view of a widget."""
    return "application/vnd.jupyter.widget-view+json" in output.get("data", {})


def copy_mathjax(folder: Path) -> None:
    """Put MathJax beside the pages, from the package jupyter-server-mathjax."""
    import jupyter_server_mathjax

    static = Path(jupyter_server_mathjax.__file__).parent / "static"
    shutil.copytree(static, folder / MATHJAX, dirs_exist_ok=True)
