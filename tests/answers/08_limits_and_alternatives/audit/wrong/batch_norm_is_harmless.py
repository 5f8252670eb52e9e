"""Believes that BN keeps gradients small, that any ε will do, and that its statistics are
constants for the gradient.
"""

POINTS = 4.5


audit = {
    "single_example": ("contradicted", "05"),
    "single_run": ("contradicted", "05"),
    "noisy_statistics": ("supported", "07"),
    "recurrent": ("not tested here", None),
    "constants": ("supported", "04"),
    "other_scale": ("supported", "01"),
    "learning_rates": ("supported", "08"),
    "exploding": ("supported", "08"),
    "weight_decay": ("contradicted", "08"),
    "company": ("supported", "08"),
    "imagenet": ("not tested here", None),
    "any_epsilon": ("supported", "03"),
}
