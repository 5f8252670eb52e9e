"""Believes that each network with its author's settings makes a fair comparison."""

POINTS = 2


quiz = {
    "test_set": "b",
    "progress_bar": "c",
    "one_run": "d",
    "budget": "b",
    "more_seeds": "b",
    "inconclusive": "c",
}
