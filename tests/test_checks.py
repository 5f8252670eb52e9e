"""A failed check says expected, got, and which misconception it looks like."""

import sys
import warnings
from functools import partial

import numpy as np
import pytest
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell

from course_utils import checks, feedback
from course_utils.feedback import probing


def message(check, *arguments, **options) -> str:
    """The text of the failure that a check raises."""
    with pytest.raises(checks.CheckFailure) as caught:
        check(*arguments, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("check", "arguments", "says"),
    [
        (checks.shape, ([[1, 2]], (2, 1), "f(x)"), "expected: (2, 1)\n  got:      (1, 2)"),
        (checks.shape, (None, (2,), "f(x)"), "is `return` missing?"),
        (checks.shape, ("text", (2,), "f(x)"), "got:      ()"),
        (checks.shape, ([[1], [1, 2]], (2,), "f(x)"), "can't be read as an array"),
        (checks.dtype, (np.zeros(2), np.float32, "f(x)"), "expected: float32\n  got:      float64"),
        (checks.dtype, (np.zeros(2, int), np.floating, "f(x)"), "floating"),
        (checks.equal, (2, 3, "f(x)"), "expected: 3\n  got:      2"),
        (checks.equal, (True, 1, "f(x)"), "expected: 1\n  got:      True"),
        (checks.equal, ([1, 5, 3], np.array([1, 2, 3]), "f(x)"), "1 of 3 elements differ"),
        (checks.close, ([1.0, 2.1], [1.0, 2.0], "f(x)"), "first at (1,)"),
        (checks.close, (0.5, 0.6, "f(x)"), "expected: 0.6\n  got:      0.5"),
        (checks.close, ([np.nan], [1.0], "f(x)"), "1 of 1 values are not finite"),
        (checks.close, (["a"], [1.0], "f(x)"), "no real numbers"),
        (checks.close, ([[1.0]], [1.0], "f(x)"), "shape is wrong"),
        (checks.between, ([0, 255], 0, 1, "f(x)"), "expected: 0 to 1\n  got:      0 to 255"),
        (checks.between, ([np.nan], 0, 1, "f(x)"), "range is wrong"),
        (checks.between, ([], 0, 1, "f(x)"), "no values"),
        (checks.true, (False, "They overlap.", "none", 3), "They overlap."),
        (checks.raises, (ValueError, lambda: 7, "f(x)"), "nothing was raised"),
        (checks.raises, (ValueError, lambda: [][0], "f(x)"), "another exception came"),
        (checks.unchanged, (np.ones(2), np.zeros(2), "f(x)"), "changed in place"),
    ],
)
def test_a_failed_check_says_expected_and_got(check, arguments, says):
    """Does each check's message hold what a student needs?"""
    assert says in message(check, *arguments)


@pytest.mark.parametrize(
    ("check", "arguments"),
    [
        (checks.shape, (np.zeros((2, 3)), [2, 3], "f(x)")),
        (checks.dtype, (np.zeros(2, np.float32), np.floating, "f(x)")),
        (checks.equal, ((1, 2, 3), np.array([1, 2, 3]), "f(x)")),
        (checks.equal, (np.bool_(True), True, "f(x)")),
        (checks.equal, (None, None, "f(x)")),
        (checks.close, (np.float32(0.1), 0.1, "f(x)")),
        (checks.close, ([np.nan, np.inf], [np.nan, np.inf], "f(x)")),
        (checks.between, (0, 0, 1, "f(x)")),
        (checks.raises, (ValueError, lambda: int("x"), "f(x)", ["invalid"])),
        (checks.unchanged, (np.array([np.nan]), np.array([np.nan]), "f(x)")),
    ],
)
def test_right_results_of_every_shape_pass(check, arguments):
    """Do lists, tuples, float32, NaN and NumPy's own booleans pass where they are right?"""
    check(*arguments)


@pytest.mark.parametrize(
    ("got", "shown"),
    [
        ({"b", "c", "a"}, "{'a', 'b', 'c'}"),
        ({10, 9, np.int64(2)}, "{2, 9, 10}"),
        ({(True, "x"), (False, "y")}, "{(False, 'y'), (True, 'x')}"),
        (frozenset({1, "one"}), "{'one', 1}"),
        ({frozenset("dc"), frozenset("ba"), frozenset("c")}, "{{'a', 'b'}, {'c', 'd'}, {'c'}}"),
        (set(), "set()"),
    ],
)
def test_a_set_is_shown_in_its_order(got, shown):
    """Is what a student reads of a set the same each time, whatever Python's hashes are?"""
    assert f"got:      {shown}" in message(checks.equal, got, {"z"}, "the names")


def test_an_error_must_say_what_it_is_about():
    """Does `raises` look for the words the message should hold?"""

    def refuse():
        raise ValueError("too large")

    assert "['255']" in message(checks.raises, ValueError, refuse, "f(x)", ["255"])


def test_long_values_are_cut():
    """Does a message show the ends of a large array, on one line?"""
    text = message(checks.unchanged, np.zeros((100, 100)), np.ones((100, 100)), "f(x)")
    assert len(text) < 1000
    assert "..." in text
    assert len(text.splitlines()) == 3


def test_fresh_inputs_follow_the_seed(monkeypatch):
    """Does BNCOURSE_SEED change the inputs, and each test have its own?"""
    draws = set()
    for seed in ("0", "1"):
        monkeypatch.setenv(checks.SEED_VARIABLE, seed)
        for name in ("a", "b"):
            draws.add(checks.rng(name).integers(2**62))
            assert checks.rng(name).integers(2**62) in draws
    assert len(draws) == 4
    monkeypatch.delenv(checks.SEED_VARIABLE)
    assert checks.rng("a").integers(2**62) in draws


# How failures look in a notebook.


@pytest.fixture
def known(monkeypatch):
    """A unit "00_unit" with one exercise, `double`, and one known wrong answer."""

    def probe(answer):
        return {"of 3": probing.outcome(lambda: answer(3)), "of array": answer(np.ones(2))}

    wrong = feedback.Misconception(
        "squares", "Squares instead of doubling.", probing.observe(probe, lambda x: x**2)
    )
    monkeypatch.setattr(feedback, "misconceptions", lambda unit: {"double": [wrong]})
    monkeypatch.setattr(feedback, "probes", lambda unit: {"double": probe})


def checked(answer) -> str:
    """The message of a failed exercise."""
    double = answer
    with (
        pytest.raises(checks.CheckFailure) as caught,
        checks.exercise(double, unit="00_unit", name="double"),
    ):
        checks.equal(double(3), 6, "double(3)")
    return str(caught.value)


def test_a_known_wrong_answer_is_recognised(known):
    """Does an answer that behaves like a known one get its message, another one none?"""
    assert "this looks like: Squares instead of doubling." in checked(lambda x: x * x)
    assert "this looks like" not in checked(lambda x: x + 1)


def test_a_grader_observes_an_answer_once_until_its_code_may_have_changed(known):
    """Is a failing answer probed once, anew after `forget`, and at each failure in a notebook?"""
    calls = []

    def double(x):
        calls.append(x)
        return x * x

    with feedback.observing_once() as forget:
        for _ in range(2):
            assert "this looks like: Squares instead of doubling." in checked(double)
        # The check's own call each time, and the probe's two calls once.
        assert len(calls) == 2 + 2
        assert "this looks like" not in checked(lambda x: x + 1)
        forget()
        checked(double)
        assert len(calls) == 3 + 4
    checked(double)
    checked(double)
    assert len(calls) == 5 + 8


def test_an_unwritten_answer_is_said_to_be_unwritten(known):
    """Does the stub say "not written yet" rather than an error's name?"""

    def stub(x):
        raise NotImplementedError

    assert checked(stub) == "double is not written yet."


def test_an_exception_is_shown_with_the_students_lines(known):
    """Does an exception say what and where, without the test's own frames?"""

    def broken(x):
        return x + "text"

    text = checked(broken)
    assert "double raised TypeError" in text
    assert 'return x + "text"' in text
    assert "checks.equal" not in text


def test_a_warning_goes_to_stdout(known, capsys):
    """Does a warning of a right answer stay off stderr, where it would cost all points?"""

    def double(x):
        warnings.warn("this is slow", stacklevel=2)
        print("a note", file=sys.stderr)
        return 2 * x

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        with checks.exercise(double, unit="00_unit"):
            checks.equal(double(3), 6, "double(3)")
    captured = capsys.readouterr()
    assert captured.err == ""
    assert "a note" in captured.out


def test_input_is_not_an_unwritten_answer(known):
    """Is asking for input told from the stub, whose error is its relative?"""

    def asks(x):
        raise StdinNotImplementedError("raw_input was called")

    assert "raised StdinNotImplementedError" in checked(asks)


def test_a_returned_exception_is_named():
    """Is an exception that was returned instead of raised said to be one?"""
    text = message(checks.raises, ValueError, lambda: ValueError("bad"), "f(x)")
    assert "the exception ValueError('bad'), not raised" in text


def test_none_is_no_answer(known):
    """Is an answer that is still None said to be missing?"""
    with (
        pytest.raises(checks.CheckFailure, match="no answer"),
        checks.exercise(None, unit="00_unit", name="double"),
    ):
        raise AssertionError("the tests of a missing answer were run")


def test_a_passed_exercise_is_silent(known, capsys):
    """Does a right answer print nothing, so that nothing can count as an error?"""
    with checks.exercise(lambda x: 2 * x, unit="00_unit", name="double"):
        pass
    captured = capsys.readouterr()
    assert captured.out + captured.err == ""


def test_the_notebook_shows_the_message_alone():
    """Does IPython print the check's text without a traceback through course code?"""
    shell = InteractiveShell.instance()
    try:
        error = checks.CheckFailure("f(x): wrong.\n  expected: 1\n  got:      2")
        shown = error._render_traceback_()
        assert shown == ["f(x): wrong.", "  expected: 1", "  got:      2"]
        result = shell.run_cell(
            "from course_utils import checks; checks.equal(1, 2, 'f(x)')", store_history=False
        )
        assert isinstance(result.error_in_exec, checks.CheckFailure)
    finally:
        InteractiveShell.clear_instance()


# Observations.


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        (1.0, 1.0 + 1e-5, True),
        (1.0, 1.001, False),
        (1, True, False),
        (float("nan"), float("nan"), True),
        (float("inf"), float("-inf"), False),
        (np.zeros((2, 1)), np.zeros((1, 2)), False),
        (np.float32(0.1), 0.1, True),
        ([1, 2], (1, 2), True),
        ([1, 2], [1], False),
        ({"a": 1}, {"b": 1}, False),
        (None, 0, False),
        ("raises ValueError", "raises TypeError", False),
    ],
)
def test_observations_are_compared_within_tolerance(one, other, agree):
    """Do floats agree within rounding, and kinds, shapes, names and errors exactly?"""
    assert probing.same(probing.plain(one), probing.plain(other)) is agree


def test_what_breaks_a_probe_is_an_observation():
    """Are an exception in a probe, and an unobservable result, seen as such?"""
    assert probing.observe(lambda f: {"x": f()}, lambda: 1 / 0) == {
        "probe": "raises ZeroDivisionError"
    }
    assert probing.observe(lambda f: {"x": f()}, object) == {"probe": "raises TypeError"}


def test_what_has_changed_is_called_by_its_name():
    """Is a weight no input?"""
    told = message(partial(checks.unchanged, kind="weight"), np.ones(2), np.zeros(2), "γ")
    assert "γ: the weight was changed in place." in told
