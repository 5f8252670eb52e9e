"""The page a run of the course ends with: tables, figures, and the executed lectures.

`write_report` writes index.html, one page a lecture, the figures and MathJax into one folder, so
that all of it reads without a network.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import jinja2
import matplotlib.pyplot as plt
from markupsafe import Markup, escape
from matplotlib.axes import Axes

from course_utils import plots
from course_utils.lectures import LectureRun, copy_mathjax, to_html
from course_utils.summary import Summary

_PAGE = jinja2.Environment(autoescape=True).from_string("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Batch normalization: a run of the course</title>
<style>
body { font: 17px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; font-size: 15px; }
.wide { overflow-x: auto; }
th, td { padding: .3rem .8rem; border-bottom: 1px solid #ccc; text-align: right; }
td { white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
img { max-width: 100%; height: auto; }
.failed { color: #a40000; font-weight: 600; }
</style>
</head>
<body>
<h1>Batch normalization: a run of the course</h1>
<p>{{ digits }}.
Every figure below was produced on this machine, by this run or an equal one before it.</p>
<h2>Lectures</h2>
<ul>
{% for page, run in lectures %}
<li><a href="{{ page }}">{{ run.lecture }}</a>, {{ "%.0f"|format(run.seconds) }} s
{% if run.stored %}(an earlier run of the same){% endif %}
{% if run.error %}<span class="failed">stopped: {{ run.error }}</span>{% endif %}</li>
{% endfor %}
</ul>
<h2>BN against no BN, five networks</h2>
<p>Mean ± 95 % interval over seeds; the difference is paired, in percentage points.</p>
<div class="wide">{{ preset_table }}</div>
{{ preset_figure }}
<h2>Batch sizes</h2>
<div class="wide">{{ size_table }}</div>
{{ size_figure }}
</body>
</html>
""")


def write_report(
    folder: Path, runs: Sequence[LectureRun], summary: Summary, digits: object
) -> Path:
    """Write the pages into `folder` and return the path of index.html."""
    folder.mkdir(parents=True, exist_ok=True)
    copy_mathjax(folder)
    pages = [(to_html(run.notebook, folder).name, run) for run in runs]
    plots.use_style()
    page = folder / "index.html"
    page.write_text(
        _PAGE.render(
            digits=digits,
            lectures=pages,
            preset_table=_table(summary.preset_table()),
            preset_figure=_figure(
                plots.paired_differences(summary.presets), folder / "presets.png"
            ),
            size_table=_table(summary.batch_size_table()),
            size_figure=_figure(
                plots.batch_size_figure(summary.batch_sizes), folder / "batch_sizes.png"
            ),
        ),
        encoding="utf-8",
    )
    return page


def _table(frame) -> Markup:
    return Markup(frame.to_html(index=False, border=0))


def _figure(axes: Axes | Sequence[Axes], path: Path) -> Markup:
    """Save the figure, close it, and return the <img> that shows it, with its alternative text."""
    text = escape(plots.alt_text(axes))
    plots.save(axes, path)
    plt.close((axes if isinstance(axes, Axes) else axes[0]).figure)
    return Markup(f'<p><img src="{path.name}" alt="{text}"></p>')
