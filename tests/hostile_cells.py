"""What a hostile student could put into a notebook to run or load something in a reader's browser.

`hostile_cells` makes the cells; `active_parts` finds in a page what would run or load. Every way
would, if it worked, write `HACKED` into the page's title, or ask `evil.example` for a file.
"""

import re

from bs4 import BeautifulSoup
from nbformat import NotebookNode, v4

RUN = "document.title='HACKED'"
LOAD = "//evil.example/"
#: Elements that run or load something.
ACTIVE = "script iframe object embed form button input link base svg video audio"
#: What a link may lead to.
LINK = re.compile(r"(#|https?://|mailto:)")

MARKDOWN = (
    f"<script>{RUN}</script>",
    f'<img src=x onerror="{RUN}">',
    f"[a link](javascript:{RUN})",
    f'<a href="&#106;avascript:{RUN}">another</a>',
    f'<svg onload="{RUN}"><a xlink:href="javascript:{RUN}"><text>x</text></a></svg>',
    f'<iframe src="{LOAD}frame" srcdoc="<script>parent.{RUN}</script>"></iframe>',
    f'<form action="{LOAD}form"><button formaction="javascript:{RUN}">b</button></form>',
    f'<meta http-equiv="refresh" content="0;url=https:{LOAD}refresh"><base href="https:{LOAD}">',
    f'<link rel="stylesheet" href="https:{LOAD}style"><style>@import "https:{LOAD}css";</style>',
    f'<div style="position:fixed;inset:0;background:url(https:{LOAD}cover)">25 of 25 points</div>',
    f"![a picture](https:{LOAD}picture.png)",
    f'<details open ontoggle="{RUN}">x</details><video onerror="{RUN}"><source src=x></video>',
    f'$\\text{{<img src=x onerror="{RUN}">}}$ $\\href{{javascript:{RUN}}}{{x}}$',
    f'![$\\text{{" onerror="{RUN}" x="}}$](data:image/png;base64,AAAA)',
    f'```mermaid\n<img src=x onerror="{RUN}">\n```',
    f'<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 '
    f'onerror={RUN}&gt;">',
    "![no such attachment](attachment:nothing.png)",
    "<b>" * 3000 + "deep",
)


def hostile_cells() -> list[NotebookNode]:
    """Extra cells of a student: Markdown, a raw cell, and code with forged outputs and metadata."""
    cells = [v4.new_markdown_cell(text) for text in MARKDOWN]
    cells.append(v4.new_raw_cell(f"<script>{RUN}</script>", metadata={"format": "text/html"}))
    cells.append(
        v4.new_markdown_cell(
            "named",
            metadata={
                "nbgrader": {"grade_id": f'"><script>{RUN}</script>', "task": False, "locked": True}
            },
        )
    )
    forged = {
        "text/html": f'<script>{RUN}</script><img src=x onerror="{RUN}"><b>kept</b>',
        "application/javascript": RUN,
        "image/svg+xml": f"<svg xmlns='http://www.w3.org/2000/svg' onload=\"{RUN}\"/>",
        "text/markdown": f'<img src=x onerror="{RUN}">',
        "text/vnd.mermaid": f'<img src=x onerror="{RUN}">',
        "application/vnd.jupyter.widget-view+json": {"model_id": "x"},
        "text/plain": "x",
    }
    code = v4.new_code_cell("1", metadata={"tags": [f'"><script>{RUN}</script>']})
    code.outputs = [v4.new_output("display_data", {kind: data}) for kind, data in forged.items()]
    picture = v4.new_output("display_data", {"image/png": "AAAA"})
    picture.metadata = {"image/png": {"width": f"1 onerror={RUN}"}, "filenames": {"image/png": "x"}}
    text = f"<script>{RUN}</script>\x1b[31m"
    code.outputs += [
        picture,
        v4.new_output("display_data", {"image/png": f'AAAA" onerror="{RUN}'}),
        v4.new_output("stream", name="stdout", text=text),
        v4.new_output("error", ename=text, evalue=text, traceback=[text]),
    ]
    return [*cells, code]


def active_parts(page: str) -> list[str]:
    """Whatever in a page could run, load or cover something, as a browser would read it."""
    soup = BeautifulSoup(page, "html.parser")
    found = [str(element)[:200] for element in soup.find_all(ACTIVE.split())]
    for element in soup.find_all(True):
        for name, value in element.attrs.items():
            text = " ".join(value) if isinstance(value, list) else value
            is_safe = {
                "href": bool(LINK.match(text)),
                "src": element.name == "img" and text.startswith("data:image/"),
                "style": False,
                "srcset": False,
            }.get(name, not name.startswith("on"))
            if not is_safe:
                found.append(f"<{element.name} {name}={text[:100]}>")
    styles = " ".join(style.get_text() for style in soup.find_all("style"))
    found += re.findall(r"@import[^;]*|url\((?!['\"]?data:)[^)]*\)", styles)
    refreshing = soup.find_all("meta", attrs={"http-equiv": re.compile("refresh", re.I)})
    return found + [str(element) for element in refreshing]
