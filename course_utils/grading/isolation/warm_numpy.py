"""What a warm process imports for an assignment in NumPy, besides the worker's own code.

Matplotlib lists the machine's fonts at its import; workers find the list made.
"""

import matplotlib.figure
import matplotlib.font_manager
import matplotlib.pyplot  # noqa: F401
import numpy  # noqa: F401
import pandas  # noqa: F401
import scipy.special
import scipy.stats  # noqa: F401

from course_utils import checks, data, gradient_paths, intervals  # noqa: F401
