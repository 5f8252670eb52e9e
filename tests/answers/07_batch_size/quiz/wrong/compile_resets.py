"""Thinks that compile makes the weights random again."""

POINTS = 2

quiz = {"representative": "b", "alone": "a", "rising": "b"}
