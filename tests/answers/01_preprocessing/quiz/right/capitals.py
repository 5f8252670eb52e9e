"""Capital letters."""

quiz = {"validation": "C", "flips": "B", "statistics": "C"}
