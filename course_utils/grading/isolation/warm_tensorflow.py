"""What a warm process imports for an assignment in Keras: no operation runs before the forks."""

import inspect
from typing import Any

from course_utils import baseline_checks, batch_size_checks, fine_tuning_checks  # noqa: F401
from course_utils.backend import load_keras
from course_utils.grading.isolation import warm_numpy  # noqa: F401

load_keras()

from course_utils import model_checks, models, training  # noqa: E402, F401


def share_variable_kernels() -> None:
    """Let TensorFlow make the variables of one shape with one kernel.

    The name of a variable is an attribute of the operation that makes it, so TensorFlow builds
    a kernel for every name, which takes five times as long as all the rest of the variable. The
    name of the operation is for messages of TensorFlow's alone; the variable keeps its own.
    """
    from tensorflow.python.ops import gen_resource_variable_ops

    make = gen_resource_variable_ops.var_handle_op
    parameters = list(inspect.signature(make).parameters)
    if "debug_name" not in parameters:
        # A TensorFlow in which the name is no attribute.
        return
    place = parameters.index("debug_name")

    def var_handle_op(*args: Any, **named: Any) -> Any:
        named.pop("debug_name", None)
        return make(
            *args[:place], *("" for _ in args[place : place + 1]), *args[place + 1 :], **named
        )

    gen_resource_variable_ops.var_handle_op = var_handle_op


share_variable_kernels()
