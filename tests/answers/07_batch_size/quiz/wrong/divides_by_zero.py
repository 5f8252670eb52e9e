"""Expects NaN from a batch of one, and forgets ε."""

POINTS = 2

quiz = {"representative": "b", "alone": "d", "rising": "d"}
