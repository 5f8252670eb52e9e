"""Which run a free process goes on with."""

import itertools
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil

from course_utils import workers
from course_utils.experiments import grid


def order(settings):
    """The settings in the order in which a single process would take them, without their seeds."""
    waiting = workers._grouped(list(enumerate(settings)))
    last, taken = None, []
    while waiting:
        last = workers._choose(list(waiting), last, set())
        taken += [settings[index] for index, _ in waiting.pop(last)]
    return taken


def test_seeds_of_a_setting_follow_each_other():
    """Does a process do all seeds of a setting before another one?"""
    taken = order(grid(seed=range(3), rate=[0.1, 1.0]))
    assert [setting["rate"] for setting in taken] == [0.1] * 3 + [1.0] * 3


def test_what_is_compiled_alike_follows_each_other():
    """Are all rates of one network done before the next network, whatever the grid's order?"""
    settings = grid(rate=[0.1, 1.0], network=["a", "b"], activation=["relu", "sigmoid"], seed=[0])
    kinds = [(setting["network"], setting["activation"]) for setting in order(settings)]
    assert sum(one != other for one, other in itertools.pairwise(kinds)) == 3


def test_a_process_leaves_another_ones_group_alone():
    """Does a second process begin with the group least like the first one's?"""
    settings = grid(network=["a", "b"], rate=[0.1, 1.0], seed=range(2))
    waiting = workers._grouped(list(enumerate(settings)))
    first = workers._choose(list(waiting), None, set())
    second = workers._choose(list(waiting), None, {first})
    assert waiting[second][0][1] == {"network": "b", "rate": 1.0, "seed": 0}


KILLED = """
import os, signal
import grid_tasks, psutil
from course_utils.data import load_mnist
from course_utils.experiments import grid, run_grid
options = {"jobs": 2, "cache": False, "progress": False}
run_grid(grid(seed=range(4)), load_mnist(verbose=False), task=grid_tasks.quick, **options)
print(*(child.pid for child in psutil.Process().children(recursive=True)), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_workers_end_with_a_process_that_was_killed():
    """Is no worker left of a kernel that was killed, and could not say goodbye?"""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    done = subprocess.run(
        [sys.executable, "-c", KILLED], env=environment, capture_output=True, text=True
    )
    left = {int(number) for number in done.stdout.split()}
    assert len(left) >= 2
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and any(map(psutil.pid_exists, left)):
        time.sleep(0.2)
    assert not any(map(psutil.pid_exists, left))
