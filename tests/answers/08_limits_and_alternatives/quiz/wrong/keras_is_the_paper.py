"""Believes that Keras's default layer normalization is the paper's for feature maps."""

POINTS = 2


quiz = {
    "scaled": "d",
    "decay": "c",
    "sorted_test": "b",
    "keras_layer": "a",
    "group_ends": "c",
    "folding": "b",
}
