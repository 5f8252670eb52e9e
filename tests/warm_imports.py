"""What `forked_kernels` imports once, before kernels are forked from it."""

from course_utils.collector import resting

with resting():
    import ipykernel.kernelapp  # noqa: F401
    import matplotlib.pyplot  # noqa: F401
    import numpy  # noqa: F401
    import pandas  # noqa: F401

    from course_utils import checks, data, model_checks, training  # noqa: F401
    from course_utils.backend import load_keras

    load_keras()
