"""Believes that statistics learned for each batch are stored and used at inference."""

POINTS = 2


quiz = {
    "inference_statistics": "a",
    "stored": "a",
    "bias": "b",
    "next_layer": "c",
    "evaluation_loop": "b",
    "frozen": "c",
}
