"""Thinks that BN lets a single example pass as it is."""

POINTS = 2

quiz = {"representative": "b", "alone": "c", "rising": "d"}
