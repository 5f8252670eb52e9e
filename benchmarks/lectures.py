"""Wall time and peak memory of each lecture at its defaults, with nothing stored from before."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from course_utils.folders import find_root
from course_utils.lectures import lecture_ids, run_lecture


class PeakMemory:
    """The largest memory of this process's descendants, after the block: `one` alone and `all`.

    one: of a single process, as it is commonly read (RSS). all: of all together; what they share
    is counted once, by each one's share of it (PSS), where the system tells.
    """

    one = all = 0

    @contextmanager
    def watch(self) -> Iterator[None]:
        done = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(done,))
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()

    def _watch(self, done: threading.Event) -> None:
        while not done.wait(0.5):
            found = [_memory(process) for process in psutil.Process().children(True)]
            self.one = max(self.one, *(rss for rss, _ in found), 0)
            self.all = max(self.all, sum(share for _, share in found))


def _memory(process: psutil.Process) -> tuple[int, int]:
    try:
        found = process.memory_full_info()
    except psutil.Error:
        # It ended in between, or is another user's.
        return 0, 0
    return found.rss, getattr(found, "pss", found.rss)


def measure(dataset: str = "embedded") -> list[dict]:
    """Run every lecture alone, with an empty cache of its own: seconds and peak memory."""
    folder = find_root() / "notebooks"
    rows = []
    for lecture in lecture_ids(folder):
        with tempfile.TemporaryDirectory() as scratch:
            os.environ["BNCOURSE_CACHE"] = str(Path(scratch) / "cache")
            peak = PeakMemory()
            began = time.perf_counter()
            with peak.watch():
                run = run_lecture(
                    folder / f"{lecture}.ipynb", Path(scratch) / "out.ipynb", {"DATASET": dataset}
                )
            seconds = time.perf_counter() - began
        if run.error:
            raise RuntimeError(f"{lecture} stopped at {run.error}")
        memory = {"process GB": peak.one / 1e9, "all GB": peak.all / 1e9}
        rows.append({"lecture": lecture, "seconds": seconds, **memory})
        print(f"  {rows[-1]}", flush=True)
    return rows
