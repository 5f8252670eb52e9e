"""Believes that the next layer's inputs are normalised although a ReLU stands in between."""

POINTS = 2


quiz = {
    "inference_statistics": "c",
    "stored": "b",
    "bias": "b",
    "next_layer": "a",
    "evaluation_loop": "b",
    "frozen": "c",
}
