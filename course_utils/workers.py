"""Worker processes that keep what they compile: for grids of runs on one machine.

Runs that differ in their seed alone share what is compiled, if one process does them. So each
process is an executor of its own, and `results` gives a process that is free the run most like
its last one. The processes stay for the next grid; one that dies takes no more than its own run
along. `warm_up` begins their start-up, most of which is the import of TensorFlow, ahead of time.
"""

from __future__ import annotations

import itertools
import os
import sys
import threading
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing import connection, forkserver, get_context, parent_process
from multiprocessing.context import BaseContext
from types import ModuleType
from typing import Any
from unittest import mock

import cloudpickle

Setting = Mapping[str, Any]
Run = tuple[int, Setting]

#: Read when TensorFlow starts: processes side by side must not fight over the cores. Two, or
#: Keras's own pipeline that feeds a step would wait for the step.
ENVIRONMENT = {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "2"}

_processes: list[_Process] = []
_tokens = itertools.count(1)


def results(
    call: Callable[[Any, int, Setting], Any], shared: Any, runs: Sequence[Run], count: int
) -> Iterator[tuple[int, Any]]:
    """Yield (index, call(shared, index, setting)) as runs finish, in `count` processes.

    call may be a notebook's own function. shared is sent to each process once. For a run whose
    process died, a BrokenProcessPool stands in the place of its result. An exception of `call` is
    raised here.
    """
    waiting = _grouped(runs)
    work = next(_tokens), cloudpickle.dumps((call, shared))
    last: dict[int, Hashable] = {}
    doing: dict[Future, tuple[int, int]] = {}
    while len(_processes) < count:
        _processes.append(_Process())
    idle = list(range(count))
    try:
        while waiting or doing:
            for place in idle:
                if waiting:
                    others = {group for other, group in last.items() if other != place}
                    last[place] = _choose(list(waiting), last.get(place), others)
                    index, setting = waiting[last[place]].pop(0)
                    waiting = {group: left for group, left in waiting.items() if left}
                    doing[_processes[place].submit(work, index, setting)] = place, index
            done, _ = wait(doing, return_when=FIRST_COMPLETED)
            idle = [doing[future][0] for future in done]
            for future in done:
                place, index = doing.pop(future)
                try:
                    yield index, future.result()
                except BrokenProcessPool as error:
                    _processes[place] = _Process()
                    yield index, error
    finally:
        # Left early: what is still running is nobody's any more.
        for place, _ in doing.values():
            _processes[place].kill()
            _processes[place] = _Process()


class _Process:
    """One worker process, started with its first work, and the work it has at hand."""

    def __init__(self):
        self._executor = ProcessPoolExecutor(max_workers=1, mp_context=_context())
        self._at_hand = 0

    def submit(self, work: tuple[int, bytes], index: int, setting: Setting) -> Future:
        if self._at_hand != work[0]:
            # The caller's main module is none of the worker's business: a script without
            # `if __name__ == "__main__"` would be run there once more.
            with mock.patch.dict(sys.modules, {"__main__": ModuleType("__main__")}):
                self._executor.submit(_take, work[1])
            self._at_hand = work[0]
        return self._executor.submit(_do, index, setting)

    def kill(self) -> None:
        for process in list((self._executor._processes or {}).values()):
            process.kill()
        self._executor.shutdown(wait=False)


def warm_up() -> None:
    """Begin to start what the worker processes need, beside whatever comes next."""
    if _context().get_start_method() == "forkserver":
        forkserver.ensure_running()


def _context() -> BaseContext:
    """How processes start: on Linux as forks of one that has imported TensorFlow.

    Its memory is shared and its import is paid once. Windows can't fork, macOS forbids much to
    forks of a process that has loaded libraries, and JAX has threads as soon as it is imported.
    """
    if sys.platform != "linux" or os.environ.get("KERAS_BACKEND", "tensorflow") != "tensorflow":
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(["course_utils.warm_worker"])
    return context


_work: tuple[Callable, Any]


def _take(work: bytes) -> None:
    global _work
    _end_with_parent()
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    _work = cloudpickle.loads(work)


@cache
def _end_with_parent() -> None:
    """Leave as soon as the process that asked for work is gone: a killed kernel can't say so."""
    parent = parent_process().sentinel
    threading.Thread(target=lambda: (connection.wait([parent]), os._exit(1)), daemon=True).start()


def _do(index: int, setting: Setting) -> Any:
    call, shared = _work
    return call(shared, index, setting)


def _grouped(runs: Sequence[Run]) -> dict[Hashable, list[Run]]:
    """The runs by all of their settings but the seed, in order."""
    groups: dict[Hashable, list[Run]] = {}
    for index, setting in runs:
        key = frozenset(
            (name, repr(value), _is_number(value))
            for name, value in setting.items()
            if name != "seed"
        )
        groups.setdefault(key, []).append((index, setting))
    return groups


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _choose(waiting: list[frozenset], last: frozenset | None, others: set[frozenset]) -> frozenset:
    """The group to go on with: the last one, else one that nobody else has, most like the last.

    Alike in what has a name, such as an activation, comes first: it decides what is compiled more
    often than a number does.
    """

    def wanted(group):
        shared = group & last if last is not None else frozenset()
        named = sum(not is_number for *_, is_number in shared)
        crowd = max((len(group & other) for other in others), default=0)
        return group == last, group not in others, named, len(shared), -crowd

    return max(waiting, key=wanted)
