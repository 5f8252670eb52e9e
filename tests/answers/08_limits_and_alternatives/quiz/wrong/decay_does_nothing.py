"""Believes that a penalty without effect on the output has no effect on training."""

POINTS = 2


quiz = {
    "scaled": "d",
    "decay": "a",
    "sorted_test": "b",
    "keras_layer": "b",
    "group_ends": "c",
    "folding": "b",
}
