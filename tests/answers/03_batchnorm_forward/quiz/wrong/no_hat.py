"""Takes γx + β for the output, and ε for a detail."""

POINTS = 2


quiz = {
    "learned_statistics": "c",
    "single_example": "b",
    "hat": "c",
    "epsilon": "b",
    "momentum": "b",
    "stored": "c",
}
