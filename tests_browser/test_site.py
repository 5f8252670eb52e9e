"""The site, opened from its folder as a reader does, with nothing to be had from the network."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from local_page import is_local

from course_utils.publishing.site import build_site

ROOT = Path(__file__).resolve().parents[1]
PHONE = 390

# The site is built once, in one process.
pytestmark = pytest.mark.xdist_group("site")

#: What a page holds when its formulas are typeset: see the tests for what each is asked for.
FACTS = """async () => {
  if (window.MathJax) await MathJax.startup.promise;
  const hidden = (e) => e.closest('[aria-hidden="true"]') !== null;
  const named = (e) => e.getAttribute('aria-label') || e.querySelector('title');
  // Images further down are loaded when they are asked for.
  const images = [...document.images];
  await Promise.allSettled(images.map((image) => image.decode()));
  return {
    ids: [...document.querySelectorAll('[id]')].map((e) => e.id),
    links: [...document.querySelectorAll('a[href]')].map((e) => e.href),
    broken: images.filter((e) => !e.naturalWidth).map((e) => e.src),
    unnamed_images: images.filter((e) => !hidden(e) && !e.alt.trim()).map((e) => e.src),
    unnamed_drawings: [...document.querySelectorAll('svg')]
      .filter((e) => !hidden(e) && !named(e) && !e.closest('mjx-container, button, a'))
      .map((e) => e.outerHTML.slice(0, 200)),
    unnamed_buttons: [...document.querySelectorAll('button')]
      .filter((e) => !hidden(e) && !e.textContent.trim() && !named(e) && !e.title)
      .map((e) => e.outerHTML.slice(0, 200)),
    formulas: document.querySelectorAll('.math').length,
    typeset: document.querySelectorAll('.math mjx-container > mjx-assistive-mml > math').length,
    mistakes: document.querySelectorAll('mjx-merror, [data-mjx-error]').length,
  };
}"""

WIDER_THAN_THE_WINDOW = """() =>
  document.documentElement.scrollWidth > document.documentElement.clientWidth"""

# What ends right of the window and stands in no box that scrolls.
CUT = """() => [...document.querySelectorAll('article :is(table, img, pre, code, mjx-container)')]
  .filter((e) => {
    if (e.getBoundingClientRect().right <= window.innerWidth + 1) return false;
    for (let box = e; box.tagName !== 'ARTICLE'; box = box.parentElement)
      if (['auto', 'scroll'].includes(getComputedStyle(box).overflowX)) return false;
    return true;
  }).map((e) => e.outerHTML.slice(0, 120))"""

# WCAG 2's contrast of the text against the nearest background that is not transparent.
LOWEST_CONTRAST = """() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = parts(colour).slice(0, 3).map((c) =>
      (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (parts(colour)[3] !== 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const ratio = (e) => {
    const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const texts = document.querySelectorAll(
    'article p, article li, article :is(th, td), article pre span, article a, article :is(h1, h2)');
  return Math.min(...[...texts].filter((e) => e.textContent.trim()).map(ratio));
}"""


@dataclass(frozen=True)
class Page:
    """One page of the site as the browser shows it."""

    path: Path
    facts: dict


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    return build_site(ROOT, tmp_path_factory.mktemp("site") / "site").parent


@pytest.fixture(scope="module")
def tab(new_tab):
    """One tab for all pages; a test that looks at what it noted compares before and after."""
    return new_tab()


@pytest.fixture(scope="module")
def pages(built, tab) -> dict[Path, Page]:
    """Every page, opened once; each must stay quiet."""
    found = {}
    for path in sorted(built.rglob("*.html")):
        if "_static" not in path.parts:
            tab.page.goto(path.as_uri())
            found[path] = Page(path, tab.page.evaluate(FACTS))
            tab.assert_quiet()
            tab.screenshot(f"site-{path.stem}")
    return found


def lectures(pages: dict[Path, Page]) -> list[Page]:
    return [page for path, page in pages.items() if path.parent.name == "notebooks"]


def test_every_page_is_quiet(pages):
    """Is there no error in the console and no request to another machine on any page?"""
    assert len(pages) > len(list((ROOT / "notebooks").glob("*.ipynb"))) + 4


def test_no_link_is_broken(pages):
    """Does each link lead to a file of the site, and to a place on it?"""
    for page in pages.values():
        for link in page.facts["links"]:
            url, place = urldefrag(link)
            parts = urlsplit(url)
            if parts.scheme in ("http", "https"):
                continue
            assert parts.scheme == "file", link
            target = Path(unquote(parts.path))
            assert target.is_file(), f"{page.path.name}: {link}"
            if place and target in pages:
                assert unquote(place) in pages[target].facts["ids"], f"{page.path.name}: {link}"


def test_every_figure_can_be_heard(pages):
    """Are all images there, with a text, and drawings and buttons with a name?"""
    for page in pages.values():
        for what in ("broken", "unnamed_images", "unnamed_drawings", "unnamed_buttons"):
            assert page.facts[what] == [], (page.path.name, what)


def test_formulas_are_typeset_and_can_be_heard(pages):
    """Is each formula drawn without a mistake, with MathML for screen readers?"""
    assert sum(page.facts["formulas"] for page in pages.values()) > 200
    for page in pages.values():
        assert page.facts["typeset"] == page.facts["formulas"], page.path.name
        assert page.facts["mistakes"] == 0, page.path.name


@pytest.mark.parametrize("width", [1400, PHONE])
def test_nothing_is_cut(width, pages, tab):
    """On a laptop and a phone, does each page fit the window, or what is wide scroll by itself?"""
    tab.page.set_viewport_size({"width": width, "height": 1000})
    for page in pages.values():
        tab.page.goto(page.path.as_uri())
        tab.page.evaluate(FACTS)
        assert not tab.page.evaluate(WIDER_THAN_THE_WINDOW), page.path.name
        assert tab.page.evaluate(CUT) == [], page.path.name
        if width == PHONE:
            tab.screenshot(f"site-phone-{page.path.stem}")


def test_search_works_from_the_folder(built, tab):
    """Without a server, does a search find the lecture that speaks of it, and a link to it?"""
    tab.page.set_viewport_size({"width": 1400, "height": 1000})
    tab.page.goto(f"{(built / 'search.html').as_uri()}?q=momentum")
    tab.page.wait_for_selector("ul.search li a")
    found = tab.page.eval_on_selector_all("ul.search li a", "links => links.map((a) => a.href)")
    assert any("03_batchnorm_forward.html" in link for link in found)
    tab.screenshot("site-search")
    tab.assert_quiet()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_both_modes_can_be_read(mode, pages, tab):
    """Does the switch lead to each mode, and has all text of the lectures enough contrast?"""
    tab.page.set_viewport_size({"width": 1400, "height": 1000})
    for page in lectures(pages):
        tab.page.goto(page.path.as_uri())
        html = tab.page.locator("html")
        # Of pages in a folder, a browser may tell one late what another has stored.
        if page is lectures(pages)[0] or html.get_attribute("data-theme") != mode:
            tab.page.locator(".theme-switch-button:visible").click()
            tab.page.locator(f".theme-change-button[data-mode={mode}]:visible").click()
        assert html.get_attribute("data-theme") == mode
        assert tab.page.evaluate(LOWEST_CONTRAST) >= 4.5, page.path.name
        tab.screenshot(f"site-{mode}-{page.path.stem}")


def test_only_files_of_the_site_count_as_local():
    """Does the tab refuse other machines, also where a page names no scheme?"""
    assert is_local("file:///site/index.html")
    assert not is_local("https://cdn.example/mathjax.js")
