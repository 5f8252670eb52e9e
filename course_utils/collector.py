"""Large libraries imported without the garbage collector.

While modules are imported, objects are made by the hundred thousand and hardly one is garbage.
Python's collector goes through them over and over, which takes a good part of TensorFlow's import,
and later again each time that it looks at everything.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def resting() -> Iterator[None]:
    """Let the collector rest meanwhile, and never visit what exists at the end.

    What has no reference left goes at once all the same; of what exists at the end, only what
    later comes to refer to itself in a circle stays for good. In a process that forks, its
    children write to fewer of the pages that they share with it.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()
