"""Believes all of them together."""

POINTS = 0


quiz = {
    "scaled": "b",
    "decay": "b",
    "sorted_test": "d",
    "keras_layer": "a",
    "group_ends": "a",
    "folding": "a",
}
