"""Believes that a smaller step always makes a gradient check more exact."""

POINTS = 2

quiz = {"constants": "c", "others": "d", "step": "b"}
