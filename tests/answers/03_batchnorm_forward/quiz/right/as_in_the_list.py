"""Writes the letters as they stand in the list of options."""


quiz = {
    "learned_statistics": "c)",
    "single_example": "b)",
    "hat": "a)",
    "epsilon": "d)",
    "momentum": "b)",
    "stored": "c)",
}
