"""Believes that BN computes statistics of the single example at inference, and that layer
normalization looks at the batch.
"""

POINTS = 5


audit = {
    "single_example": ("supported", "05"),
    "single_run": ("contradicted", "05"),
    "noisy_statistics": ("supported", "07"),
    "recurrent": ("not tested here", None),
    "constants": ("contradicted", "04"),
    "other_scale": ("supported", "01"),
    "learning_rates": ("supported", "08"),
    "exploding": ("contradicted", "08"),
    "weight_decay": ("contradicted", "08"),
    "company": ("contradicted", "08"),
    "imagenet": ("not tested here", None),
    "any_epsilon": ("contradicted", "08"),
}
