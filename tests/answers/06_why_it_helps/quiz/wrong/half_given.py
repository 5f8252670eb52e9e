"""Answers one question of each pair."""

POINTS = 0

quiz = {
    "divergence": "c",
    "one_seed": "?",
    "covariate_shift": "b",
    "noisy": "?",
    "percentiles": "?",
    "gradient_change": "d",
}
