"""The letter a throughout."""

POINTS = 0

quiz = {
    "divergence": "a",
    "one_seed": "a",
    "covariate_shift": "a",
    "noisy": "a",
    "percentiles": "a",
    "gradient_change": "a",
}
