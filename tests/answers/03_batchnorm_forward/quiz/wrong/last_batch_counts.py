"""Believes that the last batch's statistics are kept, and that momentum means the same in both
libraries.
"""

POINTS = 1


quiz = {
    "learned_statistics": "d",
    "single_example": "b",
    "hat": "a",
    "epsilon": "d",
    "momentum": "a",
    "stored": "c",
}
