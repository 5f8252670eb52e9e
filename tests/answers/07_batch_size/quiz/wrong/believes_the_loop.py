"""Believes what the loop with the carried-over weights seems to show."""

POINTS = 2

quiz = {"representative": "b", "alone": "a", "rising": "a"}
