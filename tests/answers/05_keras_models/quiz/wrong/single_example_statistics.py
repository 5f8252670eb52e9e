"""Believes that statistics of a single example are computed at inference."""

POINTS = 2


quiz = {
    "inference_statistics": "d",
    "stored": "b",
    "bias": "b",
    "next_layer": "c",
    "evaluation_loop": "b",
    "frozen": "c",
}
