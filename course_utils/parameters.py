"""Refuses wrong notebook parameters in the first cells, before anything is loaded or trained.

Every lecture calls `check` with its parameters by name. Each message names the parameter, what
came, and what it may be.
"""

from collections.abc import Callable
from typing import Any

from course_utils.models import PRESETS


def check(**given: Any) -> None:
    """Raise ValueError for the first parameter that is wrong, TypeError for one without a rule.

    DATASET "embedded" or "full"; SEEDS a number of seeds; EPOCHS a number or None (each preset's
    own); BATCH_SIZE a number; BATCH_SIZES and PRESETS non-empty lists.
    """
    for name, value in given.items():
        if name not in _RULES:
            raise TypeError(f"No rule for the parameter {name}: there are {', '.join(_RULES)}.")
        fits, wanted = _RULES[name]
        if not fits(value):
            raise ValueError(f"Parameter {name} = {value!r} can't be used: it must be {wanted}.")


def _is_count(value: Any) -> bool:
    # bool is an int in Python, but True is no number of epochs.
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _is_list_of(value: Any, fits: Callable[[Any], bool]) -> bool:
    # papermill passes lists; a student may write a tuple.
    return isinstance(value, (list, tuple)) and len(value) > 0 and all(map(fits, value))


_RULES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "DATASET": (lambda v: v in ("embedded", "full"), '"embedded" or "full"'),
    "SEEDS": (_is_count, "a number of seeds, 1 or more"),
    "EPOCHS": (
        lambda v: v is None or _is_count(v),
        "a number of epochs, 1 or more, or None for each preset's own",
    ),
    "STEPS": (_is_count, "a number of training steps, 1 or more"),
    "BATCH_SIZE": (_is_count, "a number of images, 1 or more"),
    "BATCH_SIZES": (
        lambda v: _is_list_of(v, _is_count),
        "a list of at least one batch size, each 1 or more, such as [16, 64, 256]",
    ),
    "PRESETS": (
        lambda v: _is_list_of(v, lambda name: name in PRESETS),
        f"a list of at least one of {', '.join(PRESETS)}",
    ),
}
