"""Believes that no learning rate is too large with BN."""

POINTS = 2

quiz = {
    "divergence": "a",
    "one_seed": "d",
    "covariate_shift": "b",
    "noisy": "b",
    "percentiles": "a",
    "gradient_change": "d",
}
