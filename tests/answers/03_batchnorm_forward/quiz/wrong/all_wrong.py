"""Every sentence of the notebooks is believed."""

POINTS = 0


quiz = {
    "learned_statistics": "b",
    "single_example": "a",
    "hat": "c",
    "epsilon": "b",
    "momentum": "a",
    "stored": "a",
}
