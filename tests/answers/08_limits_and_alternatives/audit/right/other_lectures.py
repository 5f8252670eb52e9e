"""Names other lectures where several show the same, in other spellings."""

audit = {
    "single_example": ("contradicted", "05_keras_models"),
    "single_run": ("contradicted", "02"),
    "noisy_statistics": ("Supported", 3),
    "recurrent": ("not tested here", None),
    "constants": ("contradicted", "04"),
    "other_scale": ("supported", "01"),
    "learning_rates": ("supported", "6"),
    "exploding": ("contradicted", "08"),
    "weight_decay": ("contradicted", "08"),
    "company": ("supported", 7),
    "imagenet": ("not tested here", None),
    "any_epsilon": ("contradicted", "01"),
}
