"""Believes the source: the statistics of large batches are less representative."""

POINTS = 2

quiz = {"representative": "a", "alone": "a", "rising": "d"}
