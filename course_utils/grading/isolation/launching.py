"""Launches warm processes in sandboxes, and the workers that come of them.

`launch` starts one with the socket to it; `Launched.fork` asks it for a worker, `become` makes it
the worker itself. What a process ended of is told in words.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from course_utils.grading.isolation import commands, zygote
from course_utils.grading.isolation.limits import Limits

#: Whether a warm process can fork: macOS forbids much to a fork of a process with libraries loaded.
FORKS = sys.platform == "linux"
#: Starting a sandbox, without its imports.
_LAUNCH_SECONDS = 60.0
#: Imports on a cold disk take minutes.
_WARM_SECONDS = 600.0
_END_SECONDS = 10.0
_ADVICE = {
    "bubblewrap": "Install it (`sudo apt install bubblewrap`, `sudo dnf install bubblewrap`).",
    "podman": "Install podman, for rootless containers. If this is a container itself, it has to "
    "allow user namespaces.",
    "docker": f"Install docker, start its daemon, and make an empty image once: "
    f"`{commands.MAKE_IMAGE}`.",
    "none": "",
}
#: What Ubuntu wants since 24.04, which lets only programs with a profile make user namespaces.
_USER_NAMESPACES = (
    "(This system keeps bubblewrap from making user namespaces. On Ubuntu: `sudo apt install "
    "apparmor-profiles`, copy /usr/share/apparmor/extra-profiles/bwrap-userns-restrict to "
    "/etc/apparmor.d/ and `sudo systemctl reload apparmor`.)"
)


class GoneError(Exception):
    """The warm process has ended, or hangs."""


class ThreadsError(Exception):
    """The warm process has threads: a fork of it could hang."""


@dataclass
class Launched:
    """A warm process and the socket to it. stop: ends what the process's own end doesn't."""

    process: subprocess.Popen
    accept: Callable[[float], socket.socket]
    settings: dict
    errors: IO[bytes]
    stop: Callable[[], None]
    control: socket.socket | None = None
    told: dict | None = None

    def hello(self) -> dict:
        """Send the settings; return what the process says of itself. Raises RuntimeError."""
        if self.told is None:
            try:
                self.control = self.accept(_LAUNCH_SECONDS)
                self.control.settimeout(_LAUNCH_SECONDS)
                zygote.send(self.control, self.settings)
                line = zygote.read_line(self.control)
            except OSError as error:
                line, reason = b"", f"{error} "
            else:
                reason = ""
            if not line:
                self.kill()
                raise RuntimeError(reason + self._written())
            self.told = json.loads(line)
        return self.told

    def ask(self, what: str) -> tuple[socket.socket, dict, list[int]]:
        """Send a request; return the lifeline it opens, the answer, and the descriptors with it."""
        mine, theirs = socket.socketpair()
        mine.settimeout(_WARM_SECONDS)
        try:
            with theirs:
                zygote.send(self.control, {"do": what}, (theirs.fileno(),))
            data, descriptors, *_ = socket.recv_fds(mine, zygote.MESSAGE_BYTES, 1)
        except OSError as error:
            mine.close()
            raise GoneError from error
        if not data:
            mine.close()
            raise GoneError
        answer = json.loads(data)
        if "failed" in answer:
            raise RuntimeError(answer["failed"])
        return mine, answer, descriptors

    def fork(self) -> ForkedWorker:
        """Have a worker forked."""
        lifeline, answer, descriptors = self.ask("fork")
        if "threads" in answer:
            lifeline.close()
            raise ThreadsError(f"it has {answer['threads']} threads")
        return ForkedWorker(socket.socket(fileno=descriptors[0]), lifeline, self)

    def become(self) -> str:
        """Make this process the worker on its control socket; return the folder of its files.

        Raises RuntimeError if it can't be.
        """
        self.hello()
        self.control.settimeout(_WARM_SECONDS)
        line = b""
        with contextlib.suppress(OSError):
            zygote.send(self.control, {"do": "become"})
            line = zygote.read_line(self.control)
        answer = json.loads(line) if line else {"failed": f"it ended. {self._written()}"}
        if "failed" in answer:
            self.kill()
            raise RuntimeError(answer["failed"])
        self.control.settimeout(None)
        return answer["folder"]

    def kill(self) -> int | None:
        """End the process and everything inside; return its exit status if it is known."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self.stop()
        if self.control is not None:
            _read_to_the_end(self.control)
            self.control.close()
        # A process that forked off the owner is no parent of it, and can't wait for it.
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.process.wait(_END_SECONDS)
        return None

    def _written(self) -> str:
        self.errors.seek(0)
        written = self.errors.read()[-2000:].decode(errors="replace").strip()
        return f"{written} {_USER_NAMESPACES}" if "uid map" in written else written


class ForkedWorker:
    """A child of the warm process. lifeline: closing it kills the worker; its end is told there."""

    def __init__(self, connection: socket.socket, lifeline: socket.socket, warm: Launched) -> None:
        self.socket = connection
        self._lifeline = lifeline
        self._warm = warm
        self._stopped = False
        self._why = ""

    def kill(self) -> None:
        """Kill the worker, wait until it is gone; a second time does nothing."""
        if not self._why:
            self._stopped = True
            with contextlib.suppress(OSError):
                self._lifeline.shutdown(socket.SHUT_WR)
            if not self._hear(_END_SECONDS):
                # The warm process hangs, and all its workers end with it.
                self._warm.kill()
                self._why = "it was stopped together with the process it came from"
        self.socket.close()
        self._lifeline.close()

    def why_dead(self) -> str:
        """Why the worker ended, in words."""
        if not self._why and not self._hear(2.0):
            return "it is still running"
        return self._why

    def _hear(self, seconds: float) -> bool:
        """Wait for the worker's exit status; return whether it came."""
        self._lifeline.settimeout(seconds)
        try:
            line = zygote.read_line(self._lifeline)
        except TimeoutError:
            return False
        except OSError:
            line = b""
        if line:
            self._why = _in_words(json.loads(line)["status"], self._stopped)
        else:
            self._why = "the process it came from ended"
        return True


class WholeWorker:
    """A warm process that became a worker itself."""

    def __init__(self, launched: Launched, folder: str) -> None:
        self.socket = launched.control
        self._launched = launched
        self._folder = folder
        self._why = ""

    def kill(self) -> None:
        """Kill the worker and its sandbox; a second time does nothing."""
        if not self._why:
            ended = self._launched.process.poll()
            self._launched.kill()
            if self._folder:
                shutil.rmtree(self._folder, ignore_errors=True)
            self._why = _in_words(-9 if ended is None else ended, ended is None)

    def why_dead(self) -> str:
        """Why the worker ended, in words."""
        if self._why:
            return self._why
        try:
            return _in_words(self._launched.process.wait(2.0), False)
        except subprocess.TimeoutExpired:
            return "it is still running"


def _in_words(status: int, stopped: bool) -> str:
    """What an exit status means, negative ones being signals, as in `subprocess`."""
    # bubblewrap and the shells report a signal as 128 and its number.
    number = -status if status < 0 else status - 128 if status > 128 else 0
    if stopped and number == 9:
        return "it was stopped"
    if status == zygote.NOT_CONFINED:
        return "it could not be locked down, and ran nothing"
    words = {
        6: "it aborted (signal 6), as libraries do when memory runs out",
        9: "it was killed (signal 9), as the system does when memory or processor time runs out",
        11: "it crashed (signal 11: it touched memory that isn't its own, or memory ran out)",
        24: "it used up its processor time (signal 24)",
    }
    if number:
        return words.get(number, f"it was ended by signal {number}")
    return f"it ended itself (exit status {status})"


def launch(name: str, settings: dict, root: Path, limits: Limits) -> Launched:
    """Start a warm process in that sandbox. Raises RuntimeError if the machine doesn't have it."""
    if name == "none":
        if FORKS:
            return _started_on_pair(commands.python, settings, {})
        return _started_on_port(settings)
    if sys.platform != "linux":
        raise RuntimeError(f"{name} is for Linux.")
    program = shutil.which(PROGRAMS[name])
    if program is None:
        raise RuntimeError(f"{name} is not installed here. {_ADVICE[name]}")
    if name == "bubblewrap":
        return _started_on_pair(
            lambda address: commands.bubblewrap(program, address, root, limits), settings, {}
        )
    return _started_container(name, program, settings, root, limits)


PROGRAMS = {"bubblewrap": "bwrap", "podman": "podman", "docker": "docker"}


def _started(
    command: Sequence[str], environment: dict[str, str] | None, **options: object
) -> tuple[subprocess.Popen, IO[bytes]]:
    errors = tempfile.TemporaryFile()  # noqa: SIM115 (read after the process has ended)
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        start_new_session=True,
        **options,
    )
    return process, errors


def _started_on_pair(
    command: Callable[[str], list[str]], settings: dict, environment: dict[str, str]
) -> Launched:
    """Start a process that inherits one end of a socket pair."""
    mine, theirs = socket.socketpair()
    with theirs:
        number = theirs.fileno()
        process, errors = _started(command(f"fd:{number}"), environment, pass_fds=(number,))
    return Launched(process, lambda _seconds: mine, settings, errors, stop=lambda: None)


def _started_on_port(settings: dict) -> Launched:
    """Start a process that connects to a port of this machine and knows a password."""
    token = secrets.token_hex(16)
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "PATH") if name in os.environ}
    process, errors = _started(commands.python(f"tcp:{port}:{token}"), kept)

    def accept(seconds: float) -> socket.socket:
        with listener:
            listener.settimeout(seconds)
            while True:
                control, _ = listener.accept()
                control.settimeout(seconds)
                if secrets.compare_digest(_exactly(control, len(token)), token.encode()):
                    return control
                control.close()

    return Launched(process, accept, settings, errors, stop=listener.close)


def _started_container(
    engine: str, program: str, settings: dict, root: Path, limits: Limits
) -> Launched:
    """Start a container whose process connects to a socket in a folder of its own."""
    ready = [program, "version"] if engine == "docker" else [program, "info"]
    asked = subprocess.run(ready, capture_output=True, text=True)
    if asked.returncode:
        raise RuntimeError(f"{engine} doesn't run here: {asked.stderr.strip()} {_ADVICE[engine]}")
    folder = Path(tempfile.mkdtemp(prefix="bncourse-"))
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / "grader"))
    listener.listen(1)
    name = f"bncourse-{secrets.token_hex(8)}"
    if engine == "podman":
        empty = folder / "files"
        empty.mkdir()
        command = commands.podman(program, name, folder, root, limits, empty)
    else:
        command = commands.docker(program, name, folder, root, limits)
    process, errors = _started(command, None)

    def accept(seconds: float) -> socket.socket:
        with listener:
            listener.settimeout(1.0)
            for _ in range(int(seconds)):
                with contextlib.suppress(TimeoutError):
                    return listener.accept()[0]
                if process.poll() is not None:
                    break
        raise ConnectionError(f"{engine} started nothing:")

    def stop() -> None:
        listener.close()
        subprocess.run([program, "rm", "--force", name], capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)

    return Launched(process, accept, settings, errors, stop)


def _exactly(source: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count and (more := source.recv(count - len(data))):
        data += more
    return data


def _read_to_the_end(source: socket.socket) -> None:
    """Wait until the other end is closed, as it is when its process is gone."""
    with contextlib.suppress(OSError):
        source.settimeout(_END_SECONDS)
        while source.recv(2**16):
            pass
