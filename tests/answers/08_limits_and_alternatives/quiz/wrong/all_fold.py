"""Believes that every normalization can be folded because all have γ and β."""

POINTS = 2


quiz = {
    "scaled": "d",
    "decay": "c",
    "sorted_test": "b",
    "keras_layer": "b",
    "group_ends": "c",
    "folding": "a",
}
