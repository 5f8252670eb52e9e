"""Believes that the bias before BN is trained and matters."""

POINTS = 2


quiz = {
    "inference_statistics": "c",
    "stored": "b",
    "bias": "c",
    "next_layer": "c",
    "evaluation_loop": "b",
    "frozen": "c",
}
