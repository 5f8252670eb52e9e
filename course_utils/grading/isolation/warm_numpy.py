"""What a warm process imports for an assignment in NumPy, besides the worker's own code.

Matplotlib lists the machine's fonts at its import; workers find the list made. scikit-learn is what
answers take most often beside NumPy, and takes a second.
"""

import matplotlib.figure
import matplotlib.font_manager
import matplotlib.pyplot  # noqa: F401
import numpy  # noqa: F401
import pandas  # noqa: F401
import scipy.special
import scipy.stats  # noqa: F401
import sklearn.model_selection  # noqa: F401

from course_utils import checks, data, gradient_paths, intervals  # noqa: F401
