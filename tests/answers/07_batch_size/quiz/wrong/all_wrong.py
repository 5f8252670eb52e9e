"""Takes the sources at their word in all three."""

POINTS = 0

quiz = {"representative": "a", "alone": "b", "rising": "a"}
