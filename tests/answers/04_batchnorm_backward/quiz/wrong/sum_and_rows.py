"""Takes a sum of zero over the batch for a gradient of zero."""

POINTS = 2

quiz = {"constants": "c", "others": "b", "step": "a"}
