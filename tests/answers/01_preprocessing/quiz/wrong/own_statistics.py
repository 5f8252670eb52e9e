"""Standardises each set with its own statistics."""

POINTS = 2

quiz = {"validation": "c", "flips": "b", "statistics": "b"}
