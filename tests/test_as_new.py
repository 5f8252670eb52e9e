"""A process that grades one submission after another: is each graded as if it were the first?"""

import json
import os
import sys

import pytest
from nbformat import reads
from test_grader_process import RELEASE, RIGHT, STUB, graded, notebook, task

from course_utils.grading.as_new import Settled
from course_utils.grading.grader_client import GraderProcess
from course_utils.grading.isolation.limits import Limits
from course_utils.grading.setting import KERAS, NUMPY, Setting

pytestmark = [
    pytest.mark.xdist_group("as new"),
    pytest.mark.skipif(sys.platform != "linux", reason="grading processes fork on Linux alone"),
]

#: What a test cell may leave behind, and what the next one would see of it.
MESS = """
import builtins, os, random, signal, sys, warnings
import keras, matplotlib.pyplot as plt, numpy as np, tensorflow as tf
os.environ["LEFT"] = "over"
del os.environ["HOME"]
os.chdir("/")
sys.path.insert(0, "/left")
warnings.simplefilter("error")
np.seterr(all="raise")
np.set_printoptions(precision=1)
np.random.rand(3), random.random()
plt.rcParams["figure.dpi"] = 31
plt.figure()
keras.utils.set_random_seed(5)
keras.config.set_floatx("float64")
keras.config.set_epsilon(0.5)
keras.config.set_dtype_policy("mixed_float16")
keras.config.disable_traceback_filtering()
keras.saving.get_custom_objects()["left"] = object
keras.layers.Dense(1).build((1, 1))
keras.random.normal((2,))
tf.config.run_functions_eagerly(True)
left = 1
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
"""
LOOK = """
import json, os, random, signal, sys, warnings
import keras, matplotlib.pyplot as plt, numpy as np, tensorflow as tf
from keras.src.backend.common import global_state
from tensorflow.python.eager import context
seen = {
    "environment": dict(os.environ),
    "folder": os.getcwd(),
    "path": sys.path,
    "filters": [str(one) for one in warnings.filters],
    "errors": np.geterr(),
    "printing": {name: str(value) for name, value in np.get_printoptions().items()},
    "drawn": [random.random(), np.random.rand()],
    "parameters": str(dict(plt.rcParams)),
    "figures": plt.get_fignums(),
    "keras": sorted(vars(global_state.GLOBAL_STATE_TRACKER)),
    "settings": sorted(vars(global_state.GLOBAL_SETTINGS_TRACKER)),
    "floatx": keras.config.floatx(),
    "epsilon": keras.config.epsilon(),
    "policy": keras.config.dtype_policy().name,
    "filtering": keras.config.is_traceback_filtering_enabled(),
    "custom": sorted(keras.saving.get_custom_objects()),
    "eagerly": tf.config.functions_run_eagerly(),
    "seed": context.global_seed(),
    "layer": keras.layers.Dense(1).name,
    "names": sorted(name for name in globals() if not name.startswith("_")),
    "count": get_ipython().execution_count,
    "blocked": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, ())),
    "last": [name for name in vars(sys) if name.startswith("last_")],
}
print(json.dumps(seen))
"""
PROCESS = "import os\nprint(json.dumps(os.getpid()))"
WARNED = "import warnings\ndef f(x):\n    warnings.warn('look out')\n    return 2 * x"


@pytest.fixture(scope="module")
def process():
    """A grading process for one task at a time, without a sandbox."""
    setting = Setting(root=os.curdir, limits=Limits(), sandbox="none", imports=(KERAS,))
    with GraderProcess(setting) as made:
        yield made


@pytest.fixture(scope="module")
def small():
    """The same for NumPy alone, with three tasks to a process."""
    setting = Setting(os.curdir, Limits(), "none", imports=(NUMPY,), tasks=3)
    with GraderProcess(setting) as made:
        yield made


def printed(process, source: str, answer: str = RIGHT):
    """What a test cell prints as JSON, in the process that is free or in a new one."""
    source = f"import json\n{source}"
    result = graded(process, task(answer, notebook(STUB, source)))
    assert result.status == "graded", result.error
    cell = reads(result.notebook, as_version=4).cells[3]
    return json.loads(cell.outputs[0].text)


def test_nothing_of_a_test_is_seen_by_the_next_ones(process):
    """Does a look around find in a process that was made a mess of what it finds in a new one?"""
    number = printed(process, PROCESS)
    new = printed(process, LOOK)
    assert printed(process, MESS + PROCESS) == number
    assert printed(process, LOOK) == new
    assert printed(process, PROCESS) == number


@pytest.mark.parametrize(
    "source",
    [
        "from course_utils import checks\nchecks.DIGITS = 99",
        "from course_utils import training\ntraining._said.add('said')",
        "import builtins\nbuiltins.left = 1",
        "import numpy as np\nnp.random.seed = print",
        "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()",
        "import signal\nsignal.signal(signal.SIGUSR1, signal.SIG_IGN)",
        "left = bytearray(2**30)\nimport course_utils\ncourse_utils.left = left",
    ],
    ids=["global", "container", "builtins", "numpy", "thread", "signal", "memory"],
)
def test_what_cannot_be_taken_back_ends_the_process(small, source):
    """Does the next task get a new process, after what a test may leave for good?"""
    before = printed(small, f"{source}\n{PROCESS}")
    assert printed(small, PROCESS) != before


def test_a_library_that_a_task_imports_first_ends_the_process(monkeypatch):
    """Is a process not used again whose Keras was not there to be looked at before the task?"""
    monkeypatch.delitem(sys.modules, "keras", raising=False)
    settled = Settled(2**40)
    assert settled.why_not() == ""
    monkeypatch.setitem(sys.modules, "keras", sys)
    assert settled.why_not() == "keras was imported"


def test_a_process_takes_so_many_tasks(small):
    """Does a process grade three tasks, and the next one another three?"""
    printed(small, f"import builtins\nbuiltins.left = 1\n{PROCESS}")
    numbers = [printed(small, PROCESS) for _ in range(6)]
    assert numbers == [numbers[0]] * 3 + [numbers[3]] * 3 and numbers[0] != numbers[3]


def test_what_is_unusual_ends_the_process(small):
    """Does a submission with an incident have no successor in its process?"""
    before = printed(small, PROCESS, "class Thing: pass\ndef f(x):\n    return Thing()")
    assert printed(small, PROCESS) != before


def test_a_process_that_dies_while_it_is_free_costs_nothing(small):
    """Is a task graded at the first try, if the process that was to take it is gone?"""
    os.kill(printed(small, PROCESS), 9)
    assert dict(graded(small, task()).scores) == {"f__one": 1, "f__two": 2, "f__three": 4}


def test_a_warning_is_shown_to_every_student(small):
    """Is a warning of an answer shown in each of two notebooks, once, as a kernel does?"""
    first, second = (graded(small, task(WARNED, RELEASE)).notebook for _ in range(2))
    assert first == second and first.count("UserWarning: look out") == 1
