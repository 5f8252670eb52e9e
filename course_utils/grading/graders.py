"""Who grades tasks: processes on this machine, or a Dask cluster.

`LocalGraders` keeps one warm grading process with as many children as jobs. `ClusterGraders` lets
each worker process of a cluster keep one of its own. Both yield results as they come, in any
order, and one for each task: if a process dies, its tasks are given to another.
"""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import replace
from typing import Protocol

from course_utils.grading.grader_client import GraderDied, GraderProcess
from course_utils.grading.setting import Setting
from course_utils.grading.task import Result, Task

#: How many grading processes a task may see die before it counts as failed.
DEATHS = 2


class Graders(Protocol):
    """Something that grades tasks. note: what is to be said about the sandbox, if anything."""

    sandbox_name: str
    note: str

    def results(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """Grade all tasks; yield a result for each as it comes."""

    def close(self) -> None:
        """End all that was started."""


class LocalGraders:
    """Grades on this machine."""

    def __init__(self, setting: Setting):
        self._setting = setting
        self._process = GraderProcess(setting)
        self.sandbox_name, self.note = self._process.sandbox_name, self._process.note

    def results(
        self, tasks: Iterable[Task], told: Callable[[str], None] = lambda cell: None
    ) -> Iterator[Result]:
        """Grade all tasks; yield a result for each as it comes.

        told: hears the name of each cell as its turn comes, in a thread of its own.
        """
        waiting = iter(tasks)
        deaths: dict[str, int] = {}
        under_way: dict[Future[Result], Task] = {}
        # One more than there are children: none of them waits for this process.
        for task in itertools.islice(waiting, self._setting.jobs + 1):
            under_way[self._process.grade(task, told)] = task
        while under_way:
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                task = under_way.pop(future)
                try:
                    yield future.result()
                    task = next(waiting, None)
                except GraderDied as error:
                    deaths[task.student] = deaths.get(task.student, 0) + 1
                    self._restart_if_dead()
                    if deaths[task.student] >= DEATHS:
                        yield Result(task.assignment, task.student, "failed", error=str(error))
                        task = next(waiting, None)
                if task is not None:
                    under_way[self._process.grade(task, told)] = task

    def close(self) -> None:
        """End the grading process and its children."""
        self._process.close()

    def _restart_if_dead(self) -> None:
        if self._process.is_dead():
            self._process.close()
            self._process = GraderProcess(self._setting)


class ClusterGraders:
    """Grades on a Dask cluster, whose workers have this course installed.

    address: the scheduler's, "tcp://host:8786". A worker that dies loses nothing: the scheduler
    gives its tasks to others. Raises RuntimeError if the extra `cluster` isn't installed, OSError
    if no scheduler answers.
    """

    def __init__(self, address: str, setting: Setting):
        try:
            import distributed
        except ImportError:
            raise RuntimeError(
                '--scheduler needs: pip install "batchnorm-course[cluster]"'
            ) from None
        self._setting = json.dumps(setting.to_json())
        self._client = distributed.Client(address, set_as_default=False, timeout=30)
        names = self._client.submit(_sandbox_on_worker, self._setting, pure=False).result()
        self.sandbox_name, self.note = names

    def results(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """Grade all tasks; yield a result for each as it comes."""
        from distributed import as_completed

        futures = {
            self._client.submit(
                _grade_on_worker, self._setting, json.dumps(task.to_json()), pure=False, retries=1
            ): task
            for task in tasks
        }
        for future in as_completed(futures, loop=self._client.loop):
            task = futures[future]
            if future.status == "finished":
                yield Result.from_json(json.loads(future.result()))
            else:
                error = repr(future.exception())
                yield Result(task.assignment, task.student, "failed", error=error)

    def close(self) -> None:
        """Leave the cluster; what was asked of it and isn't done is dropped."""
        self._client.close()


#: A worker process's grading processes, by setting.
_processes: dict[str, GraderProcess] = {}
_changing = threading.Lock()


def _process_on_worker(setting: str) -> GraderProcess:
    """This worker's grading process, started when the first task comes; idle others end."""
    from distributed import get_worker

    with _changing:
        for other, process in list(_processes.items()):
            if process.is_dead() or (other != setting and process.is_idle()):
                _processes.pop(other).close()
        if setting not in _processes:
            content = Setting.from_json(json.loads(setting))
            _processes[setting] = GraderProcess(replace(content, jobs=get_worker().state.nthreads))
        return _processes[setting]


def _sandbox_on_worker(setting: str) -> tuple[str, str]:
    process = _process_on_worker(setting)
    return process.sandbox_name, process.note


def _grade_on_worker(setting: str, task: str) -> str:
    result = _process_on_worker(setting).grade(Task.from_json(json.loads(task))).result()
    return json.dumps(result.to_json())
