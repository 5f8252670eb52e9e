"""What the tests of an assignment call: a failure says expected, got, and what it looks like.

    with checks.exercise(prepare, unit="01_preprocessing"):
        checks.shape(prepare(images), (3, 784), "prepare(images)")

`exercise` turns whatever goes wrong inside into one `CheckFailure`: a check's own message, an
exception of the student's code with the lines it came through, or "not written yet". If the
answer behaves like a known wrong one, the failure says so.
`rng` gives tests fresh inputs from the seed in BNCOURSE_SEED, which a grader may set.
"""

import contextlib
import io
import os
import sys
import traceback
import warnings
import zlib
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

import numpy as np

from course_utils import feedback
from course_utils.numpy_only import watch

#: The environment variable with the seed of all inputs that tests draw.
SEED_VARIABLE = "BNCOURSE_SEED"
#: How many characters of a value a message shows.
SHOWN = 300


class CheckFailure(AssertionError):
    """A failed check; its text is all that the notebook shows."""

    def _render_traceback_(self) -> list[str]:
        # IPython asks for this: frames of the test would only hide the message.
        return str(self).splitlines()


class exercise:
    """Context in which the answer to one exercise is checked.

    answer: the student's function (or other answer). unit: the assignment's id. name: the
    exercise's, where the answer isn't a function the unit has a probe for. numpy_only: the answer
    fails if it calls Keras, TensorFlow, PyTorch or JAX; what the test itself calls is free.
    """

    def __init__(
        self, answer: Any, *, unit: str, name: str | None = None, numpy_only: bool = False
    ):
        self._answer = answer
        self._unit = unit
        self._known = feedback.misconceptions(unit)
        # A lambda or a partial has another __name__ than the one it is bound to in the notebook.
        bound = sys._getframe(1).f_globals
        names = (known for known in self._known if bound.get(known) is answer)
        self._name = name or next(names, None) or getattr(answer, "__name__", "the answer")
        self._watch = watch(answer, sys._getframe(1)) if numpy_only else None

    def __enter__(self) -> "exercise":
        if self._answer is None:
            raise CheckFailure(f"{self._name} is None: no answer was given yet.")
        # nbgrader gives 0 for a cell with anything on stderr: a warning must not cost a right
        # answer its points.
        self._stderr = contextlib.redirect_stderr(sys.stdout)
        self._stderr.__enter__()
        if self._watch:
            self._watch.__enter__()
        return self

    def __exit__(self, kind, error, trace) -> bool:
        if self._watch:
            self._watch.__exit__()
        self._stderr.__exit__(None, None, None)
        if self._watch and self._watch.call:
            raise CheckFailure(
                f"{self._name} is to be written in NumPy: here a framework does the work.\n"
                f"  expected: NumPy and plain Python alone\n"
                f"  got:      a call of {self._watch.call}"
            ) from None
        # SystemExit and KeyboardInterrupt are not the answer's failure.
        if error is None or not isinstance(error, Exception):
            return False
        # Its subclasses mean something else: input() without a front end raises one.
        if type(error) is NotImplementedError:
            raise CheckFailure(f"{self._name} is not written yet.") from None
        if isinstance(error, CheckFailure):
            message = str(error)
        else:
            message = _of_exception(self._name, error)
        looks_like = self._misconception()
        if looks_like:
            message += f"\n  this looks like: {looks_like}"
        raise CheckFailure(message) from None

    def _misconception(self) -> str | None:
        """The known wrong answer that this one behaves like, if any."""
        if self._name not in self._known or not callable(self._answer):
            return None
        # What the answer warns of or prints on the probe's inputs is not about the student's own.
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            return feedback.recognise(self._unit, self._name, self._answer)


def _of_exception(name: str, error: Exception) -> str:
    """Describe an exception by the lines of the notebook it came through, innermost last."""
    if getattr(error, "is_sentence", False):
        # The grader's own, which says who was stopped and why.
        return str(error)
    lines = _lines_of(error)[-3:]
    places = "".join(f"\n    in {where}, line {number}: {text}" for where, number, text in lines)
    return f"{name} raised {type(error).__name__}: {error}{places}"


def _lines_of(error: Exception) -> list[tuple[str, int, str]]:
    """Function, number and text of the lines an exception came through, but for the test's own.

    An answer that runs in another process leaves the lines of there as `answer_lines` in the frame
    that called it.
    """
    lines = []
    frames = list(traceback.walk_tb(error.__traceback__))[1:]
    for (frame, _), summary in zip(
        frames, traceback.StackSummary.extract(iter(frames)), strict=True
    ):
        if Path(__file__).parent not in Path(summary.filename).parents:
            lines.append((summary.name, summary.lineno, summary.line))
        else:
            lines += frame.f_locals.get("answer_lines", ())
    return lines


def rng(name: str) -> np.random.Generator:
    """Return a generator for the test of that name, seeded by BNCOURSE_SEED (0 if unset).

    Each test has its own stream, so that adding one does not change the inputs of another.
    """
    seed = int(os.environ.get(SEED_VARIABLE, "0"))
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def fail(what: str, expected: Any, got: Any) -> None:
    """Raise CheckFailure: `what` in a sentence, then expected and got."""
    raise CheckFailure(f"{what}\n  expected: {_shown(expected)}\n  got:      {_shown(got)}")


def true(condition: Any, what: str, expected: Any, got: Any) -> None:
    """Check a condition; `what` says in a sentence what is wrong if it doesn't hold."""
    if not condition:
        fail(what, expected, got)


def shape(value: Any, expected: Sequence[int], what: str) -> None:
    """Check the shape of an array, a tensor, or nested lists."""
    got = _array(value, what).shape
    true(got == tuple(expected), f"{what}: the shape is wrong.", tuple(expected), got)


def dtype(value: Any, expected: Any, what: str) -> None:
    """Check the dtype of an array; `expected` may be a kind such as np.floating."""
    got = _array(value, what).dtype
    if isinstance(expected, type) and issubclass(expected, np.generic):
        right, name = np.issubdtype(got, expected), expected.__name__
    else:
        right, name = got == np.dtype(expected), np.dtype(expected).name
    true(right, f"{what}: the dtype is wrong.", name, got)


def equal(value: Any, expected: Any, what: str) -> None:
    """Check that numbers, arrays or other values are equal, arrays in shape and every element."""
    if isinstance(expected, np.ndarray):
        shape(value, expected.shape, what)
        got = _array(value, what)
        different = got != expected
        if different.any():
            place = tuple(int(i) for i in np.argwhere(different)[0])
            where = f"{int(different.sum())} of {got.size} elements differ, first at {place}"
            fail(f"{what}: {where}.", expected[place], got[place])
    elif _is_bool(value) != _is_bool(expected) or value != expected:
        fail(f"{what}: the value is wrong.", expected, value)


def close(value: Any, expected: Any, what: str, *, rtol: float = 1e-4, atol: float = 1e-6) -> None:
    """Check that every element of an array or number is within atol + rtol·|expected|."""
    wanted = np.asarray(expected, dtype=np.float64)
    shape(value, wanted.shape, what)
    got = _numbers(value, what)
    if not np.isfinite(got).all() and np.isfinite(wanted).all():
        count = int((~np.isfinite(got)).sum())
        fail(f"{what}: {count} of {got.size} values are not finite.", "finite numbers", got)
    off = ~np.isclose(got, wanted, rtol=rtol, atol=atol, equal_nan=True)
    if off.any():
        place = tuple(int(i) for i in np.argwhere(off)[0])
        where = f"{int(off.sum())} of {got.size} values differ, first at {place}" if place else ""
        # Six digits: more would only hide where two numbers differ.
        pair = f"{wanted[place]:.6g}", f"{got[place]:.6g}"
        fail(f"{what}: {where or 'the value is wrong'}.", *pair)


def between(value: Any, low: float, high: float, what: str) -> None:
    """Check that every number lies in [low, high]."""
    got = _numbers(value, what)
    if got.size == 0 or not (got.min() >= low and got.max() <= high):
        seen = f"{got.min():g} to {got.max():g}" if got.size else "no values"
        fail(f"{what}: the range is wrong.", f"{low:g} to {high:g}", seen)


def raises(
    kind: type[Exception], call: Callable[[], Any], what: str, mentions: Sequence[str] = ()
) -> None:
    """Check that a call raises an exception of that kind whose message holds all of `mentions`."""
    try:
        result = call()
    except kind as error:
        missing = [word for word in mentions if word not in str(error)]
        true(not missing, f"{what}: the message lacks {missing}.", list(mentions), str(error))
    except NotImplementedError:
        raise
    except Exception as error:
        got = f"{type(error).__name__}: {error}"
        fail(f"{what}: another exception came.", kind.__name__, got)
    else:
        fail(f"{what}: nothing was raised.", kind.__name__, f"it returned {_shown(result)}")


def unchanged(value: np.ndarray, before: np.ndarray, what: str, *, kind: str = "input") -> None:
    """Check that an input still is what it was: an answer may not change what it is given.

    kind: what to call it, such as "weight".
    """
    same = value.dtype == before.dtype and np.array_equal(value, before, equal_nan=True)
    true(same, f"{what}: the {kind} was changed in place.", before, value)


def _is_bool(value: Any) -> bool:
    # True == 1 in Python, but an answer that should say how many may not say whether.
    return isinstance(value, (bool, np.bool_))


def _array(value: Any, what: str) -> np.ndarray:
    """The value as an array, or a failure that says it is none."""
    if value is None:
        fail(f"{what}: nothing was returned.", "an array", "None (is `return` missing?)")
    try:
        array = np.asarray(value)
    except Exception as error:
        raise CheckFailure(f"{what}: this can't be read as an array ({error}).") from None
    if array.dtype == object:
        fail(f"{what}: this is no array of numbers.", "an array", value)
    return array


def _numbers(value: Any, what: str) -> np.ndarray:
    array = _array(value, what)
    if array.dtype.kind not in "biuf":
        fail(f"{what}: these are no real numbers.", "numbers", array.dtype)
    return array.astype(np.float64)


def _shown(value: Any) -> str:
    """The value as text of at most SHOWN characters."""
    if isinstance(value, BaseException):
        text = f"the exception {value!r}, not raised"
    elif isinstance(value, np.ndarray):
        with np.printoptions(threshold=12, edgeitems=3, precision=5, suppress=True):
            text = f"{value} ({value.dtype}, shape {value.shape})"
    elif type(value) in (set, frozenset) and value:
        text = _in_order(value)
    else:
        # NumPy's scalars print as np.float64(0.5): the number is what the student looks for.
        text = str(value.item() if isinstance(value, np.generic) else value)
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else text[:SHOWN] + " …"


def _in_order(values: AbstractSet[Any]) -> str:
    """A set's items in their order, if they have one, or by their texts: the same each time."""
    plain = [item.item() if isinstance(item, np.generic) else item for item in values]
    if any(isinstance(item, frozenset) for item in plain):
        # What is greater among sets is no order of theirs.
        items = sorted(_shown(item) for item in plain)
    else:
        try:
            items = [repr(item) for item in sorted(plain)]
        except TypeError:
            items = sorted(repr(item) for item in plain)
    return "{" + ", ".join(items) + "}"
