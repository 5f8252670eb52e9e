"""Believes that a Dense layer treats a mirrored image like the original, and that validation data update the weights."""

POINTS = 1

quiz = {"validation": "d", "flips": "c", "statistics": "c"}
