"""Watches that an answer which is asked for in NumPy does its work in NumPy.

`FrameworkWatch` listens to Python's profiler events while a test runs. A call into Keras,
TensorFlow, PyTorch or JAX counts when the student's function is on the stack; what the test
itself computes with a framework, to compare with, does not. An answer that stands for a function
in another process is watched there (`watch`).
"""

from __future__ import annotations

import functools
import gc
import inspect
import linecache
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import Any

#: Top-level packages whose layers, operations and gradients would do an exercise's work.
FRAMEWORKS = frozenset({"keras", "tf_keras", "tensorflow", "torch", "jax", "jaxlib", "autograd"})


@dataclass(frozen=True)
class FrameworkCall:
    """The first call of a framework: which one, and the line of the answer that led there."""

    framework: str
    line: str

    def __str__(self) -> str:
        return f"{self.framework}, in the line: {self.line}" if self.line else self.framework


def watch(answer: Any, test: FrameType) -> FrameworkWatch | DistantWatch:
    """The watch for an answer: where it runs. test: the frame of the test."""
    if hasattr(type(answer), "watch_frameworks"):
        return DistantWatch(answer)
    return FrameworkWatch(answer, test)


class DistantWatch:
    """As FrameworkWatch, for an answer whose `watch_frameworks` has it watched elsewhere."""

    def __init__(self, answer: Any):
        self._watching = answer.watch_frameworks()
        self._used: Callable[[], FrameworkCall | None] = lambda: None

    @property
    def call(self) -> FrameworkCall | None:
        """The first call of a framework."""
        return self._used()

    def __enter__(self) -> DistantWatch:
        self._used = self._watching.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._watching.__exit__(None, None, None)


class FrameworkWatch:
    """Context that notes the first call of a framework made by `answer`, as `call`.

    test: the frame of the test, whose own calls don't count. The note is read afterwards, and
    nothing is raised in between: an answer could catch it.
    """

    def __init__(self, answer: Any, test: FrameType):
        self.call = _named_after(answer)
        self._code = _code_of(answer)
        self._test_file = test.f_code.co_filename
        self._thread = threading.get_ident()

    def __enter__(self) -> FrameworkWatch:
        self._before = sys.getprofile()
        sys.setprofile(self._listen)
        # For threads that are started from now on: tests start none.
        threading.setprofile(self._listen)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(self._before)
        threading.setprofile(self._before)

    def _listen(self, frame: FrameType, event: str, argument: Any) -> None:
        if self.call or event not in ("call", "c_call"):
            return
        # A function written in C has no frame of its own: its caller's frame comes instead.
        framework = _framework_of(frame) if event == "call" else _framework_of_c(argument)
        if framework is None:
            return
        callers = _stack(frame if event == "c_call" else frame.f_back)
        if not _is_collecting([frame, *callers]) and self._is_the_answers(callers):
            self.call = FrameworkCall(framework, _line(callers))

    def _is_the_answers(self, callers: list[FrameType]) -> bool:
        """Whether the answer is among the callers, innermost first, or called from the test."""
        if threading.get_ident() != self._thread:
            return True
        if any(caller.f_code is self._code for caller in callers):
            return True
        called_by_test = None
        for caller in callers:
            if caller.f_code.co_filename == self._test_file:
                break
            called_by_test = caller
        # An answer without code of its own, a partial for example, can't be found by it.
        return (
            self._code is None
            and called_by_test is not None
            and _package(called_by_test) not in FRAMEWORKS | {"course_utils"}
        )


def _named_after(answer: Any) -> FrameworkCall | None:
    """A call already made: the answer itself is a framework's object or function."""
    for owner in (answer, type(answer)):
        package = (getattr(owner, "__module__", None) or "").split(".")[0]
        if package in FRAMEWORKS:
            return FrameworkCall(package, "")
    return None


def _code_of(answer: Any) -> CodeType | None:
    while isinstance(answer, functools.partial):
        answer = answer.func
    answer = inspect.unwrap(answer) if callable(answer) else answer
    if not hasattr(answer, "__code__"):
        answer = inspect.getattr_static(type(answer), "__call__", None)
    return getattr(answer, "__code__", None)


def _is_collecting(frames: list[FrameType]) -> bool:
    """Whether garbage is being collected: Python may do so, and ask frameworks, at any time.

    JAX, for one, has a function in `gc.callbacks`.
    """
    collectors = [getattr(callback, "__code__", None) for callback in gc.callbacks]
    return any(
        _framework_of(frame) and (frame.f_code in collectors or frame.f_code.co_name == "__del__")
        for frame in frames
    )


def _package(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "")).split(".")[0]


def _framework_of(frame: FrameType) -> str | None:
    package = _package(frame)
    return package if package in FRAMEWORKS else None


def _framework_of_c(function: Any) -> str | None:
    """The framework a C function belongs to: by its own module, or by that of its object's type."""
    owner = getattr(function, "__self__", None)
    for thing in (function, owner, type(owner)):
        module = getattr(thing, "__module__", None) or ""
        package = module.split(".")[0] if isinstance(module, str) else ""
        if package in FRAMEWORKS:
            return package
    return None


def _stack(frame: FrameType | None) -> list[FrameType]:
    frames = []
    while frame is not None:
        frames.append(frame)
        frame = frame.f_back
    return frames


def _line(callers: list[FrameType]) -> str:
    """The innermost line of source that is no framework's; imports have none."""
    for caller in callers:
        line = linecache.getline(caller.f_code.co_filename, caller.f_lineno).strip()
        if line and _framework_of(caller) is None:
            return line
    return ""
