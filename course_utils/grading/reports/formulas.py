"""LaTeX in Markdown as MathML, which browsers draw without a script, a font file or a network.

`to_mathml` lets latex2mathml read the formula and writes its tree again from allow-listed elements
and attributes: latex2mathml itself passes `\\href`, `\\style` and text on unescaped. What it can't
read, or what could run away (macros, very long formulas), is shown as its source.
"""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element

#: Longest formula that is read, in characters.
LONGEST = 4000
#: Commands whose formulas are shown as source: a macro can expand without end.
MACROS = re.compile(r"\\(def|newcommand|renewcommand|newenvironment|DeclareMathOperator)\b")
#: latex2mathml knows the outer environments only; inside a formula these mean the same.
INNER = re.compile(r"\\(begin|end)\{(?:aligned|gathered|alignedat)\}")

_ELEMENT_NAMES = (
    "math mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle merror mpadded mphantom mfenced "
    "menclose msub msup msubsup munder mover munderover mmultiscripts mprescripts mtable mtr mtd"
)
ELEMENTS = frozenset(_ELEMENT_NAMES.split())
_WORD = re.compile(r"[A-Za-z0-9 -]{0,40}")
# A few em: a formula may not be pushed over another part of the page.
_LENGTH = re.compile(r"-?[0-9]?(\.[0-9]{1,4})?(em|ex|pt|px|mu)?( [0-9]?(\.[0-9]{1,4})?(em|ex|pt))*")
_COLOUR = re.compile(r"[A-Za-z]{1,20}|#[0-9A-Fa-f]{3,6}")
_WORD_NAMES = (
    "display displaystyle stretchy fence form separator largeop movablelimits symmetric accent "
    "accentunder mathvariant columnalign rowalign align linethickness notation scriptlevel "
    "columnlines rowlines side"
)
_LENGTH_NAMES = "width height depth lspace rspace voffset minsize maxsize rowspacing columnspacing"
#: What an attribute may hold; others are left out.
ATTRIBUTES = {
    **dict.fromkeys(_WORD_NAMES.split(), _WORD),
    **dict.fromkeys(_LENGTH_NAMES.split(), _LENGTH),
    "mathcolor": _COLOUR,
}


def to_mathml(latex: str, *, block: bool = False) -> str:
    """Return a formula as a <math> element, or its source in <code> if it can't be read.

    block: on a line of its own. The result is safe to put into a page, whatever the formula says.
    """
    if len(latex) > LONGEST or MACROS.search(latex):
        return _source(latex, block)
    try:
        formula = INNER.sub(r"\\\1{align*}", latex)
        tree = convert_to_element(formula, display="block" if block else "inline")
        return _written(tree)
    # latex2mathml raises exceptions of its own and, for what it does not expect, any other.
    except Exception:
        return _source(latex, block)


def _source(latex: str, block: bool) -> str:
    dollars = "$$" if block else "$"
    return f"<code>{html.escape(dollars + latex + dollars)}</code>"


def _written(element: Element) -> str:
    """The element as text, without what is not allow-listed."""
    inside = _text(element.text) + "".join(_written(e) + _text(e.tail) for e in element)
    if element.tag not in ELEMENTS:
        return inside
    attributes = "".join(
        f' {name}="{html.escape(value)}"'
        for name, value in element.attrib.items()
        if name in ATTRIBUTES and ATTRIBUTES[name].fullmatch(value)
    )
    return f"<{element.tag}{attributes}>{inside}</{element.tag}>"


def _text(text: str | None) -> str:
    # latex2mathml writes symbols as character references.
    return html.escape(html.unescape(text or ""))
