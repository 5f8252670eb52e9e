"""Imports Keras, and with it its backend, without the messages TensorFlow's C++ code prints.

TensorFlow writes to the process's stderr, below Python, while it is imported; JupyterLab shows
that as a red box, and nbgrader scores a graded cell with anything on stderr as 0. Each notebook
therefore calls `load_keras` in its set-up cell, before its own `import keras`.
"""

import contextlib
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from types import ModuleType

from course_utils.collector import resting


def load_keras() -> ModuleType:
    """Return the module `keras`; its first import happens in silence.

    If the import fails, all that was written meanwhile is printed before the error is raised.
    """
    if "keras" in sys.modules:
        return sys.modules["keras"]
    with native_stderr_held_back(), resting():
        import keras
    # Python's side of TensorFlow advises against tracing often, which many small runs do.
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    return keras


@contextlib.contextmanager
def native_stderr_held_back() -> Iterator[None]:
    """Keep what this process and its children write to stderr; show it if the block raises.

    It works on file descriptor 2, below Python, where C++ code and child processes write.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    with tempfile.TemporaryFile() as sink:
        os.dup2(sink.fileno(), 2)
        try:
            yield
        except BaseException:
            os.dup2(kept, 2)
            sink.seek(0)
            sys.stderr.write(sink.read().decode(errors="replace"))
            raise
        finally:
            os.dup2(kept, 2)
            os.close(kept)
