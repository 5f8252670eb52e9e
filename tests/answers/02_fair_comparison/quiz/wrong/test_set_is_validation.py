"""Believes that data which weren't trained on stay fresh, however often something is chosen on
them.
"""

POINTS = 2


quiz = {
    "test_set": "a",
    "progress_bar": "c",
    "one_run": "d",
    "budget": "a",
    "more_seeds": "b",
    "inconclusive": "c",
}
