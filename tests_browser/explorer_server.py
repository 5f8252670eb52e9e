"""The explorers as `make explore` serves them, on a port of the test's own."""

from __future__ import annotations

import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from processes import stop

from course_utils.explore import command, environment

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60


class ExplorerServer:
    """A running Voilà; a context manager. Its settings and its trust are the test's own."""

    def __init__(self, home: Path):
        self._home = home
        self.log = home / "voila.log"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> ExplorerServer:
        own = {"HOME": str(self._home), "JUPYTER_CONFIG_DIR": str(self._home / "config")}
        own |= {"JUPYTER_DATA_DIR": str(self._home / "data")}
        own |= {"JUPYTER_RUNTIME_DIR": str(self._home / "runtime")}
        with self.log.open("w") as log:
            self._process = subprocess.Popen(
                command(ROOT, port=self._port, browser=False),
                env=environment(ROOT) | own,
                stdout=log,
                stderr=log,
            )
        self._wait_until_it_answers()
        return self

    def __exit__(self, *_: object) -> None:
        stop(self._process)

    def _wait_until_it_answers(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with urllib.request.urlopen(self.address, timeout=5):
                    return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.2)
        raise AssertionError(f"Voilà doesn't answer: {self.log.read_text()}")
