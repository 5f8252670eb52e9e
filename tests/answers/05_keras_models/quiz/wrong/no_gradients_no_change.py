"""Believes that a forward pass with training=True changes nothing as long as no gradients are
computed.
"""

POINTS = 2


quiz = {
    "inference_statistics": "c",
    "stored": "b",
    "bias": "b",
    "next_layer": "c",
    "evaluation_loop": "a",
    "frozen": "c",
}
