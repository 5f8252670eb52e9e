"""The dictionary as it is asked for."""

quiz = {
    "scaled": "d",
    "decay": "c",
    "sorted_test": "b",
    "keras_layer": "b",
    "group_ends": "c",
    "folding": "b",
}
