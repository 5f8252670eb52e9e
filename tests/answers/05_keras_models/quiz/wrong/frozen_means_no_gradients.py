"""Believes that freezing BN only stops γ and β from being trained."""

POINTS = 2


quiz = {
    "inference_statistics": "c",
    "stored": "b",
    "bias": "b",
    "next_layer": "c",
    "evaluation_loop": "b",
    "frozen": "a",
}
