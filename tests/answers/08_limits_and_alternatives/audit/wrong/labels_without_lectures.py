"""Gives labels alone."""

POINTS = 0


audit = {
    "single_example": "contradicted",
    "single_run": "contradicted",
    "noisy_statistics": "supported",
    "recurrent": "not tested here",
    "constants": "contradicted",
    "other_scale": "supported",
    "learning_rates": "supported",
    "exploding": "contradicted",
    "weight_decay": "contradicted",
    "company": "supported",
    "imagenet": "not tested here",
    "any_epsilon": "contradicted",
}
