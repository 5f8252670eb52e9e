"""Kernels that start at once: forked from a process that has imported TensorFlow already.

A kernel spends seconds on imports before it runs its first cell, and the grading contract starts
some two hundred of them. `forked_kernels` puts a fork in the place of jupyter_client's
`launch_kernel`; everything else is the real kernel, in a process and a session of its own.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing import forkserver
from pathlib import Path
from unittest import mock


class ForkedKernel:
    """What jupyter_client expects of a `subprocess.Popen`, for a forked process."""

    stdin = stdout = stderr = None

    def __init__(self, process: multiprocessing.Process):
        self._process = process
        self.pid = process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int | None:
        self._process.join(timeout)
        if timeout is not None and self._process.exitcode is None:
            raise subprocess.TimeoutExpired("kernel", timeout)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self._process.exitcode is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


@contextlib.contextmanager
def forked_kernels() -> Iterator[None]:
    """Let every kernel started in this block be a fork, on Linux; elsewhere it changes nothing.

    Windows can't fork, and macOS forbids much to a fork of a process that has loaded libraries.
    """
    if sys.platform != "linux":
        yield
        return
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(["warm_imports"])
    # Python 3.11's server doesn't get this process's search path, and says nothing when it finds
    # no such module.
    with mock.patch.dict(os.environ, {"PYTHONPATH": str(Path(__file__).parent)}):
        forkserver.ensure_running()

    def launch(command: list[str], *, env=None, cwd=None, **_options) -> ForkedKernel:
        ready, told = server.Pipe(duplex=False)
        arguments = command[command.index("ipykernel_launcher") + 1 :]
        process = server.Process(target=_run_kernel, args=(arguments, env, cwd, told))
        process.start()
        # jupyter_client asks for the process group at once and later kills all of it: until the
        # kernel has one of its own, that would be the server's.
        assert ready.recv() == "warm", "the kernels are forked from a process without imports"
        return ForkedKernel(process)

    with mock.patch("jupyter_client.provisioning.local_provisioner.launch_kernel", launch):
        yield


def _run_kernel(arguments: list[str], env: dict[str, str] | None, cwd: str | None, told) -> None:
    import numpy as np
    from ipykernel import kernelapp

    os.setsid()
    told.send("warm" if "warm_imports" in sys.modules else "cold")
    # What ipykernel says at its start, "use Ctrl-C …", is not for the tests' output; what cells
    # print goes through its sockets.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.environ.clear()
    os.environ.update(env or {})
    os.chdir(cwd or ".")
    sys.argv = ["ipykernel_launcher", *arguments]
    # Without this all forks would draw the same "random" numbers.
    np.random.seed()
    kernelapp.launch_new_instance()
