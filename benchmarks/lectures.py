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
    """The largest sum of the memory of this process's descendants; `bytes` after the block.

    Memory that processes share is counted once, by each one's share of it (PSS), where the system
    tells; elsewhere twice (RSS).
    """

    bytes = 0

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
            self.bytes = max(self.bytes, sum(map(_memory, psutil.Process().children(True))))


def _memory(process: psutil.Process) -> int:
    try:
        found = process.memory_full_info()
    except psutil.Error:
        # It ended in between, or is another user's.
        return 0
    return getattr(found, "pss", found.rss)


def measure(dataset: str = "embedded") -> list[dict]:
    """Run every lecture alone, with an empty cache of its own: seconds and peak gigabytes."""
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
        rows.append({"lecture": lecture, "seconds": seconds, "gigabytes": peak.bytes / 1e9})
        print(f"  {lecture}: {seconds:.0f} s, {peak.bytes / 1e9:.2f} GB", flush=True)
    return rows
