"""Lectures on paper: nothing wider than the page, and a PDF that can be heard and searched."""

import re
from pathlib import Path

import pytest

from course_utils.lectures import lecture_ids
from course_utils.publishing import chromium
from course_utils.publishing.printing import print_lectures

ROOT = Path(__file__).resolve().parents[1]
#: An A4 page less the margins of print.css, in CSS pixels of 1/96 inch.
PAPER_WIDTH = round((210 - 2 * 16) / 25.4 * 96)

# One browser prints at a time.
pytestmark = pytest.mark.xdist_group("print")

FACTS = """async () => {
  await MathJax.startup.promise;
  const wide = (e) => e.getBoundingClientRect().right > innerWidth + 1;
  return {
    drawn: document.querySelectorAll('mjx-container > mjx-assistive-mml > math').length,
    formulas: [...MathJax.startup.document.math].length,
    mistakes: document.querySelectorAll('mjx-merror, [data-mjx-error]').length,
    unnamed: [...document.images].filter((e) => e.alt.trim().length < 20).length,
    too_wide: [...document.querySelectorAll('main *')]
      .filter((e) => wide(e) && !e.closest('mjx-assistive-mml'))
      .map((e) => e.outerHTML.slice(0, 120)),
  };
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("print")
    print_lectures(ROOT / "notebooks", made)
    return made


@pytest.mark.parametrize("lecture", lecture_ids(ROOT / "notebooks"))
def test_a_page_fits_the_paper(lecture, folder, tab):
    """Is all on the page within its width, formulas typeset, and each figure described?"""
    tab.page.emulate_media(media="print")
    tab.page.set_viewport_size({"width": PAPER_WIDTH, "height": 1000})
    tab.page.goto((folder / f"{lecture}.html").as_uri())
    facts = tab.page.evaluate(FACTS)
    assert facts["too_wide"] == []
    assert facts["drawn"] == facts["formulas"]
    assert facts["mistakes"] == 0
    assert facts["unnamed"] == 0


def test_the_pdf_is_tagged_and_leads_nowhere_on_this_machine(folder, tmp_path):
    """Has the PDF pages, headings to jump to, texts of its figures, and no link to a file?"""
    (made,) = print_lectures(
        ROOT / "notebooks", tmp_path, ["03_batchnorm_forward"], chromium.find()
    )
    pdf = made.pdf.read_bytes()
    assert pdf.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", pdf)) >= 5
    assert b"/StructTreeRoot" in pdf and b"/Outlines" in pdf
    figures = made.page.read_text(encoding="utf-8").count('src="data:image/png')
    assert figures >= 4 and len(re.findall(rb"/Alt\b", pdf)) >= figures
    assert b"file:" not in pdf
