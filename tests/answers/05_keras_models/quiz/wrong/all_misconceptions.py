"""Believes all of them together."""

POINTS = 0


quiz = {
    "inference_statistics": "b",
    "stored": "a",
    "bias": "a",
    "next_layer": "a",
    "evaluation_loop": "c",
    "frozen": "b",
}
