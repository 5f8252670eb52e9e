"""Sphinx's configuration of the site; `publishing.site` copies it beside the pages it gathers.

Only differences from the defaults. Nothing may come from the network, neither while the site is
built nor while it is read; notebooks are shown with the outputs they hold and never executed.
"""

import hashlib
import json
from pathlib import Path

from docutils import nodes

project = "Batch normalization: a hands-on course"
language = "en"

extensions = ["myst_nb"]
# Assignments are files to take along, not pages: they hold stubs that can't run.
exclude_patterns = ["release/**"]

nb_execution_mode = "off"
# Lines that one cell prints one after another are one output.
nb_merge_streams = True
myst_enable_extensions = ["dollarmath", "amsmath"]
# README links its own headings.
myst_heading_anchors = 3

# `publishing.formulas` says why this script, and why without its menu.
mathjax_path = "mathjax/tex-svg.js"
mathjax3_config = {"options": {"enableMenu": False}}

html_theme = "sphinx_book_theme"
html_title = project
html_static_path = ["_static"]
html_css_files = ["course.css"]
html_copy_source = False
# Summaries would be fetched from the pages, which browsers refuse to a page opened from a folder.
html_show_search_summary = False
html_show_copyright = False
html_show_sphinx = False
# The reader's system decides; without this line the theme logs an error on each first visit.
html_context = {"default_mode": "auto"}
html_theme_options = {
    "use_download_button": False,
    "use_fullscreen_button": False,
    # Search stands in the side bar.
    "navbar_persistent": [],
    "show_toc_level": 2,
    "footer_content_items": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}


def describe_images(app, doctree) -> None:
    """Give each image of an output its alternative text, in place: MyST-NB passes none on.

    `site` notes them by what the image files hold.
    """
    folder = Path(app.srcdir)
    texts = json.loads((folder / "alt_texts.json").read_text(encoding="utf-8"))
    for image in doctree.findall(nodes.image):
        path = folder / image["uri"]
        if path.is_file() and not image.get("alt"):
            text = texts.get(hashlib.sha256(path.read_bytes()).hexdigest())
            if text is not None:
                image["alt"] = text


def setup(app) -> None:
    # Only Sphinx's own collector, with priority 500, makes paths count from the sources' folder.
    app.connect("doctree-read", describe_images, priority=800)
