"""The grading process: what becomes of a task whose child dies, hangs or meets a broken set-up."""

import json
import os
import signal
import sys

import pytest
from nbformat import v4, writes

from course_utils.grading import records
from course_utils.grading.grader_client import GraderDied, GraderProcess
from course_utils.grading.isolation.limits import Limits
from course_utils.grading.setting import Setting
from course_utils.grading.task import Result, Task

pytestmark = [
    pytest.mark.xdist_group("grader process"),
    pytest.mark.skipif(sys.platform != "linux", reason="grading processes fork on Linux alone"),
]


def cell(name: str, source: str, points: float | None = None, solution: bool = False):
    """A cell as nbgrader marks it."""
    made = v4.new_code_cell(source, id=name.replace("_", "-"))
    made.metadata.nbgrader = {
        "grade_id": name,
        "schema_version": 3,
        "grade": points is not None,
        "solution": solution,
        "locked": not solution,
        "task": False,
        **({} if points is None else {"points": points}),
    }
    return made


def notebook(answer: str, second: str = "assert f(2) == 4", setup: str = "") -> str:
    """An assignment with one function and three tests; `second` is the middle one's source."""
    cells = [
        cell("setup", setup),
        cell("f", answer, solution=True),
        cell("f__one", "assert f(1) == 2", 1),
        cell("f__two", second, 2),
        cell("f__three", "assert f(3) == 6", 4),
    ]
    return writes(v4.new_notebook(cells=cells))


STUB = "def f(x):\n    raise NotImplementedError"
RIGHT = "def f(x):\n    return 2 * x"
RELEASE = notebook(STUB)


def task(answer: str = RIGHT, master: str = RELEASE, **more) -> Task:
    """A student's task with that answer."""
    return Task("unit", "ada", notebook(answer), master, RELEASE, **more)


@pytest.fixture(scope="module")
def process():
    """A grading process without a sandbox: containment is tested elsewhere."""
    with GraderProcess(Setting(root=os.curdir, limits=Limits(), sandbox="none", jobs=2)) as made:
        yield made


def graded(process, sent: Task) -> Result:
    """The result of a task."""
    return process.grade(sent).result(timeout=120)


def test_tasks_side_by_side_get_their_own_results(process):
    """Do four tasks, two at a time, come back each with its own points?"""
    answers = [
        RIGHT,
        STUB,
        "def f(x):\n    return 2",
        "def f(x):\n    return x * 2 if x < 3 else 0",
    ]
    futures = [process.grade(task(answer)) for answer in answers]
    earned = [sum(future.result(timeout=120).scores.values()) for future in futures]
    assert earned == [7, 0, 1, 3]


def test_a_result_survives_json(process):
    """Is a result the same after a way through JSON?"""
    result = graded(process, task())
    assert Result.from_json(json.loads(json.dumps(result.to_json()))) == result


def test_nothing_stays_from_one_task_to_the_next(process):
    """Is what one student's cell changes unknown to the next?"""
    loud = "import builtins\nbuiltins.leak = 1\n" + RIGHT
    assert sum(graded(process, task(loud)).scores.values()) == 7
    curious = "import builtins\ndef f(x):\n    return 2 * x if not hasattr(builtins, 'leak') else 0"
    assert sum(graded(process, task(curious)).scores.values()) == 7


def test_the_client_hears_how_far_a_task_is(process):
    """Does whoever asks hear the cells in their order, up to the last, and nobody else?"""
    names = ["setup", "f", "f__one", "f__two", "f__three"]
    told, other = [], []
    futures = [process.grade(task(), told.append), process.grade(task(), other.append)]
    for future in futures:
        future.result(timeout=120)
    for heard in (told, other):
        assert heard == sorted(heard, key=names.index)
        assert len(set(heard)) == len(heard) and heard[-1] == "f__three"


def test_a_missing_name_says_what_stopped_its_cell(process):
    """Does a test of an answer that is no Python name the syntax error, not the name alone?"""
    result = graded(process, task("def f(x)\n    return 2 * x"))
    assert not sum(result.scores.values())
    assert "name 'f' is not defined (its cell was stopped by SyntaxError: expected ':'" in (
        result.notebook
    )


def test_a_students_error_is_short_in_a_tests_words(process):
    """Is a student's own message cut, and without control characters, where a test repeats it?"""
    answer = "raise ValueError('\\x1b[31m' + 'x' * 5000)\n" + RIGHT
    result = graded(process, task(answer))
    for check in records.checks_of(result.notebook, result.scores):
        assert "was stopped by ValueError: xxx" in check["message"]
        assert len(check["message"]) < 400


def test_a_test_that_kills_its_process_is_left_out(process):
    """Are the other tests' points kept, and the guilty one named, if a process dies each time?"""
    master = notebook(STUB, "import os\nos.kill(os.getpid(), 9)")
    result = graded(process, task(master=master))
    assert result.status == "graded"
    assert dict(result.scores) == {"f__one": 1, "f__two": 0, "f__three": 4}
    assert "This check was not run" in result.notebook and "signal 9" in result.notebook


def test_a_test_that_never_ends_is_stopped(process):
    """Does a test have its time, with an incident, and do those after it run?"""
    master = notebook(STUB, "while True: pass")
    result = graded(process, task(master=master, test_seconds=1.0))
    assert dict(result.scores) == {"f__one": 1, "f__two": 0, "f__three": 4}
    assert [(i["kind"], i["test"]) for i in result.incidents] == [("time limit", "f__two")]


def test_a_test_that_hears_no_alarm_is_killed_soon(process):
    """Is a test that hangs where no signal reaches it left out long before the whole time is up?"""
    deaf = "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])\n"
    deaf += "while True: pass"
    result = graded(process, task(master=notebook(STUB, deaf), test_seconds=1.0))
    assert dict(result.scores) == {"f__one": 1, "f__two": 0, "f__three": 4}
    assert "took longer than it may" in result.notebook


def test_each_test_that_meets_what_cannot_cross_is_doubtful(process):
    """Is a value that can't be checked one incident, and every test that fails by it in doubt?"""
    answer = "class Thing: pass\ndef f(x):\n    return 2 if x == 1 else Thing()"
    result = graded(process, task(answer))
    assert dict(result.scores) == {"f__one": 1, "f__two": 0, "f__three": 0}
    assert [(i["kind"], i["test"]) for i in result.incidents] == [("cannot cross", "f__two")]
    assert result.doubtful == ["f__two", "f__three"]


def test_a_value_that_is_not_needed_is_no_incident(process):
    """Is a test that passes without reading such a value left alone?"""
    master = notebook(STUB, "f(2)")
    result = graded(process, task("def f(x):\n    return 2 * x if x != 2 else object()", master))
    assert sum(result.scores.values()) == 7
    assert (result.incidents, result.doubtful) == ([], [])


def test_a_broken_set_up_is_no_fault_of_the_student(process):
    """Is a set-up cell that fails before any student's line a failed run, not a 0?"""
    broken = notebook(STUB, setup="1 / 0")
    sent = Task("unit", "ada", notebook(RIGHT, setup="1 / 0"), broken, broken)
    result = graded(process, sent)
    assert (result.status, dict(result.scores)) == ("failed", {})
    assert "ZeroDivisionError" in result.error


@pytest.mark.parametrize("change", ["points", "order", "source"])
def test_a_notebook_that_is_not_the_release_is_not_graded(process, change):
    """Is a submission that lacks the released tests refused, whoever made it?"""
    content = json.loads(notebook(RIGHT))
    if change == "points":
        content["cells"][2]["metadata"]["nbgrader"]["points"] = 100
    elif change == "order":
        content["cells"].reverse()
    else:
        content["cells"][2]["source"] = "pass"
    result = graded(process, Task("unit", "ada", json.dumps(content), RELEASE, RELEASE))
    assert result.status == "failed" and "released" in result.error


def test_a_process_that_is_killed_tells_those_who_wait():
    """Do tasks under way end with an error, and does no process stay, after kill -9?"""
    setting = Setting(root=os.curdir, limits=Limits(), sandbox="none")
    with GraderProcess(setting) as made:
        waits = made.grade(task("import time\ntime.sleep(30)"))
        os.kill(made._server.pid, signal.SIGKILL)
        with pytest.raises(GraderDied):
            waits.result(timeout=20)
        assert made.is_dead() and made.is_idle()
