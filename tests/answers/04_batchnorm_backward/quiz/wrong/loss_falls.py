"""Trusts the gradient with constant statistics, and the smaller step."""

POINTS = 1

quiz = {"constants": "d", "others": "d", "step": "b"}
