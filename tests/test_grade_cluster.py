"""`bncourse grade --scheduler`: real worker processes of Dask, one of them killed midway."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import grading_course
import pytest
from grading_course import NUMPY

from course_utils.grading import records
from course_utils.grading.class_grading import grade_class

pytestmark = [
    pytest.mark.xdist_group("grade cluster"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
pytest.importorskip(
    "distributed", reason='needs the extra: pip install "batchnorm-course[cluster]"'
)


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two workers, each a process started from the command line."""
    address = f"tcp://127.0.0.1:{free_port()}"
    dask = [sys.executable, "-m", "distributed.cli.dask_"]
    with contextlib.ExitStack() as stack:
        log = stack.enter_context((tmp_path / "dask.log").open("wb"))

        def start(kind: str, *arguments: str) -> subprocess.Popen:
            process = subprocess.Popen(
                [*dask[:2], f"{dask[2]}{kind}", *arguments], stdout=log, stderr=log, cwd=tmp_path
            )
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        port = address.rpartition(":")[2]
        start("scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")
        alone = ["--nthreads", "1", "--no-nanny", "--no-dashboard"]
        yield address, [start("worker", address, *alone) for _ in range(2)]


def free_port() -> int:
    """A port that nothing listens on."""
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def test_a_killed_worker_loses_nothing(tmp_path, cluster):
    """With one of two workers killed midway, is every submission graded once, with its score?"""
    address, workers = cluster
    plan = grading_course.carriers(NUMPY)
    slow = "\nimport time\ntime.sleep(1)\n"
    submissions = {
        f"s{number}": {**plan[name], "quiz": plan[name]["quiz"] + slow}
        for number, name in enumerate(["master", "right_0", "wrong_0", "wrong_1"] * 2)
    }
    root = grading_course.new_course(tmp_path / "course", NUMPY, submissions)
    killer = threading.Thread(target=kill_when_begun, args=(root, workers[0]))
    killer.start()
    summary = grade_class(root, NUMPY, scheduler=address, progress=False)
    killer.join()
    assert workers[0].poll() == -signal.SIGKILL
    assert sorted(summary.executed) == sorted(submissions) and not summary.failed
    # Once each: the list names every student once, and each has one stored result.
    scores = {
        student: sum(records.read_record(root, NUMPY, student)["scores"].values())
        for student in submissions
    }
    assert scores["s0"] == scores["s1"] == scores["s4"] == scores["s5"] == 23
    assert scores["s2"] == scores["s6"] < 23 and scores["s3"] == scores["s7"] < 23
    again = grade_class(root, NUMPY, scheduler=address, progress=False)
    assert again.executed == again.reused == [] and again.graded == sorted(submissions)


def kill_when_begun(root: Path, worker: subprocess.Popen) -> None:
    """Kill a worker as soon as the first results are written."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if list(records.folder_of(root, NUMPY).glob("*.json")):
            break
        time.sleep(0.05)
    os.kill(worker.pid, signal.SIGKILL)
