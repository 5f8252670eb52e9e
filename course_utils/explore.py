"""Serves the explorers as pages of their own, with Voilà; what `make explore` does.

`command` and `environment` say how Voilà is started; `explore` starts it and waits until it is
stopped. The pages and their template stand in `explorers/`, and load nothing from the network.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

#: The template's name: explorers/jupyter/voila/templates/<name>.
TEMPLATE = "explorers"
#: Voilà would load all of JupyterLab's extensions, of which several fail outside of JupyterLab.
EXTENSIONS = ("@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8")
#: Voilà's own default.
PORT = 8866
MISSING = (
    "Voilà, which serves the explorers, is not installed. Install it: "
    'pip install "voila>=0.5.8" (or the extra: pip install -e ".[explore]").'
)


def explore(root: Path, *, port: int = PORT, browser: bool = True) -> int:
    """Serve the explorers of the course at `root` until Ctrl-C; return Voilà's exit status.

    browser: whether to open the list of explorers in the user's browser.
    Raises RuntimeError where Voilà is not installed.
    """
    if not importlib.util.find_spec("voila"):
        raise RuntimeError(MISSING)
    print(f"The explorers are at http://localhost:{port}/ until you press Ctrl-C.", flush=True)
    try:
        done = subprocess.run(
            command(root, port=port, browser=browser), env=environment(root), check=False
        )
    except KeyboardInterrupt:
        # Voilà has heard it, too, and ends by itself.
        return 0
    return done.returncode


def command(root: Path, *, port: int = PORT, browser: bool = True) -> list[str]:
    """The command that serves the folder of explorers at `root`."""
    options = [f"--template={TEMPLATE}", f"--port={port}", "--Voila.log_level=WARN"]
    for extension in EXTENSIONS:
        options += ["--VoilaConfiguration.extension_allowlist", extension]
    if not browser:
        options.append("--no-browser")
    return [sys.executable, "-m", "voila", str(root / "explorers"), *options]


def environment(root: Path) -> dict[str, str]:
    """This process's environment, in which Jupyter finds the template besides its own."""
    paths = [str(root / "explorers" / "jupyter"), os.environ.get("JUPYTER_PATH", "")]
    return os.environ | {"JUPYTER_PATH": os.pathsep.join(filter(None, paths))}
