"""Each lecture as a page to print: HTML that any browser prints, and PDF where one is found.

`print_lectures` writes <id>.html, <id>.pdf and MathJax into one folder; a page is that of
`lectures.to_html` with print.css, and its links to other lectures, useless on paper, are text.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from course_utils.lectures import choose_lectures, to_html
from course_utils.publishing import chromium, formulas

_STYLE = Path(__file__).with_name("print.css")


@dataclass(frozen=True)
class Printed:
    """One lecture to print. pdf: None where there is no browser."""

    page: Path
    pdf: Path | None


def print_lectures(
    notebooks: Path, target: Path, only: Sequence[str] = (), browser: str | None = None
) -> list[Printed]:
    """Write the lectures of a folder, with the outputs they hold, into `target`.

    only: ids; all by default. browser: the program that makes the PDFs; None for none.
    Raises FileNotFoundError for an id, or any lecture at all, that is not there; RuntimeError if
    the browser prints nothing, or what draws formulas is not installed.
    """
    chosen = choose_lectures(notebooks, only)
    if not chosen:
        raise FileNotFoundError(f"There is no lecture in {notebooks}.")
    target.mkdir(parents=True, exist_ok=True)
    formulas.copy_script(target)
    made = []
    for lecture in tqdm(chosen, desc="lectures", unit="lecture", file=sys.stdout):
        page = to_html(notebooks / f"{lecture}.ipynb", target, formulas.HEAD)
        page.write_text(for_paper(page.read_text(encoding="utf-8")), encoding="utf-8")
        pdf = page.with_suffix(".pdf") if browser else None
        if pdf:
            chromium.print_pdf(browser, page, pdf)
        made.append(Printed(page, pdf))
    return made


def for_paper(page: str) -> str:
    """Return the HTML of a page with the style for paper, its links to other files as text."""
    style = f"<style>\n{_STYLE.read_text(encoding='utf-8')}</style>\n</head>"
    unlinked = re.sub(r'<a href="(?!https?:|#)[^"]*"', "<a", page)
    return unlinked.replace("</head>", style, 1)
