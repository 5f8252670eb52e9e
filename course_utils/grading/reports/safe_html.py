"""Students' Markdown and HTML for other people's browsers: nothing in it runs, loads or covers.

`markdown_to_html` and `clean` are the filters that nbgrader's pages get in the place of nbconvert's
`markdown2html`, which passes HTML on as it is, and `clean_html`. Both keep allow-listed elements
and attributes only: no scripts, handlers, styles, frames, forms, SVG, ids, no links but to
http(s), mail and inside the page, and no images but those that lie in the page itself. Formulas
become MathML after the cleaning.
"""

from __future__ import annotations

import html
import re
import secrets
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import bleach
from bs4 import BeautifulSoup, NavigableString
from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from course_utils.grading.reports.formulas import to_mathml

#: Longest Markdown that is rendered, about two pages of text; more is shown as its source. The
#: parsers take time with the square of the length for some hostile texts.
LONGEST = 10_000
#: The same for HTML, such as the table of an output.
LONGEST_HTML = 50_000

_ELEMENT_NAMES = (
    "a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption "
    "figure h1 h2 h3 h4 h5 h6 hr i img kbd li mark ol p pre q s samp small span strong sub "
    "summary sup table tbody td tfoot th thead tr tt u ul var"
)
ELEMENTS = frozenset(_ELEMENT_NAMES.split())
#: "data" is for images: `is_allowed` refuses it in links.
PROTOCOLS = frozenset({"http", "https", "mailto", "data"})
_LINK = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
_IMAGE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+")
#: Classes that colour code, as Pygments writes them; others are the page's own.
_CODE_CLASS = re.compile(r"highlight|[a-z][a-z0-9]{0,2}|dataframe")
_NUMBER = re.compile(r"[0-9]{1,4}")


def is_allowed(element: str, name: str, value: str) -> bool:
    """Whether an element may have this attribute with this value."""
    if name == "href":
        return element == "a" and bool(_LINK.match(value))
    if name == "src":
        return element == "img" and bool(_IMAGE.fullmatch(value))
    if name == "class":
        return all(_CODE_CLASS.fullmatch(word) for word in value.split())
    if name in ("colspan", "rowspan", "width", "height", "start"):
        return bool(_NUMBER.fullmatch(value))
    return name in ("alt", "title")


def clean(text: Any) -> str:
    """Return HTML with nothing but allow-listed elements and attributes; tags of others go."""
    if len(str(text)) > LONGEST_HTML:
        return f"<pre>{html.escape(str(text))}</pre>"
    without = _without_programs(str(text))
    return bleach.clean(
        without, tags=ELEMENTS, attributes=is_allowed, protocols=PROTOCOLS, strip=True
    )


def _without_programs(text: str) -> str:
    """Leave out scripts and styles with what stands in them: as text they would only confuse."""
    soup = BeautifulSoup(text, "html.parser")
    for element in soup.find_all(["script", "style", "template", "noscript", "svg", "title"]):
        element.decompose()
    return str(soup)


@pass_context
def markdown_to_html(context: Mapping[str, Any], source: str) -> str:
    """Render a cell's Markdown (nbconvert's filter `markdown2html`, but safe)."""
    attachments = context.get("cell", {}).get("attachments") or {}
    return render_markdown(source, attachments)


def render_markdown(source: str, attachments: Mapping[str, Any] | None = None) -> str:
    """Return Markdown as safe HTML; as its source if it is too long or can't be read."""
    if len(source) > LONGEST:
        return f"<pre>{html.escape(source)}</pre>"
    return _rendered_with(source, attachments) if attachments else _rendered(source)


# Most of a notebook is the same for all students.
@lru_cache(maxsize=1000)
def _rendered(source: str) -> str:
    return _rendered_with(source, {})


def _rendered_with(source: str, attachments: Mapping[str, Any]) -> str:
    renderer = _Renderer(attachments)
    try:
        return renderer.with_formulas(clean(MarkdownWithMath(renderer=renderer).render(source)))
    # A missing attachment, nesting without end: whatever the text does, the page goes on.
    except Exception:
        return f"<pre>{html.escape(source)}</pre>"


class _Renderer(IPythonRenderer):
    """Leaves a mark where a formula stands: MathML would not survive the cleaning."""

    def __init__(self, attachments: Mapping[str, Any]):
        super().__init__(escape=False, attachments=attachments, exclude_anchor_links=True)
        self._formulas: list[tuple[str, bool]] = []
        # A text can't foresee the mark, and so can't put a formula where it likes.
        self._mark = f"formula-{secrets.token_hex(16)}-"

    def block_math(self, body: str) -> str:
        return self._marked(body, True)

    def inline_math(self, body: str) -> str:
        return self._marked(body, False)

    def latex_environment(self, name: str, body: str) -> str:
        return self._marked(f"\\begin{{{name}}}{body}\\end{{{name}}}", True)

    def _marked(self, latex: str, block: bool) -> str:
        self._formulas.append((latex, block))
        return f"{self._mark}{len(self._formulas) - 1}."

    def with_formulas(self, cleaned: str) -> str:
        """Put MathML in the marks' place in text; in attributes, the formula's source."""
        mark = re.compile(re.escape(self._mark) + r"(\d+)\.")
        soup = BeautifulSoup(cleaned, "html.parser")
        for element in soup.find_all(True):
            for name, value in element.attrs.items():
                text = " ".join(value) if isinstance(value, list) else value
                element.attrs[name] = mark.sub(lambda m: self._formulas[int(m[1])][0], text)
        for text in soup.find_all(string=mark):
            parts = mark.split(str(text))
            text.replace_with(
                *(
                    NavigableString(part) if place % 2 == 0 else self._drawn(int(part))
                    for place, part in enumerate(parts)
                )
            )
        return str(soup)

    def _drawn(self, number: int) -> BeautifulSoup:
        latex, block = self._formulas[number]
        return BeautifulSoup(to_mathml(latex, block=block), "html.parser")
