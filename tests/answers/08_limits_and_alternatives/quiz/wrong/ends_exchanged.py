"""Mixes up the two ends of group normalization."""

POINTS = 2


quiz = {
    "scaled": "d",
    "decay": "c",
    "sorted_test": "b",
    "keras_layer": "b",
    "group_ends": "b",
    "folding": "b",
}
