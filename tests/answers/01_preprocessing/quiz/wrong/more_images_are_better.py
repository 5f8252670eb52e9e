"""Takes statistics over all images, the test set included, for the better ones."""

POINTS = 2

quiz = {"validation": "c", "flips": "b", "statistics": "a"}
