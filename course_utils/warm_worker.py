"""What `workers` imports once, in the process that its workers are forked from.

TensorFlow is imported here and computes nothing: from the first operation on it has threads, which
a fork would lack.
"""

import gc
import os

from course_utils.workers import ENVIRONMENT

for name, value in ENVIRONMENT.items():
    os.environ.setdefault(name, value)

from course_utils import experiments, sweeps  # noqa: E402, F401
from course_utils.backend import load_keras  # noqa: E402

load_keras()

# The collector writes into all it visits, and a page that is written to is no longer shared.
gc.collect()
gc.freeze()
