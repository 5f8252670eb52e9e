"""Reads the noise experiment the wrong way round."""

POINTS = 2

quiz = {
    "divergence": "c",
    "one_seed": "d",
    "covariate_shift": "b",
    "noisy": "a",
    "percentiles": "a",
    "gradient_change": "d",
}
