"""MathJax for pages that are opened from a folder: one script, which draws formulas as SVG.

Browsers refuse fonts to such pages. The script comes with the package sphinx-mathjax-offline.
"""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

#: Its folder's name is no name that Python can import.
PACKAGE = "sphinx-mathjax-offline"
#: Where pages look for the script, beside themselves.
FOLDER = "mathjax"
_SCRIPT = "tex-svg.js"

#: For the head of a page that nbconvert makes. The menu would load further scripts; what screen
#: readers read is there without it.
HEAD = f"""<script>
MathJax = {{
  tex: {{inlineMath: [["$", "$"], ["\\\\(", "\\\\)"]], processEscapes: true}},
  options: {{enableMenu: false}},
}};
</script>
<script src="{FOLDER}/{_SCRIPT}"></script>"""


def copy_script(folder: Path) -> None:
    """Put the script into `folder`/mathjax. Raises RuntimeError if the package is missing."""
    package = importlib.util.find_spec(PACKAGE)
    if package is None:
        raise RuntimeError(missing(PACKAGE))
    made = folder / FOLDER
    made.mkdir(parents=True, exist_ok=True)
    shutil.copy(Path(package.origin).parent / "static" / "mathjax" / _SCRIPT, made)


def missing(*packages: str) -> str:
    """What to say where packages for making pages are not installed."""
    return (
        f"This needs {', '.join(packages)}: in the course's folder, run "
        "python -m pip install --constraint constraints.txt --editable '.[site]'"
    )
