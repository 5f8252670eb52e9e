"""Knows the labels, but names the same lecture for all."""

POINTS = 2


audit = {
    "single_example": ("contradicted", "05"),
    "single_run": ("contradicted", "05"),
    "noisy_statistics": ("supported", "05"),
    "recurrent": ("not tested here", None),
    "constants": ("contradicted", "05"),
    "other_scale": ("supported", "05"),
    "learning_rates": ("supported", "05"),
    "exploding": ("contradicted", "05"),
    "weight_decay": ("contradicted", "05"),
    "company": ("supported", "05"),
    "imagenet": ("not tested here", None),
    "any_epsilon": ("contradicted", "05"),
}
