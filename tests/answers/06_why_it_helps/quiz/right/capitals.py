"""Capital letters, with brackets."""

quiz = {
    "divergence": "C)",
    "one_seed": "D)",
    "covariate_shift": "B)",
    "noisy": "B)",
    "percentiles": "A)",
    "gradient_change": "D)",
}
