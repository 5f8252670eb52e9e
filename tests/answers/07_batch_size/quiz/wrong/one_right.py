"""Knows about the batch of one, and misses the other two."""

POINTS = 1

quiz = {"representative": "d", "alone": "a", "rising": "c"}
