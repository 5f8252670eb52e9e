"""Three misunderstandings at once."""

POINTS = 0

quiz = {"validation": "b", "flips": "d", "statistics": "d"}
