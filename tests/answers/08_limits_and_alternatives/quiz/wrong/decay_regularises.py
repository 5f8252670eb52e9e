"""Believes that weight decay keeps the function simple although its size doesn't count."""

POINTS = 2


quiz = {
    "scaled": "d",
    "decay": "b",
    "sorted_test": "b",
    "keras_layer": "b",
    "group_ends": "c",
    "folding": "b",
}
