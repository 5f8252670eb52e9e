"""Writes the letters as they stand in the list of options."""

quiz = {"validation": "c)", "flips": "b)", "statistics": "c)"}
