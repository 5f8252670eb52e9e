"""Believes that the composition of the batch matters in inference mode."""

POINTS = 2


quiz = {
    "scaled": "d",
    "decay": "c",
    "sorted_test": "a",
    "keras_layer": "b",
    "group_ends": "c",
    "folding": "b",
}
