"""The kernel of the trusted cells: does it say what a Jupyter kernel says?"""

import sys
import time

import pytest

from course_utils.grading.test_kernel import TestKernel


@pytest.fixture
def kernel():
    """A kernel whose names and module are gone after the test."""
    made = TestKernel()
    yield made
    made.close()


def run(kernel, source: str, seconds: float = 20.0):
    """The outputs of a cell."""
    return kernel.run(source, seconds)


def test_streams_stay_apart_and_in_order(kernel):
    """Are stdout and stderr outputs of their own, in the order they came, writes in a row one?"""
    outputs = run(
        kernel,
        "import sys\nprint('a')\nprint('b')\nprint('c', file=sys.stderr)\nprint('d')",
    )
    assert [(o.output_type, o.name, o.text) for o in outputs] == [
        ("stream", "stdout", "a\nb\n"),
        ("stream", "stderr", "c\n"),
        ("stream", "stdout", "d\n"),
    ]


def test_the_last_expression_is_the_result(kernel):
    """Is a number at the end a result, which nbgrader takes for partial credit?"""
    (result,) = run(kernel, "0.5")
    assert result.output_type == "execute_result" and result.data["text/plain"] == "0.5"
    assert run(kernel, "0.5;") == []


def test_a_failed_check_shows_its_message_alone(kernel):
    """Is a check's text the whole traceback, as in a notebook?"""
    (error,) = run(kernel, "from course_utils import checks\nchecks.fail('The sum is off.', 1, 2)")
    assert (error.ename, error.evalue.splitlines()[0]) == ("CheckFailure", "The sum is off.")
    assert error.traceback == ["The sum is off.", "  expected: 1", "  got:      2"]


def test_an_exception_shows_the_cells_line(kernel):
    """Does another error name its type, and the line of the cell?"""
    (error,) = run(kernel, "x = 1\nx / 0")
    assert (error.ename, error.evalue) == ("ZeroDivisionError", "division by zero")
    assert any("line 2" in line for line in error.traceback)


def test_a_cell_that_is_no_python_is_an_error(kernel):
    """Is a syntax error an error output?"""
    (error,) = run(kernel, "def f(:")
    assert error.ename == "SyntaxError"


def test_names_stay_from_cell_to_cell(kernel):
    """Do cells share their names, and see those that are put there?"""
    run(kernel, "a = 2")
    kernel.namespace["b"] = 3
    assert run(kernel, "print(a * b)")[0].text == "6\n"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a timer that interrupts: not on Windows")
@pytest.mark.parametrize(
    "source",
    [
        "while True: pass",
        "while True:\n    try:\n        1 / 0\n    except Exception:\n        pass",
    ],
)
def test_a_cell_has_a_time_limit(kernel, source):
    """Is an endless cell stopped, even one that catches every exception, and the kernel usable?"""
    began = time.monotonic()
    (error,) = run(kernel, source, 0.3)
    assert error.ename == "CellTimeoutError" and "0.3 s" in error.evalue
    assert time.monotonic() - began < 5
    assert run(kernel, "print(1)")[0].text == "1\n"


def test_a_flood_of_output_is_cut(kernel):
    """Is a stream cut with a note, and is what comes on the other one kept?"""
    out, err = run(
        kernel,
        "import sys\nfor _ in range(100):\n    print('x' * 99_999)\nprint('!', file=sys.stderr)",
    )
    assert len(out.text) < 600_000 and out.text.endswith("cut …\n")
    assert (err.name, err.text) == ("stderr", "!\n")


def test_nobody_answers_input(kernel):
    """Does `input` fail at once?"""
    assert run(kernel, "input()")[-1].ename == "EOFError"


def test_displays_keep_text_and_pictures_alone(kernel):
    """Is what no page should show, such as JavaScript, left out?"""
    (shown,) = run(
        kernel,
        "display({'text/plain': 'a', 'application/javascript': 'alert(1)'}, raw=True)",
    )
    assert (shown.output_type, dict(shown.data)) == ("display_data", {"text/plain": "a"})


def test_the_process_gets_its_own_back():
    """Are the module __main__ and the streams those from before, afterwards?"""
    before = sys.modules["__main__"], sys.stdout, sys.stdin
    made = TestKernel()
    made.run("print(1)", 5.0)
    made.close()
    assert (sys.modules["__main__"], sys.stdout, sys.stdin) == before
