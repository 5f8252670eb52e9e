"""Believes that an example's gradient depends on its own output alone, as in a Dense layer."""

POINTS = 2

quiz = {"constants": "c", "others": "a", "step": "a"}
