"""JupyterLab as `make lab` and `make lab-instructor` start it, on a course of the test's own.

Settings, history, exchange and port are the test's own, too: nothing of the user's is read or
written.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from processes import stop

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "course"
#: Of the user's environment, what would point a server back to the user's files.
OWN = ("JUPYTER", "IPYTHON", "XDG_", "JUPYTERLAB", "JPY_")
START_SECONDS = 60


def new_course(folder: Path, *parts: str) -> Path:
    """A course folder with some of the repository's parts, such as "notebooks" or "source"."""
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    for part in parts:
        shutil.copytree(
            ROOT / part, folder / part, ignore=shutil.ignore_patterns(".ipynb_checkpoints")
        )
    return folder


class LabServer:
    """A running JupyterLab; a context manager."""

    def __init__(self, course: Path, home: Path, exchange: Path | None = None, *, instructor=False):
        self.course, self._home = course, home
        self._config, self._runtime = home / "config", home / "runtime"
        self._config.mkdir(parents=True)
        if exchange:
            exchange.mkdir(exist_ok=True)
            (self._config / "nbgrader_config.py").write_text(
                f"c = get_config()\nc.Exchange.root = {str(exchange)!r}\n"
                'c.CourseDirectory.course_id = "batchnorm"\n'
            )
        self._environment = self._own_environment()
        if instructor:
            self._environment["JUPYTER_CONFIG_PATH"] = str(ROOT / "jupyter" / "instructor")
        self.log = home / "lab.log"

    def _own_environment(self) -> dict[str, str]:
        kept = {key: text for key, text in os.environ.items() if not key.startswith(OWN)}
        return kept | {
            "HOME": str(self._home),
            "JUPYTER_CONFIG_DIR": str(self._config),
            "JUPYTER_DATA_DIR": str(self._home / "data"),
            "JUPYTER_RUNTIME_DIR": str(self._runtime),
            "IPYTHONDIR": str(self._home / "ipython"),
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), kept["PATH"]]),
        }

    def __enter__(self) -> LabServer:
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--expose-app-in-browser"]
        command += ["--ServerApp.port=0", f"--IdentityProvider.token={TOKEN}", "--notebook-dir=."]
        if hasattr(os, "getuid") and os.getuid() == 0:
            command.append("--allow-root")
        with self.log.open("w") as log:
            self._process = subprocess.Popen(
                command, cwd=self.course, env=self._environment, stdout=log, stderr=log
            )
        self.address = self._wait_for_address().rstrip("/")
        return self

    def __exit__(self, *_: object) -> None:
        stop(self._process)

    def _wait_for_address(self) -> str:
        for _attempt in range(START_SECONDS * 5):
            # The file is written when the server listens.
            for path in self._runtime.glob("jpserver-*.json"):
                return json.loads(path.read_text())["url"]
            try:
                self._process.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
            break
        self.__exit__()
        raise RuntimeError(f"JupyterLab did not start:\n{self.log.read_text()[-3000:]}")

    def url(self, path: str = "lab") -> str:
        """The address of a page, with the token."""
        return f"{self.address}/{path}?token={TOKEN}"

    def run(self, *command: str) -> subprocess.CompletedProcess:
        """Run a command in the course's folder, with the server's settings."""
        return subprocess.run(
            command,
            cwd=self.course,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
