"""A sign of life on a terminal: a line whose clock ticks, however long one cell takes."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator

from tqdm import tqdm

#: Seconds between two ticks.
TICK = 1.0


@contextlib.contextmanager
def ticking(bar: tqdm) -> Iterator[None]:
    """Let a bar's clock go on while nothing else changes it; not in a log, where lines stay."""
    if bar.disable or not bar.fp.isatty():
        yield
        return
    over = threading.Event()

    def tick() -> None:
        while not over.wait(TICK):
            bar.refresh()

    thread = threading.Thread(target=tick, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextlib.contextmanager
def showing_cells(assignment: str) -> Iterator[Callable[[str], None]]:
    """Show on a terminal which cell of a notebook is under way; yields what to tell its name."""
    shown = "{desc} [{elapsed}]"
    # Standard output is for the findings alone.
    bar = tqdm(desc=f"{assignment}: starting", bar_format=shown, disable=None, leave=False)
    with bar, ticking(bar):
        yield lambda cell: bar.set_description_str(f"{assignment}: {cell}")
