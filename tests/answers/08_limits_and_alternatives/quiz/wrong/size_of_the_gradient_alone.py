"""Thinks of the gradient alone, and forgets that the same step turns a longer vector less."""

POINTS = 2


quiz = {
    "scaled": "c",
    "decay": "c",
    "sorted_test": "b",
    "keras_layer": "b",
    "group_ends": "c",
    "folding": "b",
}
