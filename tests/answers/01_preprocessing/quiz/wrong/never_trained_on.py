"""Takes a test set for fresh because the network was not trained on it, although the epoch was chosen on it."""

POINTS = 2

quiz = {"validation": "a", "flips": "b", "statistics": "c"}
