"""Answers one of three questions."""

POINTS = 1

quiz = {"flips": "b"}
