"""Thinks that random batches are equally representative whatever their size."""

POINTS = 2

quiz = {"representative": "c", "alone": "a", "rising": "d"}
