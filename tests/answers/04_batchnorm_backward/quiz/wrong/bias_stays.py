"""Believes that constant statistics leave the bias without a gradient: that is so with the complete gradient."""

POINTS = 2

quiz = {"constants": "b", "others": "d", "step": "a"}
