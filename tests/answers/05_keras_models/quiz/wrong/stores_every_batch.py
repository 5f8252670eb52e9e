"""Believes that BN has to store the statistics of every batch."""

POINTS = 2


quiz = {
    "inference_statistics": "c",
    "stored": "a",
    "bias": "b",
    "next_layer": "c",
    "evaluation_loop": "b",
    "frozen": "c",
}
