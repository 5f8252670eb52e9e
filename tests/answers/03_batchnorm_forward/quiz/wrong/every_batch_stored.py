"""Believes that each batch's mean and variance are stored."""

POINTS = 2


quiz = {
    "learned_statistics": "c",
    "single_example": "b",
    "hat": "a",
    "epsilon": "d",
    "momentum": "b",
    "stored": "a",
}
