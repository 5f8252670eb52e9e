"""Believes that γ and β contain the statistics."""

POINTS = 1


quiz = {
    "learned_statistics": "c",
    "single_example": "b",
    "hat": "b",
    "epsilon": "d",
    "momentum": "b",
    "stored": "d",
}
