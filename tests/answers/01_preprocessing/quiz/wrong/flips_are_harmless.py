"""Takes flips for an augmentation that suits every kind of image."""

POINTS = 2

quiz = {"validation": "c", "flips": "a", "statistics": "c"}
