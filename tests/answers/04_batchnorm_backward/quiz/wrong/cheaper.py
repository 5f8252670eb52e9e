"""Believes that constant statistics only make the backward pass cheaper."""

POINTS = 2

quiz = {"constants": "a", "others": "d", "step": "a"}
