"""The warm process inside a sandbox: imports once, then forks a worker for each submission.

It runs no student's code. The grader is at the other end of its control socket:

1. The grader sends the settings; the warm process finds out how its children can be kept apart
   (`lockdown`) and answers with reasons, empty ones for what works:
   {"namespaces": …, "landlock": …, "filter": …}.
2. It imports what a notebook of the unit needs, and the worker's own code.
3. Each request comes with one end of a socket, the worker's lifeline:
   "fork" is answered on it with a worker's process number and socket. When the worker ends, its
   exit status is sent there; when the grader closes its end, the worker is killed.
   "ping" is answered with {}.
4. "become" is answered with {"folder": …}, the place of its files; then this process is the one
   worker, on the control socket itself: where it can't fork, or not safely.

The end of the control socket is the end of this process and of all its workers.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import selectors
import shutil
import signal
import socket
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field

from course_utils.collector import resting
from course_utils.grading.isolation import landlock, lockdown, seccomp
from course_utils.grading.isolation.limits import Limits

#: The exit status of a worker that could not be locked down; no student's code ran in it.
NOT_CONFINED = 97
MESSAGE_BYTES = 64 * 2**10
#: Libraries' settings: no message on stderr, no caches in a home, one submission on one processor.
ENVIRONMENT = {
    "BNCOURSE_CACHE": "cache",
    "CUDA_VISIBLE_DEVICES": "-1",
    "KERAS_HOME": "keras",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "LOGNAME": "student",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "agg",
    "MPLCONFIGDIR": "matplotlib",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "TF_NUM_INTEROP_THREADS": "2",
    "TF_NUM_INTRAOP_THREADS": "1",
    "USER": "student",
    "XDG_CACHE_HOME": "cache",
}
_CACHES = ("BNCOURSE_CACHE", "KERAS_HOME", "MPLCONFIGDIR", "XDG_CACHE_HOME")


@dataclass(frozen=True)
class Settings:
    """What the grader wants.

    warm: modules to import. serve: a worker's function, "module:name"; it gets the socket.
    namespaces: whether workers are to have namespaces of their own, if the machine lets them.
    readable: what workers without them may read, if there is Landlock.
    files: the place for files; workers without namespaces get folders of their own in it.
    """

    warm: tuple[str, ...]
    serve: str
    limits: Limits
    namespaces: bool
    readable: tuple[str, ...]
    files: str


@dataclass
class _Worker:
    lifeline: socket.socket
    folder: str


def main(address: str) -> None:
    """Be the warm process of the grader at that address: "fd:3", "unix:path", "tcp:port:token"."""
    control = connected(address)
    settings = read_settings(control)
    lockdown.first_to_go()
    os.environ.update(environment(settings.files))
    refused = namespaces_refused(settings) if settings.namespaces else "not asked for"
    namespace = None if refused else lockdown.enter_own_namespaces()
    reasons = {"landlock": landlock.unavailable(), "filter": seccomp.unavailable()}
    send(control, {"namespaces": refused, **reasons})
    warm = Warm(control, settings, namespace)
    warm.up()
    warm.serve()


def connected(address: str) -> socket.socket:
    """Connect to the grader."""
    kind, _, where = address.partition(":")
    if kind == "fd":
        return socket.socket(fileno=int(where))
    if kind == "unix":
        control = socket.socket(socket.AF_UNIX)
        control.connect(where)
        return control
    port, _, token = where.partition(":")
    control = socket.create_connection(("127.0.0.1", int(port)))
    control.sendall(token.encode())
    return control


def environment(files: str) -> dict[str, str]:
    """ENVIRONMENT, with the libraries' caches under `files`."""
    caches = {name: os.path.join(files, ENVIRONMENT[name]) for name in _CACHES}
    return ENVIRONMENT | caches


def send(to: socket.socket, message: dict, descriptors: tuple[int, ...] = ()) -> None:
    """Send a message: one line of JSON; descriptors travel with it."""
    data = json.dumps(message).encode() + b"\n"
    if descriptors:
        socket.send_fds(to, [data], descriptors)
    else:
        to.sendall(data)


def read_line(source: socket.socket) -> bytes:
    """Read a line, and no byte after it: what follows may be a worker's. Empty at the end."""
    line = b""
    while not line.endswith(b"\n") and len(line) < MESSAGE_BYTES:
        byte = source.recv(1)
        if not byte:
            return b""
        line += byte
    return line


def read_settings(control: socket.socket) -> Settings:
    """Read the grader's first message."""
    message = json.loads(read_line(control))
    message |= {name: tuple(message[name]) for name in ("warm", "readable")}
    return Settings(**message | {"limits": Limits(**message["limits"])})


def namespaces_refused(settings: Settings) -> str:
    """Why workers can't have namespaces of their own, found by trying; empty if they can."""
    if not hasattr(os, "fork"):
        return "this system can't fork"
    if seccomp.unavailable():
        return seccomp.unavailable()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            around = lockdown.surroundings()
            namespace = lockdown.enter_own_namespaces()
            grandchild = lockdown.fork_apart(namespace)
            if grandchild:
                _, status = os.waitpid(grandchild, 0)
                os._exit(status != 0)
            lockdown.confine(settings.limits, around, namespaces=True, folder=settings.files)
            os._exit(0)
        except BaseException as error:
            os.write(writing, str(error).encode())
            os._exit(1)
    os.close(writing)
    with open(reading, "rb") as told:
        reason = told.read().decode(errors="replace")
    _, status = os.waitpid(child, 0)
    return reason or (f"a trial ended with status {status}" if status else "")


def threads() -> int:
    """How many threads this process has, those of libraries included where the system tells."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        import threading

        return threading.active_count()


@dataclass
class Warm:
    """The warm process at work."""

    control: socket.socket
    settings: Settings
    pid_namespace: int | None
    failed: str = ""
    workers: dict[int, _Worker] = field(default_factory=dict)
    selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    work: Callable[[socket.socket], None] | None = None

    def up(self) -> None:
        """Import everything; what goes wrong is told in answer to each request."""
        try:
            with resting():
                for name in self.settings.warm:
                    importlib.import_module(name)
                module, _, function = self.settings.serve.partition(":")
                served = importlib.import_module(module)
                self.work = getattr(served, function)
                # What a worker needs in any case is made once.
                getattr(served, "prepare", lambda: None)()
        except BaseException:
            self.failed = "the warm process could not import: " + traceback.format_exc(limit=-3)
        lockdown.undumpable()

    def serve(self) -> None:
        """Answer requests and watch over workers, until the grader is gone."""
        self.selector.register(self.control, selectors.EVENT_READ, self._answer)
        if hasattr(signal, "SIGCHLD"):
            ended, told = socket.socketpair()
            for end in (ended, told):
                end.setblocking(False)
            signal.set_wakeup_fd(told.fileno())
            signal.signal(signal.SIGCHLD, lambda *_: None)
            self.selector.register(ended, selectors.EVENT_READ, lambda: self._reap(ended))
        while True:
            for key, _ in self.selector.select():
                key.data()

    def _answer(self) -> None:
        """Do what one message asks for."""
        if self.control.family == getattr(socket, "AF_UNIX", None):
            data, descriptors, *_ = socket.recv_fds(self.control, MESSAGE_BYTES, 1)
        else:
            data, descriptors = read_line(self.control), []
        if not data:
            self._end()
        wanted = json.loads(data)["do"]
        if wanted == "become":
            self._become()
        answers = socket.socket(fileno=descriptors[0])
        with contextlib.suppress(OSError):
            if self.failed:
                send(answers, {"failed": self.failed})
            elif wanted == "fork" and threads() > 1:
                send(answers, {"threads": threads()})
            elif wanted == "fork":
                try:
                    self._fork(answers)
                    return
                except OSError as error:
                    send(answers, {"failed": f"no worker could be started: {error}"})
            else:
                send(answers, {})
        answers.close()

    def _fork(self, lifeline: socket.socket) -> None:
        """Fork a worker and send its socket; from then on its lifeline is watched."""
        around = lockdown.surroundings()
        apart = self.pid_namespace is not None
        folder = self.settings.files if apart else tempfile.mkdtemp(dir=self.settings.files)
        graders, workers = socket.socketpair()
        number = lockdown.fork_apart(self.pid_namespace)
        if not number:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._be_worker(workers, around, folder, namespaces=apart)
        workers.close()
        self.workers[number] = _Worker(lifeline, "" if apart else folder)
        self.selector.register(lifeline, selectors.EVENT_READ, lambda: self._kill(number))
        # A grader that is gone already has closed its end: the worker is killed for that.
        with graders, contextlib.suppress(OSError):
            send(lifeline, {"pid": number}, (graders.fileno(),))

    def _become(self) -> None:
        """Be the worker: this process serves the grader on the control socket."""
        if self.failed:
            send(self.control, {"failed": self.failed})
            os._exit(1)
        if hasattr(signal, "SIGCHLD"):
            signal.set_wakeup_fd(-1)
        folder = tempfile.mkdtemp(dir=self.settings.files)
        send(self.control, {"folder": folder})
        self._be_worker(self.control, lockdown.surroundings(), folder, namespaces=False)

    def _be_worker(
        self,
        connection: socket.socket,
        around: lockdown.Surroundings,
        folder: str,
        *,
        namespaces: bool,
    ) -> None:
        """Lock this process down and serve; never returns."""
        try:
            if hasattr(os, "setsid"):
                with contextlib.suppress(PermissionError):
                    os.setsid()
                connection = _alone(connection)
            os.environ.update(environment(folder))
            closed = not namespaces and not landlock.unavailable()
            lockdown.confine(
                self.settings.limits,
                around,
                namespaces=namespaces,
                folder=folder,
                readable=self.settings.readable if closed else (),
            )
        except BaseException:
            os._exit(NOT_CONFINED)
        try:
            self.work(connection)
        except BaseException:
            os._exit(1)
        os._exit(0)

    def _kill(self, number: int) -> None:
        """Kill a worker whose grader closed the lifeline; `_reap` hears of its end."""
        if number in self.workers:
            self.selector.unregister(self.workers[number].lifeline)
            os.kill(number, signal.SIGKILL)

    def _reap(self, ended: socket.socket) -> None:
        """Look which workers have ended, and tell their graders how."""
        with contextlib.suppress(BlockingIOError):
            ended.recv(4096)
        for number in list(self.workers):
            found, status = os.waitpid(number, os.WNOHANG)
            if found:
                self._ended(number, status)

    def _ended(self, number: int, status: int) -> None:
        worker = self.workers.pop(number)
        with contextlib.suppress(KeyError):
            self.selector.unregister(worker.lifeline)
        if worker.folder:
            shutil.rmtree(worker.folder, ignore_errors=True)
        with worker.lifeline, contextlib.suppress(OSError):
            send(worker.lifeline, {"status": os.waitstatus_to_exitcode(status)})

    def _end(self) -> None:
        """Kill all workers, clear up after them, and end."""
        for number in self.workers:
            os.kill(number, signal.SIGKILL)
        for number in list(self.workers):
            self._ended(number, os.waitpid(number, 0)[1])
        if not self.settings.namespaces:
            # Without a sandbox they are on the machine's disk.
            shutil.rmtree(self.settings.files, ignore_errors=True)
        os._exit(0)


def _alone(connection: socket.socket) -> socket.socket:
    """Close every descriptor of this process but the connection, which becomes number 3."""
    os.dup2(connection.detach(), 3)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nowhere, standard)
    lockdown.close_from(4)
    return socket.socket(fileno=3)
