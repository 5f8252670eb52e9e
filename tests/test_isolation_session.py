"""A session: cells in a worker, and stand-ins that behave as the functions would here."""

import contextlib
import io
import random
import signal
import time
import warnings

import numpy as np
import pandas as pd
import pytest
from forked_workers import ForkedSandbox

from course_utils import checks, gradient_paths
from course_utils.grading.isolation.limits import Limits
from course_utils.grading.isolation.line import Stopped
from course_utils.grading.isolation.session import Session, defined_names
from course_utils.grading.isolation.stand_ins import StandIn

LIMITS = Limits(call_seconds=90, cell_seconds=90)


@pytest.fixture(scope="module")
def module_session():
    """One worker for all tests that leave it as it was."""
    with Session(ForkedSandbox(), LIMITS) as session:
        yield session


@pytest.fixture
def define(module_session):
    """Run a cell and return the namespace that its names are bound in."""

    def run(source, session=module_session):
        outputs = session.run_cell(source, "answer")
        assert not [o for o in outputs if o.output_type == "error"], outputs
        namespace = {}
        session.bind(source, namespace)
        return namespace

    return run


def fresh(**limits):
    """A session of its own, for tests that end its worker."""
    return Session(ForkedSandbox(), Limits(**{"call_seconds": 20, "cell_seconds": 20, **limits}))


def test_a_cells_outputs_are_those_of_a_notebook(module_session):
    """Are streams, the last value, displays, figures and errors kept, and nothing else?"""
    source = (
        "import sys, os\nfrom IPython.display import HTML, display\n"
        "import matplotlib.pyplot as plt\n"
        "print('out'); print('err', file=sys.stderr); os.write(1, b'from C')\n"
        "display(HTML('<script>alert(1)</script>'))\n"
        "plt.plot([1, 2]);\n%pwd\n1 / 0"
    )
    outputs = module_session.run_cell(source, "cell")
    kinds = [output.output_type for output in outputs]
    assert kinds == ["stream", "stream", "display_data", "display_data", "stream", "error"]
    assert outputs[0].text == "out\n" and outputs[1].text == "err\n"
    assert outputs[2].data == {"text/plain": "<IPython.core.display.HTML object>"}
    assert outputs[4].text == "from C"
    assert set(outputs[3].data) == {"text/plain", "image/png"}
    assert outputs[5].ename == "ZeroDivisionError" and "1 / 0" in "".join(outputs[5].traceback)


def test_a_cell_without_sense_is_an_error(module_session):
    """Do a syntax error, exit() and input() end as errors, and the next cell runs?"""
    for source, name in (("def f(:", "SyntaxError"), ("exit()", "SystemExit")):
        assert module_session.run_cell(source, "cell")[-1].ename == name
    assert module_session.run_cell("input('?')", "cell")[-1].ename == "StdinNotImplementedError"
    assert module_session.run_cell("print(1)", "cell")[0].text == "1\n"


def test_a_program_that_cannot_be_started_keeps_no_answer_back(define):
    """Does a function count that stands below `!pip install` in its cell?"""
    session = fresh()
    with session:
        source = "!pip install keras\n%pip install jax\nfiles = !ls\ndef f():\n    return 3"
        outputs = session.run_cell(source, "cell")
        assert "No commands are run while grading: pip install keras" in outputs[0].text
        assert session.run_cell("%%bash\nls", "script")[0].output_type == "stream"
        namespace = {}
        session.bind("def f(): ...", namespace)
        assert namespace["f"]() == 3


def test_only_the_stubs_names_are_bound(module_session):
    """Are names bound that the stub defines and no others, and missing ones deleted?"""
    module_session.run_cell("def f(): return 1\nquiz = {'a': 'b'}\nother = 5\nx, y = 1, 2", "c")
    namespace = {"missing": 1, "other": "kept", "np": np}
    module_session.bind("def f(): ...\nquiz = {}\nx, y = 0, 0\ndef missing(): ...", namespace)
    assert set(namespace) == {"f", "quiz", "x", "y", "other", "np"}
    assert namespace["other"] == "kept" and namespace["quiz"] == {"a": "b"}
    assert type(namespace["f"]) is StandIn and namespace["f"].__name__ == "f"


def test_names_of_a_stub():
    """Are functions, classes and assignments found, and is nonsense no error?"""
    stub = "import os\ndef f():\n  a = 1\nclass C: ...\nx = y = 0\nz: int = 3\n"
    stub += "d['k'] = 1\n(p, [q]) = r"
    assert defined_names(stub) == ["f", "C", "x", "y", "z", "d", "p", "q"]
    assert defined_names("def f(") == [] and defined_names("\0") == []


def test_arguments_changed_in_place_are_changed_here(define):
    """Do changes of arrays, lists, dicts, sets, tables and generators come back?"""
    change = define(
        "def change(array, items, table, numbers, members, rng):\n"
        "    array[0] = 9\n    items.append([1])\n    items[0]['k'] = 2\n    table['new'] = 1\n"
        "    numbers.shape = (2, 2)\n    members.add(3)\n    return array, rng.random()"
    )["change"]
    array, items, table = np.zeros(3), [{}], pd.DataFrame({"a": [1, 2]})
    inner, numbers, members, rng = items[0], np.arange(4), {1}, np.random.default_rng(3)
    returned, drawn = change(array, items, table, numbers, members, rng)
    assert returned is array and array.tolist() == [9, 0, 0]
    assert items == [{"k": 2}, [1]] and items[0] is inner
    assert list(table.columns) == ["a", "new"] and numbers.shape == (2, 2) and members == {1, 3}
    same = np.random.default_rng(3)
    assert drawn == same.random() and rng.random() == same.random()


def test_what_is_left_alone_is_not_touched(define):
    """Does an array that isn't changed stay, even a read-only one, and a view's base?"""
    f = define("def f(x):\n    return x.sum()")["f"]
    base = np.arange(12.0).reshape(3, 4)
    base.flags.writeable = False
    assert f(base[:, ::2]) == base[:, ::2].sum() and f(base.T) == 66


def test_writing_to_a_read_only_array_fails_there_too(define):
    """Does an answer get the error that it would get here?"""
    f = define("def f(x):\n    x[0] = 1")["f"]
    x = np.zeros(2)
    x.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        f(x)


def test_a_result_that_is_kept_is_the_same_object_again(define):
    """Is an array that an answer returns twice one array here, and a new one another?"""
    answers = define(
        "import numpy as np\nkept = np.zeros(3)\n"
        "def again():\n    return kept\ndef changed():\n    kept[0] += 1\n    return kept\n"
        "def other():\n    return kept.copy()"
    )
    first = answers["again"]()
    assert answers["again"]() is first and answers["other"]() is not first
    first[1] = 7
    assert answers["again"]() is first and first[1] == 7
    assert answers["changed"]() is first and first[0] == 1


def test_a_result_can_be_an_argument(define):
    """Can what an answer returned be passed to it, also when it is gone there?"""
    f = define("def f(x):\n    return x + 1")["f"]
    x = np.zeros(2)
    for _ in range(5):
        x = f(x)
    assert x.tolist() == [5, 5]


def test_callbacks_run_here(define):
    """Are functions that are passed called here, with keywords, and are changes seen between?"""
    walk = define(
        "def walk(f, x):\n    found = []\n    for i in range(3):\n        x[i] = i\n"
        "        found.append(f(x, scale=2.0))\n    return found, x"
    )["walk"]
    seen = []

    def f(x, scale):
        seen.append((x is given, x.copy(), scale))
        x[2] += 1
        return x.sum()

    given = np.zeros(3)
    found, x = walk(f, given)
    assert x is given and found == [1.0, 3.0, 4.0]
    assert [same for same, _, _ in seen] == [True] * 3 and seen[2][1].tolist() == [0, 1, 2]


def test_new_arrays_in_many_callbacks(define):
    """Does an answer that makes a new array for each callback stay right and fast?"""
    total = define(
        "import numpy as np\ndef total(f):\n"
        "    return sum(float(f(np.full(4, i))) for i in range(2000))"
    )["total"]
    kept = []
    start = time.monotonic()
    assert total(lambda x: kept.append(x) or x.sum()) == 4 * sum(range(2000))
    assert kept[7].tolist() == [7] * 4 and time.monotonic() - start < 20


def test_functions_come_home(define):
    """Is a function that an answer returns the function itself, and can it call its own?"""
    answers = define(
        "def same(f):\n    return f\ndef twice(f):\n    return lambda x: f(f(x))\n"
        "def call(f, g):\n    return f(lambda x: g(x) + 1)"
    )
    assert answers["same"](abs) is abs
    assert answers["same"](answers["same"]) is answers["same"]
    assert answers["twice"](lambda x: x * 3)(1) == 9
    assert answers["call"](lambda h: h(1) * 10, lambda x: x + 5) == 70


def test_signatures_are_told(define):
    """Can an answer ask for the parameters of a function it is given?"""
    f = define("import inspect\ndef f(g):\n    return list(inspect.signature(g).parameters)")["f"]
    assert f(lambda a, b=1, *, c: 0) == ["a", "b", "c"]


def test_iterators_are_lazy(define):
    """Does a generator of an answer's run as far as it is asked, in both directions?"""
    answers = define(
        "log = []\ndef count():\n    i = 0\n"
        "    while True:\n        i += 1\n        log.append(i)\n"
        "        yield i\ndef seen():\n    return log\ndef first(items):\n    return next(items)"
    )
    items = answers["count"]()
    assert [next(items), next(items)] == [1, 2] and answers["seen"]() == [1, 2]
    assert answers["first"](iter([5, 6])) == 5


def test_exceptions_are_what_they_were(define):
    """Do type, text and the lines of the answer arrive, subclasses as what they derive from?"""
    answers = define(
        "class OwnError(ValueError):\n    pass\n"
        "def own():\n    raise OwnError('own')\n"
        "def key():\n    return {}['k']\n"
        "def unwritten():\n    raise NotImplementedError()\n"
        "def ends():\n    raise SystemExit(3)\n"
        "def decodes():\n    return b'\\xff'.decode()\n"
    )
    with pytest.raises(ValueError, match="own") as raised:
        answers["own"]()
    assert type(raised.value).__name__ == "OwnError"
    message = checks._of_exception("own", raised.value)
    assert message == "own raised OwnError: own\n    in own, line 4: raise OwnError('own')"
    with pytest.raises(KeyError) as raised:
        answers["key"]()
    assert str(raised.value) == "'k'" and type(raised.value) is KeyError
    with pytest.raises(NotImplementedError) as raised:
        answers["unwritten"]()
    assert type(raised.value) is NotImplementedError
    with pytest.raises(Exception, match="may not end the program") as raised:
        answers["ends"]()
    assert type(raised.value).__name__ == "SystemExit"
    with pytest.raises(UnicodeDecodeError, match="invalid start byte"):
        answers["decodes"]()


def test_a_callbacks_exception_is_itself_again(define):
    """Is what a callback raises the same exception where it was called from, if not caught?"""
    answers = define(
        "def through(f):\n    f()\ndef caught(f):\n    try:\n        f()\n"
        "    except ValueError as error:\n        return repr(error)\n"
        "def replaced(f):\n    try:\n        f()\n"
        "    except ValueError:\n        raise TypeError('other')\n"
    )
    error = ValueError("mine")

    def fail():
        raise error

    with pytest.raises(ValueError) as raised:
        answers["through"](fail)
    assert raised.value is error
    told = checks._of_exception("through", raised.value)
    assert "in through, line 2: f()\n    in fail, line" in told
    assert answers["caught"](fail) == "ValueError('mine')"
    with pytest.raises(TypeError, match="other"):
        answers["replaced"](fail)


def test_what_a_check_expects_does_not_reach_an_answer(define):
    """Is the text of a failed check withheld from the answer that could catch it?"""
    read = define(
        "def read(f):\n    try:\n        f()\n    except Exception as e:\n        return str(e)"
    )

    def fail():
        checks.fail("what", "the solution", 3)

    assert "solution" not in read["read"](fail)


def test_output_is_printed_here(define, capsys):
    """Is what an answer prints printed here, both streams, and cut where there is too much?"""
    f = define("import sys\ndef f(n):\n    print('x' * n)\n    print('e', file=sys.stderr)")["f"]
    f(3)
    printed = capsys.readouterr()
    assert printed.out == "xxx\n" and printed.err == "e\n"
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        f(5)
    assert out.getvalue() == "xxxxx\ne\n"


def test_too_much_output_is_cut(capsys):
    """Is a flood cut, and told, whether it comes through Python or past it?"""
    with fresh(output_bytes=1000) as session:
        namespace = {}
        source = "import os\ndef f():\n    print('y' * 10**6)\n    os.write(1, b'z' * 10**6)"
        session.run_cell(source, "c")
        session.bind(source, namespace)
        namespace["f"]()
        assert len(capsys.readouterr().out) < 2100
        assert [incident.kind for incident in session.incidents] == ["output cut"]


def test_warnings_obey_the_tests_filters(define, capsys):
    """Is a warning of an answer's ignored where the test ignores warnings?"""
    f = define("import warnings\ndef f(n):\n    warnings.warn(f'careful {n}')")["f"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        f(1)
    with pytest.warns(UserWarning, match="careful 2"):
        f(2)


def test_random_numbers_are_shared(define):
    """Do an answer's seeds hold in callbacks and afterwards, and the test's in the answer?"""
    answers = define(
        "import random, numpy as np\n"
        "def seeded(draw):\n    random.seed(4)\n    np.random.seed(4)\n    return draw()\n"
        "def drawn():\n    return random.random(), np.random.random()"
    )

    def draw():
        return random.random(), np.random.random()

    random.seed(4)
    np.random.seed(4)
    expected, after = draw(), draw()
    assert answers["seeded"](draw) == expected and draw() == after
    random.seed(5)
    np.random.seed(5)
    first, second = answers["drawn"](), draw()
    random.seed(5)
    np.random.seed(5)
    assert draw() == first and draw() == second


def test_frameworks_are_watched_where_the_answer_runs(define):
    """Is a framework's work found in an answer that is asked for in NumPy, and only there?"""
    source = "def by_{0}(x, f):\n    import {1} as module\n    return f(module.{2}(x))"
    answers = define(source.format("numpy", "numpy", "sum"))
    keras = pytest.importorskip("keras")
    answers |= define(source.format("keras", "keras", "ops.sum"))
    with checks.exercise(answers["by_numpy"], unit="x", numpy_only=True):
        # What the test itself computes by a framework doesn't count.
        answers["by_numpy"](np.ones(3), lambda x: float(keras.ops.sum(x)))
    told = "is to be written in NumPy(.|\n)*a call of keras, in the line: "
    with (
        pytest.raises(checks.CheckFailure, match=told),
        checks.exercise(answers["by_keras"], unit="x", numpy_only=True),
    ):
        answers["by_keras"](np.ones(3), float)


def test_gradients_are_withheld_where_the_answer_runs(define):
    """Does `withheld` hold in the worker, while a function that is handed over may be called?"""
    source = (
        "import numpy as np\nfrom course_utils.gradient_paths import backward_without\n"
        "own = backward_without()\n"
        "def f(backward):\n    ones = np.ones((2, 1))\n"
        "    return (backward or own)(ones, ones, np.ones(1), 0.1)[2]"
    )
    f = define(source)["f"]
    handed = gradient_paths.backward_without()
    with gradient_paths.withheld(handed):
        assert f(handed).tolist() == [2.0]
        with pytest.raises(gradient_paths.Withheld):
            f(None)
    assert f(None).tolist() == [2.0]


LOOPS = """
import os, time
calls = []
def works(x):
    calls.append(x)
    return len(calls)
def loops():
    while True:
        pass
def dies():
    os._exit(3)
def sleeps(f):
    f()
    time.sleep(0.3)
    f()
    return "done"
"""


def test_a_call_without_end_is_stopped_and_the_rest_goes_on():
    """Is an endless call named, tried again for a quarter of the time and not thrice?

    And do the others have a fresh worker?
    """
    with fresh(call_seconds=2) as session:
        namespace = {}
        session.run_cell(LOOPS, "solution")
        session.bind(LOOPS, namespace)
        assert [namespace["works"](1) for _ in range(2)] == [1, 2]
        for limit in (2, 0.5):
            start = time.monotonic()
            told = rf"^loops took longer than {limit} s and was stopped\.$"
            with pytest.raises(Stopped, match=told):
                namespace["loops"]()
            assert limit <= time.monotonic() - start < limit + 1
            assert namespace["works"](1) == 1
        start = time.monotonic()
        with pytest.raises(Stopped, match=r"stopped\. It is not called again\.$"):
            namespace["loops"]()
        assert time.monotonic() - start < 0.5 and namespace["works"](1) == 2
        assert [(i.kind, i.cell) for i in session.incidents] == [("time limit", "loops")] * 2


def test_a_dead_worker_is_named_and_replaced():
    """Is a function that ends its process told so, and does the next call work?"""
    with fresh() as session:
        namespace = {}
        session.run_cell(LOOPS, "solution")
        session.bind(LOOPS, namespace)
        with pytest.raises(Stopped, match="dies ended the process it ran in"):
            namespace["dies"]()
        assert namespace["works"](1) == 1


class CellTimeout(BaseException):
    """What a time limit of the test's own raises, in whatever runs."""


def test_a_test_that_is_broken_off_leaves_the_session_in_step():
    """Does the next call work where a limit of the test's ended one, in a call or a callback?"""
    with fresh() as session:
        namespace = {}
        session.run_cell(LOOPS, "solution")
        session.bind(LOOPS, namespace)

        def broken():
            raise CellTimeout

        with pytest.raises(CellTimeout):
            namespace["sleeps"](broken)
        assert namespace["works"](1) == 1

        before = signal.signal(signal.SIGALRM, lambda *_: broken())
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.3)
            with pytest.raises(CellTimeout):
                namespace["loops"]()
        finally:
            signal.signal(signal.SIGALRM, before)
        assert namespace["works"](1) == 1


def test_names_can_be_bound_again():
    """Is a function the same stand-in when it is bound again, and another one once redefined?"""
    with fresh() as session:
        first, second, third = {}, {}, {}
        for namespace, source in (
            (first, "def f(): return 1"),
            (second, "x = 1"),
            (third, "def f(): return 2"),
        ):
            session.run_cell(source, "c")
            session.bind("def f(): ...", namespace)
        assert first["f"] is second["f"] is not third["f"]
        session._line.process.kill()
        with pytest.raises(Stopped):
            third["f"]()
        assert (first["f"](), second["f"](), third["f"]()) == (1, 1, 2)


def test_a_callbacks_time_is_not_the_answers():
    """Does only the time between callbacks count?"""
    with fresh(call_seconds=1) as session:
        namespace = {}
        session.run_cell(LOOPS, "solution")
        session.bind(LOOPS, namespace)
        assert namespace["sleeps"](lambda: time.sleep(0.8)) == "done"


def test_a_cell_that_ends_its_worker_is_left_out():
    """Are the cells before and after a deadly one kept, and the deadly one named?"""
    with fresh(cell_seconds=1) as session:
        namespace = {}
        session.run_cell("def f():\n    return 1", "f")
        session.bind("def f(): ...", namespace)
        ended = session.run_cell("import os; os._exit(1)", "deadly")
        looped = session.run_cell("while True: pass", "endless")
        assert "The cell deadly ended the process" in ended[0].evalue
        assert looped[0].evalue == "The cell endless took longer than 1 s and was stopped."
        unnamed = session.run_cell("import os; os._exit(1)", "cell 4")
        assert unnamed[0].evalue.startswith("The cell 4 ended the process")
        session.run_cell("def g():\n    return f() + 1", "g")
        session.bind("def g(): ...", namespace)
        assert (namespace["f"](), namespace["g"]()) == (1, 2)
        assert [(i.kind, i.cell) for i in session.incidents] == [
            ("died", "deadly"),
            ("time limit", "endless"),
            ("died", "cell 4"),
        ]


def test_a_submissions_time_is_limited():
    """Does a submission end when its whole time is used up, whatever a call may take?"""
    with fresh(total_seconds=2) as session:
        namespace = {}
        session.run_cell(LOOPS, "solution")
        session.bind(LOOPS, namespace)
        start = time.monotonic()
        with pytest.raises(Stopped, match="used up its 2 s"):
            namespace["loops"]()
        with pytest.raises(Stopped, match="used up its 2 s"):
            namespace["works"](1)
        assert time.monotonic() - start < 4


def test_a_function_of_a_former_worker_says_so():
    """Does a closure that its process took along say why it can't be called?"""
    with fresh() as session:
        namespace = {}
        source = LOOPS + "\ndef made():\n    return lambda: 1\n"
        session.run_cell(source, "solution")
        session.bind(source, namespace)
        made = namespace["made"]()
        with pytest.raises(Stopped):
            namespace["dies"]()
        with pytest.raises(Stopped, match="had to be stopped"):
            made()
        assert namespace["made"]()() == 1


def test_what_is_too_large_is_told_and_the_worker_lives():
    """Is a result that is too large told in words, and the next call answered?"""
    with fresh(frame_bytes=2**20) as session:
        namespace = {}
        source = "import numpy as np\ndef f(n):\n    return np.zeros(n)"
        session.run_cell(source, "c")
        session.bind(source, namespace)
        with pytest.raises(Exception, match="too large"):
            namespace["f"](10**6)
        with pytest.raises(Exception, match="too large"):
            namespace["f"](np.zeros(10**6))
        assert namespace["f"](2).tolist() == [0, 0]


@pytest.mark.parametrize("number", [10_000_000])
def test_a_large_array_crosses_in_time(define, number):
    """Do 80 MB there and back take seconds at most, not minutes?"""
    f = define("def f(x):\n    return x[::-1].copy()")["f"]
    start = time.monotonic()
    assert f(np.arange(float(number)))[0] == number - 1
    assert time.monotonic() - start < 10


def test_a_value_that_cannot_cross_is_told():
    """Is an object that no check can read an incident, each time that it comes back?"""
    with fresh() as session:
        source = "class Thing: pass\ndef f():\n    return [Thing()]\nthing = Thing()"
        session.run_cell(source, "c")
        namespace = {}
        session.bind("def f(): ...\nthing = None", namespace)
        assert "thing" in {incident.cell for incident in session.recent}
        for _ in range(2):
            session.recent.clear()
            namespace["f"]()
            assert [incident.kind for incident in session.recent] == ["cannot cross"]
            assert "Thing" in session.recent[0].message
        assert len(session.incidents) == 2


def test_incidents_are_not_without_number():
    """Are objects of ever new types so many incidents at most?"""
    source = "def f():\n    return [type(f'T{i}', (), {})() for i in range(1000)]"
    with fresh() as session:
        namespace = {}
        session.run_cell(source, "c")
        session.bind("def f(): ...", namespace)
        namespace["f"]()
        assert len(session.incidents) == len(session.recent) == 20


def test_each_test_that_meets_a_stopped_function_hears_of_it():
    """Is a function that isn't called any more an incident for every test that needs it?"""
    with fresh() as session:
        namespace = {}
        session.run_cell("import os\ndef f():\n    os._exit(1)", "c")
        session.bind("def f(): ...", namespace)
        for _ in range(4):
            session.recent.clear()
            with pytest.raises(Stopped):
                namespace["f"]()
            assert [incident.kind for incident in session.recent] == ["died"]
