"""What `workers` imports once, in the process that its workers are forked from.

TensorFlow is imported here and computes nothing: from the first operation on it has threads, which
a fork would lack.
"""

import os

from course_utils.collector import resting
from course_utils.workers import ENVIRONMENT

for name, value in ENVIRONMENT.items():
    os.environ.setdefault(name, value)

with resting():
    from course_utils import experiments, sweeps  # noqa: F401
    from course_utils.backend import load_keras

    load_keras()
