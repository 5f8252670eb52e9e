"""What a warm process imports for an assignment in Keras: no operation runs before the forks."""

from course_utils import baseline_checks, batch_size_checks, fine_tuning_checks  # noqa: F401
from course_utils.backend import load_keras
from course_utils.grading import numpy_keras
from course_utils.grading.isolation import keras_shortcuts, random_state, warm_numpy  # noqa: F401

keras = load_keras()

from course_utils import model_checks, models, training  # noqa: E402, F401

keras_shortcuts.take()
random_state.follow_seeds()
if keras.backend.backend() == numpy_keras.NUMPY:
    numpy_keras.compute_as_tensorflow()
